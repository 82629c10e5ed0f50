"""The Scorecard as a person uses it: read it, open it up, set a manual measure."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import Desk

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

    pane.get_by_role("button", name="Executive relationship").click()
    pane.get_by_role("slider", name="Executive relationship").fill("80")
    pane.get_by_label("Why? (comment)").fill("Met the new COO")
    shot(priya.client, f"41-measure-{look}")
    pane.get_by_role("button", name="Save score").click()
    expect(pane.get_by_text("80 sent, waiting for Gainsight")).to_be_visible()
