"""The planner: what rested is queued once, however often the schedule comes round."""

import pytest
from tests.background import Background
from tests.harness import JONAS, PRIYA, Bench

from gainsight_zoom.keepalive import CLAIM_S
from gainsight_zoom.records import Due

DAY = 86_400


@pytest.fixture
def background(bench: Bench) -> Background:
    return Background(bench)


def test_nothing_is_due_before_its_time(bench: Bench, background: Background) -> None:
    bench.signed_in()
    bench.clock.advance(11 * DAY)
    assert background.plan() == {"due": 0, "queued": 0, "not_queued": 0, "overdue": 0}
    assert background.waiting("refresh") == []


def test_what_rested_is_queued_once_however_often_it_ticks(
    bench: Bench, background: Background
) -> None:
    bench.signed_in("northstar", "kestrel")
    bench.clock.advance(14 * DAY)
    told = [background.plan()["queued"] for _ in range(5)]
    messages = background.waiting("refresh")
    assert told == [2, 0, 0, 0, 0]
    assert sorted(m["record"] for m in messages) == [
        "CREDENTIAL#gainsight#kestrel",
        "CREDENTIAL#gainsight#northstar",
    ]


def test_a_message_holds_ids_and_the_claim_only(bench: Bench, background: Background) -> None:
    bench.signed_in()
    bench.clock.advance(14 * DAY)
    background.plan()
    (message,) = background.waiting("refresh")
    assert message == {
        "uid": PRIYA,
        "record": "CREDENTIAL#gainsight#northstar",
        "at": int(bench.clock.now()) + CLAIM_S,
    }


def test_two_planners_share_the_work(bench: Bench) -> None:
    bench.signed_in()
    bench.clock.advance(14 * DAY)
    now = int(bench.clock.now())
    (due,) = bench.wired.refreshes.due(now=now)
    assert bench.wired.refreshes.claim(due, until=now + 1) == Due(
        PRIYA, due.record, now + 1, claims=1
    )
    assert bench.wired.refreshes.claim(due, until=now + 1) is None


def test_a_claim_whose_message_got_lost_is_found_again(
    bench: Bench, background: Background, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.signed_in()
    bench.clock.advance(14 * DAY)
    background.plan()
    background.waiting("refresh")  # and nobody works it off
    assert background.plan()["due"] == 0
    bench.clock.advance(CLAIM_S)
    assert background.plan() == {"due": 1, "queued": 1, "not_queued": 0, "overdue": 1}
    assert '"CredentialsOverdue":[1' in capsys.readouterr().out.replace(" ", "")


def test_what_nobody_works_off_is_overdue_once_in_the_time_of_a_claim(
    bench: Bench, background: Background
) -> None:
    """So often, and no oftener: an alarm may not ask for two hours on end."""
    bench.signed_in()
    bench.clock.advance(14 * DAY)
    hours = []
    for _ in range(14):
        hours.append(background.plan()["overdue"])
        bench.clock.advance(3_600)
    assert [n for n, overdue in enumerate(hours) if overdue] == [6, 12]


def test_a_queue_that_refuses_loses_nothing(bench: Bench, background: Background) -> None:
    bench.signed_in()
    bench.clock.advance(14 * DAY)
    lost = background.bench.wired.refresh_queue
    lost._url += "-gone"
    assert background.plan()["not_queued"] == 1
    lost._url = lost._url.removesuffix("-gone")
    bench.clock.advance(CLAIM_S)
    assert background.plan()["queued"] == 1


def test_it_stops_in_time_and_goes_on_at_the_next_tick(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    bench.clock.advance(14 * DAY)
    assert background.plan(seconds=5)["queued"] == 0
    assert background.plan()["queued"] == 1


def test_only_what_is_due_is_read(bench: Bench, background: Background) -> None:
    bench.signed_in("northstar", "kestrel", "aurora")
    bench.signed_in(uid=JONAS)
    bench.clock.advance(14 * DAY)
    with bench.watch() as traffic:
        told = background.plan()
    queries = [call for call in traffic.aws if call == "dynamodb:Query"]
    assert told["due"] == 4
    assert len(queries) == 8  # one page per shard
    assert traffic.aws.count("dynamodb:UpdateItem") == 4
    assert {c for c in traffic.aws if c.startswith("dynamodb:")} == {
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    }


def test_a_dead_connection_rests_on(bench: Bench, background: Background) -> None:
    bench.signed_in()
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert credential is not None
    bench.wired.keeper.give_up(credential)
    bench.clock.advance(14 * DAY)
    assert background.plan()["due"] == 1
    with bench.watch() as traffic:
        assert background.drain("refresh") == []
    assert traffic.upstream == []
    bench.clock.advance(10 * DAY)
    assert background.plan()["due"] == 0
