"""Days and weeks of any time zone, added up from quarters of an hour of UTC."""

import struct
import zlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gainsight_zoom.daycounts import DayCounts
from gainsight_zoom.reporting import Tally, group_rows, utc_days
from gainsight_zoom.usage import KINDS, Act, Actor, UsageEvent

ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe"]
ACTOR = Actor("northstar", "1P01A", "uid")
EVERYTHING = frozenset(KINDS)

moments = st.integers(
    int(datetime(2026, 3, 20, tzinfo=UTC).timestamp()),
    int(datetime(2026, 11, 20, tzinfo=UTC).timestamp()),
)
acts = st.lists(st.tuples(moments, st.sampled_from(KINDS), st.integers(1, 5)), max_size=30)


def tally_of(events: list[UsageEvent], zone: ZoneInfo, first: date, last: date) -> Tally:
    tally = Tally(zone, first, last, EVERYTHING)
    for event in events:
        tally.add(event.day, counted(event))
    return tally


def counted(*events: UsageEvent) -> DayCounts:
    counts = DayCounts()
    for event in events:
        counts.add(event.kind, event.quarter, event.count)
    return counts


def made(told: list[tuple[int, str, int]]) -> list[UsageEvent]:
    return [
        UsageEvent.of(ACTOR, Act(kind, str(n), count=count), at)  # type: ignore[arg-type]
        for n, (at, kind, count) in enumerate(told)
    ]


@given(acts, st.sampled_from(ZONES))
def test_a_day_holds_what_happened_on_it_in_the_readers_zone(
    told: list[tuple[int, str, int]], name: str
) -> None:
    zone, first, last = ZoneInfo(name), date(2026, 3, 22), date(2026, 11, 18)
    events = made(told)
    expected: Counter[str] = Counter()
    for event in events:
        day = datetime.fromtimestamp(event.at, zone).date()
        if first <= day <= last:
            expected[day.isoformat()] += event.count
    rows = group_rows(tally_of(events, zone, first, last), "day")
    assert len(rows) == (last - first).days + 1, "days without anything are there too"
    assert {day: c.total() for day, c in rows if c} == dict(expected)


@given(acts, st.sampled_from(ZONES))
def test_weeks_are_the_sums_of_their_days(told: list[tuple[int, str, int]], name: str) -> None:
    zone, first, last = ZoneInfo(name), date(2026, 3, 18), date(2026, 11, 22)
    shown = tally_of(made(told), zone, first, last)
    weeks: Counter[str] = Counter()
    for day, counts in group_rows(shown, "day"):
        on = date.fromisoformat(day)
        weeks[(on - timedelta(days=on.weekday())).isoformat()] += counts.total()
    by_week = group_rows(shown, "week")
    assert {week: c.total() for week, c in by_week} == dict(weeks)


@given(st.sampled_from(ZONES), moments)
def test_the_utc_days_that_are_read_hold_the_local_day(name: str, at: int) -> None:
    local = datetime.fromtimestamp(at, ZoneInfo(name)).date()
    first, last = utc_days(local, local)
    assert first <= datetime.fromtimestamp(at, UTC).date().isoformat() <= last


def test_the_day_the_clocks_go_back_has_25_hours() -> None:
    zone, day = ZoneInfo("Europe/Berlin"), date(2026, 10, 25)
    began = int(datetime(2026, 10, 25, tzinfo=zone).timestamp())
    hours = made([(began + 3600 * n, "app_opened", 1) for n in range(26)])
    assert group_rows(tally_of(hours, zone, day, day), "day")[0][1].total() == 25


def test_members_come_by_their_total_and_kinds_can_be_picked() -> None:
    day = date(2026, 11, 20)
    tally = Tally(ZoneInfo("UTC"), day, day, frozenset({"app_opened"}))
    little, much = DayCounts(), DayCounts()
    little.add("app_opened", 1, 1)
    little.add("person_added", 9, 2)
    much.add("app_opened", 1, 5)
    tally.add("2026-11-20", little, "little")
    tally.add("2026-11-20", much, "much")
    assert [key for key, _ in group_rows(tally, "user")] == ["much", "little"]
    assert group_rows(tally, "kind") == [("app_opened", Counter(app_opened=6))]


@given(acts, acts)
def test_counts_are_read_as_they_were_packed_and_add_up(
    some: list[tuple[int, str, int]], more: list[tuple[int, str, int]]
) -> None:
    both = counted(*made(some)) + counted(*made(more))
    assert list(DayCounts(both.packed())) == list(counted(*made(some + more)))


def test_counts_from_before_there_was_a_new_kind_are_read() -> None:
    long_ago = zlib.compress(struct.pack("<96I", *range(96)))
    assert list(DayCounts(long_ago)) == [(KINDS[0], n, n) for n in range(1, 96)]
