"""The Gainsight stand-in's people: one upsert for person, company and relationship."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sandbox.gainsight_kit import NOON, PRIYA, Desk, desk, where

PEOPLE = "/v1/peoplemgmt/v1.0/people"
USERS = "/v1/users/services/list"
EVENT = "/v1.0/api/eventManager/event"


@pytest.fixture
def at() -> Desk:
    return desk()


@pytest.fixture
def northwind(at: Desk) -> str:
    gsid: str = at.tenant.find("company", Name="Northwind Robotics")["Gsid"]
    return gsid


def test_new_person_at_a_company_and_in_a_relationship(at: Desk, northwind: str) -> None:
    relationship = at.tenant.find("relationship", Name="Plant Lyon")["Gsid"]
    body = {
        "FirstName": "Sofia",
        "LastName": "Lindqvist",
        "Email": "sofia@northwind.example",
        "companies": [{"Company_ID": northwind, "Title": "CTO", "Role": "Champion"}],
        "relationships": [{"Relationship_ID": relationship, "Role": "Champion"}],
    }
    gsid = at.as_user(PRIYA).call("PUT", PEOPLE, body).json["data"]["Gsid"]
    person = at.tenant.records.get("person", gsid)
    assert person
    assert (person["Name"], person["ModifiedDate"]) == ("Sofia Lindqvist", NOON * 1000)
    [place] = at.query(
        "company_person",
        select=["Company_ID__gr.Name", "Title", "Active"],
        where=where(("Person_ID", "EQ", [gsid])),
    )
    assert place == {"Company_ID__gr.Name": "Northwind Robotics", "Title": "CTO", "Active": True}
    assert at.tenant.find("relationship_person", Person_ID=gsid)["Relationship_ID"] == relationship


def test_upsert_finds_by_email_in_any_case_and_updates(at: Desk, northwind: str) -> None:
    before = at.tenant.find("person", LastName="Bąk")
    place = {"Company_ID": northwind, "Title": "Head of Plant"}
    body = {"Email": "TOMASZ@northwind.example", "Timezone": "Europe/Warsaw", "companies": [place]}
    assert at.call("PUT", "/v1.0/api/people", body).json["data"] == {"Gsid": before["Gsid"]}
    assert before["Email"] == "Tomasz@Northwind.example"
    assert before["Timezone"] == "Europe/Warsaw"
    places = [
        p for p in at.tenant.records.rows("company_person") if p["Person_ID"] == before["Gsid"]
    ]
    assert [(p["Title"], p["Active"]) for p in places] == [("Head of Plant", True)]


def test_one_primary_company(at: Desk, northwind: str) -> None:
    place = {"Company_ID": northwind, "IsPrimaryCompany": True}
    at.call("PUT", PEOPLE, {"Email": "ken@fabrikam.example", "companies": [place]})
    ken = at.tenant.find("person", LastName="Oduya")["Gsid"]
    places = [p for p in at.tenant.records.rows("company_person") if p["Person_ID"] == ken]
    assert [p["Company_ID"] for p in places if p["IsPrimaryCompany"]] == [northwind]
    assert len(places) == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Email": ""}, "GSOBJ_VQP1001"),
        ({"Email": "nobody"}, "GSOBJ_VDTEMAIL1001"),
        ({"Colour": "red"}, "GSOBJ_VCRUDR1002"),
        ({"ModifiedDate": "x"}, "GSOBJ_VCRUDR1002"),
        ({"EmailOptOut": "no"}, "GSOBJ_VDTBOOL1001"),
        ({"LinkedinUrl": 7}, "GSOBJ_VDTURL1001"),
        ({"FirstName": "x" * 256}, "GSOBJ_VDTBSTR1001"),
        ({"companies": ["x"]}, "GSOBJ_VCRUDR1001"),
        ({"companies": "x"}, "GSOBJ_VCRUDR1001"),
        ({"companies": [{"Title": "CTO"}]}, "GSOBJ_PEOPLE1001"),
        ({"companies": [{"Company_ID": "1P02NONE"}]}, "GSOBJ_PEOPLE1001"),
        ({"associations": {"companyPerson": {}}}, "GSOBJ_VCRUDR1002"),
    ],
)
def test_refusals_store_nothing(at: Desk, change: dict[str, Any], code: str) -> None:
    body = {"Email": "new@northwind.example", "LastName": "New"} | change
    assert at.refusal("PUT", PEOPLE, body) == (400, code)
    assert len(at.tenant.records.rows("person")) == 10


@pytest.mark.parametrize("role", ["King", "Former Contact"])
def test_role_is_an_active_item(at: Desk, northwind: str, role: str) -> None:
    body = {"Email": "a@b.example", "companies": [{"Company_ID": northwind, "Role": role}]}
    assert at.refusal("PUT", PEOPLE, body) == (400, "GSOBJ_VDTPKLST1002")


def test_the_other_body_is_a_switch(at: Desk, northwind: str) -> None:
    at.tenant.settings.associations = "associations"
    body = {
        "Email": "ken@fabrikam.example",
        "associations": {"companyPerson": {"Company_ID": northwind, "Title": None}},
    }
    assert at.call("PUT", PEOPLE, body).status_code == 200
    other = {"Email": "ken@fabrikam.example", "companies": []}
    assert at.refusal("PUT", PEOPLE, other) == (400, "GSOBJ_VCRUDR1002")


def users(at: Desk, **body: object) -> Any:
    return at.call("POST", USERS, body).json["data"]


def test_user_list(at: Desk) -> None:
    condition = {"name": "Email", "operator": "EQ", "value": [PRIYA], "alias": "A"}
    data = users(
        at,
        includeTotal=True,
        limit=25,
        page=0,
        select=["Name", "LicenseType"],
        where={"conditions": [condition], "expression": "A"},
    )
    gsid = at.tenant.find("gsuser", Email=PRIYA)["Gsid"]
    assert data["totalCount"] == 1
    assert data["records"] == [{"Gsid": gsid, "Name": "Priya Nair", "LicenseType": "Full"}]


def test_user_list_without_alias_order_and_pages(at: Desk) -> None:
    where_active = {"conditions": [{"name": "IsActiveUser", "operator": "EQ", "value": [True]}]}
    asked = {"select": ["Name"], "where": where_active, "orderBy": {"Name": "desc"}, "limit": 4}
    pages = [users(at, page=page, **asked)["records"] for page in range(3)]
    listed = [row["Name"] for page in pages for row in page]
    assert listed == sorted(listed, reverse=True)
    assert len(listed) == 6
    assert "Sam Ortiz" not in listed
    at.tenant.settings.data_shape = "list"
    assert len(users(at, **asked)) == 4


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "GU_2410"),
        ({"select": ["Name"], "limit": 101}, "GU_2410"),
        ({"select": ["Name"], "page": "1"}, "GU_2410"),
        ({"select": ["Colour"]}, "GU_2409"),
    ],
)
def test_user_list_refuses(at: Desk, body: dict[str, Any], code: str) -> None:
    assert at.refusal("POST", USERS, body) == (400, code)


def test_events(at: Desk) -> None:
    headers = {
        "sharedSecret": at.tenant.events.shared_secret,
        "topicName": "Zoom App",
        "tenantId": "northstar",
        "eventName": "note_logged",
        "eventVersion": "1.0.0",
    }
    del at.credential["accesskey"]
    assert at.call("POST", EVENT, {"n": 1}, **headers).json["result"] is True
    [event] = at.tenant.events.published
    assert (event.name, event.body) == ("note_logged", {"n": 1})
    assert at.call("POST", EVENT, {}, **headers | {"sharedSecret": "x"}).status_code == 401
    assert at.call("POST", EVENT, {}, **headers | {"topicName": ""}).status_code == 400
    at.tenant.reset()
    assert at.tenant.events.published == []
