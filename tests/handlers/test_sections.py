"""A record in sections: each fails alone; past the budget a user sees what that user read last."""

from typing import Any

import pytest
from sandbox.faults import Fault
from sandbox.gainsight.settings import Limit
from tests.harness import JONAS, PRIYA, Answer, Bench

from gainsight_zoom.budgets import Payer, buckets
from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.policies import TabOff
from gainsight_zoom.records import Policy

NORTHWIND = "Northwind Robotics"
ALL = "sections=summary,relationships,scorecard,attributes"


def read(bench: Bench, bearer: str, sections: str, name: str = NORTHWIND, **where: Any) -> Answer:
    return bench.record(bearer, name, query=sections, **where)


def exhaust(bench: Bench) -> None:
    """Let other users of the tenant take all that can be had now, and wait in line."""
    for n in range(40):
        bench.wired.purse.reserve("objects", Payer("northstar", f"somebody {n}"), 2)


def refuse(*_: Any, **__: Any) -> None:
    """Be a table that takes nothing."""
    raise StoreUnavailable("aws_Throttling")


def test_several_sections_in_one_request(bench: Bench) -> None:
    answer = read(bench, bench.signed_in(), ALL)

    assert answer.status == 200, answer.body
    sections = {name: s for name, s in answer.json["sections"].items() if s is not None}
    assert {name: s["status"] for name, s in sections.items()} == dict.fromkeys(sections, "ok")
    assert len(sections) == 4
    assert answer.json["name"] == NORTHWIND
    assert sections["summary"]["data"]["header"] == {
        "score": 77,
        "label": "77",
        "color": "#22a06b",
        "trend": "up",
        "renewal": "2027-01-08",
    }


@pytest.mark.parametrize("sections", ["sections=", "sections=money", "sections=summary,,summary"])
def test_sections_that_there_are_not(bench: Bench, sections: str) -> None:
    assert read(bench, bench.signed_in(), sections).status == 422


def test_a_company_lists_its_relationships(bench: Bench) -> None:
    answer = read(bench, bench.signed_in(), "sections=relationships")

    data = answer.json["sections"]["relationships"]["data"]
    assert not data["more"]
    graz, lyon = data["items"]
    assert (lyon["name"], lyon["type"], lyon["status"]) == ("Plant Lyon", "Production", "Active")
    assert (lyon["score"], lyon["trend"], lyon["renewal"]) == (82, "up", "2027-01-08")
    assert (graz["name"], graz["color"], graz["active"]) == ("Plant Graz", "#e2b203", True)


def test_a_relationship_has_none_of_its_own(bench: Bench) -> None:
    sections = "sections=summary,relationships"
    answer = read(bench, bench.signed_in(), sections, "Plant Lyon", kind="relationship")

    shown = answer.json["sections"]
    assert shown["relationships"]["status"] == "absent"
    assert shown["relationships"]["error"]["message"] == "Relationships belong to companies."
    assert shown["summary"]["data"]["company"]["name"] == NORTHWIND
    assert shown["summary"]["data"]["type"] == "Production"


def test_a_section_that_fails_takes_no_other_down(bench: Bench) -> None:
    bearer = bench.signed_in()
    read(bench, bearer, "sections=summary")
    path = "/v1/data/objects/query/Relationship"
    bench.northstar.faults.add(Fault(kind="result_false", path=path, times=None))

    sections = read(bench, bearer, "sections=summary,relationships").json["sections"]

    assert sections["summary"]["status"] == "ok"
    assert sections["relationships"]["status"] == "error"
    assert sections["relationships"]["error"]["code"] == "upstream_rejected"


def test_a_tab_that_is_switched_off_is_neither_read_nor_written(bench: Bench) -> None:
    off = tuple(TabOff(tab=tab, kind="company") for tab in ("attributes", "scorecard"))
    bench.wired.tenants.save_policy("northstar", Policy(tabs_off=off))
    bench.clock.advance(61)
    bearer = bench.signed_in()

    with bench.watch() as traffic:
        sections = read(bench, bearer, ALL).json["sections"]

    assert {n: s["status"] for n, s in sections.items() if s is not None} == {
        "summary": "ok",
        "relationships": "ok",
        "scorecard": "absent",
        "attributes": "absent",
    }
    assert "switched this tab off" in sections["attributes"]["error"]["message"]
    assert sorted(traffic.paths) == ["Company", "Relationship", "describe"]
    body = {"changes": [{"name": "Arr", "value": 1, "seen": 420_000}]}
    path = {"tenant": "northstar", "kind": "company", "id": bench.gsid(NORTHWIND)}
    answer = bench.call("c360_fetch/edit-attributes", bearer=bearer, path=path, body=body)
    assert answer.status == 403


def test_a_tab_that_is_off_for_one_type_of_relationship_is_closed_on_every_way(
    bench: Bench,
) -> None:
    onboarding = bench.northstar.find("relationship", Name="Plant Graz")["TypeId"]
    why = "Nobody scores an onboarding."
    tabs = ("summary", "timeline", "people", "scorecard", "attributes")
    off = tuple(TabOff(tab, "relationship", type=onboarding, reason=why) for tab in tabs)
    bench.wired.tenants.save_policy("northstar", Policy(tabs_off=off))
    bench.clock.advance(61)
    bearer = bench.signed_in()
    sections = "sections=summary,scorecard,attributes"

    open_ = read(bench, bearer, sections, "Plant Lyon", kind="relationship").json["sections"]
    assert {s["status"] for s in open_.values() if s} == {"ok"}
    with bench.watch() as traffic:
        closed = read(bench, bearer, sections, "Plant Graz", kind="relationship").json["sections"]
    assert {(s["status"], s["error"]["message"]) for s in closed.values() if s} == {("absent", why)}
    assert traffic.paths == ["Relationship"]  # of which type it is; known from now on

    graz = bench.gsid("Plant Graz", "relationship")
    path = {"tenant": "northstar", "kind": "relationship", "id": graz}
    customer = {"tenant": "northstar", "kind": "relationship", "id": graz, "name": "Plant Graz"}
    changes = {"changes": [{"name": "Arr", "value": 1, "seen": 160_000}]}
    score = {"action": "SAVE", "score": 50, "key": "press-0001"}
    measure = {**path, "measure_id": "1S02MEASURE"}
    people = {"customer": customer, "people": [{"name": "Ana", "email": "ana@graz.example"}]}
    ways: tuple[tuple[str, dict[str, Any]], ...] = (
        ("c360_fetch/edit-attributes", {"path": path, "body": changes}),
        ("c360_fetch/set-measure", {"path": measure, "body": score}),
        ("timeline_write/activities", {"path": path}),
        ("participant_sync/sync", {"body": {"customer": customer}}),
        ("participant_sync/add", {"body": {**people, "key": "press-0002"}}),
        ("participant_sync/choose-customer", {"body": customer}),
    )
    with bench.watch() as traffic:
        answers = {event: bench.call(event, bearer=bearer, **how) for event, how in ways}
    assert {event: (a.status, a.code) for event, a in answers.items()} == dict.fromkeys(
        answers, (403, "tab_off")
    )
    assert traffic.upstream == []


def test_calls_of_the_first_screen(bench: Bench) -> None:
    bearer = bench.signed_in()
    with bench.watch() as cold:
        read(bench, bearer, "sections=summary")
    with bench.watch() as warm:
        read(bench, bearer, "sections=summary")
    bench.restart()
    bench.clock.advance(60)
    with bench.watch() as other_container:
        read(bench, bearer, "sections=summary")

    assert cold.paths == ["describe", "Company"]
    assert warm.paths == ["Company"]
    assert len(warm.aws_before_upstream) == 3  # the user, the token's key, the budget
    assert len(other_container.aws_before_upstream) == 3  # the tenant comes along with the user


def test_past_the_budget_the_last_known_data_is_shown_with_its_age(bench: Bench) -> None:
    bearer = bench.signed_in()
    assert read(bench, bearer, "sections=summary,attributes").status == 200
    bench.clock.advance(300)
    exhaust(bench)

    with bench.watch() as traffic:
        answer = read(bench, bearer, "sections=summary,attributes,relationships")

    assert answer.status == 200
    assert traffic.upstream == []
    sections = answer.json["sections"]
    for name in ("summary", "attributes"):
        assert sections[name]["status"] == "stale"
        assert sections[name]["as_of"] == "2026-11-22T10:02:11Z"
        assert sections[name]["error"]["code"] == "upstream_busy"
        assert sections[name]["data"]["title"] == NORTHWIND
    assert sections["relationships"]["status"] == "error"
    assert answer.json["name"] == NORTHWIND
    turn_in_s = sections["summary"]["retry_in_s"]
    assert turn_in_s > 2

    bench.clock.advance(turn_in_s)
    again = read(bench, bearer, "sections=summary").json["sections"]["summary"]
    assert again["status"] == "ok"


def test_with_nothing_known_the_wait_is_told(bench: Bench) -> None:
    bearer = bench.signed_in()
    exhaust(bench)

    answer = read(bench, bearer, "sections=summary")

    assert (answer.status, answer.code) == (503, "upstream_busy")
    wait_s = int(answer.headers["Retry-After"])
    assert read(bench, bearer, "sections=summary").headers["Retry-After"] == str(wait_s)
    bench.clock.advance(wait_s)
    assert read(bench, bearer, "sections=summary").status == 200


def test_what_one_user_read_is_never_shown_to_another(bench: Bench) -> None:
    bench.northstar.settings.portfolio_only.add("jonas@northstar.example")
    priya, jonas = bench.signed_in(), bench.signed_in(uid=JONAS)
    assert read(bench, priya, ALL).status == 200
    bench.clock.advance(60)
    assert read(bench, jonas, "sections=summary").status == 404  # Northwind is Priya's
    assert read(bench, jonas, "sections=summary", "Acme Retail").status == 200
    bench.clock.advance(60)
    exhaust(bench)

    mine = read(bench, priya, ALL)
    theirs = read(bench, jonas, ALL)

    assert mine.json["sections"]["summary"]["status"] == "stale"
    assert (theirs.status, theirs.code) == (503, "upstream_busy")
    assert NORTHWIND not in theirs.body
    own = read(bench, jonas, "sections=summary", "Acme Retail").json
    assert own["sections"]["summary"]["status"] == "stale"
    assert read(bench, priya, "sections=summary", "Acme Retail").status == 503


def test_while_gainsight_is_down_the_last_known_data_is_shown_too(bench: Bench) -> None:
    bearer = bench.signed_in()
    read(bench, bearer, "sections=summary")
    bench.northstar.faults.add(Fault(kind="unavailable", times=None))

    section = read(bench, bearer, "sections=summary").json["sections"]["summary"]

    assert (section["status"], section["error"]["code"]) == ("stale", "upstream_unavailable")


def test_what_is_known_is_forgotten_after_three_days_and_on_logging_out(bench: Bench) -> None:
    bearer = bench.signed_in()
    read(bench, bearer, "sections=summary")
    place = ("northstar", "company", bench.gsid(NORTHWIND))
    now = int(bench.clock.now())
    find = bench.wired.snapshots.find
    assert set(find(PRIYA, place, now=now)) == {"summary"}  # type: ignore[arg-type]
    assert find(PRIYA, place, now=now + 3 * 86_400) == {}  # type: ignore[arg-type]

    assert bench.call("login_routing/log-out", bearer=bearer).status == 204

    assert find(PRIYA, place, now=now) == {}  # type: ignore[arg-type]


def test_what_could_not_be_kept_is_kept_with_the_next_look(bench: Bench) -> None:
    bearer = bench.signed_in()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gainsight_zoom.store.snapshots.put_for_user", refuse)
        shown = read(bench, bearer, "sections=summary").json["sections"]["summary"]
    assert shown["status"] == "ok"
    assert read(bench, bearer, "sections=summary").status == 200
    bench.clock.advance(60)
    exhaust(bench)

    section = read(bench, bearer, "sections=summary").json["sections"]["summary"]

    assert section["status"] == "stale"


def test_what_is_too_large_is_not_kept(bench: Bench) -> None:
    row = bench.northstar.find("company", Name=NORTHWIND)
    row["Summary"] = "".join(f"<p>{n * 7919:x}</p>" for n in range(120_000))
    bearer = bench.signed_in()
    assert read(bench, bearer, "sections=summary").status == 200
    bench.clock.advance(60)
    exhaust(bench)

    assert read(bench, bearer, "sections=summary").status == 503


def test_a_429_of_gainsight_holds_everybody_back_until_its_window_is_over(bench: Bench) -> None:
    priya, jonas = bench.signed_in(), bench.signed_in(uid=JONAS)
    read(bench, jonas, "sections=summary")
    bench.northstar.settings.limits = {"objects": (Limit(0, 60),)}

    told = read(bench, priya, "sections=summary")
    with bench.watch() as traffic:
        held = read(bench, jonas, "sections=summary")

    assert (told.status, told.code) == (503, "upstream_busy")
    assert held.json["sections"]["summary"]["status"] == "stale"
    assert traffic.upstream == []


def test_each_attempt_of_a_repeated_call_is_paid_for(bench: Bench) -> None:
    bearer = bench.signed_in()
    read(bench, bearer, "sections=summary")
    before = arrival(bench)
    bench.northstar.faults.add(Fault(kind="unavailable", times=2))

    assert read(bench, bearer, "sections=summary").json["sections"]["summary"]["status"] == "ok"

    cost = buckets("objects", 40)[1].interval_ms
    assert arrival(bench) - before == 3 * cost


def test_searching_is_held_to_the_budget_too(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.search(bearer, "northw")
    exhaust(bench)

    answer = bench.search(bearer, "northw")

    assert (answer.status, answer.code) == (503, "upstream_busy")
    assert int(answer.headers["Retry-After"]) > 2


def test_the_share_is_the_admins_to_set(bench: Bench) -> None:
    bench.wired.tenants.save_policy("northstar", Policy(call_share=100))
    bench.clock.advance(61)
    bearer = bench.signed_in()
    read(bench, bearer, "sections=summary")
    for _ in range(20):
        assert read(bench, bearer, "sections=summary").json["sections"]["summary"]["status"] == "ok"


def arrival(bench: Bench) -> int:
    item = bench.wired.tenants._tenants.get("TENANT#northstar", "BUDGET#objects")
    assert item is not None
    return int(item["arrival_86400"])
