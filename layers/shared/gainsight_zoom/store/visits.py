"""What a user's next call with a customer is compared with, under that user's key for half a year.

One item per customer and part: what of the record was shown, and who of the customer's people were
there. Written only when something is new.
"""

import json
import zlib

from gainsight_zoom.records import Kind
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.tombstones import partition, put_for_user
from gainsight_zoom.visits import KEPT_S, VisitPart, Visits

PREFIX = "VISIT#"
MOST_BYTES = 100_000
SEEN_AGAIN_S = 300
"""How stale the time of the last look may be, so that a reload writes nothing."""


class VisitStore:
    """Keeps and finds visits."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def load(self, uid: str, record: tuple[str, Kind, str], part: VisitPart, *, now: int) -> Visits:
        """Read the visits to a record (tenant, kind, id); none where they are too long ago."""
        item = self._identity.get(partition(uid), _sort_key(record, part))
        if item is None or item["seen_at"] + KEPT_S <= now:
            return Visits()
        return Visits.from_document(json.loads(zlib.decompress(item["packed"])))

    def save(
        self,
        uid: str,
        record: tuple[str, Kind, str],
        part: VisitPart,
        *,
        seen: Visits,
        made: Visits,
        since: int,
    ) -> None:
        """Write what is new against what was read; what would be too large is not kept.

        Parameters
        ----------
        since : int
            When the session began in which it was looked at.

        Raises
        ------
        SessionExpired
            If the user left since that moment.
        """
        latest, before = made.latest, seen.latest
        if latest is None or made == seen:
            return
        if before is not None and (before.call, before.data) == (latest.call, latest.data):
            same = before.began_at == latest.began_at
            if same and latest.seen_at - before.seen_at < SEEN_AGAIN_S:
                return
        document = json.dumps(made.to_document(), separators=(",", ":"))
        packed = zlib.compress(document.encode(), 6)
        if len(packed) > MOST_BYTES:
            return
        item = {
            "pk": partition(uid),
            "sk": _sort_key(record, part),
            "packed": packed,
            "seen_at": latest.seen_at,
            "ttl": latest.seen_at + KEPT_S,
        }
        put_for_user(self._identity, uid, [item], since=since)


def _sort_key(record: tuple[str, Kind, str], part: VisitPart) -> str:
    return f"{PREFIX}{'#'.join(record)}#{part}"
