"""Reports: counters of some days, of one scope, added up in the reader's time zone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Literal

from gainsight_zoom import access
from gainsight_zoom.reporting import Group, Tally, group_rows, utc_days
from gainsight_zoom.shapes import Shape
from gainsight_zoom.spreadsheets import as_csv
from gainsight_zoom.store.usage import DayCounter, Scope
from gainsight_zoom.usage import DAY_S, KEPT_DAYS, KINDS, Place

from .asking import Asked, check_days, known_kinds, known_zone
from .naming import names_of
from .reader import Reader

MOST_ROWS = 200
NO_COMPANY = "No company"


class ReportRow(Shape):
    """One row: a day, a week by its Monday, a kind, or a user or company by GSID.

    An empty key stands for what was about no company.
    """

    key: str
    name: str | None
    total: int
    kinds: dict[str, int]


class Report(Shape):
    """A report; ``left_out`` counts rows beyond those shown."""

    tenant: str
    whose: Literal["mine", "everyone", "user"]
    first: date
    last: date
    zone: str
    group: Group
    total: int
    kinds: list[str]
    rows: list[ReportRow]
    left_out: int


def make_report(reader: Reader, asked: Asked, group: Group) -> Report:
    """Add up what was counted.

    Raises
    ------
    ValidationFailed
        If days, zone or kinds cannot be understood.
    Forbidden
        If it groups users and the reader is no admin.
    """
    zone, kinds = known_zone(asked.zone), known_kinds(asked.kinds)
    check_days(asked)
    if group == "user":
        access.demand(reader.user, access.ADMIN, reader.found.policy)
    tally = Tally(zone, asked.first, asked.last, kinds)
    scope = _scope(reader, asked, group)
    for counter in _counters(reader, scope, asked):
        if _wanted(counter, scope, reader, asked):
            tally.add(counter.day, counter.counts, _member(counter, group, reader))
    rows = group_rows(tally, group)
    kept = rows[:MOST_ROWS] if group in {"user", "company"} else rows
    names = {"": NO_COMPANY} | names_of(reader, group, [key for key, _ in kept if key])
    total = sum((counts for _, counts in rows), Counter[str]())
    return Report(
        tenant=reader.tenant,
        whose=_whose(reader),
        first=asked.first,
        last=asked.last,
        zone=asked.zone,
        group=group,
        total=total.total(),
        kinds=[kind for kind in KINDS if total[kind]],
        rows=[_row(key, counts, names) for key, counts in kept],
        left_out=len(rows) - len(kept),
    )


def report_csv(report: Report) -> str:
    """Return a report as CSV, a column per kind."""
    columns = [report.group, "name", "total", *report.kinds]
    rows = (
        [row.key, row.name, row.total, *(row.kinds.get(kind, 0) for kind in report.kinds)]
        for row in report.rows
    )
    return as_csv(columns, rows)


def _scope(reader: Reader, asked: Asked, group: Group) -> Scope:
    """Return the smallest scope that holds the answer."""
    tenant = reader.tenant
    if reader.whose is not None:
        return Scope.user(tenant, reader.whose)
    if group == "company":
        return Scope.places(tenant)
    if asked.relationship is not None:
        return Scope.relationship(tenant, asked.relationship)
    if asked.company is not None:
        return Scope.company(tenant, asked.company)
    return Scope.users(tenant) if group == "user" else Scope.tenant(tenant)


def _counters(reader: Reader, scope: Scope, asked: Asked) -> Iterator[DayCounter]:
    """Yield the counters of the days asked for, as far back as they are kept."""
    first, last = utc_days(asked.first, asked.last)
    kept = _day(reader.wired.clock.now() - KEPT_DAYS * DAY_S)
    if last > kept:
        yield from reader.wired.usage.days(scope, max(first, kept), last)


def _wanted(counter: DayCounter, scope: Scope, reader: Reader, asked: Asked) -> bool:
    """Pick the counters of one customer where the scope tells by place; others hold no else's."""
    if scope != Scope.places(reader.tenant) and reader.whose is None:
        return True
    return asked.about(Place.parse(counter.member))


def _member(counter: DayCounter, group: Group, reader: Reader) -> str:
    if group == "company":
        return Place.parse(counter.member).company or ""
    if group == "user":
        return counter.member if reader.whose is None else reader.whose
    return ""


def _row(key: str, counts: Counter[str], names: Mapping[str, str]) -> ReportRow:
    return ReportRow(key=key, name=names.get(key), total=counts.total(), kinds=dict(counts))


def _whose(reader: Reader) -> Literal["mine", "everyone", "user"]:
    if reader.whose is None:
        return "everyone"
    return "mine" if reader.whose == reader.user.gsid else "user"


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
