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

__all__ = ["AHEAD", "KNOWN", "Miss", "faults"]


@dataclass(frozen=True)
class Miss:
    """A figure that is over its bound, and why."""

    value: float
    reason: str


AHEAD = (
    "Who calls about one tenant is read together with it, whatever is in memory; with a unit of "
    "the budget and the key of the token that makes three calls, in two rounds. Who asks all their "
    "tenants has to be read first: which these are is known only then."
)
"""How nearly every route to Gainsight keeps the bound in a new process."""
_IN_MEETING = (
    "the user first; then all their tenants, with what earlier syncs of the session's meeting "
    "found out; and who Zoom says is in it, which only a query tells"
)
KNOWN: Mapping[str, Miss] = {
    "DELETE /me": Miss(
        4,
        "who leaves is read whole and put down as leaving before Zoom is told; then the key of the "
        "token and the secret of our client",
    ),
    "GET /participants/since/{tenant}/{kind}/{id}": Miss(5, _IN_MEETING),
    "GET /search, no tenant named": Miss(4, "the user first, then all their tenants"),
    "POST /participants/sync": Miss(5, _IN_MEETING),
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
