"""What the pane does around the story: menu, failures, guests, and the client's other way in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sandbox.faults import Fault
from sandbox.running import Sandbox
from sandbox.zoom_client.webview import WebView, over_wsgi
from tests.browser.story import Desk

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


@pytest.fixture
def reading(desk: Seat) -> Desk:
    """Priya, signed in, with a customer open."""
    priya = desk()
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    expect(priya.pane.get_by_text("$420,000")).to_be_visible()
    return priya


def test_hide_values_blurs_money_health_and_notes_with_one_key(reading: Desk, shot: Shot) -> None:
    reading.pane.get_by_role("button", name="Refresh").focus()
    reading.client.keyboard.press("h")

    expect(reading.pane.get_by_text("$420,000")).to_have_count(0)
    expect(reading.pane.get_by_text("Two plants live")).to_have_count(0)
    expect(reading.pane.get_by_text("Health 77")).to_have_count(0)
    expect(reading.pane.get_by_text("Jan 8, 2027")).to_be_visible()
    shot(reading.client, "9-hidden-320-light")

    reading.menu("Hide values")
    expect(reading.pane.get_by_text("$420,000")).to_be_visible()


def test_popping_out_keeps_the_customer_and_hides_values(desk: Seat) -> None:
    priya = desk(chrome=1)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    priya.menu("Pop Out")

    expect(priya.pane.get_by_role("button", name="Northwind Robotics Company")).to_be_visible()
    expect(priya.pane.get_by_text("$420,000")).to_have_count(0)

    priya.menu("Merge to Meeting Window")
    expect(priya.pane.get_by_text("$420,000")).to_be_visible()


def test_refresh_app_shows_what_changed_in_gainsight(reading: Desk) -> None:
    tenant = reading.northstar
    tenant.find("company", Name="Northwind Robotics")["Arr"] = 510_000

    reading.menu("Refresh App")

    expect(reading.pane.get_by_text("$510,000")).to_be_visible()


@pytest.mark.parametrize("kind", ["unavailable", "drop", "html_200"])
def test_gainsight_down_says_so_and_recovers_without_a_reload(
    reading: Desk, shot: Shot, kind: str
) -> None:
    tenant = reading.northstar
    tenant.faults.add(Fault(kind=kind, path="/v1/data", times=None))  # type: ignore[arg-type]
    reading.pane.get_by_role("button", name="Refresh").click()
    expect(
        reading.pane.get_by_text("Could not refresh")
        .or_(reading.pane.get_by_text("Gainsight does not answer"))
        .first
    ).to_be_visible()
    shot(reading.client, f"9-down-{kind}")

    tenant.faults.clear()
    reading.pane.get_by_role("button", name="Try now").or_(
        reading.pane.get_by_role("button", name="Try again")
    ).first.click()

    expect(reading.pane.get_by_text("Could not refresh")).to_have_count(0)
    expect(reading.pane.get_by_text("$420,000")).to_be_visible()


def test_a_dead_connection_is_one_button_away_from_where_the_user_was(reading: Desk) -> None:
    reading.pane.get_by_role("tab", name="Attributes").click()
    expect(reading.pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    reading.northstar.reset()

    reading.pane.get_by_role("button", name="Refresh").click()
    reading.pane.get_by_role("button", name="Sign in again").first.click()
    expect(reading.pane.get_by_text("Waiting for you to sign in")).to_be_visible()
    tab = reading.system_browser()
    reading.log_in(tab, str(reading.api("/api/opened")["opened"][-1]["url"]))
    expect(tab.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()

    expect(reading.pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    expect(reading.pane.get_by_text("Sign in again")).to_have_count(0)
    reading.pane.get_by_role("tab", name="Summary").click()
    expect(reading.pane.get_by_text("$420,000")).to_be_visible()


def test_a_guest_sees_a_neutral_page_and_nothing_of_any_customer(desk: Seat, shot: Shot) -> None:
    guest = desk(user="guest", guest="unauthenticated")

    expect(guest.pane.get_by_role("button", name="Sign in to Zoom")).to_be_visible()
    expect(guest.pane.get_by_role("combobox")).to_have_count(0)
    shot(guest.client, "9-guest")


def test_search_says_when_there_is_nothing(reading: Desk) -> None:
    reading.search("zzqq")
    expect(reading.pane.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_the_app_opens_at_top_level_with_zooms_header_alone(
    chromium: Browser, sandbox: Sandbox
) -> None:
    client = sandbox.world.parties["zoom-client"]
    ask = over_wsgi(client)
    ask("PUT", "/api/trouble/getAppContext", {"code": "10118"})
    with chromium.new_context(viewport={"width": 320, "height": 720}) as context:
        page = context.new_page()
        view = WebView(ask, home=f"{sandbox.settings.origin('app')}/app", user="priya")
        view.attach(page)

        page.goto(view.home)

        expect(page.get_by_role("button", name="Continue in Zoom")).to_be_visible()


def test_a_company_lists_its_relationships_each_one_tap_away_and_back(
    reading: Desk, shot: Shot
) -> None:
    pane = reading.pane
    pane.get_by_text("Relationships", exact=True).click()
    line = pane.get_by_role("button", name="Plant Lyon")
    expect(line).to_contain_text("Production")
    shot(reading.client, "relationships-320-light")

    line.click()
    company = pane.get_by_role("button", name="Show the company:")
    expect(company).to_contain_text("Northwind Robotics")
    expect(company).to_contain_text("Production")
    expect(pane.get_by_role("heading", name="Plant Lyon")).to_have_count(1)

    company.click()
    expect(pane.get_by_text("$420,000")).to_be_visible()


def test_relationships_that_cannot_be_read_say_so_and_come_on_trying_again(reading: Desk) -> None:
    pane, faults = reading.pane, reading.northstar.faults
    fault = Fault(kind="unavailable", path="/v1/data/objects/query/Relationship", times=None)
    faults.add(fault)
    pane.get_by_text("Relationships", exact=True).click()
    again = pane.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(pane.get_by_text("$420,000")).to_be_visible()

    faults.clear()
    again.click()
    expect(pane.get_by_role("button", name="Plant Lyon")).to_be_visible()
