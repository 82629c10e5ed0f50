"""Working through one press of the button: each person looked up, then written at most once."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from gainsight_zoom import contacts, encounters, enrolling
from gainsight_zoom.callers import Caller
from gainsight_zoom.contacts import MOST_ONE_BY_ONE, Contact, PeopleObjects, Place
from gainsight_zoom.enrolling import NewPerson, Outcome, PersonWrite, Plan
from gainsight_zoom.errors import (
    AppError,
    FieldsRefused,
    NotFound,
    ReconnectRequired,
    UpstreamBusy,
    UpstreamError,
    UpstreamUncertain,
)
from gainsight_zoom.fields import Row
from gainsight_zoom.mailboxes import FREE_MAIL, mail_domain, mailbox
from gainsight_zoom.matching import Customer
from gainsight_zoom.observability import logger
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import AuditLine, Kind
from gainsight_zoom.wiring import Wiring

from .looking_up import REFUSED_QUERY, ask
from .meeting import Way

AT_ONCE = 4
PER_LOOK_UP = 3
TURNS, TIME_FOR_A_WRITE_S = 2, 4.0
"""The call budget gives who finds it used up a turn; coming back then is served first."""
DONE = frozenset({"added", "linked", "already"})
BUSY: Mapping[str, Any] = {"status": "busy", "person_id": None}
Result = dict[str, Any]
"""What is kept of one person: status, person's GSID, words by field; no name and no address.

Of who is ``busy`` also what was ``tried`` and may have been done."""
PLACES_OF: Mapping[Kind, tuple[str, ...]] = {
    "company": (contacts.PERSON, contacts.AT_COMPANY),
    "relationship": contacts.OBJECTS,
}
"""What has to be looked up before somebody is added to a customer."""
Found = Mapping[str, tuple[Contact, ...]]


@dataclass(frozen=True)
class Press:
    """One press of the button, on its way; ``seen`` is how far it was when it came in.

    Nothing is written to Gainsight before it is claimed, and it is claimed as it was seen: of two
    that looked people up at the same time one writes, and the other is told to come again.
    """

    wired: Wiring
    caller: Caller
    way: Way
    customer: Customer
    request: str
    seen: encounters.Pressed

    def claim(self) -> bool:
        """Become the one who writes, unless somebody else is or was since the press was seen."""
        return self.wired.encounters.claim(
            self.caller.uid,
            self.way.tenant,
            self.request,
            self.seen,
            now=int(self.wired.clock.now()),
            since=self.caller.session.created_at,
        )

    def settle(self, results: list[Result]) -> None:
        """Write what became of each, and let others at who is open."""
        self.wired.encounters.settle(
            self.caller.uid,
            self.way.tenant,
            self.request,
            results,
            now=int(self.wired.clock.now()),
            since=self.caller.session.created_at,
        )

    def write(self, write: PersonWrite) -> str | None:
        """Write one person as this user, waiting for this user's turn where that is soon."""
        self.way.connection.allowance.keep("objects")
        for _ in range(TURNS):
            try:
                return self._write(write)
            except UpstreamBusy as busy:
                wait_s = busy.retry_after_s or 0
                if not 0 < wait_s < self.caller.deadline.remaining() - TIME_FOR_A_WRITE_S:
                    raise
                self.wired.clock.sleep(wait_s)
        return self._write(write)

    def _write(self, write: PersonWrite) -> str | None:
        return self.way.connection.as_user(
            lambda token: self.wired.people.upsert(
                write,
                host=self.way.records.tenant.host,
                access_token=token,
                allowance=self.way.connection.allowance,
                deadline=self.caller.deadline,
            )
        )


def work_through(press: Press, people: Sequence[NewPerson]) -> tuple[list[Result], list[Contact]]:
    """Take the people whose outcome is open; who is settled stays so.

    Returns
    -------
    tuple
        What became of each, and who of them now belongs to the customer.
    """
    busy = [dict(BUSY) for _ in people]
    if press.seen.lease_until > press.wired.clock.now():
        return busy, []
    before: Sequence[Result] = press.seen.results or busy
    results = list(before)
    wanted = {n: people[n] for n, result in enumerate(before) if result["status"] == "busy"}
    press.way.connection.open_record(press.customer.kind, press.customer.id)
    wanted = _addressed(press, wanted, results)
    wanted = _fit(press, wanted, results)
    if not wanted:
        return results, []
    asking_whose = press.customer.kind == "relationship"
    press.way.connection.prepare(press.way.calls(2 + 2 * asking_whose))
    objects = press.way.objects()
    company = _company_of(press)
    found = _known(press, objects, [person.email for person in wanted.values()])

    def work(n: int) -> Result:
        plan = enrolling.plan(
            wanted[n],
            found.get(mailbox(wanted[n].email), ()),
            customer=press.customer,
            company_id=company.company_id,
            objects=objects,
        )
        return _one(press, plan, before[n].get("tried"))

    if not press.claim():
        return busy, []
    try:
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            for n, result in zip(wanted, pool.map(work, wanted), strict=True):
                results[n] = result
    finally:
        press.settle(results)
    return results, [
        enrolling.enrolled(
            person,
            found.get(mailbox(person.email), ()),
            results[n]["person_id"],
            customer=press.customer,
            company=company,
        )
        for n, person in wanted.items()
        if results[n]["status"] in DONE and results[n]["person_id"]
    ]


def _known(press: Press, objects: PeopleObjects, emails: list[str]) -> Found:
    """Look people up by address, one by one where the tenant takes no list of them."""
    needed = PLACES_OF[press.customer.kind]
    try:
        queries = contacts.by_address(objects, emails)
        rows = ask(press.way, {name: queries[name] for name in needed if name in queries})
    except UpstreamError as error:
        if not error.reason.startswith(REFUSED_QUERY):
            raise
        found: list[Contact] = []
        for first in range(0, len(emails), MOST_ONE_BY_ONE):
            some = emails[first : first + MOST_ONE_BY_ONE]
            rows = ask(press.way, contacts.by_address(objects, some, one_by_one=True))
            found += contacts.read(press.way.tenant, objects, rows)
        return contacts.by_mailbox(found)
    return contacts.by_mailbox(contacts.read(press.way.tenant, objects, rows))


def _addressed(
    press: Press, wanted: Mapping[int, NewPerson], results: list[Result]
) -> dict[int, NewPerson]:
    """Give who was chosen by hand the address that Gainsight has of them."""
    ready: dict[int, NewPerson] = {}
    for n, person in wanted.items():
        if person.email or person.person_id is None:
            ready[n] = person
            continue
        press.way.connection.prepare(press.way.calls(PER_LOOK_UP))
        objects = press.way.objects()
        rows = ask(press.way, contacts.by_id(objects, person.person_id))
        found = contacts.read(press.way.tenant, objects, rows)
        same = [c for c in found if c.person_id == person.person_id and mailbox(c.email)]
        if same:
            ready[n] = replace(person, email=same[0].email)
        else:
            results[n] = _refused({"person": enrolling.NO_SUCH_PERSON})
    return ready


def _fit(
    press: Press, wanted: Mapping[int, NewPerson], results: list[Result]
) -> dict[int, NewPerson]:
    """Refuse who may not become a contact, and whoever is in the list twice."""
    own, fit = _own_domains(press), dict[int, NewPerson]()
    for n, person in wanted.items():
        wrong = enrolling.unfit(person, own)
        if not wrong and mailbox(person.email) in {mailbox(p.email) for p in fit.values()}:
            wrong = {"email": enrolling.TWICE}
        if wrong:
            results[n] = _refused(wrong)
        else:
            fit[n] = person
    return fit


def _one(press: Press, plan: Plan, tried: Outcome | None) -> Result:
    """Carry out what was decided about one person.

    Parameters
    ----------
    tried : str, optional
        What an earlier try of this press wanted and got no answer to: it may have been done, and
        if it was, it is told and written in the audit trail now.
    """
    if plan.outcome == "refused":
        return _refused(plan.fields)
    if plan.write is None:
        if tried is not None:
            _audit(press, tried, plan.person_id)
        return {"status": tried or plan.outcome, "person_id": plan.person_id}
    try:
        gsid = press.write(plan.write) or plan.person_id
    except FieldsRefused as refused:
        logger.warning("person refused", extra={"reason": refused.reason})
        return _refused(enrolling.in_words(refused.refusals))
    except (UpstreamError, ReconnectRequired) as error:
        logger.warning("person not written", extra={"reason": error.reason})
        return _not_written(plan, tried, error)
    _audit(press, plan.outcome, gsid)
    return {"status": plan.outcome, "person_id": gsid}


def _not_written(plan: Plan, tried: Outcome | None, error: AppError) -> Result:
    if isinstance(error, UpstreamUncertain):
        return {**BUSY, "tried": tried or plan.outcome}
    if isinstance(error, ReconnectRequired):
        return {**BUSY, "tried": tried, "reconnect": True}
    return {**BUSY, "tried": tried} if error.retryable else _refused({"person": enrolling.REFUSED})


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


def _audit(press: Press, outcome: Outcome, gsid: str | None) -> None:
    verb = "people.add" if outcome == "added" else "people.link"
    press.wired.audit.append(
        AuditLine(
            tenant=press.way.tenant,
            at=int(press.wired.clock.now()),
            actor=press.way.connection.actor,
            action=verb,
            target=f"{press.customer.kind}/{press.customer.id}/{gsid or '-'}",
            id=hashlib.sha256(f"{press.request}{gsid}".encode()).hexdigest()[:32],
        )
    )


def _refused(fields: Mapping[str, str]) -> Result:
    return {"status": "refused", "person_id": None, "fields": dict(fields)}
