"""What a user read last, kept under that user's key: compressed, for three days, never shared.

Shown with its age while Gainsight cannot be asked. One item per section; what would make an item
too large is not kept.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from gainsight_zoom.records import Kind, Snapshot
from gainsight_zoom.store.table import Item, Reading, Table
from gainsight_zoom.store.tombstones import partition, put_for_user

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
                items.append(
                    {
                        "pk": partition(uid),
                        "sk": sk,
                        "packed": packed,
                        "as_of": section.as_of,
                        "ttl": section.as_of + KEPT_S,
                    }
                )
        if items:
            put_for_user(self._identity, uid, items, since=since)
        self._written |= news
        while len(self._written) > REMEMBERED:
            self._written.pop(next(iter(self._written)))

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


def _sort_key(record: tuple[str, str, str]) -> str:
    return f"{PREFIX}{'#'.join(record)}#"


def _pack(data: Any) -> bytes:
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 6)


def _snapshot(item: Item) -> Snapshot:
    return Snapshot(data=json.loads(zlib.decompress(item["packed"])), as_of=item["as_of"])
