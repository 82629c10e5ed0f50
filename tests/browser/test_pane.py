"""What the pane does around the story: menu, failures, guests, and the client's other way in."""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sandbox.faults import Fault
from sandbox.running import Sandbox
from sandbox.zoom_client.webview import WebView, over_wsgi
from tests.browser.story import PRIYA, Desk
from tests.leavers import ZOOM, Tables
from tests.story import Machine

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
Wire = dict[str, Any]


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
    assert reading.violations() == []

    tenant.faults.clear()
    reading.pane.get_by_role("button", name="Try now").or_(
        reading.pane.get_by_role("button", name="Try again")
    ).first.click()

    expect(reading.pane.get_by_text("Could not refresh")).to_have_count(0)
    expect(reading.pane.get_by_text("$420,000")).to_be_visible()


def test_offline_says_so_and_goes_on_by_itself(reading: Desk, shot: Shot) -> None:
    reading.client.context.set_offline(True)
    expect(reading.pane.get_by_text("You are offline.", exact=True)).to_be_visible()
    expect(reading.pane.get_by_text("$420,000")).to_be_visible()
    shot(reading.client, "9-offline")
    assert reading.violations() == []

    with reading.client.expect_response("**/c360/**"):
        reading.client.context.set_offline(False)
    expect(reading.pane.get_by_text("You are offline.", exact=True)).to_have_count(0)


def test_a_dead_connection_is_one_button_away_from_where_the_user_was(reading: Desk) -> None:
    reading.pane.get_by_role("tab", name="Attributes").click()
    expect(reading.pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    reading.northstar.reset()

    reading.pane.get_by_role("button", name="Refresh").click()
    again = reading.pane.get_by_role("button", name="Sign in again").first
    expect(again).to_be_visible()
    assert reading.violations() == []
    again.click()
    expect(reading.pane.get_by_text("Waiting for you to sign in")).to_be_visible()
    tab = reading.system_browser()
    reading.log_in(tab, str(reading.api("/api/opened")["opened"][-1]["url"]))
    expect(tab.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()

    expect(reading.pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    expect(reading.pane.get_by_text("Sign in again")).to_have_count(0)

    tables = Tables(Machine(reading.sandbox.settings.port, reading.sandbox.settings.aws_port))
    tables.change("priya", ZOOM, status={"S": "reconnect_required"})
    reading.menu("Refresh App")
    reading.pane.get_by_role("button", name="Continue in Zoom").click()
    expect(reading.pane.get_by_role("heading", name="Northwind Robotics")).to_be_visible()
    expect(reading.pane.get_by_role("tab", name="Attributes", selected=True)).to_be_visible()
    expect(reading.pane.get_by_role("button", name="Edit Stage")).to_be_visible()

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


def test_the_app_talks_to_the_windows_client_through_its_web_view(
    chromium: Browser, sandbox: Sandbox
) -> None:
    client = over_wsgi(sandbox.world.parties["zoom-client"])
    wire: dict[str, list[tuple[Wire, Wire]]] = defaultdict(list)

    def listened(method: str, path: str, body: Wire | None) -> Wire:
        answer = client(method, path, body)
        if body and "request" in body:
            wire[body["request"]["apiName"]].append((body["request"], answer["answer"]))
        return answer

    client("PUT", "/api/trouble/getAppContext", {"code": "10118", "message": "No context."})
    with chromium.new_context(viewport={"width": 320, "height": 720}) as context:
        page = context.new_page()
        view = WebView(listened, home=f"{sandbox.settings.origin('app')}/app", user="priya")
        view.attach(page)
        page.goto(view.home)
        expect(page.get_by_role("button", name="Continue in Zoom")).to_be_visible()
        assert "getAppContext" not in wire  # the header was enough

        page.unroute_all()  # no header any more
        page.reload()
        expect(page.get_by_text("Zoom did not tell the app who you are")).to_be_visible()
        client("DELETE", "/api/trouble/getAppContext", None)
        page.get_by_role("button", name="Try again").click()

        page.get_by_role("button", name="Continue in Zoom").click()
        expect(page.get_by_text("Zoom asks for your consent")).to_be_visible()
        view.answer(agreed=False)
        expect(page.get_by_role("alert")).to_contain_text("You did not allow it")
        page.get_by_role("button", name="Continue in Zoom").click()
        expect(page.get_by_text("Zoom asks for your consent")).to_be_visible()
        view.answer()
        expect(page.get_by_label("Username")).to_have_value(PRIYA)
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text("Waiting for you to sign in")).to_be_visible()

    asked, answered = wire["config"][0]
    assert re.fullmatch(r"id[0-9a-f]{32}", asked["jsCallId"])
    assert asked["data"].keys() == {"js_api_lists", "size", "version"}
    assert {"getAppContext", "authorize", "onAuthorized"} <= set(asked["data"]["js_api_lists"])
    assert answered["type"] == "apiResponse"
    assert answered["data"]["jsCallId"] == asked["jsCallId"]
    assert answered["data"]["result"]["product"] == "desktop"
    refused, told = (answer["data"] for _, answer in wire["getAppContext"])
    assert refused.items() >= {"errorCode": "10118", "errorMessage": "No context."}.items()
    assert told["result"]["context"]
    assert all(answer["data"]["result"] == "Success" for _, answer in wire["authorize"])
    (opened, _) = wire["openUrl"][-1]
    assert opened["data"] == {"url": view.view()["opened"][-1]["url"]}


def test_a_company_lists_its_relationships_each_one_tap_away_and_back(
    reading: Desk, shot: Shot
) -> None:
    pane = reading.pane
    pane.get_by_text("Relationships", exact=True).click()
    line = pane.get_by_role("button", name="Plant Lyon")
    expect(line).to_contain_text("Production")
    shot(reading.client, "relationships-320-light")
    assert reading.violations() == []

    line.click()
    company = pane.get_by_role("button", name="Show the company:")
    expect(company).to_contain_text("Northwind Robotics")
    expect(company).to_contain_text("Production")
    expect(pane.get_by_role("heading", name="Plant Lyon")).to_have_count(1)
    expect(pane.get_by_text("As of")).to_be_visible()
    expect(pane.get_by_text("your first time here")).to_be_visible()
    expect(pane.locator("details.brief")).to_have_count(0)
    assert reading.violations() == []

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
