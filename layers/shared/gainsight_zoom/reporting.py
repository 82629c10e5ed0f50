"""Adding counters of use up to reports: plain arithmetic over quarters of an hour.

Counters are kept by quarter of an hour (UTC), since every time zone in use is a multiple of that
away from UTC: so days and weeks of any zone add up exactly, daylight saving included.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from gainsight_zoom.daycounts import QUARTERS, DayCounts
from gainsight_zoom.usage import QUARTER_S, ActKind

__all__ = ["Group", "Tally", "group_rows", "utc_days"]

Group = Literal["day", "week", "kind", "user", "company"]


@dataclass
class Tally:
    """Counts of some kinds in some days of a time zone, added up from any number of counters.

    Parameters
    ----------
    first, last : date
        Days of the zone, both included.
    counts : Counter
        By local day, kind and member of a group.
    """

    zone: ZoneInfo
    first: date
    last: date
    kinds: frozenset[ActKind]
    counts: Counter[tuple[date, ActKind, str]] = field(default_factory=Counter)

    def add(self, day: str, counts: DayCounts, member: str = "") -> None:
        """Add what was counted on one UTC day, as far as it lies within."""
        for local, begins, ends in _stretches(day, self.zone):
            if self.first <= local <= self.last:
                for kind in self.kinds:
                    if count := counts.between(kind, begins, ends):
                        self.counts[local, kind, member] += count


@lru_cache(maxsize=1024)
def _stretches(day: str, zone: ZoneInfo) -> tuple[tuple[date, int, int], ...]:
    """Return which quarters of an hour of a UTC day lie in which local days: from, until before."""
    midnight = int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())
    found = []
    starts = (midnight + n * QUARTER_S for n in range(QUARTERS))
    days = [datetime.fromtimestamp(start, zone).date() for start in starts]
    for local, same in groupby(range(QUARTERS), key=days.__getitem__):
        quarters = list(same)
        found.append((local, quarters[0], quarters[-1] + 1))
    return tuple(found)


def utc_days(first: date, last: date) -> tuple[str, str]:
    """Return the UTC days, both included, that some local days of any zone can reach into."""
    one = timedelta(days=1)
    return (first - one).isoformat(), (last + one).isoformat()


def group_rows(tally: Tally, group: Group) -> list[tuple[str, Counter[str]]]:
    """Add counts up by day, week (named by its Monday), kind, or member.

    Days and weeks come in order and none is left out; everything else by its total, most first.
    """
    rows: dict[str, Counter[str]] = {key: Counter() for key in _frame(group, tally)}
    for (day, kind, member), count in tally.counts.items():
        rows.setdefault(_key(group, day, kind, member), Counter())[kind] += count
    if group in {"day", "week"}:
        return sorted(rows.items())
    return sorted(rows.items(), key=lambda row: (-row[1].total(), row[0]))


def _key(group: Group, day: date, kind: str, member: str) -> str:
    if group == "kind":
        return kind
    if group in {"user", "company"}:
        return member
    return (day if group == "day" else _monday(day)).isoformat()


def _frame(group: Group, tally: Tally) -> Iterator[str]:
    """Yield the keys of rows that stand there even if nothing happened."""
    if group == "day":
        yield from (d.isoformat() for d in _days(tally.first, tally.last, step=1))
    elif group == "week":
        yield from (d.isoformat() for d in _days(_monday(tally.first), tally.last, step=7))


def _days(first: date, last: date, *, step: int) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(0, (last - first).days + 1, step))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
