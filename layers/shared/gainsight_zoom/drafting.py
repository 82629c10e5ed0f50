"""Rules of drafts: what a note may hold, and what of the last one is carried into it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from gainsight_zoom.errors import ValidationFailed
from gainsight_zoom.notes import (
    ActionItem,
    Draft,
    Met,
    Note,
    NoteContent,
    Notes,
    OpenItems,
    OutboxItem,
    Target,
)
from gainsight_zoom.records import Customer
from gainsight_zoom.rendering import note_html
from gainsight_zoom.richtext import sanitise, text_of
from gainsight_zoom.roster import Roster
from gainsight_zoom.standing import iso

SUBJECT_CHARS = 255
NOTES_CHARS = 60_000
COMMENT_CHARS = 5_000
TARGETS = 10
DRAFTS = 200


def cleaned(content: NoteContent) -> NoteContent:
    """Sanitise what was written and hold it to the limit.

    Raises
    ------
    ValidationFailed
        If the notes are too long.
    """
    notes = sanitise(content.notes_html)
    if len(notes) > NOTES_CHARS:
        raise too_long()
    at = content.activity_at
    return replace(
        content,
        notes_html=notes,
        activity_at=None if at is None else utc(at),
    )


def too_long() -> ValidationFailed:
    """Say that notes exceed the limit."""
    message = f"Notes can have at most {NOTES_CHARS:,} characters. Please shorten them."
    return ValidationFailed("notes_too_long", fields={"notes_html": message})


def utc(moment: str) -> str:
    """Return a moment in UTC to the second, ``2026-11-22T10:02:00Z``; no offset means UTC.

    Raises
    ------
    ValidationFailed
        If it is none.
    """
    try:
        parsed = datetime.fromisoformat(moment)
        parsed = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValidationFailed(
            "no_moment", fields={"activity_at": "Please give a date and time."}
        ) from None
    return parsed.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def ready(draft: Draft, *, required: Collection[str], labels: Mapping[str, str]) -> None:
    """Hold a draft to what Gainsight needs for an activity.

    Parameters
    ----------
    required : collection of str
        API names of the custom fields that this type needs.
    labels : Mapping
        Names of custom fields for people, by API name.

    Raises
    ------
    ValidationFailed
        With every field that is missing or too long.
    """
    content = draft.content
    wrong = subject_faults(content.subject) | notes_faults(note_html(content))
    if not content.type:
        wrong["type"] = "Please choose a type."
    for name in required:
        if content.custom_fields.get(name) in (None, "", []):
            wrong[f"custom_fields.{name}"] = f"{labels.get(name, name)} is needed for this type."
    if wrong:
        raise ValidationFailed("draft_incomplete", fields=wrong)


def subject_faults(subject: str) -> dict[str, str]:
    """Say what is wrong with a subject."""
    if not subject.strip():
        return {"subject": "A subject is needed."}
    if len(subject) > SUBJECT_CHARS:
        return {"subject": f"A subject can have at most {SUBJECT_CHARS} characters."}
    return {}


def notes_faults(notes: str) -> dict[str, str]:
    """Say what is wrong with sanitised notes."""
    if not text_of(notes):
        return {"notes_html": "Please write something."}
    return too_long().fields if len(notes) > NOTES_CHARS else {}


def written(content: NoteContent) -> bool:
    """Tell whether anybody wrote in it yet; what is left over from an earlier note is not new."""
    lines = (*content.agenda, *(item.text for item in content.action_items if not item.carried))
    return bool(text_of(content.notes_html)) or any(line.strip() for line in lines)


def carried(items: tuple[ActionItem, ...]) -> tuple[ActionItem, ...]:
    """Return what is still to do, marked as left over from an earlier note."""
    return tuple(replace(item, carried=True) for item in items if not item.done)


def left_over(draft: Draft, targets: Collection[Target], known: Notes) -> list[OpenItems]:
    """Work out what is still to do for each customer once a note is published."""
    before = [known.open_for(customer_of(draft, target)) for target in targets]
    after = [entry.after(draft.id, draft.content.action_items) for entry in before]
    return [entry for entry, was in zip(after, before, strict=True) if entry.items != was.items]


def taken_back(draft: Draft, withdrawn: Collection[OutboxItem], known: Notes) -> list[OpenItems]:
    """Work out the same once the texts that wait at some customers are withdrawn.

    Where an earlier text is posted, what that one says counts again. Where none is, what the note
    left goes, and what was carried into it, and it called done, is open again.
    """
    entries = []
    for item in withdrawn:
        before = known.open_for(customer_of(draft, item.target))
        after = _restored(before, draft, item)
        if after.items != before.items:
            entries.append(after)
    return entries


def _restored(before: OpenItems, draft: Draft, item: OutboxItem) -> OpenItems:
    if item.posted_revision is not None:
        earlier = item.earlier_items
        return before if earlier is None else before.after(draft.id, earlier)
    after = before.after(draft.id, ())
    if item.target.id != draft.customer.id:
        return after
    there = {one.id for one in after.items}
    done = (i for i in draft.content.action_items if i.carried and i.done and i.id not in there)
    return replace(after, items=(*after.items, *(replace(one, done=False) for one in done)))


def begun(draft: Draft, roster: Roster | None, notes: Notes) -> Draft:
    """Put the time a call began in the place of one that its author's pane assumed.

    Where Zoom has not told it, the earliest moment stands from which the call is known here, so
    that notes of one call assume the same.
    """
    if roster is None or roster.started_ms is None:
        return replace(draft, content=_as_early(draft, notes))
    began = replace(draft.content, activity_at=iso(roster.started_ms // 1000))
    left = tuple(name for name in draft.assumed if name != "activity_at")
    return replace(draft, content=began, assumed=left)


def _as_early(draft: Draft, notes: Notes) -> NoteContent:
    call, assumed = draft.meeting_uuid, draft.content.activity_at
    if call is None or assumed is None:
        return draft.content
    met = [iso(one.since) for one in notes.met if one.meeting_uuid == call]
    others = (one for one in notes.drafts if one.meeting_uuid == call)
    noted = [o.content.activity_at or assumed for o in others if "activity_at" in o.assumed]
    return replace(draft.content, activity_at=min([assumed, *met, *noted]))


def facts(met: Met, roster: Roster | None) -> NoteContent:
    """Put down what is known of a call that went by without a note.

    Who was in it is left out: Zoom tells that for the length of the meeting.

    Parameters
    ----------
    roster : Roster or None
        What Zoom's webhooks told of it, if anything.
    """
    began = roster.started_ms if roster else None
    ended = roster.ended_ms if roster else None
    known = began is not None and ended is not None and ended > began
    return NoteContent(
        type="Meeting",
        subject=f"Call with {met.customer.name}"[:SUBJECT_CHARS],
        activity_at=iso(met.since if began is None else began // 1000),
        duration_min=round((ended - began) / 60_000) if known and ended and began else None,
    )


def customer_of(draft: Draft, target: Target) -> Customer:
    """Name a target in full."""
    return Customer(tenant=draft.customer.tenant, kind=target.kind, id=target.id, name=target.name)


def customers_of(note: Note) -> list[Customer]:
    """Return whom a note is about and everybody it was published to."""
    draft = note.draft
    return [draft.customer, *(customer_of(draft, item.target) for item in note.outbox)]
