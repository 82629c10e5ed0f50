"""Zoom's rate limits, counted per account (Zoom, «Rate limits»)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Label = Literal["Light", "Medium", "Heavy"]
Plan = Literal["free", "pro", "business"]

_PER_SECOND: dict[Plan, dict[Label, int]] = {
    "free": {"Light": 4, "Medium": 2, "Heavy": 1},
    "pro": {"Light": 30, "Medium": 20, "Heavy": 10},
    "business": {"Light": 80, "Medium": 60, "Heavy": 40},
}
_PER_DAY: dict[Plan, dict[Label, int]] = {
    "free": {"Light": 6000, "Medium": 2000, "Heavy": 1000},
    "pro": {"Heavy": 30_000},
    "business": {"Heavy": 60_000},
}
_TEXT = {
    "QPS": "You have reached the maximum per-second rate limit for this API. Try again later.",
    "Daily-limit": (
        "You have reached the maximum daily rate limit for this API. Refer to the response header "
        "for details on when you can make another request."
    ),
}


@dataclass(frozen=True)
class Verdict:
    """Whether a call passes, and the headers to send with its answer either way."""

    headers: dict[str, str]
    refusal: str | None = None


def daily_reset(now: float) -> str:
    """Return the next UTC midnight as Zoom writes it in ``Retry-After``."""
    today = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def refused(
    kind: Literal["QPS", "Daily-limit"], label: Label, *, limit: int, now: float
) -> Verdict:
    """Build a 429's headers and text; only the daily one says when, as an ISO date-time."""
    headers = {
        "X-RateLimit-Category": label,
        "X-RateLimit-Type": kind,
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": "0",
    }
    if kind == "Daily-limit":
        headers["Retry-After"] = daily_reset(now)
    return Verdict(headers, _TEXT[kind])


@dataclass
class Quota:
    """Counts calls; the owner holds its lock around every call."""

    plan: Plan
    now: Callable[[], float]
    _second: tuple[int, Counter[Label]] = field(default_factory=lambda: (0, Counter()))
    _day: tuple[int, Counter[Label]] = field(default_factory=lambda: (0, Counter()))

    def reset(self) -> None:
        """Forget all calls."""
        self._second, self._day = (0, Counter()), (0, Counter())

    def spend(self, label: Label) -> Verdict:
        """Count one call and judge it."""
        now = self.now()
        self._second = _window(self._second, int(now))
        self._day = _window(self._day, int(now // 86400))
        per_second = _PER_SECOND[self.plan][label]
        per_day = _PER_DAY[self.plan].get(label)
        if per_day is not None and self._day[1][label] >= per_day:
            return refused("Daily-limit", label, limit=per_day, now=now)
        if self._second[1][label] >= per_second:
            return refused("QPS", label, limit=per_second, now=now)
        self._second[1][label] += 1
        self._day[1][label] += 1
        return Verdict(
            {
                "X-RateLimit-Category": label,
                "X-RateLimit-Type": "QPS",
                "X-RateLimit-Limit": str(per_second),
                "X-RateLimit-Remaining": str(per_second - self._second[1][label]),
            }
        )


def _window(counted: tuple[int, Counter[Label]], current: int) -> tuple[int, Counter[Label]]:
    return counted if counted[0] == current else (current, Counter())
