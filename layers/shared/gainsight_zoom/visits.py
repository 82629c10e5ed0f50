"""When a user last had a customer before them, so that the next call can say what changed since.

A visit is one call, or, outside of calls, what is looked at within half a day. The latest is
written over as long as it lasts: what the next call is compared with is how this one ended.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

KEPT_S = 180 * 86_400
APART_S = 12 * 3_600
"""Looks outside of calls that are further apart are two visits."""

VisitPart = Literal["values", "people"]


@dataclass(frozen=True)
class Visit:
    """One visit: in which call (empty outside of calls), when it began and was last seen, and
    what there was, as JSON."""

    call: str
    began_at: int
    seen_at: int
    data: Any


@dataclass(frozen=True)
class Visits:
    """The latest visit to a customer and the one before it."""

    latest: Visit | None = None
    before: Visit | None = None

    def now(self, call: str, at: int, data: Any) -> "tuple[Visits, Visit | None]":
        """Take a look into account.

        A look between calls is compared with the last call and not kept: calls count for more.

        Returns
        -------
        tuple
            The visits as they then are, and the one to compare with.
        """
        latest = self.latest
        if latest is None:
            return Visits(Visit(call, at, at, data)), None
        if not call and latest.call:
            return self, latest
        if latest.call == call and (call or at - latest.began_at < APART_S):
            return Visits(Visit(call, latest.began_at, at, data), self.before), self.before
        return Visits(Visit(call, at, at, data), latest), latest

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Visits":
        """Rebuild from :meth:`to_document`."""
        return cls(**{name: Visit(**one) if one else None for name, one in document.items()})
