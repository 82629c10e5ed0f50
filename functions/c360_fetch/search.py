"""One search over all kinds and tenants, in parallel; a part that fails takes no other down."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from gainsight_zoom import searching
from gainsight_zoom.callers import Caller
from gainsight_zoom.connection import Connection
from gainsight_zoom.errors import AppError, NotFound, ReconnectRequired
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Kind, TenantRecords
from gainsight_zoom.searching import KINDS, SHOWN, Hit
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring

from .connections import connect, connected_tenants

SearchKind = Literal["all", "company", "relationship"]
PARALLEL = 8


class SearchError(Shape):
    """A part of the search that failed."""

    tenant: str
    kind: Literal["company", "relationship"]
    code: str
    message: str
    retryable: bool


class SearchAnswer(Shape):
    """Customers found, best first; ``more`` says that there are further ones."""

    query: str
    results: list[Hit]
    more: bool
    errors: list[SearchError]


def search_customers(
    wired: Wiring, caller: Caller, *, text: str, kind: SearchKind, only: Collection[str] | None
) -> SearchAnswer:
    """Search by name.

    Raises
    ------
    NotFound
        If tenants are named and the user is connected to none of them.
    AppError
        If every part failed, the first part's error.
    """
    keys = connected_tenants(caller)
    if only is not None:
        keys = tuple(key for key in keys if key in only)
    if not keys:
        raise NotFound("no_tenant_connected")
    wired.read_with(keys)
    known = wired.tenancy.load(keys)
    parts = [(key, k) for key in keys for k in KINDS if kind in ("all", k)]
    ways = {key: _way(wired, caller, key, known) for key in keys}
    _prepare(wired, ways, calls_each=len(parts) // len(keys))
    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        outcomes = list(
            pool.map(
                lambda p: _search_part(wired, ways[p[0]], key=p[0], kind=p[1], text=text), parts
            )
        )
    return _answer(text, parts, outcomes)


def _way(
    wired: Wiring, caller: Caller, key: str, known: dict[str, TenantRecords]
) -> Connection | AppError:
    try:
        return connect(wired, caller, key, known)
    except AppError as error:
        return error


def _prepare(wired: Wiring, ways: dict[str, Connection | AppError], *, calls_each: int) -> None:
    """Reserve what each tenant is going to be asked; one that is not to be had fails alone."""

    def reserve(key: str) -> None:
        way = ways[key]
        try:
            if not isinstance(way, AppError):
                way.prepare(calls_each + (not wired.catalog.knows(key)))
        except AppError as error:
            ways[key] = error

    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        list(pool.map(reserve, ways))


def _search_part(
    wired: Wiring, way: Connection | AppError, *, key: str, kind: Kind, text: str
) -> list[Hit] | AppError:
    if isinstance(way, AppError):
        return way
    try:
        metadata = wired.catalog.objects(key, way)[kind]
        rows = way.query(searching.plan(kind, text, metadata))
        return searching.read(rows, kind=kind, tenant=key, metadata=metadata)
    except AppError as error:
        logger.warning(
            "search part failed",
            extra={"tenant": key, "kind": kind, "code": error.code, "reason": error.reason},
        )
        return error


def _answer(
    text: str, parts: list[tuple[str, Kind]], outcomes: list[list[Hit] | AppError]
) -> SearchAnswer:
    failures = [o for o in outcomes if isinstance(o, AppError)]
    if failures and len(failures) == len(outcomes):
        raise next((f for f in failures if isinstance(f, ReconnectRequired)), failures[0])
    hits = [hit for o in outcomes if not isinstance(o, AppError) for hit in o]
    return SearchAnswer(
        query=text,
        results=searching.rank(hits, text)[:SHOWN],
        more=len(hits) > SHOWN,
        errors=[
            SearchError(
                tenant=key,
                kind=kind,
                code=outcome.code,
                message=outcome.message,
                retryable=outcome.retryable,
            )
            for (key, kind), outcome in zip(parts, outcomes, strict=True)
            if isinstance(outcome, AppError)
        ],
    )
