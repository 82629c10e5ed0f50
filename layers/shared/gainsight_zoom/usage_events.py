"""Acts as they are kept, and on their way into a tenant's own object."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from gainsight_zoom.usage import DAY_S, EVERYWHERE, QUARTER_S, Act, ActKind, Actor, Place


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
