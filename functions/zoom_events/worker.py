"""Applies what webhooks said: the roster of a meeting, and users who removed the app."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.batches import work_off
from gainsight_zoom.clock import Deadline
from gainsight_zoom.observability import count, logger, user_reference
from gainsight_zoom.records import ZOOM_TENANT
from gainsight_zoom.roster import RosterEvent
from gainsight_zoom.wiring import Wiring, wiring

NEEDS_S = 3.0


def apply(wired: Wiring, message: dict[str, Any], _: Deadline) -> None:
    """Apply one message; doing it twice or late does no harm."""
    if "deauthorized" in message:
        _deauthorized(wired, str(message["deauthorized"]), at=int(message["at"]))
        return
    event = RosterEvent.from_message(message["roster"])
    if not wired.meetings.apply(event, now=int(wired.clock.now())):
        count("RosterEventsWithoutNews")


def _deauthorized(wired: Wiring, uid: str, *, at: int) -> None:
    """Delete what is a user's, unless they added the app again before the news came."""
    credential = wired.users.load(uid).credential("zoom", ZOOM_TENANT)
    if credential is not None and credential.created_at > at:
        logger.info("outdated deauthorisation", extra={"left_user": user_reference(uid)})
        return
    wired.leaving.leave(uid, cause="app_deauthorized")


def lambda_handler(
    event: dict[str, Any], context: LambdaContext, wired: Wiring | None = None
) -> dict[str, Any]:
    """Work off a batch of SQS."""
    objects = wired or wiring()
    return work_off(
        event,
        context,
        objects.clock,
        lambda message, deadline: apply(objects, message, deadline),
        needs_s=NEEDS_S,
    )
