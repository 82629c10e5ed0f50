"""People at the Zoom client, found by what they see: roles, labels and texts."""

import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, Frame, FrameLocator, Locator, Page, expect
from sandbox.gainsight import GainsightTenant
from sandbox.running import Sandbox
from tests.story import Machine, Pane

from gainsight_zoom.agendas import QUARTER_S, QUIET_S

PATIENCE_MS = 15_000
SOON_S = 600
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HEIGHT = 760
WIDTHS = (240, 280, 320, 480, 800)
MOST_TABS = 80
OTHER: dict[str, Literal["dark", "light"]] = {"light": "dark", "dark": "light"}
PRIYA = "priya@northstar.example"
expect.set_options(timeout=PATIENCE_MS)

CONTRAST = "{iframes: false, runOnly: ['color-contrast']}"
TOO_WIDE = """() => new Promise(requestAnimationFrame).then(() =>
  [document.scrollingElement, ...document.querySelectorAll("body :not(.scroll-x)")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
    .filter((one) => one === document.scrollingElement
      || ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
    .map((one) => one.cloneNode(false).outerHTML))"""
OPENED = """async ([before, patience]) => {
  const signal = AbortSignal.timeout(patience);
  for (;;) {
    const { opened } = await (await fetch("/api/opened", { signal })).json();
    if (opened.length > before) return opened.at(-1).url;
    await new Promise(requestAnimationFrame);
  }
}"""
SEEN = """(at) => {
  const [box] = at.getClientRects();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const covered = !at.matches("[type=radio]") && !at.contains(top);
  const ring = at.matches("h1, h2") || [at, at.nextElementSibling, at.closest(".picker, .editor")]
    .some((one) => one && getComputedStyle(one).outlineStyle !== "none");
  return ring && !covered;
}"""
UNSEEN = f"""(wanted) => {{
  const at = document.activeElement;
  if (!document.hasFocus() || at === document.body || at.tagName === "IFRAME") return [false, ""];
  return [at === wanted, ({SEEN})(at) ? "" : at.cloneNode(false).outerHTML];
}}"""
UNSEEN_STOPS = f"""() => {{
  const began = document.activeElement;
  if (began.closest("[role=menu]")) return [];  // it goes once it has not the focus
  const stops = [...document.querySelectorAll("*")].filter((one) => one.tabIndex >= 0);
  const unseen = stops.filter((one) => {{
    one.focus();
    return document.activeElement === one && !({SEEN})(one);
  }});
  began.focus();
  return unseen.map((one) => one.cloneNode(false).outerHTML);
}}"""


class Desk:
    """One person's machine: the Zoom client, and a system browser that shares nothing with it.

    Parameters
    ----------
    width : int
        Width of the pane in CSS pixels; the client's own window is left out (``chrome=0``).
    """

    def __init__(
        self,
        chromium: Browser,
        sandbox: Sandbox,
        *,
        user: str = "priya",
        role: str = "host",
        guest: str = "0",
        theme: str = "light",
        width: int = 320,
        chrome: int = 0,
    ) -> None:
        self.sandbox = sandbox
        self.problems: list[str] = []
        self._contexts = [
            chromium.new_context(
                viewport={"width": width if chrome == 0 else 1180, "height": HEIGHT},
                color_scheme="dark" if theme == "dark" else "light",
                locale="en-US",
                timezone_id="Europe/Berlin",
            )
            for _ in range(2)
        ]
        for context in self._contexts:
            context.set_default_timeout(PATIENCE_MS)
        self._user = user
        self._query = {
            "user": user,
            "role": role,
            "guest": guest,
            "theme": theme,
            "width": width,
            "chrome": chrome,
            "open": 0,
        }

    @cached_property
    def client(self) -> Page:
        """The Zoom client, with the pane in it, opened when first looked at."""
        page = self._page(0)
        page.goto(f"{self.sandbox.settings.origin('app.zoom.us')}/?{urlencode(self._query)}")
        return page

    def view(self, invitation: str) -> None:
        """Choose View in Zoom's message: the app opens through this invitation."""
        self._query["invitation"] = invitation
        self.client.goto(f"{self.sandbox.settings.origin('app.zoom.us')}/?{urlencode(self._query)}")

    @property
    def northstar(self) -> GainsightTenant:
        """The tenant most is tried against."""
        tenant = self.sandbox.world.parties["gainsight-northstar"]
        assert isinstance(tenant, GainsightTenant)
        return tenant

    @property
    def pane(self) -> FrameLocator:
        """The pane inside the client."""
        return self.client.frame_locator("iframe")

    def leave(self) -> None:
        """Close everything."""
        for context in self._contexts:
            context.close()

    def api(self, path: str) -> Any:
        """Ask the Zoom client stand-in something."""
        return self.client.evaluate("path => fetch(path).then(answer => answer.json())", path)

    def lab(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Change something at the Zoom client stand-in: who is in the meeting, who may do what."""
        return self.client.evaluate(
            "([method, path, body]) => fetch(path, {method, body: JSON.stringify(body),"
            " headers: {'Content-Type': 'application/json'}}).then(answer => answer.json())",
            [method, path, body],
        )

    def everybody_comes_again(self) -> None:
        """Let all attendees leave and come back: Zoom tells of them once the host has the app."""
        for one in self.api("/api/state")["meeting"]["participants"]:
            if not one["internal"]:
                self.lab("DELETE", f"/api/participants/{one['uuid']}")
                self.lab("POST", "/api/participants", {"name": one["name"]})

    def consent(self) -> None:
        """Say yes to Zoom."""
        self.pane.get_by_role("button", name="Continue in Zoom").click()
        self.client.get_by_role("button", name="Allow").click()

    def ask_to_sign_in(self, username: str = PRIYA) -> str:
        """Press Next and return the address that the pane had the client open."""
        expect(self.pane.get_by_label("Username")).to_have_value(username)
        self.pane.get_by_role("button", name="Next").click()
        return self.opened()

    def opened(self, before: int = 0) -> str:
        """Return the address that the pane has the client open next, after so many others."""
        expect(self.pane.get_by_text("Waiting for you to sign in")).to_be_visible()
        return str(self.client.evaluate(OPENED, [before, PATIENCE_MS]))

    def system_browser(self) -> Page:
        """Open a tab outside Zoom."""
        return self._page(1)

    def log_in(self, tab: Page, url: str, *, username: str = PRIYA) -> None:
        """Go through our page and the tenant's login."""
        tab.goto(url)
        tab.get_by_role("button", name="Continue to Gainsight").click()
        tab.get_by_label("Username").fill(username)
        tab.get_by_label("Password").fill("gainsight")
        tab.get_by_role("button", name="Log in").click()

    def sign_in(self, username: str = PRIYA) -> None:
        """Sign in over HTTP, as somebody who did so before the pane is opened (anew)."""
        person = Pane(Machine(self.sandbox.settings.port), self._user).open()
        person.authorize_zoom()
        person.sign_in(username)
        if "client" in vars(self):
            self.client.reload()
        expect(self.pane.get_by_role("combobox")).to_be_visible()

    def sign_in_by_hand(self, username: str = PRIYA) -> None:
        """Do everything up to "Welcome to Gainsight" in the pane."""
        self.consent()
        tab = self.system_browser()
        self.log_in(tab, self.ask_to_sign_in(username), username=username)
        expect(tab.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()
        expect(self.pane.get_by_role("heading", name="Welcome to Gainsight")).to_be_visible()

    def choose(self, text: str, name: str) -> None:
        """Search for a customer and pick it."""
        self.search(text)
        self.pane.get_by_role("option", name=name).first.click()
        expect(self.pane.get_by_text("As of")).to_be_visible()

    def begin_note(self) -> FrameLocator:
        """Sign in, choose Northwind and open a new note about it; returns the pane."""
        self.sign_in()
        self.choose("northw", "Northwind Robotics")
        self.pane.get_by_role("button", name="Note about Northwind").click()
        return self.pane

    def sees_it_saved(self) -> None:
        """Wait until all that was written of the note is saved."""
        expect(self.pane.get_by_text(re.compile(r"^Saved "))).to_be_visible()

    def search(self, text: str) -> None:
        """Type into the search field, opening it first where it is closed."""
        field = self.pane.get_by_role("combobox")
        if field.count() == 0:
            self.pane.get_by_role("button", name="Choose your customer").or_(
                self.pane.get_by_role("button", name="Change customer")
            ).first.click()
        field.fill(text)

    def reach(self, wanted: Locator) -> None:
        """Go to something by the Tab key; wherever the focus rests on the way, it is seen."""
        expect(wanted).to_be_visible()
        for _ in range(MOST_TABS):
            there, unseen = wanted.evaluate(UNSEEN)
            self.problems += [f"focus not seen: {unseen}"] if unseen else []
            if there:
                return
            wanted.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    def press(self, wanted: Locator) -> None:
        """Press a button by keys alone."""
        self.reach(wanted)
        wanted.page.keyboard.press("Enter")

    def violations(self) -> list[str]:
        """Say what is wrong with the view: what axe finds in both themes, and what is too wide.

        It is looked at as it is, in the other theme without motion, and at all widths; 240 px are
        a pane of 480 at 200 %. Wherever Tab can lead, the focus has to be seen, and so it has
        where the system chooses the colours, which adds borders.
        """
        page, frame = self.client, next(f for f in self.client.frames if f.url.endswith("/app"))
        found = self._violations(frame)
        other = OTHER[str(self._query["theme"])]
        page.emulate_media(color_scheme=other, reduced_motion="reduce")
        found += [f"{other}: {one}" for one in self._violations(frame, CONTRAST)]
        page.emulate_media(color_scheme=OTHER[other], reduced_motion="no-preference")
        if self._query["chrome"] == 0 and (size := page.viewport_size):
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": size["height"]})
                found += [f"wider than {width} px: {one}" for one in frame.evaluate(TOO_WIDE)]
            page.set_viewport_size(size)
        frame.evaluate("window.focus()")  # a key pressed elsewhere shows no ring in here
        page.keyboard.press("Pause")
        found += [f"focus not seen: {one}" for one in frame.evaluate(UNSEEN_STOPS)]
        page.emulate_media(forced_colors="active")
        assert frame.evaluate("matchMedia('(forced-colors: active)').matches")
        for wrong in (TOO_WIDE, UNSEEN_STOPS):
            found += [f"in forced colours: {one}" for one in frame.evaluate(wrong)]
        page.emulate_media(forced_colors="none")
        return found

    def client_violations(self) -> list[str]:
        """Let axe look at the client around the pane."""
        return self._violations(self.client.main_frame)

    def page_violations(self, tab: Page) -> list[str]:
        """Let axe look at one of our pages in the system browser."""
        return self._violations(tab.main_frame)

    def _violations(self, frame: Frame, options: str = "{iframes: false}") -> list[str]:
        known = len(self.problems)  # what axe tries out of style is no problem of ours
        if not frame.evaluate("'axe' in window"):
            frame.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = frame.evaluate(
            f"axe.run({options})"
            ".then(r => r.violations.map(v => `${v.id}: ${v.nodes[0].html}`))"
        )
        frame.page.evaluate("0")
        del self.problems[known:]
        return found

    def menu(self, entry: str) -> None:
        """Choose from the three dots."""
        self.pane.get_by_role("button", name="Menu").last.click()  # where two, one is covered
        self.pane.get_by_role("menuitem", name=entry).or_(
            self.pane.get_by_role("menuitemcheckbox", name=entry)
        ).click()

    def _page(self, context: int) -> Page:
        page = self._contexts[context].new_page()
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on(
            "console",
            lambda message: (
                self.problems.append(f"console: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page


def type_address(desk: Desk, name: str, email: str) -> None:
    """Say whose address it is, on the People tab."""
    pane = desk.pane
    pane.get_by_role("button", name=f"Identify: {name}").click()
    pane.get_by_role("textbox", name="Type their e-mail address").fill(email)
    pane.get_by_role("button", name="Look up").click()
    expect(pane.get_by_role("button", name=f"Add: {name}")).to_be_visible()
    pane.get_by_role("button", name=name, exact=False).and_(pane.locator("[aria-expanded]")).click()


def edit_stage(desk: Desk) -> None:
    """Change an attribute and go away without saving it."""
    desk.pane.get_by_role("tab", name="Attributes").click()
    desk.pane.get_by_role("button", name="Edit Stage").click()
    desk.pane.get_by_role("combobox", name="Stage").select_option(label="Launched")


def fill_in_the_card(desk: Desk) -> None:
    """Fill in the card: a note to two customers, with something to do."""
    pane = desk.pane
    pane.get_by_role("textbox", name="Notes").click()
    desk.client.keyboard.type("Line 3 starts on Monday.")
    pane.get_by_role("button", name="Another customer").click()
    pane.get_by_role("searchbox", name="Find another customer").fill("fabri")
    pane.get_by_role("button", name="Fabrikam Partners").first.click()
    pane.get_by_role("button", name="Add an action item").click()
    pane.get_by_role("textbox", name="What is to be done").fill("Send the rota")
    expect(pane.get_by_text("1 open item goes into your next note")).to_be_visible()


def is_made_ready(desk: Desk, let_pass: Callable[[float], None], *, after_s: float = 0) -> float:
    """Plan a call, so long from now at least, and let it be made ready in a quiet minute.

    Returns how many seconds are left until it begins.
    """
    meeting = desk.sandbox.zoom.meeting
    passing = after_s + QUARTER_S - (meeting.now() + after_s) % QUARTER_S + QUIET_S[0]
    meeting.next_at = meeting.now() + passing + SOON_S
    let_pass(passing)
    desk.sandbox.pump.run_schedule("CallPreparer")
    assert meeting.opens_app
    return SOON_S
