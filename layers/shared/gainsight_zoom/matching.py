"""Who an attendee is: a ladder of ways to know their address, and from there to Gainsight.

Each rung has its provenance and confidence, which are shown (facts of Zoom, «resolution ladder»).
A rung above always wins over one below. A name alone finds a person only among those of a customer
that was already chosen, counts as a guess, and never suggests a company.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from gainsight_zoom.attendance import HOSTS, Human
from gainsight_zoom.contacts import Contact
from gainsight_zoom.invitations import Invited
from gainsight_zoom.mailboxes import FREE_MAIL, mail_domain, mailbox, under
from gainsight_zoom.records import Kind

Source = Literal["zoom_account", "invite", "registration", "consented", "typed"]
How = Literal["zoom_account", "invite", "registration", "consented", "typed", "hand", "name_guess"]
Confidence = Literal["sure", "likely", "guess"]
Group = Literal["customer", "known", "colleague", "unknown"]
Why = Literal["no_email_external", "hidden_by_zoom", "phone", "not_host", "not_in_gainsight"]
Offer = Literal["add", "link", "type_email", "match", "invite", "ask_consent"]
TELEPHONE = re.compile(r"\+?[\d*][\d*x ()./-]{4,}", re.IGNORECASE)
TWO_WORDS = 2


@dataclass(frozen=True)
class Address:
    """An address of an attendee, how it is known, and how surely it is theirs."""

    email: str = field(repr=False)
    source: Source
    confidence: Confidence


@dataclass(frozen=True)
class Told:
    """All that is known of addresses beside the roster.

    ``consented`` by the client's name for a participant, unverified; ``typed`` by our id.
    """

    my_email: str = field(default="", repr=False)
    invited: tuple[Invited, ...] = ()
    registered: tuple[Invited, ...] = ()
    consented: Mapping[str, str] = field(default_factory=dict, repr=False)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    denied: frozenset[str] = frozenset()
    """Ids of whom the user said that they are nobody known: nothing is guessed about them."""

    @cached_property
    def by_registration(self) -> Mapping[str, Invited]:
        """Who registered, by the id of the registration."""
        return {one.id: one for one in self.registered if one.id}

    @cached_property
    def invited_boxes(self) -> frozenset[str]:
        """The addresses that were invited, as addresses are compared."""
        return frozenset(mailbox(one.email) for one in self.invited)


@dataclass(frozen=True)
class Customer:
    """The record the user has chosen, by all that names it; the name where it is known."""

    tenant: str
    kind: Kind
    id: str
    name: str = ""


@dataclass(frozen=True)
class Rules:
    """Whose domains are whose, and what this user may do."""

    own_domains: frozenset[str] = frozenset()
    ignored_domains: frozenset[str] = frozenset()
    may_add: bool = False
    may_invite: bool = False
    may_ask_consent: bool = False
    told_by_zoom: bool = True

    def colleague(self, email: str) -> bool:
        """Tell whether an address is of the user's own organisation."""
        return under(mail_domain(email), self.own_domains)

    def contact(self, email: str) -> bool:
        """Tell whether an address may become a contact: no colleague's, no free mail."""
        return bool(mailbox(email)) and not self.colleague(email) and self.tells_company(email)

    def tells_company(self, email: str) -> bool:
        """Tell whether the domain of an address says anything about a company."""
        domain = mail_domain(email)
        return not under(domain, FREE_MAIL | self.own_domains | self.ignored_domains)


@dataclass(frozen=True)
class Match:
    """Who an attendee is."""

    human: Human
    address: Address | None
    contacts: tuple[Contact, ...]
    how: How | None
    confidence: Confidence | None
    group: Group
    why: Why | None
    offers: tuple[Offer, ...]


def addresses(people: Sequence[Human], told: Told) -> dict[str, Address]:
    """Find the best known address of each human, by id; the order of the input plays no part."""
    found = {h.id: a for h in people if (a := _certain(h, told)) is not None}
    taken = {mailbox(a.email) for a in found.values()}
    open_ones = [h for h in people if h.id not in found and not h.aliases & told.denied]
    return found | _by_name(open_ones, told, taken)


def expected(people: Sequence[Human], told: Told, known: Mapping[str, Address]) -> list[Invited]:
    """Return who was invited or registered and is not among those who came."""
    came = {mailbox(address.email) for address in known.values()}
    came |= {mailbox(human.email) for human in people}
    rest: dict[str, Invited] = {}
    for one in (*told.registered, *told.invited):
        box = mailbox(one.email)
        if box and box not in came:
            rest.setdefault(box, one)
    return [rest[box] for box in sorted(rest)]


def guesses(people: Sequence[Human], staff: Sequence[Contact]) -> dict[str, Contact]:
    """Find people of the chosen customer by name: only names of two words, each held by one."""
    theirs: dict[str, list[Contact]] = defaultdict(list)
    for contact in staff:
        theirs[_plain(contact.name)].append(contact)
    wanted = Counter(_plain(human.name) for human in people)
    return {
        human.id: theirs[name][0]
        for human in people
        if len((name := _plain(human.name)).split()) >= TWO_WORDS
        and wanted[name] == 1
        and len(theirs.get(name, ())) == 1
    }


def judge(
    human: Human,
    *,
    address: Address | None,
    found: Sequence[Contact],
    by_hand: Contact | None,
    guess: Contact | None,
    customer: Customer | None,
    rules: Rules,
    looked_up: bool,
) -> Match:
    """Decide who a human is, and what can be done about them.

    Parameters
    ----------
    found : sequence of Contact
        People with the human's address, of all tenants.
    by_hand, guess : Contact or None
        Whom the user chose; whom the name suggests.
    looked_up : bool
        Whether the customer's tenant was asked about the address: before that, nobody is offered
        to be added who may be there already.
    """
    how: How | None = address.source if address else None
    confidence = address.confidence if address else None
    contacts = tuple(found)
    if by_hand is not None:
        others = (c for c in contacts if c.tenant != by_hand.tenant)
        contacts, how, confidence = (by_hand, *others), "hand", "sure"
    elif not contacts and guess is not None and address is None:
        contacts, how, confidence = (guess,), "name_guess", "guess"
    group = _group(human, address, contacts, customer, rules)
    offers = _offers(human, address, contacts, how, group, customer, rules)
    return Match(
        human=human,
        address=address,
        contacts=contacts,
        how=how,
        confidence=confidence,
        group=group,
        why=_why(human, address, rules, looked_up) if group == "unknown" else None,
        offers=tuple(o for o in offers if o != "add" or looked_up),
    )


def at_customer(contact: Contact, customer: Customer | None) -> bool:
    """Tell whether a person belongs to the chosen customer."""
    return customer is not None and contact.at(customer.tenant, customer.kind, customer.id)


def _certain(human: Human, told: Told) -> Address | None:
    """Climb the ladder down to what the user typed; what is below that needs a name."""
    if human.me and told.my_email:
        return Address(told.my_email, "zoom_account", "sure")
    if mailbox(human.email):
        return Address(human.email, _told_why(human, told), "sure")
    if human.registrant_id in told.by_registration:
        return Address(told.by_registration[human.registrant_id].email, "registration", "sure")
    consented = [told.consented[uuid] for uuid in sorted(human.uuids) if uuid in told.consented]
    if consented:
        return Address(consented[-1], "consented", "likely")
    typed = [told.typed[alias] for alias in sorted(human.aliases) if alias in told.typed]
    return Address(typed[-1], "typed", "likely") if typed else None


def _told_why(human: Human, told: Told) -> Source:
    """Say by which of its rules Zoom shows an address (Zoom, «email address display rules»)."""
    if human.uid:
        return "zoom_account"
    if human.registrant_id:
        return "registration"
    return "invite" if mailbox(human.email) in told.invited_boxes else "zoom_account"


def _by_name(people: Sequence[Human], told: Told, taken: set[str]) -> dict[str, Address]:
    """Guess which invitation is whose, where name and address fit each other and nobody else."""
    free: dict[str, set[tuple[str, Source]]] = defaultdict(set)
    for source, many in (("registration", told.registered), ("invite", told.invited)):
        for one in many:
            box = mailbox(one.email)
            if box and box not in taken:
                for name in _names_of(one):
                    free[name].add((one.email, source))  # type: ignore[arg-type]
    wanted = Counter(_words(human.name) for human in people)
    found: dict[str, Address] = {}
    for human in people:
        name = _words(human.name)
        fitting = free.get(name, set())
        boxes = {mailbox(email) for email, _ in fitting}
        if " " in name and wanted[name] == 1 and len(boxes) == 1:
            email, source = max(fitting, key=lambda f: f[1])
            found[human.id] = Address(email, source, "guess")
    return found


def _names_of(one: Invited) -> set[str]:
    local = one.email.rpartition("@")[0].partition("+")[0]
    from_address = " ".join(sorted(re.split(r"[._-]+", _plain(local))))
    return {name for name in (_words(one.name), from_address) if name}


def _words(name: str) -> str:
    return " ".join(sorted(_plain(name).split()))


def _plain(name: str) -> str:
    """Bring a name to the form in which names are compared: no case, accents, doubled spaces."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def _group(
    human: Human,
    address: Address | None,
    contacts: Iterable[Contact],
    customer: Customer | None,
    rules: Rules,
) -> Group:
    if human.me or human.uid or (address is not None and rules.colleague(address.email)):
        return "colleague"
    known = tuple(contacts)
    if any(at_customer(contact, customer) for contact in known):
        return "customer"
    return "known" if known else "unknown"


def _on_the_phone(human: Human) -> bool:
    return TELEPHONE.fullmatch(human.name.strip()) is not None


def _why(human: Human, address: Address | None, rules: Rules, looked_up: bool) -> Why | None:
    if address is not None:
        return "not_in_gainsight" if looked_up else None
    if _on_the_phone(human):
        return "phone"
    if not rules.told_by_zoom:
        return "not_host"
    return "hidden_by_zoom" if human.uid or human.registrant_id else "no_email_external"


def _offers(  # noqa: C901 - a rule per offer
    human: Human,
    address: Address | None,
    contacts: tuple[Contact, ...],
    how: How | None,
    group: Group,
    customer: Customer | None,
    rules: Rules,
) -> Iterable[Offer]:
    if group == "colleague":
        return
    guessed = how == "name_guess" or (address is not None and address.confidence == "guess")
    if group != "customer" and customer is not None and rules.may_add and not guessed:
        mine = [c for c in contacts if c.tenant == customer.tenant]
        email = mine[0].email if mine and how == "hand" else address.email if address else ""
        if rules.contact(email):
            yield "link" if mine else "add"
    if address is None or address.confidence != "sure":
        yield "type_email"
    if group == "unknown" or guessed or how == "hand":
        yield "match"
    if human.presence == "here" and human.uuid and address is None and not _on_the_phone(human):
        if rules.may_invite:
            yield "invite"
        if rules.may_ask_consent:
            yield "ask_consent"


def on_stage(role: str | None) -> bool:
    """Tell whether the Zoom client lets somebody of this role list and invite participants."""
    return role in HOSTS
