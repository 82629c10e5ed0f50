"""Everybody in a meeting with what is known of them, put together for matching."""

from collections.abc import Iterable
from dataclasses import dataclass

from gainsight_zoom import matching
from gainsight_zoom.attendance import Human, Listed, humans, participant_id
from gainsight_zoom.contacts import Contact
from gainsight_zoom.encounters import Encounter
from gainsight_zoom.mailboxes import mailbox
from gainsight_zoom.matching import Address, Customer, Match, Rules, Told

from .meeting import Meeting


@dataclass(frozen=True)
class Crowd:
    """Everybody in the meeting or expected there, with the addresses that are known."""

    people: tuple[Human, ...]
    addresses: dict[str, Address]
    rules: Rules
    customer: Customer | None

    def emails(self) -> list[str]:
        """Return whom to look up: who is here first, own colleagues never."""
        order = {"here": 0, "expected": 1, "left": 2}
        ranked = sorted(self.people, key=lambda h: order[h.presence])
        known = (self.addresses[h.id] for h in ranked if h.id in self.addresses)
        found = {mailbox(a.email): a.email for a in known if not self.rules.colleague(a.email)}
        return list(found.values())

    def nameless(self) -> bool:
        """Tell whether somebody has a name and no address."""
        return any(h.id not in self.addresses and h.name and not h.me for h in self.people)


def gather(
    meeting: Meeting, role: str | None, customer: Customer | None, *, me: Listed | None
) -> Crowd:
    """Put everybody together, with what is known of their addresses."""
    encounter, session = meeting.encounter, meeting.caller.session
    present = humans(
        meeting.uuid, meeting.roster, encounter.listed, me=me, my_uid=meeting.caller.uid
    )
    by_zoom = meeting.roster is not None
    told = Told(
        my_email=meeting.my_email,
        invited=(encounter.invited or ()) if by_zoom else (),
        registered=(encounter.registered or ()) if by_zoom else (),
        consented=encounter.consented,
        typed=encounter.typed,
        denied=encounter.denied,
    )
    known = matching.addresses(present, told)
    absent = []
    for one in matching.expected(present, told, known):
        id_ = participant_id(session.meeting_uuid or "", f"mail:{mailbox(one.email)}")
        source: matching.Source = "registration" if one.id else "invite"
        absent.append(Human(id_, frozenset({id_}), (), one.name or one.email, presence="expected"))
        known[id_] = Address(one.email, source, "sure")
    return Crowd(
        people=(*present, *absent),
        addresses=known,
        rules=rules_of(meeting, role, customer),
        customer=customer,
    )


def rules_of(meeting: Meeting, role: str | None, customer: Customer | None) -> Rules:
    """Say whose domains are whose, and what this user may do here."""
    chosen = meeting.ways.get(customer.tenant) if customer else None
    asked = [chosen] if chosen else list(meeting.ways.values())
    may_ask = bool(asked) and all(way.records.policy.consent_requests for way in asked)
    return Rules(
        own_domains=meeting.own_domains,
        ignored_domains=meeting.ignored_domains,
        may_add=chosen is not None and chosen.may_write,
        may_invite=matching.on_stage(role),
        may_ask_consent=may_ask and role is not None,
        told_by_zoom=meeting.roster is not None or role == "host",
    )


def match_all(meeting: Meeting, crowd: Crowd) -> list[Match]:
    """Decide about everybody with what has been found out so far."""
    encounter, customer = meeting.encounter, crowd.customer
    open_ones = [
        h
        for h in crowd.people
        if h.id not in crowd.addresses and not h.me and not h.aliases & encounter.denied
    ]
    guessed = matching.guesses(open_ones, _staff_known(encounter, crowd))
    return [
        matching.judge(
            human,
            address=crowd.addresses.get(human.id),
            found=_found(encounter, meeting.ways, crowd.addresses.get(human.id)),
            by_hand=_by_hand(encounter, meeting.ways, human),
            guess=guessed.get(human.id),
            customer=customer,
            rules=crowd.rules,
            looked_up=_looked_up(encounter, customer, crowd.addresses.get(human.id)),
        )
        for human in crowd.people
    ]


def _staff_known(encounter: Encounter, crowd: Crowd) -> tuple[Contact, ...]:
    customer = crowd.customer
    if customer is None:
        return ()
    return encounter.of(customer.tenant).staff.get(customer.id, ())


def _looked_up(encounter: Encounter, customer: Customer | None, address: Address | None) -> bool:
    if customer is None or address is None:
        return True
    return encounter.of(customer.tenant).asked(address.email)


def _found(
    encounter: Encounter, tenants: Iterable[str], address: Address | None
) -> tuple[Contact, ...]:
    if address is None:
        return ()
    return tuple(c for tenant in tenants for c in encounter.of(tenant).of(address.email))


def _by_hand(encounter: Encounter, tenants: Iterable[str], human: Human) -> Contact | None:
    chosen = (
        encounter.of(tenant).hand[alias]
        for tenant in tenants
        for alias in sorted(human.aliases)
        if alias in encounter.of(tenant).hand
    )
    return next(chosen, None)
