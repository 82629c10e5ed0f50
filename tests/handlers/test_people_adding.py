"""Adding and linking people, and the user's own word for who somebody is."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandbox.faults import Fault
from tests.handlers.test_people_sync import (
    ELENA,
    GUEST,
    KEN,
    PRIYA_IN,
    SOFIA,
    by_name,
    customer,
    happened,
    joined,
    sync,
)
from tests.harness import JONAS, MEETING, PRIYA, Answer, Bench

from gainsight_zoom.attendance import Listed

PEOPLE = "/v1/peoplemgmt"
KEY = "press-7c4a8d09"
PRESSES = itertools.count()


def new(name: str, email: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "email": email, **more}


SOFIAS = new("Sofia Lindqvist", "sofia@northwind.example", title="Automation Lead", primary=True)
THREE = [
    SOFIAS,
    new("Ada", "ada@northwind.example", role="Champion"),
    new("Bo Ek", "bo@northwind.example"),
]


def add(bench: Bench, bearer: str, people: list[dict[str, Any]], **more: Any) -> Answer:
    body = {"key": KEY, "customer": customer(bench), "people": people, **more}
    return bench.call("participant_sync/add", bearer=bearer, body=body, seconds=20)


def statuses(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [result["status"] for result in answer.json["results"]]


def places(bench: Bench, email: str, kind: str = "company_person") -> list[Any]:
    person = bench.northstar.find("person", Email=email)
    rows = bench.northstar.records.rows(bench.northstar.records.type(kind))
    return [row for row in rows if row["Person_ID"] == person["Gsid"]]


def writes(traffic: Any) -> int:
    return len([s for s in traffic.upstream if s.path.startswith(PEOPLE)])


def audit(bench: Bench) -> list[tuple[str, str]]:
    lines, _ = bench.wired.audit.page("northstar", limit=200, after=None)
    return [(line.action, line.target) for line in lines]


def test_three_are_added_at_once_and_the_next_sync_knows_them(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, SOFIA)
    assert by_name(sync(bench, bearer))["Sofia Lindqvist"]["group"] == "unknown"
    answer = add(bench, bearer, THREE)
    assert statuses(answer) == ["added", "added", "added"]
    (place,) = places(bench, "sofia@northwind.example")
    assert (place["Title"], place["IsPrimaryCompany"]) == ("Automation Lead", True)
    person = bench.northstar.find("person", Email="sofia@northwind.example")
    assert (person["Name"], person["LastName"]) == ("Sofia Lindqvist", "Lindqvist")
    assert answer.json["results"][0]["person_id"] == person["Gsid"]
    assert len(audit(bench)) == 3
    assert {action for action, _ in audit(bench)} == {"people.add"}
    with bench.watch() as traffic:
        after = by_name(sync(bench, bearer, customer=customer(bench)))["Sofia Lindqvist"]
    assert (after["group"], after["offers"]) == ("customer", [])
    assert traffic.upstream == [], "what was just written need not be asked about"


def test_the_same_press_again_writes_nothing(bench: Bench) -> None:
    bearer = bench.signed_in()
    first = add(bench, bearer, THREE)
    with bench.watch() as traffic:
        second = add(bench, bearer, THREE)
    assert second.json == first.json
    assert traffic.upstream == []
    assert statuses(add(bench, bearer, THREE, key="another-press")) == ["already"] * 3
    assert len(audit(bench)) == 3
    assert len(places(bench, "sofia@northwind.example")) == 1


def test_a_press_that_is_being_worked_on_is_busy(bench: Bench) -> None:
    bearer = bench.signed_in()
    assert statuses(add(bench, bearer, [SOFIAS])) == ["added"]
    (press,) = (i for i in bench.cloud.items("IdentityTable") if "ADDING#" in i["sk"]["S"])
    until = {"N": str(int(bench.clock.now()) + 1)}
    held = {**press, "lease_until": until, "results": {"L": []}}
    table = bench.wired.config.identity_table
    bench.cloud.client("dynamodb").put_item(TableName=table, Item=held)
    with bench.watch() as traffic:
        assert statuses(add(bench, bearer, [SOFIAS])) == ["busy"]
    assert traffic.upstream == []
    bench.clock.advance(2)
    assert statuses(add(bench, bearer, [SOFIAS])) == ["already"], "who held it has died"


def test_somebody_whom_gainsight_knows_is_linked_and_left_as_they_are(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, KEN)
    ken = by_name(sync(bench, bearer, customer=customer(bench)))["Ken Oduya"]
    person_id = ken["people"][0]["person_id"]
    linking = [new("Another Name", "ken@fabrikam.example", person_id=person_id, title="Adviser")]
    assert statuses(add(bench, bearer, linking)) == ["linked"]
    assert bench.northstar.find("person", Email="ken@fabrikam.example")["Name"] == "Ken Oduya"
    assert len(places(bench, "ken@fabrikam.example")) == 3
    assert audit(bench) == [
        ("people.link", f"company/{bench.gsid('Northwind Robotics')}/{person_id}")
    ]


def test_who_was_matched_by_hand_needs_no_address(bench: Bench) -> None:
    bearer = bench.signed_in()
    dana = bench.northstar.find("person", Email="dana@acme.example")["Gsid"]
    joined(bench, PRIYA_IN, GUEST)
    who = by_name(sync(bench, bearer))["iPhone guest"]["id"]
    say(bench, bearer, who, tenant="northstar", person_id=dana)
    bench.clock.advance(60)
    people = [
        {"name": "iPhone guest", "person_id": dana},
        {"name": "Nobody", "person_id": "1P06NOBODY"},
        {"name": "Neither"},
    ]
    answer = add(bench, bearer, people)
    assert statuses(answer) == ["linked", "refused", "refused"]
    assert len(places(bench, "dana@acme.example")) == 3
    told = [r["error"] and list(r["error"]["fields"]) for r in answer.json["results"]]
    assert told == [None, ["person"], ["email"]]
    bench.clock.advance(60)
    shown = by_name(sync(bench, bearer, customer=customer(bench)))["iPhone guest"]
    assert (shown["group"], shown["how"], shown["people"][0]["at_customer"]) == (
        "customer",
        "hand",
        True,
    )


def test_a_person_of_the_company_is_linked_to_a_relationship(bench: Bench) -> None:
    bearer = bench.signed_in()
    plant = customer(bench, "Plant Graz", "relationship")
    people = [new("Elena Marchetti", "ELENA@northwind.example"), SOFIAS]
    assert statuses(add(bench, bearer, people, customer=plant)) == ["linked", "added"]
    assert len(places(bench, "elena@northwind.example", "relationship_person")) == 2
    assert len(places(bench, "elena@northwind.example")) == 1
    assert len(places(bench, "sofia@northwind.example", "relationship_person")) == 1
    assert len(places(bench, "sofia@northwind.example")) == 1


@pytest.mark.parametrize("form", ["companies", "associations", "both"])
def test_both_forms_of_the_body_are_known(bench: Bench, form: Any) -> None:
    bearer = bench.signed_in()
    bench.northstar.settings.associations = form
    assert statuses(add(bench, bearer, [SOFIAS])) == ["added"]
    assert len(places(bench, "sofia@northwind.example")) == 1


def test_each_stands_or_falls_alone(bench: Bench) -> None:
    bearer = bench.signed_in()
    people = [
        new("Gus", "gus@gmail.com"),
        new("Jonas Weber", "jonas@northstar.example"),
        new("Ada", "ada@northwind.example", role="Former Contact"),
        SOFIAS,
        {**SOFIAS, "name": "Sofia again"},
        new("Elena", "elena@northwind.example"),
        new("Ken", "ken@fabrikam.example", person_id="1P06SOMEBODYELSE"),
    ]
    answer = add(bench, bearer, people)
    assert statuses(answer) == [
        *("refused", "refused", "refused", "added", "refused", "already", "refused")
    ]
    told = [r["error"] and list(r["error"]["fields"]) for r in answer.json["results"]]
    assert told == [["email"], ["email"], ["role"], None, ["email"], None, ["email"]]


def test_what_gainsight_refuses_is_told_by_field(bench: Bench) -> None:
    bearer = bench.signed_in()
    long = new("Ada", "ada@northwind.example", title="x" * 255)
    bench.instead(
        f"{PEOPLE}/v1.0/people",
        {"result": False, "errorCode": "GSOBJ_VDTEMAIL1001", "errorDesc": "Invalid email"},
        status=400,
    )
    (result,) = add(bench, bearer, [long]).json["results"]
    assert (result["status"], list(result["error"]["fields"])) == ("refused", ["email"])
    assert audit(bench) == []


def test_a_turn_that_comes_soon_is_waited_for(bench: Bench) -> None:
    """Twelve at once are more calls than the budget gives at once."""
    bearer = bench.signed_in()
    many = [new(f"P {n}", f"p{n}@northwind.example") for n in range(12)]
    first = statuses(add(bench, bearer, many))
    assert first.count("added") > 9
    bench.clock.advance(60)
    assert statuses(add(bench, bearer, many)) == ["added"] * 12


def test_what_gainsight_is_too_busy_for_is_tried_again_under_the_same_key(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="unavailable", path=PEOPLE, times=None))
    assert statuses(add(bench, bearer, [SOFIAS])) == ["busy"]
    bench.northstar.faults.clear()
    bench.clock.advance(60)
    assert statuses(add(bench, bearer, [SOFIAS])) == ["added"]
    assert len(places(bench, "sofia@northwind.example")) == 1


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "unavailable", "store_then_timeout", "drop", "rate_limited"]),
            st.integers(1, 6),
        ),
        max_size=4,
    )
)
def test_whatever_fails_each_is_added_once_and_told_once(
    make_bench: Any, failures: list[tuple[Any, int]]
) -> None:
    """The same press until it is through: one person, one place, one line in the audit trail."""
    bench: Bench = make_bench()
    number = next(PRESSES)
    bench.clock.advance(10_000 * number)  # what an example before spent of the call budget is back
    bearer, key = bench.signed_in(), f"press-{number}-of-many"
    for kind, times in [*failures, ("", 1)]:
        bench.northstar.faults.clear()
        if kind:
            bench.northstar.faults.add(Fault(kind=kind, path=PEOPLE, times=times, delay_s=0))
        answer = add(bench, bearer, THREE, key=key)
        assert answer.status == 200, answer.body
        bench.clock.advance(120)
    assert set(statuses(answer)) <= {"added", "linked"}
    for person in THREE:
        (place,) = places(bench, person["email"])
        told = [action for action, target in audit(bench) if target.endswith(place["Person_ID"])]
        assert len(told) == 1


def say(bench: Bench, bearer: str, who: str, **body: Any) -> Answer:
    return bench.call(
        "participant_sync/match", bearer=bearer, path={"participant_id": who}, body=body
    )


def test_an_address_can_be_typed(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, GUEST)
    who = by_name(sync(bench, bearer))["iPhone guest"]["id"]
    typed = say(bench, bearer, who, email="dana@acme.example").json
    assert (typed["how"], typed["confidence"], typed["group"]) == ("typed", "likely", "known")
    assert typed["people"][0]["name"] == "Dana Whitfield"
    assert by_name(sync(bench, bearer))["iPhone guest"]["how"] == "typed"
    other = bench.signed_in(uid=JONAS)
    assert by_name(sync(bench, other, me=None))["iPhone guest"]["how"] is None, "Priya's alone"


def test_a_person_can_be_chosen_and_unchosen(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, GUEST)
    who = by_name(sync(bench, bearer))["iPhone guest"]["id"]
    found = bench.call("participant_sync/find", bearer=bearer, query="q=whitf").json
    (dana,) = found["people"]
    acme = customer(bench, "Acme Retail")
    chosen = say(
        *(bench, bearer, who), tenant="northstar", person_id=dana["person_id"], customer=acme
    ).json
    assert (chosen["how"], chosen["confidence"], chosen["group"]) == ("hand", "sure", "customer")
    assert sync(bench, bearer)["suggested"][0]["name"].startswith("Acme")
    none = say(bench, bearer, who, none=True).json
    assert (none["people"], none["group"]) == ([], "unknown")
    assert by_name(sync(bench, bearer))["iPhone guest"]["people"] == []
    assert say(bench, bearer, who, tenant="northstar", person_id="1P06NOBODY").status == 404
    assert say(bench, bearer, "0" * 24, email="x@y.example").status == 404
    assert say(bench, bearer, who, none=True, email="x@y.example").status == 422


def test_finding_puts_people_of_the_customer_first(bench: Bench) -> None:
    bearer = bench.signed_in()
    company = bench.gsid("Northwind Robotics")
    query = f"q=an&company={company}"
    found = bench.call("participant_sync/find", bearer=bearer, query=query).json
    flags = [person["at_customer"] for person in found["people"]]
    assert flags == sorted(flags, reverse=True)
    assert (
        bench.call("participant_sync/find", bearer=bearer, path={"tenant": "aurora"}).status == 404
    )


def choose(bench: Bench, bearer: str, name: str) -> Answer:
    body = {**customer(bench, name), "name": name}
    return bench.call("participant_sync/choose-customer", bearer=bearer, body=body)


def look_at_the_brief(bench: Bench, bearer: str) -> Answer:
    path = {"tenant": "northstar", "kind": "company", "id": bench.gsid("Acme Retail")}
    return bench.call("participant_sync/since", bearer=bearer, path=path)


@pytest.mark.parametrize("then", [None, sync, look_at_the_brief])
def test_a_recurring_meeting_remembers_its_customer(
    bench: Bench, then: Callable[[Bench, str], object] | None
) -> None:
    """Also where they were chosen before Zoom told of the meeting, once it has."""
    bearer = bench.signed_in()
    if then is None:
        joined(bench, PRIYA_IN)
        assert sync(bench, bearer)["remembered"] is None
    for name in ("Contoso Foods", "Acme Retail"):
        assert choose(bench, bearer, name).status == 204
        bench.clock.advance(1)
    if then is not None:
        joined(bench, PRIYA_IN)
        then(bench, bearer)
    bench.clock.advance(7 * 86_400)
    bench.consented()
    bench.connected()
    next_week = "next-week's-uuid=="
    bearer = bench.open_pane(mid=next_week)
    happened(bench, "joined", PRIYA_IN, meeting_uuid=next_week)
    answer = sync(bench, bearer)
    assert answer["remembered"]["name"] == "Acme Retail"
    assert answer["suggested"][0]["reason"]["remembered"] is True


def test_a_sync_under_way_writes_over_nothing_the_user_said(bench: Bench) -> None:
    """It read before and writes after: their word and what they added stay."""
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, GUEST)
    who = by_name(sync(bench, bearer))["iPhone guest"]["id"]
    store, now = bench.wired.encounters, int(bench.clock.now())
    seen = store.load(PRIYA, MEETING, ("northstar",), now=now)
    say(bench, bearer, who, email="dana@acme.example")
    add(bench, bearer, [SOFIAS])
    late = replace(
        seen.with_lookups(
            "northstar", seen.of("northstar").learn(["sofia@northwind.example"], {}, {})
        ),
        listed=(Listed("x", "X"),),
    )
    store.save(PRIYA, MEETING, seen, late, now=now, since=now)
    joined(bench, SOFIA)
    people = by_name(sync(bench, bearer, customer=customer(bench)))
    assert people["iPhone guest"]["how"] == "typed"
    assert people["Sofia Lindqvist"]["group"] == "customer"


def test_disconnecting_and_leaving_take_all_of_it_along(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, ELENA, GUEST)
    who = by_name(sync(bench, bearer))["iPhone guest"]["id"]
    say(bench, bearer, who, email="dana@acme.example")
    choose(bench, bearer, "Acme Retail")
    add(bench, bearer, [SOFIAS])
    kinds = {key.partition("#")[0] for key in bench.wired.users.keys(PRIYA)}
    assert kinds >= {"SYNC", "SERIES", "ADDING"}
    bench.call("login_routing/disconnect", bearer=bearer, path={"tenant": "northstar"})
    left = [k for k in bench.wired.users.keys(PRIYA) if k.startswith(("SYNC", "SERIES", "ADDING"))]
    assert {key.split("#")[1] for key in left} == {"-"}
    bench.wired.leaving.leave(PRIYA, cause="test")
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]
