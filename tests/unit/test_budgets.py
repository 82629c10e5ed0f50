"""The tenant's limits hold in every window, whoever asks, and nobody waits for ever."""

import heapq
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.doubles import START, FakeClock
from tests.fakes.ledgers import LedgersInMemory

from gainsight_zoom.allowances import UNITS_LAST_S, Allowance, Purse
from gainsight_zoom.budgets import (
    LIMITS,
    SKEW_S,
    TRANSIT_S,
    TURN_S,
    Bucket,
    CallClass,
    Ledger,
    Payer,
    Priority,
    Window,
    buckets,
)
from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import UpstreamBusy
from gainsight_zoom.outbound import CONNECT_TIMEOUT_S

SHARE = 40


@dataclass
class Skewed:
    """A container's clock: off by so many seconds."""

    true: FakeClock
    off_s: float

    def now(self) -> float:
        return self.true.now() + self.off_s

    def monotonic(self) -> float:
        return self.true.monotonic()

    def sleep(self, seconds: float) -> None:
        self.true.sleep(seconds)


def most_in_any_window(times: list[float], seconds: int) -> int:
    """Count the calls of the fullest window that begins at a call: no other holds more."""
    ordered = sorted(times)
    return max((bisect_left(ordered, at + seconds) - n for n, at in enumerate(ordered)), default=0)


def allowed(calls: CallClass, share: int) -> Iterator[tuple[int, int]]:
    for window in LIMITS[calls]:
        yield window.seconds, window.calls * share // 100


@pytest.mark.parametrize("share", [2, 10, 25, 40, 100])
@pytest.mark.parametrize("calls", ["objects", "timeline", "users"])
def test_a_bucket_and_a_windows_refill_are_within_the_share(calls: CallClass, share: int) -> None:
    for size, (seconds, most) in zip(buckets(calls, share), allowed(calls, share), strict=True):
        refill = (seconds + 2 * SKEW_S + TRANSIT_S + TURN_S) * 1000 / size.interval_ms
        assert size.capacity + refill <= max(most, 2)
        assert size.limit("background") <= size.limit("outbox") <= size.limit("interactive")


def test_the_transit_covers_holding_units_and_connecting() -> None:
    assert UNITS_LAST_S + CONNECT_TIMEOUT_S <= TRANSIT_S


ASK = st.tuples(
    st.sampled_from([0.0, 0.01, 0.4, 1.0, 2.5, 7.0, 30.0, 61.0]),  # seconds since the last
    st.integers(0, 5),  # user
    st.integers(1, 12),  # units
    st.sampled_from(["interactive", "outbox", "background"]),
    st.integers(0, 3),  # container
    st.floats(0, TRANSIT_S),  # until Gainsight counts it
)


@given(
    asks=st.lists(ASK, max_size=150),
    skews=st.lists(st.floats(-SKEW_S, SKEW_S), min_size=4, max_size=4),
    calls=st.sampled_from(["objects", "timeline", "users"]),
    share=st.sampled_from([10, 40, 100]),
    closed_at=st.integers(0, 150),
)
@settings(max_examples=100, deadline=None)
def test_no_window_ever_holds_more_than_the_share(
    asks: list, skews: list[float], calls: CallClass, share: int, closed_at: int
) -> None:
    true, ledgers = FakeClock(), LedgersInMemory()
    counted: list[float] = []
    for n, (pause, user, units, priority, container, transit) in enumerate(asks):
        true.advance(pause)
        clock = Skewed(true, skews[container])  # a fresh purse each time: a container just made
        purse = Purse(ledgers, clock=clock, share_of=lambda _: share)
        payer = Payer("t", f"user {user}", priority)
        if n == closed_at:
            purse.close(calls, payer, 60)
        verdict = purse.reserve(calls, payer, units)
        leaves = true.now() + max(verdict.at / 1000 - clock.now(), 0)
        counted += [leaves + transit] * verdict.granted
    for seconds, most in allowed(calls, share):
        assert most_in_any_window(counted, seconds) <= most


@dataclass(order=True)
class Visit:
    """Something a user is about to ask for, and since when they want it."""

    at: float
    user: int
    priority: Priority
    since: float


EVERY: dict[Priority, int] = {"interactive": 1, "outbox": 3, "background": 10}
"""One in so many users has notes on their way, or something that is done in the background."""


class Town:
    """Several hundred users of one tenant on a few containers, asking again when told to.

    Containers restart now and then, and their clocks are off by up to the skew.
    """

    def __init__(
        self, *, users: int, think_s: float, share: int, calls: CallClass, minutes: float = 60
    ) -> None:
        self.chance = random.Random(users)  # noqa: S311 - a simulation
        self.true, self.ledgers = FakeClock(), LedgersInMemory()
        self.counted: list[float] = []
        self.waits: dict[tuple[Priority, int], list[float]] = defaultdict(list)
        self.asks = 0
        self._think_s, self._share, self._calls = think_s, share, calls
        self._ends = START + minutes * 60
        self._containers = [self._container() for _ in range(8)]
        self._due = [
            Visit(START + self.chance.uniform(0, think_s), user, priority, 0.0)
            for priority, every in EVERY.items()
            for user in range(0, users, every)
        ]
        self.streams = len(self._due)
        heapq.heapify(self._due)

    def live(self) -> "Town":
        while self._due[0].at < self._ends:
            visit = heapq.heappop(self._due)
            self.true.advance(max(visit.at - self.true.now(), 0))
            heapq.heappush(self._due, self._ask(visit))
        return self

    @property
    def longest(self) -> float:
        """The longest that anything had to wait, or waits still."""
        waiting = (self._ends - visit.since for visit in self._due if visit.since)
        return max(*(wait for waits in self.waits.values() for wait in waits), *waiting, 0.0)

    def usual(self, priority: Priority) -> float:
        """The mean wait of a priority."""
        return mean(w for (of, _), waits in self.waits.items() if of == priority for w in waits)

    def _ask(self, visit: Visit) -> Visit:
        now, since = self.true.now(), visit.since or visit.at
        self.asks += 1
        number = self.chance.randrange(len(self._containers))
        if self.chance.random() < 0.02:
            self._containers[number] = self._container()  # a restart
        purse, clock = self._containers[number]
        units = self.chance.choice([1, 1, 1, 2])
        payer = Payer("t", str(visit.user), visit.priority)
        verdict = purse.reserve(self._calls, payer, units)
        wait_s = max(verdict.at / 1000 - clock.now(), 0)
        if not verdict.granted:
            told = int(wait_s) + 1 + self.chance.uniform(0, 2)  # Retry-After, and the way here
            return replace(visit, at=now + told, since=since)
        transit = self.chance.uniform(0, TRANSIT_S)
        self.counted += [now + wait_s + transit] * verdict.granted
        self.waits[visit.priority, visit.user].append(now + wait_s - since)
        again = now + wait_s + self.chance.expovariate(1 / self._think_s)
        return replace(visit, at=again, since=0.0)

    def _container(self) -> tuple[Purse, Skewed]:
        clock = Skewed(self.true, self.chance.uniform(-SKEW_S, SKEW_S))
        return Purse(self.ledgers, clock=clock, share_of=lambda _: self._share), clock


@pytest.mark.parametrize(
    ("calls", "share", "users", "think_s", "minutes"),
    [
        ("objects", 10, 40, 600, 60),
        ("objects", 10, 300, 60, 240),  # a line of hours, of which half an hour is reserved
        ("objects", 40, 300, 900, 60),
        ("objects", 40, 600, 60, 90),
        ("objects", 80, 600, 60, 45),
        ("objects", 80, 600, 1_200, 45),
        ("timeline", 40, 600, 300, 45),
        ("users", 80, 60, 14_400, 150),
    ],
)
def test_hundreds_of_users_take_turns_within_the_limit(
    calls: CallClass, share: int, users: int, think_s: float, minutes: float
) -> None:
    town = Town(users=users, think_s=think_s, share=share, calls=calls, minutes=minutes).live()

    for seconds, most in allowed(calls, share):  # whenever the provider's windows begin
        assert most_in_any_window(town.counted, seconds) <= most
    shortest = buckets(calls, share)[0]
    line_s = town.streams * 1.5 * shortest.interval_ms / 1000
    assert line_s < minutes * 60, "the time is long enough to see who is left out"
    assert town.longest <= line_s + 60, f"somebody waited {town.longest:.0f} s"
    served = [len(waits) for waits in town.waits.values()]
    assert town.asks <= 4 * sum(served) + 3 * town.streams
    if think_s * 10 < line_s:  # nobody is served often while others wait
        assert len(served) == town.streams
        assert max(served) - min(served) <= 2
        used = len(town.counted) * shortest.interval_ms / 1000 / (minutes * 60)
        assert used >= 0.95, f"only {used:.0%} of the refill was used under pressure"


def test_who_waits_in_front_of_a_pane_waits_the_shortest() -> None:
    town = Town(users=200, think_s=2_000, share=40, calls="objects").live()

    assert town.usual("interactive") < 20
    assert town.usual("interactive") < town.usual("outbox") < town.usual("background")


def test_a_busy_user_does_not_get_ahead_of_a_quiet_one() -> None:
    clock, ledgers = FakeClock(), LedgersInMemory()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: SHARE)
    busy, quiet = Payer("t", "busy"), Payer("t", "quiet")
    while purse.reserve("objects", busy, 1).granted:
        pass
    told = purse.reserve("objects", busy, 1)
    for _ in range(50):
        assert purse.reserve("objects", busy, 1) == told  # one place in line, however often

    waits_ms = purse.reserve("objects", quiet, 1).at - int(clock.now() * 1000)

    minute = buckets("objects", SHARE)[0]
    assert waits_ms <= 3 * minute.interval_ms
    clock.advance(waits_ms / 1000)
    assert purse.reserve("objects", quiet, 1).granted == 1


def test_work_that_waits_for_the_day_keeps_nobody_from_the_minute() -> None:
    clock, ledgers = FakeClock(), LedgersInMemory()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: 10)
    minute, day = buckets("objects", 10)
    now = int(clock.now() * 1000)
    spent = Ledger((now, now + 9 * day.limit("interactive") * day.interval_ms // 10))
    ledgers.replace("t", "objects", spent, seen=0)
    jobs = [Payer("t", f"job {n}", "background") for n in range(200)]
    assert not any(purse.reserve("objects", job, 1).granted for job in jobs)
    while purse.reserve("objects", Payer("t", "busy"), 1).granted:
        pass

    told = purse.reserve("objects", Payer("t", "quiet"), 1)

    assert told.at - now <= 3 * minute.interval_ms
    clock.advance((told.at - now) / 1000)
    assert purse.reserve("objects", Payer("t", "quiet"), 1).granted == 1


def test_a_place_in_line_is_kept_and_lapses() -> None:
    clock, ledgers = FakeClock(), LedgersInMemory()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: SHARE)
    for n in range(30):
        purse.reserve("objects", Payer("t", f"other {n}"), 4)
    mine = Payer("t", "me")
    turn = purse.reserve("objects", mine, 2)
    assert turn.granted == 0

    clock.advance(turn.at / 1000 - clock.now() + TURN_S + 1)
    assert purse.reserve("objects", Payer("t", "new"), 1).granted in (0, 1)
    late = purse.reserve("objects", mine, 2)

    assert late.at >= turn.at + TURN_S * 1000


class Counting(LedgersInMemory):
    """Counts the writes that are made on a ledger read before."""

    replaced = 0

    def replace(self, tenant: str, calls: CallClass, ledger: Ledger, *, seen: int) -> Ledger | None:
        self.replaced += 1
        return super().replace(tenant, calls, ledger, seen=seen)


@pytest.mark.parametrize("pause_s", [0.0, 1.0, 20.0, 3_600.0])
def test_a_process_used_before_grants_in_one_write(pause_s: float) -> None:
    clock, ledgers = FakeClock(), Counting()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: SHARE)
    for _ in range(3):
        assert purse.reserve("objects", Payer("t", "me"), 1).granted == 1
        clock.advance(pause_s)

    assert ledgers.replaced == 0


def test_lower_priorities_leave_a_reserve() -> None:
    clock = FakeClock()

    def at_once(priority: Priority) -> int:
        purse = Purse(LedgersInMemory(), clock=clock, share_of=lambda _: SHARE)
        payers = (Payer("t", str(n), priority) for n in range(100))
        verdicts = (purse.reserve("objects", payer, 1) for payer in payers)
        return len(list(takewhile(lambda v: v.granted, verdicts)))

    assert at_once("background") < at_once("outbox") < at_once("interactive")
    assert at_once("interactive") == buckets("objects", SHARE)[0].capacity


def test_a_429_of_gainsight_closes_the_class_for_everybody() -> None:
    clock, ledgers = FakeClock(), LedgersInMemory()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: SHARE)
    allowance = purse.allowance(Payer("t", "one"))
    allowance.spend("objects", Deadline.after(clock, 10))
    allowance.refused("objects", 40)

    other = Purse(ledgers, clock=clock, share_of=lambda _: SHARE).allowance(Payer("t", "two"))
    with pytest.raises(UpstreamBusy) as told:
        other.spend("objects", Deadline.after(clock, 10))
    assert told.value.retry_after_s == 40
    other.spend("timeline", Deadline.after(clock, 10))  # a class of its own

    clock.advance(40)
    other.spend("objects", Deadline.after(clock, 10))


def test_a_request_waits_for_a_unit_that_is_near_and_not_for_one_that_is_far() -> None:
    clock, ledgers = FakeClock(), LedgersInMemory()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: SHARE)
    minute = buckets("objects", SHARE)[0]
    for n in range(minute.capacity):
        purse.reserve("objects", Payer("t", str(n)), 1)
    clock.advance(minute.interval_ms / 1000 - 1.5)

    near: Allowance = purse.allowance(Payer("t", "near"))
    near.spend("objects", Deadline.after(clock, 10))
    assert clock.slept == [pytest.approx(1.5, abs=0.01)]

    with pytest.raises(UpstreamBusy):
        purse.allowance(Payer("t", "far")).spend("objects", Deadline.after(clock, 10))


def test_units_that_were_held_too_long_are_bought_again() -> None:
    clock, ledgers = FakeClock(), LedgersInMemory()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: SHARE)
    allowance, deadline = purse.allowance(Payer("t", "slow")), Deadline.after(clock, 60)
    allowance.reserve("objects", 2, deadline)
    clock.advance(UNITS_LAST_S + 0.1)
    before = ledgers._kept["t", "objects"].version

    allowance.spend("objects", deadline)

    assert ledgers._kept["t", "objects"].version == before + 1


def test_a_tiny_share_still_lets_something_through() -> None:
    assert Bucket.of(Window(60, 100), 1).capacity == 1


def test_who_needs_more_than_was_reserved_is_not_put_off_again_and_again() -> None:
    clock, ledgers = FakeClock(), LedgersInMemory()
    purse = Purse(ledgers, clock=clock, share_of=lambda _: SHARE)

    def request(user: str, *, planned: int, needed: int) -> float:
        """Reserve and spend; return the seconds until this user's turn, 0 if all was to be had."""
        allowance, deadline = purse.allowance(Payer("t", user)), Deadline.after(clock, 20)
        try:
            allowance.reserve("objects", planned, deadline)
            for _ in range(needed):
                allowance.spend("objects", deadline)
        except UpstreamBusy as busy:
            return float(busy.retry_after_s or 1)
        return 0.0

    asked = dict.fromkeys((f"u{n}" for n in range(12)), 0)
    due = dict.fromkeys(asked, clock.now())
    while due:
        user = min(due, key=lambda one: due[one])
        clock.advance(max(due[user] - clock.now(), 0.0))
        asked[user] += 1
        if wait_s := request(user, planned=2, needed=3):
            due[user] = clock.now() + wait_s
        else:
            del due[user]
        assert asked[user] <= 4
