"""What is counted of the app's use.

An act is told once, by the server, after it succeeded. It names its tenant, the user and the
customer by GSID and the meeting by a hash; no names, texts or addresses. How it is kept is in
:mod:`gainsight_zoom.store.usage`, how it is added up in :mod:`gainsight_zoom.reporting`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from gainsight_zoom.records import Kind

__all__ = [
    "EVERYWHERE",
    "KEPT_DAYS",
    "KINDS",
    "Act",
    "ActKind",
    "Actor",
    "EventKey",
    "Place",
    "Undelivered",
    "UsageEvent",
]

ActKind = Literal[
    "app_opened",
    "signed_in",
    "customer_selected",
    "section_viewed",
    "activity_drafted",
    "activity_published",
    "activity_queued",
    "activity_failed",
    "comment_written",
    "person_added",
    "person_linked",
    "person_matched",
    "measure_set",
    "attribute_changed",
    "invitation_sent",
]
KINDS: tuple[ActKind, ...] = get_args(ActKind)
"""In the order in which counters keep them: another one goes to the end."""
KEPT_DAYS = 400
"""How long counters and single events are kept; a year and a month, to compare with last year."""
QUARTER_S = 900
DAY_S = 86_400
NOWHERE = "-"


@dataclass(frozen=True)
class Place:
    """The customer an act was about; a relationship with its company where that is known."""

    company: str | None = None
    relationship: str | None = None

    @classmethod
    def of(cls, kind: Kind, gsid: str) -> "Place":
        """Return the place of a record of one kind."""
        return cls(company=gsid) if kind == "company" else cls(relationship=gsid)

    def __str__(self) -> str:
        """As one key: ``<company>#<relationship>``, ``-`` for what there is none of."""
        return f"{self.company or NOWHERE}#{self.relationship or NOWHERE}"

    @classmethod
    def parse(cls, key: str) -> "Place":
        """Return what :meth:`__str__` wrote."""
        company, _, relationship = key.partition("#")
        known = (None if part == NOWHERE else part for part in (company, relationship))
        return cls(*known)


EVERYWHERE = Place()


@dataclass(frozen=True)
class Actor:
    """Who acts: a user of a tenant, behind a Zoom user, perhaps in a meeting."""

    tenant: str
    gsid: str
    uid: str
    meeting_uuid: str | None = None


@dataclass(frozen=True)
class Act:
    """Something that succeeded.

    Parameters
    ----------
    key : str
        Names it among the user's acts of its kind: told again under the same key it counts once.
    count : int
        How many it was of, as with fields changed at once.
    """

    kind: ActKind
    key: str
    place: Place = EVERYWHERE
    count: int = 1


@dataclass(frozen=True)
class EventKey:
    """What finds an event within its tenant."""

    at: int
    id: str
    user: str


@dataclass(frozen=True)
class UsageEvent:
    """An act as it is kept; ``at`` in epoch seconds, ``meeting`` hashed."""

    id: str
    kind: ActKind
    tenant: str
    user: str
    uid: str = field(repr=False)
    at: int
    place: Place = EVERYWHERE
    meeting: str | None = None
    count: int = 1

    @classmethod
    def of(cls, actor: Actor, act: Act, at: int) -> "UsageEvent":
        """Make the event of an act; the same act makes the same id."""
        return cls(
            id=_digest(actor.tenant, actor.uid, act.kind, act.key),
            kind=act.kind,
            tenant=actor.tenant,
            user=actor.gsid,
            uid=actor.uid,
            at=at,
            place=act.place,
            meeting=_digest(actor.meeting_uuid) if actor.meeting_uuid else None,
            count=act.count,
        )

    def to_message(self) -> dict[str, Any]:
        """Return it as JSON, for a queue."""
        return {**vars(self), "place": str(self.place)}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> "UsageEvent":
        """Read what :meth:`to_message` wrote."""
        return cls(**{**message, "place": Place.parse(message["place"])})

    @property
    def key(self) -> EventKey:
        """What finds it."""
        return EventKey(self.at, self.id, self.user)

    @property
    def day(self) -> str:
        """Its day, UTC."""
        return datetime.fromtimestamp(self.at, UTC).date().isoformat()

    @property
    def quarter(self) -> int:
        """Its quarter of an hour in that day, from 0 to 95."""
        return self.at % DAY_S // QUARTER_S

    def about(self, company: str) -> "UsageEvent":
        """Return it with the company its relationship belongs to."""
        return replace(self, place=replace(self.place, company=company))


@dataclass(frozen=True)
class Undelivered:
    """An event on its way into the tenant's own object, and how often that was tried."""

    event: UsageEvent
    due: int
    tries: int


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
