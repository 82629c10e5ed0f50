"""The brief at the start of a call: what changed since the last one, and what is under way."""

from dataclasses import replace
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.harness import PRIYA, Bench
from tests.notebook import Notebook

from gainsight_zoom.budgets import Payer
from gainsight_zoom.policies import Portfolio, TabOff
from gainsight_zoom.records import Policy

NORTHWIND = "Northwind Robotics"
WEEK_S = 7 * 86_400
FIRST_CALL, SECOND_CALL = "first+call==", "second+call=="
ACTIVITIES = "/v1/data/objects/query/activity_timeline"


def brief(bench: Bench, bearer: str, name: str = NORTHWIND, **where: Any) -> Any:
    answer = bench.record(bearer, name, query="sections=brief", **where)
    assert answer.status == 200, answer.body
    section = answer.json["sections"]["brief"]
    assert section["status"] == "ok", section
    return section["data"]


def open_call(bench: Bench, call: str | None, name: str = NORTHWIND) -> Any:
    """Open the pane in a call and show the customer: the Summary, then the brief."""
    bearer = bench.open_pane(mid=call)
    bench.summary(bearer, name)
    return brief(bench, bearer, name)


def changed(bench: Bench, **values: Any) -> None:
    bench.northstar.find("company", Name=NORTHWIND).update(values)


def told(changes: Any) -> dict[str, tuple[Any, Any]]:
    return {c["after"]["name"]: (c["before"]["value"], c["after"]["value"]) for c in changes}


def test_the_first_call_has_nothing_to_compare_with(bench: Bench) -> None:
    bench.signed_in()
    shown = open_call(bench, FIRST_CALL)
    assert (shown["since"], shown["changes"], shown["to_do"], shown["failed"]) == (None, [], [], [])
    subjects = [activity["subject"] for activity in shown["activities"]]
    assert subjects == ["Robot cell 7 stopped", "Re: invoice 2291", "Graz kick-off moved"]
    calls = shown["calls_to_action"]
    assert [(c["name"], c["due"]) for c in calls["items"]] == [
        ("Train Graz", "2026-11-30"),
        ("Renewal in 60 days: agree on terms", "2026-12-01"),
        ("Fleet is used below plan", "2026-12-11"),
    ]
    assert not calls["more"]


def test_the_next_call_says_what_changed_since(bench: Bench) -> None:
    bench.signed_in()
    open_call(bench, FIRST_CALL)
    bench.clock.advance(1_800)
    open_call(bench, FIRST_CALL)
    bench.clock.advance(WEEK_S)
    stage = bench.northstar.records.type("company").field("Stage")
    assert stage is not None
    assert stage.picklist is not None
    other = next(i for i in stage.picklist.items if i.label == "Renewal")
    changed(bench, CurrentScore=64, Arr=455_000, Stage=other.gsid)
    changed(bench, CustomerLifetimeInMonths=99)

    for _ in range(2):  # a reload in the same call tells the same
        shown = open_call(bench, SECOND_CALL)
        assert shown["since"] == {"at": "2026-11-22T10:32:11Z", "in_call": True}
        changes = told(shown["changes"])
        assert changes.keys() == {"CurrentScore", "Arr", "Stage"}
        assert changes["CurrentScore"] == (77, 64)
        assert changes["Arr"] == (420_000, 455_000)
        assert [value["label"] for value in changes["Stage"]] == ["Adoption", "Renewal"]
        bench.clock.advance(600)


def test_a_look_between_calls_moves_nothing(bench: Bench) -> None:
    bench.signed_in()
    open_call(bench, FIRST_CALL)
    bench.clock.advance(3 * 86_400)
    changed(bench, CurrentScore=70)
    assert told(open_call(bench, None)["changes"]) == {"CurrentScore": (77, 70)}
    bench.clock.advance(4 * 86_400)
    assert told(open_call(bench, SECOND_CALL)["changes"]) == {"CurrentScore": (77, 70)}


def test_outside_of_calls_half_a_day_parts_two_looks(bench: Bench) -> None:
    bench.signed_in()
    assert open_call(bench, None)["since"] is None
    bench.clock.advance(3_600)
    changed(bench, CurrentScore=70)
    assert open_call(bench, None)["since"] is None
    bench.clock.advance(86_400)
    changed(bench, CurrentScore=60)
    shown = open_call(bench, None)
    assert shown["since"] == {"at": "2026-11-22T11:02:11Z", "in_call": False}
    assert told(shown["changes"]) == {"CurrentScore": (70, 60)}


def test_after_half_a_year_the_last_call_is_forgotten(bench: Bench) -> None:
    bench.signed_in()
    open_call(bench, FIRST_CALL)
    bench.clock.advance(181 * 86_400)
    bench.signed_in()
    assert open_call(bench, SECOND_CALL)["since"] is None


def test_it_takes_two_queries_after_the_summary_and_three_without(bench: Bench) -> None:
    bench.signed_in()
    open_call(bench, FIRST_CALL)
    bearer = bench.open_pane(mid=FIRST_CALL)
    with bench.watch() as traffic:
        brief(bench, bearer)
    assert sorted(traffic.paths) == ["activity_timeline", "call_to_action"]
    bench.clock.advance(1_000)
    with bench.watch() as traffic:
        brief(bench, bearer)
    assert sorted(traffic.paths) == ["Company", "activity_timeline", "call_to_action"]


def test_what_is_still_to_do_comes_from_the_users_own_notes(bench: Bench) -> None:
    book = Notebook(bench, bench.signed_in())
    draft = book.begin()
    items = [
        {"id": "a1", "text": "Send the audit export", "owner": "Priya", "due": "2026-12-04"},
        {"id": "a2", "text": "Book the trainer", "done": True},
        {"id": "a3", "text": "Ask about Graz"},
    ]
    book.save(draft, action_items=items)
    shown = open_call(bench, SECOND_CALL)
    assert [item["text"] for item in shown["to_do"]] == ["Send the audit export", "Ask about Graz"]
    assert shown["to_do"][0] == {
        "text": "Send the audit export",
        "owner": "Priya",
        "due": "2026-12-04",
    }
    assert open_call(bench, SECOND_CALL, "Acme Retail")["to_do"] == []


def test_a_part_that_fails_takes_no_other_down(bench: Bench) -> None:
    bench.signed_in()
    open_call(bench, FIRST_CALL)
    bench.clock.advance(WEEK_S)
    changed(bench, CurrentScore=64)
    bench.northstar.faults.add(Fault(kind="unavailable", path=ACTIVITIES, times=None))
    shown = open_call(bench, SECOND_CALL)
    assert shown["activities"] is None
    assert told(shown["changes"]) == {"CurrentScore": (77, 64)}
    assert len(shown["calls_to_action"]["items"]) == 3
    (failed,) = shown["failed"]
    assert (failed["part"], failed["code"]) == ("activities", "upstream_unavailable")


def test_past_the_budget_what_is_known_is_still_told(bench: Bench) -> None:
    bench.signed_in()
    open_call(bench, FIRST_CALL)
    bearer = bench.open_pane(mid=FIRST_CALL)
    for n in range(40):
        bench.wired.purse.reserve("objects", Payer("northstar", f"somebody {n}"), 2)
    shown = brief(bench, bearer)
    assert shown["changes"] == []
    assert {f["part"] for f in shown["failed"]} == {"activities", "calls_to_action"}
    assert all(f["code"] == "upstream_busy" and f["retry_in_s"] > 0 for f in shown["failed"])


def test_a_tenant_without_calls_to_action_has_none_and_is_asked_once(bench: Bench) -> None:
    bearer = bench.signed_in("kestrel")
    name = bench.gainsight["kestrel"].records.rows("company")[0]["Name"]
    shown = brief(bench, bearer, name, tenant="kestrel")
    assert (shown["calls_to_action"], shown["failed"]) == (None, [])
    with bench.watch() as traffic:
        brief(bench, bearer, name, tenant="kestrel")
    assert not {"describe", "call_to_action"} & set(traffic.paths)


@pytest.mark.parametrize("tab", ["summary", "timeline"])
def test_tabs_that_are_off_take_their_part_along(bench: Bench, tab: str) -> None:
    off = Policy(tabs_off=(TabOff(tab, "company"),))
    bench.wired.tenants.save_policy("northstar", off)
    answer = bench.record(bench.signed_in(), query="sections=brief")
    section = answer.json["sections"]["brief"]
    if tab == "summary":
        assert (section["status"], section["data"]) == ("absent", None)
    else:
        assert section["data"]["activities"] is None
        assert section["data"]["failed"] == []


def test_under_a_record_rule_the_record_is_asked_for_first(bench: Bench) -> None:
    rule = Portfolio(enabled=True, records="listed", companies=())
    bench.wired.tenants.save_policy("northstar", Policy(portfolio=rule))
    bearer = bench.signed_in()
    known = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert known is not None
    by_salesforce = replace(known, integration="salesforce")
    bench.wired.credentials.save(by_salesforce, since=int(bench.clock.now()))
    answer = bench.record(bearer, query="sections=brief")
    assert (answer.status, answer.code) == (404, "not_found")


def test_disconnecting_forgets_the_visits(bench: Bench) -> None:
    bench.signed_in()
    open_call(bench, FIRST_CALL)
    bearer = bench.open_pane(mid=FIRST_CALL)
    assert any(key.startswith("VISIT#northstar#") for key in bench.wired.users.keys(PRIYA))
    bench.call("login_routing/disconnect", bearer=bearer)
    assert not any(key.startswith("VISIT#") for key in bench.wired.users.keys(PRIYA))
