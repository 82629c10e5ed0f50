"""The worker behind the doorbell: posts the notes that wait."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.batches import work_off
from gainsight_zoom.clock import Deadline
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.outbox import MIN_TIME_FOR_A_POST_S, Outbox
from gainsight_zoom.wiring import Wiring, wiring

from .author import absent_author

LONGEST_DELAY_S = 900


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work off the rings of the doorbell; a ring that fails comes again."""
    return answer_rings(wiring(), event, context)


def answer_rings(wired: Wiring, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Look after the users that the messages of a batch name, each for itself.

    What fails here is a bug or an outage of AWS; whatever Gainsight does is noted on the item.
    """

    def work(message: dict[str, Any], deadline: Deadline) -> None:
        look_after(wired, str(message["uid"]), deadline)

    return work_off(event, context, wired.clock, work, needs_s=MIN_TIME_FOR_A_POST_S)


def look_after(wired: Wiring, uid: str, deadline: Deadline) -> None:
    """Post what is due of a user, and have the doorbell ring again when more will be."""
    with logger.append_context_keys(**{USER_KEY: user_reference(uid)}):
        outbox = Outbox(
            wired.notes, clock=wired.clock, token=wired.token, author=partial(absent_author, wired)
        )
        next_at = outbox.work(uid, deadline)
        _retire(wired, uid)
        if next_at is not None:
            delay_s = max(next_at - int(wired.clock.now()), 1)
            if delay_s <= LONGEST_DELAY_S:
                wired.doorbell.ring(uid, delay_s=delay_s)


def _retire(wired: Wiring, uid: str) -> None:
    """Let the drafts go, in time, whose every target is posted."""
    now = int(wired.clock.now())
    for note in wired.notes.load(uid).notes():
        if note.outbox and not note.unfinished:
            wired.notes.retire_draft(note.draft, now=now)
