"""Days and weeks of any time zone, added up from quarters of an hour of UTC."""

import struct
import zlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsight_zoom.daycounts import DayCounts
from gainsight_zoom.reporting import Tally, group_rows, utc_days
from gainsight_zoom.usage import KINDS, QUARTER_S, Act, Actor
from gainsight_zoom.usage_events import UsageEvent
from usage_report.asking import Asked, period

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
]
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


@pytest.mark.parametrize(
    ("name", "day", "quarters"),
    [
        ("Europe/Berlin", date(2026, 10, 25), 100),
        ("Europe/Berlin", date(2026, 3, 29), 92),
        ("America/St_Johns", date(2026, 11, 1), 100),
        ("Australia/Lord_Howe", date(2026, 4, 5), 98),
        ("Australia/Lord_Howe", date(2026, 10, 4), 94),
        ("Pacific/Chatham", date(2026, 4, 5), 100),
        ("Pacific/Chatham", date(2026, 9, 27), 92),
        ("Asia/Kathmandu", date(2026, 3, 29), 96),
        ("Asia/Beirut", date(2026, 3, 29), 92),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(name: str, day: date, quarters: int) -> None:
    zone = ZoneInfo(name)
    asked = Asked(first=day, last=day, zone=name, kinds=[], company=None, relationship=None)
    begins, over = period(asked, zone)
    assert over - begins == quarters * QUARTER_S, "single events are cut off where reports are"
    around = made(
        [(begins + QUARTER_S * n, "app_opened", 1) for n in range(-8, quarters + 8)]
        + [(over - 1, "app_opened", 1)]
    )
    shown = tally_of(around, zone, day, day)
    assert group_rows(shown, "day") == [(day.isoformat(), Counter(app_opened=quarters + 1))]
    monday = day - timedelta(days=day.weekday())
    ((week, counts),) = group_rows(shown, "week")
    assert (week, counts.total()) == (monday.isoformat(), quarters + 1)


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


def test_what_a_newer_version_counted_is_read_past_and_kept() -> None:
    newer = struct.pack(f"<{96 * (len(KINDS) + 1)}I", *[0] * 96 * len(KINDS), *[7] * 96)
    counts = DayCounts(zlib.compress(newer)) + counted(*made([(86_400, KINDS[0], 2)]))
    assert list(counts) == [(KINDS[0], 0, 2)]
    assert zlib.decompress(counts.packed())[-96 * 4 :] == newer[-96 * 4 :]
