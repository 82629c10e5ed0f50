"""Attributes as a person edits them: in place, saved together, never over another's change."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import Desk

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_csm_edits_attributes_in_place_and_takes_it_back(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Attributes").click()
    expect(pane.get_by_role("button", name="Edit Stage")).to_be_visible()
    shot(priya.client, f"30-attributes-{look}")

    pane.get_by_role("button", name="Edit Stage").click()
    pane.get_by_role("combobox", name="Stage").select_option(label="Launched")
    shot(priya.client, f"31-editing-{look}")
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_text("Launched")).to_be_visible()
    pane.get_by_role("button", name="Undo").click()
    expect(pane.get_by_text("Adoption")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_somebody_elses_change_is_shown_before_it_is_overwritten(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Attributes").click()
    pane.get_by_role("button", name="Edit Users").click()
    pane.get_by_role("spinbutton", name="Users").fill("1300")
    priya.northstar.find("company", Name="Northwind Robotics")["Users"] = 1290
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_text("Users is now 1,290.")).to_be_visible()
    shot(priya.client, f"32-conflict-{look}")
    pane.get_by_role("button", name="Set 1,300").click()
    expect(pane.get_by_text("1,300")).to_be_visible()
