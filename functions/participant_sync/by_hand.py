"""What a user says about a meeting: who somebody is, and which customer it is with."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from gainsight_zoom import contacts, records
from gainsight_zoom.attendance import Human
from gainsight_zoom.callers import Caller
from gainsight_zoom.contacts import Contact
from gainsight_zoom.encounters import Encounter
from gainsight_zoom.errors import NotFound, ValidationFailed
from gainsight_zoom.matching import Customer
from gainsight_zoom.shapes import Shape
from gainsight_zoom.usage import Act, Place
from gainsight_zoom.wiring import Wiring

from .crowd import gather, match_all
from .looking_up import ask, look_up
from .meeting import Meeting, Way, open_meeting
from .shapes import CustomerBody, Email, Gsid, Key, ParticipantView
from .sync import customer_of, role_of
from .views import participant


class NamedCustomerBody(CustomerBody):
    """A record, and its name as the user saw it."""

    name: Annotated[str, Field(min_length=1, max_length=320)]

    def customer(self) -> records.Customer:
        """Return it as the record that is kept."""
        return records.Customer(self.tenant, self.kind, self.id, self.name)


class MatchBody(Shape):
    """Who somebody is, by the user's word: an address, a person, or nobody known."""

    model_config = ConfigDict(extra="forbid")
    email: Email | None = None
    tenant: Key | None = None
    person_id: Gsid | None = None
    none: Literal[True] | None = None
    customer: CustomerBody | None = None


def match_by_hand(
    wired: Wiring, caller: Caller, participant_id: str, body: MatchBody
) -> ParticipantView:
    """Take the user's word for who somebody is, for this meeting and this user only.

    Raises
    ------
    NotFound
        If there is no such participant in the session's meeting, or no such person.
    ValidationFailed
        Unless exactly one of address, person and nobody is given.
    """
    said = [body.email is not None, body.none is not None, body.person_id is not None]
    if said.count(True) != 1 or (body.tenant is None) is not (body.person_id is None):
        raise ValidationFailed("one_of_three", fields={"email": "Say one thing about them."})
    meeting = _in_meeting(wired, caller)
    customer = customer_of(body.customer)
    before = gather(meeting, role_of(meeting), customer, me=None)
    human = _find(before.people, participant_id)
    said_so = _forget(meeting.encounter, human)
    if body.email is not None:
        said_so = replace(said_so, typed={**said_so.typed, human.id: body.email})
    elif body.tenant is not None and body.person_id is not None:
        way = _way(meeting, body.tenant)
        known = said_so.of(way.tenant)
        hand = {**known.hand, human.id: _person(way, body.person_id)}
        said_so = said_so.with_lookups(way.tenant, replace(known, hand=hand))
    else:
        said_so = replace(said_so, denied=said_so.denied | {human.id})
    told = replace(meeting, encounter=said_so)
    if body.email is not None:
        for tenant, step in look_up(told, [body.email], before.rules, staff_of=None).items():
            said_so = said_so.with_lookups(tenant, step.lookups)
    done = meeting.keep(said_so)
    after = gather(done, role_of(meeting), customer, me=None)
    found = next(m for m in match_all(done, after) if participant_id in m.human.aliases)
    if body.none is None:
        _tell(done, customer, participant_id)
    return participant(found, customer)


def _tell(meeting: Meeting, customer: Customer | None, participant_id: str) -> None:
    if customer is None or customer.tenant not in meeting.ways:
        return
    actor = meeting.caller.acting(customer.tenant, meeting.ways[customer.tenant].user.gsid)
    place = Place.of(customer.kind, customer.id)
    act = Act("person_matched", f"{meeting.uuid}/{participant_id}", place)
    meeting.wired.journal.tell(actor, act)


def choose_customer(wired: Wiring, caller: Caller, body: NamedCustomerBody) -> None:
    """Remember with which customer this recurring meeting is, for this user.

    Where Zoom has told nothing of the meeting yet, it is remembered once Zoom has.

    Raises
    ------
    NotFound
        If the user is not in a meeting or not connected to the tenant.
    """
    meeting = _in_meeting(wired, caller)
    way = _way(meeting, body.tenant)
    way.demand_tab(body.kind, body.id)
    if way.does("series"):
        meeting.remember(body.customer(), at=meeting.now)


def _in_meeting(wired: Wiring, caller: Caller) -> Meeting:
    meeting = open_meeting(wired, caller)
    if meeting is None:
        raise NotFound("no_meeting")
    return meeting


def _way(meeting: Meeting, tenant: str) -> Way:
    if tenant in meeting.failed:
        raise meeting.failed[tenant]
    if tenant not in meeting.ways:
        raise NotFound("tenant_not_connected")
    return meeting.ways[tenant]


def _find(people: tuple[Human, ...], participant_id: str) -> Human:
    found = next((h for h in people if participant_id in h.aliases), None)
    if found is None:
        raise NotFound("no_such_participant")
    return found


def _forget(encounter: Encounter, human: Human) -> Encounter:
    """Drop what was said of somebody before."""
    lookups = {
        tenant: replace(known, hand={i: c for i, c in known.hand.items() if i not in human.aliases})
        for tenant, known in encounter.lookups.items()
    }
    typed = {i: email for i, email in encounter.typed.items() if i not in human.aliases}
    denied = encounter.denied - human.aliases
    return replace(encounter, lookups=lookups, typed=typed, denied=denied)


def _person(way: Way, person_id: str) -> Contact:
    way.connection.prepare(way.calls(3))
    objects = way.objects()
    found = contacts.read(way.tenant, objects, ask(way, contacts.by_id(objects, person_id)))
    person = next((c for c in found if c.person_id == person_id), None)
    if person is None:
        raise NotFound("no_such_person")
    return person
