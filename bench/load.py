"""``python -m bench.load``: what people do, at rising rates, against worker processes.

Everybody's next act begins when it is due, whether or not the one before has been answered, and is
timed from that moment: what waits in front of a busy worker counts. The rate rises until answers
no longer keep up with it. One process plays AWS and the outside world, others run the functions,
this one plays the people.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import multiprocessing
import os
import random
import sys
import threading
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.sandbox_process import free_ports

from bench.report import write
from bench.rows import table
from bench.world import OutsideWorld, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.crowd import Member

RATES = (2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 26.0, 34.0)
STEP_S = 12.0
PEOPLE, WORKERS, AT_ONCE = 40, 3, 48
KEEPS_UP = 0.9
ALONE = 12
SEED = 7
TIMEOUT_S = 60
REST_S = 90.0
ABOUT = """Milliseconds and rates are this machine's, which runs
everybody; calls per act are nobody's but the product's."""


class Went(Exception):
    """An act did not go well; the message is what was told."""


class Pane:
    """One person's pane, on as many connections as there are threads."""

    def __init__(self, member: Member, port: int) -> None:
        self.member = member
        self._port = port
        self._bearer = ""
        self._notes = 0
        self._lock = threading.Lock()
        self._mine = threading.local()

    def open(self) -> None:
        """Open the pane on the customer shown last: a session, who one is, the Summary."""
        minted = self._ask("POST", "/session", {"context": self.member.context()})
        self._bearer = str(minted["token"])
        self._ask("GET", "/session")
        self._section("summary")

    def search(self) -> None:
        """Search companies and relationships."""
        if not self._ask("GET", "/search?q=northw")["results"]:
            raise Went("nothing found")

    def fetch(self) -> None:
        """Open the Scorecard tab."""
        self._section("scorecard")

    def publish(self) -> None:
        """Write a note and publish it; the outbox posts it."""
        with self._lock:
            self._notes += 1
            name = f"Note {self._notes} of {self.member.number}"
        where = {"tenant": self.member.tenant, "kind": "company", "id": self.member.customer}
        note = {"name": "Northwind Robotics", "type": "Update", "subject": name, "key": name}
        draft = self._ask("POST", "/timeline/drafts", {**where, **note, "notes_html": "<p>x</p>"})
        path = f"/timeline/drafts/{draft['id']}/publish"
        self._ask("POST", path, {"version": draft["version"]})

    def sync(self) -> None:
        """Look who is in the call, as the People tab does again and again."""
        if not self._ask("POST", "/participants/sync", {"cursor": None})["people"]:
            raise Went("nobody in the call")

    def _section(self, name: str) -> None:
        path = f"/c360/{self.member.tenant}/company/{self.member.customer}?sections={name}"
        section = self._ask("GET", path)["sections"][name]
        if section["status"] != "ok":
            raise Went(f"{section['status']} {(section['error'] or {}).get('code', '')}".strip())

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        line = getattr(self._mine, "line", None)
        if line is None:
            line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
            self._mine.line = line
        headers = {"Host": f"app.localhost:{self._port}", "Content-Type": "application/json"}
        headers["Authorization"] = f"Bearer {self._bearer}"
        try:
            line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            del self._mine.line
            raise Went(type(error).__name__) from None
        if answer.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise Went(f"{answer.status} {_code(content)}")
        return json.loads(content)


ACTS: dict[str, tuple[int, Callable[[Pane], None]]] = {
    "open": (30, Pane.open),
    "search": (15, Pane.search),
    "fetch": (25, Pane.fetch),
    "publish": (10, Pane.publish),
    "sync": (20, Pane.sync),
}
"""By name: of a hundred acts so many, and what is done."""


@dataclass
class Step:
    """What one rate showed; waits in seconds from when the act was due."""

    rate: float
    due: int = 0
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    trouble: Counter[str] = field(default_factory=Counter)
    took_s: float = STEP_S

    @property
    def done_rate(self) -> float:
        """Acts a second that were answered as they should be."""
        return sum(map(len, self.waits.values())) / self.took_s

    @property
    def keeps_up(self) -> bool:
        """Whether answers come as fast as acts."""
        return self.done_rate >= KEEPS_UP * self.due / STEP_S

    @property
    def cells(self) -> list[str]:
        """The line of the table."""
        waits = [_percentiles(self.waits[name]) for name in ACTS]
        trouble = ", ".join(f"{n} {what}" for what, n in sorted(self.trouble.items()))
        verdict = "" if self.keeps_up else " **saturated**"
        return [f"{self.rate:g}", f"{self.done_rate:.1f}{verdict}", *waits, trouble or "none"]


@dataclass(frozen=True)
class Table:
    """A part of the report."""

    title: str
    method: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """Write it."""
        return f"## {self.title}\n\n{self.method}\n\n{table(self.head, self.rows)}\n"


def main(arguments: list[str]) -> int:
    """Measure and write; return 1 where something was lost, came twice or went wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--rates", type=float, nargs="+", default=RATES, help="acts a second")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    others = os.getloadavg()[0]
    with outside(options.workers) as world:
        panes = [Pane(member, world.port) for member in world.members]
        print(f"{len(panes)} people, {options.workers} workers", flush=True)
        _warm_up(panes)
        alone = [_alone(world, panes, name) for name in ACTS]
        steps = list(_rise(panes, options.rates))
        posted = world.rest(REST_S)
    for step in steps:
        print(" | ".join(step.cells), flush=True)
    wrong = _wrong(steps, posted)
    parts = _parts(alone, steps, posted, options.workers, others)
    for part in parts:
        print(part.markdown())
    if not options.dry:
        print(f"Written: {write('make load', parts, about=ABOUT)}")
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


@contextmanager
def outside(workers: int) -> Iterator[OutsideWorld]:
    """Run the outside world and the workers in processes of their own."""
    context = multiprocessing.get_context("spawn")
    line, other = context.Pipe()
    ports = free_ports(2)
    process = context.Process(target=serve, args=(other, *ports, PEOPLE, workers))
    process.start()
    try:
        yield OutsideWorld(line, ports[0])
        line.send("stop")
    finally:
        line.close()
        process.join(REST_S)
        process.terminate()


def _warm_up(panes: list[Pane]) -> None:
    """Let everybody do everything once: metadata and people are known from then on."""

    def all_acts(pane: Pane) -> None:
        for _, act in ACTS.values():
            act(pane)

    with ThreadPoolExecutor(WORKERS) as crowd:
        list(crowd.map(all_acts, panes))


def _alone(world: OutsideWorld, panes: list[Pane], name: str) -> list[str]:
    """Do one thing after the other with nobody else there, and count what each leads to."""
    _, act = ACTS[name]
    world.rest(REST_S)
    before, waits = world.counts(), []
    for pane in panes[:ALONE]:
        began = time.perf_counter()
        act(pane)
        waits.append(time.perf_counter() - began)
    world.rest(REST_S)
    after = world.counts()
    each = {what: (after[what] - before[what]) / ALONE for what in after}
    return [
        name,
        f"{each['aws']:.1f}",
        f"{each['upstream']:.1f}",
        f"{each['workers_s'] * 1000:.0f}",
        f"{each['outside_s'] * 1000:.0f}",
        f"{median(waits) * 1000:.0f}",
    ]


def _rise(panes: list[Pane], rates: Sequence[float]) -> Iterator[Step]:
    chance = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        for rate in rates:
            step = _at(rate, panes, crowd, chance)
            yield step
            if not step.keeps_up:
                return


def _at(rate: float, panes: list[Pane], crowd: ThreadPoolExecutor, chance: random.Random) -> Step:
    """Hold one rate for a while; arrivals are a Poisson process."""
    step, lock = Step(rate), threading.Lock()
    weights = [weight for weight, _ in ACTS.values()]
    began = time.perf_counter()

    def do(name: str, pane: Pane, due: float) -> None:
        told = ""
        try:
            ACTS[name][1](pane)
        except Went as went:
            told = str(went)
        wait = time.perf_counter() - due
        with lock:
            if told:
                step.trouble[f"{name}: {told}"] += 1
            else:
                step.waits[name].append(wait)

    due, futures = chance.expovariate(rate), []
    while due < STEP_S:
        (name,) = chance.choices(list(ACTS), weights)
        pane = chance.choice(panes)
        time.sleep(max(began + due - time.perf_counter(), 0.0))
        futures.append(crowd.submit(do, name, pane, began + due))
        due += chance.expovariate(rate)
    for future in futures:
        future.result()
    step.due, step.took_s = len(futures), max(time.perf_counter() - began, STEP_S)
    return step


def _wrong(steps: list[Step], posted: Counter[str]) -> list[str]:
    trouble = sum((s.trouble for s in steps if s.keeps_up), Counter[str]())
    found = [f"{n} {what}" for what, n in trouble.items()]
    return found + [f"{posted[what]} notes {what}" for what in ("missing", "twice") if posted[what]]


def _parts(
    alone: list[list[str]],
    steps: list[Step],
    posted: Counter[str],
    workers: int,
    others: float,
) -> list[Table]:
    mix = ", ".join(f"{weight} % {name}" for name, (weight, _) in ACTS.items())
    most = max((s.done_rate for s in steps), default=0.0)
    return [
        Table(
            "What one act leads to",
            f"{ALONE} of each, one after the other, metadata known. Open: `POST /session`, "
            "`GET /session`, Summary. Search: two kinds. Fetch: the Scorecard tab. Publish: a note "
            "begun and published. Sync: the People tab again. Counted with what the outbox and the "
            "journal do after that. Processor time of the functions, and of who plays the others, "
            "DynamoDB left out.",
            (
                "Act",
                "AWS calls",
                "upstream calls",
                "functions, ms",
                "the others, ms",
                "p50, ms",
            ),
            alone,
        ),
        Table(
            "Load until saturation",
            f"{PEOPLE} people with a tenant each, so that no tenant's limit is what is told; "
            f"{workers} worker processes, one invocation at a time each, over one DynamoDB Local, "
            f"and a process that plays everybody else: {mix}; {STEP_S:.0f} s a rate, arrivals by "
            "chance. Waits are p50 / p95 / p99 in ms from when an act was due, what stood in line "
            f"included. Saturated: less than {KEEPS_UP:.0%} of what was due was done in time. Most "
            f"done: {most:.1f} acts a second. Afterwards {posted['once']} notes stand in Gainsight "
            f"once, {posted['twice']} twice, {posted['missing']} are missing. The machine's load "
            f"before it began: {others:.1f}; above 0 others had their part of the processors.",
            ("acts a second", "done a second", *ACTS, "went wrong"),
            [step.cells for step in steps],
        ),
    ]


def _percentiles(waits: list[float]) -> str:
    if not waits:
        return "-"
    ordered = sorted(waits)
    parts = (ordered[min(math.ceil(p * len(ordered)), len(ordered)) - 1] for p in (0.5, 0.95, 0.99))
    return " / ".join(f"{part * 1000:.0f}" for part in parts)


def _code(content: bytes) -> str:
    try:
        return str(json.loads(content)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return "not ours"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
