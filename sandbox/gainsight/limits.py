"""Fixed-window rate limits, and the record of calls that tests and the control page read.

Kept to: Gainsight, «API limits» of the pages on its APIs: fixed windows for the whole organisation,
429 past them. What a refused call counts for is a switch.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.gainsight.settings import Area, Limit, Settings
    from sandbox.party import Now

__all__ = ["Call", "Calls", "Windows"]

_KEPT = 2_000


@dataclass(frozen=True)
class Call:
    """One request as it came in; `at` is epoch seconds."""

    at: float
    area: Area
    method: str
    path: str


class Calls:
    """Counts every request that reached the tenant, those answered by a fault included."""

    def __init__(self) -> None:
        self._recent: deque[Call] = deque(maxlen=_KEPT)
        self._by_area: Counter[str] = Counter()

    def record(self, call: Call) -> None:
        """Count one request."""
        self._recent.append(call)
        self._by_area[call.area] += 1

    def count(self, *, area: Area | None = None, path: str = "") -> int:
        """Count the calls of an area whose path starts with `path`; all of them by default."""
        if area is not None and not path:
            return self._by_area[area]
        return sum(
            1 for call in self._recent if area in (None, call.area) and call.path.startswith(path)
        )

    def recent(self) -> list[Call]:
        """List the last calls, oldest first."""
        return list(self._recent)

    def by_area(self) -> dict[str, int]:
        """Give the number of calls per area."""
        return dict(self._by_area)

    def clear(self) -> None:
        """Start counting anew."""
        self._recent.clear()
        self._by_area.clear()


class Windows:
    """Fixed windows per class of calls, for the whole tenant."""

    def __init__(self, *, settings: Settings, now: Now) -> None:
        self._settings = settings
        self._now = now
        self._used: Counter[tuple[str, int, int]] = Counter()

    def limits(self, area: Area) -> tuple[Limit, ...]:
        """Give the limits an area's calls fall under; none for those without a limit."""
        return self._settings.limits.get(self._settings.limit_class.get(area, ""), ())

    def header(self, area: Area) -> str | None:
        """Write ``x-ratelimit-limit``: each window's calls and seconds.

        It tells the limits of the hour and the day (Gainsight, «Timeline APIs»); its form is a gap.
        """
        return ", ".join(f"{lim.calls};w={lim.seconds}" for lim in self.limits(area)) or None

    def admit(self, area: Area) -> int | None:
        """Count a call; None if it is within every window, else seconds until it would be."""
        now = self._now()
        of_class = self._settings.limit_class.get(area, "")
        windows = [
            (lim, (of_class, lim.seconds, int(now // lim.seconds))) for lim in self.limits(area)
        ]
        waits = [
            int(lim.seconds - now % lim.seconds) + 1
            for lim, window in windows
            if self._used[window] >= lim.calls
        ]
        if not waits or self._settings.refused_calls_count:
            for _, window in windows:
                self._used[window] += 1
        return max(waits, default=None)
