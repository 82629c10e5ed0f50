"""The Scorecard as a person uses it: read it, open it up, set a manual measure."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import AXE, Desk

from gainsight_zoom.records import Policy

Decide = Callable[[Policy], None]
Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_csm_reads_the_scorecard_and_sets_a_measure(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    expect(pane.get_by_text("Overall health")).to_be_visible()
    shot(priya.client, f"40-scorecard-{look}")
    expect(pane.get_by_role("radio", name="Card")).to_be_checked()
    pane.get_by_role("radio", name="List").check(force=True)
    table = pane.get_by_role("table", name="Groups and measures")
    expect(table.get_by_role("row", name="Executive relationship")).to_be_visible()
    shot(priya.client, f"42-list-{look}")
    pane.get_by_role("slider", name="Show").fill("1")
    expect(table.get_by_role("row", name="Executive relationship")).to_have_count(0)
    pane.get_by_role("slider", name="Show").fill("0")
    expect(pane.get_by_role("radio", name="List")).to_have_count(0)
    pane.get_by_role("slider", name="Show").fill("2")
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="Scorecard").click()
    if AXE.exists():
        assert priya.violations() == []

    pane.get_by_role("button", name="Executive relationship").click()
    pane.get_by_role("slider", name="Executive relationship").fill("80")
    pane.get_by_label("Why? (comment)").fill("Met the new COO")
    shot(priya.client, f"41-measure-{look}")
    pane.get_by_role("button", name="Save score").click()
    expect(pane.get_by_text("80 sent, waiting for Gainsight")).to_be_visible()


def test_a_measure_is_renewed_removed_and_stepped_by_key_and_automated_ones_say_why_not(
    desk: Seat, decide: Decide, shot: Shot
) -> None:
    decide(Policy(call_share=100))
    priya = desk(width=280, theme="dark")
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    pane.get_by_role("button", name="Seat usage").click()
    expect(pane.get_by_text("scored automatically in Gainsight")).to_be_visible()
    pane.get_by_role("button", name="Executive relationship").click()
    slider = pane.get_by_role("slider", name="Executive relationship")
    before = int(slider.input_value())
    slider.press("ArrowRight")
    expect(slider).to_have_value(str(before + 1))
    pane.get_by_role("button", name="Renew score").click()
    expect(pane.get_by_text(f"{before} sent, waiting for Gainsight")).to_be_visible()
    shot(priya.client, "43-renewed-280-dark")
    pane.get_by_role("button", name="Champion strength").click()
    pane.get_by_role("button", name="Remove score").click()
    expect(pane.get_by_text("Removal sent, waiting for Gainsight")).to_be_visible()


def test_the_scorecard_is_changed_in_its_settings(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    pane.get_by_role("button", name="Scorecard settings").click()
    choice = pane.get_by_label("Change scorecard to")
    choice.select_option(index=1)
    name = choice.locator("option:checked").inner_text()
    pane.get_by_role("button", name="Apply").click()
    expect(pane.get_by_text(f"Change to “{name}” is sent")).to_be_visible()
    shot(priya.client, "44-changed-280-light")
