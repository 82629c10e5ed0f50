"""What users found out about who is in their meetings, under each user's own key.

An encounter lives as long as the roster, a day; items are per tenant and one set beside them, so
that disconnecting a tenant takes its part along, and what was asked is apart from what the user
said. The customer of a recurring meeting is kept for half a year after the last occurrence; it is
read with the user. What was added is kept per press of the button, for a day.
"""

import json
import zlib
from collections.abc import Sequence
from functools import partial
from typing import Any

from gainsight_zoom.encounters import KEPT_S, Encounter, Lookups, Part, Pressed
from gainsight_zoom.errors import SessionExpired, StoreUnavailable
from gainsight_zoom.records import Series, meeting_key
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Reading, Table
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition, put_for_user

ENCOUNTER, SERIES, ADDING = "SYNC#", "SERIES#", "ADDING#"
OWN = "-"
"""Stands in the place of a tenant; no tenant's key is that short."""
PARTS: tuple[Part, ...] = ("asked", "said")
NOTHING = Lookups().to_documents()
MOST_BYTES = 300_000
LEASE_S = 40
ATTEMPTS = 5


class Encounters:
    """Keeps and finds what users found out."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def load(self, uid: str, meeting_uuid: str, tenants: Sequence[str], *, now: int) -> Encounter:
        """Read a meeting as this user knows it; what is too old is not known."""
        return self.reading(uid, meeting_uuid, tenants, now=now).read()

    def reading(
        self, uid: str, meeting_uuid: str, tenants: Sequence[str], *, now: int
    ) -> Reading[Encounter]:
        """Say which items tell of a meeting, and read it as `load` does."""
        keys = [
            (partition(uid), _encounter(tenant, meeting_uuid, part))
            for tenant in (OWN, *tenants)
            for part in PARTS
        ]
        return Reading(self._identity, keys, partial(_read, now=now))

    def save(
        self,
        uid: str,
        meeting_uuid: str,
        seen: Encounter,
        made: Encounter,
        *,
        now: int,
        since: int,
    ) -> None:
        """Write what is new; what has become too large to keep is found out again.

        Parameters
        ----------
        seen : Encounter
            As it was read.
        since : int
            When the session began in which it was found out.

        Raises
        ------
        SessionExpired
            If the user left since that moment.
        """
        before, after = _documents(seen), _documents(made)
        after |= {key: NOTHING[key[1]] for key in before.keys() - after.keys()}
        kept = {"expires_at": now + KEPT_S, "ttl": now + KEPT_S}
        items: list[Item] = []
        for (tenant, part), document in after.items():
            if document == before.get((tenant, part)):
                continue
            packed = zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 6)
            if len(packed) <= MOST_BYTES:
                sk = _encounter(tenant, meeting_uuid, part)
                items.append({"pk": partition(uid), "sk": sk, "packed": packed, **kept})
        if items:
            put_for_user(self._identity, uid, items, since=since)

    def remember(self, uid: str, series: Series, *, kept_s: int, since: int) -> None:
        """Keep with which customer a recurring meeting is; errors as :meth:`save`."""
        customer = series.customer
        item = {
            "pk": partition(uid),
            "sk": f"{SERIES}{customer.tenant}#{series.meeting}",
            "kind": customer.kind,
            "gsid": customer.id,
            "name": customer.name,
            "last_met": series.last_met,
            "ttl": series.last_met + kept_s,
        }
        put_for_user(self._identity, uid, [item], since=since)

    def press(self, uid: str, tenant: str, request: str) -> Reading[Pressed]:
        """Say which item tells of a press of a button, and read it."""
        key = (partition(uid), _adding(tenant, request))
        return Reading(self._identity, [key], _press)

    def claim(
        self, uid: str, tenant: str, request: str, seen: Pressed, *, now: int, since: int
    ) -> bool:
        """Become the one who works on a press, unless it is another's or no longer as it was seen.

        Raises
        ------
        SessionExpired, StoreUnavailable
            As :func:`~gainsight_zoom.store.tombstones.put_for_user`.
        """
        if seen.lease_until > now:
            return False
        pk, sk = partition(uid), _adding(tenant, request)
        item = {"pk": pk, "sk": sk, "lease_until": now + LEASE_S, "version": seen.version + 1}
        item |= {"results": list(seen.results), "ttl": now + KEPT_S}
        fence = Condition(
            "attribute_not_exists(pk) OR #version = :seen",
            {"#version": "version"},
            {":seen": seen.version},
        )
        check = self._identity.checking(pk, PROFILE, not_left_since(since))
        for _ in range(ATTEMPTS):
            try:
                self._identity.commit([check, self._identity.putting(item, fence)])
            except ConditionFailed as failed:
                if failed.current is None:
                    continue
                if failed.current["sk"] == PROFILE:
                    raise SessionExpired("user_left") from None
                return False
            else:
                return True
        raise StoreUnavailable("transaction_conflicts")

    def settle(
        self,
        uid: str,
        tenant: str,
        request: str,
        results: list[dict[str, Any]],
        *,
        now: int,
        since: int,
    ) -> None:
        """Write what became of each person, and let others at it again; errors as :meth:`save`."""
        before = self._identity.get(partition(uid), _adding(tenant, request)) or {"version": 0}
        item = {
            "pk": partition(uid),
            "sk": _adding(tenant, request),
            "lease_until": 0,
            "version": before["version"],
            "results": results,
            "ttl": now + KEPT_S,
        }
        put_for_user(self._identity, uid, [item], since=since)


def _documents(encounter: Encounter) -> dict[tuple[str, Part], dict[str, Any]]:
    """Take an encounter apart into what is kept, empty parts of tenants left out."""
    own = {(OWN, part): doc for part, doc in encounter.to_documents().items()}
    theirs = {
        (tenant, part): document
        for tenant, lookups in encounter.lookups.items()
        for part, document in lookups.to_documents().items()
    }
    return own | {key: doc for key, doc in theirs.items() if doc != NOTHING[key[1]]}


def _encounter(tenant: str, meeting_uuid: str, part: Part) -> str:
    return f"{ENCOUNTER}{tenant}#{meeting_key(meeting_uuid)}#{part}"


def _adding(tenant: str, request: str) -> str:
    return f"{ADDING}{tenant}#{request}"


def _press(items: Sequence[Item]) -> Pressed:
    if not items:
        return Pressed()
    (item,) = items
    return Pressed(item["version"], item["lease_until"], tuple(item["results"]))


def _read(items: Sequence[Item], *, now: int) -> Encounter:
    found: dict[str, dict[str, Any]] = {}
    for item in items:
        if item["expires_at"] > now:
            _, tenant, _, part = str(item["sk"]).split("#")
            found.setdefault(tenant, {})[part] = _unpack(item)
    own = found.pop(OWN, {})
    return Encounter.from_documents(own, found)


def _unpack(item: Item) -> Any:
    return json.loads(zlib.decompress(item["packed"]))
