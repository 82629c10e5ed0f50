"""Adding counters of use up to reports: plain arithmetic over quarters of an hour.

Counters are kept by quarter of an hour (UTC), since every time zone in use is a multiple of that
away from UTC: so days and weeks of any zone add up exactly, daylight saving included.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from gainsight_zoom.usage import QUARTER_S, ActKind

__all__ = ["Group", "Slot", "Tally", "group_rows", "utc_days"]

Group = Literal["day", "week", "kind", "user", "company"]


@dataclass(frozen=True)
class Slot:
    """A quarter of an hour of acts of one kind by one member of a group."""

    start: int
    kind: ActKind
    member: str = ""

    def starts(self, zone: ZoneInfo) -> date:
        """Return its day in a time zone."""
        return datetime.fromtimestamp(self.start, zone).date()


@dataclass
class Tally:
    """Counts by slot, added up from any number of counters."""

    counts: Counter[Slot] = field(default_factory=Counter)

    def add(self, day: str, counts: Mapping[str, int], member: str = "") -> None:
        """Add one counter: its UTC day and its counts by ``<kind>.<quarter>``."""
        midnight = int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())
        for name, count in counts.items():
            kind, _, quarter = name.partition(".")
            known: Any = kind
            self.counts[Slot(midnight + int(quarter) * QUARTER_S, known, member)] += count

    def within(self, zone: ZoneInfo, first: date, last: date, kinds: frozenset[str]) -> "Tally":
        """Return what lies in some days of a time zone, of some kinds."""
        kept = {
            slot: count
            for slot, count in self.counts.items()
            if slot.kind in kinds and first <= slot.starts(zone) <= last
        }
        return Tally(Counter(kept))


def utc_days(first: date, last: date) -> tuple[str, str]:
    """Return the UTC days, both included, that some local days of any zone can reach into."""
    one = timedelta(days=1)
    return (first - one).isoformat(), (last + one).isoformat()


def group_rows(
    tally: Tally, group: Group, zone: ZoneInfo, first: date, last: date
) -> list[tuple[str, Counter[str]]]:
    """Add counts up by day, week (named by its Monday), kind, or member.

    Days and weeks come in order and none is left out; everything else by its total, most first.
    """
    rows: dict[str, Counter[str]] = {key: Counter() for key in _frame(group, first, last)}
    for slot, count in tally.counts.items():
        rows.setdefault(_key(slot, group, zone), Counter())[slot.kind] += count
    if group in {"day", "week"}:
        return sorted(rows.items())
    return sorted(rows.items(), key=lambda row: (-row[1].total(), row[0]))


def _key(slot: Slot, group: Group, zone: ZoneInfo) -> str:
    if group == "kind":
        return slot.kind
    if group in {"user", "company"}:
        return slot.member
    day = slot.starts(zone)
    return (day if group == "day" else _monday(day)).isoformat()


def _frame(group: Group, first: date, last: date) -> Iterator[str]:
    """Yield the keys of rows that stand there even if nothing happened."""
    if group == "day":
        yield from (d.isoformat() for d in _days(first, last, step=1))
    elif group == "week":
        yield from (d.isoformat() for d in _days(_monday(first), last, step=7))


def _days(first: date, last: date, *, step: int) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range(0, (last - first).days + 1, step))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
