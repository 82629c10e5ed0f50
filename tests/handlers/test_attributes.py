"""Attributes: what is shown, what may be edited and why not, conflicts, Gainsight's refusals."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.conftest import Logged
from tests.doubles import Canned
from tests.harness import JONAS, MEI, Answer, Bench

from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.layouts import DEFAULT_LAYOUT, AttributeGroup
from gainsight_zoom.records import Policy
from gainsight_zoom.store.audit import Audit

NORTHWIND = "Northwind Robotics"
WRITE_PATH = "northstar.gainsightcloud.com/v1/data/objects/Company"
AUDITED = "attributes.update"


def sheet(bench: Bench, bearer: str, name: str = NORTHWIND, **where: Any) -> Any:
    answer = bench.record(bearer, name, query="sections=attributes", **where)
    assert answer.status == 200, answer.body
    section = answer.json["sections"]["attributes"]
    assert section["status"] == "ok", section
    return section["data"]


def fields(data: Any) -> dict[str, Any]:
    return {f["name"]: f for group in data["groups"] for f in group["fields"]}


def edit(
    bench: Bench, bearer: str, *changes: Mapping[str, Any], name: str = NORTHWIND, **where: str
) -> Answer:
    kind, tenant = where.get("kind", "company"), where.get("tenant", "northstar")
    return bench.call(
        "c360_fetch/edit-attributes",
        bearer=bearer,
        path={"tenant": tenant, "kind": kind, "id": bench.gsid(name, kind, tenant)},
        body={"changes": list(changes)},
    )


def change(name: str, value: Any, seen: Any = None) -> dict[str, Any]:
    return {"name": name, "value": value, "seen": seen}


def stored(bench: Bench, field: str, name: str = NORTHWIND) -> Any:
    return bench.northstar.find("company", Name=name).get(field)


def audit_lines(bench: Bench) -> list[Mapping[str, Any]]:
    table = bench.wired.tenants._tenants
    return [i for i in table.prefix("TENANT#northstar", "AUDIT#") if i["action"] == AUDITED]


def option(field: Any, label: str) -> str:
    return next(o["value"] for o in field["options"] if o["label"] == label)


def test_fields_stand_in_groups_with_what_their_controls_need(bench: Bench) -> None:
    data = sheet(bench, bench.signed_in())

    assert [g["name"] for g in data["groups"]] == ["Commercial", "Success", "About", "More"]
    assert (data["title"], data["can_edit"], data["reason"]) == (NORTHWIND, True, None)
    shown = fields(data)
    assert shown["Arr"]["value"] == 420_000
    assert shown["Arr"]["editable"]
    assert [o["label"] for o in shown["Stage"]["options"]][:2] == ["New Customer", "Kicked Off"]
    assert all(o["active"] for o in shown["Stage"]["options"])
    assert shown["Csm"]["lookup"] == "user"
    assert shown["ParentCompany"]["lookup"] == "company"
    assert (
        shown["Goals__gc"]["value"]
        == "<ol><li>Cut downtime by 15 %</li><li>Train 40 operators</li></ol>"
    )
    assert shown["ManagedAs"]["required"]
    assert shown["AccountCode__gc"]["max_length"] == 12
    assert "MigrationKey__gc" not in shown  # hidden


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Nps", "read-only in Gainsight"),
        ("AccountCode__gc", "only be edited in Gainsight"),
    ],
)
def test_what_cannot_be_edited_says_why(bench: Bench, name: str, why: str) -> None:
    bearer = bench.signed_in()
    shown = fields(sheet(bench, bearer))[name]
    assert not shown["editable"]
    assert why in shown["reason"]

    answer = edit(bench, bearer, change(name, 1, shown["value"]))

    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.error["fields"] == {name: shown["reason"]}


def test_a_value_that_is_no_longer_offered_is_shown_but_cannot_be_chosen(bench: Bench) -> None:
    bearer = bench.signed_in()
    stage = fields(sheet(bench, bearer, "Acme Manufacturing"))["Stage"]
    assert stage["value"] == {
        "value": stage["options"][-1]["value"],
        "label": "Legacy Pilot",
        "active": False,
    }
    assert [o["label"] for o in stage["options"] if not o["active"]] == ["Legacy Pilot"]

    answer = edit(bench, bearer, change("Stage", stage["value"]["value"]))

    assert answer.error["fields"]["Stage"].startswith("Legacy Pilot is no longer offered")


def test_of_several_values_the_one_that_is_no_longer_in_use_has_to_be_unticked(
    bench: Bench,
) -> None:
    bearer = bench.signed_in()
    products = fields(sheet(bench, bearer))["Products__gc"]
    fleet, academy = (option(products, name) for name in ("Fleet", "Academy"))
    northwind = bench.northstar.find("company", Name=NORTHWIND)
    kind = bench.northstar.records.type("company").field("Products__gc")
    assert kind is not None
    assert kind.picklist is not None
    unused = next(item.gsid for item in kind.picklist.items if not item.active)
    northwind["Products__gc"] = [fleet, unused]
    seen = fields(sheet(bench, bearer))["Products__gc"]["value"]
    assert [v["active"] for v in seen] == [True, False]

    more = edit(bench, bearer, change("Products__gc", [fleet, unused, academy], seen))
    left = edit(bench, bearer, change("Products__gc", [fleet, unused], seen))
    without = edit(bench, bearer, change("Products__gc", [fleet, academy], seen))

    assert more.code == "validation_failed"
    said = "Please untick Insights Classic: it is no longer in use in Gainsight."
    assert more.error["fields"] == {"Products__gc": said}
    assert left.json["unchanged"] == ["Products__gc"]  # as it was: there is nothing to write
    assert [v["label"] for v in without.json["fields"][0]["value"]] == ["Fleet", "Academy"]


def test_a_value_that_went_out_of_use_meanwhile_has_to_be_unticked(bench: Bench) -> None:
    bearer = bench.signed_in()
    products = fields(sheet(bench, bearer))["Products__gc"]
    bench.northstar.settings.refusals |= {"Products__gc": "GSOBJ_1012"}

    wanted = [option(products, "Fleet")]
    answer = edit(bench, bearer, change("Products__gc", wanted, products["value"]))

    assert "Refresh the app and untick it." in answer.error["fields"]["Products__gc"]


ROUND_TRIPS = [
    ("TickerSymbol", "نور 🌞", "نور 🌞"),
    ("Arr", 99.5, 99.5),
    ("Discount__gc", 7, 7),
    ("SeatsPurchased__gc", 0, 0),
    ("Reference__gc", False, False),
    ("GoLive__gc", "2027-02-28", "2027-02-28"),
    ("LastQbr__gc", "2026-11-22T11:02:00+01:00", "2026-11-22T10:02:00Z"),
    ("BillingEmail__gc", "new@northwind.example", "new@northwind.example"),
    ("Portal__gc", "https://portal.example/new", "https://portal.example/new"),
    ("Goals__gc", "<p>Grow <b>fast</b><script>alert(1)</script></p>", "<p>Grow <b>fast</b></p>"),
    ("Mrr", None, None),
    ("LastQbr__gc", None, None),
]


def test_each_type_goes_there_and_back(bench: Bench) -> None:
    bench.wired.tenants.save_layout("northstar", everything())
    bearer = bench.signed_in()
    for name, sent, shown in ROUND_TRIPS:
        bench.clock.advance(60)
        before = fields(sheet(bench, bearer))[name]

        answer = edit(bench, bearer, change(name, sent, before["value"]))

        assert answer.status == 200, answer.body
        (field,) = answer.json["fields"]
        assert field["value"] == shown
        assert fields(sheet(bench, bearer))[name]["value"] == shown
        undone = edit(bench, bearer, change(name, before["value"], field["value"]))
        assert undone.json["fields"][0]["value"] == before["value"]


def test_picklists_and_lookups_go_there_and_back(bench: Bench) -> None:
    bearer = bench.signed_in()
    shown = fields(sheet(bench, bearer))
    jonas = bench.gsid("Jonas Weber", "gsuser")
    wanted = {
        "Stage": option(shown["Stage"], "Renewal"),
        "Products__gc": [option(shown["Products__gc"], n) for n in ("Academy", "Fleet")],
        "Csm": jonas,
        "ParentCompany": bench.gsid("Quarry Bank"),
    }

    changes = [change(n, v, shown[n]["value"]) for n, v in wanted.items()]
    answer = edit(bench, bearer, *changes)

    assert answer.status == 200, answer.body
    read = {f["name"]: f["value"] for f in answer.json["fields"]}
    assert read["Stage"]["label"] == "Renewal"
    assert [v["label"] for v in read["Products__gc"]] == ["Academy", "Fleet"]
    assert read["Csm"] == {"id": jonas, "label": "Jonas Weber"}
    assert read["ParentCompany"]["label"] == "Quarry Bank"
    assert answer.json["modified"]["by"] == "Priya Nair"
    (line,) = audit_lines(bench)
    assert line["target"].endswith("/Stage,Products__gc,Csm,ParentCompany")


UNFIT = [
    ("Arr", "many", "number"),
    ("Arr", True, "number"),
    ("Arr", 1.234, "at most 2 decimals"),
    ("Users", 1.5, "no decimals"),
    ("GoLive__gc", "2027-02-30", "date"),
    ("LastQbr__gc", "2026-11-22T11:02:00", "date and time"),
    ("Reference__gc", "yes", "yes or no"),
    ("BillingEmail__gc", "nobody", "e-mail"),
    ("Portal__gc", "javascript:alert(1)", "https://"),
    ("Products__gc", "Fleet", "from the list"),
    ("Stage", "1I00NOTHING", "no longer offered"),
    ("Csm", "x", "from the list"),
    ("ManagedAs", None, "cannot be empty"),
    ("BillingAddress", "x" * 1001, "At most 1,000 characters"),
    ("Nonsense__gc", 1, "not shown here"),
]


def test_what_does_not_fit_is_said_before_anything_is_sent(bench: Bench) -> None:
    bearer = bench.signed_in()
    sheet(bench, bearer)
    first = {name: (value, told) for name, value, told in reversed(UNFIT)}
    again = [(n, v, t) for n, v, t in UNFIT if (v, t) != first[n]]

    with bench.watch() as traffic:
        answer = edit(bench, bearer, *(change(n, v) for n, (v, _) in first.items()))
        assert (answer.status, answer.code) == (422, "validation_failed"), answer.body
        assert set(answer.error["fields"]) == set(first)
        for name, (_, told) in first.items():
            assert told in answer.error["fields"][name]
        for name, value, told in again:
            bench.clock.advance(10)
            assert told in edit(bench, bearer, change(name, value)).error["fields"][name]

    assert traffic.upstream == []
    assert audit_lines(bench) == []


def test_a_field_that_changed_meanwhile_is_not_overwritten(bench: Bench) -> None:
    priya, jonas = bench.signed_in(), bench.signed_in(uid=JONAS)
    seen = fields(sheet(bench, priya))
    theirs = option(seen["Stage"], "Launched")
    mine = option(seen["Stage"], "Kicked Off")
    assert edit(bench, jonas, change("Stage", theirs, seen["Stage"]["value"])).status == 200

    both = (change("Stage", mine, seen["Stage"]["value"]), change("Arr", 1, 420_000))
    answer = edit(bench, priya, *both)

    assert (answer.status, answer.code) == (409, "conflict")
    (conflict,) = answer.error["details"]["conflicts"]
    assert (conflict["name"], conflict["label"]) == ("Stage", "Stage")
    assert conflict["now"]["label"] == "Launched"
    assert conflict["yours"]["label"] == "Kicked Off"
    assert conflict["by"] == "Jonas Weber"
    assert conflict["at"] == "2026-11-22T10:02:11Z"
    assert stored(bench, "Arr") == 420_000  # nothing was written
    assert edit(bench, priya, change("Stage", mine, conflict["now"])).status == 200


def test_a_change_elsewhere_in_the_record_is_no_conflict(bench: Bench) -> None:
    priya, jonas = bench.signed_in(), bench.signed_in(uid=JONAS)
    seen = fields(sheet(bench, priya))
    edit(bench, jonas, change("Arr", 5, 420_000))

    answer = edit(bench, priya, change("Users", 2, seen["Users"]["value"]))

    assert answer.status == 200
    assert stored(bench, "Arr") == 5


def test_what_is_as_wanted_already_is_not_sent(bench: Bench) -> None:
    bearer = bench.signed_in()
    with bench.watch() as traffic:
        answer = edit(bench, bearer, change("Arr", 420_000, 1))

    assert answer.json["unchanged"] == ["Arr"]
    assert not [s for s in traffic.upstream if s.method == "PUT"]
    assert audit_lines(bench) == []


def test_only_what_changed_is_sent(bench: Bench) -> None:
    bearer = bench.signed_in()
    with bench.watch() as traffic:
        edit(bench, bearer, change("Arr", 7, 420_000), change("Users", 1284, 1284))

    (put,) = [s for s in traffic.upstream if s.method == "PUT"]
    assert json.loads(put.body) == {"records": [{"Gsid": bench.gsid(NORTHWIND), "Arr": 7}]}


NESTED = {
    "GSOBJ_1001": "too long",
    "GSOBJ_1002": "does not take this field",
    "GSOBJ_1003": "could not remove",
    "GSOBJ_1004": "does not know this record",
    "GSOBJ_1005": "date and time",
    "GSOBJ_1006": "does not take this date",
    "GSOBJ_1007": "cannot be empty",
    "GSOBJ_1008": "does not take this value",
    "GSOBJ_1009": "did not accept",
    "GSOBJ_1010": "did not accept",
    "GSOBJ_1011": "does not find",
    "GSOBJ_1012": "no longer offered",
}


def test_each_refusal_of_gainsight_stands_beside_its_field(bench: Bench) -> None:
    bearer = bench.signed_in()
    for code, told in NESTED.items():
        bench.clock.advance(60)
        one = {"errorCode": code, "errorMessage": "quotes data", "fieldName": "arr"}
        errors = [[{"success": False, "parsedValue": 7, "errors": [one]}]]
        refuse(bench, code, data={"count": 0, "errors": errors, "records": None})

        answer = edit(bench, bearer, change("Arr", 7, 420_000), change("Users", 3, 1284))

        assert (answer.status, answer.code) == (422, "validation_failed"), answer.body
        assert list(answer.error["fields"]) == ["Arr"]
        assert told in answer.error["fields"]["Arr"]
        assert "quotes data" not in answer.body
    assert audit_lines(bench) == []


def test_a_refusal_that_names_its_field_only_in_its_text(bench: Bench) -> None:
    bearer = bench.signed_in()
    refuse(bench, "GSOBJ_1006", text="Invalid dateTimes format (GoLive__gc = 210318).")
    changes = (change("GoLive__gc", "2027-01-01", "2024-04-15"), change("Arr", 7, 420_000))

    answer = edit(bench, bearer, *changes)

    assert list(answer.error["fields"]) == ["GoLive__gc"]


def test_a_refusal_of_the_whole_record(bench: Bench) -> None:
    bearer = bench.signed_in()
    refuse(bench, "GSOBJ_1008", text="Data validation failed")
    changes = (change("Users", 1, 1284), change("Arr", 7, 420_000))

    assert list(edit(bench, bearer, *changes).error["fields"]) == [""]
    assert list(edit(bench, bearer, changes[0]).error["fields"]) == ["Users"]


def test_a_record_that_is_gone(bench: Bench) -> None:
    bearer = bench.signed_in()
    refuse(bench, "GSOBJ_1011", text="No entity matches the given criteria")

    assert edit(bench, bearer, change("Arr", 7, 420_000)).status == 404


def test_what_was_stored_without_an_answer_is_in_the_audit_trail(bench: Bench) -> None:
    bearer = bench.signed_in()
    sheet(bench, bearer)
    path = "/v1/data/objects/Company"
    lost = Fault(kind="store_then_timeout", path=path, method="PUT", times=None)
    bench.northstar.faults.add(lost)
    assert edit(bench, bearer, change("Arr", 7, 420_000)).code == "upstream_unavailable"
    bench.northstar.faults.clear()
    bench.clock.advance(60)
    assert edit(bench, bearer, change("Arr", 7, 420_000)).json["unchanged"] == ["Arr"]
    (line,), _ = bench.wired.audit.page("northstar", limit=9, after=None)
    assert line.action == "attributes.unanswered"
    assert line.target == f"company/{bench.gsid(NORTHWIND)}/Arr"


def test_what_cannot_be_read_back_is_saved_all_the_same(bench: Bench) -> None:
    bearer = bench.signed_in()
    sheet(bench, bearer)
    bench.northstar.settings.limits = dict(bench.northstar.settings.limits)
    fail_after_write(bench)

    answer = edit(bench, bearer, change("Arr", 7, 420_000))

    assert answer.status == 200, answer.body
    assert (answer.json["fields"], answer.json["modified"]) == ([], None)
    assert stored(bench, "Arr") == 7
    assert len(audit_lines(bench)) == 1


def test_who_may_only_read_sees_why(bench: Bench) -> None:
    bearer = bench.signed_in(uid=MEI)
    data = sheet(bench, bearer)
    assert not data["can_edit"]
    assert "licence" in data["reason"]
    assert {f["editable"] for f in fields(data).values()} == {False}

    answer = edit(bench, bearer, change("Arr", 7, 420_000))

    assert (answer.status, answer.code) == (403, "forbidden")
    assert stored(bench, "Arr") == 420_000


def test_relationships_can_be_edited_unless_the_tenant_switched_it_off(bench: Bench) -> None:
    bearer = bench.signed_in()
    lyon = {"kind": "relationship", "name": "Plant Lyon"}
    assert edit(bench, bearer, change("Arr", 7, 260_000), **lyon).status == 200

    bench.wired.tenants.save_policy("northstar", Policy(relationship_edits=False))
    bench.clock.advance(61)
    data = sheet(bench, bearer, "Plant Lyon", kind="relationship")
    assert "switched off" in data["reason"]
    assert edit(bench, bearer, change("Arr", 8, 7), **lyon).status == 403
    assert edit(bench, bearer, change("Arr", 8, 420_000)).status == 200  # companies stay


def test_the_layout_of_the_admin_counts(bench: Bench) -> None:
    groups = (AttributeGroup("Money", ("Mrr", "Arr", "Gone__gc"), read_only=("Arr",)),)
    bench.wired.tenants.save_layout(
        "northstar", replace(DEFAULT_LAYOUT, attributes={"company": groups})
    )
    bearer = bench.signed_in()

    (group,) = sheet(bench, bearer)["groups"]

    assert [f["name"] for f in group["fields"]] == ["Mrr", "Arr"]
    assert "admin" in group["fields"][1]["reason"]
    assert edit(bench, bearer, change("Arr", 7, 420_000)).status == 422
    assert edit(bench, bearer, change("Users", 7, 1284)).status == 422  # not in the layout


def test_gaps_and_both_shapes(bench: Bench) -> None:
    bearer, settings = bench.signed_in(), bench.northstar.settings
    settings.multi_values = "semicolon"
    for shape, nulls in product(("records", "list"), ("omitted", "null")):
        settings.data_shape, settings.null_values = shape, nulls
        for name in ("Wingtip Software", "مشاريع النور", "Helios Education 🌞"):
            bench.clock.advance(10)
            data = sheet(bench, bearer, name)
            assert data["title"] == name
            assert fields(data)["RenewalDate"]["value"] is None


def test_what_points_to_something_unseen_is_not_called_empty(bench: Bench) -> None:
    bench.northstar.find("company", Name=NORTHWIND)["ParentCompany"] = "1P02HIDDEN00000001"
    bearer = bench.signed_in()
    parent = fields(sheet(bench, bearer))["ParentCompany"]["value"]
    assert parent == {"id": "1P02HIDDEN00000001", "label": "(name not visible)"}

    blind = edit(bench, bearer, change("ParentCompany", bench.gsid("Acme Retail"), None))
    assert (blind.status, blind.code) == (409, "conflict")


def test_a_name_of_three_thousand_characters(bench: Bench) -> None:
    row = bench.northstar.find("company", Name=NORTHWIND)
    gsid, long = row["Gsid"], "Ж" * 3000
    row["Name"] = long
    bearer = bench.signed_in()
    where = {"tenant": "northstar", "kind": "company", "id": gsid}
    answer = bench.call(
        "c360_fetch/record", bearer=bearer, path=where, query="sections=summary,attributes"
    )
    assert answer.json["name"] == long
    assert {s["status"] for s in answer.json["sections"].values() if s} == {"ok"}


@pytest.mark.parametrize("empty", ["records", "result_false", "no_entity"])
def test_every_way_of_finding_nothing_is_not_found(bench: Bench, empty: Any) -> None:
    bench.northstar.settings.empty_answer = empty
    bearer = bench.signed_in()
    where = {"tenant": "northstar", "kind": "company", "id": "1P02NOBODY"}
    body = {"changes": [change("Arr", 1)]}
    for name, more in (
        ("record", {"query": "sections=attributes"}),
        ("edit-attributes", {"body": body}),
    ):
        assert bench.call(f"c360_fetch/{name}", bearer=bearer, path=where, **more).status == 404


@pytest.mark.parametrize(
    "body",
    [
        {"changes": []},
        {"changes": [change("Arr", 1), change("Arr", 2)]},
        {"changes": [{"value": 1}]},
        {"changes": [change("Arr", 1)], "force": True},
    ],
)
def test_malformed_changes(bench: Bench, body: Any) -> None:
    answer = bench.call("c360_fetch/edit-attributes", bearer=bench.signed_in(), body=body)
    assert answer.status == 422


def test_users_are_found_by_name_and_address_and_only_active_ones(bench: Bench) -> None:
    bearer = bench.signed_in()

    def found(text: str) -> list[str]:
        answer = bench.call("c360_fetch/lookup-users", bearer=bearer, query=f"q={text}")
        assert answer.status == 200, answer.body
        return [user["name"] for user in answer.json["users"]]

    assert found("jon") == ["Jonas Weber"]
    assert found("jonas@") == ["Jonas Weber"]
    assert "Sam Ortiz" not in found("northstar.example")
    assert bench.call("c360_fetch/lookup-users", bearer=bearer, query="q=x").status == 422


def everything() -> Any:
    """Lay every field out that the round trips need."""
    names = tuple(name for name, _, _ in ROUND_TRIPS)
    return replace(DEFAULT_LAYOUT, attributes={"company": (AttributeGroup("All", names),)})


def refuse(bench: Bench, code: str, *, text: str = "refused", data: Any = None) -> None:
    body = {"result": False, "errorCode": code, "errorDesc": text, "requestId": "r", "data": data}
    bench.transport.instead[WRITE_PATH] = Canned(400, json.dumps(body).encode())


def fail_after_write(bench: Bench) -> None:
    """Let the tenant go down as soon as it has stored a change."""
    original = bench.northstar.records.put

    def put(kind: Any, row: Any) -> None:
        original(kind, row)
        bench.transport.instead[WRITE_PATH.replace("objects/", "objects/query/")] = Canned(503)

    bench.northstar.records.put = put  # type: ignore[method-assign]


class Away:
    """A table that takes nothing just now."""

    def put(self, _: object) -> None:
        """Refuse."""
        raise StoreUnavailable("aws_ThrottlingException")


def test_what_was_done_is_not_called_failed_when_its_audit_line_goes_to_the_log(
    bench: Bench, logged: Logged
) -> None:
    bearer = bench.signed_in()
    bench.wired.audit = Audit(Away())  # type: ignore[arg-type]
    gsid = bench.gsid("Northwind Robotics")
    where = {"tenant": "northstar", "kind": "company", "id": gsid}
    change = {"changes": [{"name": "Employees", "value": 512, "seen": 3600}]}
    answer = bench.call("c360_fetch/edit-attributes", bearer=bearer, path=where, body=change)
    assert answer.status == 200, answer.body
    assert bench.northstar.find("company", Name="Northwind Robotics")["Employees"] == 512
    (line,) = [one for one in logged.lines if "audit line not stored" in one]
    assert "attributes.update" in line
    assert f"company/{gsid}/Employees" in line
