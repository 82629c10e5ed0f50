"""How often what happened on one UTC day, by kind and quarter of an hour: arithmetic, no storage.

All of a day is one short text of bytes, whatever happened on it: so what a report reads and adds
up depends on days and members alone.
"""

import struct
import zlib
from collections.abc import Iterator

from gainsight_zoom.usage import KINDS, ActKind

__all__ = ["QUARTERS", "DayCounts"]

QUARTERS = 96
_PLACE = {kind: n * QUARTERS for n, kind in enumerate(KINDS)}
_LAYOUT = struct.Struct(f"<{len(KINDS) * QUARTERS}I")


class DayCounts:
    """Counts of one day.

    Packed they are unsigned numbers of four bytes, by kind in the order of ``KINDS`` and by quarter
    of an hour, compressed by zlib. A kind that is new goes to the end of ``KINDS``: counts from
    before it can still be read, and what a newer version counted of it is kept.
    """

    def __init__(self, packed: bytes | None = None) -> None:
        kept = b"" if packed is None else zlib.decompress(packed)
        known, self._newer = kept[: _LAYOUT.size], kept[_LAYOUT.size :]
        self._numbers = list(_LAYOUT.unpack(known.ljust(_LAYOUT.size, b"\0")))

    def add(self, kind: ActKind, quarter: int, count: int) -> None:
        """Count more of a kind in a quarter of an hour, from 0 to 95."""
        self._numbers[_PLACE[kind] + quarter] += count

    def between(self, kind: ActKind, first: int, end: int) -> int:
        """Return how often a kind was counted from one quarter of an hour until before another."""
        place = _PLACE[kind]
        return sum(self._numbers[place + first : place + end])

    def packed(self) -> bytes:
        """Return them as they are kept."""
        return zlib.compress(_LAYOUT.pack(*self._numbers) + self._newer)

    def __add__(self, other: "DayCounts") -> "DayCounts":
        """Return the sums of what was kept and of what this version counted."""
        sums = DayCounts()
        sums._numbers = [a + b for a, b in zip(self._numbers, other._numbers, strict=True)]
        sums._newer = self._newer
        return sums

    def __iter__(self) -> Iterator[tuple[ActKind, int, int]]:
        """Yield kind, quarter and count of what was counted at all."""
        for kind, place in _PLACE.items():
            for quarter, count in enumerate(self._numbers[place : place + QUARTERS]):
                if count:
                    yield kind, quarter, count
