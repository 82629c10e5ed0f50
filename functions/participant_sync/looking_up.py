"""Asking Gainsight who addresses belong to: what is not known yet, a chunk at a time per tenant."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from gainsight_zoom import contacts
from gainsight_zoom.contacts import (
    AT_COMPANY,
    CALLS_PER_CHUNK,
    MOST_DOMAINS,
    MOST_ONE_BY_ONE,
    PERSON,
    Contact,
)
from gainsight_zoom.encounters import Lookups
from gainsight_zoom.errors import AppError, UpstreamError
from gainsight_zoom.mailboxes import mail_domain
from gainsight_zoom.matching import Customer, Rules
from gainsight_zoom.observability import logger
from gainsight_zoom.queries import Query

from .meeting import PARALLEL, Meeting, Way

REFUSED_QUERY = "gainsight_GSOBJ_"
"""Begins the reasons of queries that Gainsight does not take as they are."""


@dataclass(frozen=True)
class Step:
    """What one tenant answered to one chunk; ``more`` says that there is more to be asked."""

    lookups: Lookups
    more: bool
    error: AppError | None = None


def look_up(
    meeting: Meeting, emails: Sequence[str], rules: Rules, *, staff_of: Customer | None
) -> dict[str, Step]:
    """Ask every tenant in parallel about the next addresses it was not asked about.

    Parameters
    ----------
    emails : sequence of str
        In the order of their importance.
    staff_of : Customer, optional
        Whose people are wanted for guesses by name.
    """

    def step(way: Way) -> Step:
        known = meeting.encounter.of(way.tenant)
        wanted = staff_of if staff_of and staff_of.tenant == way.tenant else None
        try:
            return _either_way(way, known, emails, rules, wanted)
        except AppError as error:
            logger.warning(
                "people not looked up",
                extra={"tenant": way.tenant, "code": error.code, "reason": error.reason},
            )
            return Step(known, more=False, error=error)

    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        return dict(zip(meeting.ways, pool.map(step, meeting.ways.values()), strict=True))


def ask(way: Way, queries: Mapping[str, Query]) -> dict[str, list[dict[str, Any]]]:
    """Ask several things at once; under a record rule people without a place are not asked for.

    There alternatives become queries of their own, so mail domains are not asked about either.
    """
    asked = {n: q for n, q in queries.items() if not (way.connection.machine and n == PERSON)}
    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        return dict(zip(asked, pool.map(way.connection.query, asked.values()), strict=True))


def _either_way(
    way: Way, known: Lookups, emails: Sequence[str], rules: Rules, customer: Customer | None
) -> Step:
    """Ask with lists of addresses; where a tenant takes none, name them one by one from then on."""
    try:
        return _step(way, known, emails, rules, customer)
    except UpstreamError as error:
        if known.one_by_one or not error.reason.startswith(REFUSED_QUERY):
            raise
    return _step(way, replace(known, one_by_one=True), emails, rules, customer)


def _step(
    way: Way, known: Lookups, emails: Sequence[str], rules: Rules, customer: Customer | None
) -> Step:
    wanted = [email for email in emails if not known.asked(email)]
    most = MOST_ONE_BY_ONE if known.one_by_one else way.records.policy.people_chunk
    chunk = wanted[:most]
    domains = [] if way.connection.machine else _domains(chunk, known, rules)
    staff = customer if customer is not None and customer.id not in known.staff else None
    if not chunk and staff is None:
        return Step(known, more=False)
    planned = (CALLS_PER_CHUNK - (not domains) if chunk else 0) + (staff is not None)
    way.connection.allowance.keep("objects")  # each step is kept
    way.connection.prepare(way.calls(planned))
    objects = way.objects()
    queries: dict[str, Query] = (
        contacts.by_address(objects, chunk, one_by_one=known.one_by_one) if chunk else {}
    )
    if domains:
        queries["domains"] = contacts.of_domains(objects, domains)
    if staff is not None:
        queries["staff"] = contacts.staff(objects, staff.kind, staff.id)
    rows = ask(way, queries)
    found = contacts.read(way.tenant, objects, rows)
    learnt = known.learn(
        chunk,
        contacts.by_mailbox(found),
        _owners(way.tenant, objects, domains, rows.get("domains", ())),
    )
    if staff is not None:
        theirs = contacts.read(way.tenant, objects, {queries["staff"].object_name: rows["staff"]})
        learnt = replace(learnt, staff={staff.id: theirs})
    return Step(learnt, more=len(wanted) > len(chunk))


def _domains(chunk: Iterable[str], known: Lookups, rules: Rules) -> list[str]:
    found = dict.fromkeys(mail_domain(email) for email in chunk if rules.tells_company(email))
    return [domain for domain in found if domain not in known.domains][:MOST_DOMAINS]


def _owners(
    tenant: str,
    objects: contacts.PeopleObjects,
    domains: Iterable[str],
    rows: Iterable[Mapping[str, Any]],
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Say whose domains these are, whoever has most people there first."""
    votes: dict[str, dict[tuple[str, str], int]] = {domain: {} for domain in domains}
    people: tuple[Contact, ...] = contacts.read(tenant, objects, {AT_COMPANY: rows})
    for domain, place in contacts.companies_by_domain(people):
        company = (place.company_id, place.company)
        if domain in votes:
            votes[domain][company] = votes[domain].get(company, 0) + 1
    return {
        domain: tuple(sorted(counted, key=lambda c: (-counted[c], c)))
        for domain, counted in votes.items()
    }
