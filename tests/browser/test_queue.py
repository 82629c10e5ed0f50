"""Past the tenant's limit, what a person asks for waits for its turn and goes by itself."""

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.story import Desk, edit_stage
from tests.browser.test_admin import sit_down
from tests.browser.test_attributes import attributes_of, held, key_in
from tests.browser.test_summary import take_all
from tests.browser.test_timeline import MINE, read_an_activity

Seat = Callable[..., Desk]
Shot = Callable[[Page, str], None]
LOOKS = [(280, "light"), (480, "dark")]
LONG_MS = 60_000
WAIT_S = 8
ACTIVITY = re.compile(r"/activities/[^/]+$")
TWICE_MS = 2000 * WAIT_S
QUEUED = re.compile(r"Queued, about \d+ s")
HIDE = """() => {
  Object.defineProperty(document, "hidden", { get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

pytestmark = pytest.mark.usual_share


def kept_back(route: Route, asked: list[Route], *methods: str) -> None:
    """Leave requests with these methods without an answer for now."""
    if route.request.method in methods:
        asked.append(route)
    else:
        route.fallback()


def busy(route: Route, *, seconds: int = WAIT_S) -> None:
    """Answer as our server does whose turn is later."""
    error = {"code": "upstream_busy", "message": "busy", "retryable": True, "request_id": "r"}
    route.fulfill(status=503, headers={"Retry-After": str(seconds)}, json={"error": error})


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_save_is_queued_goes_by_itself_and_waits_through_other_tabs(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    priya = desk(width=width, theme=theme)
    pane = attributes_of(priya)
    pane.get_by_role("button", name="Edit Users").click()
    key_in("Users", "1305")(pane)
    take_all(20)
    save = pane.get_by_role("button", name="Save", exact=True)
    save.click()

    expect(pane.get_by_role("status").filter(has_text=QUEUED)).to_be_visible()
    expect(save).to_have_attribute("aria-busy", "true")
    expect(pane.get_by_role("alert")).to_have_count(0)
    shot(priya.client, f"queued-save-{width}-{theme}")
    assert priya.violations() == []
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="Attributes").click()
    expect(pane.get_by_label("Users", exact=True)).to_have_value("1305")
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    pane.get_by_role("button", name="Edit Employees").click()  # something else meanwhile
    key_in("Employees", "3700")(pane)

    expect(pane.get_by_role("button", name="Edit Users")).to_be_visible(timeout=LONG_MS)
    assert (held(priya, "Users"), held(priya, "Employees")) == (1305, 3600)
    expect(pane.get_by_label("Employees", exact=True)).to_have_value("3700")
    expect(pane.get_by_text("1 change")).to_be_visible()
    expect(save).not_to_have_attribute("aria-busy", "true")


def test_what_waits_is_taken_back_and_never_sent(desk: Seat) -> None:
    priya = desk()
    priya.client.clock.install()
    pane = attributes_of(priya)
    pane.get_by_role("button", name="Edit Users").click()
    key_in("Users", "1305")(pane)
    priya.client.route("**/attributes", busy)
    save = pane.get_by_role("button", name="Save", exact=True)
    save.press("Enter")
    cancel = pane.get_by_role("button", name="Cancel: do not send it")
    priya.press(cancel)
    expect(pane.get_by_text(QUEUED)).to_have_count(0)
    expect(save).to_be_focused()
    expect(pane.get_by_label("Users", exact=True)).to_have_value("1305")

    sent: list[str] = []
    priya.client.on("request", lambda request: sent.append(request.method))
    save.click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    key_in("Users", "1306")(pane)
    expect(pane.get_by_text("Not sent: you changed it before it was its turn.")).to_be_visible()
    expect(pane.get_by_text(QUEUED)).to_have_count(0)
    save.click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    pane.get_by_role("button", name="Undo", exact=True).click()
    expect(pane.get_by_role("button", name="Edit Users")).to_be_visible()
    asked = sent.count("PATCH")
    priya.client.clock.run_for(TWICE_MS)
    pane.get_by_role("button", name="Edit Users").click()
    assert sent.count("PATCH") == asked
    assert held(priya, "Users") == 1284


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_score_is_queued_stays_open_through_other_tabs_and_goes_by_itself(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    priya = desk(width=width, theme=theme)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    measure = pane.get_by_role("button", name="Executive relationship")
    measure.click()
    slider = pane.get_by_role("slider", name="Executive relationship")
    slider.fill("80")
    pane.get_by_label("Why? (comment)").fill("Met the new COO")
    take_all(20)
    keys: list[str] = []
    priya.client.on(
        "request",
        lambda sent: "/measures/" in sent.url and keys.append(sent.post_data_json["key"]),
    )
    pane.get_by_role("button", name="Save score").click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    expect(pane.get_by_role("alert")).to_have_count(0)
    pane.get_by_text(QUEUED).scroll_into_view_if_needed()
    shot(priya.client, f"queued-score-{width}-{theme}")
    assert priya.violations() == []

    measure.click()  # closed, it says so in its line
    expect(measure.get_by_text("Queued")).to_be_visible()
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="Scorecard").click()
    expect(slider).to_have_value("80")
    slider.focus()
    expect(pane.get_by_label("Why? (comment)")).to_have_value("Met the new COO")
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    expect(pane.get_by_text("80 sent, waiting for Gainsight")).to_be_visible(timeout=LONG_MS)
    expect(measure).to_be_focused()
    assert len(keys) > 1
    assert len(set(keys)) == 1


def test_what_somebody_looks_for_comes_by_itself(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280)
    pane = attributes_of(priya)
    pane.get_by_role("button", name="Edit CSM").click()
    take_all(15)
    pane.get_by_label("CSM: Find a person").fill("jonas")
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    expect(pane.get_by_role("alert")).to_have_count(0)
    shot(priya.client, "queued-lookup-280-light")
    jonas = pane.get_by_role("button", name="Jonas Weber", exact=True)
    expect(jonas).to_be_visible(timeout=LONG_MS)
    expect(pane.get_by_text(QUEUED)).to_have_count(0)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_changing_and_deleting_an_activity_wait_for_their_turn(
    desk: Seat, shot: Shot, width: int, theme: str
) -> None:
    priya = desk(width=width, theme=theme)
    pane = read_an_activity(priya, MINE)
    pane.get_by_role("button", name="Edit", exact=True).click()
    pane.get_by_label("Subject").fill("Steering, as agreed")
    take_all(20, "timeline")
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    expect(pane.get_by_role("alert")).to_have_count(0)
    shot(priya.client, f"queued-activity-{width}-{theme}")
    assert priya.violations() == []
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="Timeline").click()
    expect(pane.get_by_label("Subject")).to_have_value("Steering, as agreed", timeout=LONG_MS)
    heading = pane.get_by_role("heading", name="Steering, as agreed")
    expect(heading).to_be_visible(timeout=LONG_MS)
    assert priya.northstar.find("activity_timeline", Subject="Steering, as agreed")

    take_all(12, "timeline")
    pane.get_by_role("button", name="Delete").click()
    pane.get_by_role("button", name="Yes").click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    pane.get_by_role("button", name="No", exact=True).click()
    expect(pane.get_by_text(QUEUED)).to_have_count(0)
    expect(heading).to_be_visible()


def test_linking_somebody_waits_through_other_tabs(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="People").click()
    priya.everybody_comes_again()
    link = pane.get_by_role("button", name="Link: Ken Oduya")
    expect(link).to_be_visible(timeout=LONG_MS)
    link.click()
    take_all(15)
    pane.get_by_role("button", name="Link 1 person").click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    shot(priya.client, "queued-link-280-light")
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="People").click()
    expect(pane.get_by_role("heading", name="Link to Northwind Robotics")).to_be_visible()
    expect(pane.get_by_text("Linked", exact=True)).to_be_visible(timeout=LONG_MS)


def test_what_a_wrap_up_sends_waits_for_its_turn(desk: Seat, shot: Shot) -> None:
    priya = desk(width=280, theme="dark")
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    edit_stage(priya)
    pane.get_by_role("button", name="Wrap up").click()
    pane.get_by_role("textbox", name="Notes").click()
    priya.client.keyboard.type("Line 3 starts on Monday.")
    pane.get_by_role("button", name="Send all").click()
    take_all(30)
    expect(pane.get_by_text(QUEUED)).to_be_visible(timeout=LONG_MS)
    shot(priya.client, "queued-wrapup-280-dark")
    assert priya.violations() == []
    expect(pane.get_by_text("Saved", exact=True)).to_be_visible(timeout=LONG_MS)
    assert held(priya, "Stage") == "Launched"


def test_an_admins_fields_and_changes_wait_for_their_turn(desk: Seat, shot: Shot) -> None:
    """The tenant's metadata is known by then as a rule: here it is not."""
    jonas = sit_down(desk, width=280)
    pane = jonas.pane
    jonas.client.route("**/admin/*/fields/*", busy, times=1)
    pane.get_by_role("listitem").filter(has_text="Attributes").get_by_role("button").first.click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    expect(pane.get_by_role("alert")).to_have_count(0)
    shot(jonas.client, "queued-admin-280-light")
    add = pane.get_by_role("button", name="Add a group")
    expect(add).to_be_visible()

    add.click()
    pane.get_by_label("Name of group 1").fill("Contract")
    pane.get_by_label("Add a field: Contract").select_option("RenewalDate")
    jonas.client.route("**/admin/*/layout", busy, times=1)
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    pane.get_by_label("Name of group 1").fill("Contracts")
    expect(pane.get_by_text("Not sent: you changed it before it was its turn.")).to_be_visible()
    expect(pane.get_by_label("Name of group 1")).to_have_value("Contracts")
    jonas.client.route("**/admin/*/layout", busy, times=1)
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    assert jonas.violations() == []
    expect(pane.get_by_text("Saved", exact=True)).to_be_visible()


def test_what_waits_goes_while_the_pane_is_hidden_and_is_refused_in_sight(desk: Seat) -> None:
    priya = desk(width=280)
    pane = attributes_of(priya)
    frame = next(f for f in priya.client.frames if f.url.endswith("/app"))
    priya.client.route("**/attributes", busy, times=1)
    priya.northstar.settings.refusals |= {"Users": "GSOBJ_1008"}
    pane.get_by_role("button", name="Edit Users").click()
    key_in("Users", "1305")(pane)
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    frame.evaluate(HIDE)
    pane.get_by_role("tab", name="Summary").click()
    with priya.client.expect_response("**/attributes") as sent:
        pass
    assert sent.value.status == HTTPStatus.UNPROCESSABLE_ENTITY
    pane.get_by_role("tab", name="Attributes").click()
    expect(pane.get_by_text("Gainsight does not take this value.")).to_be_visible()
    expect(pane.get_by_label("Users", exact=True)).to_have_value("1305")


def test_whoever_logs_out_sends_nothing_of_what_waits(desk: Seat) -> None:
    priya = desk(width=280)
    priya.client.clock.install()
    pane = attributes_of(priya)
    pane.get_by_role("button", name="Edit Users").click()
    key_in("Users", "1305")(pane)
    priya.client.route("**/attributes", busy)
    pane.get_by_role("button", name="Save", exact=True).click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    sent: list[str] = []
    priya.client.on("request", lambda request: sent.append(request.method))
    priya.menu("Log out")
    pane.get_by_role("dialog").get_by_role("button", name="Log out").click()
    expect(pane.get_by_text("You are logged out.").first).to_be_visible()
    spoken = pane.get_by_role("status").and_(pane.locator(".sr"))
    expect(spoken).to_have_text("You are logged out.")
    priya.client.clock.run_for(TWICE_MS)
    expect(pane.get_by_label("Username")).to_be_visible()
    assert "PATCH" not in sent


def test_a_comment_waits_with_its_text_and_the_brief_is_read_again(desk: Seat) -> None:
    priya = desk(width=280)
    pane = read_an_activity(priya, MINE)
    comments = re.compile(r"/comments$")
    keys: list[str] = []

    def later(route: Route) -> None:
        keys.append(route.request.post_data_json["key"])
        if len(keys) == 1:
            busy(route)
        else:
            route.continue_()

    priya.client.route(comments, later)
    box = pane.get_by_role("textbox", name="Your comment")
    box.click()
    priya.client.keyboard.type("Sample sent")
    pane.get_by_role("button", name="Comment", exact=True).click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    pane.get_by_role("tab", name="People").click()
    pane.get_by_role("tab", name="Timeline").click()
    expect(box).to_have_text("Sample sent")
    expect(pane.get_by_text("1 comment")).to_be_visible()
    expect(box).to_have_text("")
    assert len(keys) == 2
    assert len(set(keys)) == 1

    asked: list[Route] = []

    def whole_then_part(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            busy(route)
            return
        part = {"part": "activities", "code": "upstream_busy", "message": "", "retryable": True}
        known = {"since": None, "changes": [], "to_do": [], "to_do_more": 0}
        unknown = {"calls_to_action": None, "activities": None}
        data = {**known, **unknown, "failed": [{**part, "retry_in_s": 2}]}
        route.fulfill(json={"sections": {"brief": {"status": "ok", "data": data}}})

    priya.client.route("**/c360/**sections=brief", whole_then_part, times=2)
    priya.choose("fabri", "Fabrikam Partners")
    brief = pane.locator(".brief")
    expect(brief.get_by_text(QUEUED)).to_be_visible()
    expect(brief.get_by_role("button", name="Try again")).to_have_count(0)
    expect(brief.get_by_text("Activities could not be read.")).to_contain_text(QUEUED)
    expect(brief.get_by_role("button", name="Try again")).to_have_count(0)
    expect(brief.get_by_text(QUEUED)).to_have_count(0)
    expect(brief.get_by_text("Last activities")).to_be_visible()


def test_what_is_cancelled_before_its_answer_is_not_sent_again(desk: Seat) -> None:
    priya = desk(width=280)
    pane = read_an_activity(priya, MINE)
    asked: list[Route] = []
    priya.client.route(ACTIVITY, lambda route: kept_back(route, asked, "PUT", "DELETE"))
    pane.get_by_role("button", name="Delete").click()
    pane.get_by_role("button", name="Yes").click()
    pane.get_by_role("button", name="No", exact=True).click()
    expect(pane.get_by_role("button", name="Delete")).to_have_attribute("aria-busy", "true")
    busy(asked.pop())
    expect(pane.get_by_role("button", name="Delete")).not_to_have_attribute("aria-busy", "true")
    expect(pane.get_by_text(QUEUED)).to_have_count(0)

    pane.get_by_role("button", name="Edit", exact=True).click()
    pane.get_by_label("Subject").fill("Not so")
    pane.get_by_role("button", name="Save").click()
    pane.get_by_role("button", name="Cancel", exact=True).click()
    with priya.client.expect_response(ACTIVITY):
        busy(asked.pop())
    pane.get_by_role("button", name="Edit", exact=True).click()
    expect(pane.get_by_label("Subject")).to_have_value(MINE)
    expect(pane.get_by_role("button", name="Save")).not_to_have_attribute("aria-busy", "true")
    assert asked == []


def test_an_activity_saved_while_it_is_read_again_is_shown_as_saved(desk: Seat) -> None:
    priya = desk(width=280)
    pane = read_an_activity(priya, MINE)
    refused: list[Route] = []
    unread: list[Route] = []

    def later(route: Route) -> None:
        if not refused:
            kept_back(route, refused, "PUT")
        elif not unread:
            kept_back(route, unread, "GET")
        else:
            route.continue_()

    priya.client.route(ACTIVITY, later)
    pane.get_by_role("button", name="Edit", exact=True).click()
    pane.get_by_label("Subject").fill("Steering, as agreed")
    with priya.client.expect_request(lambda sent: sent.method == "PUT"):
        pane.get_by_role("button", name="Save").click()
    busy(refused[0])
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    pane.get_by_role("tab", name="Summary").click()
    with priya.client.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        pane.get_by_role("tab", name="Timeline").click()
    assert unread
    expect(pane.get_by_role("heading", name="Steering, as agreed")).to_be_visible()
    expect(pane.get_by_label("Subject")).to_have_count(0)


def test_a_comment_whose_answer_was_lost_unseen_is_the_same_press_again(desk: Seat) -> None:
    priya = desk(width=280)
    pane = read_an_activity(priya, MINE)
    comments = re.compile(r"/comments$")
    keys: list[str] = []

    def lost(route: Route) -> None:
        keys.append(route.request.post_data_json["key"])
        if len(keys) == 1:
            busy(route)
        elif len(keys) == 2:
            route.abort()
        else:
            route.continue_()

    priya.client.route(comments, lost)
    box = pane.get_by_role("textbox", name="Your comment")
    box.click()
    priya.client.keyboard.type("Sample sent")
    send = pane.get_by_role("button", name="Comment", exact=True)
    send.click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    with priya.client.expect_event("requestfailed"):
        pane.get_by_role("tab", name="People").click()
    pane.get_by_role("tab", name="Timeline").click()
    expect(pane.get_by_role("alert")).to_be_visible()
    expect(box).to_have_text("Sample sent")
    send.click()
    expect(pane.get_by_text("1 comment")).to_be_visible()
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_score_that_is_sent_leaves_the_focus_where_somebody_writes(desk: Seat) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="Scorecard").click()
    pane.get_by_role("button", name="Executive relationship").click()
    pane.get_by_role("slider", name="Executive relationship").fill("80")
    priya.client.route("**/measures/*", busy, times=1)
    pane.get_by_role("button", name="Save score").click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    pane.get_by_role("button", name="CSM pulse").click()
    other = pane.get_by_label("Why? (comment)").last
    other.click()
    priya.client.keyboard.type("Asked")
    expect(pane.get_by_text("80 sent, waiting for Gainsight")).to_be_visible()
    expect(other).to_be_focused()
    expect(other).to_have_value("Asked")


def test_who_was_refused_while_nobody_looked_is_told_of_later(desk: Seat) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="People").click()
    priya.everybody_comes_again()
    pane.get_by_role("button", name="Link: Ken Oduya").click(timeout=LONG_MS)
    adding = re.compile(r"/people$")

    def refuse(route: Route) -> None:
        (one,) = route.request.post_data_json["people"]
        error = {"code": "field_refused", "message": "No such role.", "fields": {}}
        result = {"participant_id": one["participant_id"], "name": "Ken Oduya", "error": error}
        route.fulfill(json={"results": [{**result, "status": "refused"}]})

    priya.client.route(adding, refuse)
    priya.client.route(adding, busy, times=1)
    pane.get_by_label("Title").fill("Plant manager")
    pane.get_by_role("button", name="Link 1 person").click()
    expect(pane.get_by_text(QUEUED)).to_be_visible()
    with priya.client.expect_response(lambda answer: answer.url.endswith("/people") and answer.ok):
        pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="People").click()
    expect(pane.get_by_role("alert").filter(has_text="No such role.")).to_be_visible()
    expect(pane.get_by_label("Title")).to_have_value("Plant manager")
    pane.get_by_role("button", name="Done").click()
    pane.get_by_role("tab", name="Summary").click()
    pane.get_by_role("tab", name="People").click()
    expect(pane.get_by_role("button", name="Link: Ken Oduya")).to_be_visible()


def test_what_comes_to_wait_elsewhere_does_not_scroll_whoever_reads(desk: Seat) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    priya.client.set_viewport_size({"width": 280, "height": 420})
    asked: list[Route] = []
    priya.client.route("**/timeline/*/types", lambda route: kept_back(route, asked, "GET"))
    pane.get_by_role("tab", name="Timeline").click()
    expect(pane.locator(".entries li").nth(3)).to_be_visible()
    panel = pane.get_by_role("tabpanel")
    read = panel.evaluate("at => (at.scrollTop = 200)")
    busy(asked.pop())
    expect(pane.get_by_text(QUEUED)).to_be_attached()
    assert panel.evaluate("at => at.scrollTop") >= read


def test_of_two_that_wait_the_later_one_is_told_of_once_the_first_has_gone(desk: Seat) -> None:
    priya = desk(width=280)
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    pane = priya.pane
    pane.get_by_role("tab", name="People").click()
    priya.everybody_comes_again()
    expect(pane.get_by_role("button", name="Link: Ken Oduya")).to_be_visible(timeout=LONG_MS)
    edit_stage(priya)
    pane.get_by_role("button", name="Wrap up").click()
    priya.client.route(re.compile(r"/people$"), busy, times=1)
    priya.client.route("**/attributes", lambda route: busy(route, seconds=60))
    pane.get_by_role("button", name="Send all").click()
    expect(pane.get_by_text(QUEUED)).to_be_visible(timeout=LONG_MS)
    expect(pane.get_by_text("Linked", exact=True)).to_be_visible(timeout=LONG_MS)
    pane.get_by_role("button", name="Cancel: do not send it").click()
    expect(pane.get_by_text(QUEUED)).to_have_count(0)
    expect(pane.get_by_role("button", name="Done")).to_be_visible()
    assert held(priya, "Stage") != "Launched"
