"""Adding and linking several people at once, never twice, each with an outcome of their own."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from gainsight_zoom import access, contacts, enrolling
from gainsight_zoom.callers import Caller
from gainsight_zoom.contacts import Contact, PeopleObjects, Place
from gainsight_zoom.enrolling import NewPerson, PersonWrite, Plan
from gainsight_zoom.errors import (
    AppError,
    FieldsRefused,
    NotFound,
    ReconnectRequired,
    UpstreamBusy,
    UpstreamError,
    ValidationFailed,
)
from gainsight_zoom.fields import Row
from gainsight_zoom.mailboxes import FREE_MAIL, mail_domain, mailbox
from gainsight_zoom.matching import Customer
from gainsight_zoom.observability import logger
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import AuditLine
from gainsight_zoom.wiring import Wiring

from .looking_up import ask
from .meeting import Way, open_way
from .shapes import FailureView, NewPersonBody, PeopleAnswer, PeopleBody, ResultView

AT_ONCE = 4
DONE = frozenset({"added", "linked", "already"})
BUSY = {"status": "busy", "person_id": None}
Result = dict[str, Any]
"""What is kept of one person: status, person's GSID, words by field; no name and no address."""


@dataclass(frozen=True)
class Press:
    """One press of the button, on its way."""

    wired: Wiring
    caller: Caller
    way: Way
    customer: Customer
    request: str

    def write(self, write: PersonWrite) -> str | None:
        """Write one person as this user."""
        return self.way.connection.as_user(
            lambda token: self.wired.people.upsert(
                write,
                host=self.way.records.tenant.host,
                access_token=token,
                allowance=self.way.connection.allowance,
                deadline=self.caller.deadline,
            )
        )


def add_people(wired: Wiring, caller: Caller, body: PeopleBody) -> PeopleAnswer:
    """Add or link people; the same key again answers the same and writes only what was busy.

    Raises
    ------
    Forbidden, TabSwitchedOff
        If licence or policy do not allow it.
    NotFound, ReconnectRequired, UpstreamError
        If the customer cannot be asked about at all.
    """
    chosen = body.customer
    customer = Customer(chosen.tenant, chosen.kind, chosen.id, chosen.name or "")
    way = open_way(wired, caller, customer.tenant)
    access.demand(way.user, access.PEOPLE_WRITE, way.records.policy)
    access.require_tab("people", way.records.policy, way.user, kind=customer.kind)
    press = Press(wired, caller, way, customer, _fingerprint(body))
    now, since = int(wired.clock.now()), caller.session.created_at
    mine, before = wired.encounters.claim(
        caller.uid, customer.tenant, press.request, now=now, since=since
    )
    if not mine:
        return _answer(body.people, [dict(BUSY) for _ in body.people])
    results: Sequence[Result] = before
    written: list[Contact] = []
    try:
        results = _work(press, body.people, before or [dict(BUSY) for _ in body.people], written)
    finally:
        wired.encounters.settle(
            caller.uid, customer.tenant, press.request, list(results), now=now, since=since
        )
    _remember(press, written)
    return _answer(body.people, results)


def _work(
    press: Press,
    people: Sequence[NewPersonBody],
    before: Sequence[Result],
    written: list[Contact],
) -> Sequence[Result]:
    """Take the people whose outcome is open; who is settled stays so.

    Parameters
    ----------
    written : list of Contact
        Filled with who now belongs to the customer.
    """
    results = list(before)
    wanted = {n: _new(people[n]) for n, result in enumerate(before) if result["status"] == "busy"}
    way = press.way
    way.connection.open_record(press.customer.kind, press.customer.id)
    own = _own_domains(press)
    boxes = [mailbox(person.email) for person in people]
    for n, person in list(wanted.items()):
        wrong = enrolling.unfit(person, own)
        if not wrong and boxes[n] in boxes[:n]:
            wrong = {"email": enrolling.TWICE}
        if wrong:
            results[n] = _refused(wrong)
            del wanted[n]
    if not wanted:
        return results
    asking_whose = press.customer.kind == "relationship"
    way.connection.prepare(way.calls(3 + asking_whose))
    objects = way.objects()
    company = _company_of(press)
    emails = [person.email for person in wanted.values()]
    rows = ask(way, contacts.by_address(objects, emails))
    found = contacts.by_mailbox(contacts.read(way.tenant, objects, rows))

    def work(person: NewPerson) -> Result:
        return _one(press, person, found, company.company_id, objects)

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        done = list(pool.map(work, wanted.values()))
    for n, result in zip(wanted, done, strict=True):
        results[n] = result
        if result["status"] in DONE and result["person_id"]:
            same = found.get(mailbox(wanted[n].email), ())
            written.append(
                enrolling.enrolled(
                    wanted[n], same, result["person_id"], customer=press.customer, company=company
                )
            )
    return results


def _one(
    press: Press,
    person: NewPerson,
    found: Mapping[str, tuple[Contact, ...]],
    company: str,
    objects: PeopleObjects,
) -> Result:
    plan: Plan = enrolling.plan(
        person,
        found.get(mailbox(person.email), ()),
        customer=press.customer,
        company_id=company,
        objects=objects,
    )
    if plan.write is None:
        done = {"status": plan.outcome, "person_id": plan.person_id}
        return _refused(plan.fields) if plan.outcome == "refused" else done
    try:
        gsid = press.write(plan.write) or plan.person_id
    except FieldsRefused as refused:
        logger.warning("person refused", extra={"reason": refused.reason})
        return _refused(enrolling.in_words(refused.refusals))
    except ReconnectRequired:
        raise
    except UpstreamError as error:
        logger.warning("person not written", extra={"reason": error.reason})
        return dict(BUSY) if error.retryable else _refused({"person": enrolling.REFUSED})
    _audit(press, plan.outcome, gsid)
    return {"status": plan.outcome, "person_id": gsid}


def _company_of(press: Press) -> Place:
    """Return the customer's company; a relationship is asked whose it is."""
    if press.customer.kind == "company":
        return Place(press.customer.id, press.customer.name, "")
    rows = press.way.connection.query(
        Query(
            "relationship",
            select=("Gsid", "CompanyId", "CompanyId__gr.Name"),
            where=(Where("Gsid", "EQ", (press.customer.id,)),),
            limit=1,
        )
    )
    row = Row(rows[0] if rows else {})
    company = row.text("CompanyId")
    if not company:
        raise NotFound("relationship_without_company")
    return Place(company, row.text("CompanyId__gr.Name") or "", "")


def _own_domains(press: Press) -> frozenset[str]:
    profile = press.caller.records.profile
    mine = {mail_domain(profile.email if profile else ""), mail_domain(press.way.user.email)}
    mine.update(press.way.records.policy.same_organisation_domains)
    return frozenset(mine - FREE_MAIL - {""})


def _remember(press: Press, written: Sequence[Contact]) -> None:
    """Let the next sync know whom we wrote; that it does not is no failure of the writing."""
    uuid, uid = press.caller.session.meeting_uuid, press.caller.uid
    if not uuid or not written:
        return
    encounters, now = press.wired.encounters, int(press.wired.clock.now())
    since = press.caller.session.created_at
    try:
        seen = encounters.load(uid, uuid, (press.way.tenant,), now=now)
        known = seen.of(press.way.tenant)
        for contact in written:
            known = known.wrote(contact)
        made = seen.with_lookups(press.way.tenant, known)
        encounters.save(uid, uuid, seen, made, now=now, since=since)
    except AppError as error:
        logger.warning("sync not told of new people", extra={"reason": error.reason})


def _audit(press: Press, outcome: str, gsid: str | None) -> None:
    verb = {"added": "people.add", "linked": "people.link"}[outcome]
    press.wired.audit.append(
        AuditLine(
            tenant=press.way.tenant,
            at=int(press.wired.clock.now()),
            actor_gsid=press.way.user.gsid,
            action=verb,
            target=f"{press.customer.kind}/{press.customer.id}/{gsid or '-'}",
            id=hashlib.sha256(f"{press.request}{gsid}".encode()).hexdigest()[:32],
        )
    )


def _fingerprint(body: PeopleBody) -> str:
    """Name one press of the button; another list under the same key is another press."""
    whole = f"{body.key}\n{body.customer.model_dump_json()}\n" + "\n".join(
        person.model_dump_json() for person in body.people
    )
    return hashlib.sha256(whole.encode()).hexdigest()


def _new(person: NewPersonBody) -> NewPerson:
    return NewPerson(
        name=person.name,
        email=person.email,
        title=person.title or None,
        role=person.role or None,
        primary=person.primary,
        person_id=person.person_id,
    )


def _refused(fields: Mapping[str, str]) -> Result:
    return {"status": "refused", "person_id": None, "fields": dict(fields)}


def _answer(people: Sequence[NewPersonBody], results: Sequence[Result]) -> PeopleAnswer:
    return PeopleAnswer(
        results=[
            ResultView(
                participant_id=person.participant_id,
                name=person.name,
                email=person.email,
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
