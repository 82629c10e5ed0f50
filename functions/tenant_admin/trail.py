"""The audit trail, for reading and for spreadsheets."""

from gainsight_zoom.shapes import Shape
from gainsight_zoom.spreadsheets import as_csv

from .admin import Admin
from .documents import moment

COLUMNS = ("at", "actor_gsid", "action", "target")


class AuditRow(Shape):
    """One accomplished change; ``at`` is ISO 8601 in UTC; users have GSIDs until they leave."""

    at: str
    actor_gsid: str
    action: str
    target: str


class AuditPage(Shape):
    """Some lines, newest first, and where to go on."""

    lines: list[AuditRow]
    next: str | None


def read_trail(admin: Admin, *, after: str | None, limit: int) -> AuditPage:
    """Read the trail, a page at a time."""
    lines, more = admin.wired.audit.page(admin.tenant, limit=limit, after=after)
    told = [(name, line.at) for line in lines for name in (line.actor, line.target)]
    named = admin.naming(told)
    rows = [
        AuditRow(
            at=moment(line.at),
            actor_gsid=named(line.actor, line.at),
            action=line.action,
            target=named(line.target, line.at),
        )
        for line in lines
    ]
    return AuditPage(lines=rows, next=more)


def trail_csv(page: AuditPage) -> str:
    """Return a page as CSV."""
    return as_csv(COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in page.lines))
