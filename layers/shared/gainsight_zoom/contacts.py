"""People of a tenant and where they belong: what is asked for, and rows put together.

Person is who a human is, Company_Person their place at a company, Relationship_Person that in a
relationship (Gainsight, «Person Object Model»). Names of fields are always those of describe.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from gainsight_zoom.errors import UpstreamError
from gainsight_zoom.fields import Row
from gainsight_zoom.mailboxes import mail_domain, mailbox, spellings
from gainsight_zoom.metadata import ObjectMetadata, PicklistOption
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind

PERSON, AT_COMPANY, IN_RELATIONSHIP = "person", "company_person", "relationship_person"
OBJECTS = (PERSON, AT_COMPANY, IN_RELATIONSHIP)
NEEDED = frozenset({PERSON, AT_COMPANY})
DOCUMENT = "~people"
"""Of the catalog: what these three objects look like."""
CALLS_PER_CHUNK = 4
"""One per object, and one for whose mail domains these are."""
MOST_ROWS, MOST_STAFF, MOST_DOMAINS, MOST_ONE_BY_ONE = 5_000, 1_000, 25, 13
"""The last: conditions are named by letters, and an address may have two spellings."""
NAMES = ("Name", "FirstName", "LastName", "Email")


@dataclass(frozen=True)
class Place:
    """Somebody's place at a company; ``id`` is that of the place itself."""

    company_id: str
    company: str
    id: str
    title: str | None = None


@dataclass(frozen=True)
class Contact:
    """A person of one tenant; ``relationships`` are id and name."""

    tenant: str
    person_id: str
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    places: tuple[Place, ...] = ()
    relationships: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str | None:
        """The title at the first company that knows one."""
        return next((place.title for place in self.places if place.title), None)

    def at(self, tenant: str, kind: Kind, gsid: str) -> bool:
        """Tell whether they belong to a customer."""
        ids = (
            (place.company_id for place in self.places)
            if kind == "company"
            else (id_ for id_, _ in self.relationships)
        )
        return tenant == self.tenant and gsid in ids

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Contact":
        """Rebuild from :meth:`to_document`."""
        return cls(
            **{
                **document,
                "places": tuple(Place(**place) for place in document["places"]),
                "relationships": tuple((i, n) for i, n in document["relationships"]),
            }
        )


@dataclass(frozen=True)
class PeopleObjects:
    """What the three objects look like in one tenant."""

    by_name: Mapping[str, ObjectMetadata]

    def column(self, object_name: str, *path: str) -> str:
        """Return the name of a field, or of one behind a lookup.

        Raises
        ------
        UpstreamError
            If the tenant has no such object or field.
        """
        known = self.by_name.get(object_name)
        found = known.find(path[0]) if known else None
        if found is None:
            raise UpstreamError("gainsight_people_fields")
        if len(path) == 1:
            return found.name
        return f"{found.lookup_name or f'{found.name}__gr'}.{path[1]}"

    @property
    def places(self) -> tuple[str, ...]:
        """The objects that say where people belong; not every tenant has relationships."""
        return tuple(name for name in (AT_COMPANY, IN_RELATIONSHIP) if name in self.by_name)

    def roles(self, kind: Kind = "company") -> tuple[PicklistOption, ...]:
        """Return what a person can be to a customer: the active items of the picklist."""
        name = AT_COMPANY if kind == "company" else IN_RELATIONSHIP
        found = self.by_name[name].find("Role") if name in self.by_name else None
        return tuple(o for o in found.options if o.active) if found else ()

    def has(self, object_name: str, name: str) -> bool:
        """Tell whether an object has a field."""
        return self.by_name[object_name].find(name) is not None

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "PeopleObjects":
        """Rebuild from what the catalog keeps: documents by object."""
        return cls({name: ObjectMetadata.from_document(one) for name, one in document.items()})


def by_address(
    objects: PeopleObjects, emails: Sequence[str], *, one_by_one: bool = False
) -> dict[str, Query]:
    """Ask for people with these addresses, one query per object.

    Parameters
    ----------
    one_by_one : bool
        Name each address in a condition of its own, for a tenant that takes no ``IN`` on text:
        Gainsight's published list of operators has it for numbers only. Then at most
        `MOST_ONE_BY_ONE` addresses.
    """
    values = tuple(dict.fromkeys(s for email in emails for s in spellings(email)))

    def where(name: str) -> tuple[Where, ...]:
        if one_by_one:
            return tuple(Where(name, "EQ", (value,)) for value in values)
        return (Where(name, "IN", values),)

    queries = {
        PERSON: _persons(objects, *where(objects.column(PERSON, "Email"))),
        AT_COMPANY: _places(objects, *where(objects.column(AT_COMPANY, "Person_ID", "Email"))),
    }
    if IN_RELATIONSHIP in objects.by_name:
        name = objects.column(IN_RELATIONSHIP, "Person_ID", "Email")
        queries[IN_RELATIONSHIP] = _in_relationships(objects, *where(name))
    joined_by = "OR" if one_by_one else "AND"
    return {name: replace(query, joined_by=joined_by) for name, query in queries.items()}


def by_id(objects: PeopleObjects, person_id: str) -> dict[str, Query]:
    """Ask for one person, as :func:`by_address`."""
    same = {
        name: Where(objects.column(name, "Person_ID"), "EQ", (person_id,))
        for name in objects.places
    }
    queries = {
        PERSON: _persons(objects, Where(objects.column(PERSON, "Gsid"), "EQ", (person_id,))),
        AT_COMPANY: _places(objects, same[AT_COMPANY]),
    }
    if IN_RELATIONSHIP in same:
        queries[IN_RELATIONSHIP] = _in_relationships(objects, same[IN_RELATIONSHIP])
    return queries


def staff(objects: PeopleObjects, kind: Kind, gsid: str) -> Query:
    """Ask for the people of one customer."""
    if kind == "company":
        query = _places(objects, Where(objects.column(AT_COMPANY, "Company_ID"), "EQ", (gsid,)))
    else:
        name = objects.column(IN_RELATIONSHIP, "Relationship_ID")
        query = _in_relationships(objects, Where(name, "EQ", (gsid,)))
    return replace(query, limit=MOST_STAFF)


def of_domains(objects: PeopleObjects, domains: Sequence[str]) -> Query:
    """Ask for people whose addresses end like this, to learn whose domains these are."""
    email = objects.column(AT_COMPANY, "Person_ID", "Email")
    where = tuple(Where(email, "ENDS_WITH", (f"@{domain}",)) for domain in domains[:MOST_DOMAINS])
    return replace(_places(objects, *where), joined_by="OR", limit=MOST_STAFF)


def searching(objects: PeopleObjects, text: str) -> dict[str, Query]:
    """Ask for people whose name or address holds a text; each object a query."""
    named = tuple(
        Where(objects.column(PERSON, name), "CONTAINS", (text,)) for name in ("Name", "Email")
    )
    behind = tuple(
        Where(objects.column(AT_COMPANY, "Person_ID", name), "CONTAINS", (text,))
        for name in ("Name", "Email")
    )
    return {
        PERSON: replace(_persons(objects, *named), joined_by="OR", limit=50),
        AT_COMPANY: replace(_places(objects, *behind), joined_by="OR", limit=200),
    }


def read(
    tenant: str, objects: PeopleObjects, rows: Mapping[str, Iterable[Mapping[str, Any]]]
) -> tuple[Contact, ...]:
    """Put rows of the three objects together, one contact per person; inactive places count not."""
    people: dict[str, Contact] = {}
    for raw in rows.get(PERSON, ()):
        row = Row(raw)
        if gsid := row.text(objects.column(PERSON, "Gsid")):
            people[gsid] = Contact(tenant, gsid, _name(row, ""), row.text("Email") or "")
    for object_name, place in ((AT_COMPANY, _with_company), (IN_RELATIONSHIP, _with_relationship)):
        for raw in rows.get(object_name, ()):
            row = Row(raw)
            gsid = row.text(objects.column(object_name, "Person_ID"))
            if not gsid or row.get("Active") is False:
                continue
            prefix = objects.column(object_name, "Person_ID", "")
            email = row.text(f"{prefix}Email") or ""
            known = people.get(gsid) or Contact(tenant, gsid, _name(row, prefix), email)
            people[gsid] = place(objects, known, row)
    return tuple(sorted(people.values(), key=lambda c: c.person_id))


def by_mailbox(contacts: Iterable[Contact]) -> dict[str, tuple[Contact, ...]]:
    """Sort contacts by address, as addresses are compared."""
    found: dict[str, tuple[Contact, ...]] = {}
    for contact in contacts:
        box = mailbox(contact.email)
        if box:
            found[box] = (*found.get(box, ()), contact)
    return found


def companies_by_domain(contacts: Iterable[Contact]) -> Iterator[tuple[str, Place]]:
    """Yield whose people have addresses at a domain."""
    for contact in contacts:
        for place in contact.places:
            yield mail_domain(contact.email), place


def _with_company(objects: PeopleObjects, contact: Contact, row: Row) -> Contact:
    gsid = row.text(objects.column(AT_COMPANY, "Company_ID"))
    if not gsid:
        return contact
    place = Place(
        company_id=gsid,
        company=row.text(objects.column(AT_COMPANY, "Company_ID", "Name")) or "",
        id=row.text("Gsid") or "",
        title=row.text("Title"),
    )
    return replace(contact, places=tuple(sorted({*contact.places, place}, key=lambda p: p.id)))


def _with_relationship(objects: PeopleObjects, contact: Contact, row: Row) -> Contact:
    gsid = row.text(objects.column(IN_RELATIONSHIP, "Relationship_ID"))
    if not gsid:
        return contact
    name = row.text(objects.column(IN_RELATIONSHIP, "Relationship_ID", "Name")) or ""
    return replace(contact, relationships=tuple(sorted({*contact.relationships, (gsid, name)})))


def _name(row: Row, prefix: str) -> str:
    whole = row.text(f"{prefix}Name")
    parts = (row.text(f"{prefix}{part}") for part in ("FirstName", "LastName"))
    return whole or " ".join(part for part in parts if part)


def _persons(objects: PeopleObjects, *where: Where) -> Query:
    names = tuple(name for name in NAMES if objects.has(PERSON, name))
    select = (objects.column(PERSON, "Gsid"), *(objects.column(PERSON, n) for n in names))
    return Query(PERSON, select, where, limit=MOST_ROWS)


def _places(objects: PeopleObjects, *where: Where) -> Query:
    """Ask for places; Company_Person has no usable Name of its own («P_5005»)."""
    own = tuple(n for n in ("Gsid", "Title", "Active") if objects.has(AT_COMPANY, n))
    select = (
        *(objects.column(AT_COMPANY, name) for name in (*own, "Person_ID", "Company_ID")),
        *_behind_person(objects, AT_COMPANY),
        objects.column(AT_COMPANY, "Company_ID", "Name"),
    )
    return Query(AT_COMPANY, select, where, limit=MOST_ROWS)


def _in_relationships(objects: PeopleObjects, *where: Where) -> Query:
    own = tuple(n for n in ("Gsid", "Active") if objects.has(IN_RELATIONSHIP, n))
    select = (
        *(objects.column(IN_RELATIONSHIP, n) for n in (*own, "Person_ID", "Relationship_ID")),
        *_behind_person(objects, IN_RELATIONSHIP),
        objects.column(IN_RELATIONSHIP, "Relationship_ID", "Name"),
    )
    return Query(IN_RELATIONSHIP, select, where, limit=MOST_ROWS)


def _behind_person(objects: PeopleObjects, object_name: str) -> tuple[str, ...]:
    names = tuple(name for name in NAMES if objects.has(PERSON, name))
    return tuple(objects.column(object_name, "Person_ID", name) for name in names)
