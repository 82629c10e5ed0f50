"""Two calls with the same customer a week apart, up to the brief of the second."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import Desk
from tests.story import Machine, Pane

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
NORTHWIND = "Northwind Robotics"
WEEK_S = 7 * 86_400
TOLD_MS = 45_000
"""Within that what Zoom tells the server has come to the pane."""


def _comes_again(desk: Desk, name: str) -> None:
    """Let somebody leave and come back: Zoom tells of them once the host has the app."""
    for one in desk.api("/api/state")["meeting"]["participants"]:
        if one["name"] == name:
            desk.lab("DELETE", f"/api/participants/{one['uuid']}")
    desk.lab("POST", "/api/participants", {"name": name})


def _note_what_is_left_to_do(desk: Desk) -> None:
    pane = Pane(Machine(desk.sandbox.settings.port)).open()
    company = desk.northstar.find("company", Name=NORTHWIND)
    item = {"id": "a1", "text": "Send the audit export", "due": "2026-12-04"}
    body = {"tenant": "northstar", "kind": "company", "id": company["Gsid"], "name": NORTHWIND}
    answer = pane.call("POST", "/timeline/drafts", json={**body, "action_items": [item]})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_the_second_call_begins_with_what_changed_since_the_first(
    desk: Seat, shot: Shot, let_pass: Callable[[float], None], width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    pane = priya.pane
    brief = pane.locator(".brief")
    priya.sign_in()
    priya.choose("northw", NORTHWIND)
    expect(brief).to_contain_text("your first time here")
    expect(brief).to_contain_text("Robot cell 7 stopped")
    expect(brief).to_contain_text("Fleet is used below plan")
    shot(priya.client, f"50-brief-first-{look}")
    _comes_again(priya, "Elena Marchetti")
    _comes_again(priya, "Sofia Lindqvist")
    expect(brief).to_contain_text("Not in Gainsight here: Sofia Lindqvist", timeout=TOLD_MS)
    _note_what_is_left_to_do(priya)

    priya.lab("POST", "/api/meeting/end")
    let_pass(WEEK_S)
    company = priya.northstar.find("company", Name=NORTHWIND)
    company.update({"CurrentScore": 64, "Arr": 455_000})
    priya.lab("POST", "/api/meeting/start")
    priya.client.reload()
    expect(brief).to_contain_text("since your call on")
    _comes_again(priya, "Tomasz Bąk")
    expect(brief).to_contain_text("New: Tomasz Bąk", timeout=TOLD_MS)
    expect(brief).to_contain_text("Not here yet: Elena Marchetti")
    expect(brief).to_contain_text("Send the audit export")
    expect(brief.get_by_role("listitem").filter(has_text="Health")).to_contain_text("64")
    expect(brief.get_by_role("listitem").filter(has_text="ARR")).to_contain_text("$455,000")
    shot(priya.client, f"51-brief-second-{look}")
    assert priya.violations() == []

    priya.menu("Hide values")
    for covered in ("$455,000", "Send the audit export", "Robot cell 7 stopped"):
        expect(brief).not_to_contain_text(covered)
    shot(priya.client, f"52-brief-hidden-{look}")
    pane.get_by_role("tab", name="Timeline").click()
    expect(pane.locator(".entry").first).to_be_visible()
    expect(pane.get_by_text("Robot cell 7 stopped")).to_have_count(0)
    pane.get_by_role("tab", name="Summary").click()
    priya.client.reload()
    expect(brief).to_contain_text("since your call on")
    expect(brief.get_by_role("listitem").filter(has_text="Health")).to_contain_text("77")
    brief.get_by_role("heading", name="Brief").click()
    expect(brief.get_by_text("Last activities")).not_to_be_visible()
    pane.get_by_role("tab", name="People").click()
    pane.get_by_role("tab", name="Summary").click()
    expect(brief.get_by_text("since your call on")).to_be_visible()
    expect(brief.get_by_text("Last activities")).not_to_be_visible()
