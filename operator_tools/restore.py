"""Bring back what a table has lost: ``python -m operator_tools.restore identity RESTORED``.

``RESTORED`` is a table that DynamoDB made from a point in time (docs/operations.md). Items that the
live table lacks are copied into it; what it has is newer and stays. What has expired is left
behind, and so is all that belongs to people who have left since: the live table's tombstones say
who. So is the bell of somebody who has another by now (``store/notes.py``). What was counted names
people by their GSID: which user of Zoom that is, the restored table's own pointers tell. Without
``--confirm`` it only counts. Stopped anywhere, it goes on from its checkpoint; done twice, it does
no harm.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeSerializer

from gainsight_zoom.aws import client
from gainsight_zoom.clock import Clock, SystemClock
from gainsight_zoom.store.notes import BELL, DOORBELL
from gainsight_zoom.store.usage import named
from operator_tools.sweeping import Checkpoint, deployment, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gainsight_zoom.config import Config

__all__ = ["main"]

TABLES = {
    "identity": "identity_table",
    "tenants": "tenants_table",
    "notes": "notes_table",
    "meetings": "meetings_table",
    "usage": "usage_table",
}
USER = "USER#"
_typed = TypeSerializer().serialize


class Restoring:
    """Copies items into the live table, those of people who left excepted."""

    def __init__(self, config: Config, live: str, dynamodb: Any, *, now: int, write: bool) -> None:
        self._config = config
        self._live = live
        self._dynamodb = dynamodb
        self._now = now
        self._write = write
        self._gone = cache(self._left)
        self._counted_of: dict[str, set[str]] = defaultdict(set)

    def learn(self, item: Mapping[str, Any]) -> bool:
        """Note which Zoom user a pointer of what was counted belongs to; tell whether it is one."""
        pk, sk = str(item["pk"]), str(item["sk"])
        if pk.startswith(USER):
            self._counted_of[sk].add(pk)
        return pk.startswith(USER)

    def bring_back(self, item: dict[str, Any]) -> bool:
        """Copy an item, if it is missing and may come back; tell whether it is so."""
        if int(item.get("ttl", self._now + 1)) <= self._now or self._of_who_left(item):
            return False
        if str(item["pk"]).startswith(BELL) and self._replaced(item):
            return False
        key = {name: _typed(item[name]) for name in ("pk", "sk")}
        if not self._write:
            return "Item" not in self._dynamodb.get_item(
                TableName=self._live, Key=key, ConsistentRead=True, ProjectionExpression="pk"
            )
        if self._live == self._config.usage_table and "due" in item:
            item["tries"] = item.get("tries") or 1  # it may be in Gainsight: look before adding it
        try:
            self._dynamodb.put_item(
                TableName=self._live,
                Item={name: _typed(value) for name, value in item.items()},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _of_who_left(self, item: Mapping[str, Any]) -> bool:
        pk, sk = str(item["pk"]), str(item["sk"])
        if pk.startswith(USER):
            return self._gone(pk)
        if item.get("uid"):
            return self._gone(f"{USER}{item['uid']}")
        return any(map(self._gone, self._counted_of.get(named(pk, sk), ())))

    def _replaced(self, item: Mapping[str, Any]) -> bool:
        """Tell whether a user left and came back since, and has another bell."""
        now = self._dynamodb.get_item(
            TableName=self._live,
            Key={"pk": {"S": f"{USER}{item['uid']}"}, "sk": {"S": DOORBELL}},
            ConsistentRead=True,
        ).get("Item")
        return now is not None and now["bell"]["S"] != str(item["pk"]).removeprefix(BELL)

    def _left(self, owner: str) -> bool:
        profile = self._dynamodb.get_item(
            TableName=self._config.identity_table,
            Key={"pk": {"S": owner}, "sk": {"S": "PROFILE"}},
            ConsistentRead=True,
        ).get("Item", {})
        return "deauthorized_at" in profile


def main(
    arguments: list[str],
    *,
    environment: Mapping[str, str] = os.environ,
    clients: Callable[[str], Any] = client,
    clock: Clock | None = None,
) -> int:
    """Restore; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m operator_tools.restore")
    parser.add_argument("table", choices=tuple(TABLES))
    parser.add_argument("restored", help="name of the table made from a point in time")
    parser.add_argument("--confirm", action="store_true", help="write, do not only count")
    parser.add_argument("--function", help="name of one of the stack's functions")
    parser.add_argument("--checkpoint", type=Path, default=Path("restore.json"))
    options = parser.parse_args(arguments)
    config = deployment(options.function, environment)
    live = getattr(config, TABLES[options.table])
    if options.restored == live:
        parser.error("that is the live table")
    now = int((clock or SystemClock()).now())
    work = Restoring(config, live, clients("dynamodb"), now=now, write=options.confirm)
    command = f"restore {live} from {options.restored} write={options.confirm}"
    checkpoint = Checkpoint(options.checkpoint, command)
    if options.table == "usage":
        for _ in sweep(clients("dynamodb"), options.restored, work.learn):
            pass
    seen = missing = 0
    after = checkpoint.read().get("after")
    for looked_at, done, last in sweep(
        clients("dynamodb"), options.restored, work.bring_back, after
    ):
        seen, missing = seen + looked_at, missing + done
        print(f"{seen} items seen; {missing} missing", flush=True)
        if last is not None:
            checkpoint.write(after=last)
    checkpoint.remove()
    print("Brought back." if options.confirm else "Nothing was written: say --confirm.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
