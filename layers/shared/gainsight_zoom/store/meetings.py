"""Meetings: one item per stay, changed only by events that are newer than what it tells.

What Zoom tells about attendees it tells on the authority of the host. So each write depends on
neither the host nor the attendee having left since the event; and a pointer under either's key says
what goes when they do.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.records import meeting_key
from gainsight_zoom.roster import KEPT_S, Attendee, InvitationState, Roster, RosterEvent, Stay
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition

META = "META"
STAY_PREFIX = "STAY#"
INVITATION_PREFIX = "INVITATION#"
ATTEMPTS = 5
TIMES = {"joined": "joined_ms", "left": "left_ms", "joined_room": "room_ms", "left_room": "room_ms"}


class Meetings:
    """Applies events and reads rosters.

    Parameters
    ----------
    identity : Table
        Where it stands who has left.
    """

    def __init__(self, meetings: Table, identity: Table) -> None:
        self._meetings = meetings
        self._identity = identity

    def apply(self, event: RosterEvent, *, now: int) -> bool:
        """Take an event in; False where it tells nothing new or of somebody who left.

        Raises
        ------
        StoreUnavailable
            If other transactions kept getting in between.
        """
        if event.at + KEPT_S <= now:
            return False
        writes = [*self._checks(event), *self._pointers(event), self._change(event)]
        for _ in range(ATTEMPTS):
            try:
                self._meetings.commit(writes)
            except ConditionFailed as failed:
                if failed.current is not None:
                    return False
            else:
                return True
        raise StoreUnavailable("transaction_conflicts")

    def roster(self, meeting_uuid: str, *, account_id: str, now: int) -> Roster | None:
        """Read a meeting as users of one Zoom account may see it; None where there is none."""
        items = [
            item
            for item in self._meetings.whole(_partition(meeting_uuid))
            if item.get("account_id") == account_id and item["expires_at"] > now
        ]
        if not items:
            return None
        meta = next((item for item in items if item["sk"] == META), {})
        return Roster(
            started_ms=meta.get("started_ms"),
            ended_ms=meta.get("ended_ms"),
            stays=tuple(_stay(item) for item in items if item["sk"] != META),
            host_id=_told(items, "host_id"),
            meeting_id=_told(items, "meeting_id"),
        )

    def note_invitation(
        self, meeting_uuid: str, invitation: str, state: InvitationState, *, now: int
    ) -> None:
        """Remember what became of an invitation, and not of whom; repeating it does no harm."""
        kept = {"expires_at": now + KEPT_S, "ttl": now + KEPT_S}
        self._meetings.put(
            {"pk": _partition(meeting_uuid), "sk": f"{_invitation(invitation)}#{state}", **kept}
        )

    def invitations(
        self, meeting_uuid: str, asked: Iterable[str], *, now: int
    ) -> dict[str, InvitationState]:
        """Read what became of those invitations of a meeting that somebody knows the ids of."""
        found = {
            str(item["sk"])
            for item in self._meetings.prefix(_partition(meeting_uuid), INVITATION_PREFIX)
            if item["expires_at"] > now
        }
        further: tuple[InvitationState, ...] = ("opened", "added")
        return {
            one: state
            for one in asked
            for state in further
            if f"{_invitation(one)}#{state}" in found
        }

    def forget(self, uid: str) -> None:
        """Delete a user's stays, and whole the meetings they host; repeating it does no harm."""
        pointers = self._meetings.whole(partition(uid))
        for pointer in pointers:
            pk = str(pointer["meeting"])
            wanted = self._meetings.keys(pk) if pointer["sk"] == pk else [str(pointer["stay"])]
            self._meetings.delete_many((pk, sk) for sk in wanted)
            self._meetings.delete(partition(uid), str(pointer["sk"]))

    def _checks(self, event: RosterEvent) -> list[Item]:
        concerned = {event.host_id, event.attendee.uid if event.attendee else ""} - {""}
        return [
            self._identity.checking(partition(uid), PROFILE, not_left_since(event.at))
            for uid in sorted(concerned)
        ]

    def _pointers(self, event: RosterEvent) -> list[Item]:
        pk = _partition(event.meeting_uuid)
        kept: Item = {"meeting": pk, "ttl": event.at + KEPT_S}
        pointers: list[Item] = []
        if event.host_id:
            pointers.append({"pk": partition(event.host_id), "sk": pk, **kept})
        if event.attendee is not None and event.attendee.uid:
            stay = STAY_PREFIX + event.attendee.key
            theirs = {"pk": partition(event.attendee.uid), "sk": f"{pk}#{stay}", "stay": stay}
            pointers.append({**theirs, **kept})
        return [self._meetings.putting(pointer) for pointer in pointers]

    def _change(self, event: RosterEvent) -> Item:
        if event.attendee is None:
            when = f"{event.change}_ms"
            values: dict[str, Any] = {}
            sk = META
        else:
            when = TIMES[event.change]
            values = {k: v for k, v in vars(event.attendee).items() if v and k != "key"}
            sk = STAY_PREFIX + event.attendee.key
        expires_at = event.at + KEPT_S
        values |= {n: v for n in ("meeting_id", "host_id") if (v := getattr(event, n))}
        values |= {"account_id": event.account_id, "expires_at": expires_at, "ttl": expires_at}
        parts = [f"#{name} = :{name}" for name in values]
        parts.append("#when = :when")
        names = {"#when": when, **{f"#{name}": name for name in values}}
        tail = ""
        if event.change == "joined_room":
            parts.append("joined_ms = if_not_exists(joined_ms, :when), #room = :room")
            values["room"], names["#room"] = event.room, "room"
        elif event.change == "left_room":
            tail, names["#room"] = " REMOVE #room", "room"
        return self._meetings.changing(
            _partition(event.meeting_uuid),
            sk,
            change=Condition(
                f"SET {', '.join(parts)}{tail}",
                names,
                {":when": event.at_ms, **{f":{name}": value for name, value in values.items()}},
            ),
            condition="attribute_not_exists(#when) OR #when < :when",
        )


def _partition(meeting_uuid: str) -> str:
    return f"MEETING#{meeting_key(meeting_uuid)}"


def _invitation(invitation: str) -> str:
    return f"{INVITATION_PREFIX}{hashlib.sha256(invitation.encode()).hexdigest()}"


def _told(items: list[Item], name: str) -> str:
    """Return what the events of a meeting agree on, whichever of them arrived."""
    return next((str(item[name]) for item in items if item.get(name)), "")


def _stay(item: Item) -> Stay:
    return Stay(
        attendee=Attendee(
            key=str(item["sk"]).removeprefix(STAY_PREFIX),
            name=item.get("name", ""),
            uid=item.get("uid", ""),
            email=item.get("email", ""),
            registrant_id=item.get("registrant_id", ""),
        ),
        joined_ms=item.get("joined_ms"),
        left_ms=item.get("left_ms"),
        room=item.get("room"),
    )
