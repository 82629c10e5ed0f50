"""Field values: every type, every way Gainsight writes it, and nonsense."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsight_zoom.fields import TYPES, FieldView, LookupValue, Row, columns, moment, number, view
from gainsight_zoom.metadata import FieldMetadata, PicklistOption

ADOPTION = PicklistOption("1I00A", "Adoption", "adoption", True)
PILOT = PicklistOption("1I00B", "Legacy Pilot", "legacy_pilot", False)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def field(data_type: str, **more: Any) -> FieldMetadata:
    return FieldMetadata(name="X", label="The X", data_type=data_type, **more)


def value(data_type: str, raw: Any, **more: Any) -> Any:
    shown = view(field(data_type, **more), Row({"X": raw}), currency="EUR")
    return shown.model_dump()["value"]


@pytest.mark.parametrize(
    ("data_type", "raw", "shown"),
    [
        ("STRING", "text", "text"),
        ("STRING", 7, "7"),
        ("STRING", "", None),
        ("STRING", None, None),
        ("GSID", "1P02", "1P02"),
        ("SOMETHING_NEW", "text", "text"),
        ("EMAIL", "a@b.example", "a@b.example"),
        ("URL", "https://x.example", "https://x.example"),
        ("NUMBER", 0, 0),
        ("NUMBER", "12", 12),
        ("NUMBER", "12.5", 12.5),
        ("NUMBER", "n/a", None),
        ("NUMBER", "nan", None),
        ("NUMBER", "1e999", None),
        ("NUMBER", True, None),
        ("NUMBER", 10**400, None),
        ("PERCENTAGE", 12.5, 12.5),
        ("CURRENCY", 310500.5, 310500.5),
        ("BOOLEAN", True, True),
        ("BOOLEAN", "true", True),
        ("BOOLEAN", "True", True),
        ("BOOLEAN", 1, True),
        ("BOOLEAN", "false", False),
        ("BOOLEAN", 0, False),
        ("DATE", 1_799_366_400_000, "2027-01-08"),
        ("DATE", "2027-01-08", "2027-01-08"),
        ("DATE", "2027-01-08T23:30:00+02:00", "2027-01-08"),
        ("DATE", "whenever", None),
        ("DATE", 10**30, None),
        ("DATE", "0001-01-01T00:00:00+14:00", None),
        ("DATETIME", 1_799_366_400_000, "2027-01-08T00:00:00Z"),
        ("DATETIME", "2027-01-08T10:00:00Z", "2027-01-08T10:00:00Z"),
        ("DATETIME", "2027-01-08T10:00:00.123456", "2027-01-08T10:00:00Z"),
        ("DATETIME", "2027-01-08T12:00:00+02:00", "2027-01-08T10:00:00Z"),
        ("RICHTEXTAREA", "<p>a &amp; b</p><script>x</script>", "<p>a &amp; b</p>"),
    ],
)
def test_values_are_typed(data_type: str, raw: Any, shown: Any) -> None:
    assert value(data_type, raw) == shown


@pytest.mark.parametrize("raw", ["1I00A", "Adoption", "adoption"])
def test_a_picklist_item_is_known_by_id_label_or_system_name(raw: str) -> None:
    shown = value("PICKLIST", raw, options=(PILOT, ADOPTION))
    assert shown == {"value": "1I00A", "label": "Adoption", "active": True}


def test_an_inactive_item_stays_readable_and_an_unknown_one_too() -> None:
    assert value("PICKLIST", "1I00B", options=(PILOT,))["active"] is False
    assert value("PICKLIST", "1I00Z", options=(PILOT,)) == {
        "value": "1I00Z",
        "label": "1I00Z",
        "active": False,
    }


@pytest.mark.parametrize("raw", [["1I00A", "1I00B"], "1I00A;1I00B", "1I00A;1I00B;"])
def test_several_items_come_as_list_or_text(raw: Any) -> None:
    shown = value("MULTISELECTDROPDOWNLIST", raw, options=(ADOPTION, PILOT))
    assert [item["label"] for item in shown] == ["Adoption", "Legacy Pilot"]


def test_a_lookup_is_the_name_of_what_it_points_to() -> None:
    csm = FieldMetadata("Csm", "CSM", "LOOKUP", lookup_name="Csm__gr")
    row = Row({"csm": "1P01", "csm__gr.name": "Priya Nair"})
    assert view(csm, row, currency="EUR").model_dump()["value"] == {
        "id": "1P01",
        "label": "Priya Nair",
    }
    nameless = LookupValue(id="1P01", label="(name not visible)")
    assert view(csm, Row({"Csm": "1P01"}), currency="EUR").value == nameless, "it is not empty"
    without_path = FieldMetadata("Csm", "CSM", "LOOKUP")
    assert view(without_path, row, currency="EUR").value == nameless
    assert view(csm, Row({"Csm": None}), currency="EUR").value is None


def test_money_names_its_currency_and_is_sensitive() -> None:
    shown = view(field("CURRENCY", decimals=2), Row({"x": 5}), currency="EUR")
    assert (shown.currency, shown.decimals, shown.sensitive) == ("EUR", 2, True)
    number_shown = view(field("NUMBER"), Row({"x": 5}), currency="EUR")
    assert (number_shown.currency, number_shown.sensitive) == (None, False)
    assert view(field("RICHTEXTAREA"), Row({}), currency="EUR").sensitive is True


def test_lookups_bring_the_name_of_their_target_and_nothing_is_asked_twice() -> None:
    csm = FieldMetadata("Csm", "CSM", "LOOKUP", lookup_name="Csm__gr")
    name = FieldMetadata("Name", "Name", "STRING")
    assert columns([name, csm, csm, name]) == ("Name", "Csm", "Csm__gr.Name")


def test_names_of_columns_are_compared_without_case() -> None:
    row = Row({"CSM__GR.name": "Priya", "Empty": ""})
    assert row.text("csm__gr.NAME") == "Priya"
    assert row.get("empty") is None
    assert row.text("nothing") is None


@given(st.sampled_from([*TYPES, "STRING", "GSID"]), ANY_JSON, st.booleans())
def test_no_value_of_any_type_breaks_anything(data_type: str, raw: Any, options: bool) -> None:
    more = {"options": (ADOPTION,)} if options else {}
    shown = view(
        field(data_type, lookup_name="X__gr", **more),
        Row({"X": raw, "X__gr.Name": raw}),
        currency="EUR",
    )
    assert FieldView.model_validate_json(shown.model_dump_json()).name == "X"


@given(st.integers(0, 7_258_118_400))
def test_moments_are_read_alike_in_both_forms(seconds: int) -> None:
    exact = datetime.fromtimestamp(seconds, UTC)
    assert moment(int(exact.timestamp() * 1000)) == exact
    assert moment(exact.isoformat()) == exact
    assert moment(exact.replace(tzinfo=None).isoformat()) == exact


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_alike_in_both_forms(n: float) -> None:
    assert number(n) == n or abs(n) > 1e308
    assert number(str(float(n)) if abs(n) < 1e308 else "0") is not None
