"""The main job as a person does it, at every width and in both themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sandbox.faults import Fault
from tests.browser.story import Desk

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [280, 480])
def test_a_csm_signs_in_searches_and_reads(desk: Seat, shot: Shot, width: int, theme: str) -> None:
    priya = desk(width=width, theme=theme)
    look = f"{width}-{theme}"
    expect(priya.pane.get_by_role("button", name="Continue in Zoom")).to_be_visible()
    shot(priya.client, f"1-consent-{look}")
    priya.consent()
    expect(priya.pane.get_by_label("Username")).to_be_visible()
    shot(priya.client, f"2-sign-in-{look}")
    url = priya.ask_to_sign_in()
    shot(priya.client, f"3-waiting-{look}")
    assert priya.violations() == []

    tab = priya.system_browser()
    tab.goto(url)
    expect(tab.get_by_text("priya@northstar.example")).to_be_visible()
    shot(tab, f"4-go-{look}")
    assert priya.page_violations(tab) == []
    priya.log_in(tab, url)
    expect(tab.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
    shot(tab, f"5-welcome-tab-{look}")
    assert priya.page_violations(tab) == []
    expect(priya.pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
    shot(priya.client, f"6-welcome-{look}")

    priya.search("acm")
    expect(priya.pane.get_by_role("option", name="Acme Manufacturing")).to_be_visible()
    shot(priya.client, f"7-search-{look}")
    priya.pane.get_by_role("radio", name="Relationship").check(force=True)
    expect(priya.pane.get_by_role("option", name="Acme Manufacturing")).to_have_count(0)
    priya.pane.get_by_role("radio", name="All").check(force=True)

    priya.search("northw")
    priya.pane.get_by_role("option", name="Northwind Robotics").first.click()
    pane = priya.pane
    expect(pane.get_by_text("$420,000")).to_be_visible()
    expect(pane.get_by_text("Jan 8, 2027")).to_be_visible()
    expect(pane.get_by_text("Priya Nair")).to_be_visible()
    expect(pane.get_by_text("Adoption")).to_be_visible()
    shot(priya.client, f"8-summary-{look}")


def test_reopening_returns_to_the_last_customer_and_log_out_forgets(desk: Seat) -> None:
    priya = desk()
    priya.sign_in_by_hand()
    priya.choose("northw", "Northwind Robotics")
    expect(priya.pane.get_by_text("$420,000")).to_be_visible()

    priya.client.reload()
    expect(priya.pane.get_by_text("$420,000")).to_be_visible()

    priya.menu("Log out")
    priya.pane.get_by_role("button", name="Log out").click()
    expect(priya.pane.get_by_label("Username")).to_be_visible()
    priya.client.reload()
    expect(priya.pane.get_by_label("Username")).to_be_visible()


def test_finishing_in_another_browser_than_the_one_that_pressed_the_button_fails(
    desk: Seat,
) -> None:
    priya = desk()
    priya.consent()
    pressed, other = priya.system_browser(), desk(user="jonas").system_browser()
    pressed.goto(priya.ask_to_sign_in())
    app = priya.sandbox.world.parties["app"]
    app.faults.add(Fault(kind="drop", path="/oauth/gainsight/callback", times=None))
    pressed.get_by_role("button", name="Continue to Gainsight").click()
    pressed.get_by_label("Username").fill("priya@northstar.example")
    pressed.get_by_label("Password").fill("gainsight")
    with pressed.expect_response(lambda answer: answer.status in (302, 303)) as redirected:
        pressed.get_by_role("button", name="Log in").click()
    location = str(redirected.value.header_value("location"))
    pressed.close()
    app.faults.clear()

    other.goto(location)

    expect(other.get_by_role("heading", name="This link is no longer valid")).to_be_visible()
    priya.client.reload()
    expect(priya.pane.get_by_label("Username")).to_be_visible()
