"""What a user read last, kept under that user's key: compressed, for three days, never shared.

Shown with its age while Gainsight cannot be asked. One item per section; what would make an item
too large is not kept.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gainsight_zoom.errors import SessionExpired, StoreUnavailable
from gainsight_zoom.records import Kind, Snapshot
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Reading, Table
from gainsight_zoom.store.tombstones import (
    ATTEMPTS,
    PROFILE,
    not_left_since,
    partition,
    put_for_user,
)

PREFIX = "SNAPSHOT#"
KEPT_S = 3 * 86_400
MOST_BYTES = 200_000
REWRITTEN_AFTER_S = 600
REMEMBERED = 500


class Snapshots:
    """Keeps and finds what users read."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity
        self._written: dict[tuple[str, str, int], tuple[int, int]] = {}

    def keep(
        self,
        uid: str,
        record: tuple[str, Kind, str],
        sections: Mapping[str, Snapshot],
        *,
        since: int,
        beside: Sequence[Item] = (),
    ) -> None:
        """Write sections of a record (tenant, kind, id) over older ones.

        What this process wrote in the same session within ten minutes is not written again.

        Parameters
        ----------
        since : int
            When the session began in which they were read.
        beside : sequence of Item
            Other items of this user, to be written in the same call.

        Raises
        ------
        SessionExpired
            If the user left since that moment.
        """
        items, news = list(beside), {}
        for name, section in sections.items():
            packed, sk = _pack(section.data), _sort_key(record) + name
            key, digest = (uid, sk, since), zlib.crc32(packed)
            if len(packed) <= MOST_BYTES and self._is_news(key, digest, section.as_of):
                news[key] = digest, section.as_of
                items.append(_item(uid, sk, packed, section.as_of))
        if items:
            put_for_user(self._identity, uid, items, since=since)
        self._written |= news
        while len(self._written) > REMEMBERED:
            self._written.pop(next(iter(self._written)))

    def change(
        self,
        uid: str,
        record: tuple[str, Kind, str],
        section: str,
        to: Callable[[Snapshot | None], Snapshot],
        *,
        since: int,
    ) -> None:
        """Change what is kept of one section, as it is when it is written.

        Parameters
        ----------
        to : callable
            Makes the new one from the one that is there; called again where others were quicker.
        since : int
            When the session began in which this is done.

        Raises
        ------
        SessionExpired
            If the user left since that moment.
        StoreUnavailable
            If others kept writing in between.
        """
        pk, sk = partition(uid), _sort_key(record) + section
        check = self._identity.checking(pk, PROFILE, not_left_since(since))
        for _ in range(ATTEMPTS):
            there = self._identity.get(pk, sk)
            new = to(None if there is None else _snapshot(there))
            fence = Condition("attribute_not_exists(pk)", {}, {})
            if there is not None:
                fence = Condition("packed = :seen", {}, {":seen": there["packed"]})
            item = _item(uid, sk, _pack(new.data), new.as_of)
            try:
                return self._identity.commit([check, self._identity.putting(item, fence)])
            except ConditionFailed as failed:
                if failed.current is not None and failed.current["sk"] == PROFILE:
                    raise SessionExpired("user_left") from None
        raise StoreUnavailable("snapshot_contended")

    def _is_news(self, key: tuple[str, str, int], digest: int, as_of: int) -> bool:
        before, at = self._written.get(key, (0, 0))
        return before != digest or at + REWRITTEN_AFTER_S <= as_of

    def reading(
        self, uid: str, record: tuple[str, str, str], sections: Sequence[str]
    ) -> Reading[dict[str, Snapshot]]:
        """Say which items are what is kept of some sections, and read them, however old."""
        first = _sort_key(record)

        def make(items: list[Item]) -> dict[str, Snapshot]:
            return {str(item["sk"]).removeprefix(first): _snapshot(item) for item in items}

        return Reading(self._identity, [(partition(uid), first + s) for s in sections], make)

    def get(self, uid: str, record: tuple[str, Kind, str], section: str) -> Snapshot | None:
        """Read one section that is kept, however old."""
        item = self._identity.get(partition(uid), _sort_key(record) + section)
        return None if item is None else _snapshot(item)

    def find(self, uid: str, record: tuple[str, Kind, str], *, now: int) -> dict[str, Snapshot]:
        """Read what is kept of a record for this user, by section; what is too old is not."""
        first = _sort_key(record)
        items = self._identity.prefix(partition(uid), first)
        return {
            str(item["sk"]).removeprefix(first): _snapshot(item)
            for item in items
            if item["as_of"] + KEPT_S > now
        }


def _item(uid: str, sk: str, packed: bytes, as_of: int) -> Item:
    ttl = as_of + KEPT_S
    return {"pk": partition(uid), "sk": sk, "packed": packed, "as_of": as_of, "ttl": ttl}


def _sort_key(record: tuple[str, str, str]) -> str:
    return f"{PREFIX}{'#'.join(record)}#"


def _pack(data: Any) -> bytes:
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 6)


def _snapshot(item: Item) -> Snapshot:
    return Snapshot(data=json.loads(zlib.decompress(item["packed"])), as_of=item["as_of"])
