"""The Gainsight stand-in's describe and object list: every key that the product or a tool reads."""

from __future__ import annotations

from typing import Any

import pytest
from tests.sandbox.gainsight_kit import Desk, desk

BASE = "/v1/meta/services"


@pytest.fixture
def at() -> Desk:
    return desk()


def described(at: Desk, name: str) -> dict[str, dict[str, Any]]:
    [found] = at.call("GET", f"{BASE}/objects/{name}/describe").json["data"]
    return {field["fieldName"]: field for field in found["fields"]}


def test_object_list(at: Desk) -> None:
    objects = at.call("GET", f"{BASE}/objects/list?po=company&em=false").json["data"]
    by_name = {each["objectName"]: each for each in objects}
    assert by_name.keys() >= {
        *("company", "company_person", "relationship", "relationship_person", "person"),
        *("gsuser", "activity_timeline"),
    }
    assert "relationship_type" not in by_name
    assert by_name["company"]["label"] == "Company"
    assert by_name["Zoom_Score_Update__gc"]["objectType"] == "CUSTOM"


def test_field_has_every_documented_key(at: Desk) -> None:
    stage = described(at, "Company")["Stage"]
    assert stage.keys() == {"fieldName", "label", "dataType", "objectName", "options", "meta"}
    assert stage["meta"].keys() == {
        *("properties", "filterable", "sortable", "groupable", "createable", "updateable"),
        *("formulaField", "hasLookup", "required", "richText", "nillable", "readOnly"),
        *("dependentPicklist", "fieldGroupType", "selfLookup", "indexed", "decimalPlaces"),
        *("length", "hidden", "nameField", "description", "aggregatable", "lookupDetail"),
    }
    assert stage["options"][0].keys() == {
        *("active", "defaultValue", "label", "value", "displayOrder", "groupId", "color"),
        *("controllerValues", "systemName", "validFor"),
    }


def test_an_inactive_value_is_in_use(at: Desk) -> None:
    inactive = {o["value"]: o for o in described(at, "company")["Stage"]["options"]}
    used = at.tenant.find("company", Name="Acme Manufacturing")["Stage"]
    assert inactive[used]["active"] is False


def test_lookup_detail(at: Desk) -> None:
    fields = described(at, "company")
    assert fields["Csm"]["meta"]["lookupDetail"] == {
        "lookupName": "Csm__gr",
        "fieldName": "Gsid",
        "lookupObjects": [{"objectName": "gsuser", "label": "User"}],
    }
    assert fields["ExecSponsor__gc"]["meta"]["lookupDetail"]["lookupName"] == "ExecSponsor__gr"
    assert fields["ParentCompany"]["meta"]["selfLookup"] is True
    assert fields["Name"]["meta"]["lookupDetail"] is None


@pytest.mark.parametrize(
    ("name", "flag", "value"),
    [
        ("Nps", "readOnly", True),
        ("Nps", "updateable", False),
        ("LifecycleInWeeks", "formulaField", True),
        ("CSMFirstName", "formulaField", True),
        ("ModifiedDate", "fieldGroupType", "SYSTEM"),
        ("Tier__gc", "fieldGroupType", "CUSTOM"),
        ("MigrationKey__gc", "hidden", True),
        ("Name", "nameField", True),
        ("Name", "required", True),
        ("Name", "nillable", False),
        ("Summary", "richText", True),
        ("Discount__gc", "decimalPlaces", 1),
        ("AccountCode__gc", "length", 12),
    ],
)
def test_flags(at: Desk, name: str, flag: str, value: object) -> None:
    assert described(at, "company")[name]["meta"][flag] == value


def test_tags_have_no_options(at: Desk) -> None:
    tags = described(at, "company")["Tags"]
    assert (tags["dataType"], tags["options"]) == ("MULTISELECTDROPDOWNLIST", [])


def test_describe_many(at: Desk) -> None:
    body = {"objectNames": ["company", "gsuser"], "populatePickListOptions": "true"}
    objects = at.call("POST", f"{BASE}/objects/describe", body).json["data"]
    assert [each["objectName"] for each in objects] == ["company", "gsuser"]
    [licence] = [f for f in objects[1]["fields"] if f["fieldName"] == "LicenseType"]
    assert [option["systemName"] for option in licence["options"]] == [
        *("Full", "Viewer", "Viewer_Analytics", "Internal_Collaborator", "External"),
    ]


def test_describe_many_leaves_out_what_was_not_asked_for(at: Desk) -> None:
    body = {"objectNames": ["company"], "removeHidden": "true"}
    [company] = at.call("POST", f"{BASE}/objects/describe", body).json["data"]
    assert all(field["options"] == [] for field in company["fields"])
    assert "MigrationKey__gc" not in {field["fieldName"] for field in company["fields"]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "GSOBJ_1008"),
        ({"objectNames": "company"}, "GSOBJ_1008"),
        ({"objectNames": ["company"], "removeHidden": True}, "GSOBJ_1008"),
        ({"objectNames": ["nonsense"]}, "OBJECT_NOT_FOUND"),
        ({"objectNames": ["relationship_type"]}, "OBJECT_NOT_FOUND"),
    ],
)
def test_describe_many_refuses(at: Desk, body: dict[str, Any], code: str) -> None:
    assert at.refusal("POST", f"{BASE}/objects/describe", body) == (400, code)


def test_describe_one_of_nothing(at: Desk) -> None:
    assert at.refusal("GET", f"{BASE}/objects/nonsense/describe") == (400, "OBJECT_NOT_FOUND")


def test_describe_shape_is_a_switch(at: Desk) -> None:
    at.tenant.settings.describe_shape = "object"
    data = at.call("GET", f"{BASE}/objects/company/describe").json["data"]
    assert data["objectName"] == "company"


def test_dropdown(at: Desk) -> None:
    properties = described(at, "company")["Tier__gc"]["meta"]["properties"]
    category = properties["PICKLIST_CATEGORY_ID"]
    data = at.call("GET", f"{BASE}/dropdowns/{category}").json["data"]
    assert data["categoryDetails"]["name"] == properties["PICKLIST_CATEGORY"] == "Tier"
    assert [(item["name"], item["active"]) for item in data["childItems"]] == [
        ("Platinum", True),
        ("Gold", True),
        ("Silver", True),
        ("Bronze", False),
    ]
    assert data["childItems"][0].keys() == {
        *("gsid", "name", "systemName", "active", "displayOrder", "color", "default"),
    }
    assert at.refusal("GET", f"{BASE}/dropdowns/1I01NONE") == (400, "OBJECT_NOT_FOUND")
