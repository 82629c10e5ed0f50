"""The audit trail, for reading and for spreadsheets."""

from gainsight_zoom.records import AuditLine
from gainsight_zoom.shapes import Shape
from gainsight_zoom.spreadsheets import as_csv

from .admin import Admin
from .documents import moment

COLUMNS = ("at", "actor_gsid", "action", "target")


class AuditRow(Shape):
    """One accomplished change; ``at`` is ISO 8601 in UTC, people are named by GSID."""

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
    return AuditPage(lines=[_row(line) for line in lines], next=more)


def trail_csv(page: AuditPage) -> str:
    """Return a page as CSV."""
    return as_csv(COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in page.lines))


def _row(line: AuditLine) -> AuditRow:
    return AuditRow(
        at=moment(line.at), actor_gsid=line.actor_gsid, action=line.action, target=line.target
    )
