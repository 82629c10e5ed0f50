"""What every stand-in of the sandbox is: a WSGI application with hosts, faults and a way back.

A party answers for *logical* hosts (``northstar.gainsightcloud.com``). One local server hands it
the requests whose ``Host`` is that name, or that name with ``.localhost`` and a port behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.faults import Faults

__all__ = ["Now", "Party", "Token", "logical_host"]

Now: TypeAlias = Callable[[], float]
"""Epoch seconds; handed in, so that tests move time by hand."""

Token: TypeAlias = Callable[[], str]
"""A new random, URL-safe text; handed in, so that tests can foresee it."""


class Party(Protocol):
    """One stand-in for one outside system."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Logical host names this party answers for, in lower case and without a port."""

    @property
    def faults(self) -> Faults:
        """What this party has been told to do wrong."""

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""

    def reset(self) -> None:
        """Return to the seed data set: no tokens, no counters, no faults."""


def logical_host(host_header: str) -> str:
    """Name the logical host a ``Host`` header means.

    Parameters
    ----------
    host_header : str
        ``H``, ``H:port``, ``H.localhost`` or ``H.localhost:port``, in any case.

    Returns
    -------
    str
        ``H`` in lower case. ``localhost`` alone stays ``localhost``.
    """
    name = host_header.strip().lower()
    name = name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]
    return name.removesuffix(".localhost")
