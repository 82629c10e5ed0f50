"""The admin's pages in the pane: what is decided there holds for everybody, and nothing is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import Desk

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
PAGES = [
    "Who may use it",
    "Tabs",
    "Signing in",
    "Rules and limits",
    "Summary",
    "Attributes",
    "Activity types",
    "Users",
    "Audit",
    "Preview",
    "Export and import",
    "Earlier versions",
]


def sit_down(desk: Seat, **options: object) -> Desk:
    """Seat Jonas, a super admin, signed in and in the Admin view."""
    jonas = desk(user="jonas", **options)
    jonas.sign_in("jonas@northstar.example")
    return open_admin(jonas)


def open_admin(jonas: Desk) -> Desk:
    """Choose Admin from the menu."""
    jonas.menu("Admin")
    expect(jonas.pane.get_by_role("heading", name="Admin")).to_be_visible()
    return jonas


def turn_to(person: Desk, page: str) -> None:
    """Open a page of the Admin view, from wherever in it the person is."""
    back = person.pane.get_by_role("button", name="Back", exact=True)
    if back.count():
        back.click()
    person.pane.get_by_role("listitem").filter(has_text=page).get_by_role("button").first.click()
    expect(person.pane.get_by_role("heading", name=page, exact=True, level=1)).to_be_visible()
    expect(person.pane.get_by_role("img", name="Loading")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "theme"), [(280, "light"), (280, "dark"), (480, "light"), (480, "dark")]
)
def test_every_page_opens(desk: Seat, shot: Shot, width: int, theme: str) -> None:
    look = f"{width}-{theme}"
    jonas = sit_down(desk, width=width, theme=theme)
    shot(jonas.client, f"50-admin-{look}")
    for number, page in enumerate(PAGES):
        turn_to(jonas, page)
        expect(jonas.pane.get_by_role("alert")).to_have_count(0)
        shot(jonas.client, f"51-admin-{number:02}-{look}")
        if look == "280-light":  # the other theme and widths are looked at with it
            assert jonas.violations() == []


def test_an_admin_switches_a_tab_off_and_it_says_why(desk: Seat, shot: Shot) -> None:
    jonas = sit_down(desk, width=280)
    pane = jonas.pane
    turn_to(jonas, "Tabs")
    pane.get_by_role("group", name="Company").get_by_role("checkbox", name="Timeline").uncheck()
    pane.get_by_label("Why it is off: Timeline").fill("Written elsewhere for now.")
    shot(jonas.client, "52-tabs-changed")
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text("Saved", exact=True)).to_be_visible()
    turn_to(jonas, "Audit")
    expect(pane.get_by_text("Policy changed", exact=True)).to_be_visible()
    expect(pane.get_by_text("Jonas Weber · version 1")).to_be_visible()
    pane.get_by_role("button", name="Export CSV").click()
    expect(pane.get_by_role("link", name="Save as file")).to_be_visible()
    assert "policy_changed" in pane.get_by_label("audit.csv").input_value()
    turn_to(jonas, "Preview")
    pane.get_by_label("Licence").select_option(label="Viewer+")
    pane.get_by_role("button", name="Show").click()
    expect(pane.get_by_text("Written elsewhere for now.")).to_be_visible()
    shot(jonas.client, "53-preview")


def test_two_admins_at_once_see_both_versions_and_nothing_is_lost(desk: Seat, shot: Shot) -> None:
    one, other = sit_down(desk, width=280), desk(user="jonas", width=480, theme="dark")
    expect(other.pane.get_by_role("combobox")).to_be_visible()
    other.choose("northw", "Northwind Robotics")
    open_admin(other)
    for person in (one, other):
        turn_to(person, "Rules and limits")
    share = "Share of Gainsight's call limit, per cent"
    one.pane.get_by_label(share).fill("30")
    one.pane.get_by_role("button", name="Save", exact=True).click()
    expect(one.pane.get_by_text("Saved", exact=True)).to_be_visible()
    other.pane.get_by_label(share).fill("99")
    other.pane.get_by_role("button", name="Save", exact=True).click()
    expect(other.pane.get_by_label(share)).to_have_attribute("aria-invalid", "true")
    other.pane.get_by_label(share).fill("50")
    other.pane.get_by_role("button", name="Save", exact=True).click()
    expect(other.pane.get_by_text("Nothing was overwritten")).to_be_visible()
    expect(other.pane.get_by_text("They: 30")).to_be_visible()
    shot(other.client, "54-conflict-480-dark")
    other.pane.get_by_role("button", name="Save mine").click()
    expect(other.pane.get_by_text("Saved", exact=True)).to_be_visible()
    turn_to(other, "Earlier versions")
    other.pane.get_by_role("button", name="Restore: Version 1").click()
    expect(other.pane.get_by_text("Restored as a new version.")).to_be_visible()


def test_the_layout_is_edited_in_groups_and_order(desk: Seat, shot: Shot) -> None:
    jonas = sit_down(desk, width=280, theme="dark")
    pane = jonas.pane
    turn_to(jonas, "Attributes")
    pane.get_by_role("button", name="Add a group").click()
    pane.get_by_label("Name of group 1").fill("Contract")
    choice = pane.get_by_label("Add a field: Contract")
    choice.select_option("RenewalDate")
    choice.select_option("Tier__gc")
    pane.get_by_role("button", name="Up: Tier").click()
    shot(jonas.client, "55-attributes-edited-280-dark")
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text("Saved", exact=True)).to_be_visible()


def test_a_user_is_listed_and_disconnected(desk: Seat, shot: Shot) -> None:
    desk().sign_in()
    jonas = sit_down(desk, width=280)
    pane = jonas.pane
    turn_to(jonas, "Users")
    expect(pane.get_by_text("priya@northstar.example")).to_be_visible()
    shot(jonas.client, "56-users-280")
    pane.get_by_role("button", name="Disconnect: priya@northstar.example").click()
    pane.get_by_role("button", name="Disconnect", exact=True).click()
    expect(pane.get_by_text("priya@northstar.example")).to_have_count(0)


def test_a_configuration_goes_out_and_comes_back(desk: Seat) -> None:
    jonas = sit_down(desk, width=480)
    pane = jonas.pane
    turn_to(jonas, "Export and import")
    pane.get_by_role("button", name="Export").click()
    text = pane.get_by_label("northstar-configuration.json").input_value()
    assert '"format": 1' in text
    pane.get_by_label("Or paste its text").fill(text)
    pane.get_by_role("button", name="Replace policy and layout").click()
    expect(pane.get_by_text("Imported.")).to_be_visible()


def test_a_pilot_list_comes_out_of_a_csv_file_and_holds(desk: Seat, shot: Shot) -> None:
    jonas = sit_down(desk, width=280)
    pane = jonas.pane
    turn_to(jonas, "Who may use it")
    pane.get_by_role("radio", name="Listed people").check()
    pane.get_by_role("textbox", name="Listed people").fill("nobody")
    pane.get_by_role("radio", name="A pilot group").check()
    lines = (
        b"Name,E-mail\nMei Tanaka,mei@northstar.example\nnobody,\nSam Ortiz,sam@northstar.example\n"
    )
    pane.get_by_label("Read from a CSV file").set_input_files(
        {"name": "pilot.csv", "mimeType": "text/csv", "buffer": lines}
    )
    expect(pane.get_by_text("2 people read. Save to use the list.")).to_be_visible()
    expect(pane.get_by_text("Line 3:")).to_be_visible()
    expect(pane.get_by_role("textbox", name="Pilot list")).to_have_value(
        "mei@northstar.example\nsam@northstar.example"
    )
    shot(jonas.client, "57-pilot-280-light")
    pane.get_by_role("button", name="Save", exact=True).click()
    listed = pane.get_by_role("textbox", name="Listed people")  # not chosen any more, but wrong
    expect(listed).to_have_attribute("aria-invalid", "true")
    listed.fill("")
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text("Saved", exact=True)).to_be_visible()

    priya = desk()
    priya.consent()
    tab = priya.system_browser()
    priya.log_in(tab, priya.ask_to_sign_in())
    expect(tab.get_by_text("pilot", exact=False).first).to_be_visible()
    shot(tab, "58-not-in-the-pilot")


def test_a_tab_is_off_for_one_type_of_relationship_and_one_group(desk: Seat, shot: Shot) -> None:
    jonas = sit_down(desk, width=280)
    pane = jonas.pane
    turn_to(jonas, "Tabs")
    pane.get_by_role("button", name="Add a group").click()
    pane.get_by_label("Name", exact=True).fill("Newcomers")
    pane.get_by_label("E-mail addresses, one per line").fill("priya@northstar.example")
    pane.get_by_text("Switch off", exact=True).click()
    finer = pane.locator("details")
    finer.get_by_label("Tab").select_option("Attributes")
    finer.get_by_label("For", exact=True).select_option("Relationship")
    finer.get_by_label("Relationship type").select_option("Onboarding")
    finer.get_by_label("Users").select_option("Newcomers")
    finer.get_by_label("Why it is off").fill("Onboarding is edited by its project lead.")
    finer.get_by_role("button", name="Add").click()
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text("Saved", exact=True)).to_be_visible()

    priya = desk(width=280)
    priya.sign_in()
    priya.choose("plant", "Plant Lyon")
    attributes = priya.pane.get_by_role("tab", name="Attributes")
    expect(attributes).to_be_visible()
    priya.search("")
    expect(priya.pane.get_by_role("option", name="Plant Lyon")).to_contain_text("Northwind")
    shot(priya.client, "58-relationship-opened-280-light")
    priya.choose("plant", "Plant Graz")
    expect(priya.pane.get_by_role("tab", name="Summary")).to_be_visible()
    expect(attributes).to_have_count(0)
    priya.pane.get_by_role("tab", name="Scorecard").click()
    expect(priya.pane.get_by_text("Overall health")).to_be_visible()
    expect(attributes).to_have_count(0)
    priya.menu("What is switched off")
    expect(priya.pane.get_by_text("Onboarding is edited by its project lead.")).to_be_visible()
    shot(priya.client, "59-off-for-a-type-280-light")
