"""Processes are really killed: SIGKILL at any moment, while people publish and the outbox posts.

The notes drill lets invocations die at each of their steps on a clock of its own. Here nothing is
played: the functions run in processes of their own, and one after the other is killed wherever it
happens to be, by the machine's clock.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
from bench.crowd import settle
from bench.rows import Row, Section
from bench.world import posted
from sandbox.running import Sandbox, Settings
from sandbox.workers import Workers
from tests.sandbox_process import free_ports

if TYPE_CHECKING:
    from bench.crowd import Member

__all__ = ["Result", "publish_under_fire", "section"]

PEOPLE, PUBLISHES, WORKERS = 4, 20, 3
LIVES_S = (0.3, 1.5)
"""How long until the next one is killed."""
PATIENCE = 60
BETWEEN_TRIES_S = 0.3
FIRE_S, REST_S = 20.0, 180.0
"""Killing goes on that long after the last publish; a lease of who was killed last takes 90 s to
end, and what stands behind it in the same line waits with it."""
SWEEP_EVERY_S = 5.0
TIMEOUT_S = 30


@dataclass
class Result:
    """What became of the notes."""

    intended: int
    killed: int = 0
    told: Counter[str] = field(default_factory=Counter)
    posted: Counter[str] = field(default_factory=Counter)
    took_s: float = 0.0


class Author:
    """Somebody who presses again until it is done."""

    def __init__(self, member: Member, port: int, told: Counter[str]) -> None:
        self._member = member
        self._port = port
        self._told = told
        self._bearer = ""

    def write(self, name: str) -> None:
        """Write a note and publish it."""
        place = {"tenant": self._member.tenant, "kind": "company", "id": self._member.customer}
        note = {"name": "Northwind Robotics", "type": "Update", "subject": name, "key": name}
        draft = self._insist("/timeline/drafts", {**place, **note, "notes_html": f"<p>{name}</p>"})
        self._insist(f"/timeline/drafts/{draft['id']}/publish", {"version": draft["version"]})

    def _insist(self, path: str, body: Any) -> Any:
        for _ in range(PATIENCE):
            if not self._bearer:
                self._open()
            answer = self._post(path, body)
            if answer is not None and answer.status_code in (HTTPStatus.OK, HTTPStatus.CREATED):
                return answer.json()
            time.sleep(BETWEEN_TRIES_S)
        raise RuntimeError(f"{path} goes on failing: {self._told}")

    def _open(self) -> None:
        answer = self._post("/session", {"context": self._member.context()})
        if answer is not None and answer.status_code == HTTPStatus.OK:
            self._bearer = str(answer.json()["token"])

    def _post(self, path: str, body: Any) -> requests.Response | None:
        headers = {"Host": f"app.localhost:{self._port}"}
        if self._bearer:
            headers["Authorization"] = f"Bearer {self._bearer}"
        with suppress(requests.RequestException):
            answer = requests.post(
                f"http://127.0.0.1:{self._port}{path}",
                json=body,
                headers=headers,
                timeout=TIMEOUT_S,
            )
            if not answer.ok:
                self._told[str(answer.status_code)] += 1
            return answer
        self._told["no answer"] += 1
        return None


def publish_under_fire(seed: int, *, publishes: int = PUBLISHES) -> Result:
    """Let people publish while processes are killed, and wait until nothing waits."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    result = Result(publishes)
    port, aws_port = free_ports(2)
    settings = Settings(port=port, aws_port=aws_port, workers=WORKERS)
    with Sandbox(settings) as sandbox:
        authors = [Author(member, port, result.told) for member in settle(sandbox, PEOPLE)]
        over, began = threading.Event(), time.monotonic()
        killer = threading.Thread(target=_kill, args=(sandbox, chance, over, result))
        killer.start()
        try:
            with ThreadPoolExecutor(PEOPLE) as crowd:
                numbers = range(publishes)
                for _ in crowd.map(lambda n: authors[n % PEOPLE].write(f"Note {n}"), numbers):
                    pass
            result.posted = _rest(sandbox, publishes, FIRE_S)
        finally:
            over.set()
            killer.join()
        result.posted = _rest(sandbox, publishes, REST_S)
        result.took_s = time.monotonic() - began
    return result


def _kill(sandbox: Sandbox, chance: random.Random, over: threading.Event, result: Result) -> None:
    workers = sandbox.lambdas
    assert isinstance(workers, Workers)  # noqa: S101
    while not over.wait(chance.uniform(*LIVES_S)):
        workers.kill(chance)
        result.killed += 1


def _rest(sandbox: Sandbox, publishes: int, patience_s: float) -> Counter[str]:
    """Let the sweeper come round until all is posted, or patience ends."""
    ends = time.monotonic() + patience_s
    while True:
        found = posted(sandbox)
        if (found["once"] == publishes and not found["missing"]) or time.monotonic() > ends:
            return found
        with suppress(RuntimeError):  # it may be the one that is killed
            sandbox.pump.run_schedule("OutboxSweeper")
        time.sleep(SWEEP_EVERY_S)


def section(seed: int) -> Section:
    """Run the drill and tell what came of it."""
    result = publish_under_fire(seed)
    told = ", ".join(f"{n} {what}" for what, n in sorted(result.told.items()))
    return Section(
        "Worker processes are killed",
        f"{PEOPLE} people publish {PUBLISHES} notes while one of {WORKERS} processes that run the "
        f"functions, routes and outbox alike, is killed (SIGKILL) every {LIVES_S[0]:g} to "
        f"{LIVES_S[1]:g} s, wherever it is, until {FIRE_S:g} s after the last. By the machine's "
        "clock, so no two runs are the same; what has to be there in the end is. Who is killed "
        "holding a note's lease delays it by 90 s, and what stands behind it.",
        (
            Row("notes that stand in Gainsight exactly once", result.posted["once"]),
            Row("notes that are missing", result.intended - result.posted["once"], 0),
            Row("notes that stand there twice", result.posted["twice"], 0),
            Row("processes killed", result.killed),
            Row("times somebody had to press again", result.told.total(), note=told),
            Row("until all was posted", result.took_s, FIRE_S + REST_S, " s"),
        ),
        machine_independent=False,
    )
