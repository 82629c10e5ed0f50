"""The audit trail of a tenant: one line per accomplished change, newest last."""

from gainsight_zoom.records import AuditLine
from gainsight_zoom.store.table import Table


class Audit:
    """Appends audit lines."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def append(self, line: AuditLine) -> None:
        """Write a line."""
        self._tenants.put(
            {
                "pk": f"TENANT#{line.tenant}",
                "sk": f"AUDIT#{line.at:012d}#{line.id}",
                "actor_gsid": line.actor_gsid,
                "action": line.action,
                "target": line.target,
            }
        )
