"""Who is in a call: stays that Zoom told of and what the Zoom client lists, one entry per human.

A human keeps their id when they come back. Stays belong together that share a Zoom user, a
registration or an address; who has none of these is known by name, and only where one stay ended
before the other began, since two guests may share a name.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from gainsight_zoom.mailboxes import mailbox
from gainsight_zoom.records import meeting_key
from gainsight_zoom.roster import Roster, Stay

Presence = Literal["here", "left", "expected"]
State = Literal["full", "host_not_added", "host_unauthenticated", "attendee_only", "no_meeting"]
HOSTS = frozenset({"host", "co-host"})
ID_CHARS = 24


@dataclass(frozen=True)
class Listed:
    """Somebody as the Zoom client lists them."""

    uuid: str
    name: str = field(default="", repr=False)
    role: str | None = None


@dataclass(frozen=True)
class Human:
    """One human in a meeting, or expected there.

    ``aliases`` are ids under which they may have been known before; times in epoch milliseconds.
    ``uid`` is empty for everybody outside the host's Zoom account.
    """

    id: str
    aliases: frozenset[str]
    uuids: tuple[str, ...]
    name: str = field(repr=False)
    role: str | None = None
    me: bool = False
    uid: str = ""
    email: str = field(default="", repr=False)
    registrant_id: str = ""
    presence: Presence = "here"
    joined_ms: int | None = None
    left_ms: int | None = None

    @property
    def uuid(self) -> str | None:
        """What the Zoom client calls them now."""
        return self.uuids[-1] if self.uuids else None


@dataclass(frozen=True)
class _Part:
    """A stay, a listing, or both: what is sure to be one human."""

    key: str
    name: str
    marks: frozenset[str]
    begin: float
    end: float
    stay: Stay | None
    listed: Listed | None
    me: bool


def participant_id(meeting_uuid: str, key: str) -> str:
    """Return what stands for a human of a meeting outside."""
    whole = f"{meeting_key(meeting_uuid)}\n{key}"
    return hashlib.sha256(whole.encode()).hexdigest()[:ID_CHARS]


def normal_role(role: str | None) -> str | None:
    """Bring the spellings of Zoom's sources to one."""
    plain = (role or "").lower().replace("-", "")
    return "co-host" if plain == "cohost" else plain or None


def state_of(roster: Roster | None, *, role: str | None, uid: str) -> State:
    """Say how much Zoom tells this user, by roster and their role in the meeting."""
    if role == "host":
        return "full"
    if roster is None:
        return "host_not_added" if role in HOSTS else "attendee_only"
    host = roster.host_id
    if not host or host == uid or any(stay.attendee.uid == host for stay in roster.stays):
        return "full"
    return "host_unauthenticated"


def humans(
    meeting_uuid: str,
    roster: Roster | None,
    listed: Sequence[Listed],
    *,
    me: Listed | None = None,
    my_uid: str = "",
) -> tuple[Human, ...]:
    """Put humans together, in the order in which they came; the order of the input plays no part.

    Parameters
    ----------
    my_uid : str
        Zoom user id of whoever asks; ``me`` is what the client says of them.
    """
    parts = list(_parts(roster, listed, me, my_uid))
    groups = _by_marks([part for part in parts if part.marks])
    groups += _by_name([part for part in parts if not part.marks])
    present = set() if roster is None else {stay.attendee.key for stay in roster.present()}
    made = [_human(meeting_uuid, group, present) for group in groups]
    if roster is not None and roster.host_id:
        made = [replace(h, role="host") if h.uid == roster.host_id else h for h in made]
    return tuple(sorted(made, key=lambda h: (h.joined_ms or math.inf, h.name, h.id)))


def _parts(
    roster: Roster | None, listed: Sequence[Listed], me: Listed | None, my_uid: str
) -> Iterable[_Part]:
    by_uuid = {one.uuid: one for one in listed}
    mine = me.uuid if me else ""
    if me is not None:
        by_uuid[mine] = Listed(mine, me.name or by_uuid.get(mine, me).name, me.role)
    ended = (roster.ended_ms or 0) if roster else 0
    for stay in () if roster is None else roster.stays:
        key = stay.attendee.key
        own = key == mine or bool(my_uid and stay.attendee.uid == my_uid)
        marks = _marks(stay, my_uid if own else "")
        begin, end = _span(stay, ended)
        seen = by_uuid.pop(key, None)
        yield _Part(key, stay.attendee.name, marks, begin, end, stay, seen, own)
    for uuid, one in by_uuid.items():
        own = uuid == mine
        marks = frozenset({f"uid:{my_uid}"}) if own and my_uid else frozenset()
        yield _Part(uuid, one.name, marks, math.inf, math.inf, None, one, own)


def _marks(stay: Stay, my_uid: str) -> frozenset[str]:
    who = stay.attendee
    box = mailbox(who.email)
    named = {"uid": who.uid or my_uid, "registrant": who.registrant_id, "mail": box}
    return frozenset(f"{kind}:{value}" for kind, value in named.items() if value)


def _span(stay: Stay, ended_ms: int) -> tuple[float, float]:
    begin = stay.joined_ms if stay.joined_ms is not None else stay.left_ms or 0
    if stay.left_ms is not None and stay.left_ms >= begin:
        return begin, stay.left_ms
    return begin, ended_ms if ended_ms >= begin else math.inf


def _by_marks(parts: list[_Part]) -> list[list[_Part]]:
    """Join what shares a mark, over however many steps."""
    home: dict[str, list[_Part]] = {}
    for part in sorted(parts, key=lambda p: p.key):
        joined = {id(home[mark]): home[mark] for mark in part.marks if mark in home}
        group = [part, *(other for found in joined.values() for other in found)]
        for mark in {mark for member in group for mark in member.marks}:
            home[mark] = group
    return list({id(group): group for group in home.values()}.values())


def _by_name(parts: list[_Part]) -> list[list[_Part]]:
    """Join stays of one name that follow one another."""
    groups: list[list[_Part]] = []
    free: dict[str, list[list[_Part]]] = defaultdict(list)
    for part in sorted(parts, key=lambda p: (p.begin, p.end, p.key)):
        name = " ".join(part.name.split())
        before = [g for g in free[name] if name and max(p.end for p in g) <= part.begin]
        ended = [g for g in before if max(p.end for p in g) < math.inf]
        if ended:
            ended[0].append(part)
        else:
            groups.append([part])
            free[name].append(groups[-1])
    return groups


def _human(meeting_uuid: str, group: list[_Part], present: set[str]) -> Human:
    group = sorted(group, key=lambda p: (p.begin, p.key))
    here = [p for p in group if p.listed is not None or p.key in present]
    stays = [p.stay for p in group if p.stay is not None]
    ids = [participant_id(meeting_uuid, p.key) for p in group]
    last = (here or group)[-1]
    joined = [s.joined_ms for s in stays if s.joined_ms is not None]
    left = [p.end for p in group if p.end < math.inf]
    roles = [normal_role(p.listed.role) for p in group if p.listed]
    return Human(
        id=ids[0],
        aliases=frozenset(ids),
        uuids=tuple(p.key for p in here),
        name=(last.listed.name if last.listed and last.listed.name else last.name) or _name(group),
        role=roles[-1] if roles else None,
        me=any(p.me for p in group),
        uid=_last([s.attendee.uid for s in stays]),
        email=_last([s.attendee.email for s in stays]),
        registrant_id=_last([s.attendee.registrant_id for s in stays]),
        presence="here" if here else "left",
        joined_ms=min(joined) if joined else None,
        left_ms=None if here or not left else int(max(left)),
    )


def _name(group: list[_Part]) -> str:
    return _last([p.name for p in group])


def _last(texts: list[str]) -> str:
    return next((text for text in reversed(texts) if text), "")
