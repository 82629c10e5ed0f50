"""All parties behind one local port: each request goes to the party its ``Host`` names."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from sandbox.party import logical_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from sandbox.party import Now, Party

__all__ = ["Seen", "World"]

REMEMBERED_REQUESTS = 2_000
_BARE_HOSTS = {"localhost", "127.0.0.1", ""}


@dataclass(frozen=True)
class Seen:
    """One request a party was sent: path without query, since queries hold codes."""

    at: float
    party: str
    method: str
    path: str
    status: int


class World:
    """Hands each request to its party and counts it.

    Parameters
    ----------
    parties : Mapping[str, Party]
        By a short name for people; their hosts may not overlap.
    front : str
        Where a request without a known name is sent, ``http://...``.

    Raises
    ------
    ValueError
        If two parties claim one host.
    """

    def __init__(self, parties: Mapping[str, Party], *, front: str, now: Now = time.time) -> None:
        self.parties = dict(parties)
        self._front = front
        self._now = now
        self._by_host: dict[str, tuple[str, WSGIApplication]] = {}
        self._lock = threading.Lock()
        self._seen: deque[Seen] = deque(maxlen=REMEMBERED_REQUESTS)
        self._counts: Counter[str] = Counter()
        for name, party in parties.items():
            for host in party.hosts:
                self.add(host, name, party)

    def add(self, host: str, name: str, app: WSGIApplication) -> None:
        """Let an application answer for one more host.

        Raises
        ------
        ValueError
            If the host is taken.
        """
        if host in self._by_host:
            raise ValueError(f"{name} and {self._by_host[host][0]} both claim {host}")
        self._by_host[host] = (name, app)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        host = logical_host(str(environ.get("HTTP_HOST", "")))
        found = self._by_host.get(host)
        if found is None:
            return self._nobody(host)(environ, start_response)
        name, app = found

        def counted(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self._count(name, environ, int(status.partition(" ")[0]))
            return start_response(status, headers, *rest)

        return app(environ, counted)

    def reset(self) -> None:
        """Return every party to its seed data and start counting anew."""
        for party in self.parties.values():
            party.faults.clear()
        for party in self.parties.values():
            party.reset()
        with self._lock:
            self._seen.clear()
            self._counts.clear()

    def seen(self) -> list[Seen]:
        """Return the latest requests, oldest first."""
        with self._lock:
            return list(self._seen)

    def counts(self) -> dict[str, int]:
        """Return how many requests each party was sent."""
        with self._lock:
            return {name: self._counts[name] for name in self.parties}

    def _count(self, name: str, environ: WSGIEnvironment, status: int) -> None:
        with self._lock:
            self._counts[name] += 1
            self._seen.append(
                Seen(self._now(), name, environ["REQUEST_METHOD"], environ["PATH_INFO"], status)
            )

    def _nobody(self, host: str) -> Response:
        if host in _BARE_HOSTS:
            return redirect(self._front)
        known = "\n".join(sorted(self._by_host))
        return Response(
            f"Nobody here answers for {host}. Hosts of the sandbox:\n{known}\n",
            status=421,
            mimetype="text/plain",
        )
