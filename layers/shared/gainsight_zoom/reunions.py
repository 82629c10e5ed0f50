"""Who of a customer's people is new in a call, and who is missing, against the user's last one.

Remembered are people whom Gainsight knows at this customer, by GSID and the name it has; of nobody
else is anything kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gainsight_zoom.attendance import Human
from gainsight_zoom.contacts import Contact
from gainsight_zoom.mailboxes import mailbox
from gainsight_zoom.matching import Address, Rules
from gainsight_zoom.shapes import Shape


class Attended(Shape):
    """One of the customer's people."""

    person_id: str
    name: str
    title: str | None = None


class Reunion(Shape):
    """Who came for the first time since, who did not come (yet), and who is known to nobody here.

    ``strangers`` are names of who is here with an address none of the customer's people has.
    """

    new: list[Attended]
    missing: list[Attended]
    strangers: list[str]


@dataclass(frozen=True)
class Assembly:
    """Everybody who is or was in a call, sorted by whether the customer's people know them."""

    theirs: tuple[Attended, ...]
    strangers: tuple[str, ...]
    unnamed: frozenset[str]

    def kept(self) -> list[dict[str, Any]]:
        """Return whom to remember, as JSON."""
        return [one.model_dump(mode="json") for one in self.theirs]

    def against(self, before: Any) -> Reunion:
        """Compare with what :meth:`kept` returned at another call; None where there was none."""
        known = [Attended.model_validate(one) for one in before or ()]
        ids, now = {one.person_id for one in known}, {one.person_id for one in self.theirs}
        return Reunion(
            new=[one for one in self.theirs if one.person_id not in ids] if known else [],
            missing=[
                one
                for one in known
                if one.person_id not in now and _plain(one.name) not in self.unnamed
            ],
            strangers=list(self.strangers),
        )


def assemble(
    people: Iterable[Human],
    addresses: Mapping[str, Address],
    staff: Iterable[Contact],
    *,
    rules: Rules,
    by_hand: Mapping[str, Contact],
) -> Assembly:
    """Find the customer's people among everybody who came; who is only expected did not.

    Parameters
    ----------
    staff : iterable of Contact
        The customer's people.
    by_hand : Mapping
        Whom the user said somebody is, by id of the human.
    """
    by_box = {mailbox(contact.email): contact for contact in staff if contact.email}
    theirs: dict[str, Attended] = {}
    strangers, unnamed = [], set()
    for human in people:
        address = addresses.get(human.id)
        if human.presence == "expected" or _ours(human, address, rules):
            continue
        found = next((by_hand[i] for i in sorted(human.aliases) if i in by_hand), None)
        found = found or (by_box.get(mailbox(address.email)) if address else None)
        if found is not None:
            name = found.name or human.name
            one = Attended(person_id=found.person_id, name=name, title=found.title)
            theirs[one.person_id] = one
        elif address is None or address.confidence == "guess":
            unnamed.add(_plain(human.name))
        elif human.presence == "here":
            strangers.append(human.name or address.email)
    return Assembly(tuple(theirs.values()), tuple(strangers), frozenset(unnamed))


def _ours(human: Human, address: Address | None, rules: Rules) -> bool:
    return human.me or bool(human.uid) or (address is not None and rules.colleague(address.email))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
