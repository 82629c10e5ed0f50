"""Calls and their notes: with whom a call is, and the draft that waits where it has none."""

from dataclasses import replace

from gainsight_zoom import access, drafting
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import NotFound, SessionExpired
from gainsight_zoom.notes import Draft, Met, Notes
from gainsight_zoom.records import Customer
from gainsight_zoom.roster import Roster
from gainsight_zoom.store.table import ConditionFailed
from gainsight_zoom.wiring import Wiring

from .author import author_of
from .shapes import NAME_CHARS, MetBody, draft_id


def meet(wired: Wiring, caller: Caller, body: MetBody) -> None:
    """Take down that the session's call is with a customer, the latest one named.

    Nothing is taken down where user or admin switched off that a draft waits after a call.

    Raises
    ------
    NotFound
        If the session is of no meeting.
    Forbidden
        If the caller may not write to the Timeline.
    """
    uuid = caller.session.meeting_uuid
    if not uuid:
        raise NotFound("no_meeting")
    author = author_of(wired, caller, body.tenant, right=access.TIMELINE_WRITE)
    if "drafts" not in access.automatic(author.records.policy, caller.records):
        return
    customer = Customer(body.tenant, body.kind, body.id, body.name[:NAME_CHARS])
    notes = wired.notes.load(caller.uid)
    known = next((m for m in notes.met if m.meeting_uuid == uuid), None)
    if known is not None and known.customer == customer:
        return
    met = Met(uuid, customer, int(wired.clock.now()) if known is None else known.since)
    try:
        wired.notes.meet(caller.uid, met, since=caller.session.created_at)
    except ConditionFailed:
        raise SessionExpired("user_left") from None


def settle(wired: Wiring, caller: Caller, notes: Notes, *, outside: bool) -> Notes:
    """Leave a draft for every call that is over and has no note; return the notes as they are then.

    Over is a call that the session is not of, or of which Zoom has told that it ended.

    Parameters
    ----------
    outside : bool
        The pane says that it is no longer in the session's call.
    """
    here = None if outside else caller.session.meeting_uuid
    tenants = {c.tenant for c in caller.records.credentials}
    for met in notes.met:
        if met.customer.tenant not in tenants:
            continue
        if met.meeting_uuid == here and not _ended(wired, caller, met.meeting_uuid):
            continue
        if notes.written_in(met.meeting_uuid) or len(notes.drafts) >= drafting.DRAFTS:
            wired.notes.forget_met(caller.uid, met)
            continue
        _leave_draft(wired, caller, notes, met)
        notes = wired.notes.load(caller.uid)
    return notes


def roster_of(wired: Wiring, caller: Caller, meeting_uuid: str | None) -> Roster | None:
    """Return what Zoom told of a call, if it was of the caller's own Zoom account."""
    profile = caller.records.profile
    if not (meeting_uuid and profile and profile.account_id):
        return None
    now = int(wired.clock.now())
    return wired.meetings.roster(meeting_uuid, account_id=profile.account_id, now=now)


def _ended(wired: Wiring, caller: Caller, meeting_uuid: str) -> bool:
    roster = roster_of(wired, caller, meeting_uuid)
    return roster is not None and (roster.ended_ms or 0) > (roster.started_ms or 0)


def _leave_draft(wired: Wiring, caller: Caller, notes: Notes, met: Met) -> None:
    now, roster = int(wired.clock.now()), roster_of(wired, caller, met.meeting_uuid)
    items = drafting.carried(notes.left_for(met.customer))
    draft = Draft(
        id=draft_id(caller.uid, f"met {met.meeting_uuid}"),
        uid=caller.uid,
        version=1,
        customer=met.customer,
        content=replace(drafting.facts(met, roster), action_items=items),
        created_at=now,
        updated_at=now,
        assumed=("subject", "activity_at", "duration_min"),
        meeting_uuid=met.meeting_uuid,
    )
    try:
        made = wired.notes.create_draft(draft, since=caller.session.created_at, instead=met)
    except ConditionFailed:
        raise SessionExpired("user_left") from None
    if not made:
        wired.notes.forget_met(caller.uid, met)
