"""The other ways in, several Gainsights at once, and the ways out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sandbox.faults import Fault
from tests.browser.story import Desk

from gainsight_zoom.policies import Portfolio, TabOff
from gainsight_zoom.records import Policy

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
Decide = Callable[[Policy], None]
LOOKS = [(280, "light"), (280, "dark"), (480, "light"), (480, "dark")]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_domain_that_nobody_mapped_is_asked_for_and_refused_beside_its_field(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.consent()
    pane = priya.pane
    expect(pane.get_by_role("button", name="Use a Salesforce account")).to_be_visible()
    shot(priya.client, f"30-sign-in-{look}")
    assert priya.violations() == []
    pane.get_by_label("Username").fill("priya.nair@elsewhere.example")
    pane.get_by_role("button", name="Next").click()
    domain = pane.get_by_label("Gainsight Domain")
    expect(pane.get_by_role("group", name="Choose Data Center Location")).to_be_visible()
    expect(pane.get_by_text("APAC")).to_be_visible()
    shot(priya.client, f"31-domain-{look}")

    domain.fill("nobody-here")
    pane.get_by_role("button", name="Next").click()
    expect(domain).to_have_attribute("aria-invalid", "true")
    expect(pane.get_by_role("alert")).to_contain_text("not set up for this app")
    shot(priya.client, f"32-domain-unknown-{look}")
    assert priya.violations() == []

    domain.fill("https://kestrel.us2.gainsightcloud.com/v1/ui/home")
    pane.get_by_role("radio", name="EU Data Center").check()
    pane.get_by_role("button", name="Next").click()
    expect(pane.get_by_role("alert")).to_contain_text("US2")
    pane.get_by_role("radio", name="US2 Data Center").check()
    pane.get_by_role("button", name="Next").click()
    assert "/oauth/go/" in priya.opened()


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_salesforce_is_the_second_button_and_leads_straight_there(
    desk: Seat, decide: Decide, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    decide(Policy(portfolio=Portfolio(enabled=True, records="own")))
    priya = desk(width=width, theme=theme)
    priya.consent()
    pane = priya.pane
    pane.get_by_role("button", name="Use a Salesforce account").click()
    priya.opened()
    shot(priya.client, f"33-salesforce-waiting-{look}")
    assert priya.violations() == []
    pane.get_by_role("button", name="Sandbox or My Domain").click()
    pane.get_by_role("radio", name="My Domain").check()
    pane.get_by_label("My Domain", exact=True).last.fill("nobody")
    pane.get_by_role("button", name="Next").click()
    expect(pane.get_by_role("alert")).to_contain_text("Choose Production or Sandbox")
    shot(priya.client, f"34-salesforce-which-{look}")
    assert priya.violations() == []
    pane.get_by_role("radio", name="Production").check()
    pane.get_by_role("button", name="Next").click()

    tab = priya.system_browser()
    tab.goto(priya.opened())
    tab.get_by_role("button", name="Continue to Salesforce").click()
    tab.get_by_label("Username").fill("priya@northstar.example")
    tab.get_by_label("Password").fill("gainsight")
    tab.get_by_role("button", name="Log In").click()
    expect(pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(280, "dark"), (480, "light")])
def test_two_gainsights_are_told_apart_and_disconnected_one_by_one(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in_by_hand()
    pane = priya.pane
    priya.choose("northw", "Northwind Robotics")
    priya.menu("Connections")
    pane.get_by_role("button", name="Connect another Gainsight").click()
    expect(pane.get_by_role("heading", name="Connect another Gainsight")).to_be_visible()
    shot(priya.client, f"35-another-{look}")
    pane.get_by_role("button", name="Next").click()
    expect(pane.get_by_text("connected", exact=True)).to_be_visible()
    shot(priya.client, f"36-select-{look}")
    assert priya.violations() == []
    pane.get_by_role("button", name="My domain is not listed").click()
    pane.get_by_label("Gainsight Domain").fill("sb-northstar")
    pane.get_by_role("button", name="Next").click()
    priya.log_in(priya.system_browser(), priya.opened())
    expect(pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()

    priya.search("northw")
    expect(pane.get_by_role("option").filter(has_text="Northstar Sandbox").first).to_be_visible()
    shot(priya.client, f"37-two-{look}")
    pane.get_by_role("option").filter(has_text="Northstar Sandbox").first.click()
    priya.menu("Connections")
    expect(pane.get_by_text("northstar.gainsightcloud.com", exact=True)).to_be_visible()
    shot(priya.client, f"38-connections-{look}")
    assert priya.violations() == []
    pane.get_by_role("button", name="Disconnect Northstar Sandbox").click()
    pane.get_by_role("button", name="Disconnect", exact=True).click()
    expect(pane.get_by_text("sb-northstar.gainsightcloud.com")).to_have_count(0)


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_tab_that_is_off_says_why_and_deleting_leaves_a_neutral_page(
    desk: Seat, decide: Decide, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    why = "Timeline notes are written elsewhere for now."
    decide(Policy(tabs_off=(TabOff(tab="timeline", kind="company", reason=why),)))
    priya = desk(width=width, theme=theme)
    priya.sign_in_by_hand()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    shot(priya.client, f"39-tab-strip-{look}")
    priya.menu("What is switched off")
    expect(pane.get_by_text(why)).to_be_visible()
    shot(priya.client, f"40-off-{look}")
    assert priya.violations() == []
    pane.get_by_role("button", name="Close").last.click()
    priya.menu("What this app may see in Zoom, and why")
    expect(pane.get_by_text("Not the call itself")).to_be_visible()
    assert priya.violations() == []
    pane.get_by_role("button", name="Close").last.click()

    pane.get_by_role("button", name="Menu").click()
    shot(priya.client, f"41-menu-{look}")
    assert priya.violations() == []
    pane.get_by_role("menuitem", name="Delete my data").click()
    expect(pane.get_by_text("the keys to your Gainsight accounts")).to_be_visible()
    shot(priya.client, f"42-delete-{look}")
    assert priya.violations() == []
    pane.get_by_role("button", name="Delete my data").click()
    expect(pane.get_by_role("heading", name="Your data is deleted")).to_be_visible()
    shot(priya.client, f"43-gone-{look}")
    assert priya.violations() == []
    priya.client.reload()
    expect(pane.get_by_role("button", name="Continue in Zoom")).to_be_visible()


@pytest.mark.parametrize(
    ("way", "answer", "sent", "sent_after_signing_in", "look"),
    [
        ("Log out", "Send now", True, True, (280, "light")),
        ("Log out", "Keep until I sign in again", False, True, (480, "dark")),
        ("Disconnect", "Discard", False, False, (280, "dark")),
    ],
)
def test_notes_that_wait_are_asked_about_before_leaving(
    desk: Seat,
    shot: Shot,
    way: str,
    answer: str,
    sent: bool,
    sent_after_signing_in: bool,
    look: tuple[int, str],
) -> None:
    width, theme = look
    priya = desk(width=width, theme=theme)
    priya.sign_in_by_hand()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    priya.northstar.faults.add(Fault(kind="unavailable", path="/v1/ant", times=None))
    pane.get_by_role("button", name="Note about Northwind").click()
    pane.get_by_label("Subject").fill("Audit export")
    pane.get_by_role("textbox", name="Notes").click()
    priya.client.keyboard.type("Delivery on 4 December.")
    priya.sees_it_saved()
    pane.get_by_role("button", name="Publish").click()
    expect(pane.get_by_role("button", name="Undo")).to_be_visible()
    if way == "Disconnect":
        priya.client.reload()  # nobody signs in this time
        priya.menu("Connections")
        pane.get_by_role("button", name="Disconnect Northstar").click()
    else:
        priya.menu(way)
    expect(pane.get_by_text("1 note not sent yet").first).to_be_visible()
    shot(priya.client, f"44-{way.lower().replace(' ', '-')}-notes-{width}-{theme}")
    assert priya.violations() == []
    answers = pane.get_by_role("group").locator("label")
    expect(answers.first).to_have_css("display", "flex")
    if sent:
        priya.northstar.faults.clear()
    pane.get_by_role("radio", name=answer).check()
    pane.get_by_role("button", name=way, exact=True).click()
    said = "You are logged out." if way == "Log out" else "Not signed in"
    expect(pane.get_by_text(said).first).to_be_visible(timeout=60_000)
    assert notes_in_gainsight(priya) == (["Audit export"] if sent else [])

    priya.northstar.faults.clear()
    pane.get_by_role("button", name="Next").click()
    tab = priya.system_browser()
    tab.goto(priya.opened(before=1))  # the browser is still logged in to Gainsight
    tab.get_by_role("button", name="Continue to Gainsight").click()
    expect(tab.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
    priya.choose("northw", "Northwind Robotics")
    pane.get_by_role("tab", name="Timeline").click()
    expect(pane.get_by_role("button", name="New activity")).to_be_visible()
    expect(pane.get_by_text("Queued")).to_have_count(0, timeout=60_000)
    assert notes_in_gainsight(priya) == (["Audit export"] if sent_after_signing_in else [])


def notes_in_gainsight(person: Desk) -> list[str]:
    """Subjects of the notes about the audit that Northstar has."""
    rows = person.northstar.records.rows("activity_timeline")
    return [str(row["Subject"]) for row in rows if row["Subject"] == "Audit export"]
