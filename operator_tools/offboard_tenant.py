"""Delete all that is of one tenant: ``python -m operator_tools.offboard_tenant KEY --confirm KEY``.

First the tenant is switched off, then a minute is waited until every function knows; then tables
are gone through page by page. Stopped anywhere, it goes on from its checkpoint when started again;
done twice, it does no harm. Without ``--confirm`` it only counts. Backups (point-in-time recovery)
hold deleted items for up to 35 days more.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsight_zoom.aws import client
from gainsight_zoom.leaving import ACTED_PREFIX, of_tenant
from gainsight_zoom.tenancy import FRESH_S
from operator_tools.sweeping import Checkpoint, deployment, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gainsight_zoom.config import Config

__all__ = ["main"]

RECOVERY_DAYS = 7
AUDIT = "AUDIT#"


class Offboarding:
    """One tenant's way out."""

    def __init__(
        self,
        config: Config,
        tenant: str,
        *,
        clients: Callable[[str], Any],
        delete: bool,
        audit: bool,
    ) -> None:
        self._config = config
        self._tenant = tenant
        self._clients = clients
        self.dynamodb = clients("dynamodb")
        self._delete = delete
        self._audit = audit
        self.tables = (
            config.identity_table,
            config.notes_table,
            config.tenants_table,
            config.usage_table,
        )

    def switch_off(self) -> None:
        """Switch the tenant off, unless it is gone already."""
        try:
            self.dynamodb.update_item(
                TableName=self._config.tenants_table,
                Key={"pk": {"S": f"TENANT#{self._tenant}"}, "sk": {"S": "PROFILE"}},
                UpdateExpression="SET enabled = :off",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":off": {"BOOL": False}},
            )
        except self.dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def work(self, table: str) -> Callable[[dict[str, Any]], bool]:
        """Return what to do with each item of a table."""

        def forget(item: dict[str, Any]) -> bool:
            if not self._concerned(item):
                return False
            if self._delete:
                key = {name: {"S": item[name]} for name in ("pk", "sk")}
                self.dynamodb.delete_item(TableName=table, Key=key)
            return True

        return forget

    def delete_secret(self) -> None:
        """Delete the tenant's OAuth client secret; it can be restored for a week."""
        secrets = self._clients("secretsmanager")
        try:
            secrets.delete_secret(
                SecretId=self._config.tenant_secret_prefix + self._tenant,
                RecoveryWindowInDays=RECOVERY_DAYS,
            )
        except (
            secrets.exceptions.ResourceNotFoundException,
            secrets.exceptions.InvalidRequestException,
        ):
            return

    def _concerned(self, item: Mapping[str, Any]) -> bool:
        pk, sk, own = str(item["pk"]), str(item["sk"]), f"TENANT#{self._tenant}"
        if pk == f"MEMBERS#{self._tenant}":
            return True
        if pk == own:
            return self._audit or not sk.startswith(AUDIT)
        if pk.startswith(f"{self._tenant}#"):  # what was counted
            return True
        named = tuple(f"{kind}{self._tenant}#" for kind in ("ITEMS#", "COMMENTED#", ACTED_PREFIX))
        return (
            sk == own
            or bool(of_tenant([sk], self._tenant))
            or sk.startswith((*named, f"{self._tenant}#"))
            or self._tenant in (item.get("tenant"), item.get("customer_tenant"))
        )


def main(
    arguments: list[str],
    *,
    environment: Mapping[str, str] = os.environ,
    clients: Callable[[str], Any] = client,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Off-board; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m operator_tools.offboard_tenant")
    parser.add_argument("tenant", help="the tenant's key")
    parser.add_argument("--confirm", metavar="KEY", help="the key again: delete, do not only count")
    parser.add_argument("--with-audit", action="store_true", help="its audit trail too")
    parser.add_argument("--function", help="name of one of the stack's functions")
    parser.add_argument("--checkpoint", type=Path, default=Path("offboard-tenant.json"))
    options = parser.parse_args(arguments)
    if options.confirm not in (None, options.tenant):
        parser.error("--confirm names another tenant")
    delete = options.confirm is not None
    way = Offboarding(
        deployment(options.function, environment),
        options.tenant,
        clients=clients,
        delete=delete,
        audit=options.with_audit,
    )
    checkpoint = Checkpoint(options.checkpoint, f"offboard {options.tenant} delete={delete}")
    state = checkpoint.read()
    if delete and not state:
        way.switch_off()
        print(f"{options.tenant} is switched off; waiting {FRESH_S} s until all functions know.")
        sleep(FRESH_S)
    _go_through(way, checkpoint, state)
    if delete:
        way.delete_secret()
    checkpoint.remove()
    print("Done." if delete else "Nothing was deleted: say --confirm with the tenant's key.")
    return 0


def _go_through(way: Offboarding, checkpoint: Checkpoint, state: dict[str, Any]) -> None:
    done: list[str] = state.get("done", [])
    after = state.get("after")
    for table in way.tables:
        if table in done:
            continue
        seen = found = 0
        for looked_at, concerned, after in sweep(  # noqa: B020 - each page goes on after the last
            way.dynamodb, table, way.work(table), after
        ):
            seen, found = seen + looked_at, found + concerned
            checkpoint.write(done=done, after=after)
            print(f"{table}: {seen} items seen, {found} of this tenant", flush=True)
        done = [*done, table]
        after = None
        checkpoint.write(done=done, after=None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
