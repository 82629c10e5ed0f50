"""The audit trail of a tenant: one line per accomplished change, newest last, for 400 days."""

from dataclasses import asdict

from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.observability import count, logger
from gainsight_zoom.records import AuditLine
from gainsight_zoom.store.table import Item, Table

KEPT_S = 400 * 86_400
PREFIX = "AUDIT#"


class Audit:
    """Appends audit lines."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def append(self, line: AuditLine) -> None:
        """Write a line about what was done; in the log where the table does not take it just now.

        What was done stays done, so whoever did it is not told that it failed.
        """
        try:
            self._tenants.put(audit_item(line))
        except StoreUnavailable as error:
            told = {name: value for name, value in asdict(line).items() if name != "id"}
            logger.error("audit line not stored", extra={**told, "reason": error.reason})
            count("AuditLinesInLogOnly")

    def page(
        self, tenant: str, *, limit: int, after: str | None
    ) -> tuple[list[AuditLine], str | None]:
        """Read some lines of a tenant, newest first, and where to go on.

        Parameters
        ----------
        after : str or None
            What the page before said.
        """
        items, more = self._tenants.page(
            f"TENANT#{tenant}",
            PREFIX,
            limit=limit,
            after=PREFIX + after if after else None,
            newest_first=True,
        )
        lines = [_line(tenant, item) for item in items]
        last = str(items[-1]["sk"]).removeprefix(PREFIX) if more and items else None
        return lines, last


def audit_item(line: AuditLine) -> Item:
    """Return a line as it is stored, for a transaction with what it is about."""
    return {
        "pk": f"TENANT#{line.tenant}",
        "sk": f"{PREFIX}{line.at:012d}#{line.id}",
        "actor": line.actor,
        "action": line.action,
        "target": line.target,
        "ttl": line.at + KEPT_S,
    }


def _line(tenant: str, item: Item) -> AuditLine:
    at, _, id_ = str(item["sk"]).removeprefix(PREFIX).partition("#")
    return AuditLine(
        tenant=tenant,
        at=int(at),
        actor=item.get("actor") or item["actor_gsid"],  # as it was called before
        action=item["action"],
        target=item["target"],
        id=id_,
    )
