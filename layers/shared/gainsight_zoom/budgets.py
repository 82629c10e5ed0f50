"""The tenant's shared call limits: how much of them this application takes, and whose turn it is.

Gainsight counts calls of the whole tenant in fixed windows and answers 429 beyond them («API
limits»); other integrations share them. Here a class of calls is a bucket per window, kept as the
*theoretical arrival time* of the generic cell rate algorithm. What makes it hold:

- ``capacity + rate * (window + GRACE)`` is at most the share an admin set. The grace covers clocks
  that are up to two seconds off either way, and the time from reserving a unit to Gainsight's
  counting it. So no window, fixed or sliding, ever holds more, whatever restarts: all state is in
  the table, and nothing reserved is ever handed back.
- Who finds the bucket full is given a place in line, at most one per user and priority: the units
  are reserved for a time to come, and whoever comes back then is served before anybody new. So
  under pressure users take turns, and the wait is bounded by the line.
- Reserved is half an hour at most, since who went away wastes what was reserved. Who would wait for
  longer stands by: nothing is reserved, but nobody gets a place before them if they come back when
  it is their turn to have one.
- Who stands by counts as ahead of others in the window they wait for, and there only of those who
  have to wait for it too: background work that waits for the day keeps nobody from the minute.
- Lower priorities see a smaller bucket: they leave the rest to people who wait in front of a pane.
- What nobody has asked for yet (``ahead``) takes what lies there or goes without: it gets no place
  in line, which would be taken from who comes next.

Times are epoch milliseconds here.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

CallClass = Literal["objects", "timeline", "users"]
Priority = Literal["interactive", "outbox", "background", "ahead"]

SKEW_S = 2
TRANSIT_S = 8
"""From taking a unit to Gainsight's counting the call: unsealing a token, connecting, sending."""
TURN_S = 7
"""How long a place in line stays good once its time has come: for clocks that differ by twice the
skew, a second that Retry-After is rounded up by, and two on the way."""
GRACE_S = 2 * SKEW_S + TRANSIT_S + TURN_S
WAIT_IN_REQUEST_S = 2.0
HORIZON_S = 1_800
"""Places in line are given for so long ahead."""
CHECK_IN_S = 60
"""How long who stands by may be late to take their place in line."""
MOST_WAITING = 3_000
"""Of a tenant: an item of the table ends at 400 KB."""
SMALLEST_BURST = 8
PART_OF_BURST: Mapping[Priority, float] = {
    "interactive": 1.0,
    "outbox": 2 / 3,
    "background": 1 / 3,
    "ahead": 1 / 3,
}
BY_LETTER: Mapping[str, Priority] = {priority[0]: priority for priority in PART_OF_BURST}


@dataclass(frozen=True)
class Window:
    """A limit of Gainsight's: that many calls in each window of that many seconds."""

    seconds: int
    calls: int


LIMITS: Mapping[CallClass, tuple[Window, ...]] = {
    "objects": (Window(60, 100), Window(86_400, 50_000)),
    "timeline": (Window(60, 200),),
    "users": (Window(3_600, 100), Window(86_400, 1_000)),
}
"""Gainsight, «API limits»; metadata and people count as objects."""


@dataclass(frozen=True)
class Payer:
    """On whose account calls are made: a tenant's, by a user of it."""

    tenant: str
    user: str
    priority: Priority = "interactive"

    @property
    def place(self) -> str:
        """The name of this user's place in line, one per priority: begins with its letter."""
        named = hashlib.sha256(self.user.encode()).hexdigest()[:12]
        return f"{self.priority[0]}{named}"


@dataclass(frozen=True)
class Bucket:
    """A window's part of our share: at most ``capacity`` at once, one more per ``interval_ms``."""

    seconds: int
    capacity: int
    interval_ms: int

    @classmethod
    def of(cls, window: Window, share: int) -> "Bucket":
        """Cut a bucket from a window so that no such window can hold more than the share."""
        units = max(window.calls * share // 100, 2)
        capacity = max(units // 3, min(SMALLEST_BURST, units // 2))
        span_ms = (window.seconds + GRACE_S) * 1000
        return cls(window.seconds, capacity, math.ceil(span_ms / (units - capacity)))

    def limit(self, priority: Priority) -> int:
        """Return how much of the capacity a priority may use."""
        return max(int(self.capacity * PART_OF_BURST[priority]), 1)


def buckets(calls: CallClass, share: int) -> tuple[Bucket, ...]:
    """Return the buckets of a class, one per window."""
    return tuple(Bucket.of(window, share) for window in LIMITS[calls])


@dataclass(frozen=True)
class Place:
    """A place in line: these units are reserved for that moment.

    On standby nothing is reserved, and the moment is when to come for a place.
    """

    at: int
    units: int
    standby: bool = False


@dataclass(frozen=True)
class Ledger:
    """The state of a class: per window the theoretical arrival time, and who waits.

    ``version`` counts writes; ``closed_until`` is set when Gainsight itself said 429.
    """

    arrival: tuple[int, ...]
    version: int = 0
    closed_until: int = 0
    line: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The outcome of asking for units.

    Parameters
    ----------
    granted : int
        Units that may be used at ``at``; 0 means to come back then.
    after : Ledger or None
        The ledger to write; None where nothing changes.
    """

    at: int
    granted: int
    after: Ledger | None


def decide(
    ledger: Ledger, sizes: tuple[Bucket, ...], payer: Payer, *, units: int, again: int = 0, now: int
) -> Verdict:
    """Grant units, keep a place in line, or say when to come back. Pure.

    Parameters
    ----------
    again : int
        Units that the request takes in all, if more: who has to wait begins anew then, and would
        come short for ever with a place for the rest only.
    """
    soon = now + int(WAIT_IN_REQUEST_S * 1000)
    lapsed, gone = now - TURN_S * 1000, now - CHECK_IN_S * 1000
    line = {w: p for w, p in ledger.line.items() if p.at >= (gone if p.standby else lapsed)}
    mine = line.pop(payer.place, None)
    if mine is not None and mine.at > soon:
        return Verdict(max(mine.at, ledger.closed_until), 0, None)
    after = replace(ledger, line=line, version=ledger.version + 1)
    if mine is not None and not mine.standby and ledger.closed_until <= now:
        return Verdict(max(mine.at, now), mine.units, after)
    units = fitting(sizes, payer, units)
    since = mine.at if mine is not None and mine.standby else math.inf
    ahead = _ahead(after, sizes, since=since)
    turn = _turn(ledger, sizes, payer, units=units, ahead=ahead, now=now)
    if turn > soon and again > units:
        return decide(ledger, sizes, payer, units=again, now=now)
    if payer.priority == "ahead" and turn > soon:
        return Verdict(turn, 0, None)
    if turn > now + HORIZON_S * 1000:
        return _stand_by(after, payer, Place(turn - HORIZON_S * 1000, units, standby=True))
    at = _turn(ledger, sizes, payer, units=units, ahead=[0] * len(sizes), now=now)
    arrival = tuple(
        max(old, at) + units * size.interval_ms
        for old, size in zip(ledger.arrival, sizes, strict=True)
    )
    granted = units if at <= soon else 0
    if not granted:
        line[payer.place] = Place(at, units)
    return Verdict(at, granted, replace(after, arrival=arrival))


def _turn(
    ledger: Ledger,
    sizes: tuple[Bucket, ...],
    payer: Payer,
    *,
    units: int,
    ahead: list[int],
    now: int,
) -> int:
    """Return when so many units can be had; where there is room at once, nobody is ahead."""
    alone = _waits(ledger, sizes, payer.priority, units)
    behind = (
        at + others * size.interval_ms if at > now else at
        for at, others, size in zip(alone, ahead, sizes, strict=True)
    )
    return max(now, ledger.closed_until, *behind)


def _waits(
    ledger: Ledger, sizes: tuple[Bucket, ...], priority: Priority, units: int
) -> tuple[int, ...]:
    """Return when each window has room for so many units."""
    return tuple(
        arrival - (size.limit(priority) - units) * size.interval_ms
        for arrival, size in zip(ledger.arrival, sizes, strict=True)
    )


def _ahead(ledger: Ledger, sizes: tuple[Bucket, ...], *, since: float) -> list[int]:
    """Count the units of who stood by before, each in the one window that they wait for."""
    ahead = [0] * len(sizes)
    for who, place in ledger.line.items():
        if place.standby and place.at < since:
            waits = _waits(ledger, sizes, BY_LETTER[who[0]], place.units)
            ahead[waits.index(max(waits))] += place.units
    return ahead


def _stand_by(after: Ledger, payer: Payer, place: Place) -> Verdict:
    if len(after.line) >= MOST_WAITING:
        return Verdict(place.at, 0, None)
    return Verdict(place.at, 0, replace(after, line={**after.line, payer.place: place}))


@dataclass(frozen=True)
class Addition:
    """What one window's arrival time is assumed to be, and what it becomes if it is so.

    Parameters
    ----------
    cost : int
        Milliseconds that the units take.
    idle : bool
        Assumed to lie in the past: becomes now + cost. Else: between now and ``most``, and the
        cost is added to it.
    """

    seconds: int
    cost: int
    idle: bool
    most: int


def additions(
    sizes: tuple[Bucket, ...], payer: Payer, idle: tuple[bool, ...], *, units: int, now: int
) -> tuple[Addition, ...]:
    """Make the change that grants units at once, if each window is idle or busy as assumed."""
    return tuple(
        Addition(
            seconds=size.seconds,
            cost=units * size.interval_ms,
            idle=resting,
            most=now + (size.limit(payer.priority) - units) * size.interval_ms,
        )
        for size, resting in zip(sizes, idle, strict=True)
    )


def fitting(sizes: tuple[Bucket, ...], payer: Payer, units: int) -> int:
    """Return how many of the units can be had at once at all."""
    return min(units, *(size.limit(payer.priority) for size in sizes))
