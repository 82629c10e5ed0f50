"""The Gainsight stand-in's Timeline: activities, their external ids, and failures told with 200."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sandbox.gainsight_kit import PRIYA, Desk, desk, where

ACTIVITY = "/v1/ant/es/activity"
AUTHOR = {
    "fields": {"Author": "Email"},
    "lookupField": "Gsid",
    "objectName": "GsUser",
    "multiMatchOption": "FIRSTMATCH",
    "onNoMatch": "ERROR",
}
COMPANY = AUTHOR | {"fields": {"companyName": "Name"}, "objectName": "Company"}
LOOKUPS = {"AuthorId": AUTHOR, "GsCompanyId": COMPANY}


@pytest.fixture
def at() -> Desk:
    return desk()


def record(**changes: object) -> dict[str, Any]:
    made = {
        "ContextName": "Company",
        "TypeName": "Meeting",
        "ExternalId": "gsz-d1-t1",
        "Subject": "Weekly",
        "Notes": "<p>Hello &amp; <b>welcome</b></p>",
        "ActivityDate": "2026-11-22T06:36:00.000-07:00",
        "Author": PRIYA,
        "companyName": "Northwind Robotics",
        "internalAttendees": [PRIYA],
        "externalAttendees": ["elena@northwind.example"],
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


def create(at: Desk, *records: dict[str, Any], lookups: object = LOOKUPS) -> dict[str, Any]:
    response = at.call("POST", ACTIVITY, {"records": list(records), "lookups": lookups})
    assert response.status_code == 200, response.text
    assert response.json.keys() == {"result", "data"}
    data: dict[str, Any] = response.json["data"]
    return data


def code_of(data: dict[str, Any], key: str = "gsz-d1-t1") -> str:
    assert data["success"] == {}
    code: str = data["failures"][key][0]["errorCode"]
    return code


def test_create_and_read_back(at: Desk) -> None:
    data = create(at.as_user(PRIYA), record(Ant__Source__c="Zoom App", Ant__Severity__c="Low"))
    assert data["failures"] == {}
    assert data["success"]["gsz-d1-t1"][0]["activityId"].startswith("1T01")
    [row] = at.query(
        "activity_timeline",
        select=[
            *("Subject", "NotesPlainText", "ActivityDate", "GsCompanyId__gr.Name"),
            *("AuthorId__gr.Email", "InternalAttendees", "ExternalAttendees", "Ant__Source__c"),
        ],
        where=where(("ExternalId", "EQ", ["gsz-d1-t1"])),
    )
    assert row == {
        "Subject": "Weekly",
        "NotesPlainText": "Hello &  welcome",
        "ActivityDate": 1_795_354_560_000,
        "GsCompanyId__gr.Name": "Northwind Robotics",
        "AuthorId__gr.Email": PRIYA,
        "InternalAttendees": PRIYA,
        "ExternalAttendees": "elena@northwind.example",
        "Ant__Source__c": "Zoom App",
    }


def test_ids_may_be_given_directly(at: Desk) -> None:
    ids = {
        "AuthorId": at.tenant.find("gsuser", Email=PRIYA)["Gsid"],
        "GsRelationshipId": at.tenant.find("relationship", Name="Plant Lyon")["Gsid"],
    }
    made = record(ContextName="Relationship", Author=None, companyName=None, **ids)
    assert create(at, made, lookups=None)["failures"] == {}


def test_external_id_is_used_once_for_ever(at: Desk) -> None:
    create(at, record())
    assert code_of(create(at, record(Subject="Again"))) == "GS_TL_10_0207"
    assert len(at.query("activity_timeline", select=["Gsid"])) == 7


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ContextName": None}, "GS_TL_10_0206"),
        ({"TypeName": None}, "GS_TL_10_0206"),
        ({"Subject": ""}, "GS_TL_10_0206"),
        ({"Notes": None}, "GS_TL_10_0206"),
        ({"Author": None}, "GS_TL_10_0206"),
        ({"companyName": None}, "GS_TL_10_0206"),
        ({"TypeName": "Escalation"}, "GS_TL_10_0206"),
        ({"Author": "nobody@y.example"}, "GS_TL_10_0213"),
        ({"companyName": "Nobody"}, "GS_TL_10_0213"),
        ({"GsRelationshipId": "1P04" + "0" * 32}, "GS_TL_10_0213"),
        ({"ContextName": "Planet"}, "GS_TL_10_0213"),
        ({"TypeName": "Séance"}, "GS_TL_10_0213"),
        ({"Colour": "red"}, "GSOBJ_1002"),
        ({"ActivityDate": "2026-11-22"}, "GSOBJ_1005"),
        ({"ActivityDate": "2026-11-22T06:36:00Z"}, "GSOBJ_1005"),
        ({"internalAttendees": PRIYA}, "GSOBJ_1008"),
        ({"Ant__Severity__c": "Huge"}, "GSOBJ_1012"),
        ({"ExternalId": "x" * 256}, "GSOBJ_1001"),
    ],
)
def test_failures_are_answered_with_200(at: Desk, changes: dict[str, Any], code: str) -> None:
    made = record(**changes)
    assert code_of(create(at, made), made["ExternalId"]) == code


def test_missing_custom_field_is_named(at: Desk) -> None:
    failures = create(at, record(TypeName="Escalation"))["failures"]
    assert "'Severity' (type: STRING, allowed values: [" in failures["gsz-d1-t1"][0]["message"]
    assert create(at, record(TypeName="Escalation", Ant__Severity__c="High"))["failures"] == {}


def test_author_needs_its_lookup(at: Desk) -> None:
    assert code_of(create(at, record(), lookups={"GsCompanyId": COMPANY})) == "GS_TL_10_0206"


def test_one_record_a_call_unless_told_otherwise(at: Desk) -> None:
    two = [record(), record(ExternalId="gsz-d1-t2", TypeName="Séance")]
    assert at.refusal("POST", ACTIVITY, {"records": two}) == (400, "GSOBJ_1008")
    at.tenant.settings.timeline_max_records = 50
    data = create(at, *two)
    assert (list(data["success"]), list(data["failures"])) == (["gsz-d1-t1"], ["gsz-d1-t2"])


def test_name_of_the_failure_map_is_a_switch(at: Desk) -> None:
    at.tenant.settings.failure_map = "errors"
    assert list(create(at, record(Subject=None))["errors"]) == ["gsz-d1-t1"]


def test_update_by_external_id_activity_id_and_gsid(at: Desk) -> None:
    create(at, record())
    row = at.tenant.find("activity_timeline", ExternalId="gsz-d1-t1")
    for identifier, name in (
        ("externalid", "ExternalId"),
        ("activityid", "ActivityId"),
        ("gsid", "Gsid"),
    ):
        change = {name: row[name], "Notes": f"<p>{identifier}</p>"}
        path = f"{ACTIVITY}?identifier={identifier}"
        data = at.call("PUT", path, {"records": [change]}).json["data"]
        assert data["success"][row[name]] == [{"activityId": row["ActivityId"]}]
        assert row["Notes"] == f"<p>{identifier}</p>"
        assert row["NotesPlainText"] == identifier


def test_update_of_nothing(at: Desk) -> None:
    body = {"records": [{"ExternalId": "none", "Notes": "x"}]}
    data = at.call("PUT", f"{ACTIVITY}?identifier=externalid", body).json["data"]
    assert code_of(data, "none") == "GS_TL_10_0213"
    assert at.refusal("PUT", f"{ACTIVITY}?identifier=name", body) == (400, "GSOBJ_1008")


def test_delete(at: Desk) -> None:
    create(at, record())
    gone = at.tenant.find("activity_timeline", ExternalId="gsz-d1-t1")["ActivityId"]
    body = {"records": [{"ActivityId": gone}]}
    assert at.call("DELETE", ACTIVITY, body).json["result"] is True
    assert at.refusal("DELETE", ACTIVITY, body) == (400, "GSOBJ_1011")


def test_viewer_may_log_activities_even_where_licences_limit_writes(at: Desk) -> None:
    at.tenant.settings.licence_limits_writes = True
    viewer = at.as_user("mei@northstar.example")
    assert create(viewer, record())["failures"] == {}
    reader = at.as_user(PRIYA, "read")
    assert reader.refusal("POST", ACTIVITY, {"records": [record()]})[0] == 403
