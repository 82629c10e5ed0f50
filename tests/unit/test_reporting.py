"""Days and weeks of any time zone, added up from quarters of an hour of UTC."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

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


def tally_of(events: list[UsageEvent]) -> Tally:
    tally = Tally()
    for event in events:
        tally.add(event.day, {f"{event.kind}.{event.quarter}": event.count})
    return tally


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
    shown = tally_of(events).within(zone, first, last, EVERYTHING)
    rows = group_rows(shown, "day", zone, first, last)
    assert len(rows) == (last - first).days + 1, "days without anything are there too"
    assert {day: c.total() for day, c in rows if c} == dict(expected)


@given(acts, st.sampled_from(ZONES))
def test_weeks_are_the_sums_of_their_days(told: list[tuple[int, str, int]], name: str) -> None:
    zone, first, last = ZoneInfo(name), date(2026, 3, 18), date(2026, 11, 22)
    shown = tally_of(made(told)).within(zone, first, last, EVERYTHING)
    weeks: Counter[str] = Counter()
    for day, counts in group_rows(shown, "day", zone, first, last):
        on = date.fromisoformat(day)
        weeks[(on - timedelta(days=on.weekday())).isoformat()] += counts.total()
    by_week = group_rows(shown, "week", zone, first, last)
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
    shown = tally_of(hours).within(zone, day, day, EVERYTHING)
    assert group_rows(shown, "day", zone, day, day)[0][1].total() == 25


def test_members_come_by_their_total_and_kinds_can_be_picked() -> None:
    tally = Tally()
    tally.add("2026-11-20", {"app_opened.1": 1, "person_added.9": 2}, "little")
    tally.add("2026-11-20", {"app_opened.1": 5}, "much")
    zone, day = ZoneInfo("UTC"), date(2026, 11, 20)
    shown = tally.within(zone, day, day, frozenset({"app_opened"}))
    assert [key for key, _ in group_rows(shown, "user", zone, day, day)] == ["much", "little"]
    assert group_rows(shown, "kind", zone, day, day) == [("app_opened", Counter(app_opened=6))]
