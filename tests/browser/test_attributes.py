"""Attributes as a person edits them: in place, saved together, never over another's change."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from tests.browser.story import Desk

from gainsight_zoom.records import Policy

Seat = Callable[..., Desk]
Decide = Callable[[Policy], None]
Act = Callable[[FrameLocator], None]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_csm_edits_attributes_in_place_and_takes_it_back(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Attributes").click()
    expect(pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    shot(priya.client, f"30-attributes-{look}")
    mail = pane.get_by_text("billing@northwind.example")
    assert mail.evaluate("a => a.getClientRects().length") == 1, "it is not broken within a word"
    pane.get_by_role("button", name="Why NPS is locked").press("Enter")
    expect(pane.get_by_text("This field is read-only in Gainsight.")).to_be_visible()

    edit = pane.get_by_role("button", name="Edit Stage")
    edit.press("Enter")
    expect(pane.get_by_role("combobox", name="Stage")).to_be_focused()
    pane.get_by_role("button", name="Undo Stage").press("Enter")
    expect(edit).to_be_focused()
    edit.press("Enter")
    pane.get_by_role("combobox", name="Stage").select_option(label="Launched")
    shot(priya.client, f"31-editing-{look}")
    pane.get_by_role("button", name="Edit Users").click()  # opened and left as it was
    with priya.client.expect_request(lambda sent: sent.method == "PATCH") as sending:
        pane.get_by_role("button", name="Save").press("Enter")
    changes = sending.value.post_data_json["changes"]
    assert [change["name"] for change in changes] == ["Stage"]
    expect(pane.get_by_text("Launched")).to_be_visible()
    expect(pane.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    expect(pane.get_by_role("button", name="Edit Users")).to_be_in_viewport()
    pane.get_by_role("button", name="Undo", exact=True).press("Enter")
    expect(pane.get_by_text("Adoption")).to_be_visible()
    expect(edit).to_be_focused()


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_somebody_elses_change_is_shown_before_it_is_overwritten(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Attributes").click()
    pane.get_by_role("button", name="Edit Users").click()
    pane.get_by_role("spinbutton", name="Users").fill("1300")
    priya.northstar.find("company", Name="Northwind Robotics")["Users"] = 1290
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_text("Users is now 1,290.")).to_be_visible()
    expect(pane.get_by_text("Record last changed Mar 4, 2024, 10:00 AM.")).to_be_visible()
    shot(priya.client, f"32-conflict-{look}")
    mine = pane.get_by_role("button", name="Set 1,300")
    theirs = pane.get_by_role("button", name="Leave 1,290")
    look_of = "a => [a.className, getComputedStyle(a).font, a.offsetHeight, a.offsetWidth]"
    assert mine.evaluate(look_of) == theirs.evaluate(look_of), "neither is urged"
    mine.click()
    expect(pane.get_by_text("1,300")).to_be_visible()


def test_conflicts_are_settled_one_by_one_and_what_is_left_alone_is_shown(desk: Seat) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    company = priya.northstar.find("company", Name="Northwind Robotics")
    pane.get_by_role("tab", name="Attributes").click()
    for name, value in (("Users", "1300"), ("Employees", "3700")):
        pane.get_by_role("button", name=f"Edit {name}").click()
        pane.get_by_role("spinbutton", name=name).fill(value)
    company.update({"Users": 1290, "Employees": 3650})
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_text("Users is now 1,290.")).to_be_visible()
    pane.get_by_role("button", name="Set 1,300").click()
    expect(pane.get_by_text("Users is now 1,290.")).to_have_count(0)
    expect(pane.get_by_text("You chose 3,700")).to_be_visible()
    pane.get_by_role("button", name="Set 3,700").click()
    expect(pane.get_by_text("Saved", exact=True).first).to_be_visible()
    assert (company["Users"], company["Employees"]) == (1300, 3700)

    company["Users"] = 1400
    pane.get_by_role("button", name="Undo").click()
    expect(pane.get_by_text("Users is now 1,400.")).to_be_visible()
    pane.get_by_role("button", name="Leave 1,400").press("Enter")
    expect(pane.get_by_role("button", name="Edit Users")).to_be_focused()
    expect(pane.get_by_text("1,400", exact=True)).to_be_visible()
    assert company["Users"] == 1400


def fill(name: str, text: str) -> Act:
    return lambda pane: pane.get_by_label(name, exact=True).fill(text)


def key_in(name: str, text: str) -> Act:
    """Type key by key over what is there, as fingers do."""

    def act(pane: FrameLocator) -> None:
        field = pane.get_by_label(name, exact=True)
        field.press("ControlOrMeta+a")
        field.press_sequentially(text)

    return act


def select(name: str, label: str) -> Act:
    return lambda pane: pane.get_by_label(name, exact=True).select_option(label=label)


def tick(*labels: str) -> Act:
    def act(pane: FrameLocator) -> None:
        for label in labels:
            pane.get_by_role("checkbox", name=label).click()

    return act


def look_up(name: str, find: str, text: str, found: str) -> Act:
    def act(pane: FrameLocator) -> None:
        pane.get_by_label(f"{name}: {find}").fill(text)
        pane.get_by_role("button", name=found, exact=True).click()

    return act


ROUND_TRIPS = {
    # type: label, how it is entered, API name, as Gainsight holds it, as it is shown
    "text": (
        "Billing Address",
        fill("Billing Address", "1 Rue Neuve\nLyon"),
        "BillingAddress",
        "1 Rue Neuve\nLyon",
        "1 Rue Neuve",
    ),
    "number": ("Users", key_in("Users", "1305"), "Users", 1305, "1,305"),
    "currency": ("ARR", key_in("ARR", "421000.05"), "Arr", 421_000.05, "$421,000.05"),
    "percentage": ("Discount", key_in("Discount", "10.5"), "Discount__gc", 10.5, "10.5%"),
    "boolean": (
        "Reference customer",
        select("Reference customer", "No"),
        "Reference__gc",
        False,
        "No",
    ),
    "date": ("Go-live", fill("Go-live", "2027-02-28"), "GoLive__gc", 1_803_772_800_000, "Feb 28"),
    "datetime": (
        "Last business review",
        fill("Last business review", "2026-12-24T09:30"),  # in Berlin
        "LastQbr__gc",
        1_798_101_000_000,  # 08:30 UTC
        "Dec 24, 2026, 9:30",
    ),
    "picklist": ("Stage", select("Stage", "Launched"), "Stage", "Launched", "Launched"),
    "multi-select": (
        "Products",
        tick("Insights", "Academy"),
        "Products__gc",
        ["Fleet", "Academy"],
        "Fleet, Academy",
    ),
    "e-mail": (
        "Billing e-mail",
        fill("Billing e-mail", "pay@northwind.example"),
        "BillingEmail__gc",
        "pay@northwind.example",
        "pay@northwind.example",
    ),
    "url": (
        "Customer portal",
        fill("Customer portal", "https://new.example/northwind"),
        "Portal__gc",
        "https://new.example/northwind",
        "new.example",
    ),
    "rich text": (
        "Goals",
        key_in("Goals", "Grow calmly"),
        "Goals__gc",
        "<ol><li>Grow calmly</li></ol>",
        "Grow calmly",
    ),
    "lookup by name": (
        "Parent Company",
        look_up("Parent Company", "Find a company", "acme m", "Acme Manufacturing"),
        "ParentCompany",
        "Acme Manufacturing",
        "Acme Manufacturing",
    ),
    "user lookup": (
        "CSM",
        look_up("CSM", "Find a person", "jonas", "Jonas Weber"),
        "Csm",
        "Jonas Weber",
        "Jonas Weber",
    ),
}


def held(desk: Desk, name: str) -> object:
    """Read a field at the stand-in; ids as the labels and names they stand for."""
    tenant = desk.northstar
    value = tenant.find("company", Name="Northwind Robotics").get(name)
    field = tenant.records.type("company").field(name)
    assert field is not None
    if field.picklist:
        labels = {item.gsid: item.label for item in field.picklist.items}
        return [labels[v] for v in value] if isinstance(value, list) else labels[value]
    if field.target:
        return tenant.find(field.target, Gsid=value)["Name"]
    return value


def attributes_of(desk: Desk, customer: str = "Northwind Robotics") -> FrameLocator:
    desk.sign_in()
    desk.choose(customer[:6].lower(), customer)
    desk.pane.get_by_role("tab", name="Attributes").click()
    expect(desk.pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    return desk.pane


def shown(pane: FrameLocator, label: str) -> object:
    return pane.locator(".line-field").filter(has=pane.get_by_text(label, exact=True))


def test_every_type_of_field_goes_to_gainsight_and_comes_back(
    desk: Seat, decide: Decide, shot: Shot
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280)
    pane = attributes_of(priya)
    for label, enter, *_ in ROUND_TRIPS.values():
        pane.get_by_role("button", name=f"Edit {label}", exact=True).click()
        enter(pane)
    shot(priya.client, "33-all-open-280-light")
    assert priya.violations() == []
    pane.get_by_role("tab", name="Summary").click()  # a look at something else loses nothing
    pane.get_by_role("tab", name="Attributes").click()
    expect(pane.get_by_text(f"{len(ROUND_TRIPS)} changes")).to_be_visible()

    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_role("button", name="Edit Stage")).to_be_visible()

    stored = {kind: held(priya, name) for kind, (_, _, name, _, _) in ROUND_TRIPS.items()}
    assert stored == {kind: kept for kind, (_, _, _, kept, _) in ROUND_TRIPS.items()}
    priya.client.reload()
    pane.get_by_role("tab", name="Attributes").click()
    expect(pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    for label, _, _, _, words in ROUND_TRIPS.values():
        expect(shown(pane, label)).to_contain_text(words)
    shot(priya.client, "34-all-saved-280-light")


REFUSED = {
    # code: label of a field, how it is entered, its API name, what is said, what stays there
    "GSOBJ_1001": ("Billing Address", fill, "BillingAddress", "too long", "1 Rue Neuve"),
    "GSOBJ_1002": (
        "Customer portal",
        fill,
        "Portal__gc",
        "does not take this field",
        "https://n.example/",
    ),
    "GSOBJ_1003": ("Seats purchased", fill, "SeatsPurchased__gc", "could not remove", "1600"),
    "GSOBJ_1004": ("MRR", fill, "Mrr", "does not know this record", "36000"),
    "GSOBJ_1005": (
        "Last business review",
        fill,
        "LastQbr__gc",
        "date and time",
        "2026-12-24T09:30",
    ),
    "GSOBJ_1006": ("Go-live", fill, "GoLive__gc", "does not take this date", "2027-02-28"),
    "GSOBJ_1007": ("Employees", fill, "Employees", "cannot be empty", "3700"),
    "GSOBJ_1008": (
        "Reference customer",
        select,
        "Reference__gc",
        "does not take this value",
        "No",
    ),
    "GSOBJ_1009": ("Goals", fill, "Goals__gc", "did not accept", "Grow calmly"),
    "GSOBJ_1010": ("Users", fill, "Users", "did not accept", "1305"),
    "GSOBJ_1011": ("ARR", fill, "Arr", "does not find this record", "421000"),
    "GSOBJ_1012": ("Stage", select, "Stage", "no longer offered", "Launched"),
}


def test_every_refusal_stands_at_its_field_and_nothing_typed_is_lost(
    desk: Seat, decide: Decide, shot: Shot
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280, theme="dark")
    refusals = priya.northstar.settings.refusals
    refusals |= {name: code for code, (_, _, name, _, _) in REFUSED.items()}
    pane = attributes_of(priya)
    for label, enter, _, _, typed in REFUSED.values():
        pane.get_by_role("button", name=f"Edit {label}", exact=True).click()
        enter(label, typed)(pane)

    pane.get_by_role("button", name="Save", exact=True).click()

    for label, enter, _, told, typed in REFUSED.values():
        line = pane.locator(".line-field.open").filter(has=pane.get_by_label(label, exact=True))
        expect(line.get_by_role("alert")).to_contain_text(told)
        control = line.get_by_label(label, exact=True)
        expect(control).to_have_attribute("aria-invalid", "true")
        expect(control).to_have_accessible_description(re.compile(told))
        if label == "Goals":
            expect(control).to_have_text(typed)
        elif enter is select:
            expect(control.locator("option:checked")).to_have_text(typed)
        else:
            expect(control).to_have_value(typed)
    shot(priya.client, "35-refused-280-dark")
    assert held(priya, "Users") == 1284

    refusals.clear()
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    assert held(priya, "Users") == 1305


def test_what_is_not_typed_to_the_end_is_refused_and_one_field_is_undone(desk: Seat) -> None:
    priya = desk()
    pane = attributes_of(priya)
    pane.get_by_role("button", name="Edit Users").click()
    key_in("Users", "-")(pane)
    pane.get_by_text("Go-live", exact=True).click()  # the whole row opens it
    pane.get_by_label("Go-live", exact=True).fill("2027-02-28")

    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text("Please enter a number.")).to_be_visible()
    key_in("Users", "1305")(pane)
    expect(pane.get_by_text("Please enter a number.")).to_have_count(0)
    pane.get_by_role("button", name="Undo Users").click()
    expect(pane.get_by_role("button", name="Edit Users")).to_be_focused()
    pane.get_by_role("button", name="Save", exact=True).click()

    expect(pane.get_by_text("Feb 28, 2027")).to_be_visible()
    assert held(priya, "Users") == 1284


def test_an_inactive_value_is_visible_and_cannot_be_chosen(desk: Seat) -> None:
    priya = desk()
    pane = attributes_of(priya, "Acme Manufacturing")
    expect(pane.get_by_text("Legacy Pilot")).to_be_visible()
    pane.get_by_role("button", name="Edit Stage").click()
    expect(pane.get_by_role("option", name="Legacy Pilot (inactive)")).to_be_disabled()
