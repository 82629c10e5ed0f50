"""The one running meeting: who is in it, in which role, and who has been told."""

from __future__ import annotations

import base64
import hashlib
import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from sandbox.zoom.people import ATTENDEES, USERS, Attendee, ZoomUser

if TYPE_CHECKING:
    from collections.abc import Callable

Role = Literal["host", "coHost", "attendee"]
ChangeKind = Literal["join", "leave", "role", "started", "ended"]

MEETING_UUID = "lGq5tG0xTk2Zo+v5OJmCeA=="
MEETING_ID = 84512345678
_ELAPSED_S = 600


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One stay in the meeting; leaving and joining again makes a new one with a new ``uuid``."""

    uuid: str
    number: int
    name: str
    role: Role
    joined_at: float
    user: ZoomUser | None = None
    attendee: Attendee | None = None
    left_at: float | None = None

    @property
    def registrant_id(self) -> str:
        """The registrant id, empty for whoever did not register."""
        if self.attendee is None or self.attendee.shown_because != "registered":
            return ""
        return f"reg{self.attendee.email.partition('@')[0]}-klmnopq23456"

    @property
    def shown_email(self) -> str:
        """The address the host's account may see, by Zoom's «Email address display rules»."""
        if self.user is not None:
            return self.user.email
        if self.attendee is None or self.attendee.shown_because is None:
            return ""
        return self.attendee.email

    @property
    def verified_email(self) -> str:
        """The address of the Zoom account they are signed in to; empty for nobody's."""
        if self.user is not None:
            return self.user.email
        return self.attendee.email if self.attendee and self.attendee.signed_in else ""


@dataclass(frozen=True)
class Change:
    """What happened, and to whom (None when the meeting itself started or ended)."""

    kind: ChangeKind
    participant: Participant | None
    at: float


@dataclass
class Meeting:
    """Meeting 84512345678, "Northwind weekly".

    ``listeners`` are called after every change, in the order it happened. The owner
    (:class:`sandbox.zoom.Zoom`) holds its lock around every call.
    """

    now: Callable[[], float]
    uuid: str = MEETING_UUID
    occurrence: int = 1
    number: int = MEETING_ID
    topic: str = "Northwind weekly"
    timezone: str = "Europe/Berlin"
    status: Literal["waiting", "started", "ended"] = "started"
    host: ZoomUser = USERS[0]
    started_at: float = 0.0
    ended_at: float | None = None
    next_at: float | None = None
    opens_app: bool = False
    present: dict[str, Participant] = field(default_factory=dict)
    past: list[Participant] = field(default_factory=list)
    listeners: list[Callable[[Change], None]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def seed(self) -> None:
        """Back to the sample meeting, ten minutes in, with everybody present."""
        self.status, self.ended_at = "started", None
        self.next_at, self.opens_app = None, False
        self.uuid, self.occurrence = MEETING_UUID, 1
        self.started_at = self.now() - _ELAPSED_S
        self.present.clear()
        self.past.clear()
        self._numbers = itertools.count(1)
        self._add(self.host.name, role="host", user=self.host, at=self.started_at)
        for attendee in ATTENDEES:
            self._add(attendee.name, role="attendee", attendee=attendee, at=self.started_at + 30)

    def _add(
        self,
        name: str,
        *,
        role: Role,
        at: float,
        user: ZoomUser | None = None,
        attendee: Attendee | None = None,
    ) -> Participant:
        order = next(self._numbers)
        joined = Participant(
            uuid=f"D444CD06-2ABB-4F1C-9E52-{order:012X}",
            number=16_778_240 + 1024 * order,
            name=name,
            role=role,
            joined_at=at,
            user=user,
            attendee=attendee,
        )
        self.present[joined.uuid] = joined
        return joined

    def _tell(self, kind: ChangeKind, participant: Participant | None) -> None:
        change = Change(kind, participant, self.now())
        for listener in self.listeners:
            listener(change)

    def start(self) -> None:
        """Start the meeting (again), with the host in it; each occurrence has a UUID of its own."""
        if self.status == "started":
            return
        occurrence = self.occurrence + 1
        self.seed()
        self.occurrence = occurrence
        made = hashlib.sha256(f"{self.number} {occurrence}".encode()).digest()[:16]
        self.uuid = base64.b64encode(made).decode()
        self.started_at = self.now()
        self._tell("started", None)

    def end(self) -> None:
        """End the meeting for all; everybody leaves without a change of their own."""
        if self.status != "started":
            return
        self.ended_at = self.now()
        self.past += [replace(one, left_at=self.ended_at) for one in self.present.values()]
        self.present.clear()
        self.status = "ended"
        self._tell("ended", None)

    def find_user(self, user: ZoomUser) -> Participant | None:
        """Return the present stay of one of our users."""
        return next((one for one in self.present.values() if one.user == user), None)

    def join_user(self, user: ZoomUser, *, role: Role | None = None) -> Participant:
        """Let one of our users in, or give them another role if they are in already.

        There is one host: whoever was it becomes co-host. A user who joins without a role is
        the host when it is their meeting and nobody else hosts it.
        """
        found = self.find_user(user)
        if found is not None:
            return self.set_role(found.uuid, role) if role else found
        hosted = any(one.role == "host" for one in self.present.values())
        wanted: Role = role or ("host" if user == self.host and not hosted else "attendee")
        if wanted == "host":
            self._demote_host()
        joined = self._add(user.name, role=wanted, user=user, at=self.now())
        self._tell("join", joined)
        return joined

    def join(self, attendee: Attendee, *, role: Role = "attendee") -> Participant:
        """Let somebody in who has no account with us."""
        joined = self._add(attendee.name, role=role, attendee=attendee, at=self.now())
        self._tell("join", joined)
        return joined

    def leave(self, uuid: str) -> Participant:
        """Let a participant go; KeyError when they are not there."""
        gone = replace(self.present.pop(uuid), left_at=self.now())
        self.past.append(gone)
        self._tell("leave", gone)
        return gone

    def set_role(self, uuid: str, role: Role) -> Participant:
        """Change a participant's role; a new host makes the old one co-host."""
        if self.present[uuid].role == role:
            return self.present[uuid]
        if role == "host":
            self._demote_host()
        self.present[uuid] = replace(self.present[uuid], role=role)
        self._tell("role", self.present[uuid])
        return self.present[uuid]

    def rename(self, uuid: str, name: str) -> Participant:
        """Change a display name, as every participant may."""
        self.present[uuid] = replace(self.present[uuid], name=name)
        self._tell("role", self.present[uuid])
        return self.present[uuid]

    def _demote_host(self) -> None:
        for one in [one for one in self.present.values() if one.role == "host"]:
            self.present[one.uuid] = replace(one, role="coHost")
            self._tell("role", self.present[one.uuid])
