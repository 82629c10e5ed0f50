"""``make bench-drawing``: a thousand people on the People tab, drawn by Chromium.

Not in CI: it is timed. What is told is processor time of the page's main thread, as a ratio to
plain DOM rows of the same text and classes that are made in the same page.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright
from sandbox.running import Sandbox, Settings
from tests.browser.story import Desk

from bench.report import write
from bench.rows import Row, Section

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Frame, Route

ATTENDEES, KNOWN, TURNS, REPEATS = 1_000, 600, 6, 5
WIDTH = 280
RATIO = 2.0
"""To plain rows, which are all laid out and painted; the pane's are where they are in sight."""
ABOUT = "Processor time of Chromium's main thread, without a GPU; only ratios carry over."
FLOOR = """people => new Promise(done => setTimeout(() => {
  const make = (tag, className, text = "") =>
    Object.assign(document.createElement(tag), {className, textContent: text});
  const panel = document.querySelector("#panel");
  const list = make("ul", "persons");
  for (const {name} of people) {
    const [row, line] = [make("li", "person here"), make("div", "row")];
    const [main, words] = [make("button", "person-main"), make("span", "grow")];
    words.append(make("b", "ell", name), make("span", "muted small ell", "Address unknown"));
    main.append(make("span", "avatar dim", name.slice(0, 2)), words);
    line.append(main, make("button", "btn quiet", "Identify"));
    row.append(line);
    row.style.contentVisibility = "visible";
    list.append(row);
  }
  panel.append(list);
  requestAnimationFrame(() => setTimeout(() => { list.remove(); done(); }));
}))"""
REFRESH = """last => new Promise(done => {
  const said = () => [...document.querySelectorAll(".person:last-child b")].map(b => b.textContent);
  const look = () => said().includes(last) ? setTimeout(done, 30) : requestAnimationFrame(look);
  document.querySelector("footer button:last-child").click();
  look();
})"""


@dataclass
class Stage:
    """A sync that answers what it is told to."""

    answer: dict[str, Any]

    def play(self, route: Route) -> None:
        """Answer."""
        route.fulfill(json=self.answer)


class Pane:
    """The pane's own frame, and what it spends."""

    def __init__(self, frame: Frame, session: CDPSession, stage: Stage) -> None:
        self._frame, self._session, self._stage = frame, session, stage
        self._turn = 0
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def floor(self) -> float:
        """Make plain rows; return milliseconds."""
        return self._spent(FLOOR, _people(0))

    def show(self, people: list[dict[str, Any]], *, complete: bool = True) -> float:
        """Let a sync tell of these people and wait until they are drawn; return milliseconds."""
        self._turn += 1
        last = {**_person(ATTENDEES, known=False), "name": f"Turn {self._turn}"}
        self._stage.answer |= {"people": [*people, last], "complete": complete, "suggested": []}
        return self._spent(REFRESH, last["name"])

    def _spent(self, script: str, argument: Any) -> float:
        before = self._read()
        self._frame.evaluate(script, argument)
        return self._read() - before

    def _read(self) -> float:
        told = self._session.send("Performance.getMetrics")["metrics"]
        found = {one["name"]: float(one["value"]) * 1000 for one in told}
        return found["TaskDuration"] - found["DevToolsCommandDuration"]


def main() -> int:
    """Measure and write; return the exit status."""
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is missing: apt-get install chromium", file=sys.stderr)
        return 1
    with Path(os.devnull).open("w") as log, sync_playwright() as playwright:
        settings = Settings(port=_free_port(), aws_port=_free_port(), log=log)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        with Sandbox(settings) as sandbox:
            section = _section(_opened(Desk(browser, sandbox, width=WIDTH)))
        browser.close()
    print(section.markdown())
    print(f"Written: {write('make bench-drawing', [section], about=ABOUT)}")
    return 0 if all(row.holds for row in section.rows) else 1


def _opened(priya: Desk) -> Pane:
    """Open the People tab, and from then on answer in the place of the function."""
    priya.sign_in()
    priya.choose("northw", "Northwind Robotics")
    with priya.client.expect_response("**/participants/sync") as first:
        priya.pane.get_by_role("tab", name="People").click()
    stage = Stage(first.value.json())
    priya.client.route("**/participants/sync", stage.play)
    frame = next(one for one in priya.client.frames if one.url.endswith("/app"))
    return Pane(frame, priya.client.context.new_cdp_session(frame), stage)


def _section(pane: Pane) -> Section:
    floors, draws, updates, again = [], [], [], []
    for _ in range(REPEATS):
        pane.show([])
        floors.append(pane.floor())
        draws.append(pane.show(_people(0), complete=False))
        for turn in range(1, TURNS + 1):
            people = _people(turn * KNOWN // TURNS)
            updates.append(pane.show(people, complete=turn == TURNS))
        again.append(pane.show(_people(KNOWN)))
    floor = median(floors)
    timed = {"first drawn": draws, f"{KNOWN // TURNS} become known": updates, "no news": again}
    rows = [Row("plain DOM rows", floor, unit=" ms")]
    for what, spent in timed.items():
        rows.append(Row(f"{what}, to plain rows", median(spent) / floor, RATIO))
        rows.append(Row(what, median(spent), unit=" ms"))
    return Section(
        f"{ATTENDEES:,} people on the People tab",
        f"{WIDTH} px wide; {KNOWN} of them become known in {TURNS} turns. Median of {REPEATS} "
        "runs.",
        tuple(rows),
        machine_independent=False,
    )


def _people(known: int) -> list[dict[str, Any]]:
    """A thousand people of whom the first so many are known."""
    return [_person(number, known=number < known) for number in range(ATTENDEES)]


def _person(number: int, *, known: bool) -> dict[str, Any]:
    name, here = f"Person {number}", number % 3 == 0
    company = {"id": f"C{number % 40}", "name": f"Company {number % 40}", "title": "Head of Work"}
    found = {
        "tenant": "northstar",
        "person_id": f"P{number}",
        "name": name,
        "title": None,
        "companies": [{**company, "company_person_id": f"L{number}"}],
        "relationships": [],
        "at_customer": here,
    }
    group = ("customer" if here else "known") if known else "unknown"
    return {
        "id": f"{number:024x}",
        "participant_uuid": f"U{number}",
        "name": name,
        "role": "attendee",
        "me": False,
        "presence": "here",
        "joined_at": "2026-11-22T10:00:00Z",
        "left_at": None,
        "group": group,
        "email": f"person{number}@company.example" if known else None,
        "email_source": None,
        "how": "invite" if known else None,
        "confidence": "sure" if known else None,
        "people": [found] if known else [],
        "unknown_because": None if known else "no_email_external",
        "offers": [] if known else ["type_email", "match"],
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
