"""Who is in the call: seen, identified, added, linked; by a host and by people who may do less."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from sandbox.faults import Fault
from tests.browser.story import Desk, type_address
from tests.story import Machine, Pane

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


def _host_adds_the_app(desk: Desk) -> None:
    host = Pane(Machine(desk.sandbox.settings.port), "priya").open()
    host.authorize_zoom()


def _open(desk: Desk, username: str = "priya@northstar.example") -> None:
    desk.sign_in(username)
    desk.choose("northw", "Northwind Robotics")
    desk.pane.get_by_role("tab", name="People").click()


def _group(desk: Desk, name: str) -> Locator:
    """Find the people below a heading."""
    heading = desk.pane.get_by_role("heading", name=name)
    return desk.pane.locator("section").filter(has=heading)


def test_a_host_adds_three_links_one_and_knows_who_comes_back(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280)
    pane = priya.pane
    _open(priya)
    expect(_group(priya, "Northwind Robotics").get_by_text("Name only").first).to_be_visible()
    priya.everybody_comes_again()
    expect(_group(priya, "Northwind Robotics").get_by_text("Registered")).to_be_visible()
    expect(_group(priya, "Northwind Robotics").get_by_role("listitem")).to_have_count(2)
    expect(pane.get_by_role("button", name="Link: Ken Oduya")).to_be_visible()
    ken = pane.get_by_role("button", name="Ken Oduya").and_(pane.locator("[aria-expanded]"))
    expect(ken).to_have_count(1)
    ken.click()
    expect(pane.get_by_role("list", name="In Gainsight")).to_contain_text("Ken Oduya")
    shot(priya.client, "40-people-280-light")

    priya.lab("POST", "/api/participants", {"name": "Nora Lund"})
    unknown = _group(priya, "Not identified")
    expect(unknown.get_by_role("button", name="Identify: Nora Lund")).to_be_visible()
    expect(pane.get_by_role("status").filter(has_text="Nora Lund joined.")).to_be_attached()
    type_address(priya, "Nora Lund", "nora@northwind.example")
    type_address(priya, "iPhone guest", "pia@northwind.example")
    expect(_group(priya, "Not in Gainsight").get_by_text("Nora Lund")).to_be_visible()
    assert priya.violations() == []
    pane.get_by_role("button", name="Add 4").click()
    expect(pane.get_by_role("heading", name="Add to Northwind Robotics")).to_be_visible()
    shot(priya.client, "41-adding-280-light")
    lost = Fault(kind="store_then_timeout", path="/people", method="POST", delay_s=0.1)
    priya.sandbox.world.parties["app"].faults.add(lost)
    pane.get_by_role("button", name="Add 4 people").click()
    expect(pane.get_by_role("alert")).to_be_visible()
    pane.get_by_role("button", name="Add 4 people").click()
    expect(pane.get_by_text("Added", exact=True)).to_have_count(3)
    expect(pane.get_by_text("Linked", exact=True)).to_have_count(1)
    pane.get_by_role("button", name="Done").click()
    expect(_group(priya, "Northwind Robotics").get_by_role("listitem")).to_have_count(6)
    assert priya.northstar.find("person", Email="nora@northwind.example")


def test_a_co_host_invites_colleagues_and_opens_what_the_call_is_about(
    desk: Seat, shot: Shot
) -> None:
    jonas = desk(user="jonas", role="coHost", width=480, theme="dark")
    jonas.sign_in("jonas@northstar.example")
    acme = jonas.northstar.find("company", Name="Acme Manufacturing")["Gsid"]
    before = Pane(Machine(jonas.sandbox.settings.port), "jonas").open()
    assert before.call("GET", f"/c360/northstar/company/{acme}").status_code == 200
    jonas.client.reload()
    _host_adds_the_app(jonas)
    jonas.lab("POST", "/api/participants", {"user": "mei"})
    jonas.everybody_comes_again()
    jonas.pane.get_by_role("tab", name="People").click()
    expect(jonas.pane.get_by_role("heading", name="Which customer is this?")).to_be_visible()
    shot(jonas.client, "42-which-customer-480-dark")
    jonas.menu("Invite")
    expect(jonas.pane.get_by_role("button", name="Invite 1")).to_be_visible()
    shot(jonas.client, "43-invite-480-dark")
    assert jonas.violations() == []
    jonas.pane.get_by_role("button", name="Invite 1").click()
    expect(jonas.pane.get_by_text("1 invitation sent")).to_be_visible()
    (invitation,) = jonas.api("/api/invitations")["invitations"]
    assert invitation["names"] == ["Mei Tanaka"]
    jonas.pane.get_by_role("button", name="Close").last.click()
    jonas.pane.get_by_role("button", name="Open Northwind Robotics").click()
    expect(jonas.pane.get_by_role("heading", name="Northwind Robotics")).to_be_attached()
    jonas.pane.get_by_role("button", name="Change customer").click()
    first = jonas.pane.get_by_role("option").first
    expect(first).to_contain_text("Northwind Robotics")
    expect(first).to_contain_text("people in this call belong to it")
    shot(jonas.client, "45-picker-480-dark")


def test_an_attendee_without_rights_reads_and_is_told_what_is_missing(
    desk: Seat, shot: Shot
) -> None:
    mei = desk(user="mei", role="attendee", width=280, theme="dark")
    _open(mei, "mei@northstar.example")
    expect(mei.pane.get_by_text("You are an attendee in this meeting")).to_be_visible()
    shot(mei.client, "44-attendee-280-dark")
    _host_adds_the_app(mei)
    mei.everybody_comes_again()
    mei.pane.get_by_role("button", name="Refresh").click()
    expect(_group(mei, "Northwind Robotics").get_by_text("Elena Marchetti")).to_be_visible()
    expect(mei.pane.get_by_text("You are an attendee in this meeting")).to_have_count(0)
    expect(mei.pane.get_by_role("button", name=re.compile("^(Add|Link)"))).to_have_count(0)


def test_a_guest_is_shown_nobody(desk: Seat) -> None:
    guest = desk(user="guest", guest="unauthenticated", width=280)
    expect(guest.pane.get_by_role("button", name="Sign in to Zoom")).to_be_visible()
    expect(guest.pane.get_by_text("Elena Marchetti")).to_have_count(0)
    expect(guest.pane.get_by_role("tab")).to_have_count(0)
