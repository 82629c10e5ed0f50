"""The look from outside, at the real handlers: silent when all is well, plain when it is not."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from operator_tools.canary import Answer, main
from tests.harness import BASE_URL, Bench

from gainsight_zoom.aws import Secrets
from gainsight_zoom.config import ConfigurationError

EVENTS = {
    "GET /app": "pane/home",
    "POST /session": "login_routing/create-session",
    "GET /oauth/zoom/install": "oauth_callback/zoom-install",
    "POST /zoom/events": "zoom_events/url-validation",
}
HOST = "northstar.gainsightcloud.com"
LOOKS = 5

Send = Callable[[str, str, str | None], Answer]
Change = Callable[[Answer], Answer]


def stranger(bench: Bench, changed: dict[str, Change] | None = None) -> Send:
    """Somebody who holds nothing, with some answers changed on the way."""

    def send(method: str, url: str, body: str | None) -> Answer:
        if url.startswith(f"https://{HOST}/"):
            made = Answer(200, {}, json.dumps({"authorization_endpoint": "https://x"}))
        else:
            made = ours(method, url.removeprefix(BASE_URL), body)
        path = url.removeprefix(BASE_URL)
        return next((c(made) for p, c in (changed or {}).items() if path.startswith(p)), made)

    def ours(method: str, path: str, body: str | None) -> Answer:
        headers: dict[str, str | None] = {"x-zm-signature": None, "x-zm-request-timestamp": None}
        if path.startswith("/assets/"):
            _, _, version, file = path.split("/")
            got = bench.call("pane/asset", path={"version": version, "file": file})
        else:
            got = bench.call(EVENTS[f"{method} {path}"], raw_body=body, headers=headers)
        return Answer(got.status, {k.lower(): v for k, v in got.headers.items()}, got.body)

    return send


def look(send: Send) -> int:
    return main([f"{BASE_URL}/", "--gainsight", HOST], send=send)


def test_all_is_well(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert look(stranger(bench)) == 0
    assert capsys.readouterr().out.count(": ok\n") == LOOKS


def with_header(name: str, value: str | None) -> Change:
    def changed(answer: Answer) -> Answer:
        kept = {k: v for k, v in answer.headers.items() if k != name}
        return replace(answer, headers=kept if value is None else {**kept, name: value})

    return changed


def answering(status: int, text: str = "{}") -> Change:
    return lambda _: Answer(status, {}, text)


@pytest.mark.parametrize(
    ("path", "change", "told"),
    [
        ("/app", with_header("content-security-policy", None), "content-security-policy"),
        ("/app", answering(503), "503 instead of 200"),
        ("/assets/", answering(404), "404 instead of 200"),
        ("/session", answering(500, '{"error": {"request_id": "r-1"}}'), "instead of 401 r-1"),
        ("/session", answering(401), "not by us"),
        ("/oauth/zoom/install", answering(500), "500 instead of 303"),
        ("/oauth/zoom/install", with_header("location", "https://zoom.us/x"), "lacks a part"),
        ("/zoom/events", answering(204), "204 instead of 401"),
        (f"https://{HOST}", answering(200, "<html>"), "no sign-in there"),
    ],
)
def test_what_is_broken_is_said(
    bench: Bench, capsys: pytest.CaptureFixture[str], path: str, change: Change, told: str
) -> None:
    assert look(stranger(bench, {path: change})) == 1
    out = capsys.readouterr().out
    (line,) = [one for one in out.splitlines() if "FAILED" in one]
    assert told in line
    assert out.count(": ok\n") == LOOKS - 1


class Unreadable(Secrets):
    """Secrets Manager that lets nobody in."""

    def __init__(self) -> None:
        pass

    def read(self, secret_id: str, **_: bool) -> dict[str, str]:
        raise ConfigurationError(secret_id)


def test_a_secret_that_cannot_be_read_is_noticed(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.wired.secrets = Unreadable()
    assert look(stranger(bench)) == 1
    assert "POST /session: 500" in capsys.readouterr().out
