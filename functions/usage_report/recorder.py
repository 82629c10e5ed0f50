"""Writes down what was told of the app's use: each act once, with all counters it belongs to."""

from collections import Counter
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.batches import work_off
from gainsight_zoom.clock import Deadline
from gainsight_zoom.observability import count
from gainsight_zoom.usage_events import UsageEvent
from gainsight_zoom.wiring import Wiring, wiring

NEEDS_S = 5.0


def record(wired: Wiring, message: dict[str, Any], _: Deadline) -> None:
    """Record one message; doing it twice or late does no harm.

    What was told of a tenant that is gone or switched off, as it is while it is off-boarded, is let
    go; what was told of a user who left, the store refuses.
    """
    events = [UsageEvent.from_message(event) for event in message["events"]]
    known = wired.tenancy.load(tuple(dict.fromkeys(event.tenant for event in events)))
    sums: Counter[str] = Counter()
    for tenant, found in known.items():
        if not found.tenant.enabled:
            continue
        due = int(wired.clock.now()) if found.policy.usage_object else None
        for new in wired.usage.record([e for e in events if e.tenant == tenant], due=due):
            sums[new.kind] += new.count
    for kind, total in sums.items():
        count("Usage", total, kind=kind)


def lambda_handler(
    event: dict[str, Any], context: LambdaContext, wired: Wiring | None = None
) -> dict[str, Any]:
    """Work off a batch of SQS."""
    objects = wired or wiring()
    return work_off(
        event,
        context,
        objects.clock,
        lambda message, deadline: record(objects, message, deadline),
        needs_s=NEEDS_S,
    )
