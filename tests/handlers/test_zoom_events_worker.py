"""The roster: whatever order, however often, whoever left."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from tests.background import Background
from tests.harness import JONAS, MEETING, PRIYA, Bench, load_event

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
