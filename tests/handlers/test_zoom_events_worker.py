"""The roster: whatever order, however often, whoever left."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.background import Background
from tests.harness import JONAS, MEETING, PRIYA, Bench, load_event

from gainsight_zoom.attendance import humans
from gainsight_zoom.roster import Attendee, Roster, RosterChange, RosterEvent
from zoom_events import worker

ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"
TOMASZ = Attendee("D444-3", "Tomasz Bąk", email="tomasz@northwind.example", registrant_id="reg3")
HOUR = 3600


@pytest.fixture
def background(bench: Bench) -> Background:
    return Background(bench)


def event(
    bench: Bench,
    change: RosterChange,
    after_s: float = 0,
    who: Attendee | None = TOMASZ,
    **more: Any,
) -> dict[str, Any]:
    made = RosterEvent(
        change=change,
        at_ms=int((bench.clock.now() + after_s) * 1000),
        account_id=ACCOUNT,
        meeting_uuid=MEETING,
        meeting_id="84512345678",
        host_id=PRIYA,
        attendee=who,
    )
    return {"roster": replace(made, **more).to_message()}


def roster(bench: Bench, account: str = ACCOUNT) -> Roster | None:
    return bench.wired.meetings.roster(MEETING, account_id=account, now=int(bench.clock.now()))


def present(bench: Bench) -> list[str]:
    found = roster(bench)
    return [] if found is None else [stay.attendee.name for stay in found.present()]


def test_who_joins_is_there_until_they_leave(bench: Bench, background: Background) -> None:
    assert background.deliver("events", event(bench, "joined")) == []
    assert present(bench) == ["Tomasz Bąk"]
    background.deliver("events", event(bench, "left", 60))
    assert present(bench) == []


def test_any_order_and_any_repetition_lead_to_the_same(
    bench: Bench, background: Background
) -> None:
    told = [
        event(bench, "joined", 0),
        event(bench, "joined_room", 10, room="room-a"),
        event(bench, "left_room", 20, room="room-a"),
        event(bench, "joined_room", 30, room="room-b"),
    ]
    seen = set()
    for n, order in enumerate(itertools.permutations(told)):
        for message in (*order, *order):
            mine = {"roster": {**message["roster"], "meeting_uuid": f"meeting-{n}"}}
            assert background.deliver("events", mine) == []
        found = bench.wired.meetings.roster(
            f"meeting-{n}", account_id=ACCOUNT, now=int(bench.clock.now())
        )
        assert found is not None
        (stay,) = found.stays
        seen.add((stay.room, bool(found.present())))
    assert seen == {("room-b", True)}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_shuffled_doubled_partly_lost_stream_ends_in_the_roster_of_what_arrived(
    bench: Bench, data: st.DataObject
) -> None:
    """Reckoned apart, from the set of events that arrived; who came back is one human."""
    again = replace(TOMASZ, key="D444-9")
    guest = Attendee("D444-5", "iPhone guest")
    stream: list[tuple[RosterChange, int, Attendee | None]] = [
        *(("started", 0, None), ("joined", 1, TOMASZ), ("left", 5, TOMASZ)),
        *(("joined", 7, again), ("joined", 2, guest), ("left", 9, guest), ("ended", 20, None)),
    ]
    arrived = data.draw(st.lists(st.sampled_from(stream), max_size=16))
    number = data.draw(st.integers(0, 10**9))
    meeting = f"stream-{number}-{len(arrived)}-{hash(tuple(map(str, arrived)))}"
    now = int(bench.clock.now())
    for change, after, who in arrived:
        told = RosterEvent(
            change=change,
            at_ms=(now + after) * 1000,
            account_id=ACCOUNT,
            meeting_uuid=meeting,
            meeting_id="84512345678",
            host_id=PRIYA,
            attendee=who,
        )
        bench.wired.meetings.apply(told, now=now)
    found = bench.wired.meetings.roster(meeting, account_id=ACCOUNT, now=now)
    if not arrived:
        assert found is None
        return
    assert found is not None
    seen = set(arrived)
    expected = {
        who.key
        for change, after, who in seen
        if change == "joined" and who is not None and ("ended", 20, None) not in seen
        if not any(c == "left" and w is not None and w.key == who.key for c, _, w in seen)
    }
    assert {stay.attendee.key for stay in found.present()} == expected
    assert {s.attendee.key for s in found.stays} == {w.key for _, _, w in seen if w is not None}
    made = humans(meeting, found, [])
    assert sum(human.name == TOMASZ.name for human in made) == any(
        w in (TOMASZ, again) for _, _, w in seen
    )
    assert (found.host_id, found.meeting_id) == (PRIYA, "84512345678")


def test_leaving_may_come_before_joining(bench: Bench, background: Background) -> None:
    background.deliver("events", event(bench, "left", 60), event(bench, "joined", 0))
    found = roster(bench)
    assert found is not None
    (stay,) = found.stays
    assert stay.joined_ms is not None
    assert stay.left_ms is not None
    assert found.present() == ()


def test_who_rejoins_begins_another_stay(bench: Bench, background: Background) -> None:
    again = replace(TOMASZ, key="D444-9")
    background.deliver(
        "events",
        event(bench, "joined", 0),
        event(bench, "left", 10),
        event(bench, "joined", 20, again),
    )
    found = roster(bench)
    assert found is not None
    assert [stay.attendee.key for stay in found.present()] == ["D444-9"]
    assert len(found.stays) == 2


def test_an_address_once_told_is_not_lost_to_a_blank(bench: Bench, background: Background) -> None:
    background.deliver("events", event(bench, "joined"))
    background.deliver(
        "events", event(bench, "joined_room", 5, replace(TOMASZ, email=""), room="r")
    )
    found = roster(bench)
    assert found is not None
    assert found.stays[0].attendee.email == "tomasz@northwind.example"


def test_the_end_of_the_meeting_is_the_end_for_all(bench: Bench, background: Background) -> None:
    background.deliver("events", event(bench, "joined"), event(bench, "ended", 60, None))
    assert present(bench) == []


def test_a_roster_is_its_accounts_and_lives_a_day(bench: Bench, background: Background) -> None:
    background.deliver("events", event(bench, "joined"))
    assert roster(bench, "another-account") is None
    bench.clock.advance(24 * HOUR)
    assert roster(bench) is None
    background.deliver("events", event(bench, "left", -25 * HOUR))
    assert roster(bench) is None


def test_news_of_who_left_us_since_is_dropped(bench: Bench, background: Background) -> None:
    jonas = Attendee("D444-7", "Jonas Weber", uid=JONAS, email="jonas@northstar.example")
    late = event(bench, "joined", 0, jonas)
    bench.clock.advance(5)
    bench.wired.leaving.leave(JONAS, cause="test")
    background.deliver("events", late)
    assert present(bench) == []
    bench.clock.advance(5)
    background.deliver("events", event(bench, "joined", 0, jonas))
    assert present(bench) == ["Jonas Weber"], "a later meeting is another matter"


def test_a_host_who_leaves_takes_the_roster_along(bench: Bench, background: Background) -> None:
    background.deliver("events", event(bench, "started", 0, None), event(bench, "joined"))
    bench.clock.advance(5)
    bench.wired.leaving.leave(PRIYA, cause="test")
    assert roster(bench) is None
    assert "tomasz" not in background.dump()


def test_a_store_that_is_down_gets_it_again(bench: Bench, background: Background) -> None:
    bench.wired.meetings._meetings.name += "-gone"
    assert background.deliver("events", event(bench, "joined"), event(bench, "left")) == [0, 1]


def test_a_deauthorisation_older_than_the_consent_is_passed_over(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    earlier = int(bench.clock.now()) - 60
    background.deliver("events", {"deauthorized": PRIYA, "at": earlier})
    assert bench.view(bench.open_pane())["accounts"]
    background.deliver("events", {"deauthorized": PRIYA, "at": earlier + 60})
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_the_sample_event_is_one_of_the_worker(bench: Bench, background: Background) -> None:
    answer = worker.lambda_handler(
        load_event("zoom_events/worker"), background.context(30), bench.wired
    )
    assert answer == {"batchItemFailures": []}
