"""Known payloads through everything that shows what others wrote: nothing of them runs or loads."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Frame, Request, expect
from tests.browser.story import Desk
from tests.payloads import PAYLOADS
from tests.story import Machine, Pane

from gainsight_zoom.richtext import sanitise

GROUPS = 4
CUSTOMER = "Northwind Robotics"
SHOWN = """() => {
  const allowed = {A: ["href", "rel"]};
  for (const tag of "P BR UL OL LI STRONG B EM I U HR BLOCKQUOTE DIV".split(" ")) allowed[tag] = [];
  const odd = [];
  for (const one of document.querySelectorAll(".rich *")) {
    const known = allowed[one.tagName];
    if (!known) odd.push(one.tagName);
    for (const {name} of one.attributes)
      if (!known?.includes(name)) odd.push(`${one.tagName} ${name}`);
    if (one.hasAttribute("href") && !["https:", "mailto:"].includes(one.protocol))
      odd.push(one.href);
  }
  return odd;
}"""
RENDER = """async (texts) => {
  const app = document.querySelector("script[type=module]").src;
  const assets = app.replace(/[^/]*$/, "");
  const { html, render } = await import(assets + "vendor-htm-preact-3.1.1.js");
  const { RichText, fill } = await import(assets + "richtext.js");
  const room = document.body.appendChild(document.createElement("div"));
  for (const text of texts) {
    render(html`<${RichText} html=${text} />`, room.appendChild(document.createElement("div")));
    const box = room.appendChild(document.createElement("div"));
    box.className = "rich";
    box.contentEditable = "true";
    fill(box, text);
    box.focus();
  }
  for (const one of room.querySelectorAll("*")) {
    for (const name of ["click", "mouseover", "focus", "pointerover", "animationstart"])
      if (one.tagName !== "A") one.dispatchEvent(new Event(name, {bubbles: true}));
  }
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
PASTE = """([kind, html, plain]) => {
  const box = document.querySelector(".editor-text");
  box.focus();
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", plain);
  const event = kind === "paste"
    ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
  return box.dispatchEvent(event);
}"""

COPY = """(text) => navigator.clipboard.write([new ClipboardItem({
  "text/html": new Blob([text], {type: "text/html"}),
  "text/plain": new Blob([text], {type: "text/plain"})})])"""


class Alarm:
    """Goes off when anything of a payload comes to life in somebody's Zoom client."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.raised: list[str] = []
        desk.client.on("dialog", self._dialog)
        desk.client.context.on("request", self._request)
        desk.client.context.on("page", lambda page: self.raised.append(f"window: {page.url}"))

    @property
    def frame(self) -> Frame:
        """The pane's document."""
        return next(f for f in self.desk.client.frames if urlsplit(f.url).path == "/app")

    def went_off(self) -> list[str]:
        """Say what came to life so far; a broken CSP means that something got as far as that."""
        flags = [f.url for f in self.desk.client.frames if f.evaluate("'pwned' in window")]
        return [*self.raised, *flags, *self.desk.problems]

    def shows_only_what_is_allowed(self) -> None:
        """Hold what is shown as rich text to the list of tags and attributes."""
        assert self.frame.evaluate(SHOWN) == []
        assert self.went_off() == []

    def _dialog(self, dialog: Dialog) -> None:
        self.raised.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        ours = parts.scheme in ("data", "blob") or str(parts.hostname).endswith("localhost")
        if not ours or "canary" in request.url:
            self.raised.append(f"request: {request.url}")


@pytest.fixture
def alarm(desk: Callable[..., Desk]) -> Iterator[Alarm]:
    """Seat Priya, signed in, at Northwind's Timeline."""
    priya = desk(width=480)
    found = Alarm(priya)
    priya.northstar.settings.limits.clear()
    priya.sign_in()
    yield found
    assert found.went_off() == []


def _groups() -> list[str]:
    """Put payloads together in groups, each of many kinds."""
    texts = list(PAYLOADS.values())
    return ["<hr>".join(texts[n::GROUPS]) for n in range(GROUPS)]


def _api(desk: Desk) -> Pane:
    """Call our API as Priya, from elsewhere."""
    return Pane(Machine(desk.sandbox.settings.port), "priya").open()


def _done(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def _subject(request: Request) -> str | None:
    """What a draft is saved under, where the request saves one."""
    if "/timeline/drafts/" not in request.url or request.method != "PUT":
        return None
    subject = request.post_data_json.get("subject")
    return None if subject is None else str(subject)


def _begin(api: Pane, desk: Desk, key: str, text: str) -> Any:
    gsid = desk.northstar.find("company", Name=CUSTOMER)["Gsid"]
    customer = {"tenant": "northstar", "kind": "company", "id": gsid, "name": CUSTOMER}
    note = {"subject": text[:255], "notes_html": text, "agenda": [text[:500]]}
    return _done(api.call("POST", "/timeline/drafts", json={"key": key, **customer, **note}))


def _open_timeline(desk: Desk) -> None:
    desk.choose("northw", CUSTOMER)
    desk.pane.get_by_role("tab", name="Timeline").click()
    expect(desk.pane.get_by_role("button", name="New activity")).to_be_visible()


def _copy(desk: Desk, text: str) -> None:
    """Copy HTML in another window; copying parses it there, which is not what is tested."""
    browser = desk.client.context.browser
    assert browser is not None
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as elsewhere:
        page = elsewhere.new_page()
        page.goto(desk.sandbox.settings.origin("control"))
        page.evaluate(COPY, text)


@pytest.mark.parametrize("number", range(GROUPS))
def test_what_stands_in_gainsight_is_shown_and_nothing_runs(alarm: Alarm, number: int) -> None:
    desk, text = alarm.desk, _groups()[number]
    records = desk.northstar.records
    activity = records.find("activity_timeline", Subject="Quarterly business review")
    activity |= {"Subject": f"Payloads {text[:200]}", "Notes": text, "Comments": text}
    records.put("activity_timeline", activity)
    company = records.find("company", Name=CUSTOMER)
    company |= {"Name": f"{CUSTOMER} {PAYLOADS['svg onload']}", "Summary": text}
    records.put("company", company)
    desk.search("northw")
    desk.pane.get_by_role("option", name=CUSTOMER).first.click()
    expect(desk.pane.get_by_text("As of")).to_be_visible()
    alarm.shows_only_what_is_allowed()
    desk.pane.get_by_role("tab", name="Timeline").click()
    desk.pane.get_by_role("button", name="Payloads ").click()
    expect(desk.pane.get_by_role("heading", name="Payloads ")).to_be_visible()
    alarm.shows_only_what_is_allowed()


def test_what_is_written_comes_back_harmless(alarm: Alarm) -> None:
    desk = alarm.desk
    api = _api(desk)
    for number, text in enumerate(_groups()):
        _begin(api, desk, f"group {number}", text)
    _open_timeline(desk)
    expect(desk.pane.get_by_role("button", name="Continue").first).to_be_visible()
    alarm.frame.evaluate(RENDER, [sanitise(text) for text in PAYLOADS.values()])
    alarm.shows_only_what_is_allowed()
    desk.pane.get_by_role("button", name="Continue").first.click()
    expect(desk.pane.get_by_role("textbox", name="Notes")).to_be_visible()
    alarm.shows_only_what_is_allowed()


def test_what_is_pasted_or_dropped_becomes_text(alarm: Alarm) -> None:
    desk = alarm.desk
    _open_timeline(desk)
    desk.pane.get_by_role("button", name="Note about Northwind").click()
    notes = desk.pane.get_by_role("textbox", name="Notes")
    expect(notes).to_be_visible()
    for text in PAYLOADS.values():
        assert not alarm.frame.evaluate(PASTE, ["paste", text, text]), "the browser pasted itself"
        assert not alarm.frame.evaluate(PASTE, ["drop", text, text]), "the browser dropped itself"
    alarm.shows_only_what_is_allowed()
    for text in _groups():
        _copy(desk, text)
        desk.client.bring_to_front()
        notes.click()
        desk.client.keyboard.press("Control+V")
    alarm.shows_only_what_is_allowed()
    last = PAYLOADS["attribute breakout"]
    with desk.client.expect_response(lambda answer: _subject(answer.request) == last):
        desk.pane.get_by_label("Subject").fill(last)
    (draft,) = _done(_api(desk).call("GET", "/timeline/drafts"))["drafts"]
    assert "&lt;script" in draft["notes_html"], "what was pasted is kept, as text"


def test_comments_come_back_harmless(alarm: Alarm) -> None:
    desk = alarm.desk
    activity = desk.northstar.find("activity_timeline", Subject="Quarterly business review")
    path = f"/timeline/northstar/company/{activity['GsCompanyId']}/activities/{activity['Gsid']}"
    api = _api(desk)
    texts = [f"said: {text}" for text in _groups()]
    for number, text in enumerate(texts):
        body = {"html": text, "key": f"c{number}"}
        _done(api.call("POST", f"{path}/comments", json=body))
    _open_timeline(desk)
    desk.pane.get_by_role("button", name="Quarterly business review").first.click()
    expect(desk.pane.get_by_text(f"{len(texts)} comments")).to_be_visible()
    alarm.shows_only_what_is_allowed()
    desk.pane.get_by_role("textbox", name="Your comment").click()
    for text in PAYLOADS.values():
        assert not alarm.frame.evaluate(PASTE, ["paste", text, text])
    alarm.shows_only_what_is_allowed()


def test_the_alarm_goes_off(desk: Callable[..., Desk]) -> None:
    """Payloads that get past the server are noticed, so that silence means something."""
    priya = desk()
    alarm = Alarm(priya)
    priya.consent()
    raw = [PAYLOADS[name] for name in ("img onerror", "tracking pixel", "style attribute")]
    alarm.frame.evaluate(RENDER, raw)
    assert "STYLE" not in (odd := alarm.frame.evaluate(SHOWN))
    assert {"IMG", "P style"} <= set(odd)
    noticed = json.dumps(alarm.went_off())
    assert "canary" in noticed
    assert "Content Security Policy" in noticed
    priya.problems.clear()
