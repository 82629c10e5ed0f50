"""Finds what is due and queues it: one message each, however often this runs.

A claim moves the due time on before the message is sent. Whoever dies in between leaves the record
to be found again after the claim has lapsed, and so does a worker that never succeeds.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from gainsight_zoom.clock import Deadline
from gainsight_zoom.keepalive import CLAIM_S
from gainsight_zoom.observability import count, logger
from gainsight_zoom.records import Due
from gainsight_zoom.schedules import scheduled
from gainsight_zoom.wiring import Wiring

BATCH = 10
STOP_BEFORE_END_S = 5.0


def plan(wired: Wiring, deadline: Deadline) -> dict[str, int]:
    """Claim and queue what is due until done or out of time; the next run goes on from there."""
    now = int(wired.clock.now())
    found = queued = lost = overdue = 0
    claims = _claims(wired, now)
    while deadline.remaining() > STOP_BEFORE_END_S and (batch := list(islice(claims, BATCH))):
        mine = [due for due in batch if due is not None]
        found += len(batch)
        overdue += sum(due.claims > 1 for due in mine)
        refused = wired.refresh_queue.send_all([_message(due) for due in mine]) if mine else 0
        queued += len(mine) - refused
        lost += refused
    count("PlannerRuns")
    count("CredentialsDue", found)
    count("CredentialsOverdue", overdue)
    told = {"due": found, "queued": queued, "not_queued": lost, "overdue": overdue}
    logger.info("planned", extra=told)
    return told


def _claims(wired: Wiring, now: int) -> Iterator[Due | None]:
    due: Iterable[Due] = wired.refreshes.due(now=now)
    return (wired.refreshes.claim(one, until=now + CLAIM_S) for one in due)


def _message(due: Due) -> dict[str, Any]:
    return {"uid": due.uid, "record": due.record, "at": due.at}


lambda_handler = scheduled(plan)
