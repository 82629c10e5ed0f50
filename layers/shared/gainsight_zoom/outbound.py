"""The one way out over HTTP: time-outs, retries, no redirects, and the sandbox's map of origins.

Provider clients build an :class:`OutboundRequest` and get an :class:`Answer`, whatever its status;
what cannot be answered at all is one of our errors. ``requests`` is imported nowhere else.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import NewConnectionError

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.config import SandboxSettings
from gainsight_zoom.errors import (
    UpstreamBusy,
    UpstreamError,
    UpstreamUnavailable,
    UpstreamUncertain,
)
from gainsight_zoom.observability import logger

CONNECT_TIMEOUT_S = 3.05
READ_TIMEOUT_S = 8.0
ATTEMPTS = 3
FIRST_BACKOFF_S = 0.2
MIN_TIME_FOR_A_CALL_S = 0.25
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
GATEWAY_TIMEOUT = 504
MAX_DIGITS = 9
MAX_BODY_BYTES = 20_000_000


def told_address(url: str) -> SplitResult:
    """Take an address apart that another system told.

    Raises
    ------
    UpstreamError
        If it is none, or holds what ``urlsplit`` passes over and a browser may not.
    """
    if not url.isprintable():
        raise UpstreamError("no_address")
    try:
        return urlsplit(url)
    except ValueError:
        raise UpstreamError("no_address") from None


@dataclass(frozen=True)
class OutboundRequest:
    """One call to another system, addressed by its logical https URL.

    Parameters
    ----------
    idempotent : bool
        Whether sending it twice does no harm; only then is it ever repeated.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    body: Any = field(default=None, repr=False)
    idempotent: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """Decode the body.

        Raises
        ------
        UpstreamError
            If it is not JSON (Gainsight's gateway can answer HTML with status 200).
        """
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            raise UpstreamError("answer_not_json") from None

    def retry_after_s(self, now: float) -> int | None:
        """Read ``Retry-After`` in all three forms that occur: seconds, HTTP date, ISO 8601."""
        raw = self.headers.get("Retry-After", "").strip()
        if not raw:
            return None
        if raw.isdecimal():
            return int(raw) if len(raw) <= MAX_DIGITS else None
        for parse in (parsedate_to_datetime, datetime.fromisoformat):
            try:
                moment = parse(raw)
            except ValueError:
                continue
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            return max(round(moment.timestamp() - now), 0)
        return None


@dataclass(frozen=True)
class Silence:
    """Nothing came back; ``delivered`` says whether the request may have arrived all the same."""

    delivered: bool


def _free() -> None:
    """Cost nothing."""


class Outbound:
    """Sends requests; safe to share between threads.

    Parameters
    ----------
    sandbox : SandboxSettings or None
        Where logical origins really are, on a developer's machine.
    adapter : BaseAdapter, optional
        Transport to use instead of the network; the seam for tests.
    jitter : callable
        Returns a number in [0, 1).
    """

    def __init__(
        self,
        *,
        clock: Clock,
        sandbox: SandboxSettings | None,
        adapter: BaseAdapter | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._sandbox = sandbox
        self._jitter = jitter
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        transport = adapter or HTTPAdapter(pool_connections=8, pool_maxsize=16)
        self._session.mount("https://", transport)
        self._session.mount("http://", transport)

    def browser_url(self, url: str) -> str:
        """Return the address under which a browser reaches a logical https URL."""
        if self._sandbox is None:
            return url
        parts = urlsplit(url)
        return self._sandbox.browser.format(host=parts.netloc) + url.partition(parts.netloc)[2]

    def send(
        self, request: OutboundRequest, deadline: Deadline, *, toll: Callable[[], None] = _free
    ) -> Answer:
        """Send a request and return the answer, whatever its status below 500.

        Parameters
        ----------
        toll : callable
            Called before each attempt. What it raises ends the matter; where it refuses to pay
            for another attempt (`UpstreamBusy`), the one before is what counts: who waits is to
            hear that nobody answers, not that there is a queue.

        Raises
        ------
        UpstreamUnavailable
            If nothing usable came back within the deadline and the allowed attempts.
        UpstreamUncertain
            As its base, where the last attempt may have been acted on without our seeing it.
        UpstreamError
            On a redirect: none is ever followed, tokens stay with the host they are for.
        """
        toll()
        attempt = 1
        while True:
            outcome = self._attempt(request, deadline)
            wait_s = self._wait_before_retry(request, outcome, attempt)
            if wait_s is None or wait_s + MIN_TIME_FOR_A_CALL_S > deadline.remaining():
                return self._settle(request, outcome)
            self._clock.sleep(wait_s)
            try:
                toll()
            except UpstreamBusy:
                return self._settle(request, outcome)
            attempt += 1

    def _attempt(self, request: OutboundRequest, deadline: Deadline) -> Answer | Silence:
        remaining = deadline.remaining()
        if remaining < MIN_TIME_FOR_A_CALL_S:
            raise UpstreamUnavailable("deadline_reached")
        url, headers = self._address(request)
        connect_s = min(CONNECT_TIMEOUT_S, remaining / 2)
        try:
            response = self._session.request(
                request.method,
                url,
                headers=headers,
                data=dict(request.form) if request.form is not None else None,
                json=request.body,
                timeout=(connect_s, min(READ_TIMEOUT_S, remaining - connect_s)),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            logger.warning(
                "outbound call failed",
                extra={"host": urlsplit(request.url).netloc, "failure": type(error).__name__},
            )
            return Silence(delivered=not _never_left(error))
        if len(response.content) > MAX_BODY_BYTES:
            raise UpstreamError("answer_too_large")
        return Answer(response.status_code, response.headers, response.content)

    def _address(self, request: OutboundRequest) -> tuple[str, dict[str, str]]:
        headers = {"Accept": "application/json", "User-Agent": "gainsight-app-for-zoom"}
        headers.update(request.headers)
        parts = urlsplit(request.url)
        if parts.scheme != "https":
            raise UpstreamError("not_https")
        if self._sandbox is None:
            return request.url, headers
        headers["Host"] = parts.netloc
        return self._sandbox.connect + request.url.partition(parts.netloc)[2], headers

    def _wait_before_retry(
        self, request: OutboundRequest, outcome: Answer | Silence, attempt: int
    ) -> float | None:
        if not request.idempotent or attempt >= ATTEMPTS:
            return None
        backoff = FIRST_BACKOFF_S * 2.0 ** (attempt - 1) * (1 + self._jitter())
        if isinstance(outcome, Silence):
            return backoff
        told = outcome.retry_after_s(self._clock.now())
        if outcome.status >= SERVER_ERROR or (outcome.status == TOO_MANY_REQUESTS and told):
            return max(float(told or 0), backoff)
        return None

    def _settle(self, request: OutboundRequest, outcome: Answer | Silence) -> Answer:
        if isinstance(outcome, Silence):
            if outcome.delivered:
                raise UpstreamUncertain("no_answer")
            raise UpstreamUnavailable("not_reached")
        if outcome.status >= SERVER_ERROR:
            logger.warning(
                "upstream failure",
                extra={"host": urlsplit(request.url).netloc, "status": outcome.status},
            )
            if outcome.status == GATEWAY_TIMEOUT:
                raise UpstreamUncertain("status_504")
            raise UpstreamUnavailable(f"status_{outcome.status}")
        if outcome.status in range(300, 400):
            raise UpstreamError("redirect_refused")
        return outcome


def _never_left(error: requests.RequestException) -> bool:
    """Tell whether no connection came about, so that the other side saw nothing of a request."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, NewConnectionError)
