"""The Gainsight stand-in's writes to objects: what is stored, and errors field by field."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sandbox.gainsight_kit import JONAS, PRIYA, Desk, desk, where

COMPANY = "/v1/data/objects/Company"
BY_GSID = f"{COMPANY}?keys=Gsid"


@pytest.fixture
def at() -> Desk:
    return desk()


@pytest.fixture
def northwind(at: Desk) -> dict[str, Any]:
    return at.tenant.find("company", Name="Northwind Robotics")


def update(at: Desk, northwind: dict[str, Any], **values: object) -> Any:
    return at.call("PUT", BY_GSID, {"records": [{"Gsid": northwind["Gsid"], **values}]})


def test_update_stores_and_says_when_and_by_whom(at: Desk, northwind: dict[str, Any]) -> None:
    user = at.as_user(PRIYA)
    response = update(
        user,
        northwind,
        Stage="Renewal",
        Products__gc=["Academy"],
        arr=500000.5,
        RenewalDate="2028-01-08",
        LastQbr__gc="2026-11-20T10:00:00+01:00",
        Summary="<p>New</p>",
        TickerSymbol=None,
        Reference__gc=False,
        BillingEmail__gc="pay@northwind.example",
        Portal__gc="https://portal.example/nw",
    )
    assert response.json["data"] == {
        "count": 1,
        "errors": None,
        "records": [{"Gsid": northwind["Gsid"]}],
    }
    assert northwind["Arr"] == 500000.5
    assert northwind["RenewalDate"] == 1_830_902_400_000
    assert northwind["LastQbr__gc"] == 1_795_165_200_000
    assert northwind["TickerSymbol"] is None
    assert northwind["Reference__gc"] is False
    assert northwind["Portal__gc"] == "https://portal.example/nw"
    assert northwind["ModifiedDate"] == user.clock.now * 1000
    assert northwind["ModifiedBy"] == at.tenant.find("gsuser", Email=PRIYA)["Gsid"]
    [row] = at.query("company", select=["Stage"], limit=1)
    assert update(user, northwind, Stage=row["Stage"]).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("AccountCode__gc", "x" * 13, "GSOBJ_1001"),
        ("Nonsense", "x", "GSOBJ_1002"),
        ("Nps", 50, "GSOBJ_1002"),
        ("CSMFirstName", "x", "GSOBJ_1002"),
        ("ModifiedDate", "2026-01-01 00:00:00", "GSOBJ_1002"),
        ("Csm", "priya", "GSOBJ_1004"),
        ("Csm", "1P01" + "0" * 32, "GSOBJ_1004"),
        ("LastQbr__gc", "tomorrow", "GSOBJ_1005"),
        ("LastQbr__gc", "2026-13-01T00:00:00Z", "GSOBJ_1005"),
        ("LastQbr__gc", 1_795_165_200_000, "GSOBJ_1005"),
        ("OriginalContractDate", 210318, "GSOBJ_1006"),
        ("OriginalContractDate", "03-22-2018", "GSOBJ_1006"),
        ("OriginalContractDate", "2026-02-30", "GSOBJ_1006"),
        ("Name", None, "GSOBJ_1007"),
        ("Name", "", "GSOBJ_1007"),
        ("Name", 7, "GSOBJ_1008"),
        ("Discount__gc", "12 %", "GSOBJ_1008"),
        ("Arr", True, "GSOBJ_1008"),
        ("Reference__gc", "true", "GSOBJ_1008"),
        ("BillingEmail__gc", "nobody", "GSOBJ_1008"),
        ("Portal__gc", "javascript:alert(1)", "GSOBJ_1008"),
        ("Products__gc", "Fleet", "GSOBJ_1008"),
        ("Stage", "xyz", "GSOBJ_1012"),
        ("Stage", "Legacy Pilot", "GSOBJ_1012"),
        ("Products__gc", ["Fleet", "Insights Classic"], "GSOBJ_1012"),
    ],
)
def test_field_errors(
    at: Desk, northwind: dict[str, Any], field: str, value: object, code: str
) -> None:
    before = dict(northwind)
    response = update(at, northwind, Users=9, **{field: value})
    body = response.json
    assert (response.status_code, body["errorCode"]) == (400, code)
    assert (body["data"]["count"], body["data"]["records"]) == (0, None)
    [[nested]] = body["data"]["errors"]
    assert nested["success"] is False
    [error] = nested["errors"]
    assert (error["fieldName"], error["errorCode"]) == (field, code)
    wrapped = code == "GSOBJ_1012" and not isinstance(value, list)
    assert error["invalidValue"] == ([value] if wrapped else value)
    assert f"({field} = " in body["errorDesc"]
    assert northwind == before


def test_one_bad_record_stops_them_all_and_is_found_by_its_place(
    at: Desk, northwind: dict[str, Any]
) -> None:
    other = at.tenant.find("company", Name="Contoso Foods")
    records = [
        {"Gsid": northwind["Gsid"], "Users": 1},
        {"Gsid": other["Gsid"], "Stage": "xyz", "Arr": "lots"},
    ]
    errors = at.call("PUT", BY_GSID, {"records": records}).json["data"]["errors"]
    assert errors[0] == []
    assert [e["fieldName"] for e in errors[1][0]["errors"]] == ["Stage", "Arr"]
    assert northwind["Users"] == 1284


def test_a_switch_refuses_a_field_whatever_its_value(at: Desk, northwind: dict[str, Any]) -> None:
    at.tenant.settings.refusals["Users"] = "GSOBJ_1003"

    body = update(at, northwind, users=9, Arr=1).json

    [[nested]] = body["data"]["errors"]
    assert [e["errorCode"] for e in nested["errors"]] == ["GSOBJ_1003"]
    assert (northwind["Users"], northwind["Arr"]) == (1284, 420_000)
    at.tenant.reset()
    assert at.tenant.settings.refusals == {}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (COMPANY, "GSOBJ_1008"),
        (f"{COMPANY}?keys=Gsid,Name,Users,Arr", "GSOBJ_1008"),
        (f"{COMPANY}?keys=Nonsense", "GSOBJ_1002"),
        (f"{COMPANY}?keys=Stage", "GSOBJ_1002"),
        (f"{COMPANY}?keys=Gsid,TickerSymbol", "GSOBJ_1004"),
        ("/v1/data/objects/Nonsense?keys=Gsid", "OBJECT_NOT_FOUND"),
        ("/v1/data/objects/relationship_type?keys=Gsid", "OBJECT_NOT_FOUND"),
        ("/v1/data/objects/company_person?keys=Gsid", "GSOBJ_1023"),
    ],
)
def test_wrong_keys(at: Desk, northwind: dict[str, Any], path: str, code: str) -> None:
    body = {"records": [{"Gsid": northwind["Gsid"], "Users": 1}]}
    assert at.refusal("PUT", path, body) == (400, code)


def test_keys_are_anded_and_must_match(at: Desk, northwind: dict[str, Any]) -> None:
    path = f"{COMPANY}?keys=Name,Users"
    right = {"records": [{"name": "Northwind Robotics", "Users": 1284, "Employees": 1}]}
    assert at.call("PUT", path, right).status_code == 200
    assert northwind["Employees"] == 1
    wrong = {"records": [{"Name": "Northwind Robotics", "Users": 1, "Employees": 2}]}
    assert at.refusal("PUT", path, wrong) == (400, "GSOBJ_1011")


@pytest.mark.parametrize("records", [None, [], ["x"], [{"Name": f"C{i}"} for i in range(51)]])
def test_between_1_and_50_records(at: Desk, records: object) -> None:
    assert at.refusal("POST", COMPANY, {"records": records}) == (400, "GSOBJ_1008")


def test_insert_and_delete(at: Desk) -> None:
    response = at.call(
        "POST", COMPANY, {"records": [{"Name": "Fourth Coffee", "Stage": "Renewal"}]}
    )
    [made] = response.json["data"]["records"]
    assert at.tenant.find("company", Name="Fourth Coffee")["Gsid"] == made["Gsid"]
    deleted = at.call("DELETE", f"{COMPANY}/{made['Gsid']}")
    assert deleted.json["result"] is True
    assert at.refusal("DELETE", f"{COMPANY}/{made['Gsid']}") == (400, "GSOBJ_1004")


def test_insert_needs_the_required_fields(at: Desk) -> None:
    response = at.call("POST", "/v1/data/objects/relationship", {"records": [{"Name": "R"}]})
    [[nested]] = response.json["data"]["errors"]
    assert [e["fieldName"] for e in nested["errors"]] == ["CompanyId", "TypeId"]
    assert {e["errorCode"] for e in nested["errors"]} == {"GSOBJ_1007"}


def test_a_company_in_use_cannot_be_deleted(at: Desk, northwind: dict[str, Any]) -> None:
    assert at.refusal("DELETE", f"{COMPANY}/{northwind['Gsid']}") == (500, "GSOBJ_1003")


def lookup(**changes: object) -> dict[str, Any]:
    grammar = {
        "fields": {"CsmEmail": "Email"},
        "lookupField": "Gsid",
        "objectName": "gsuser",
        "multiMatchOption": "FIRSTMATCH",
        "onNoMatch": "ERROR",
    }
    return {"Csm": grammar | changes}


def assign(at: Desk, northwind: dict[str, Any], email: str, **changes: object) -> Any:
    record = {"Gsid": northwind["Gsid"], "CsmEmail": email}
    return at.call("PUT", BY_GSID, {"records": [record], "lookups": lookup(**changes)})


def test_lookup_fills_a_field(at: Desk, northwind: dict[str, Any]) -> None:
    assert assign(at, northwind, JONAS.upper()).status_code == 200
    assert northwind["Csm"] == at.tenant.find("gsuser", Email=JONAS)["Gsid"]


def test_lookup_without_a_match(at: Desk, northwind: dict[str, Any]) -> None:
    refused = assign(at, northwind, "x@y.example")
    assert refused.json["data"]["errors"][0][0]["errors"][0]["fieldName"] == "Csm"
    assert assign(at, northwind, "x@y.example", onNoMatch="NULLABLE").status_code == 200
    assert northwind["Csm"] is None
    jonas = at.tenant.find("gsuser", Email=JONAS)["Gsid"]
    by_default = {"onNoMatch": "DEFAULTVALUE", "defaultValue": jonas}
    assert assign(at, northwind, "x@y.example", **by_default).status_code == 200
    assert northwind["Csm"] == jonas


def test_lookup_with_several_matches(at: Desk, northwind: dict[str, Any]) -> None:
    by_licence = {"fields": {"CsmEmail": "SystemType"}}
    assert assign(at, northwind, "Internal", **by_licence).status_code == 200
    marked = assign(at, northwind, "Internal", **by_licence, multiMatchOption="MARKASERROR")
    assert marked.status_code == 400


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"multiMatchOption": "ANY"}, "GSOBJ_1002"),
        ({"onNoMatch": "SKIP"}, "GSOBJ_1002"),
        ({"fields": {}}, "GSOBJ_1002"),
        ({"fields": {"CsmEmail": "Nonsense"}}, "GSOBJ_1002"),
        ({"objectName": "nonsense"}, "OBJECT_NOT_FOUND"),
    ],
)
def test_wrong_lookups(
    at: Desk, northwind: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    assert assign(at, northwind, JONAS, **changes).json["errorCode"] == code
    refused = at.refusal("PUT", BY_GSID, {"records": [{"Gsid": northwind["Gsid"]}], "lookups": []})
    assert refused == (400, "GSOBJ_1002")


def test_read_scope_does_not_write(at: Desk, northwind: dict[str, Any]) -> None:
    reader = at.as_user(PRIYA, "read")
    assert update(reader, northwind, Users=1).status_code == 403
    assert northwind["Users"] == 1284


def test_licence_limits_writes_only_if_told_to(at: Desk, northwind: dict[str, Any]) -> None:
    viewer = at.as_user("mei@northstar.example")
    assert update(viewer, northwind, Users=1).status_code == 200
    at.tenant.settings.licence_limits_writes = True
    assert update(viewer, northwind, Users=2).status_code == 403
    assert update(at.as_user(PRIYA), northwind, Users=3).status_code == 200


def test_a_user_cannot_change_what_is_out_of_sight(at: Desk) -> None:
    at.tenant.settings.portfolio_only = {PRIYA}
    lumen = at.tenant.find("company", Name="Lumen Logistics")
    assert update(at.as_user(PRIYA), lumen, Users=1).json["errorCode"] == "GSOBJ_1011"


def test_custom_object(at: Desk, northwind: dict[str, Any]) -> None:
    record = {
        "RequestId__gc": "r1",
        "Company__gc": northwind["Gsid"],
        "Measure__gc": "Adoption",
        "Score__gc": 80,
    }
    path = "/v1/data/objects/Zoom_Score_Update__gc"
    assert at.call("POST", path, {"records": [record]}).json["data"]["count"] == 1
    [row] = at.query("zoom_score_update__gc", select=["Company__gr.Name", "Score__gc"])
    assert row == {"Company__gr.Name": "Northwind Robotics", "Score__gc": 80}


@pytest.mark.parametrize(
    ("how", "code", "field"),
    [
        ("field", "GSOBJ_1008", "RequestId__gc"),
        ("record", "GSOBJ_1008", None),
        ("unlisted", "UNIQUE_VALUE_EXISTS", None),
    ],
)
def test_a_unique_field_takes_a_value_once(at: Desk, how: Any, code: str, field: str) -> None:
    at.tenant.settings.unique_refusal = how
    path = "/v1/data/objects/Zoom_Score_Update__gc"

    def insert(*requests: str) -> Any:
        return at.call("POST", path, {"records": [{"RequestId__gc": one} for one in requests]})

    assert insert("r1").status_code == 200
    for again in (("r1",), ("r2", "r1"), ("r3", "r3")):
        refused = insert(*again)
        assert (refused.status_code, refused.json["errorCode"]) == (400, code)
        nested = (refused.json["data"] or {}).get("errors", [])
        named = {e["fieldName"] for one in nested for part in one for e in part["errors"]}
        assert named == ({field} if field else set())
    (row,) = at.tenant.records.rows("Zoom_Score_Update__gc")
    keyed = f"{path}?keys=RequestId__gc"
    same = {"records": [{"RequestId__gc": "r1", "Score__gc": 5}]}
    assert at.call("PUT", keyed, same).status_code == 200
    assert row["Score__gc"] == 5

    at.tenant.settings.unique_refusal = "none"
    assert insert("r1").status_code == 200


@pytest.mark.parametrize(("on", "score"), [(True, 91), (False, 75)])
def test_the_admins_rule_turns_score_updates_into_scores_or_is_off(
    at: Desk, northwind: dict[str, Any], on: bool, score: int
) -> None:
    at.tenant.settings.score_rule, at.tenant.settings.score_rule_delay_s = on, 60
    pulse = at.tenant.find("scorecard_measure", Name="CSM pulse")["Gsid"]
    company = northwind["Gsid"]
    record = {"Company__gc": company, "Measure__gc": pulse, "Score__gc": 91, "RequestId__gc": "r1"}
    path = "/v1/data/objects/Zoom_Score_Update__gc"
    assert at.call("POST", path, {"records": [record]}).status_code == 200
    of_pulse = where(("CompanyId", "EQ", [company]), ("MeasureId", "EQ", [pulse]))
    for seconds, expected in ((59, 75), (1, score)):
        at.clock.now += seconds
        [fact] = at.query("scorecard_fact", select=["Score"], where=of_pulse)
        assert fact["Score"] == expected


def test_reset_brings_the_rows_back(at: Desk, northwind: dict[str, Any]) -> None:
    update(at, northwind, Users=1)
    at.tenant.reset()
    assert at.tenant.find("company", Name="Northwind Robotics")["Users"] == 1284
