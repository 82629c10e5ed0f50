"""The whole story: two calls with the same customer, a week apart, each from start to end."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sandbox.faults import Fault
from tests.browser.story import Desk, edit_stage, fill_in_the_card, is_made_ready, type_address

from gainsight_zoom.posting import BACKOFF_S
from gainsight_zoom.publishing import UNDO_S

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
LetPass = Callable[[float], None]
NORTHWIND = "Northwind Robotics"
WEEK_S = 7 * 86_400
TOLD_MS = 45_000
"""Within that what Zoom tells the server has come to the pane."""
SENT_MS = 60_000
"""Within that what was sent is where it is to be, and what lost its answer was asked for again."""


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_call_from_being_made_ready_to_its_receipt_and_the_next_goes_on_from_there(
    desk: Seat, shot: Shot, let_pass: LetPass, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    _opens_with_who_is_invited(priya, shot, look, let_pass)
    _begins_with_a_brief(priya, shot, look)
    before = _in_gainsight(priya)
    _changes_attributes(priya)
    _wraps_up_and_takes_it_back(priya, shot, look, before)
    _sends_it_and_reads_the_receipt(priya, shot, look, let_pass, before)
    _goes_from_the_receipt_to_what_it_is_about(priya)
    _a_week_passes(priya, let_pass)
    _sees_what_changed(priya, shot, look)
    _shows_the_screen(priya, shot, look)


def _opens_with_who_is_invited(desk: Desk, shot: Shot, look: str, let_pass: LetPass) -> None:
    """Open the pane at the hour, when Gainsight has no time: there is what was read before."""
    desk.client.clock.install()
    desk.lab("POST", "/api/meeting/end")
    let_pass(is_made_ready(desk, let_pass))
    desk.lab("POST", "/api/meeting/start")
    desk.northstar.faults.add(Fault(kind="unavailable", path="/v1/data", times=None))
    desk.client.reload()
    expect(desk.pane.get_by_role("heading", name=NORTHWIND)).to_be_attached()
    expect(desk.pane.get_by_text("$420,000")).to_be_visible()
    expect(desk.pane.get_by_text("Gainsight does not answer")).to_be_visible()
    shot(desk.client, f"49-made-ready-{look}")
    desk.northstar.faults.clear()
    desk.pane.get_by_role("button", name="Refresh").click()
    expect(desk.pane.get_by_text("Gainsight does not answer")).to_have_count(0)


def _begins_with_a_brief(desk: Desk, shot: Shot, look: str) -> None:
    """Read it, see whom nobody knows yet, and say that the meeting is with this customer."""
    pane, brief = desk.pane, desk.pane.locator(".brief")
    for told in ("your first time here", "Robot cell 7 stopped", "Fleet is used below plan"):
        expect(brief).to_contain_text(told)
    shot(desk.client, f"50-brief-first-{look}")
    _come_again(desk, "Elena Marchetti", "Sofia Lindqvist", "Ken Oduya")
    expect(brief).to_contain_text(
        re.compile("Not in Gainsight here: .*Sofia Lindqvist"), timeout=TOLD_MS
    )
    with desk.client.expect_response("**/participants/customer") as said:
        desk.choose("northw", NORTHWIND)
    assert said.value.ok
    pane.get_by_role("tab", name="People").click()
    expect(pane.get_by_text("Same customer as last time")).to_have_count(0)
    desk.lab("POST", "/api/participants", {"name": "Nora Lund"})
    type_address(desk, "Nora Lund", "nora@northwind.example")


def _changes_attributes(desk: Desk) -> None:
    """Change two and save neither."""
    edit_stage(desk)
    desk.pane.get_by_role("button", name="Edit Users").click()
    desk.pane.get_by_role("spinbutton", name="Users").fill("1300")


def _wraps_up_and_takes_it_back(desk: Desk, shot: Shot, look: str, before: Any) -> None:
    """Fill in the card and send it; nothing is sent before, nor where it is taken back."""
    pane = desk.pane
    pane.get_by_role("button", name="Wrap up").click()
    for name in ("Sofia Lindqvist", "Nora Lund", "Ken Oduya", "Stage", "Users"):
        expect(pane.get_by_role("checkbox", name=name)).to_be_checked()
    expect(pane.get_by_text("Adoption → Launched")).to_be_visible()
    shot(desk.client, f"60-wrapup-{look}")
    fill_in_the_card(desk)
    assert desk.violations() == []
    pane.get_by_role("button", name="Send all").focus()
    shot(desk.client, f"61-card-{look}")
    assert _in_gainsight(desk) == before
    desk.client.keyboard.press("Enter")
    expect(pane.get_by_role("heading", name="Receipt")).to_be_visible()
    shot(desk.client, f"62-held-{look}")
    assert desk.violations() == []
    pane.get_by_role("button", name="Undo").click()
    expect(pane.get_by_text("Taken back. Nothing was sent.").first).to_be_visible()
    assert _in_gainsight(desk) == before


def _sends_it_and_reads_the_receipt(
    desk: Desk, shot: Shot, look: str, let_pass: LetPass, before: Any
) -> None:
    """Send all: an answer is lost, an attribute was changed by others, the note has to wait."""
    pane = desk.pane
    desk.northstar.find("company", Name=NORTHWIND)["Users"] = 1290
    lost = Fault(kind="store_then_timeout", path="/people", method="POST", delay_s=0.1)
    desk.sandbox.world.parties["app"].faults.add(lost)
    desk.northstar.faults.add(Fault(kind="unavailable", path="/v1/ant", method="POST", times=None))
    pane.get_by_role("button", name="Back to the card").click()
    with desk.client.expect_response("**/publish") as handed_over:
        pane.get_by_role("button", name="Send all").click()
    assert handed_over.value.ok
    _note_is_due(desk, let_pass, UNDO_S)
    desk.client.clock.fast_forward(UNDO_S * 1000)
    expect(pane.get_by_text("Some of it needs you.").first).to_be_visible(timeout=SENT_MS)
    expect(pane.get_by_text("Next try in")).to_have_count(2, timeout=SENT_MS)
    outcomes = {"Queued": 2, "Added": 2, "Linked": 1, "Saved": 1, "Refused": 1}
    for outcome, count in outcomes.items():
        expect(pane.get_by_text(outcome, exact=True)).to_have_count(count)
    shot(desk.client, f"63-receipt-{look}")
    assert desk.violations() == []
    desk.northstar.faults.clear()
    _note_is_due(desk, let_pass, BACKOFF_S[0])
    expect(pane.get_by_text("Posted", exact=True)).to_have_count(2, timeout=SENT_MS)
    after = _in_gainsight(desk)
    assert after["Stage"] != before["Stage"]
    assert after["emails"].count("nora@northwind.example") == 1
    assert after["subjects"].count("Northwind weekly") == 2


def _goes_from_the_receipt_to_what_it_is_about(desk: Desk) -> None:
    pane = desk.pane
    pane.get_by_role("button", name="Edit: Users").click()
    expect(pane.get_by_role("spinbutton", name="Users")).to_have_value("1300")
    expect(pane.get_by_text("Launched")).to_be_visible()
    pane.get_by_role("button", name="Wrap up").click()
    pane.get_by_role("button", name="Edit: Fabrikam Partners").click()
    expect(pane.get_by_role("textbox", name="Notes")).to_contain_text("Line 3 starts on Monday.")


def _a_week_passes(desk: Desk, let_pass: LetPass) -> None:
    """Let the score fall and the value of the contract rise meanwhile."""
    desk.lab("POST", "/api/meeting/end")
    let_pass(WEEK_S)
    desk.northstar.find("company", Name=NORTHWIND).update({"CurrentScore": 64, "Arr": 455_000})
    desk.lab("POST", "/api/meeting/start")
    desk.client.clock.set_system_time(time.time() + WEEK_S)
    desk.client.reload()
    desk.pane.get_by_role("tab", name="Summary").click()


def _sees_what_changed(desk: Desk, shot: Shot, look: str) -> None:
    """Read what is different since the first call, who came, and what is left to do."""
    pane, brief = desk.pane, desk.pane.locator(".brief")
    expect(brief).to_contain_text("since your call on")
    _come_again(desk, "Tomasz Bąk")
    expect(brief).to_contain_text("New: Tomasz Bąk", timeout=TOLD_MS)
    for told in ("Not here yet: Elena Marchetti", "Send the rota", "Northwind weekly"):
        expect(brief).to_contain_text(told)
    for field, value in (("Health", "64"), ("ARR", "$455,000"), ("Stage", "Launched")):
        expect(brief.get_by_role("listitem").filter(has_text=field)).to_contain_text(value)
    expect(pane.locator(".compact .line")).to_have_count(0)
    shot(desk.client, f"51-brief-second-{look}")
    assert desk.violations() == []
    pane.get_by_role("tab", name="People").click()
    remembered = pane.get_by_text("Same customer as last time")
    expect(remembered).to_be_visible()
    shot(desk.client, f"46-same-as-last-time-{look}")
    remembered.get_by_role("button", name="Change customer").click()
    expect(pane.get_by_role("combobox")).to_be_focused()
    desk.client.keyboard.press("Escape")
    pane.get_by_role("tab", name="Summary").click()


def _shows_the_screen(desk: Desk, shot: Shot, look: str) -> None:
    """Cover the values in the brief and on the Timeline; folded away, the brief stays so."""
    pane, brief = desk.pane, desk.pane.locator(".brief")
    desk.menu("Hide values")
    for covered in ("$455,000", "Send the rota", "Robot cell 7 stopped"):
        expect(brief).not_to_contain_text(covered)
    shot(desk.client, f"52-brief-hidden-{look}")
    pane.get_by_role("tab", name="Timeline").click()
    expect(pane.locator(".entry").first).to_be_visible()
    expect(pane.get_by_text("Robot cell 7 stopped")).to_have_count(0)
    pane.get_by_role("tab", name="Summary").click()
    desk.client.reload()
    expect(brief).to_contain_text("since your call on")
    expect(brief.get_by_role("listitem").filter(has_text="Health")).to_contain_text("77")
    brief.get_by_role("heading", name="Brief").click()
    expect(brief.get_by_text("Last activities")).not_to_be_visible()
    pane.get_by_role("tab", name="People").click()
    pane.get_by_role("tab", name="Summary").click()
    expect(brief.get_by_text("since your call on")).to_be_visible()
    expect(brief.get_by_text("Last activities")).not_to_be_visible()


def _come_again(desk: Desk, *names: str) -> None:
    """Let some leave and come back: Zoom tells of them once the host has the app."""
    for one in desk.api("/api/state")["meeting"]["participants"]:
        if one["name"] in names:
            desk.lab("DELETE", f"/api/participants/{one['uuid']}")
    for name in names:
        desk.lab("POST", "/api/participants", {"name": name})


def _note_is_due(desk: Desk, let_pass: LetPass, after_s: float) -> None:
    let_pass(after_s)
    desk.sandbox.pump.run_schedule("OutboxSweeper")


def _in_gainsight(desk: Desk) -> dict[str, Any]:
    """Return what Gainsight has of all that a wrap-up sends."""
    rows = desk.northstar.records.rows
    return {
        "Stage": desk.northstar.find("company", Name=NORTHWIND)["Stage"],
        "emails": [one.get("Email") for one in rows("person")],
        "subjects": [one.get("Subject") for one in rows("activity_timeline")],
    }
