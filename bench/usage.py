"""What a report over 90 days reads, however much happened: counted, and timed against its floor."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.harness import JONAS

from bench.deployment import deployed
from bench.rows import Row, Section
from gainsight_zoom import aws
from gainsight_zoom.daycounts import DayCounts
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.usage import Scope, counters_of
from gainsight_zoom.usage import DAY_S, KINDS, Act, Actor, Place
from gainsight_zoom.usage_events import UsageEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.deployment import Deployment

__all__ = ["section", "timed"]

COUNTED = (300, 30_000)
TIMED = (1_000, 100_000, 1_000_000)
DAYS, USERS, CUSTOMERS_OF_ONE = 90, 20, 5
REPEATS = 7
SEED = 20261128
TENANT = "northstar"
SCOPES = {
    "own by day": (Scope.user(TENANT, "user-0"), CUSTOMERS_OF_ONE),
    "tenant by day": (Scope.tenant(TENANT), 4),
    "tenant by user": (Scope.users(TENANT), USERS),
}
"""By report: what it reads, and how many members that has."""


def section() -> Section:
    """Count the items that reports read while the number of events grows a hundredfold."""
    rows = []
    with deployed() as deployment:
        for size in _grown(deployment, COUNTED):
            for name, (scope, members) in SCOPES.items():
                read = sum(1 for _ in deployment.wired.usage.days(scope, *_range(deployment)))
                rows.append(Row(f"{name}, {size:,} events", read, members * (DAYS + 1)))
    return Section(
        "Items that a usage report reads",
        f"{DAYS} days, {USERS} users, {CUSTOMERS_OF_ONE} customers a user. Counters are the sums "
        "of that many events, written directly; that recording leaves the same is held by "
        "`tests/contract/test_usage.py`. Bound: days x shards, users or customers.",
        tuple(rows),
        machine_independent=True,
    )


def timed() -> Section:
    """Time reports; the floor of each is the one over the fewest events."""
    rows, floor = [], dict[str, float]()
    with deployed() as deployment:
        bearer = deployment.signed_in(uid=JONAS)
        deployment.fresh_process = False
        for size in _grown(deployment, TIMED):
            read = sum(1 for _ in deployment.wired.usage.days(*_whole(deployment)))
            for group in ("day", "kind"):
                taken_s = _time(deployment, bearer, group)
                floor.setdefault(group, taken_s)
                note = f"{taken_s * 1000:.0f} ms, {read} items read"
                ratio = taken_s / floor[group]
                rows.append(Row(f"tenant by {group}, {size:,} events", ratio, note=note))
    return Section(
        "Time of a usage report",
        f"Against the same report over {TIMED[0]:,} events in the same run; median of {REPEATS}. "
        "At a million every quarter of an hour of every kind has its figure, about 1,400 a day.",
        tuple(rows),
        machine_independent=False,
    )


def _whole(deployment: Deployment) -> tuple[Scope, str, str]:
    return (Scope.tenant(TENANT), *_range(deployment))


def _time(deployment: Deployment, bearer: str, group: str) -> float:
    first, last = _range(deployment)
    asked = {"tenant": TENANT, "whose": "everyone", "group": group, "from": first, "to": last}
    taken = []
    for _ in range(REPEATS):
        answer = deployment.call("usage_report/report", bearer=bearer, query=urlencode(asked))
        assert answer.status == 200, answer.body  # noqa: S101, PLR2004
        taken.append(deployment.requests[-1].total_s)
    return median(taken)


def _range(deployment: Deployment) -> tuple[str, str]:
    today = datetime.fromtimestamp(deployment.clock.now(), UTC).date()
    return (today - timedelta(days=DAYS - 1)).isoformat(), today.isoformat()


def _grown(deployment: Deployment, sizes: tuple[int, ...]) -> Iterator[int]:
    """Let more and more have happened, and yield how much."""
    table = Table(aws.client("dynamodb"), deployment.environment["USAGE_TABLE"])
    chance, now = random.Random(SEED), int(deployment.clock.now())  # noqa: S311
    sums: dict[tuple[str, str], DayCounts] = defaultdict(DayCounts)
    read = {scope.partition for scope, _ in SCOPES.values()}
    done = 0
    for size in sizes:
        made = [_event(n, chance, now) for n in range(done, size)]
        for key, counts in counters_of(made).items():
            sums[key] += counts
        done = size
        for (pk, sk), counts in sums.items():
            if pk in read:
                table.put({"pk": pk, "sk": sk, "counts": counts.packed()})
        yield size


def _event(n: int, chance: random.Random, now: int) -> UsageEvent:
    user = chance.randrange(USERS)
    place = Place(company=f"company-{user}-{chance.randrange(CUSTOMERS_OF_ONE)}")
    actor = Actor(TENANT, f"user-{user}", f"uid-{user}")
    act = Act(chance.choice(KINDS), str(n), place)
    return UsageEvent.of(actor, act, now - chance.randrange((DAYS - 1) * DAY_S))
