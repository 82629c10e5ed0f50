"""The audit trail of a tenant: one line per accomplished change, newest last, for 400 days."""

from gainsight_zoom.records import AuditLine
from gainsight_zoom.store.table import Item, Table

KEPT_S = 400 * 86_400


class Audit:
    """Appends audit lines."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def append(self, line: AuditLine) -> None:
        """Write a line."""
        self._tenants.put(audit_item(line))


def audit_item(line: AuditLine) -> Item:
    """Return a line as it is stored, for a transaction with what it is about."""
    return {
        "pk": f"TENANT#{line.tenant}",
        "sk": f"AUDIT#{line.at:012d}#{line.id}",
        "actor_gsid": line.actor_gsid,
        "action": line.action,
        "target": line.target,
        "ttl": line.at + KEPT_S,
    }
