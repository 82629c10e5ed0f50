"""Stop or resume the app, or only its writing: ``python -m operator_tools.switch writes off acme``.

``writes off`` lets users read on; what would change something in Gainsight is refused with a
plain sentence, and published notes wait in the outbox. ``app off`` keeps everybody of a tenant out.
Nothing is deployed: functions take note within a minute. With ``--all`` for every tenant. Doing it
twice does no harm; each change leaves a line in the tenant's audit trail.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from typing import TYPE_CHECKING, Any

from gainsight_zoom.aws import client
from gainsight_zoom.clock import Clock, SystemClock
from gainsight_zoom.records import AuditLine
from gainsight_zoom.store.audit import Audit
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.tenants import PROFILE, partition
from gainsight_zoom.tenancy import FRESH_S
from operator_tools.sweeping import deployment, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["main"]

ATTRIBUTES = {"app": "enabled", "writes": "writes"}
OPERATOR = "operator"


def main(
    arguments: list[str],
    *,
    environment: Mapping[str, str] = os.environ,
    clients: Callable[[str], Any] = client,
    clock: Clock | None = None,
) -> int:
    """Switch; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m operator_tools.switch")
    parser.add_argument("what", choices=tuple(ATTRIBUTES))
    parser.add_argument("to", choices=("on", "off"))
    parser.add_argument("tenants", nargs="*", metavar="tenant", help="keys of tenants")
    parser.add_argument("--all", action="store_true", help="every tenant of the stack")
    parser.add_argument("--function", help="name of one of the stack's functions")
    options = parser.parse_args(arguments)
    if options.all is bool(options.tenants):
        parser.error("name tenants, or say --all")
    config = deployment(options.function, environment)
    dynamodb = clients("dynamodb")
    table = Table(dynamodb, config.tenants_table)
    unknown = []
    for tenant in options.tenants or _registered(dynamodb, config.tenants_table):
        changed = _set(
            dynamodb, config.tenants_table, tenant, ATTRIBUTES[options.what], options.to == "on"
        )
        if changed is None:
            unknown.append(tenant)
            print(f"{tenant}: there is no such tenant", file=sys.stderr)
            continue
        if changed:
            _write_down(table, clock or SystemClock(), tenant, f"{options.what}.{options.to}")
        print(f"{tenant}: {options.what} {options.to}{'' if changed else ' already'}")
    print(f"Functions take note within {FRESH_S} s.")
    return 1 if unknown else 0


def _registered(dynamodb: Any, table: str) -> list[str]:
    found: list[str] = []

    def note(item: dict[str, Any]) -> bool:
        if item["sk"] != PROFILE:
            return False
        found.append(str(item["pk"]).removeprefix(partition("")))
        return True

    for _ in sweep(dynamodb, table, note):
        pass
    return sorted(found)


def _set(dynamodb: Any, table: str, tenant: str, attribute: str, value: bool) -> bool | None:
    """Set a switch; False if it stood there, None if there is no such tenant."""
    key = {"pk": {"S": partition(tenant)}, "sk": {"S": PROFILE}}
    try:
        before = dynamodb.update_item(
            TableName=table,
            Key=key,
            UpdateExpression="SET #switch = :value",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeNames={"#switch": attribute},
            ExpressionAttributeValues={":value": {"BOOL": value}},
            ReturnValues="ALL_OLD",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return None
    old: bool = before.get("Attributes", {}).get(attribute, {"BOOL": True})["BOOL"]
    return old is not value


def _write_down(table: Table, clock: Clock, tenant: str, action: str) -> None:
    line = AuditLine(
        tenant=tenant,
        at=int(clock.now()),
        actor=OPERATOR,
        action=action,
        target=f"tenant/{tenant}",
        id=secrets.token_urlsafe(16),
    )
    Audit(table).append(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
