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

__all__ = ["KNOWN", "Miss", "faults"]


@dataclass(frozen=True)
class Miss:
    """A figure that is over its bound, and why."""

    value: float
    reason: str


_NEW_PROCESS = (
    "a new process asks for the user, the tenant with its metadata, a unit of the budget and the "
    "key of the token, in three rounds; the next request finds the tenant in memory. None can be "
    "left out: the tenant says whether the app may be used, and two tables and a KMS key have no "
    "call in common"
)
KNOWN: Mapping[str, Miss] = {
    "GET /c360/{tenant}/{kind}/{id}": Miss(4, _NEW_PROCESS),
    "GET /search": Miss(4, _NEW_PROCESS),
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
