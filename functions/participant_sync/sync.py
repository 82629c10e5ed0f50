"""Who is in the call, who are they: what is known at once, the rest a chunk at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gainsight_zoom.attendance import Listed, normal_role, state_of
from gainsight_zoom.callers import Caller
from gainsight_zoom.contacts import MOST_ONE_BY_ONE
from gainsight_zoom.encounters import Encounter
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.matching import Customer, Match
from gainsight_zoom.records import Series
from gainsight_zoom.recurring import last_time
from gainsight_zoom.roster import InvitationState
from gainsight_zoom.suggesting import Suggestion, suggest
from gainsight_zoom.wiring import Wiring

from .crowd import Crowd, gather, match_all
from .looking_up import Step, look_up
from .meeting import Meeting, ask_zoom, open_meeting
from .shapes import CustomerBody, SyncAnswer, SyncBody
from .views import answer, nothing

if TYPE_CHECKING:
    from gainsight_zoom import usage
else:
    usage = Lazily("gainsight_zoom.usage")

SPARE_TURNS = 2
"""More than it takes, for who joins meanwhile."""


def synchronise(wired: Wiring, caller: Caller, body: SyncBody) -> SyncAnswer:
    """Answer who is in the session's meeting; ``cursor`` goes on with who is not looked up yet.

    Raises
    ------
    TabSwitchedOff
        If people are not shown to this user for the chosen kind of customer.
    """
    meeting = open_meeting(wired, caller)
    if meeting is None:
        return nothing(wired.clock.now())
    _require_tab(meeting, body.customer)
    known = meeting.encounter.anew() if body.refresh and not body.cursor else meeting.encounter
    known = _listen(known, body)
    meeting_as_told = replace(meeting, encounter=known)
    told = ask_zoom(meeting_as_told)
    meeting_as_told = replace(meeting, encounter=told)
    role = role_of(meeting, body)
    crowd = gather(meeting_as_told, role, customer_of(body.customer), me=_me(body))
    steps = look_up(meeting_as_told, crowd.emails(), crowd.rules, staff_of=_staff(crowd))
    made = told
    for tenant, step in steps.items():
        made = made.with_lookups(tenant, step.lookups)
    done = meeting.keep(made)
    failed = {**meeting.failed, **{t: s.error for t, s in steps.items() if s.error is not None}}
    turn = int(body.cursor or 0) + 1
    more = any(step.more for step in steps.values()) and turn < _most_turns(meeting, crowd, steps)
    matches, series = match_all(done, crowd), series_of(done)
    if body.customer is not None and not body.cursor:
        _tell(done, body.customer)
    answered = answer(
        done,
        crowd,
        matches,
        state=state_of(meeting.roster, role=role, uid=caller.uid),
        suggested=suggestions(done, crowd, matches, series),
        series=series,
        cursor=str(turn) if more else None,
        failed=failed,
    )
    answered.invitations = _invitations(done, body)
    return answered


def role_of(meeting: Meeting, body: SyncBody | None = None) -> str | None:
    """Return the user's role: as it is now by their client, else as the session began.

    The client may be lied to or lie: no right hangs on it, only what the pane offers.
    """
    told = normal_role(body.me.role) if body and body.me else None
    return told or normal_role(meeting.caller.session.role)


def _tell(meeting: Meeting, customer: CustomerBody) -> None:
    """Tell that the tab was seen, once a quarter of an hour."""
    way = meeting.ways.get(customer.tenant)
    if way is None:
        return
    act = usage.Act(
        "section_viewed",
        f"{customer.id}/people/{meeting.now // usage.QUARTER_S}",
        usage.Place.of(customer.kind, customer.id),
    )
    meeting.wired.journal.tell(meeting.caller.acting(way.tenant, way.user.gsid), act)


def customer_of(body: CustomerBody | None) -> Customer | None:
    """Return the chosen customer."""
    return Customer(body.tenant, body.kind, body.id) if body else None


def series_of(meeting: Meeting) -> Series | None:
    """Say with which customer this recurring meeting was last.

    What was chosen in this call before Zoom told of it is remembered for the next from here on.
    """
    tenants = [tenant for tenant, way in meeting.ways.items() if way.does("series")]
    number = meeting.roster.meeting_id if meeting.roster else ""
    if not number:
        return None
    kept, now = meeting.caller.records.series, meeting.now
    known = last_time(kept, number, tenants, now=now)
    chosen = last_time(kept, meeting.uuid, tenants, now=now)
    if chosen is None or (known is not None and known.last_met >= chosen.last_met):
        return known
    meeting.remember(chosen.customer, at=chosen.last_met)
    return chosen


def _most_turns(meeting: Meeting, crowd: Crowd, steps: Mapping[str, Step]) -> int:
    """Say when to give up: answers too many to be kept would be asked for again and again."""
    sizes = [
        MOST_ONE_BY_ONE if step.lookups.one_by_one else way.records.policy.people_chunk
        for way, step in ((meeting.ways[tenant], step) for tenant, step in steps.items())
    ]
    return -(-len(crowd.emails()) // min(sizes, default=1)) + SPARE_TURNS


def _require_tab(meeting: Meeting, customer: CustomerBody | None) -> None:
    way = meeting.ways.get(customer.tenant) if customer else None
    if customer is not None and way is not None:
        way.demand_tab(customer.kind, customer.id)


def _listen(known: Encounter, body: SyncBody) -> Encounter:
    """Take over what the client says, as said by the client."""
    listed = tuple(Listed(p.participant_uuid, p.name, p.role) for p in body.participants)
    heard = {c.participant_uuid: c.email for c in body.consented}
    return replace(known, listed=listed, consented={**known.consented, **heard})


def _me(body: SyncBody) -> Listed | None:
    me = body.me
    return Listed(me.participant_uuid, me.name, me.role) if me else None


def suggestions(
    meeting: Meeting, crowd: Crowd, matches: Iterable[Match], series: Series | None = None
) -> tuple[Suggestion, ...]:
    """Suggest whom the meeting is about, as far as that is not switched off."""
    domains = {
        (tenant, domain): companies
        for tenant in meeting.ways
        for domain, companies in meeting.encounter.of(tenant).domains.items()
    }
    kept = series.customer if series else None
    found = suggest(
        matches,
        domains,
        rules=crowd.rules,
        remembered=(kept.tenant, kept.kind, kept.id, kept.name) if kept else None,
    )
    return tuple(s for s in found if s.remembered or meeting.ways[s.tenant].does("suggestions"))


def _invitations(meeting: Meeting, body: SyncBody) -> dict[str, InvitationState]:
    """Say what became of invitations; only who sent one knows its id."""
    if not body.invitations:
        return {}
    return meeting.wired.meetings.invitations(meeting.uuid, body.invitations, now=meeting.now)


def _staff(crowd: Crowd) -> Customer | None:
    """Say whose people are needed: the customer's, where somebody is known by name only."""
    return crowd.customer if crowd.nameless() else None
