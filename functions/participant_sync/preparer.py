"""Every few minutes: makes the next calls ready, so that the pane opens with the right customer.

For who agreed that Zoom tells this app of their meetings: which customer the invitation is about,
that customer's Summary for this very user, and, where Zoom lets it, that the app opens by itself.
Only in quiet time, and only with calls that lie there for the taking (``budgets``, *ahead*).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from gainsight_zoom import agendas, contacts, summaries
from gainsight_zoom.callers import Caller
from gainsight_zoom.clock import Deadline
from gainsight_zoom.contacts import AT_COMPANY, MOST_ONE_BY_ONE
from gainsight_zoom.encounters import Encounter, Lookups
from gainsight_zoom.errors import AppError, UpstreamBusy, UpstreamError, UpstreamUnavailable
from gainsight_zoom.invitations import Planned
from gainsight_zoom.observability import BUGS, USER_KEY, count, logger, user_reference
from gainsight_zoom.records import (
    ZOOM_TENANT,
    Agenda,
    Customer,
    Due,
    Prepared,
    Session,
    Snapshot,
    UserRecords,
)
from gainsight_zoom.recurring import last_time
from gainsight_zoom.renewal import Renewal, Result
from gainsight_zoom.roster import Roster
from gainsight_zoom.schedules import scheduled
from gainsight_zoom.schemes import document_name
from gainsight_zoom.wiring import Wiring

from .crowd import gather, match_all
from .meeting import Meeting, Way, open_ways
from .sync import suggestions

PARALLEL = 16
"""Users at once: as many as the connections to AWS that are kept (``aws.CONNECTIONS``)."""
CLAIM_S = 600
NEEDS_S = 15.0
REFUSED_BY_ZOOM = "zoom_4"
"""Begins the reasons of calls that an optional scope would allow."""


@dataclass(frozen=True)
class Desk:
    """One user's: whose ways into Gainsight are used, and their word to Zoom."""

    wired: Wiring
    caller: Caller
    claim: Due
    ways: Mapping[str, Way]
    failed: Mapping[str, AppError]
    zoom: Renewal
    now: int


def prepare_due(wired: Wiring, deadline: Deadline) -> dict[str, int]:
    """Look ahead for whom it is time to, until done, out of time, or no longer quiet."""
    now = int(wired.clock.now())
    told = {"due": 0, "looked_at": 0}
    if not agendas.quiet(now):
        return told

    def one(due: Due) -> bool:
        if deadline.remaining() < NEEDS_S or not agendas.quiet(wired.clock.now()):
            return False
        claim = wired.agendas.claim(due, until=now + CLAIM_S)
        return claim is not None and _look_at(wired, claim, deadline)

    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        done = list(pool.map(one, wired.agendas.due(now=now)))
    told = {"due": len(done), "looked_at": sum(done)}
    logger.info("looked ahead", extra=told)
    count("AgendasLookedAt", told["looked_at"])
    return told


def _look_at(wired: Wiring, claim: Due, deadline: Deadline) -> bool:
    """Look ahead for one user; whatever goes wrong, the claim lapses and it is tried again."""
    who = {USER_KEY: user_reference(claim.uid)}
    try:
        records = wired.users.load(claim.uid)
        if records.agenda is None:
            return False
        made = _made(wired, claim, records, records.agenda, deadline)
        return wired.agendas.finish(claim, made, now=int(wired.clock.now()))
    except AppError as error:
        logger.info("not looked ahead", extra={**who, "code": error.code, "reason": error.reason})
    # Whatever else goes wrong with one user must not take the others along.
    except Exception as error:
        logger.exception("not looked ahead", extra={**who, "failure": type(error).__name__})
        count(BUGS)
    return False


def _made(
    wired: Wiring, claim: Due, records: UserRecords, before: Agenda, deadline: Deadline
) -> Agenda:
    now = int(wired.clock.now())
    credential = records.credential("zoom", ZOOM_TENANT)
    if credential is None or not agendas.wanted(records, now=now):
        return replace(before, due=None, meetings=())
    nowhere = Session(claim.uid, "", None, None, created_at=before.since, expires_at=now)
    caller = Caller(records, nowhere, deadline)
    ways, failed = open_ways(wired, caller, "ahead")
    asked = {k: way for k, way in ways.items() if way.does("ready") and not way.connection.machine}
    if not asked:
        return replace(before, due=None, meetings=())
    zoom = Renewal(credential, wired.keeper, deadline, may_end=False)
    try:
        planned = zoom.call(lambda token: wired.zoom.planned(token, deadline))
    except AppError as error:
        _demand_refused(error)
        logger.info("zoom does not tell", extra={"reason": error.reason})
        return replace(before, due=now + agendas.DAY_S, told=False, meetings=())
    desk = Desk(wired, caller, claim, asked, failed, zoom, now)
    soon = agendas.soon(planned, now=now)
    meetings = [_prepared(desk, one, agendas.known(before, one)) for one in soon]
    running = [one for one in before.meetings if now - agendas.LATE_S <= one.starts_at <= now]
    done = tuple(one for one in meetings if one is not None)
    left = len(done) < len(meetings) or any(one.customer and not one.read for one in done)
    due = agendas.look_again(planned, now=now, all_done=not left)
    opens = next((one.opens for one in done if one.opens is not None), before.opens)
    return replace(before, due=due, told=True, opens=opens, meetings=(*running, *done))


def _demand_refused(error: AppError) -> None:
    """Go on only where Zoom refused what an optional scope would allow."""
    if not error.reason.startswith(REFUSED_BY_ZOOM):
        raise error


def _prepared(desk: Desk, meeting: Planned, known: Prepared | None) -> Prepared | None:
    """Prepare one meeting, as far as it is not; None if that is to be tried again."""
    if known and known.customer and known.customer.tenant not in desk.ways:
        known = None
    try:
        one = known or _recognised(desk, meeting)
    except UpstreamError as error:
        logger.info("meeting not looked at", extra={"reason": error.reason})
        return None
    if one.customer is None or one.read:
        return one
    try:
        _patiently(desk, partial(_read, desk, one.customer))
    except UpstreamBusy:
        return one
    except AppError as error:  # not shown to this user, or not now: the pane will say
        logger.info("not read ahead", extra={"code": error.code, "reason": error.reason})
    return replace(one, read=True)


def _recognised(desk: Desk, meeting: Planned) -> Prepared:
    """Find out whom a meeting is about, and have the app open by itself where that is known."""
    customer = _as_last_time(desk, meeting) or _as_invited(desk, meeting)
    asked = customer is not None and desk.ways[customer.tenant].does("opening")
    opens = _open_by_itself(desk, meeting) if asked else None
    return Prepared(meeting.meeting_id, meeting.starts_at, customer, opens=opens)


def _as_last_time(desk: Desk, meeting: Planned) -> Customer | None:
    tenants = tuple(key for key, way in desk.ways.items() if way.does("series"))
    series = last_time(desk.caller.records.series, meeting.meeting_id, tenants, now=desk.now)
    return series.customer if series else None


def _as_invited(desk: Desk, planned: Planned) -> Customer | None:
    """Suggest a customer as in a call, from who is invited and known to Gainsight."""
    number, until = planned.meeting_id, desk.caller.deadline
    try:
        invited = desk.zoom.call(lambda token: desk.wired.zoom.invitees(number, token, until))
    except AppError as error:
        _demand_refused(error)
        logger.info("zoom does not tell", extra={"reason": error.reason})
        return None
    meeting = Meeting(
        wired=desk.wired,
        caller=desk.caller,
        uuid="",
        roster=Roster(None, None, (), meeting_id=number),
        encounter=Encounter(invited=invited, registered=()),
        ways=dict(desk.ways),
        failed=dict(desk.failed),
        now=desk.now,
    )
    crowd = gather(meeting, None, None, me=None)
    emails = crowd.emails()[:MOST_ONE_BY_ONE]
    for way in desk.ways.values() if emails else ():
        learnt = _looked_up(desk, way, emails)
        meeting = replace(meeting, encounter=meeting.encounter.with_lookups(way.tenant, learnt))
    found = suggestions(meeting, crowd, match_all(meeting, crowd))
    return Customer(found[0].tenant, found[0].kind, found[0].id, found[0].name) if found else None


def _looked_up(desk: Desk, way: Way, emails: Sequence[str]) -> Lookups:
    """Look people up in one tenant; one that cannot tell keeps the others from nothing."""
    try:
        return _patiently(desk, partial(_look_up, way, emails))
    except (UpstreamBusy, UpstreamUnavailable):
        raise
    except AppError as error:
        logger.info("people not looked up", extra={"tenant": way.tenant, "reason": error.reason})
        return Lookups()


def _look_up(way: Way, emails: Sequence[str]) -> Lookups:
    """Ask one thing of one tenant: whose companies these people belong to."""
    objects = way.objects()
    query = contacts.by_address(objects, emails, one_by_one=True)[AT_COMPANY]
    found = contacts.read(way.tenant, objects, {AT_COMPANY: way.connection.query(query)})
    return Lookups().learn(emails, contacts.by_mailbox(found), {})


def _patiently(desk: Desk, act: Callable[[], Result]) -> Result:
    """Act, waiting for calls to be had as long as it is quiet and there is time."""
    clock = desk.wired.clock
    while True:
        try:
            return act()
        except UpstreamBusy as busy:
            wait_s = busy.retry_after_s or 1
            until = clock.now() + wait_s
            if desk.caller.deadline.remaining() < wait_s + NEEDS_S or not agendas.quiet(until):
                raise
            clock.sleep(wait_s)


def _open_by_itself(desk: Desk, meeting: Planned) -> bool | None:
    """Have the app open by itself; whether Zoom lets it, None if it could not be asked."""
    number, until = meeting.meeting_id, desk.caller.deadline
    try:
        desk.zoom.call(lambda token: desk.wired.zoom.open_app(number, token, until))
    except AppError as error:
        logger.info("does not open by itself", extra={"reason": error.reason})
        return False if error.reason.startswith(REFUSED_BY_ZOOM) else None
    return True


def _read(desk: Desk, customer: Customer) -> None:
    """Read the Summary as the pane would, and keep it for this user."""
    wired, way = desk.wired, desk.ways[customer.tenant]
    kind, layout = customer.kind, way.records.layout
    wired.gate.demand("summary", way.records, way.user, way.connection, kind=kind, gsid=customer.id)
    metadata = wired.catalog.objects(way.tenant, way.connection)[kind]
    rows = way.connection.query(summaries.plan(kind, customer.id, metadata, layout))
    shown = summaries.read(
        rows,
        kind=kind,
        metadata=metadata,
        layout=layout,
        currency=way.records.tenant.currency,
        scorecards=wired.catalog.kept_document(way.tenant, document_name(layout.scorecards)),
    )
    kept = {"summary": Snapshot(shown.model_dump(mode="json"), as_of=desk.now)}
    record = (customer.tenant, kind, customer.id)
    if wired.agendas.is_held(desk.claim):
        wired.snapshots.keep(desk.caller.uid, record, kept, since=desk.caller.session.created_at)


lambda_handler = scheduled(prepare_due)
