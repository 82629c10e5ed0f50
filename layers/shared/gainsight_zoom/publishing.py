"""Publishing: a draft's text frozen for each of its targets, and what may be taken back again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gainsight_zoom.drafting import TARGETS
from gainsight_zoom.errors import TooLate, ValidationFailed
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.notes import Draft, Note, OutboxItem, Target
from gainsight_zoom.rendering import note_html

UNDO_S = 10
DURATION = "DurationInMins"


def freeze(
    draft: Draft, custom_fields: Mapping[str, Any], metadata: ObjectMetadata, *, now_iso: str
) -> dict[str, Any]:
    """Put down what is sent to Gainsight, field by field as its Timeline API takes them.

    A duration that the tenant has no field for becomes a line of the note.
    """
    content = draft.content
    notes = note_html(content)
    field = metadata.find(DURATION)
    record: dict[str, Any] = {
        "TypeName": content.type,
        "Subject": content.subject.strip(),
        "ActivityDate": _activity_date(content.activity_at or now_iso),
    }
    if content.duration_min is not None and field is None:
        notes += f"<p>Duration: {content.duration_min} min</p>"
    elif field is not None and content.duration_min is not None:
        record[field.name] = content.duration_min
    for name, people in (
        ("internalAttendees", content.internal_attendees),
        ("externalAttendees", content.external_attendees),
    ):
        if people:
            record[name] = list(people)
    return {**record, **custom_fields, "Notes": notes}


def plan(
    note: Note,
    record: Mapping[str, Any],
    *,
    targets: Sequence[Target],
    now: int,
    now_ms: int,
) -> list[OutboxItem]:
    """Return the outbox items that have to be written so that every target gets this text.

    Targets of an earlier publish stay targets. One that has the text already, or is about to get
    it, is left alone; one that waits or failed with it is tried at once.

    Raises
    ------
    ValidationFailed
        If there are too many targets.
    """
    known = {item.target.id: item for item in note.outbox}
    wanted = {target.id: target for target in targets}
    wanted |= {gsid: item.target for gsid, item in known.items()}
    if len(wanted) > TARGETS:
        message = f"A note can go to at most {TARGETS} customers."
        raise ValidationFailed("too_many_targets", fields={"targets": message})
    items = []
    for gsid, target in wanted.items():
        seen = known.get(gsid)
        if seen is None:
            items.append(_new(note.draft, target, record, now=now, now_ms=now_ms))
        elif _filled(seen.record) != _filled(record) or _taken_back(seen):
            items.append(_rewritten(seen, note.draft, record, now=now, now_ms=now_ms))
        elif _worth_a_try(seen, now):
            items.append(_tried_now(seen, now=now, now_ms=now_ms))
    return items


@dataclass(frozen=True)
class Withdrawal:
    """Outbox items to delete because they were never sent, and those to call posted as before."""

    gone: tuple[OutboxItem, ...]
    back: tuple[OutboxItem, ...]


def undoable(note: Note, *, now: int) -> Withdrawal:
    """Decide what becomes of each target when a publish is taken back within its window.

    Raises
    ------
    TooLate
        If the window has closed, or one of the targets has been taken.
    """
    waiting = tuple(item for item in note.outbox if item.state == "queued")
    if not waiting or any(i.undo_until is None or i.undo_until <= now for i in waiting):
        raise TooLate("undo_window_closed")
    return _withdrawal(waiting, now=now, unsure=False)


def discardable(note: Note, *, now: int, force: bool) -> Withdrawal:
    """Decide what becomes of each target when a draft is discarded.

    Parameters
    ----------
    force : bool
        Also drop what was tried without an answer, and so may be in Gainsight.

    Raises
    ------
    TooLate
        If one of the targets is being posted, or was tried and `force` is not given; only then
        with the reason, so that its author can be asked.
    """
    waiting = tuple(item for item in note.outbox if item.state != "posted")
    settled = tuple(item for item in note.outbox if item.state == "posted")
    withdrawal = _withdrawal(waiting, now=now, unsure=force)
    return Withdrawal(gone=(*withdrawal.gone, *withdrawal.back, *settled), back=())


def _withdrawal(waiting: tuple[OutboxItem, ...], *, now: int, unsure: bool) -> Withdrawal:
    if any(item.leased(now) for item in waiting):
        raise TooLate("being_posted")
    back = tuple(item for item in waiting if item.posted_revision is not None)
    gone = tuple(item for item in waiting if item.posted_revision is None)
    if not unsure and any(item.attempts and item.state == "queued" for item in gone):
        raise TooLate("tried_before", details={"reason": "tried_before"})
    return Withdrawal(gone=gone, back=back)


def _new(
    draft: Draft, target: Target, record: Mapping[str, Any], *, now: int, now_ms: int
) -> OutboxItem:
    return OutboxItem(
        uid=draft.uid,
        draft_id=draft.id,
        tenant=draft.customer.tenant,
        target=target,
        record=record,
        state="queued",
        version=1,
        revision=1,
        order=now_ms,
        queued_at=now,
        due=now + UNDO_S,
        undo_until=now + UNDO_S,
        action_items=draft.content.action_items,
    )


def _rewritten(
    seen: OutboxItem, draft: Draft, record: Mapping[str, Any], *, now: int, now_ms: int
) -> OutboxItem:
    """Replace the text; whoever is at the old one keeps the lease until done or dead.

    What the old text had and the new one lacks is sent as empty, since it may be there.
    """
    emptied: dict[str, Any] = {
        k: [] if isinstance(v, list) else None for k, v in seen.record.items()
    }
    due = now + UNDO_S
    if seen.leased(now) and seen.lease_until is not None:
        due = max(due, seen.lease_until)
    outdated = seen.posted_revision not in (None, seen.revision)
    return replace(
        seen,
        record={**emptied, **record},
        state="queued",
        version=seen.version + 1,
        revision=seen.revision + 1,
        order=now_ms,
        queued_at=now,
        due=due,
        undo_until=now + UNDO_S,
        refusals=0,
        reason=None,
        fields={},
        action_items=draft.content.action_items,
        earlier_items=seen.earlier_items if outdated else seen.action_items,
    )


def _tried_now(seen: OutboxItem, *, now: int, now_ms: int) -> OutboxItem:
    return replace(
        seen,
        state="queued",
        version=seen.version + 1,
        order=now_ms if seen.state == "failed" else seen.order,
        queued_at=now,
        due=now,
        undo_until=None,
        refusals=0,
        reason=None,
        fields={},
    )


def _worth_a_try(item: OutboxItem, now: int) -> bool:
    if item.state == "posted" or item.leased(now):
        return False
    return item.state == "failed" or item.reason is not None


def _taken_back(item: OutboxItem) -> bool:
    """Tell whether the item's text was published and undone, so that an older one is posted."""
    return item.state == "posted" and item.posted_revision != item.revision


def _filled(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value not in (None, [])}


def _activity_date(iso: str) -> str:
    return iso.removesuffix("Z") + ".000+00:00"
