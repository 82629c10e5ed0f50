"""Adding people to a customer, or linking those whom Gainsight knows: what is written of them.

A person is found by address before anything is written; who belongs to the customer already is
left alone, and of a person who exists nothing but the new place is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gainsight_zoom.contacts import (
    AT_COMPANY,
    IN_RELATIONSHIP,
    PERSON,
    Contact,
    PeopleObjects,
    Place,
)
from gainsight_zoom.editing import EMAIL
from gainsight_zoom.mailboxes import FREE_MAIL, mail_domain, mailbox, under
from gainsight_zoom.matching import Customer

Outcome = Literal["added", "linked", "already", "refused"]
COLLEAGUE = "This is an address of your own organisation."
FREE = "An address at a public mail service says nothing about a company. Use a business address."
NO_ADDRESS = "Enter an e-mail address such as ana@acme.com."
NO_ROLE = "Gainsight does not offer this role any more. Choose another one."
OTHER_PERSON = "Gainsight has another person under this address. Refresh and try again."
NO_SUCH_PERSON = "Gainsight does not find this person, or has no address of theirs."
TWICE = "This address is in the list twice."
WORDS: Mapping[str, str] = {
    "GSOBJ_VDTEMAIL1001": "Gainsight does not take this address.",
    "GSOBJ_VDTPKLST1001": NO_ROLE,
    "GSOBJ_VDTPKLST1002": NO_ROLE,
    "GSOBJ_PEOPLE1001": "Gainsight does not find this customer any more.",
    "GSOBJ_VDTBSTR1001": "Gainsight says that this is too long.",
}
REFUSED = "Gainsight did not accept this person."


@dataclass(frozen=True)
class NewPerson:
    """Somebody to be added, as the user filled the form in."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    title: str | None = None
    role: str | None = None
    primary: bool = False
    person_id: str | None = None


@dataclass(frozen=True)
class PersonWrite:
    """A person by e-mail, with what is to be written of them and of their places, by API name.

    The e-mail is that of the record where there is one.
    """

    email: str = field(repr=False)
    person: Mapping[str, Any] = field(default_factory=dict, repr=False)
    company: Mapping[str, Any] = field(default_factory=dict, repr=False)
    relationship: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Plan:
    """What becomes of one person: ``write`` is None where nothing has to be, or may be, written."""

    outcome: Outcome
    person_id: str | None = None
    write: PersonWrite | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def unfit(person: NewPerson, own_domains: frozenset[str]) -> dict[str, str]:
    """Say why somebody may not become a contact at all, by field."""
    domain = mail_domain(person.email)
    if not domain or EMAIL.fullmatch(person.email.strip()) is None:
        return {"email": NO_ADDRESS}
    if under(domain, own_domains):
        return {"email": COLLEAGUE}
    return {"email": FREE} if under(domain, FREE_MAIL) else {}


def plan(
    person: NewPerson,
    found: Sequence[Contact],
    *,
    customer: Customer,
    company_id: str,
    objects: PeopleObjects,
) -> Plan:
    """Decide about one person.

    Parameters
    ----------
    found : sequence of Contact
        People of the customer's tenant with this address.
    company_id : str
        The customer, or the company that the relationship belongs to.
    """
    known = _known(person, found)
    if known is None and (person.person_id is not None and found):
        return Plan("refused", fields={"email": OTHER_PERSON})
    if known is not None and known.at(customer.tenant, customer.kind, customer.id):
        return Plan("already", known.person_id)
    role = _role(person, customer, objects)
    if person.role and role is None:
        return Plan("refused", fields={"role": NO_ROLE})
    at_company = known is not None and known.at(customer.tenant, "company", company_id)
    write = PersonWrite(
        email=known.email if known and known.email else person.email.strip(),
        person={} if known else _itself(person, objects),
        company={} if at_company else _company(person, customer, company_id, role, objects),
        relationship=_relationship(customer, role, objects),
    )
    return Plan("linked" if known else "added", known.person_id if known else None, write)


def enrolled(
    person: NewPerson,
    found: Sequence[Contact],
    gsid: str,
    *,
    customer: Customer,
    company: Place,
) -> Contact:
    """Return the person as they are after writing: what was known, and the new places.

    Parameters
    ----------
    company : Place
        The company with its name; the id of the place itself is not known.
    """
    before = next(
        (c for c in found if c.person_id == gsid),
        Contact(customer.tenant, gsid, " ".join(person.name.split()), person.email.strip()),
    )
    place = replace(company, title=person.title)
    places = before.places
    if not before.at(customer.tenant, "company", company.company_id):
        places = (*places, place)
    relationships = before.relationships
    if customer.kind == "relationship" and not before.at(
        customer.tenant, "relationship", customer.id
    ):
        relationships = (*relationships, (customer.id, customer.name))
    return replace(before, places=places, relationships=relationships)


def in_words(refusals: Mapping[str, str]) -> dict[str, str]:
    """Put Gainsight's refusals into words, by the field of the form that they are about."""
    names = {"email": "email", "title": "title", "role": "role", "name": "name"}
    told: dict[str, str] = {}
    for name, code in refusals.items():
        by_code = {"GSOBJ_VDTEMAIL1001": "email", "GSOBJ_VDTPKLST1002": "role"}.get(code)
        told[names.get(name.lower()) or by_code or "person"] = WORDS.get(code, REFUSED)
    return told


def _known(person: NewPerson, found: Sequence[Contact]) -> Contact | None:
    """Pick who is meant; of several with one address, who has most places."""
    box = mailbox(person.email)
    fitting = [c for c in found if person.person_id in (None, c.person_id)]
    fitting = [c for c in fitting if mailbox(c.email) == box or person.person_id]
    return max(fitting, key=lambda c: (len(c.places), c.person_id), default=None)


def _itself(person: NewPerson, objects: PeopleObjects) -> dict[str, Any]:
    name = " ".join(person.name.split())
    first, _, last = name.rpartition(" ")
    parts = {"Name": name, "FirstName": first, "LastName": last if first else ""}
    return {
        objects.column(PERSON, field_name): value
        for field_name, value in parts.items()
        if value and objects.has(PERSON, field_name)
    }


def _company(
    person: NewPerson, customer: Customer, gsid: str, role: str | None, objects: PeopleObjects
) -> dict[str, Any]:
    values = {
        "Company_ID": gsid,
        "Title": person.title,
        "Role": role if customer.kind == "company" else None,
        "IsPrimaryCompany": True if person.primary else None,
    }
    return {
        objects.column(AT_COMPANY, name): value
        for name, value in values.items()
        if value is not None and objects.has(AT_COMPANY, name)
    }


def _relationship(customer: Customer, role: str | None, objects: PeopleObjects) -> dict[str, Any]:
    if customer.kind != "relationship":
        return {}
    values = {"Relationship_ID": customer.id, "Role": role}
    return {
        objects.column(IN_RELATIONSHIP, name): value
        for name, value in values.items()
        if value is not None and objects.has(IN_RELATIONSHIP, name)
    }


def _role(person: NewPerson, customer: Customer, objects: PeopleObjects) -> str | None:
    offered = objects.roles(customer.kind) or objects.roles()
    wanted = person.role
    return next((o.value for o in offered if wanted in (o.value, o.system_name, o.label)), None)
