"""Ask from outside whether people can sign in: ``python -m operator_tools.canary https://HOST``.

Needs nothing but the address: no account, no credential, no right in AWS. Run it from a machine
that is not the app's, every few minutes, by whatever runs things there (cron, a CI schedule), and
have that tell somebody when the status is not 0. It goes as far as a stranger gets: the pane and
its files, a session that is rightly refused (so the secret could be read), the way to Zoom's
consent (so a sign-in state could be stored), a webhook that is rightly refused, and whether each
Gainsight host given with ``--gainsight`` answers where a sign-in leads. Signing in itself takes a
person.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Answer", "main"]

TIMEOUT_S = 10
ASSET = re.compile(r'(?:src|href)="([^"]*assets/[^"]+)"')
NEEDED_HEADERS = (
    "strict-transport-security",
    "x-content-type-options",
    "content-security-policy",
    "referrer-policy",
)
"""Without these four Zoom's client shows a blank panel (Zoom, «OWASP secure headers»)."""
FOREIGN_CONTEXT = "DA" + "A" * 2 + "A" * 92
"""Well-formed as a sealed app context, and sealed by nobody."""
METADATA = "/.well-known/oauth-authorization-server"


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str = field(repr=False)

    def json(self) -> Any:
        """Read the body; an empty object if it is no JSON object."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Broken(Exception):
    """Something is not as it should be; the message says what was seen."""


def over_http(method: str, url: str, body: str | None = None) -> Answer:
    """Send one request; no redirect is followed.

    Raises
    ------
    Broken
        If there is no answer.
    """
    headers = {"Content-Type": "application/json"} if body is not None else {}
    try:
        got = requests.request(
            method, url, data=body, headers=headers, allow_redirects=False, timeout=TIMEOUT_S
        )
    except requests.RequestException as error:
        raise Broken(type(error).__name__) from None
    return Answer(got.status_code, {k.lower(): v for k, v in got.headers.items()}, got.text)


class Canary:
    """The looks, each a step that says nothing or raises `Broken`."""

    def __init__(
        self, base: str, gainsight: list[str], send: Callable[[str, str, str | None], Answer]
    ) -> None:
        self._base = base.rstrip("/")
        self._gainsight = gainsight
        self._send = send

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Name each look."""
        yield "pane opens", self.pane
        yield "a session is refused to strangers", self.session
        yield "the way to Zoom's consent", self.consent
        yield "webhooks are refused to strangers", self.webhook
        for host in self._gainsight:
            yield f"{host} answers", partial(self.tenant, host)

    def pane(self) -> None:
        """Open the home page and what it loads first."""
        page = self._expect(200, "GET", "/app")
        missing = [name for name in NEEDED_HEADERS if name not in page.headers]
        if missing:
            raise Broken(f"headers are missing: {', '.join(missing)}")
        assets = sorted({urljoin(f"{self._base}/app", path) for path in ASSET.findall(page.text)})
        if not assets:
            raise Broken("the page names no files")
        for url in assets:
            self._expect(200, "GET", url.removeprefix(self._base))

    def session(self) -> None:
        """Show a context that Zoom did not seal."""
        body = json.dumps({"context": FOREIGN_CONTEXT})
        refused = self._expect(401, "POST", "/session", body)
        if refused.json().get("error", {}).get("code") != "context_rejected":
            raise Broken("refused, but not by us")

    def consent(self) -> None:
        """Press Add, and stop where Zoom would ask."""
        there = self._expect(303, "GET", "/oauth/zoom/install").headers.get("location", "")
        asked = parse_qs(urlsplit(there).query)
        if not {"client_id", "state", "redirect_uri", "code_challenge"} <= asked.keys():
            raise Broken("the way to Zoom lacks a part")
        if not asked["redirect_uri"][0].startswith(self._base + "/"):
            raise Broken(f"Zoom would lead back to {asked['redirect_uri'][0]}")

    def webhook(self) -> None:
        """Send what Zoom did not sign."""
        self._expect(401, "POST", "/zoom/events", json.dumps({"event": "meeting.started"}))

    def tenant(self, host: str) -> None:
        """Ask a tenant where one signs in, as the app does."""
        answer = self._send("GET", f"https://{host}{METADATA}", None)
        if answer.status != 200 or "authorization_endpoint" not in answer.json():  # noqa: PLR2004
            raise Broken(f"status {answer.status}, or no sign-in there")

    def _expect(self, status: int, method: str, path: str, body: str | None = None) -> Answer:
        answer = self._send(method, self._base + path, body)
        if answer.status != status:
            reference = answer.json().get("error", {}).get("request_id", "")
            raise Broken(
                f"{method} {path}: {answer.status} instead of {status} {reference}".strip()
            )
        return answer


def main(
    arguments: list[str], *, send: Callable[[str, str, str | None], Answer] = over_http
) -> int:
    """Look once, print a line per look; return 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m operator_tools.canary")
    parser.add_argument("base", help="PublicBaseUrl: https://zoom.acme.example")
    parser.add_argument("--gainsight", action="append", default=[], metavar="HOST")
    options = parser.parse_args(arguments)
    failed = 0
    for name, look in Canary(options.base, options.gainsight, send).steps():
        began = time.monotonic()
        try:
            look()
            told = "ok"
        except Broken as broken:
            failed += 1
            told = f"FAILED: {broken}"
        print(f"{(time.monotonic() - began) * 1000:6.0f} ms  {name}: {told}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
