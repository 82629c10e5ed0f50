"""What every test shares: an AWS in memory, a bench, and one look through all that was logged."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings
from tests.cloud import AMBIENT, Cloud
from tests.harness import PASSWORD, Bench

from gainsight_zoom.observability import logger

settings.register_profile("here", deadline=None)  # a busy machine is no failure
settings.load_profile("here")

SECRETS = re.compile(
    r"zoom_secret_sandbox|zoom_webhook_sandbox|secret-[a-z-]+-0123456789abcdef"
    r"|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.example\b|eyJ[A-Za-z0-9_-]{20,}|Bearer [A-Za-z0-9]"
)


class Logged(logging.Handler):
    """Keeps every log line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._last: logging.LogRecord | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, once if it passes on its way up as well."""
        if record is self._last:
            return
        self._last = record
        self.lines.append(self.format(record))

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The product's own lines, decoded."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    @property
    def reasons(self) -> list[str]:
        """Why requests were refused, oldest first."""
        return [e["reason"] for e in self.entries if e["message"] == "refused"]

    def levels(self, message: str) -> list[str]:
        """The levels of the lines with this message."""
        return [e["level"] for e in self.entries if e["message"] == message]


@pytest.fixture(autouse=True)
def logged(request: pytest.FixtureRequest) -> Iterator[Logged]:
    """Collect what is logged and hold every test to it: no secret, token, password, e-mail or
    word that a user wrote.

    And to another rule of all handlers: they call of AWS what their role allows, no more.
    """
    product = logging.getLogger(logger.name)
    collected = Logged()
    collected.setFormatter(product.handlers[0].formatter)
    sources = (product, logging.getLogger())
    for source in sources:
        source.addHandler(collected)
    yield collected
    for source in sources:
        source.removeHandler(collected)
    text = "\n".join(collected.lines)
    found = SECRETS.search(text)
    assert found is None, f"logged: {found}"
    assert f'"{PASSWORD}"' not in text, "a password was logged"
    used = request.node.funcargs.get("bench")
    if isinstance(used, Bench):
        assert not any(token in text for token in used.tokens), "a token was logged"
        assert not any(_as_logged(words) in text for words in used.written), "a note was logged"
        assert sorted(used.beyond_role) == [], "roles in template.yaml are too narrow"


def _as_logged(words: str) -> str:
    """Write words as they stand inside a line of JSON."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


@pytest.fixture(scope="session")
def one_cloud() -> Cloud:
    """This process's AWS; ask for ``cloud``."""
    return Cloud()


@pytest.fixture
def cloud(one_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An AWS in memory as the template and the operator left it, and its environment in ours."""
    for name, value in AMBIENT.items():
        monkeypatch.setenv(name, value)
    with one_cloud.fresh() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield one_cloud


@pytest.fixture
def make_bench(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Bench]:
    """Make deployments of the product with other settings: ``make_bench(NAME="value")``."""

    def make(**settings: str) -> Bench:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return Bench(cloud, {**cloud.environment, **settings})

    return make


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    """A deployment of the product with its outside world, all in this process."""
    return make_bench()
