"""The user's own customers, for the picker: whom they are the CSM of, kept for some hours.

Asked for with the background share of the budget: it delays nobody who waits for a record.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from gainsight_zoom import access, searching
from gainsight_zoom.callers import Caller
from gainsight_zoom.connection import Connection
from gainsight_zoom.errors import AppError
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Kind, Snapshot, TenantRecords
from gainsight_zoom.searching import KINDS, Hit
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring

from .connections import connect, connected_tenants

PARALLEL = 8
FRESH_S = 6 * 3_600
PLACE, SECTION = "~mine", "customers"
"""Where the list is kept among what the user read; no record has such an id."""
HITS = TypeAdapter(list[Hit])
Found = TypeVar("Found")


class MineAnswer(Shape):
    """Customers by name, without scores; ``complete`` says that a search finds no more of them."""

    customers: list[Hit]
    complete: bool


def my_customers(wired: Wiring, caller: Caller) -> MineAnswer:
    """List the companies and relationships whose CSM the user is, in every connected tenant.

    What cannot be read is left out: the picker has its search. So is what a record rule limits.
    """
    keys = connected_tenants(caller)
    known = wired.tenancy.load_with_metadata(keys)
    wanted = [key for key in keys if key in known and _wanted(caller, known[key])]
    if not wanted:
        return MineAnswer(customers=[], complete=False)
    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        tenants = pool.map(lambda key: _of_tenant(wired, caller, known, key), wanted)
        found = [part for parts in tenants for part in parts]
    hits = [hit for part in found if part is not None for hit in part]
    full = all(part is not None and len(part) < searching.MINE for part in found)
    return MineAnswer(
        customers=sorted(hits, key=lambda hit: (not hit.active, hit.name.casefold(), hit.kind)),
        complete=full,
    )


def _wanted(caller: Caller, records: TenantRecords) -> bool:
    return "mine" in access.automatic(records.policy, caller.records)


def _of_tenant(
    wired: Wiring, caller: Caller, known: dict[str, TenantRecords], tenant: str
) -> list[list[Hit] | None]:
    """List the user's customers in one tenant, a list a kind; None for what cannot be read."""
    nothing: list[list[Hit] | None] = [None for _ in KINDS]
    try:
        way = connect(wired, caller, tenant, known, priority="background")
    except AppError as error:
        return _left_out(tenant, error, nothing)
    if way.machine or way.acts_for is None:
        return nothing
    found = {kind: _kept(wired, caller, tenant, kind) for kind in KINDS}
    missing = [kind for kind, hits in found.items() if hits is None]
    if not missing:
        return list(found.values())
    try:
        way.prepare(len(missing) + (not wired.catalog.knows(tenant)))
    except AppError as error:
        return _left_out(tenant, error, list(found.values()))
    with ThreadPoolExecutor(max_workers=len(missing)) as pool:
        read = pool.map(lambda kind: _part(wired, caller, way, kind), missing)
        found |= zip(missing, read, strict=True)
    return list(found.values())


def _part(wired: Wiring, caller: Caller, way: Connection, kind: Kind) -> list[Hit] | None:
    try:
        return _read(wired, caller, way, kind)
    except AppError as error:
        return _left_out(way.tenant.key, error, None)


def _left_out(tenant: str, error: AppError, found: Found) -> Found:
    extra = {"tenant": tenant, "code": error.code, "reason": error.reason}
    logger.info("own customers not read", extra=extra)
    return found


def _kept(wired: Wiring, caller: Caller, tenant: str, kind: Kind) -> list[Hit] | None:
    kept = wired.snapshots.get(caller.uid, (tenant, kind, PLACE), SECTION)
    if kept is None or kept.as_of + FRESH_S < wired.clock.now():
        return None
    try:
        return HITS.validate_python(kept.data)
    except ValidationError:
        return None


def _read(wired: Wiring, caller: Caller, way: Connection, kind: Kind) -> list[Hit]:
    tenant, user = way.tenant.key, way.acts_for
    metadata = wired.catalog.objects(tenant, way)[kind]
    rows = way.query(searching.plan_mine(kind, user.gsid if user else "", metadata))
    found = searching.read(rows, kind=kind, tenant=tenant, metadata=metadata)
    hits = [hit.model_copy(update={"score": None}) for hit in found]
    list_ = Snapshot(HITS.dump_python(hits, mode="json"), as_of=int(wired.clock.now()))
    since = caller.session.created_at
    wired.snapshots.keep(caller.uid, (tenant, kind, PLACE), {SECTION: list_}, since=since)
    return hits
