"""Publishing a note to its customers, and taking that back while there is time."""

from gainsight_zoom import activity_types, drafting
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import SessionExpired, StoreUnavailable, TooLate
from gainsight_zoom.notes import Note, Notes, Target
from gainsight_zoom.publishing import UNDO_S, freeze, plan, undoable
from gainsight_zoom.standing import iso
from gainsight_zoom.store.table import ConditionFailed
from gainsight_zoom.wiring import Wiring

from .author import Author, writer_of
from .drafts import conflict, note_of, read_draft
from .shapes import NAME_CHARS, DraftView, PublishBody

ATTEMPTS = 4


def publish_draft(wired: Wiring, caller: Caller, draft_id: str, body: PublishBody) -> DraftView:
    """Hand a note to the outbox for all its targets at once; once more means: try again now.

    Raises
    ------
    VersionConflict
        If the draft has been saved since the version that is meant.
    ValidationFailed
        If something is missing that Gainsight needs, or there are too many targets.
    UpstreamError, ReconnectRequired
        If nothing is known of the tenant's activities and Gainsight cannot be asked.
    """
    for _ in range(ATTEMPTS):
        notes = wired.notes.load(caller.uid)
        note = note_of(notes, draft_id)
        author = writer_of(wired, caller, note.draft.customer.tenant)
        if note.draft.version != body.version:
            raise conflict(wired, note, notes, {"version": body.version})
        if _handed_over(wired, caller, note, notes, author, body):
            return read_draft(wired, caller, draft_id)
    raise StoreUnavailable("publish_conflicts")


def undo_publish(wired: Wiring, caller: Caller, draft_id: str) -> DraftView:
    """Take a publish back.

    Raises
    ------
    TooLate
        If the window has closed or a target has been taken.
    """
    notes = wired.notes.load(caller.uid)
    note = note_of(notes, draft_id)
    withdrawal = undoable(note, now=int(wired.clock.now()))
    left = drafting.taken_back(note.draft, (*withdrawal.gone, *withdrawal.back), notes)
    try:
        wired.notes.withdraw(note.draft, gone=withdrawal.gone, back=withdrawal.back, left=left)
    except ConditionFailed:
        raise TooLate("taken_meanwhile") from None
    return read_draft(wired, caller, draft_id)


def _handed_over(
    wired: Wiring, caller: Caller, note: Note, notes: Notes, author: Author, body: PublishBody
) -> bool:
    draft, metadata, now = note.draft, author.metadata_kept(), wired.clock.now()
    layout = author.records.layout
    drafting.ready(
        draft,
        required=activity_types.required(layout, draft.content.type, metadata),
        labels=activity_types.labels(metadata),
    )
    values = activity_types.checked(draft.content.custom_fields, metadata)
    record = freeze(draft, values, metadata, now_iso=_when(note, now))
    targets = _targets(note, body)
    items = plan(note, record, targets=targets, now=int(now), now_ms=int(now * 1000))
    if not items:
        return True
    bell = notes.bell or wired.token()
    try:
        wired.notes.publish(
            draft,
            items=items,
            seen=note.outbox,
            left=drafting.left_over(draft, [i.target for i in items], notes),
            since=caller.session.created_at,
            new_bell=None if notes.bell else bell,
        )
    except ConditionFailed as failed:
        if failed.current is not None and "deauthorized_at" in failed.current:
            raise SessionExpired("user_left") from None
        return False
    immediate = all(item.due is not None and item.due <= now for item in items)
    wired.doorbell.ring(caller.uid, bell, delay_s=0 if immediate else UNDO_S)
    return True


def _when(note: Note, now: float) -> str:
    """Return the time of a note that names none: that of its first publish, however often."""
    if note.outbox:
        return drafting.utc(str(note.outbox[0].record["ActivityDate"]))
    return iso(int(now))


def _targets(note: Note, body: PublishBody) -> list[Target]:
    if body.targets is None:
        customer = note.draft.customer
        if note.outbox:
            return []
        own = Target(kind=customer.kind, id=customer.id, name=customer.name)
        return [own, *note.draft.also]
    return [Target(kind=t.kind, id=t.id, name=t.name[:NAME_CHARS]) for t in body.targets]
