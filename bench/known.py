"""What misses its bound and is known to, with the reason: a ratchet.

A figure may not get worse than it stands here. Once it is better its line has to go, so that it can
never come back unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bench.rows import Row

__all__ = ["FOUR_CALLS", "KNOWN", "Miss", "faults"]


@dataclass(frozen=True)
class Miss:
    """A figure that is over its bound, and why."""

    value: float
    reason: str


FOUR_CALLS = (
    "A new process asks for the user, the tenant with its metadata, a unit of the budget and the "
    "key of the token, in three rounds; the next request finds the tenant in memory, which makes "
    "three. The budget's write and KMS share a call with nothing; user and tenant could come in "
    "one batch only where the route names the tenant, at the price of a second way to read both."
)
"""Why nearly every route to Gainsight misses the bound in a new process."""
_TIMELINE = "/timeline/{tenant}/{kind}/{id}"
_ACTIVITY = f"{_TIMELINE}/activities/{{activity_id}}"
_MEASURE = "/c360/{tenant}/{kind}/{id}/scorecard/measures/{measure_id}"
_FOUR = (
    "GET /c360/{tenant}/{kind}/{id}",
    "GET /search",
    "GET /lookup/{tenant}/users",
    "GET /people/{tenant}",
    "GET /timeline/{tenant}/types",
    f"GET {_TIMELINE}",
    f"GET {_ACTIVITY}",
    f"PUT {_ACTIVITY}",
    f"GET {_ACTIVITY}/comments",
    f"POST {_ACTIVITY}/comments",
    f"PUT {_MEASURE}",
    f"DELETE {_MEASURE}",
)
_SYNC = "the four, who Zoom says is in the meeting, and what earlier syncs found out"
_PRESS = "the four, and the claim of the press, a read and a write, so that it counts once"
_CONFIRMED = "the four, and the metadata, to ask once in ten minutes whether this is an admin still"
KNOWN: Mapping[str, Miss] = {
    **dict.fromkeys(_FOUR, Miss(4, "the four")),
    "POST /participants/sync": Miss(6, _SYNC),
    "POST /people": Miss(6, _PRESS),
    "GET /admin/{tenant}/fields/{object}": Miss(5, _CONFIRMED),
}
"""By the row's first cell."""


def faults(rows: Iterable[Row], known: Mapping[str, Miss] = KNOWN) -> Iterator[str]:
    """Yield what is worse than its bound or than what is known, and what is known wrongly."""
    left = dict(known)
    for row in rows:
        miss = left.pop(row.what, None)
        if miss is None:
            if not row.holds:
                yield f"exceeded: {' | '.join(cell for cell in row.cells if cell)}"
        elif row.value > miss.value:
            yield f"worse than known: {row.what}: {row.value:g}, known are {miss.value:g}"
        elif row.value < miss.value:
            yield f"better than known, correct bench/known.py: {row.what}: {row.value:g}"
    yield from (f"no longer measured, correct bench/known.py: {what}" for what in left)
