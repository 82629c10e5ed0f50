"""Who is new in a call and who is missing, against the user's last one with the customer."""

from collections.abc import Sequence
from typing import Any

from sandbox.faults import Fault
from tests.harness import PRIYA, Bench

from gainsight_zoom.policies import TabOff
from gainsight_zoom.records import Policy
from gainsight_zoom.roster import Attendee, RosterEvent

ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"
FIRST_CALL, SECOND_CALL = "first+call==", "second+call=="
WEEK_S = 7 * 86_400
ME = Attendee("D444-1", "Priya Nair", uid=PRIYA, email="priya@northstar.example")
ELENA = Attendee("D444-2", "Elena Marchetti", email="elena@northwind.example")
TOMASZ = Attendee("D444-3", "Tomasz Bąk", email="tomasz@northwind.example")
NORA = Attendee("D444-4", "Nora Lund", email="nora@northwind.example")
GUEST = Attendee("D444-6", "iPhone guest")


def meet(bench: Bench, call: str, people: Sequence[Attendee]) -> str:
    """Let a call begin and people join it; return the bearer of its pane."""
    for who in people:
        joined = RosterEvent(
            change="joined",
            at_ms=int(bench.clock.now() * 1000),
            account_id=ACCOUNT,
            meeting_uuid=call,
            meeting_id="84512345678",
            host_id=PRIYA,
            attendee=who,
        )
        bench.wired.meetings.apply(joined, now=int(bench.clock.now()))
    return bench.open_pane(mid=call)


def ask(bench: Bench, bearer: str, name: str = "Northwind Robotics") -> Any:
    where = {"tenant": "northstar", "kind": "company", "id": bench.gsid(name)}
    return bench.call("participant_sync/since", bearer=bearer, path=where)


def since(bench: Bench, bearer: str, name: str = "Northwind Robotics") -> Any:
    answer = ask(bench, bearer, name)
    assert answer.status == 200, answer.body
    return answer.json


def names(people: Any) -> list[str]:
    return sorted(one["name"] for one in people)


def test_the_first_call_has_nobody_to_miss(bench: Bench) -> None:
    bench.signed_in()
    shown = since(bench, meet(bench, FIRST_CALL, (ME, ELENA, NORA, GUEST)))
    assert (shown["told"], shown["last_met"]) == (True, None)
    assert shown["people"] == {"new": [], "missing": [], "strangers": ["Nora Lund"]}


def test_the_next_call_says_who_is_new_and_who_is_missing(bench: Bench) -> None:
    bench.signed_in()
    bearer = meet(bench, FIRST_CALL, (ME, ELENA))
    since(bench, bearer)
    bench.clock.advance(WEEK_S)
    bearer = meet(bench, SECOND_CALL, (ME, TOMASZ, GUEST))
    for _ in range(2):
        shown = since(bench, bearer)
        assert shown["last_met"] == "2026-11-22T10:02:11Z"
        assert names(shown["people"]["new"]) == ["Tomasz Bąk"]
        assert names(shown["people"]["missing"]) == ["Elena Marchetti"]
        assert shown["people"]["missing"][0]["title"] == "VP Operations"
    meet(bench, SECOND_CALL, (ELENA,))
    assert since(bench, bearer)["people"]["missing"] == []


def test_whom_a_client_listed_once_is_not_here_for_that(bench: Bench) -> None:
    bench.signed_in()
    bearer = meet(bench, FIRST_CALL, (ME, ELENA))
    listed = {"participant_uuid": NORA.key, "name": NORA.name}
    bench.call("participant_sync/sync", bearer=bearer, body={"participants": [listed]})
    left = RosterEvent(
        "left", int(bench.clock.now() * 1000) + 1, ACCOUNT, FIRST_CALL, "8451", PRIYA, NORA
    )
    bench.wired.meetings.apply(left, now=int(bench.clock.now()))
    assert since(bench, bearer)["people"]["strangers"] == []


def test_who_left_is_no_stranger_and_not_missing(bench: Bench) -> None:
    bench.signed_in()
    bearer = meet(bench, FIRST_CALL, (ME, ELENA, NORA))
    for who in (ELENA, NORA):
        left = RosterEvent(
            "left", int(bench.clock.now() * 1000) + 1, ACCOUNT, FIRST_CALL, "8451", PRIYA, who
        )
        bench.wired.meetings.apply(left, now=int(bench.clock.now()))
    assert since(bench, bearer)["people"] == {"new": [], "missing": [], "strangers": []}
    bench.clock.advance(WEEK_S)
    shown = since(bench, meet(bench, SECOND_CALL, (ME,)))
    assert names(shown["people"]["missing"]) == ["Elena Marchetti"]


def test_who_came_without_an_address_is_not_missing(bench: Bench) -> None:
    bench.signed_in()
    since(bench, meet(bench, FIRST_CALL, (ME, ELENA)))
    bench.clock.advance(WEEK_S)
    bearer = meet(bench, SECOND_CALL, (ME, TOMASZ, Attendee("D444-9", "elena  marchetti")))
    assert since(bench, bearer)["people"]["missing"] == []


def test_whom_the_user_added_is_remembered_without_another_look(bench: Bench) -> None:
    bench.signed_in()
    bearer = meet(bench, FIRST_CALL, (ME, ELENA, NORA))
    assert since(bench, bearer)["people"]["strangers"] == ["Nora Lund"]
    customer = {"tenant": "northstar", "kind": "company", "id": bench.gsid("Northwind Robotics")}
    absent = {"name": "Bo Ek", "email": "bo@northwind.example"}
    people = [{"name": NORA.name, "email": NORA.email}, absent]
    body = {"key": "press-0001", "customer": customer, "people": people}
    added = bench.call("participant_sync/add", bearer=bearer, body=body, seconds=20)
    assert [one["status"] for one in added.json["results"]] == ["added", "added"]
    bench.clock.advance(WEEK_S)
    shown = since(bench, meet(bench, SECOND_CALL, (ME, ELENA)))
    assert names(shown["people"]["missing"]) == ["Nora Lund"]


def test_each_customer_has_its_own_last_call(bench: Bench) -> None:
    bench.signed_in()
    since(bench, meet(bench, FIRST_CALL, (ME, ELENA)))
    bench.clock.advance(WEEK_S)
    bearer = meet(bench, SECOND_CALL, (ME, TOMASZ))
    shown = since(bench, bearer, "Acme Retail")
    assert (shown["last_met"], shown["people"]["missing"]) == (None, [])


def test_it_takes_one_query_once_per_call(bench: Bench) -> None:
    bench.signed_in()
    bearer = meet(bench, FIRST_CALL, (ME, ELENA))
    since(bench, bearer)
    with bench.watch() as traffic:
        since(bench, bearer)
    assert traffic.upstream == []
    bearer = meet(bench, SECOND_CALL, (ME, ELENA))
    with bench.watch() as traffic:
        since(bench, bearer)
    assert traffic.paths == ["Company_Person"]


def test_where_zoom_tells_nothing_nobody_is_missing(bench: Bench) -> None:
    bench.signed_in()
    since(bench, meet(bench, FIRST_CALL, (ME, ELENA)))
    bench.clock.advance(WEEK_S)
    for call in (SECOND_CALL, None):
        shown = since(bench, bench.open_pane(mid=call))
        assert (shown["told"], shown["people"]["missing"]) == (False, [])


def test_it_says_what_keeps_it_from_answering(bench: Bench) -> None:
    bench.signed_in()
    bearer = meet(bench, FIRST_CALL, (ME, ELENA))
    path = "/v1/data/objects/query/Company_Person"
    bench.northstar.faults.add(Fault(kind="unavailable", path=path, times=None))
    assert ask(bench, bearer).code == "upstream_unavailable"
    bench.northstar.faults.clear()
    policy = Policy(tabs_off=(TabOff("people", "company"),))
    bench.wired.tenants.save_policy("northstar", policy)
    bench.clock.advance(61)
    assert ask(bench, bearer).code == "tab_off"


def test_only_people_of_gainsight_are_remembered(bench: Bench) -> None:
    bench.signed_in()
    since(bench, meet(bench, FIRST_CALL, (ME, ELENA, NORA, GUEST)))
    place = ("northstar", "company", bench.gsid("Northwind Robotics"))
    kept = bench.wired.visits.load(PRIYA, place, "people", now=int(bench.clock.now()))  # type: ignore[arg-type]
    assert kept.latest is not None
    assert names(kept.latest.data) == ["Elena Marchetti"]
