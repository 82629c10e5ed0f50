"""Two calls with the same customer a week apart, up to the brief of the second."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import AXE, Desk

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_the_brief(desk: Seat, shot: Shot, width: int, theme: str) -> None:
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    expect(priya.pane.get_by_text("your first time here")).to_be_visible()
    shot(priya.client, f"50-brief-{width}-{theme}")
    if AXE.exists():
        assert priya.violations() == []
