"""The Timeline as a person uses it: read, write, undo, publish, comment."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import Desk

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_csm_reads_writes_publishes_and_comments(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Timeline").click()
    expect(pane.get_by_role("button", name="New activity")).to_be_visible()
    shot(priya.client, f"20-timeline-{look}")

    pane.get_by_role("button", name="Note about Northwind").click()
    subject = pane.get_by_label("Subject")
    subject.fill("Audit export: scope agreed")
    pane.get_by_role("textbox", name="Notes").click()
    priya.client.keyboard.type("Delivery on 4 December.")
    expect(pane.get_by_text("Saved").first).to_be_visible()
    shot(priya.client, f"21-compose-{look}")
    pane.get_by_role("button", name="Publish").click()
    expect(pane.get_by_role("button", name="Undo")).to_be_visible()
    shot(priya.client, f"22-undo-{look}")
    pane.get_by_role("button", name="Back to the Timeline").click()
    expect(pane.get_by_text("Audit export: scope agreed").first).to_be_visible()
    expect(pane.get_by_text("Queued")).to_have_count(0, timeout=60_000)
    shot(priya.client, f"23-posted-{look}")

    pane.get_by_role("button", name="Audit export: scope agreed").first.click()
    expect(pane.get_by_text("Delivery on 4 December.")).to_be_visible()
    pane.get_by_role("textbox", name="Your comment").click()
    priya.client.keyboard.type("Sent the sample.")
    pane.get_by_role("button", name="Comment", exact=True).click()
    expect(pane.get_by_text("1 comment")).to_be_visible()
    shot(priya.client, f"24-read-{look}")
