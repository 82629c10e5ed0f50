"""The sections of one customer's record; a section that fails takes no other down."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

from gainsight_zoom import accounts, summaries
from gainsight_zoom.callers import Caller
from gainsight_zoom.connection import Connection
from gainsight_zoom.errors import AppError, NotFound, ReconnectRequired
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Customer, Kind, RecentCustomer, TenantRecords
from gainsight_zoom.summaries import Summary
from gainsight_zoom.wiring import Wiring

from .connections import connect


class SectionError(BaseModel):
    """Why a section is not there."""

    code: str
    message: str
    retryable: bool


class SummarySection(BaseModel):
    """The Summary and how old it is; ``as_of`` is ISO 8601 in UTC."""

    status: Literal["ok", "stale", "error", "absent"]
    as_of: str
    data: Summary | None = None
    error: SectionError | None = None


class Sections(BaseModel):
    """The sections asked for."""

    summary: SummarySection | None = None


class CustomerRecord(BaseModel):
    """A customer's record."""

    tenant: str
    kind: Literal["company", "relationship"]
    id: str
    name: str | None
    record_url: str | None
    sections: Sections


def fetch_record(
    wired: Wiring,
    caller: Caller,
    *,
    tenant: str,
    kind: Kind,
    gsid: str,
    sections: tuple[str, ...],
) -> CustomerRecord:
    """Read a record and remember that this user opened it.

    Raises
    ------
    NotFound
        If the user is not connected to the tenant, or Gainsight shows them no such record.
    ReconnectRequired
        If the connection is dead.
    """
    known = wired.tenancy.load_with_metadata((tenant,))
    way = connect(wired, caller, tenant, known)
    summary = _section(wired, lambda: _summary(wired, way, known[tenant], kind=kind, gsid=gsid))
    name = summary.data.title if summary.data else None
    if name is not None:
        _remember(wired, caller, Customer(tenant=tenant, kind=kind, id=gsid, name=name))
    template = known[tenant].tenant.record_urls.get(kind)
    return CustomerRecord(
        tenant=tenant,
        kind=kind,
        id=gsid,
        name=name,
        record_url=template.replace("{id}", gsid) if template else None,
        sections=Sections(summary=summary if "summary" in sections else None),
    )


def _summary(
    wired: Wiring, way: Connection, records: TenantRecords, *, kind: Kind, gsid: str
) -> Summary:
    metadata = wired.catalog.objects(records.tenant.key, way)[kind]
    rows = way.query(summaries.plan(kind, gsid, metadata, records.layout))
    return summaries.read(
        rows,
        kind=kind,
        metadata=metadata,
        layout=records.layout,
        currency=records.tenant.currency,
    )


def _section(wired: Wiring, read: Callable[[], Summary]) -> SummarySection:
    as_of = datetime.fromtimestamp(int(wired.clock.now()), UTC).isoformat()
    as_of = as_of.replace("+00:00", "Z")
    try:
        return SummarySection(status="ok", as_of=as_of, data=read())
    except (NotFound, ReconnectRequired):
        raise
    except AppError as error:
        logger.warning("section failed", extra={"code": error.code, "reason": error.reason})
        told = SectionError(code=error.code, message=error.message, retryable=error.retryable)
        return SummarySection(status="error", as_of=as_of, error=told)


def _remember(wired: Wiring, caller: Caller, customer: Customer) -> None:
    opened = RecentCustomer(customer, int(wired.clock.now()))
    write, forget = accounts.remembered(caller.records, opened)
    if write:
        wired.users.remember_customer(caller.uid, opened, since=caller.session.created_at)
        wired.users.forget_customers(caller.uid, forget)
