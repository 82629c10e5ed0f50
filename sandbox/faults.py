"""Faults a stand-in can be told to commit, and the one WSGI middleware that commits them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = [
    "KINDS",
    "Dropped",
    "Fault",
    "FaultMiddleware",
    "Faults",
    "Kind",
    "plain_answer",
]

Kind = Literal[
    "unauthorized",
    "forbidden",
    "forbidden_ip",
    "rate_limited",
    "server_error",
    "unavailable",
    "slow",
    "store_then_timeout",
    "html_200",
    "result_false",
    "drop",
    "redirect",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_STATUS: dict[Kind, int] = {
    "unauthorized": 401,
    "forbidden": 403,
    "forbidden_ip": 401,
    "rate_limited": 429,
    "server_error": 500,
    "unavailable": 503,
    "html_200": 200,
    "result_false": 200,
    "redirect": 302,
}


class Dropped(ConnectionAbortedError):
    """The party closed the connection without an answer.

    The local server takes it for a lost connection; a test client sees it raised.
    """


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to do wrong.

    Parameters
    ----------
    kind : Kind
        What goes wrong. ``slow`` waits and then answers as usual; ``store_then_timeout`` does the
        work, waits and then drops the connection; ``drop`` closes it at once.
    path : str
        Only requests whose path starts with this.
    method : str or None
        Only this HTTP method.
    times : int or None
        How many requests it hits; None: until cleared.
    delay_s : float
        Seconds that ``slow`` and ``store_then_timeout`` wait.
    retry_after : str or None
        ``Retry-After`` of ``rate_limited`` and ``unavailable``: seconds, or an HTTP date.
    location : str
        Where ``redirect`` points.
    """

    kind: Kind
    path: str = ""
    method: str | None = None
    times: int | None = 1
    delay_s: float = 30.0
    retry_after: str | None = None
    location: str = "https://elsewhere.example/"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")
        if self.times is not None and self.times < 1:
            raise ValueError("a fault strikes at least once")

    @property
    def status(self) -> int:
        """HTTP status this fault answers with; 200 for the kinds that answer as usual."""
        return _STATUS.get(self.kind, 200)

    def strikes(self, *, method: str, path: str) -> bool:
        """Tell whether a request is one this fault is meant for."""
        return path.startswith(self.path) and self.method in (None, method)


class Faults:
    """The faults of one party, oldest first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: list[Fault] = []
        self._released = threading.Event()

    def add(self, fault: Fault) -> None:
        """Commit `fault` from the next request on."""
        with self._lock:
            self._pending.append(fault)

    def clear(self) -> None:
        """Forget all faults and let every request that waits go on at once."""
        with self._lock:
            self._pending.clear()
            self._released.set()
            self._released = threading.Event()

    @contextlib.contextmanager
    def lifted(self) -> Iterator[None]:
        """Commit none of them for a while."""
        with self._lock:
            held, self._pending = self._pending, []
        yield
        with self._lock:
            self._pending = held + self._pending

    def pending(self) -> list[dict[str, Any]]:
        """List what is still to strike, one plain dict per fault, `times` counted down."""
        with self._lock:
            return [asdict(fault) for fault in self._pending]

    def take(self, *, method: str, path: str) -> Fault | None:
        """Return the oldest fault meant for this request, and count it as committed."""
        with self._lock:
            for index, fault in enumerate(self._pending):
                if fault.strikes(method=method, path=path):
                    self._count(index, fault)
                    return fault
        return None

    def wait(self, seconds: float) -> bool:
        """Wait; True when the time went by, False when `clear` cut it short."""
        with self._lock:
            released = self._released
        return not released.wait(seconds)

    def _count(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times == 1:
            del self._pending[index]
        else:
            self._pending[index] = replace(fault, times=fault.times - 1)


FaultAnswer: TypeAlias = Callable[[Fault], Response]


def plain_answer(fault: Fault) -> Response:
    """Build the answer of a fault for a party that has no error bodies of its own.

    Parameters
    ----------
    fault : Fault
        Any kind that answers at all (not ``slow``, ``store_then_timeout``, ``drop``).
    """
    response = Response(f"{fault.kind}\n", status=fault.status, mimetype="text/plain")
    if fault.kind == "html_200":
        response = Response("<!doctype html><title>Error</title><p>Error", mimetype="text/html")
    if fault.kind == "redirect":
        response.headers["Location"] = fault.location
        response.autocorrect_location_header = False
    if fault.retry_after is not None:
        response.headers["Retry-After"] = fault.retry_after
    return response


class FaultMiddleware:
    """Wrap a party's application so that its faults are committed.

    Parameters
    ----------
    app : WSGIApplication
        What answers when nothing goes wrong.
    faults : Faults
        Asked once per request.
    answer : callable
        Builds the party's own body of a fault; ``plain_answer`` adds nothing of a party.
    """

    def __init__(
        self, app: WSGIApplication, faults: Faults, answer: FaultAnswer = plain_answer
    ) -> None:
        self._app = app
        self._faults = faults
        self._answer = answer

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request, wrongly if a fault is meant for it (WSGI)."""
        fault = self._faults.take(
            method=environ["REQUEST_METHOD"], path=environ.get("PATH_INFO", "")
        )
        if fault is None:
            return self._app(environ, start_response)
        if fault.kind == "slow":
            self._faults.wait(fault.delay_s)
            return self._app(environ, start_response)
        if fault.kind == "store_then_timeout":
            run_wsgi_app(self._app, environ)
            self._faults.wait(fault.delay_s)
            raise _hang_up(environ)
        if fault.kind == "drop":
            raise _hang_up(environ)
        return self._answer(fault)(environ, start_response)


def _hang_up(environ: WSGIEnvironment) -> Dropped:
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    return Dropped("the party closed the connection")
