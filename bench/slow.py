"""``python -m bench.slow``: the pane on a slow network and a slow machine, in Chromium.

The pane opens, again and again with nothing kept, on the customer shown last; beside it a bare page
of as many bytes that shows one word. How long it takes until the Summary is there, and until a
press of a button is answered, over that floor.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright
from sandbox.listener import Listener
from sandbox.running import Sandbox, Settings
from tests.sandbox_process import free_ports
from tests.story import Machine, main_job
from tests.story import Pane as Person
from werkzeug.wrappers import Request, Response

from bench.report import write
from bench.rows import Row, Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

PAIRS = 5
CPU_TIMES = 4
NETWORK = {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""Latency in ms, bytes a second: what browsers' own tools call a slow phone network."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-site-isolation-trials",  # so that what slows the page slows the pane in it too
    "--disable-features=IsolateOrigins,site-per-process",
)
PATIENCE_MS = 60_000
WIDTH, HEIGHT = 320, 760
WATCH = """
(() => {
  const seen = {};
  window.measured = seen;
  const now = (what) => { seen[what] ??= performance.now(); };
  const shown = (what) => requestAnimationFrame(() => setTimeout(() => now(what)));
  const look = () => {
    const here = document.body;
    if (!here) return;
    if (!seen.summary && here.innerText.includes("As of")) shown("summary");
    const menu = document.querySelector("[aria-haspopup=menu]");
    if (seen.summary && !seen.pressed && menu) { seen.pressed = performance.now(); menu.click(); }
    if (seen.pressed && !seen.answered && document.querySelector("[role=menu]")) shown("answered");
  };
  const everything = { childList: true, subtree: true, characterData: true };
  new MutationObserver(look).observe(document, everything);
  setInterval(look, 50);
})();
"""
BYTES = """
() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.encodedBodySize, 0)
"""


@dataclass
class Opened:
    """What openings showed, in ms from the beginning of the document."""

    summary: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    response: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    transferred: int = 0


class Bare:
    """A page that shows a word once a script of so many bytes has come."""

    def __init__(self) -> None:
        self.size = 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer one request (WSGI)."""
        page = '<!doctype html><meta charset=utf-8><body><script src="/script.js"></script>'
        if Request(environ).path == "/script.js":
            filler = "//" + os.urandom(self.size // 2).hex()
            told = Response(f"document.body.append('As of')\n{filler}", mimetype="text/javascript")
        else:
            told = Response(page, mimetype="text/html")
        return told(environ, start_response)


def main() -> int:
    """Measure and write; return the exit status."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is missing: apt-get install chromium", file=sys.stderr)
        return 1
    port, aws_port, bare_port = free_ports(3)
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    with Sandbox(Settings(port=port, aws_port=aws_port)) as sandbox:
        main_job(Person(Machine(port)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            opened = _pairs(browser, sandbox.settings.origin("app.zoom.us"), bare_port)
            browser.close()
    section = _section(opened)
    print(section.markdown())
    print(f"Written: {write('make bench-pane', [section], about=ABOUT)}")
    return 0


ABOUT = "Milliseconds are this machine's; only ratios carry over."


def _pairs(browser: Browser, client: str, bare_port: int) -> Opened:
    opened, bare = Opened(), Bare()
    listener = Listener(bare, port=bare_port)
    query = {"user": "priya", "width": WIDTH, "chrome": 0, "theme": "light"}
    try:
        for _ in range(PAIRS + 1):  # the first warms up caches of the functions
            _open(browser, f"{client}/?{urlencode(query)}", lambda page: _pane(page, opened))
            bare.size = opened.transferred
            address = f"http://127.0.0.1:{bare_port}/"
            _open(browser, address, lambda page: _floor(page, opened))
    finally:
        listener.stop()
    for each in (opened.summary, opened.answered, opened.response, opened.floor):
        del each[0]
    return opened


def _open(browser: Browser, address: str, look: Callable[[Page], None]) -> None:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    context.add_init_script(WATCH)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **NETWORK})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES})
    page.goto(address, wait_until="commit")
    look(page)
    context.close()


def _pane(page: Page, opened: Opened) -> None:
    page.wait_for_selector("iframe", state="attached", timeout=PATIENCE_MS)
    frame = None
    while frame is None:
        frame = next((f for f in page.frames if f.url.endswith("/app")), None)
        page.wait_for_timeout(20)
    frame.wait_for_function("() => window.measured?.answered", timeout=PATIENCE_MS)
    seen = frame.evaluate("() => window.measured")
    opened.summary.append(seen["summary"])
    opened.answered.append(seen["answered"])
    opened.response.append(seen["answered"] - seen["pressed"])
    opened.transferred = int(frame.evaluate(BYTES))


def _floor(page: Page, opened: Opened) -> None:
    page.wait_for_function("() => window.measured?.summary", timeout=PATIENCE_MS)
    opened.floor.append(page.evaluate("() => window.measured.summary"))


def _section(opened: Opened) -> Section:
    def ratio(values: list[float]) -> float:
        return median(v / f for v, f in zip(values, opened.floor, strict=True))

    floor = f"over {median(opened.floor):.0f} ms"
    return Section(
        "The pane on a slow network and a slow machine",
        f"{NETWORK['downloadThroughput'] * 8 / 1e6:g} Mbit/s, {NETWORK['latency']} ms a round trip,"
        f" processor {CPU_TIMES} times slower, nothing cached, in Chromium at {WIDTH} px. The "
        f"floor is a bare page of the {opened.transferred / 1000:.0f} KB that the pane had fetched "
        "by then, which asks no function and shows one word. The pane asks for a session "
        f"and the Summary after it has loaded. Median of {PAIRS} pairs, in turn.",
        (
            Row(
                "Summary shown, over the floor",
                ratio(opened.summary),
                note=f"{median(opened.summary):.0f} ms {floor}",
            ),
            Row(
                "a press of Menu answered, over the floor",
                ratio(opened.answered),
                note=f"{median(opened.answered):.0f} ms {floor}",
            ),
            Row("from that press to the menu on screen", median(opened.response), unit=" ms"),
        ),
        machine_independent=False,
    )


if __name__ == "__main__":
    sys.exit(main())
