"""The index of what is due: sparse, sharded, keys only.

Only items with both attributes stand in it. A hot partition of an index throttles writes to its
table, hence the shards.
"""

import zlib
from collections.abc import Iterator
from typing import Any

from gainsight_zoom.records import Due
from gainsight_zoom.store.table import Condition, ConditionFailed, Table

INDEX = "refresh"
SHARDS = 8
USER_PREFIX = "USER#"


def index_attributes(pk: str, due: int | None) -> dict[str, Any]:
    """Return the attributes that put an item into the index; none where nothing is due."""
    if due is None:
        return {}
    return {"refresh_shard": shard_of(pk), "refresh_due": due}


def shard_of(pk: str) -> str:
    """Return the shard of a partition, the same in every process."""
    return f"REFRESH#{zlib.crc32(pk.encode()) % SHARDS}"


class Refreshes:
    """Finds what is due and hands each to one taker."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def due(self, *, now: int) -> Iterator[Due]:
        """Read what is due, shard by shard, the oldest of each first."""
        for shard in range(SHARDS):
            for item in self._identity.all_due(
                INDEX, shard=("refresh_shard", f"REFRESH#{shard}"), before=("refresh_due", now)
            ):
                uid = str(item["pk"]).removeprefix(USER_PREFIX)
                yield Due(uid=uid, record=str(item["sk"]), at=item["refresh_due"])

    def claim(self, due: Due, *, until: int) -> Due | None:
        """Move a due time on, so that nobody else takes it before then; None if somebody has."""
        try:
            item = self._identity.update(
                f"{USER_PREFIX}{due.uid}",
                due.record,
                change=Condition(
                    "SET refresh_due = :until ADD claims :one",
                    {},
                    {":until": until, ":seen": due.at, ":one": 1},
                ),
                condition="refresh_due = :seen",
            )
        except ConditionFailed:
            return None
        return Due(uid=due.uid, record=due.record, at=until, claims=item["claims"])
