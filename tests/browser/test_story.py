"""The main job as a person does it, at every width and in both themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sandbox.faults import Fault
from tests.browser.story import PRIYA, Desk

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


def test_all_of_it_is_done_by_keys_alone_and_the_focus_is_always_seen(desk: Seat) -> None:
    priya = desk()
    pane, keys = priya.pane, priya.client.keyboard
    priya.press(pane.get_by_role("button", name="Continue in Zoom"))
    priya.press(priya.client.get_by_role("button", name="Allow"))
    expect(pane.get_by_label("Username")).to_have_value(PRIYA)
    priya.press(pane.get_by_role("button", name="Next"))
    _sign_in_by_keys(priya)

    priya.press(pane.get_by_role("button", name="Choose your customer"))
    expect(pane.get_by_role("combobox")).to_be_focused()
    keys.type("northw")
    options = pane.get_by_role("option")
    expect(options.first).to_contain_text("Northwind Robotics")
    expect(pane.locator(".found")).to_have_attribute("aria-busy", "false")
    for key, at in (("ArrowDown", 1), ("ArrowUp", 0)):
        keys.press(key)
        expect(options.nth(at)).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(pane.get_by_text("$420,000")).to_be_visible()
    expect(pane.get_by_role("button", name="Northwind Robotics").first).to_be_focused()
    priya.client.reload()  # opened again, it is at the last customer
    expect(pane.get_by_text("$420,000")).to_be_visible()

    _read_and_write_by_keys(priya)
    _change_by_keys(priya)

    menu = pane.get_by_role("button", name="Menu")
    priya.press(menu)
    expect(pane.get_by_role("menuitem").first).to_be_focused()
    keys.press("Escape")
    expect(menu).to_be_focused()
    _ask_to_log_out(priya)
    keys.press("Escape")
    expect(pane.get_by_role("dialog")).to_have_count(0)
    expect(menu).to_be_focused()
    _ask_to_log_out(priya)
    keys.press("Enter")
    expect(pane.get_by_label("Username")).to_be_visible()
    priya.client.reload()
    expect(pane.get_by_label("Username")).to_be_visible()


def _ask_to_log_out(priya: Desk) -> None:
    """Choose the last of the menu, and be at the button that does it."""
    pane, keys = priya.pane, priya.client.keyboard
    priya.press(pane.get_by_role("button", name="Menu"))
    expect(pane.get_by_role("menuitem").first).to_be_focused()
    keys.press("End")
    priya.press(pane.get_by_role("menuitem", name="Log out"))
    priya.reach(pane.get_by_role("button", name="Log out"))


def _sign_in_by_keys(priya: Desk) -> None:
    """Go through our page and the tenant's login in the system browser."""
    tab = priya.system_browser()
    tab.goto(priya.opened())
    priya.press(tab.get_by_role("button", name="Continue to Gainsight"))
    expect(tab.get_by_label("Username")).to_have_value(PRIYA)
    priya.reach(tab.get_by_label("Password"))
    tab.keyboard.type("gainsight")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()


def _go_right(priya: Desk, tab: str) -> None:
    """Press the arrow key in the tabs, and be at the next one."""
    priya.client.keyboard.press("ArrowRight")
    priya.reach(priya.pane.get_by_role("tab", name=tab, selected=True))


def _read_and_write_by_keys(priya: Desk) -> None:
    """Publish a note, and comment on another one."""
    pane, keys = priya.pane, priya.client.keyboard
    priya.reach(pane.get_by_role("tab", name="Summary"))
    _go_right(priya, "Timeline")
    priya.press(pane.get_by_role("button", name="Note about Northwind"))
    priya.reach(pane.get_by_label("Subject"))
    keys.type("By keyboard")
    priya.reach(pane.get_by_role("textbox", name="Notes"))
    keys.type("Sent.")
    priya.press(pane.get_by_role("button", name="Publish"))
    expect(pane.get_by_role("button", name="Undo")).to_be_visible()
    priya.press(pane.get_by_role("button", name="Back to the Timeline"))
    expect(pane.get_by_text("By keyboard").first).to_be_visible()

    priya.press(pane.get_by_role("button", name="Robot cell 7").first)
    priya.reach(pane.get_by_role("textbox", name="Your comment"))
    keys.type("Seen.")
    priya.press(pane.get_by_role("button", name="Comment", exact=True))
    expect(pane.get_by_text("1 comment")).to_be_visible()
    priya.press(pane.get_by_role("button", name="Back to the list"))


def _change_by_keys(priya: Desk) -> None:
    """Set a score and an attribute."""
    pane, keys = priya.pane, priya.client.keyboard
    priya.reach(pane.get_by_role("tab", name="Timeline"))
    _go_right(priya, "People")
    _go_right(priya, "Scorecard")
    measure = pane.get_by_role("button", name="Executive relationship")
    expect(measure).to_be_visible(timeout=60_000)  # the tenant's turn may come in a minute
    priya.press(measure)
    slider = pane.get_by_role("slider", name="Executive relationship")
    score = int(slider.input_value()) + 1
    priya.reach(slider)
    keys.press("ArrowRight")
    priya.press(pane.get_by_role("button", name="Save score"))
    expect(pane.get_by_text(f"{score} sent, waiting for Gainsight")).to_be_visible()
    expect(measure).to_be_focused()

    priya.reach(pane.get_by_role("tab", name="Scorecard"))
    _go_right(priya, "Attributes")
    priya.press(pane.get_by_role("button", name="Edit Stage"))
    priya.reach(pane.get_by_role("combobox", name="Stage"))
    keys.press("ArrowUp")
    priya.press(pane.get_by_role("button", name="Save"))
    expect(pane.get_by_text("Saved", exact=True).first).to_be_visible()
    expect(pane.get_by_role("button", name="Undo", exact=True)).to_be_focused()


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
