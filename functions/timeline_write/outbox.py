"""The worker behind the doorbell: posts the notes that wait."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.batches import work_off
from gainsight_zoom.clock import Deadline
from gainsight_zoom.notes import Notes, OutboxItem
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.outbox import MIN_TIME_FOR_A_POST_S, Outbox
from gainsight_zoom.usage import Act, ActKind, Actor, Place
from gainsight_zoom.wiring import Wiring, wiring

from .author import absent_author

LONGEST_DELAY_S = 900
TOLD_AS: dict[str, ActKind] = {
    "posted": "activity_published",
    "queued": "activity_queued",
    "failed": "activity_failed",
}


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Work off the rings of the doorbell; a ring that fails comes again."""
    return answer_rings(wiring(), event, context)


def answer_rings(wired: Wiring, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Look after the users for whom the messages of a batch ring, each for itself.

    Nobody is behind a ring any more once they left. What fails here is a bug or an outage of AWS;
    whatever Gainsight does is noted on the item.
    """

    def work(message: dict[str, Any], deadline: Deadline) -> None:
        uid = message.get("uid") or wired.notes.behind(str(message["bell"]))
        if uid is not None:
            look_after(wired, uid, deadline)

    return work_off(event, context, wired.clock, work, needs_s=MIN_TIME_FOR_A_POST_S)


def look_after(wired: Wiring, uid: str, deadline: Deadline) -> None:
    """Post what is due of a user, and have the doorbell ring again when more will be."""
    with logger.append_context_keys(**{USER_KEY: user_reference(uid)}):
        settled: list[OutboxItem] = []
        outbox = Outbox(
            wired.notes,
            clock=wired.clock,
            token=wired.token,
            author=partial(absent_author, wired),
            tell=settled.append,
        )
        next_at = outbox.work(uid, deadline)
        notes = wired.notes.load(uid)
        _retire(wired, notes)
        _tell(wired, uid, notes, settled)
        if next_at is not None:
            delay_s = max(next_at - int(wired.clock.now()), 1)
            if delay_s <= LONGEST_DELAY_S:
                wired.doorbell.ring(uid, notes.bell, delay_s=delay_s)


def _retire(wired: Wiring, notes: Notes) -> None:
    """Let the drafts go, in time, whose every target is posted."""
    now = int(wired.clock.now())
    for note in notes.notes():
        if note.outbox and not note.unfinished:
            wired.notes.retire_draft(note.draft, now=now)


def _tell(wired: Wiring, uid: str, notes: Notes, settled: list[OutboxItem]) -> None:
    """Tell what was posted, once however often it changes, and what had to wait or failed."""
    news = [item for item in settled if item.state != "queued" or item.attempts <= 1]
    if not news:
        return
    records = wired.users.load(uid)
    meetings = {draft.id: draft.meeting_uuid for draft in notes.drafts}
    told = []
    for item in news:
        credential = records.credential("gainsight", item.tenant)
        if credential is not None and credential.user is not None:
            meeting = meetings.get(item.draft_id)
            actor = Actor(item.tenant, credential.user.gsid, uid, meeting)
            told.append((actor, _act(item)))
    wired.journal.tell_all(told)


def _act(item: OutboxItem) -> Act:
    key = item.external_id if item.state == "posted" else f"{item.external_id}/{item.revision}"
    return Act(TOLD_AS[item.state], key, Place.of(item.target.kind, item.target.id))
