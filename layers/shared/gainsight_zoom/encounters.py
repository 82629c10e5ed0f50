"""What one user's syncs of one meeting have found out, so that only news has to be asked about."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gainsight_zoom.attendance import Listed
from gainsight_zoom.contacts import Contact
from gainsight_zoom.invitations import Invited
from gainsight_zoom.mailboxes import mailbox

KEPT_S = 86_400


Part = Literal["asked", "said"]
"""What was found out by asking, and what the user said or did: kept apart, since a sync that began
before would otherwise write over what they said meanwhile."""


@dataclass(frozen=True)
class Lookups:
    """What one tenant answered: people by mailbox, nobody included; companies by mail domain.

    ``staff`` are the people of customers by GSID, for guesses by name. ``hand`` are those the user
    chose, by participant; ``wrote`` those they just added or linked, by mailbox. ``one_by_one``:
    the tenant takes no list of addresses.
    """

    people: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict, repr=False)
    domains: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    staff: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict, repr=False)
    hand: Mapping[str, Contact] = field(default_factory=dict, repr=False)
    wrote: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict, repr=False)
    one_by_one: bool = False

    def asked(self, email: str) -> bool:
        """Tell whether Gainsight was asked about an address, or written to."""
        return mailbox(email) in self.people or mailbox(email) in self.wrote

    def of(self, email: str) -> tuple[Contact, ...]:
        """Return the people with an address, as they are since the user wrote about them."""
        box = mailbox(email)
        written = self.wrote.get(box, ())
        ids = {contact.person_id for contact in written}
        return (*written, *(c for c in self.people.get(box, ()) if c.person_id not in ids))

    def learn(
        self,
        emails: Iterable[str],
        people: Mapping[str, tuple[Contact, ...]],
        domains: Mapping[str, tuple[tuple[str, str], ...]],
    ) -> "Lookups":
        """Add an answer: whoever was asked about and is not in it is not in Gainsight."""
        asked = {box: people.get(box, ()) for email in emails if (box := mailbox(email))}
        return replace(self, people={**self.people, **asked}, domains={**self.domains, **domains})

    def with_written(self, contact: Contact) -> "Lookups":
        """Take over what was just written, so that nobody has to be asked about it."""
        box = mailbox(contact.email)
        before = (c for c in self.of(contact.email) if c.person_id == contact.person_id)
        known = {pair for c in (contact, *before) for pair in c.relationships}
        contact = replace(contact, relationships=tuple(sorted(known)))
        others = (c for c in self.wrote.get(box, ()) if c.person_id != contact.person_id)
        hand = {i: contact if c.person_id == contact.person_id else c for i, c in self.hand.items()}
        return replace(self, hand=hand, wrote={**self.wrote, box: (contact, *others)})

    def to_documents(self) -> dict[Part, dict[str, Any]]:
        """Return plain JSON, by part."""
        return {
            "asked": {
                "people": _plain_groups(self.people),
                "domains": {name: list(found) for name, found in self.domains.items()},
                "staff": _plain_groups(self.staff),
                "one_by_one": self.one_by_one,
            },
            "said": {
                "hand": {id_: contact.to_document() for id_, contact in self.hand.items()},
                "wrote": _plain_groups(self.wrote),
            },
        }

    @classmethod
    def from_documents(cls, documents: Mapping[str, Mapping[str, Any]]) -> "Lookups":
        """Rebuild from :meth:`to_documents`; a part that is missing is empty."""
        asked, said = documents.get("asked", {}), documents.get("said", {})
        return cls(
            people=_groups(asked.get("people", {})),
            domains={
                name: tuple((gsid, company) for gsid, company in found)
                for name, found in asked.get("domains", {}).items()
            },
            staff=_groups(asked.get("staff", {})),
            one_by_one=asked.get("one_by_one", False),
            hand={i: Contact.from_document(one) for i, one in said.get("hand", {}).items()},
            wrote=_groups(said.get("wrote", {})),
        )


@dataclass(frozen=True)
class Encounter:
    """One meeting as one user knows it.

    ``listed`` is whom their Zoom client listed last; ``invited`` and ``registered`` are None until
    Zoom was asked.
    """

    lookups: Mapping[str, Lookups] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    denied: frozenset[str] = frozenset()
    consented: Mapping[str, str] = field(default_factory=dict, repr=False)
    listed: tuple[Listed, ...] = field(default=(), repr=False)
    invited: tuple[Invited, ...] | None = field(default=None, repr=False)
    registered: tuple[Invited, ...] | None = field(default=None, repr=False)

    def of(self, tenant: str) -> Lookups:
        """Return what a tenant answered so far."""
        return self.lookups.get(tenant, Lookups())

    def with_lookups(self, tenant: str, lookups: Lookups) -> "Encounter":
        """Replace what a tenant answered."""
        return replace(self, lookups={**self.lookups, tenant: lookups})

    def only(self, tenants: Collection[str]) -> "Encounter":
        """Leave out what other tenants answered."""
        kept = {tenant: known for tenant, known in self.lookups.items() if tenant in tenants}
        return replace(self, lookups=kept)

    def anew(self) -> "Encounter":
        """Forget all answers, to ask again; what the user said stays."""
        lookups = {
            tenant: Lookups(hand=known.hand, one_by_one=known.one_by_one)
            for tenant, known in self.lookups.items()
        }
        return replace(self, lookups=lookups, invited=None, registered=None)

    def to_documents(self) -> dict[Part, dict[str, Any]]:
        """Return plain JSON of what belongs to no tenant, by part."""
        return {
            "asked": {
                "consented": dict(self.consented),
                "listed": [dict(vars(one)) for one in self.listed],
                "invited": _plain_invited(self.invited),
                "registered": _plain_invited(self.registered),
            },
            "said": {"typed": dict(self.typed), "denied": sorted(self.denied)},
        }

    @classmethod
    def from_documents(
        cls,
        own: Mapping[str, Mapping[str, Any]],
        lookups: Mapping[str, Mapping[str, Mapping[str, Any]]],
    ) -> "Encounter":
        """Rebuild from :meth:`to_documents` and the documents of tenants."""
        asked, said = own.get("asked", {}), own.get("said", {})
        return cls(
            lookups={tenant: Lookups.from_documents(parts) for tenant, parts in lookups.items()},
            typed=said.get("typed", {}),
            denied=frozenset(said.get("denied", ())),
            consented=asked.get("consented", {}),
            listed=tuple(Listed(**one) for one in asked.get("listed", ())),
            invited=_invited(asked.get("invited")),
            registered=_invited(asked.get("registered")),
        )


@dataclass(frozen=True)
class Pressed:
    """A press of a button as it was seen: who works on it until when, what became of each person.

    ``version`` counts those who worked on it; ``results`` are empty until the first was done.
    """

    version: int = 0
    lease_until: int = 0
    results: tuple[dict[str, Any], ...] = ()


def _plain_groups(groups: Mapping[str, tuple[Contact, ...]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [contact.to_document() for contact in many] for name, many in groups.items()}


def _groups(plain: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[Contact, ...]]:
    return {n: tuple(Contact.from_document(one) for one in many) for n, many in plain.items()}


def _plain_invited(many: tuple[Invited, ...] | None) -> list[dict[str, Any]] | None:
    return None if many is None else [dict(vars(one)) for one in many]


def _invited(plain: list[dict[str, Any]] | None) -> tuple[Invited, ...] | None:
    return None if plain is None else tuple(Invited(**one) for one in plain)
