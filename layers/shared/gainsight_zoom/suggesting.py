"""Which customer a meeting is about: from who is in it, never from a name alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gainsight_zoom.mailboxes import mail_domain
from gainsight_zoom.matching import Match, Rules
from gainsight_zoom.records import Kind

SHOWN = 6


@dataclass(frozen=True)
class Suggestion:
    """A customer, and why: how many who belong to it came, and by which mail domain."""

    tenant: str
    kind: Kind
    id: str
    name: str
    people: int
    domain: str | None
    remembered: bool = False


@dataclass
class _Votes:
    name: str = ""
    here: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    domains: dict[str, int] = field(default_factory=dict)

    @property
    def rank(self) -> tuple[int, int, int]:
        return len(self.here), len(self.people), sum(self.domains.values())


Domains = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
"""Companies (id, name) whose people have addresses at a domain, by tenant and domain."""


def suggest(
    matches: Iterable[Match],
    domains: Domains,
    *,
    rules: Rules,
    remembered: tuple[str, Kind, str, str] | None = None,
) -> tuple[Suggestion, ...]:
    """Suggest customers, best first.

    Parameters
    ----------
    remembered : tuple, optional
        Tenant, kind, id and name of the customer of this recurring meeting.
    """
    votes: dict[tuple[str, Kind, str], _Votes] = defaultdict(_Votes)
    for match in matches:
        if match.group == "colleague" or match.confidence in (None, "guess"):
            continue
        email = match.address.email if match.address else ""
        for contact in match.contacts:
            for place in contact.places:
                _vote(votes[contact.tenant, "company", place.company_id], place.company, match)
            for gsid, name in contact.relationships:
                _vote(votes[contact.tenant, "relationship", gsid], name, match)
        if not match.contacts and rules.tells_company(email):
            _vote_by_domain(votes, domains, mail_domain(email), match)
    if remembered is not None:
        votes[remembered[:3]].name = remembered[3]
    kept = remembered[:3] if remembered else None
    made = [
        Suggestion(*key, v.name, len(v.people), _most(v.domains), remembered=key == kept)
        for key, v in sorted(votes.items(), key=lambda kv: _order(kv[0], kv[1], kept))
    ]
    return tuple(made[:SHOWN])


def _vote(votes: _Votes, name: str, match: Match) -> None:
    votes.name = name
    votes.people.add(match.human.id)
    if match.human.presence == "here":
        votes.here.add(match.human.id)


def _vote_by_domain(
    votes: dict[tuple[str, Kind, str], _Votes], domains: Domains, domain: str, match: Match
) -> None:
    weight = 2 if match.human.presence == "here" else 1
    for (tenant, known), companies in domains.items():
        if known == domain:
            for gsid, name in companies:
                voted = votes[tenant, "company", gsid]
                voted.name = name
                voted.domains[domain] = voted.domains.get(domain, 0) + weight


def _order(
    key: tuple[str, Kind, str], votes: _Votes, kept: tuple[str, Kind, str] | None
) -> tuple[bool, int, int, int, bool, str, tuple[str, Kind, str]]:
    here, people, domains = votes.rank
    return key != kept, -here, -people, -domains, key[1] != "company", votes.name, key


def _most(domains: Mapping[str, int]) -> str | None:
    return min(domains, key=lambda d: (-domains[d], d)) if domains else None
