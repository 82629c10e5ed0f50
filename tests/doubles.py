"""Stand-ins for time, chance and the network, for tests that run in one process."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from sandbox.faults import Dropped
from sandbox.party import Party
from werkzeug.test import EnvironBuilder, run_wsgi_app

START = 1_795_341_731.0
"""22 November 2026, 10:02:11 UTC."""


class FakeClock:
    """Time that moves only when told, or when somebody waits."""

    def __init__(self, now: float = START) -> None:
        self._now = now
        self._monotonic = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        """Epoch seconds."""
        return self._now

    def monotonic(self) -> float:
        """Seconds of the same time."""
        return self._monotonic

    def sleep(self, seconds: float) -> None:
        """Let the time go by without waiting."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move on."""
        self._now += seconds
        self._monotonic += seconds


@dataclass(frozen=True)
class LambdaContext:
    """What a handler is told about its invocation."""

    clock: FakeClock
    ends_at: float
    aws_request_id: str = field(default_factory=lambda: secrets.token_hex(8))
    function_name: str = "function"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:function"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds left."""
        return int((self.ends_at - self.clock.monotonic()) * 1000)


@dataclass(frozen=True)
class Sent:
    """One request that left the product; `timeout_s` are the connect and the read time-out."""

    method: str
    host: str
    path: str
    timeout_s: tuple[float, float]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Canned:
    """An answer no stand-in would give."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


class InProcess(BaseAdapter):
    """Carries requests to the party whose host they name, and tells what was sent.

    A party that would keep us waiting longer than the read time-out costs no time but the clock's.

    Parameters
    ----------
    parties : callable
        Says who answers for a host.
    tell : callable
        Called with every request before it is answered.
    """

    def __init__(
        self,
        parties: Callable[[str], Party | None],
        clock: FakeClock,
        tell: Callable[[Sent], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._parties = parties
        self._clock = clock
        self._tell = tell
        self.instead: dict[str, Canned | requests.RequestException] = {}
        """By ``host/path``: an answer or a failure in place of the party's."""

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        """Answer one request."""
        parts = urlsplit(str(request.url))
        host = request.headers.get("Host", str(parts.netloc))
        body = request.body or b""
        self._tell(
            Sent(
                method=str(request.method),
                host=host,
                path=str(parts.path),
                timeout_s=options["timeout"],
                headers=dict(request.headers),
                body=body.encode() if isinstance(body, str) else body,
            )
        )
        canned = self.instead.get(host + str(parts.path))
        if isinstance(canned, requests.RequestException):
            raise canned
        if canned is not None:
            return _response(request, canned.status, canned.headers, canned.body)
        return self._ask(request, host, options["timeout"][1])

    def close(self) -> None:
        """Nothing to close."""

    def _ask(self, request: Any, host: str, read_timeout_s: float) -> requests.Response:
        party = self._parties(host)
        if party is None:
            raise requests.ConnectionError(f"nobody answers for {host}")
        parts = urlsplit(request.url)
        builder = EnvironBuilder(
            path=parts.path,
            query_string=parts.query,
            base_url=f"https://{host}",
            method=request.method,
            headers=dict(request.headers),
            data=request.body or b"",
        )
        too_slow = self._too_slow(party, request.method, parts.path, read_timeout_s)
        if too_slow == "slow":
            raise self._patience_ends(read_timeout_s)
        works = party.faults.lifted() if too_slow else nullcontext()
        try:
            with works:
                chunks, status, headers = run_wsgi_app(party, builder.get_environ())
        except Dropped:
            raise requests.ConnectionError("dropped") from None
        if too_slow == "store_then_timeout":
            raise self._patience_ends(read_timeout_s)
        code = int(status.partition(" ")[0])
        return _response(request, code, dict(headers.items()), b"".join(chunks))

    def _patience_ends(self, after_s: float) -> requests.ReadTimeout:
        self._clock.advance(after_s)
        return requests.ReadTimeout("too slow")

    @staticmethod
    def _too_slow(party: Party, method: str, path: str, read_timeout_s: float) -> str | None:
        """Take the fault that would outlast the read time-out, if one is meant for this request."""
        for pending in party.faults.pending():
            hit = path.startswith(pending["path"]) and pending["method"] in (None, method)
            if hit:
                waits = pending["kind"] in ("slow", "store_then_timeout")
                if not waits or pending["delay_s"] <= read_timeout_s:
                    return None
                party.faults.take(method=method, path=path)
                return str(pending["kind"])
        return None


def _response(
    request: Any, status: int, headers: Mapping[str, str], body: bytes
) -> requests.Response:
    answer = requests.Response()
    answer.status_code = status
    answer.headers = CaseInsensitiveDict(headers.items())
    answer._content = body
    answer.url, answer.request = request.url, request
    return answer
