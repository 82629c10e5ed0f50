"""The whole app in real Chromium: the sandbox on loopback, one browser, fresh contexts per test."""

import contextlib
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sandbox.lambdas import HANDLER_LOCK
from sandbox.listener import PortTaken
from sandbox.running import Sandbox, Settings
from tests.browser.story import Desk

from gainsight_zoom import aws
from gainsight_zoom.clock import SystemClock
from gainsight_zoom.config import Config
from gainsight_zoom.records import Policy
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.tenants import Tenants
from gainsight_zoom.wiring import wiring

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ATTEMPTS = 5
HURRIED = Policy(call_share=80)
SCREENSHOTS = Path(__file__).resolve().parents[2] / ".cache" / "screenshots"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Calendar:
    """The time of everybody in the sandbox: the machine's, and what was let pass."""

    def __init__(self) -> None:
        self.passed_s = 0.0

    def now(self) -> float:
        """Epoch seconds."""
        return time.time() + self.passed_s


CALENDAR = Calendar()


def _start(log: IO[str]) -> Sandbox:
    """Start on ports that are free; what took one meanwhile leads to another try."""
    for _ in range(ATTEMPTS):
        with contextlib.suppress(PortTaken):
            settings = Settings(port=_free_port(), aws_port=_free_port(), log=log)
            return Sandbox(settings, now=CALENDAR.now)
    raise AssertionError("no port stays free")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox as ``make run`` starts it, on ports of its own."""
    log = (tmp_path_factory.mktemp("sandbox") / "functions.log").open("w", buffering=1)
    with log, _start(log) as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; where there is its shell without windows, that, which takes less."""
    if CHROMIUM is None:
        pytest.skip("chromium is missing: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def sandbox(running: Sandbox, request: pytest.FixtureRequest) -> Sandbox:
    """The sandbox with its seed data; the tenant lets this app use enough for somebody who hurries.

    Marked ``usual_share``, a test has the share that a tenant has by itself.
    """
    running.reset()
    if request.node.get_closest_marker("usual_share") is None:
        _tenants(running).save_policy("northstar", HURRIED)
    return running


@pytest.fixture
def let_pass(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[float], None]]:
    """Let time pass for everybody but the browser: ``let_pass(seconds)``."""
    monkeypatch.setattr(SystemClock, "now", lambda _: CALENDAR.now())

    def advance(seconds: float) -> None:
        with HANDLER_LOCK:
            CALENDAR.passed_s += seconds

    yield advance
    CALENDAR.passed_s = 0.0
    wiring.cache_clear()  # what it remembers is of a time to come
    sandbox.reset()


@pytest.fixture
def desk(sandbox: Sandbox, chromium: Browser) -> Iterator[Callable[..., Desk]]:
    """Seat somebody at a Zoom client: ``desk(width=280, theme="dark")``; fails on script errors."""
    seats: list[Desk] = []

    def seat(**options: object) -> Desk:
        made = Desk(chromium, sandbox, **options)  # type: ignore[arg-type]
        seats.append(made)
        return made

    yield seat
    for one in seats:
        one.leave()
    problems = [problem for one in seats for problem in one.problems]
    assert problems == [], problems


def _tenants(sandbox: Sandbox) -> Tenants:
    config = Config.from_env(sandbox.environment("127.0.0.1"))
    endpoint = config.sandbox.aws if config.sandbox else None
    return Tenants(Table(aws.client("dynamodb", endpoint), config.tenants_table))


@pytest.fixture
def tenants_store(sandbox: Sandbox) -> Iterator[Tenants]:
    """What the operator writes into; functions keep for a minute what they read of it."""
    wiring.cache_clear()
    yield _tenants(sandbox)
    wiring.cache_clear()


@pytest.fixture
def decide(tenants_store: Tenants) -> Callable[[Policy], None]:
    """Save a policy for Northstar as its admin would, before anybody has come."""
    return lambda policy: tenants_store.save_policy("northstar", policy)


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keep a screenshot for people to look at."""

    def keep(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return keep
