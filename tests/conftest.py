"""What every test shares: an AWS in memory, a bench, and one look through all that was logged."""

import logging
import re
from collections.abc import Iterator

import pytest
from moto import mock_aws
from tests.harness import PASSWORD, Bench, environment

from gainsight_zoom.observability import logger

SECRETS = re.compile(
    r"zoom_secret_sandbox|zoom_webhook_sandbox|secret-[a-z-]+-0123456789abcdef"
    r"|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.example\b|eyJ[A-Za-z0-9_-]{20,}|Bearer [A-Za-z0-9]"
)


class Collected(logging.Handler):
    """Keeps every log line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def logged(request: pytest.FixtureRequest) -> Iterator[Collected]:
    """Collect what the product logs and hold every test to it: no secret, token or e-mail."""
    product = logging.getLogger(logger.name)
    collected = Collected()
    collected.setFormatter(product.handlers[0].formatter)
    product.addHandler(collected)
    yield collected
    product.removeHandler(collected)
    text = "\n".join(collected.lines)
    found = SECRETS.search(text)
    assert found is None, f"logged: {found}"
    assert f'"{PASSWORD}"' not in text
    used: Bench | None = request.node.funcargs.get("bench")
    for token in used.tokens if used else ():
        assert token not in text, "a token was logged"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty AWS in memory."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield


@pytest.fixture
def bench(aws: None, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A deployment of the product with its outside world, all in this process."""
    made = environment()
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    return Bench(made, {})
