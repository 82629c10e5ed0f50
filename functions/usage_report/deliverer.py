"""Every few minutes: brings what happened into the object that a tenant's admin made for it."""

from collections import defaultdict
from collections.abc import Iterator

from gainsight_zoom.accounts import usable_credential
from gainsight_zoom.clock import Deadline
from gainsight_zoom.connection import Connection
from gainsight_zoom.delivering import BATCH, again_at, deliver
from gainsight_zoom.errors import AppError
from gainsight_zoom.observability import count, logger
from gainsight_zoom.records import TenantRecords
from gainsight_zoom.schedules import scheduled
from gainsight_zoom.usage_events import Undelivered
from gainsight_zoom.wiring import Wiring

LIMIT_PER_SHARD = 500
CLAIM_S = 900
NEEDS_S = 15.0


def deliver_due(wired: Wiring, deadline: Deadline) -> dict[str, int]:
    """Deliver what is due until done or out of time; the next run goes on from there."""
    now = int(wired.clock.now())
    told = {"delivered": 0, "refused": 0, "later": 0, "given_up": 0}
    for batch in _batches(wired.usage.due(now=now, limit=LIMIT_PER_SHARD)):
        if deadline.remaining() < NEEDS_S:
            break
        mine = wired.usage.claim(batch, until=now + CLAIM_S)
        if mine:
            _deliver(wired, mine, deadline, told)
    logger.info("usage delivered", extra=told)
    count("UsageRowsDelivered", told["delivered"])
    count("UsageRowsLost", told["refused"] + told["given_up"])
    return told


def _deliver(
    wired: Wiring, batch: list[Undelivered], deadline: Deadline, told: dict[str, int]
) -> None:
    """Deliver events of one user in their name, as their other rows are."""
    first = batch[0].event
    found = wired.tenancy.load((first.tenant,)).get(first.tenant)
    if found is None or not found.policy.usage_object:
        wired.usage.settle(one.event for one in batch)
        return
    try:
        way = _way(wired, found, first.uid, deadline)
        done = deliver(way, found.policy.usage_object, batch)
    except AppError as error:
        logger.info("usage not delivered", extra={"reason": error.reason, "tenant": first.tenant})
        _put_off(wired, batch, told)
        return
    told["delivered"] += len(done.added)
    told["refused"] += len(done.refused)
    wired.usage.settle((*done.added, *done.refused))
    _put_off(wired, done.left, told)


def _put_off(wired: Wiring, batch: list[Undelivered], told: dict[str, int]) -> None:
    now = int(wired.clock.now())
    for one in batch:
        at = again_at(one, now)
        told["given_up" if at is None else "later"] += 1
        wired.usage.settle([one.event], again_at=at)


def _way(wired: Wiring, found: TenantRecords, uid: str, deadline: Deadline) -> Connection:
    key = found.tenant.key
    credential = usable_credential(wired.users.load(uid), {key: found}, key)
    return wired.connect(found, credential, deadline, "background")


def _batches(due: list[Undelivered]) -> Iterator[list[Undelivered]]:
    """Yield what is due by tenant and user, in batches, oldest first."""
    groups: dict[tuple[str, str], list[Undelivered]] = defaultdict(list)
    for one in due:
        groups[one.event.tenant, one.event.uid].append(one)
    for group in groups.values():
        for first in range(0, len(group), BATCH):
            yield group[first : first + BATCH]


lambda_handler = scheduled(deliver_due)
