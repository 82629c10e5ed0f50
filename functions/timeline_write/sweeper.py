"""The second chance of notes that wait: on a schedule, rings for all who have something due."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.observability import count, logger
from gainsight_zoom.wiring import Wiring, wiring

LIMIT_PER_SHARD = 500


def sweep(wired: Wiring) -> int:
    """Ring for all who have something due, and return for how many.

    A doorbell that rang already was for nothing: whoever hears it twice does it once.
    """
    users = wired.notes.due(now=int(wired.clock.now()), limit=LIMIT_PER_SHARD)
    bells = wired.notes.bells(users)
    rung = sum(wired.doorbell.ring(uid, bells.get(uid)) for uid in users)
    logger.info("outbox swept", extra={"due": len(users), "rung": rung})
    count("OutboxUsersDue", len(users))
    return rung


def lambda_handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Sweep once."""
    return {"rung": sweep(wiring())}
