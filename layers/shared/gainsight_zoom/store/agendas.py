"""Users' next meetings under their own keys, in shards of their own of the index of what is due."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gainsight_zoom.records import Agenda, Customer, Due, Prepared
from gainsight_zoom.store.refreshes import INDEX, SHARDS, USER_PREFIX
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table
from gainsight_zoom.store.tombstones import partition, put_for_user

NEXT = "NEXT"
KEPT_S = 30 * 86_400


class Agendas:
    """Keeps what is known of users' next meetings, and who is to be looked at."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def save(self, uid: str, agenda: Agenda, *, now: int) -> None:
        """Write what a session asks for over the agenda before.

        Raises
        ------
        SessionExpired
            If the user left since the session that asked for it.
        """
        item: dict[str, Any] = {
            "pk": partition(uid),
            "sk": NEXT,
            "since": agenda.since,
            **_found(agenda, now),
        }
        if agenda.due is not None:
            shard = zlib.crc32(uid.encode()) % SHARDS
            item |= {"refresh_shard": f"NEXT#{shard}", "refresh_due": agenda.due}
        put_for_user(self._identity, uid, [item], since=agenda.since)

    def due(self, *, now: int) -> Iterator[Due]:
        """Read whom to look at, shard by shard, the oldest of each first."""
        for shard in range(SHARDS):
            for item in self._identity.all_due(
                INDEX, shard=("refresh_shard", f"NEXT#{shard}"), before=("refresh_due", now)
            ):
                uid = str(item["pk"]).removeprefix(USER_PREFIX)
                yield Due(uid=uid, record=NEXT, at=item["refresh_due"])

    def claim(self, due: Due, *, until: int) -> Due | None:
        """Move a due time on, so that nobody else takes it before then; None if somebody has."""
        change = Condition("SET refresh_due = :until", {}, {":until": until})
        return replace(due, at=until) if self._change(due, change) else None

    def is_held(self, claim: Due) -> bool:
        """Tell whether an agenda is still the one claimed: not asked for anew, nor logged out."""
        item = self._identity.get(partition(claim.uid), NEXT)
        return item is not None and item.get("refresh_due") == claim.at

    def finish(self, claim: Due, made: Agenda, *, now: int) -> bool:
        """Write what was made of a claimed agenda; False, and nothing written, if not held.

        What a log-out or leaving deleted meanwhile does not come back.
        """
        found = _found(made, now)
        setting = ", ".join(f"#{name} = :{name}" for name in found)
        values = {f":{name}": value for name, value in found.items()}
        if made.due is None:
            expression = f"SET {setting} REMOVE refresh_shard, refresh_due"
        else:
            expression, values[":due"] = f"SET {setting}, refresh_due = :due", made.due
        names = {f"#{name}": name for name in found}
        return self._change(claim, Condition(expression, names, values))

    def _change(self, due: Due, change: Condition) -> bool:
        seen = Condition(change.expression, change.names, {**change.values, ":seen": due.at})
        try:
            self._identity.update(
                partition(due.uid), NEXT, change=seen, condition="refresh_due = :seen"
            )
        except ConditionFailed:
            return False
        return True


def parse(item: Item) -> Agenda:
    """Read an item of the table."""
    return Agenda(
        since=item["since"],
        due=item.get("refresh_due"),
        told=item.get("told"),
        opens=item.get("opens"),
        meetings=tuple(_prepared(one) for one in item["meetings"]),
    )


def _found(agenda: Agenda, now: int) -> dict[str, Any]:
    """Return what an item holds of what was found out, and how long."""
    return {
        "told": agenda.told,
        "opens": agenda.opens,
        "meetings": [_packed(one) for one in agenda.meetings],
        "ttl": now + KEPT_S,
    }


def _packed(one: Prepared) -> dict[str, Any]:
    of = one.customer
    whom = {"tenant": of.tenant, "kind": of.kind, "gsid": of.id, "name": of.name} if of else {}
    return {
        "meeting_id": one.meeting_id,
        "starts_at": one.starts_at,
        "read": one.read,
        "opens": one.opens,
        **whom,
    }


def _prepared(packed: dict[str, Any]) -> Prepared:
    customer = (
        Customer(packed["tenant"], packed["kind"], packed["gsid"], packed["name"])
        if "tenant" in packed
        else None
    )
    return Prepared(
        packed["meeting_id"], packed["starts_at"], customer, packed["read"], packed.get("opens")
    )
