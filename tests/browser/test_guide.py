"""The pictures of docs/user-guide.md, taken on the way through the main job: `make screenshots`."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.conftest import SCREENSHOTS
from tests.browser.story import Desk

Seat = Callable[..., Desk]
PICTURES = Path(os.environ.get("PICTURES") or SCREENSHOTS / "guide")
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "user-guide.md"
WIDTH, HEIGHT = 320, 640
COLD_MS = 60_000
"""This test is often run alone, and the first request starts every function it meets."""


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    whole = {"x": 0.0, "y": 0.0, "width": float(WIDTH), "height": float(HEIGHT)}
    page.screenshot(
        path=PICTURES / f"guide-{name}.png",
        clip=whole,  # type: ignore[arg-type]
        animations="disabled",
        caret="hide",
    )


def test_the_pictures_of_the_user_guide(desk: Seat) -> None:
    priya = desk(width=WIDTH)
    priya.client.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    pane = priya.pane
    expect(pane.get_by_role("button", name="Continue in Zoom")).to_be_visible(timeout=COLD_MS)
    priya.consent()
    expect(pane.get_by_label("Username")).to_have_value("priya@northstar.example")
    picture(priya.client, "sign-in")
    url = priya.ask_to_sign_in()
    tab = priya.system_browser()
    tab.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    tab.goto(url)
    expect(tab.get_by_text("priya@northstar.example")).to_be_visible()
    picture(tab, "browser")
    priya.log_in(tab, url)
    expect(pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()

    priya.choose("northw", "Northwind Robotics")
    expect(pane.get_by_text("your first time here")).to_be_visible()
    expect(pane.get_by_text("$420,000")).to_be_visible()
    picture(priya.client, "summary")

    pane.get_by_role("tab", name="Scorecard").click()
    expect(pane.get_by_text("Overall health")).to_be_visible()
    picture(priya.client, "scorecard")

    pane.get_by_role("tab", name="People").click()
    expect(pane.get_by_text("Name only").first).to_be_visible()
    picture(priya.client, "people")

    pane.get_by_role("button", name="Note about Northwind").click()
    pane.get_by_label("Subject").fill("Audit export: scope agreed")
    pane.get_by_role("textbox", name="Notes").click()
    priya.client.keyboard.type("Delivery on 4 December. Ken sends the sample file by Friday.")
    priya.sees_it_saved()
    picture(priya.client, "note")

    taken = {path.name for path in PICTURES.glob("guide-*.png")}
    assert set(re.findall(r"images/(guide-[\w-]+\.png)", GUIDE.read_text("utf-8"))) == taken
