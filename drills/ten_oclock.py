"""Ten o'clock: 300 CSMs of one tenant open the pane within a minute, under the tenant's own limit.

A simulation with the product's own budget on a clock of its own: each person needs one call for the
first summary (metadata known, nothing read before), waits their turn as told, and asks again then.
It is played twice: with calls made ready before, and meanwhile for a quarter past, and without.
Other integrations of the tenant go on meanwhile. What comes out at Gainsight's gate is counted by
the stand-in's own windows.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass
from statistics import median, quantiles

from bench.rows import Row, Section
from sandbox.gainsight.limits import Windows
from sandbox.gainsight.settings import Settings
from tests.fakes.ledgers import LedgersInMemory

from gainsight_zoom import agendas
from gainsight_zoom.allowances import Purse
from gainsight_zoom.budgets import LIMITS, Bucket, Payer
from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import UpstreamBusy

__all__ = ["Morning", "open_at_ten", "section"]

TENANT = "northstar"
PEOPLE = 300
WITHIN_S = 60.0
SHARES = (40, 80)
"""The default, and what an admin may set."""
START = 1_795_341_600.0
KNOWN = (("all calls", 1), ("every second call", 2))
"""Whose customer is known before is for the tenant's meetings to say: all recur, or half do."""
REQUEST_S = 10.0
STEP_S = 5.0
NOBODY = -1
LATE_S = 1.0
"""The pane asks again within that time of the moment it was told."""


@dataclass
class Moment:
    """The time of one request; waiting moves it on for this request alone."""

    at: float = START

    def now(self) -> float:
        """Epoch seconds."""
        return self.at

    def monotonic(self) -> float:
        """The same."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.at += seconds


@dataclass(frozen=True)
class Morning:
    """How it went: seconds each person waited, and what Gainsight's gate saw."""

    waits_s: list[float]
    asked: int
    refused: int
    most_in_a_minute: int
    made_ready: int

    def seen(self, every: int) -> list[float]:
        """Seconds until each person sees a summary; every so-manieth call could be made ready."""
        ready = range(0, self.made_ready * every, every)
        return [0.0 if n in ready else waited for n, waited in enumerate(self.waits_s)]


def open_at_ten(*, people: int, share: int, seed: int, ahead: bool = False) -> Morning:
    """Let everybody come, with the other integrations using all that is not our share.

    Parameters
    ----------
    ahead : bool
        Whether calls are made ready in the quiet minutes, before ten for these people and from then
        on for a quarter past.
    """
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    clock = Moment()
    purse = Purse(LedgersInMemory(), clock=clock, share_of=lambda _: share)
    came = [START + chance.uniform(0, WITHIN_S) for _ in range(people)]
    coming = [(at, person) for person, at in enumerate(came)]
    heapq.heapify(coming)
    calls: list[float] = _made_ready(purse, clock, START - agendas.AHEAD_S, START) if ahead else []
    made_ready = len(calls)
    if ahead:
        heapq.heappush(coming, (START, NOBODY))
    waits: dict[int, float] = {}
    asked = 0
    while coming:
        clock.at, person = heapq.heappop(coming)
        if person == NOBODY:
            calls += _made_ready(purse, clock, clock.at, clock.at + STEP_S)
            if len(waits) < people:
                heapq.heappush(coming, (clock.at, NOBODY))
            continue
        asked += 1
        allowance = purse.allowance(Payer(TENANT, f"csm{person}"))
        try:
            allowance.spend("objects", Deadline.after(clock, REQUEST_S))
        except UpstreamBusy as busy:
            again = clock.at + (busy.retry_after_s or 1) + chance.uniform(0, LATE_S)
            heapq.heappush(coming, (again, person))
        else:
            calls.append(clock.at)
            waits[person] = clock.at - came[person]
    return Morning(
        waits_s=[waits[person] for person in range(people)],
        asked=asked,
        refused=_refused(calls, share),
        most_in_a_minute=_most_in_a_minute(calls),
        made_ready=made_ready,
    )


def _made_ready(purse: Purse, clock: Moment, begin: float, end: float) -> list[float]:
    """Make calls ready one after another, one call of Gainsight each; return when they were made.

    Stands for recurring meetings, whose customer is known.
    """
    calls: list[float] = []
    clock.at = begin
    while clock.at < end:
        allowance = purse.allowance(Payer(TENANT, f"csm{len(calls)}", "ahead"))
        try:
            if agendas.quiet(clock.at):
                allowance.spend("objects", Deadline.after(clock, REQUEST_S))
                calls.append(clock.at)
        except UpstreamBusy:
            pass
        clock.at = max(clock.at, calls[-1] if calls else begin) + 1
    clock.at = end
    return calls


def _refused(calls: list[float], share: int) -> int:
    """Count what Gainsight's gate refuses when the others take the rest of each minute, evenly."""
    clock = Moment()
    windows = Windows(settings=Settings(), now=clock.now)
    every_s = 60 / max(100 - share, 1)
    others = [START + n * every_s for n in range(int((max(calls) - START) / every_s))]
    refused = 0
    for clock.at in sorted([*calls, *others]):
        refused += windows.admit("objects") is not None
    return refused


def _most_in_a_minute(calls: list[float]) -> int:
    ordered = sorted(calls)
    return max(sum(0 <= later - first < 60 for later in ordered) for first in ordered)  # noqa: PLR2004


def p95(waits_s: list[float]) -> float:
    """Return what 95 % of the people waited at most."""
    return quantiles(waits_s, n=100)[94]


def section(seed: int) -> Section:
    """Let it be ten o'clock under several shares."""
    rows: list[Row] = []
    for share in SHARES:
        morning = open_at_ten(people=PEOPLE, share=share, seed=seed)
        prepared = open_at_ten(people=PEOPLE, share=share, seed=seed, ahead=True)
        later_s = max(b - a for a, b in zip(morning.waits_s, prepared.waits_s, strict=True))
        limit = LIMITS["objects"][0]
        bucket = Bucket.of(limit, share)
        bound_s = (PEOPLE - bucket.capacity) * bucket.interval_ms / 1000 + LATE_S + 1
        of = f"share {share} %: "
        rows += [
            Row(f"{of}first summary, half of the people", median(morning.waits_s), unit=" s"),
            Row(f"{of}first summary, 95 %", p95(morning.waits_s), unit=" s"),
            Row(f"{of}first summary, the longest", max(morning.waits_s), bound_s, " s"),
            Row(
                f"{of}our calls in any minute", morning.most_in_a_minute, limit.calls * share / 100
            ),
            Row(f"{of}calls that Gainsight refuses, anybody's", morning.refused, 0),
            Row(f"{of}times a pane asked, a person", morning.asked / PEOPLE),
            Row(f"{of}later for anybody because calls were made ready", later_s, 0, " s"),
            Row(f"{of}calls that Gainsight refuses then", prepared.refused, 0),
            Row(f"{of}of these calls made ready before ten", prepared.made_ready),
            *(
                Row(
                    f"{of}first summary, 95 %, {what} made ready",
                    p95(prepared.seen(every)),
                    unit=" s",
                )
                for what, every in KNOWN
            ),
        ]
    return Section(
        "Ten o'clock",
        f"{PEOPLE} people of one tenant open the pane within {WITHIN_S:.0f} s, nobody has been "
        "there before; one Gainsight call each, under 100 a minute, of which other integrations "
        "use all that is not our share. The bound is what the limit itself demands: one call "
        "after another at our share's rate. Who has read the customer before, or for whom the call "
        "was made ready, sees that at once, with its age. All of it is played again with calls "
        "made ready in the quiet minutes before, and meanwhile for a quarter past. "
        f"Seed {seed}.",
        tuple(rows),
        machine_independent=True,
    )
