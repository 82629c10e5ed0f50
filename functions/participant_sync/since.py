"""Who is new in this call and who is missing, against the user's last call with a customer.

Counted is what Zoom told of the meeting, not whom a client listed some time ago.
"""

from dataclasses import replace

from gainsight_zoom import reunions
from gainsight_zoom.callers import Caller
from gainsight_zoom.contacts import Contact
from gainsight_zoom.matching import Customer
from gainsight_zoom.records import Kind, meeting_key
from gainsight_zoom.reunions import Reunion
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring

from .crowd import Crowd, gather
from .looking_up import look_up
from .meeting import Meeting, open_meeting
from .sync import role_of, series_of
from .views import iso


class SinceAnswer(Shape):
    """``told`` is false where Zoom does not say who is in the meeting: then nobody is missing.

    ``last_met`` is when the call was that this one is compared with, ISO 8601.
    """

    told: bool
    last_met: str | None
    people: Reunion


NOBODY = Reunion(new=[], missing=[], strangers=[])


def since_last_call(
    wired: Wiring, caller: Caller, *, tenant: str, kind: Kind, gsid: str
) -> SinceAnswer:
    """Compare the people of this call with the last one's; one query, once per call.

    Raises
    ------
    TabSwitchedOff
        If people are not shown to this user.
    AppError
        If the customer's people cannot be asked for.
    """
    meeting = open_meeting(wired, caller)
    if meeting is None or meeting.roster is None:
        return SinceAnswer(told=False, last_met=None, people=NOBODY)
    series_of(meeting)
    if tenant in meeting.failed:
        raise meeting.failed[tenant]
    way = meeting.ways.get(tenant)
    if way is None or not way.does("brief"):
        return SinceAnswer(told=False, last_met=None, people=NOBODY)
    way.demand_tab(kind, gsid)
    way.connection.open_record(kind, gsid)
    customer = Customer(tenant, kind, gsid)
    told = replace(meeting, encounter=replace(meeting.encounter, listed=()))
    crowd = gather(told, role_of(meeting), customer, me=None)
    assembly = reunions.assemble(
        crowd.people,
        crowd.addresses,
        _staff(meeting, crowd, customer),
        rules=crowd.rules,
        by_hand=_by_hand(meeting, customer),
    )
    place = (tenant, kind, gsid)
    seen = wired.visits.load(caller.uid, place, "people", now=meeting.now)
    made, before = seen.now(meeting_key(meeting.uuid), meeting.now, assembly.kept())
    if assembly.theirs:
        since = caller.session.created_at
        wired.visits.save(caller.uid, place, "people", seen=seen, made=made, since=since)
    return SinceAnswer(
        told=True,
        last_met=iso(before.seen_at * 1000) if before else None,
        people=assembly.against(before.data if before else None),
    )


def _staff(meeting: Meeting, crowd: Crowd, customer: Customer) -> list[Contact]:
    """Return the customer's people: as known in this meeting, else asked for."""
    step = look_up(meeting, [], crowd.rules, staff_of=customer)[customer.tenant]
    if step.error is not None:
        raise step.error
    if step.lookups != meeting.encounter.of(customer.tenant):
        meeting.keep(meeting.encounter.with_lookups(customer.tenant, step.lookups))
    place = (customer.tenant, customer.kind, customer.id)
    met = [c for many in step.lookups.wrote.values() for c in many if c.at(*place)]
    return [*step.lookups.staff.get(customer.id, ()), *met]


def _by_hand(meeting: Meeting, customer: Customer) -> dict[str, Contact]:
    known = meeting.encounter.of(customer.tenant).hand
    place = (customer.tenant, customer.kind, customer.id)
    return {human: contact for human, contact in known.items() if contact.at(*place)}
