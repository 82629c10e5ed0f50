"""What one user's syncs of one meeting have found out, so that only news has to be asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gainsight_zoom.attendance import Listed
from gainsight_zoom.contacts import Contact
from gainsight_zoom.mailboxes import mailbox
from gainsight_zoom.records import Customer, Invited

KEPT_S = 86_400
SERIES_KEPT_S = 180 * 86_400


@dataclass(frozen=True)
class Lookups:
    """What one tenant answered: people by mailbox, nobody included; companies by mail domain.

    ``hand`` are those the user chose, by participant; ``staff`` the people of customers, by GSID,
    for guesses by name.
    """

    people: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict, repr=False)
    domains: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    hand: Mapping[str, Contact] = field(default_factory=dict, repr=False)
    staff: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict, repr=False)

    def asked(self, email: str) -> bool:
        """Tell whether Gainsight was asked about an address."""
        return mailbox(email) in self.people

    def learn(
        self,
        emails: Iterable[str],
        people: Mapping[str, tuple[Contact, ...]],
        domains: Mapping[str, tuple[tuple[str, str], ...]],
    ) -> "Lookups":
        """Add an answer: whoever was asked about and is not in it is not in Gainsight."""
        asked = {box: people.get(box, ()) for email in emails if (box := mailbox(email))}
        return replace(self, people={**self.people, **asked}, domains={**self.domains, **domains})

    def wrote(self, contact: Contact) -> "Lookups":
        """Take over what was just written, so that nobody has to be asked about it."""
        box = mailbox(contact.email)
        others = (c for c in self.people.get(box, ()) if c.person_id != contact.person_id)
        return replace(self, people={**self.people, box: (contact, *others)})

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "people": {box: [c.to_document() for c in cs] for box, cs in self.people.items()},
            "domains": {name: list(found) for name, found in self.domains.items()},
            "hand": {id_: contact.to_document() for id_, contact in self.hand.items()},
            "staff": {id_: [c.to_document() for c in cs] for id_, cs in self.staff.items()},
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Lookups":
        """Rebuild from :meth:`to_document`."""

        def read(many: Iterable[Mapping[str, Any]]) -> tuple[Contact, ...]:
            return tuple(Contact.from_document(one) for one in many)

        return cls(
            people={box: read(many) for box, many in document["people"].items()},
            domains={k: tuple((i, n) for i, n in v) for k, v in document["domains"].items()},
            hand={id_: Contact.from_document(one) for id_, one in document["hand"].items()},
            staff={id_: read(many) for id_, many in document["staff"].items()},
        )


@dataclass(frozen=True)
class Encounter:
    """One meeting as one user knows it.

    ``listed`` is whom their Zoom client listed last; ``invited`` and ``registered`` are None until
    Zoom was asked.
    """

    lookups: Mapping[str, Lookups] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    consented: Mapping[str, str] = field(default_factory=dict, repr=False)
    denied: frozenset[str] = frozenset()
    listed: tuple[Listed, ...] = field(default=(), repr=False)
    invited: tuple[Invited, ...] | None = field(default=None, repr=False)
    registered: tuple[Invited, ...] | None = field(default=None, repr=False)

    def of(self, tenant: str) -> Lookups:
        """Return what a tenant answered so far."""
        return self.lookups.get(tenant, Lookups())

    def with_lookups(self, tenant: str, lookups: Lookups) -> "Encounter":
        """Replace what a tenant answered."""
        return replace(self, lookups={**self.lookups, tenant: lookups})

    def anew(self) -> "Encounter":
        """Forget all answers, to ask again; what the user said stays."""
        lookups = {tenant: Lookups(hand=known.hand) for tenant, known in self.lookups.items()}
        return replace(self, lookups=lookups, invited=None, registered=None)

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON of what belongs to no tenant."""

        def plain(many: tuple[Invited, ...] | None) -> list[dict[str, Any]] | None:
            return None if many is None else [dict(vars(one)) for one in many]

        return {
            "typed": dict(self.typed),
            "consented": dict(self.consented),
            "denied": sorted(self.denied),
            "listed": [dict(vars(one)) for one in self.listed],
            "invited": plain(self.invited),
            "registered": plain(self.registered),
        }

    @classmethod
    def from_documents(
        cls, own: Mapping[str, Any] | None, lookups: Mapping[str, Mapping[str, Any]]
    ) -> "Encounter":
        """Rebuild from :meth:`to_document` and the documents of tenants."""

        def invited(name: str) -> tuple[Invited, ...] | None:
            many = (own or {}).get(name)
            return None if many is None else tuple(Invited(**one) for one in many)

        known = own or {}
        return cls(
            lookups={tenant: Lookups.from_document(doc) for tenant, doc in lookups.items()},
            typed=known.get("typed", {}),
            consented=known.get("consented", {}),
            denied=frozenset(known.get("denied", ())),
            listed=tuple(Listed(**one) for one in known.get("listed", ())),
            invited=invited("invited"),
            registered=invited("registered"),
        )


@dataclass(frozen=True)
class Series:
    """With which customer a recurring meeting was, and when last."""

    customer: Customer
    last_met: int
