"""Drafts: begun, saved by themselves, moved, discarded; private to their author."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gainsight_zoom import drafting
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import (
    NotFound,
    SessionExpired,
    TooLate,
    ValidationFailed,
    VersionConflict,
)
from gainsight_zoom.notes import Draft, Note, NoteContent, Notes
from gainsight_zoom.publishing import discardable
from gainsight_zoom.records import Customer
from gainsight_zoom.store.table import ConditionFailed
from gainsight_zoom.usage import Act, Place
from gainsight_zoom.wiring import Wiring

from . import shapes
from .author import Author, writer_of
from .owed import roster_of, settle
from .shapes import (
    NAME_CHARS,
    Counts,
    DraftList,
    DraftView,
    NewDraft,
    SavedDraft,
    draft_view,
    named,
    needs_attention,
    yours,
)

SAVES_KNOWN = 8
SAVES_AT_ONCE = 3
"""What a pane sends before it closes may meet, at the very same time, what it sent just before."""


def list_drafts(
    wired: Wiring,
    caller: Caller,
    *,
    tenant: str | None,
    kind: str | None,
    gsid: str | None,
    outside: bool,
) -> DraftList:
    """Return the unfinished notes, of one customer where one is named; what needs its author first.

    A note is of the customer it is about and of all it was published to. Notes that wait for a
    sign-in are woken when there has been one; a call that is over without a note has a draft from
    now on.
    """
    notes = settle(wired, caller, wired.notes.load(caller.uid), outside=outside)
    unfinished = [note for note in notes.notes() if note.unfinished]
    states = [note.state if note.state != "posted" else "draft" for note in unfinished]
    wake(wired, caller, notes)
    asked = {"tenant": tenant, "kind": kind, "id": gsid}
    wanted = {k: v for k, v in asked.items() if v is not None}.items()
    shown = [
        _view(wired, note, notes)
        for note in unfinished
        if any(wanted <= vars(customer).items() for customer in drafting.customers_of(note))
    ]
    return DraftList(
        drafts=sorted(shown, key=lambda view: not needs_attention(view)),
        meeting_uuid=caller.session.meeting_uuid,
        counts=Counts(
            draft=states.count("draft"),
            queued=states.count("queued"),
            failed=states.count("failed"),
        ),
    )


def wake(wired: Wiring, caller: Caller, notes: Notes) -> None:
    """Ring for notes that waited for a sign-in which has happened meanwhile."""
    waits = {i.tenant for i in notes.outbox if i.reason == "reconnect_required"}
    active = {c.tenant for c in caller.records.credentials if c.status == "active"}
    if waits & active:
        wired.doorbell.ring(caller.uid, notes.bell)


def begin_draft(wired: Wiring, caller: Caller, body: NewDraft) -> tuple[DraftView, bool]:
    """Begin a note; True if there was none under this key.

    Raises
    ------
    ValidationFailed
        If something is too long, or there are too many drafts.
    """
    author = writer_of(wired, caller, body.tenant)
    now = int(wired.clock.now())
    name = body.name[:NAME_CHARS]
    customer = Customer(tenant=body.tenant, kind=body.kind, id=body.id, name=name)
    notes = wired.notes.load(caller.uid)
    given = body.content()
    if "action_items" not in given:
        given["action_items"] = drafting.carried(notes.left_for(customer))
    draft = Draft(
        id=shapes.draft_id(caller.uid, body.key or wired.token()),
        uid=caller.uid,
        version=1,
        customer=customer,
        content=drafting.cleaned(replace(NoteContent(), **given)),
        created_at=now,
        updated_at=now,
        assumed=tuple(body.assumed or ()),
        meeting_uuid=body.meeting_uuid or caller.session.meeting_uuid,
        also=body.further(),
        labels=body.labels or {},
    )
    known = notes.note(draft.id)
    if known is not None:
        return _view(wired, known, notes), False
    if len(notes.drafts) >= drafting.DRAFTS:
        message = f"There are {drafting.DRAFTS} notes already. Publish or discard some first."
        raise ValidationFailed("too_many_drafts", fields={"drafts": message})
    if "activity_at" in draft.assumed:
        draft = drafting.begun(draft, roster_of(wired, caller, draft.meeting_uuid), notes)
    try:
        made = wired.notes.create_draft(draft, since=caller.session.created_at)
    except ConditionFailed:
        raise SessionExpired("user_left") from None
    if not made:
        return read_draft(wired, caller, draft.id), False
    if drafting.written(draft.content):
        _tell_drafted(wired, caller, draft, author)
    return draft_view(Note(draft), notes.outbox, now=now), True


def read_draft(wired: Wiring, caller: Caller, draft_id: str) -> DraftView:
    """Return one note of the caller's."""
    notes = wired.notes.load(caller.uid)
    return _view(wired, note_of(notes, draft_id), notes)


def save_draft(wired: Wiring, caller: Caller, draft_id: str, body: SavedDraft) -> DraftView:
    """Save what has changed, if nobody saved since.

    Raises
    ------
    VersionConflict
        With both texts.
    ValidationFailed
        If something is too long, or the tenant of a published note is to change.
    """
    notes = wired.notes.load(caller.uid)
    for _ in range(SAVES_AT_ONCE):
        try:
            return _save(wired, caller, note_of(notes, draft_id), notes, body)
        except ConditionFailed:
            notes = wired.notes.load(caller.uid)
    raise conflict(wired, note_of(notes, draft_id), notes, yours(body))


def _save(wired: Wiring, caller: Caller, note: Note, notes: Notes, body: SavedDraft) -> DraftView:
    moved = named(note.draft, body)
    author = _writer(wired, caller, note.draft, moved)
    if body.key in note.draft.saved_as:
        return _view(wired, note, notes)
    if not note.draft.only_saved_as(body.after, since=body.version):
        raise conflict(wired, note, notes, yours(body))
    if note.outbox and "tenant" in moved:
        message = "A note that was published stays with its tenant."
        raise ValidationFailed("published_elsewhere", fields={"tenant": message})
    changed = _changed(note.draft, body, moved, now=int(wired.clock.now()))
    saved = wired.notes.change_draft(note.draft, changed)
    if author and drafting.written(saved.content) and not drafting.written(note.draft.content):
        _tell_drafted(wired, caller, saved, author)
    return _view(wired, Note(saved, note.outbox), notes)


def discard_draft(wired: Wiring, caller: Caller, draft_id: str, *, force: bool) -> None:
    """Discard a note and withdraw what waits of it; what is posted stays in Gainsight.

    Raises
    ------
    TooLate
        If one of its targets is being posted, or may have been.
    """
    notes = wired.notes.load(caller.uid)
    note = note_of(notes, draft_id)
    gone = discardable(note, now=int(wired.clock.now()), force=force).gone
    waiting = [item for item in gone if item.state != "posted"]
    left = drafting.taken_back(note.draft, waiting, notes)
    try:
        wired.notes.withdraw(note.draft, gone=gone, back=(), left=left, delete=True)
    except ConditionFailed:
        raise TooLate("changed_meanwhile") from None


def note_of(notes: Notes, draft_id: str) -> Note:
    """Find one note.

    Raises
    ------
    NotFound
        If the caller has none of this id.
    """
    note = notes.note(draft_id)
    if note is None:
        raise NotFound("no_such_draft")
    return note


def conflict(wired: Wiring, note: Note, notes: Notes, wanted: Mapping[str, Any]) -> VersionConflict:
    """Say that a note has another version, and which."""
    current = _view(wired, note, notes).model_dump()
    return VersionConflict("draft_version", details={"current": current, "yours": dict(wanted)})


def _writer(wired: Wiring, caller: Caller, draft: Draft, moved: Mapping[str, Any]) -> Author | None:
    """Insist on the right to write; what is typed is kept even after disconnecting its tenant."""
    try:
        return writer_of(wired, caller, moved.get("tenant", draft.customer.tenant))
    except NotFound:
        if "tenant" in moved:
            raise
        return None


def _tell_drafted(wired: Wiring, caller: Caller, draft: Draft, author: Author) -> None:
    """Tell that there is a note: with its first words, since forms are opened just to look."""
    customer = draft.customer
    act = Act("activity_drafted", draft.id, Place.of(customer.kind, customer.id))
    wired.journal.tell(caller.acting(customer.tenant, author.user.gsid), act)


def _changed(draft: Draft, body: SavedDraft, moved: Mapping[str, Any], *, now: int) -> Draft:
    given = body.model_fields_set
    if "name" in moved:
        moved = {**moved, "name": moved["name"][:NAME_CHARS]}
    return replace(
        draft,
        customer=replace(draft.customer, **moved),
        content=drafting.cleaned(replace(draft.content, **body.content())),
        assumed=tuple(body.assumed or ()) if "assumed" in given else draft.assumed,
        meeting_uuid=body.meeting_uuid if "meeting_uuid" in given else draft.meeting_uuid,
        also=body.further() if "also" in given else draft.also,
        labels=body.labels or {} if "labels" in given else draft.labels,
        saved_as=(*draft.saved_as, body.key or "")[-SAVES_KNOWN:],
        updated_at=now,
    )


def _view(wired: Wiring, note: Note, notes: Notes) -> DraftView:
    return draft_view(note, notes.outbox, now=int(wired.clock.now()))
