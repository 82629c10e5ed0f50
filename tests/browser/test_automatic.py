"""What the app does without being asked, listed and switched off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sandbox.faults import Fault
from tests.browser.story import Desk, is_made_ready

from gainsight_zoom.agendas import DAY_S

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
NOT_TOLD = Fault(kind="forbidden", path="/v2/users/me/meetings", times=None)
"""Zoom, where the optional scope was not given."""
OF_MEETINGS = ("Your next call", "Opening by itself")


@pytest.mark.parametrize(("width", "theme"), [(280, "dark"), (480, "light")])
def test_each_can_be_switched_off_and_stays_off(
    desk: Seat, shot: Shot, let_pass: Callable[[float], None], width: int, theme: str
) -> None:
    priya = desk(width=width, theme=theme)
    pane = priya.pane
    priya.sandbox.zoom.api.faults.add(NOT_TOLD)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    expect(pane.get_by_text("your first time here")).to_be_visible()
    priya.menu("Automatic")
    expect(pane.get_by_role("switch")).to_have_count(5)
    for of_meetings in OF_MEETINGS:
        expect(pane.get_by_role("switch", name=of_meetings)).to_have_count(0)
    shot(priya.client, f"52-automatic-{width}-{theme}")
    assert priya.violations() == []
    pane.get_by_role("switch", name="Brief").uncheck()
    pane.get_by_role("switch", name="Your customers in the search").uncheck()
    pane.get_by_role("button", name="Close").last.click()
    expect(pane.get_by_text("your first time here")).to_have_count(0)
    priya.client.reload()
    expect(pane.get_by_text("$420,000")).to_be_visible()
    expect(pane.locator(".brief")).to_have_count(0)
    pane.get_by_role("button", name="Change customer").click()
    expect(pane.get_by_role("option", name="Northwind Robotics")).to_have_count(1)
    expect(pane.get_by_role("option", name="Contoso Foods")).to_have_count(0)

    priya.sandbox.zoom.api.faults.clear()
    is_made_ready(priya, let_pass, after_s=DAY_S)
    priya.client.reload()
    expect(pane.get_by_text("$420,000")).to_be_visible()
    priya.menu("Automatic")
    expect(pane.get_by_role("switch")).to_have_count(7)
    for name in OF_MEETINGS:
        expect(pane.get_by_role("switch", name=name)).to_be_checked()
        pane.get_by_role("switch", name=name).uncheck()
    shot(priya.client, f"54-next-call-{width}-{theme}")
    assert priya.violations() == []
    pane.get_by_role("button", name="Close").last.click()
    priya.menu("Automatic")
    expect(pane.get_by_role("switch", name="Your next call")).not_to_be_checked()


def test_the_search_answers_with_my_customers_at_once(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280)
    priya.sign_in()
    expect(priya.pane.get_by_role("option", name="Northwind Robotics").first).to_be_visible()
    shot(priya.client, "53-mine-280-light")
