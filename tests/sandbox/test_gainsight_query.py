"""The Gainsight stand-in's query: forms of values, filters, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sandbox.gainsight_kit import JONAS, PRIYA, Desk, desk, where
from werkzeug.test import Client

READ = "/v1/data/objects/query/Company"


@pytest.fixture
def at() -> Desk:
    return desk()


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["Name"] for row in rows]


def found(at: Desk, *conditions: tuple[str, str, list[Any]], name: str = "company") -> list[str]:
    return names(at.query(name, select=["Name"], where=where(*conditions)))


def test_envelope_has_every_member(at: Desk) -> None:
    body = at.call("POST", READ, {"select": ["Name"], "limit": 1}).json
    assert body.keys() == {"result", "errorCode", "errorDesc", "requestId", "data", "message"}
    assert body["data"] == {"records": [{"Name": "Northwind Robotics"}]}


def test_lookups_come_back_flat_under_the_name_asked_for(at: Desk) -> None:
    row = at.query(
        "COMPANY",
        select=["name", "csm__gr.email", "ParentCompany__gr.Name", "CSMFirstName"],
        where=where(("Name", "EQ", ["Acme Retail"])),
    )
    assert row == [
        {
            "name": "Acme Retail",
            "csm__gr.email": JONAS,
            "ParentCompany__gr.Name": "Acme Manufacturing",
            "CSMFirstName": "Jonas",
        }
    ]


def test_dates_are_epoch_ms_and_picklists_gsids(at: Desk) -> None:
    [row] = at.query(
        "Company",
        select=["RenewalDate", "LastQbr__gc", "Stage", "Products__gc", "Arr", "Reference__gc"],
        where=where(("Name", "EQ", ["Northwind Robotics"])),
    )
    assert row["RenewalDate"] == 1_799_366_400_000
    assert row["LastQbr__gc"] == 1_791_984_600_000
    assert row["Stage"].startswith("1I00")
    assert [value[:4] for value in row["Products__gc"]] == ["1I00", "1I00"]
    assert row["Arr"] == 420000
    assert row["Reference__gc"] is True


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "GSOBJ_1002"),
        ({"select": []}, "GSOBJ_1002"),
        ({"select": ["Nonsense"]}, "GSOBJ_1002"),
        ({"select": ["Nonsense__gr.Name"]}, "GSOBJ_1002"),
        ({"select": ["Csm__gr.Manager__gr.Name"]}, "GSOBJ_1002"),
        ({"select": ["Name"], "orderBy": {"Nonsense": "asc"}}, "GSOBJ_1002"),
        ({"select": ["Name"], "orderBy": {"Name": "ASC"}}, "GSOBJ_1008"),
        ({"select": ["Name"], "limit": 5001}, "GSOBJ_1008"),
        ({"select": ["Name"], "limit": 0}, "GSOBJ_1008"),
        ({"select": ["Name"], "offset": -1}, "GSOBJ_1008"),
        ({"select": ["Name"], "where": {"conditions": []}}, "GSOBJ_1008"),
        ({"select": ["Name"], "where": {"conditions": ["Name"]}}, "GSOBJ_1008"),
        ({"select": ["Name"], "where": where(("Nonsense", "EQ", ["x"]))}, "GSOBJ_1002"),
        ({"select": ["Name"], "where": where(("RenewalDate", "EQ", ["soon"]))}, "GSOBJ_1006"),
        ({"select": ["Name"], "where": where(("CreatedDate", "GT", ["soon"]))}, "GSOBJ_1005"),
        ({"select": ["Name"], "where": where(("CreatedDate", "GT", [1]))}, "GSOBJ_1005"),
    ],
)
def test_wrong_queries_are_refused(at: Desk, body: dict[str, Any], code: str) -> None:
    assert at.refusal("POST", READ, body) == (400, code)


@pytest.mark.parametrize(
    "expression", ["(A)", "A AND (B)", "A AND", "A B", "C", "A and B", "A AND B OR A", ""]
)
def test_wrong_expressions_are_refused(at: Desk, expression: str) -> None:
    both = where(("Name", "EQ", ["x"]), ("Arr", "GT", [1]))
    body = {"select": ["Name"], "where": both | {"expression": expression}}
    assert at.refusal("POST", READ, body) == (400, "GSOBJ_1008")


@pytest.mark.parametrize("alias", ["", "AA", "1", "a"])
def test_alias_is_one_letter(at: Desk, alias: str) -> None:
    condition = {"name": "Name", "alias": alias, "operator": "EQ", "value": ["x"]}
    body = {"select": ["Name"], "where": {"conditions": [condition], "expression": alias}}
    assert at.refusal("POST", READ, body) == (400, "GSOBJ_1008")


def test_one_condition_needs_no_expression(at: Desk) -> None:
    one = where(("Name", "EQ", ["Quarry Bank"]))
    del one["expression"]
    assert names(at.query("company", select=["Name"], where=one)) == ["Quarry Bank"]


def test_and_or(at: Desk) -> None:
    acme, retail = ("Name", "STARTS_WITH", ["Acme"]), ("Industry", "EQ", ["Retail"])
    bank = ("Name", "EQ", ["Quarry Bank"])
    assert found(at, acme, retail) == ["Acme Retail"]
    either = where(retail, bank, expression="A OR B")
    assert names(at.query("company", select=["Name"], where=either)) == [
        "Acme Retail",
        "Quarry Bank",
    ]
    mixed = where(bank, acme, retail, expression="A OR B AND C")
    at.tenant.settings.mixed_expression = "and_first"
    assert len(at.query("company", select=["Name"], where=mixed)) == 2
    at.tenant.settings.mixed_expression = "left_to_right"
    assert names(at.query("company", select=["Name"], where=mixed)) == ["Acme Retail"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("Name", "CONTAINS", ["NORTHW"]), ["Northwind Robotics"]),
        (("Name", "STARTS_WITH", ["north"]), ["Northwind Robotics", "Northgate Clinics"]),
        (("Name", "ENDS_WITH", ["marine"]), ["Øresund Marine"]),
        (("Name", "IN", ["quarry bank", "Contoso Foods"]), ["Contoso Foods", "Quarry Bank"]),
        (("Name", "GTE", ["مشاريع"]), ["مشاريع النور"]),
        (("Csm", "IS_NULL", []), ["Quarry Bank"]),
        (("Csm__gr.Email", "EQ", ["nobody"]), []),
        (("Arr", "GT", [400000]), ["Northwind Robotics", "Quarry Bank"]),
        (("Arr", "IN", [12000, 0]), ["Northgate Clinics", "Juniper & Sons <Ltd>"]),
        (("Reference__gc", "EQ", [True]), ["Northwind Robotics", "Øresund Marine"]),
        (("Reference__gc", "EQ", ["false"]), ["Fabrikam Partners"]),
        (
            ("RenewalDate", "BTW", ["2026-11-01", "12-31-2026"]),
            ["Fabrikam Partners", "Lumen Logistics"],
        ),
        (("RenewalDate", "EQ", ["2027-01-08 10:00:00"]), ["Northwind Robotics"]),
        (("RenewalDate", "LTE", ["2026-03-31T23:00:00+01:00"]), ["Northgate Clinics"]),
        (("LastQbr__gc", "EQ", ["2026-10-14T13:30:00.000Z"]), ["Northwind Robotics"]),
        (("Stage", "IN", ["Legacy Pilot", "Launched"]), ["Acme Manufacturing", "مشاريع النور"]),
        (("Stage", "STARTS_WITH", ["Kick"]), ["Contoso Foods"]),
        (("Products__gc", "INCLUDES", ["Connect"]), ["Fabrikam Partners"]),
        (("Products__gc", "IS_NOT_NULL", []), ["Northwind Robotics", "Fabrikam Partners"]),
        (("Status", "EXCLUDES", ["Active", "Churn"]), ["Northgate Clinics"]),
    ],
)
def test_operators(at: Desk, condition: tuple[str, str, list[Any]], expected: list[str]) -> None:
    assert found(at, condition) == expected


def test_picklists_are_found_by_gsid_too(at: Desk) -> None:
    stage = at.tenant.find("company", Name="Acme Manufacturing")["Stage"]
    assert found(at, ("Stage", "EQ", [stage])) == ["Acme Manufacturing"]


def test_ne_and_does_not_contain_take_rows_without_a_value(at: Desk) -> None:
    assert "Wingtip Software" in found(at, ("Stage", "NE", ["Adoption"]))
    assert "Wingtip Software" in found(at, ("TickerSymbol", "DOES_NOT_CONTAINS", ["NWR"]))


@pytest.mark.parametrize(
    ("name", "operator", "value"),
    [
        ("Reference__gc", "GT", [True]),
        ("Reference__gc", "EQ", ["yes"]),
        ("Products__gc", "EQ", ["Fleet"]),
        ("Arr", "CONTAINS", [4]),
        ("Arr", "BTW", [1, 2]),
        ("Arr", "EQ", ["420000"]),
        ("RenewalDate", "IN", ["2027-01-08"]),
        ("RenewalDate", "BTW", ["2027-01-08"]),
        ("Name", "EQ", "Northwind Robotics"),
        ("Name", "EQ", ["a", "b"]),
        ("Name", "EQ", [7]),
        ("Name", "LIKE", ["a"]),
        ("Name", "IN", []),
    ],
)
def test_operators_a_type_does_not_take(
    at: Desk, name: str, operator: str, value: list[Any]
) -> None:
    body = {"select": ["Name"], "where": where((name, operator, value))}
    assert at.refusal("POST", READ, body) == (400, "GSOBJ_1008")


def test_text_switches(at: Desk) -> None:
    at.tenant.settings.text_case = "sensitive"
    assert found(at, ("Name", "CONTAINS", ["northwind"])) == []
    at.tenant.settings.text_in = False
    body = {"select": ["Name"], "where": where(("Name", "IN", ["x"]))}
    assert at.refusal("POST", READ, body) == (400, "GSOBJ_1008")


def test_order_limit_offset(at: Desk) -> None:
    order = {"Csm__gr.Name": "desc", "Arr": "asc"}
    rows = at.query("company", select=["Name", "Csm__gr.Name", "Arr"], orderBy=order)
    keys = [(row.get("Csm__gr.Name", ""), row.get("Arr", -1)) for row in rows]
    assert [name for name, _ in keys] == sorted((name for name, _ in keys), reverse=True)
    assert [arr for name, arr in keys if name == "Priya Nair"] == sorted(
        arr for name, arr in keys if name == "Priya Nair"
    )
    page = at.query(
        "company", select=["Name", "Csm__gr.Name", "Arr"], orderBy=order, limit=3, offset=2
    )
    assert page == rows[2:5]


def test_nothing_is_said_in_three_ways(at: Desk) -> None:
    body = {"select": ["Name"], "where": where(("Name", "EQ", ["none"]))}
    assert at.call("POST", READ, body).json["data"] == {"records": []}
    at.tenant.settings.data_shape = "list"
    assert at.call("POST", READ, body).json["data"] == []
    at.tenant.settings.empty_answer = "no_entity"
    assert at.refusal("POST", READ, body) == (400, "GSOBJ_1011")
    at.tenant.settings.empty_answer = "result_false"
    response = at.call("POST", READ, body)
    assert (response.status_code, response.json["result"]) == (200, False)
    assert response.json["errorDesc"] == "No data found for given criteria"
    assert response.json["data"] is None


def test_null_and_multi_select_switches(at: Desk) -> None:
    body = {"select": ["Csm", "Products__gc"], "where": where(("Name", "EQ", ["Quarry Bank"]))}
    assert at.query("company", **body) == [{}]
    at.tenant.settings.null_values = "null"
    assert at.query("company", **body) == [{"Csm": None, "Products__gc": None}]
    at.tenant.settings.multi_values = "semicolon"
    [row] = at.query("company", select=["Products__gc"], limit=1)
    assert row["Products__gc"].count(";") == 1


def test_traversal_depth_is_a_switch(at: Desk) -> None:
    at.tenant.settings.max_traversal = 2
    [row] = at.query("company", select=["Csm__gr.Manager__gr.Name"], limit=1)
    assert row == {"Csm__gr.Manager__gr.Name": "Jonas Weber"}


def test_people_of_a_company(at: Desk) -> None:
    company = at.tenant.find("company", Name="Northwind Robotics")["Gsid"]
    rows = at.query(
        "company_person",
        select=["Person_ID__gr.Email", "Title", "Role"],
        where=where(("Company_ID", "EQ", [company]), ("Active", "EQ", [True])),
        orderBy={"Person_ID__gr.LastName": "asc"},
    )
    assert [row["Person_ID__gr.Email"] for row in rows] == [
        "Tomasz@Northwind.example",
        "elena@northwind.example",
    ]
    by_email = where(("Person_ID__gr.Email", "IN", ["KEN@fabrikam.example", "x@y.example"]))
    rows = at.query("Company_Person", select=["Company_ID__gr.Name"], where=by_email)
    assert {row["Company_ID__gr.Name"] for row in rows} == {"Fabrikam Partners", "Contoso Foods"}


def test_name_of_company_person_has_its_own_code(at: Desk) -> None:
    path = "/v1/data/objects/query/company_person"
    assert at.refusal("POST", path, {"select": ["Name"]}) == (400, "P_5005")


def test_relationships_by_company_name_and_type(at: Desk) -> None:
    rows = at.query(
        "relationship",
        select=["Name", "TypeId__gr.Name", "CompanyId__gr.Name"],
        where=where(("CompanyId__gr.Name", "CONTAINS", ["northwind"])),
    )
    assert [(row["Name"], row["TypeId__gr.Name"]) for row in rows] == [
        ("Plant Lyon", "Production"),
        ("Plant Graz", "Onboarding"),
    ]


def test_modified_column_of_activities_is_last_modified_date(at: Desk) -> None:
    [row] = at.query(
        "Activity_Timeline",
        select=["Subject", "AuthorId__gr.Email", "LastModifiedDate"],
        orderBy={"ActivityDate": "desc"},
        limit=1,
    )
    assert row["Subject"] == "Robot cell 7 stopped"
    path = "/v1/data/objects/query/activity_timeline"
    assert at.refusal("POST", path, {"select": ["ModifiedDate"]}) == (400, "GSOBJ_1002")


@pytest.mark.parametrize("name", ["relationship_type", "scorecard_rule", "nonsense"])
def test_objects_that_cannot_be_queried(at: Desk, name: str) -> None:
    path = f"/v1/data/objects/query/{name}"
    assert at.refusal("POST", path, {"select": ["Name"]}) == (400, "OBJECT_NOT_FOUND")


def test_two_users_see_different_records(at: Desk) -> None:
    at.tenant.settings.portfolio_only = {PRIYA}
    mine, all_of_them = at.as_user(PRIYA), at.as_user(JONAS)
    assert {row["Csm__gr.Email"] for row in mine.query("company", select=["Csm__gr.Email"])} == {
        PRIYA
    }
    assert len(all_of_them.query("company", select=["Name"])) == 15
    relationships = names(mine.query("relationship", select=["Name"]))
    assert relationships == ["Plant Lyon", "Plant Graz"]
    contexts = mine.query("activity_timeline", select=["GsCompanyId__gr.Name"])
    assert "Lumen Logistics" not in {row["GsCompanyId__gr.Name"] for row in contexts}
    assert len(mine.query("person", select=["Name"])) == 10


def test_tenants_share_ids_but_not_records() -> None:
    gsids = {
        key: desk(key).query("company", select=["Gsid", "Name"])[0]
        for key in ("northstar", "northstar-sb", "kestrel")
    }
    assert len({row["Gsid"] for row in gsids.values()}) == 1
    assert len({row["Name"] for row in gsids.values()}) == 3


def test_tenants_differ_in_field_names() -> None:
    kestrel, aurora = desk("kestrel"), desk("aurora")
    assert kestrel.query("relationship", select=["RelationshipTypeId__gr.Name"])
    assert kestrel.refusal("POST", READ, {"select": ["RenewalDate"]}) == (400, "GSOBJ_1002")
    assert aurora.refusal("POST", READ, {"select": ["PreviousScore"]}) == (400, "GSOBJ_1002")
    assert aurora.query("company", select=["CurrentScore"], limit=1) == [{"CurrentScore": 71}]


def test_body_must_be_json(at: Desk) -> None:
    for content_type, data in (
        ("text/plain", "{}"),
        ("application/json", "["),
        ("application/json", "[]"),
    ):
        response = Client(at.tenant).post(
            READ,
            data=data,
            content_type=content_type,
            headers=at.credential | {"Accept": "application/json"},
        )
        assert (response.status_code, response.json["errorCode"]) == (400, "GSOBJ_1008")
