"""Adding and linking several people at once, never twice, each with an outcome of their own."""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from gainsight_zoom import access, enrolling
from gainsight_zoom.callers import Entrance
from gainsight_zoom.contacts import Contact
from gainsight_zoom.enrolling import NewPerson
from gainsight_zoom.errors import AppError, ReconnectRequired, UpstreamBusy, ValidationFailed
from gainsight_zoom.matching import Customer
from gainsight_zoom.observability import logger
from gainsight_zoom.shapes import Shape
from gainsight_zoom.usage import Act, ActKind, Place

from .enrolment import Press, Result, work_through
from .meeting import open_way
from .shapes import CustomerBody, Email, Gsid
from .since import since_last_call

MOST_ADDED = 25
ParticipantId = Annotated[str, Field(pattern=r"^[a-f0-9]{24}$")]


class NewPersonBody(Shape):
    """One person to be added to a customer, or linked where ``person_id`` is known.

    Who was matched by hand may have no address here: then the person's own one is used.
    """

    model_config = ConfigDict(extra="forbid")
    participant_id: ParticipantId | None = None
    name: Annotated[str, Field(min_length=1, max_length=320)]
    email: Email | None = None
    title: Annotated[str, Field(max_length=255)] | None = None
    role: Annotated[str, Field(max_length=255)] | None = None
    primary: bool = False
    person_id: Gsid | None = None


class PeopleBody(Shape):
    """People for one customer; ``key`` is one press of the button."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    customer: CustomerBody
    people: Annotated[list[NewPersonBody], Field(min_length=1, max_length=MOST_ADDED)]


class FailureView(Shape):
    """Why one person was not taken."""

    code: str
    message: str
    fields: dict[str, str] = {}


class ResultView(Shape):
    """What became of one person."""

    participant_id: str | None
    name: str
    email: str
    status: Literal["added", "linked", "already", "refused", "busy"]
    person_id: str | None
    error: FailureView | None


class PeopleAnswer(Shape):
    """What became of each, in the order they were sent."""

    results: list[ResultView]


def add_people(entrance: Entrance, body: PeopleBody) -> PeopleAnswer:
    """Add or link people; the same key again answers the same and writes only what was busy.

    Raises
    ------
    Forbidden, TabSwitchedOff, WritesPaused
        If licence, policy or the operator do not allow it.
    NotFound, ReconnectRequired, UpstreamError
        If the customer cannot be asked about at all.
    """
    chosen = body.customer
    customer = Customer(chosen.tenant, chosen.kind, chosen.id, chosen.name or "")
    wired, request = entrance.wired, _fingerprint(body)
    pressed = wired.encounters.press(entrance.bearer.uid, customer.tenant, request)
    caller, (seen,) = entrance.about((customer.tenant,), pressed)
    way = open_way(wired, caller, customer.tenant)
    access.demand(way.user, access.PEOPLE_WRITE, way.records.policy)
    access.demand_writes(way.records.tenant)
    way.demand_tab(customer.kind, customer.id)
    press = Press(wired, caller, way, customer, request, seen)
    results, written = work_through(press, [_new(person) for person in body.people])
    _remember(entrance, press, written)
    _tell(press, results)
    if any(result.get("reconnect") for result in results):
        raise ReconnectRequired(tenant=customer.tenant, reason="while_adding")
    return _answer(body.people, results)


def _remember(entrance: Entrance, press: Press, written: Sequence[Contact]) -> None:
    """Let the next sync and the next call know whom we wrote; not to is no failure of writing."""
    uuid, uid = press.caller.session.meeting_uuid, press.caller.uid
    if not uuid or not written:
        return
    encounters, now = press.wired.encounters, int(press.wired.clock.now())
    since = press.caller.session.created_at
    try:
        seen = encounters.load(uid, uuid, (press.way.tenant,), now=now)
        known = seen.of(press.way.tenant)
        for contact in written:
            known = known.with_written(contact)
        made = seen.with_lookups(press.way.tenant, known)
        encounters.save(uid, uuid, seen, made, now=now, since=since)
        place = press.customer
        since_last_call(
            press.wired, entrance.caller(), tenant=place.tenant, kind=place.kind, gsid=place.id
        )
    except AppError as error:
        logger.warning("new people not remembered", extra={"reason": error.reason})


def _tell(press: Press, results: Sequence[Result]) -> None:
    """Tell who was added and linked; under the same press each counts once."""
    kinds: dict[str, ActKind] = {"added": "person_added", "linked": "person_linked"}
    place = Place.of(press.customer.kind, press.customer.id)
    acts = [
        Act(kinds[result["status"]], f"{press.request}/{n}", place)
        for n, result in enumerate(results)
        if result["status"] in kinds
    ]
    actor = press.caller.acting(press.way.tenant, press.way.user.gsid)
    press.wired.journal.tell(actor, *acts)


def _fingerprint(body: PeopleBody) -> str:
    """Name one press of the button; another list under the same key is another press."""
    whole = f"{body.key}\n{body.customer.model_dump_json()}\n" + "\n".join(
        person.model_dump_json() for person in body.people
    )
    return hashlib.sha256(whole.encode()).hexdigest()


def _new(person: NewPersonBody) -> NewPerson:
    return NewPerson(
        name=person.name,
        email=person.email or "",
        title=person.title or None,
        role=person.role or None,
        primary=person.primary,
        person_id=person.person_id,
    )


def _answer(people: Sequence[NewPersonBody], results: Sequence[Result]) -> PeopleAnswer:
    return PeopleAnswer(
        results=[
            ResultView(
                participant_id=person.participant_id,
                name=person.name,
                email=person.email or "",
                status=result["status"],
                person_id=result["person_id"],
                error=_failure(result),
            )
            for person, result in zip(people, results, strict=True)
        ]
    )


def _failure(result: Result) -> FailureView | None:
    if result["status"] == "busy":
        return FailureView(code=UpstreamBusy.code, message=UpstreamBusy.message)
    if result["status"] != "refused":
        return None
    fields = result.get("fields", {})
    message = next(iter(fields.values()), enrolling.REFUSED)
    return FailureView(code=ValidationFailed.code, message=message, fields=fields)
