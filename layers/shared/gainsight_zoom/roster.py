"""Who is in a meeting, as Zoom's webhooks tell it: late, twice and in any order.

A stay is one person from joining to leaving; who rejoins begins another. Times are those of the
events in epoch milliseconds, never those of their arrival.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

KEPT_S = 86_400

InvitationState = Literal["opened", "added"]
"""What became of an invitation to the app: View was chosen, or a user of the app came of it."""

RosterChange = Literal["started", "ended", "joined", "left", "joined_room", "left_room"]


@dataclass(frozen=True)
class Attendee:
    """One person's part of an event; ``key`` names the stay, ``uid`` is Zoom's where known."""

    key: str
    name: str = field(repr=False)
    uid: str = ""
    email: str = field(default="", repr=False)
    registrant_id: str = ""


@dataclass(frozen=True)
class RosterEvent:
    """What happened in a meeting."""

    change: RosterChange
    at_ms: int
    account_id: str
    meeting_uuid: str
    meeting_id: str
    host_id: str
    attendee: Attendee | None = None
    room: str = ""

    @property
    def at(self) -> int:
        """When, in epoch seconds."""
        return self.at_ms // 1000

    def to_message(self) -> dict[str, Any]:
        """Return it as JSON for the queue."""
        return asdict(self)

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> "RosterEvent":
        """Read what :meth:`to_message` made."""
        attendee = message.pop("attendee")
        return cls(attendee=None if attendee is None else Attendee(**attendee), **message)


@dataclass(frozen=True)
class Stay:
    """A person's stay as far as events have told; leaving may be known before joining."""

    attendee: Attendee
    joined_ms: int | None
    left_ms: int | None
    room: str | None


@dataclass(frozen=True)
class Roster:
    """A meeting of one Zoom account, and everybody's stays in it.

    ``meeting_id`` is the number that all occurrences share, ``host_id`` the host's Zoom user; both
    are empty where no event named them.
    """

    started_ms: int | None
    ended_ms: int | None
    stays: tuple[Stay, ...]
    host_id: str = ""
    meeting_id: str = ""

    def present(self) -> tuple[Stay, ...]:
        """Return the stays that go on."""
        return tuple(stay for stay in self.stays if self._goes_on(stay))

    def _goes_on(self, stay: Stay) -> bool:
        if stay.joined_ms is None or (self.ended_ms or 0) >= stay.joined_ms:
            return False
        return stay.left_ms is None or stay.left_ms < stay.joined_ms
