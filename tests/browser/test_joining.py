"""How people come in: guests, invited attendees, Zoom's web flow, environments, refusals."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sandbox.running import Sandbox
from sandbox.seed import tenants
from tests.browser.story import PRIYA, Desk

from gainsight_zoom.policies import Admission
from gainsight_zoom.records import Policy
from gainsight_zoom.store.tenants import Tenants

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
Decide = Callable[[Policy], None]
MEI = "mei@northstar.example"
OF_ANOTHER_DAY = "0" * 43
LOOKS = [(280, "light"), (480, "dark")]


def same_document(person: Desk) -> bool:
    """Mark the pane's document; true if it bears the mark already."""
    frame = next(f for f in person.client.frames if f.url.endswith("/app"))
    return bool(frame.evaluate("window.marked || !(window.marked = true)"))


def customer_of(person: Desk) -> None:
    person.choose("northw", "Northwind Robotics")
    expect(person.pane.get_by_text("$420,000")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_guest_signs_in_to_zoom_adds_the_app_and_goes_on_without_a_reload(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    desk(user="mei", guest="authenticated").client.close()  # nobody has added the app for her
    guest = desk(user="guest", guest="unauthenticated", width=width, theme=theme)
    pane = guest.pane
    button = pane.get_by_role("button", name="Sign in to Zoom")
    expect(button).to_be_visible()
    expect(pane.get_by_text("own app in Zoom")).to_be_visible()
    assert not same_document(guest)
    button.click()
    guest.client.get_by_role("button", name="Mei Tanaka").click()
    add = pane.get_by_role("button", name="Add the app")
    expect(add).to_be_visible()
    shot(guest.client, f"60-guest-{width}-{theme}")
    assert guest.violations() == []
    add.click()
    guest.client.get_by_role("button", name="Add and allow").click()

    expect(pane.get_by_role("button", name="Continue in Zoom")).to_be_visible()
    assert same_document(guest)
    pane.get_by_role("button", name="Continue in Zoom").click()
    guest.log_in(guest.system_browser(), guest.ask_to_sign_in(MEI), username=MEI)
    expect(pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
    assert same_document(guest)


def test_a_guest_who_declines_is_told_and_may_ask_again(desk: Seat) -> None:
    guest = desk(user="mei", role="attendee", guest="authenticated")
    add = guest.pane.get_by_role("button", name="Add the app")
    add.click()
    guest.client.get_by_role("button", name="Decline").click()
    expect(add).to_be_visible()
    add.click()
    guest.client.get_by_role("button", name="Add and allow").click()
    expect(guest.pane.get_by_role("button", name="Continue in Zoom")).to_be_visible()


def test_an_invited_attendee_adds_the_app_signs_in_and_reads(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280)
    priya.sign_in_by_hand()
    customer_of(priya)
    mei = desk(user="mei", role="attendee", guest="authenticated", width=280)
    expect(mei.pane.get_by_role("button", name="Add the app")).to_be_visible()
    priya.pane.get_by_role("button", name="Refresh").click()
    priya.menu("Invite")
    priya.pane.get_by_role("button", name="Invite 1").click()
    expect(priya.pane.get_by_text("1 invitation sent")).to_be_visible()
    (invitation,) = priya.api("/api/invitations")["invitations"]
    assert invitation["names"] == ["Mei Tanaka"]
    came = priya.pane.locator("label", has_text="Mei Tanaka")
    expect(came).to_contain_text("Invited")
    shot(priya.client, "61-inviter-280-light")

    mei.view(invitation["uuid"])
    expect(came).to_contain_text("Opened it")
    mei.pane.get_by_role("button", name="Add the app").click()
    mei.client.get_by_role("button", name="Add and allow").click()
    mei.pane.get_by_role("button", name="Continue in Zoom").click()
    mei.log_in(mei.system_browser(), mei.ask_to_sign_in(MEI), username=MEI)
    expect(mei.pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
    expect(came).to_contain_text("Has the app")
    shot(priya.client, "61-accepted-280-light")
    customer_of(mei)
    shot(mei.client, "61-invited-280-light")


def test_zooms_web_flow_adds_the_app_and_leads_into_the_client(
    desk: Seat, sandbox: Sandbox, shot: Shot
) -> None:
    mei = desk(user="mei", role="attendee", guest="authenticated")
    tab, app = mei.system_browser(), sandbox.settings.origin("app")
    tab.goto(f"{app}/oauth/zoom/callback?error=access_denied")
    expect(tab.get_by_role("heading", name="The app was not added")).to_be_visible()
    assert mei.page_violations(tab) == []
    tab.goto(f"{app}/oauth/go/{OF_ANOTHER_DAY}")
    expect(tab.get_by_role("heading", name="This link is no longer valid")).to_be_visible()
    assert mei.page_violations(tab) == []
    tab.goto(f"{app}/oauth/zoom/install")
    tab.get_by_role("button", name="Mei Tanaka").click()
    tab.get_by_role("button", name="Allow").click()
    client = tab.get_by_role("link", name="Open Zoom").get_attribute("href")
    tab.goto(f"{client}&chrome=0&open=0")
    pane = tab.frame_locator("iframe")
    expect(pane.get_by_label("Username")).to_have_value(MEI)  # nothing more to ask of Zoom
    shot(tab, "62-installed")


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_several_environments_are_chosen_among_production_first(
    desk: Seat, tenants_store: Tenants, shot: Shot, width: int, theme: str
) -> None:
    sandbox_tenant = next(one for one in tenants() if one.key == "northstar-sb")
    tenants_store.register(sandbox_tenant, mail_domains=("northstar.example",))
    priya = desk(width=width, theme=theme)
    priya.consent()
    pane = priya.pane
    expect(pane.get_by_label("Username")).to_have_value(PRIYA)
    pane.get_by_role("button", name="Next").click()
    expect(pane.get_by_role("heading", name="Select domain")).to_be_visible()
    choices = pane.get_by_role("radio")
    expect(choices).to_have_count(2)
    expect(pane.get_by_role("radio", name="production")).to_be_checked()
    lines = pane.get_by_role("group", name="Select domain").locator("label").all_inner_texts()
    assert [line.split("\n")[:2] for line in lines] == [
        ["Northstar", "northstar.gainsightcloud.com"],
        ["Northstar Sandbox", "sb-northstar.gainsightcloud.com"],
    ]
    shot(priya.client, f"63-select-domain-{width}-{theme}")
    assert priya.violations() == []
    pane.get_by_role("radio", name="sb-northstar").check()
    pane.get_by_role("button", name="Next").click()
    expect(pane.get_by_text("Waiting for you to sign in")).to_be_visible()
    tab = priya.system_browser()
    priya.log_in(tab, str(priya.api("/api/opened")["opened"][-1]["url"]))
    expect(pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
    priya.menu("Connections")
    expect(pane.get_by_text("sb-northstar.gainsightcloud.com").first).to_be_visible()


def test_somebody_signed_in_already_goes_straight_to_welcome(desk: Seat) -> None:
    here, there = desk(), desk()
    here.consent()
    expect(here.pane.get_by_label("Username")).to_have_value(PRIYA)
    there.client.reload()
    there.log_in(there.system_browser(), there.ask_to_sign_in())
    expect(there.pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()

    here.pane.get_by_role("button", name="Next").click()

    expect(here.pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
    assert len(here.api("/api/opened")["opened"]) == 1  # the other pane's


REFUSALS = {
    "switched off": (Policy(enabled=False), "Ask them to add you"),
    "not on the list": (
        Policy(admission=Admission(mode="listed", listed=("jonas@northstar.example",))),
        "Ask them to add you",
    ),
    "not in the pilot": (
        Policy(admission=Admission(mode="pilot", pilot=("jonas@northstar.example",))),
        "or wait until it is there for everybody",
    ),
    "licence not chosen": (
        Policy(admission=Admission(mode="license_kinds", license_kinds=("Viewer",))),
        "Ask them to add you",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refused_sign_in_says_what_to_do_next(
    desk: Seat, decide: Decide, shot: Shot, case: str
) -> None:
    policy, told = REFUSALS[case]
    decide(policy)
    priya = desk()
    priya.consent()
    tab = priya.system_browser()
    priya.log_in(tab, priya.ask_to_sign_in())
    expect(tab.get_by_role("heading")).not_to_contain_text("Welcome")
    shot(tab, f"64-refused-{case.replace(' ', '-')}")
    assert priya.page_violations(tab) == []
    expect(tab.get_by_text(told).first).to_be_visible()
    expect(priya.pane.get_by_role("heading", name="Welcome to Gainsight")).to_have_count(0)
