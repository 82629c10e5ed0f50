"""The user's ways into the tenants a request concerns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Request

from gainsight_zoom import access
from gainsight_zoom.accounts import gainsight_credentials, usable_credential
from gainsight_zoom.budgets import Priority
from gainsight_zoom.callers import Caller, Entrance, entrance
from gainsight_zoom.connection import Connection
from gainsight_zoom.records import Kind, Snapshot, TenantRecords
from gainsight_zoom.wiring import Wiring

from .sections import BESIDE, SCORES, Subject, names_of

TENANT_KEY = re.compile(r"[a-z0-9-]{1,40}")
READ_TOGETHER = 6
"""Tenants that one call to DynamoDB reads whole beside the user: it takes 100 items."""


@dataclass(frozen=True)
class RecordCaller(Caller):
    """Who calls about a record, with what is kept of it for them, as far as the route wants it."""

    kept: Mapping[str, Snapshot] = field(default_factory=dict)


def reader(request: Request, entrance: Annotated[Entrance, Depends(entrance)]) -> RecordCaller:
    """Dependency: who reads sections of the record that the route names."""
    wanted = names_of((request.query_parameters or {}).get("sections", ""))
    return _with_kept(request, entrance, [kept for name in wanted for kept in BESIDE.get(name, ())])


def scorer(request: Request, entrance: Annotated[Entrance, Depends(entrance)]) -> RecordCaller:
    """Dependency: who changes scores of the record that the route names."""
    return _with_kept(request, entrance, [SCORES])


def searcher(request: Request, entrance: Annotated[Entrance, Depends(entrance)]) -> Caller:
    """Dependency: who searches; read together with the tenants where the route names few."""
    named = (request.query_parameters or {}).get("tenant", "")
    keys = tuple(dict.fromkeys(filter(None, named.split(","))))
    few = 0 < len(keys) <= READ_TOGETHER and all(map(TENANT_KEY.fullmatch, keys))
    return entrance.about(keys)[0] if few else entrance.caller()


def _with_kept(request: Request, entrance: Entrance, sections: list[str]) -> RecordCaller:
    tenant, kind, gsid = (request.path_parameters[name] for name in ("tenant", "kind", "gsid"))
    reading = entrance.wired.snapshots.reading(entrance.bearer.uid, (tenant, kind, gsid), sections)
    caller, (kept,) = entrance.about((tenant,), reading)
    return RecordCaller(**vars(caller), kept=kept)


SearcherHere = Annotated[Caller, Depends(searcher)]
ReaderHere = Annotated[RecordCaller, Depends(reader)]
ScorerHere = Annotated[RecordCaller, Depends(scorer)]


def connect(
    wired: Wiring,
    caller: Caller,
    tenant: str,
    known: dict[str, TenantRecords],
    *,
    priority: Priority = "interactive",
) -> Connection:
    """Make the connection to one tenant; errors as in ``usable_credential``."""
    credential = usable_credential(caller.records, known, tenant)
    return wired.connect(known[tenant], credential, caller.deadline, priority)


def subject_of(wired: Wiring, caller: Caller, *, tenant: str, kind: Kind, gsid: str) -> Subject:
    """Return a record as this user may see it, not read yet; errors as :func:`connect`."""
    known = wired.tenancy.load_with_metadata((tenant,))
    credential = usable_credential(caller.records, known, tenant)
    return Subject(
        wired=wired,
        uid=caller.uid,
        since=caller.session.created_at,
        meeting_uuid=caller.session.meeting_uuid,
        way=wired.connect(known[tenant], credential, caller.deadline),
        records=known[tenant],
        user=credential.owner,
        kind=kind,
        gsid=gsid,
        automatic=access.automatic(known[tenant].policy, caller.records),
        kept=caller.kept if isinstance(caller, RecordCaller) else {},
    )


def connected_tenants(caller: Caller) -> tuple[str, ...]:
    """Return the keys of the tenants the user has connected."""
    return tuple(c.tenant for c in gainsight_credentials(caller.records))
