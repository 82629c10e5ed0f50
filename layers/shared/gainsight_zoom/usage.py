"""What is counted of the app's use.

An act is told once, by the server, after it succeeded. It names its tenant, the user and the
customer by GSID and the meeting by a hash; no names, texts or addresses. How it is kept is in
:mod:`gainsight_zoom.store.usage`, how it is added up in :mod:`gainsight_zoom.reporting`.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from gainsight_zoom.records import Kind

__all__ = [
    "EVERYWHERE",
    "KEPT_DAYS",
    "KINDS",
    "Act",
    "ActKind",
    "Actor",
    "Place",
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
