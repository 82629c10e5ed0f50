"""The end of a call: one card, one press, a receipt; and what waits where nobody pressed it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.story import Desk, edit_stage, fill_in_the_card
from tests.story import Machine, Pane

from gainsight_zoom.publishing import UNDO_S

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]


def _in_a_call(desk: Desk) -> None:
    desk.sign_in()
    desk.choose("northw", "Northwind Robotics")
    desk.everybody_comes_again()


def _stage(desk: Desk) -> object:
    return desk.northstar.find("company", Name="Northwind Robotics")["Stage"]


def test_undo_before_the_note_has_arrived_takes_it_back_too(desk: Seat) -> None:
    priya = desk(width=280)
    _in_a_call(priya)
    person = Pane(Machine(priya.sandbox.settings.port), "priya").open()
    northwind = person.call("GET", "/session").json()["last_selected"]
    old = {**northwind, "subject": "Left over", "meeting_uuid": "of-another-call=="}
    assert person.call("POST", "/timeline/drafts", json=old).status_code == 201
    pane = priya.pane
    before = _stage(priya)
    edit_stage(priya)
    pane.get_by_role("button", name="Wrap up").click()
    expect(pane.get_by_role("textbox", name="Subject")).to_have_value("Northwind weekly")
    fill_in_the_card(priya)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    publish = re.compile(r"/timeline/drafts/[^/]+/publish$")
    priya.client.route(publish, hold, times=1)
    with priya.client.expect_request(publish):
        pane.get_by_role("button", name="Send all").click()
    pane.get_by_role("button", name="Back to the customer").click()
    pane.get_by_role("tab", name="People").click()
    pane.get_by_role("button", name="Wrap up").click()
    pane.get_by_role("button", name="Undo").click()
    with priya.client.expect_response(
        lambda answer: bool(publish.search(answer.url)) and answer.request.method == "DELETE"
    ) as taken_back:
        held[0].continue_()
    assert taken_back.value.ok
    expect(pane.get_by_text("Taken back. Nothing was sent.").first).to_be_visible()
    assert _stage(priya) == before
    drafts = person.call("GET", "/timeline/drafts").json()["drafts"]
    assert [d["subject"] for d in drafts] == ["Northwind weekly", "Left over"]
    assert [d["state"] for d in drafts] == ["draft", "draft"]


def test_only_what_is_chosen_is_sent_and_values_stay_covered(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280, theme="dark")
    priya.client.clock.install()
    _in_a_call(priya)
    pane = priya.pane
    edit_stage(priya)
    pane.get_by_role("button", name="Wrap up").click()
    for name in ("Ken Oduya", "Sofia Lindqvist"):
        pane.get_by_role("checkbox", name=name).uncheck()
    priya.menu("Hide values")
    expect(pane.get_by_text("Covered while values are hidden.")).to_be_visible()
    expect(pane.get_by_role("textbox", name="Notes")).to_have_count(0)
    shot(priya.client, "64-hidden-280-dark")
    pane.get_by_role("button", name="Send it").click()
    expect(pane.get_by_role("button", name="Undo")).to_be_visible()
    priya.client.clock.fast_forward(UNDO_S * 1000)
    expect(pane.get_by_text("All of it has been taken care of.").first).to_be_visible()
    expect(pane.get_by_text("Saved", exact=True)).to_have_count(1)
    expect(pane.locator(".targets").get_by_role("listitem")).to_have_count(1)
    shot(priya.client, "65-sent-280-dark")


@pytest.mark.parametrize(("width", "theme"), [(280, "light"), (480, "dark")])
def test_a_call_that_ended_without_a_note_leaves_one_to_finish(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    look = f"{width}-{theme}"
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    pane = priya.pane
    with priya.client.expect_response(lambda answer: answer.url.endswith("/timeline/meeting")):
        priya.choose("northw", "Northwind Robotics")
    expect(pane.get_by_role("button", name="1 unfinished note")).to_have_count(0)
    priya.lab("POST", "/api/meeting/end")
    expect(pane.get_by_text("The call has ended")).to_be_attached()
    pane.get_by_role("button", name="1 unfinished note").wait_for()
    shot(priya.client, f"66-ended-{look}")
    assert priya.violations() == []
    pane.get_by_role("button", name="1 unfinished note").click()
    expect(pane.get_by_text("Call with Northwind Robotics")).to_be_visible()
    shot(priya.client, f"67-unfinished-{look}")
    assert priya.violations() == []
    pane.get_by_role("button", name="Continue: Call with Northwind").click()
    expect(pane.get_by_label("Subject")).to_have_value("Call with Northwind Robotics")
    expect(pane.locator("label").filter(has_text="assumed")).to_have_count(3)
    shot(priya.client, f"68-go-on-{look}")
    pane.get_by_role("button", name="Back to the list").click()

    later = desk(width=width, theme=theme)
    later.pane.get_by_role("button", name="1 unfinished note").click()
    expect(later.pane.get_by_text("Call with Northwind Robotics")).to_be_visible()
    later.client.keyboard.press("Escape")
    expect(later.pane.get_by_text("Call with Northwind Robotics")).to_have_count(0)

    ended = priya.client.evaluate("new Date().toISOString()")
    priya.lab("POST", "/api/meeting/start")
    expect(pane.get_by_text("The call has ended")).to_have_count(0)
    with priya.client.expect_response(
        lambda answer: answer.status == 201 and answer.url.endswith("/timeline/drafts")
    ) as begun:
        pane.get_by_role("button", name="Note about Northwind").click()
    assert begun.value.request.post_data_json["activity_at"] > ended
    assert begun.value.json()["meeting_uuid"] == priya.api("/api/state")["meeting"]["uuid"]
    _a_draft_of_this_call_is_in_sight_at_another_customer(priya)
    shot(priya.client, f"69-elsewhere-{look}")
    pane.get_by_role("button", name="Continue: Second call").click()
    expect(pane.get_by_label("Subject")).to_have_value("Second call")
    expect(pane.get_by_role("button", name="Note about Northwind")).to_have_count(0)


def _a_draft_of_this_call_is_in_sight_at_another_customer(priya: Desk) -> None:
    """Begin a note at one customer, go to another, and look at what is not finished."""
    pane = priya.pane
    pane.get_by_label("Subject").fill("Second call")
    priya.sees_it_saved()
    pane.get_by_role("tab", name="Summary").click()
    priya.choose("fabri", "Fabrikam Partners")
    pane.get_by_role("button", name="2 unfinished notes").click()
    card = pane.get_by_role("listitem").filter(has_text="Second call")
    expect(card).to_contain_text("Northwind Robotics")
