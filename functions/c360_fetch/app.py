"""Finding customers, reading and editing their records: ``/search``, ``/c360``, ``/lookup``."""

from typing import Annotated, Any, cast

from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import StringConstraints

from gainsight_zoom.callers import AnyCaller, AnyWiring
from gainsight_zoom.records import Kind
from gainsight_zoom.web import create_app, respond

from .attributes import Changed, ChangesBody, change_attributes
from .lookup import UserAnswer, find_users
from .records import CustomerRecord, fetch_record
from .search import SearchAnswer, SearchKind, search_customers
from .sections import READERS, SectionName

app = create_app()

Gsid = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Text = Annotated[
    str, Query(), StringConstraints(strip_whitespace=True, min_length=2, max_length=100)
]
ONE_SECTION = "|".join(READERS)
SectionNames = Annotated[str, Query(pattern=rf"^({ONE_SECTION})(,({ONE_SECTION})){{0,3}}$")]
TenantKey = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]


@app.get("/search")
def search(
    wired: AnyWiring,
    caller: AnyCaller,
    q: Text,
    kind: Annotated[SearchKind, Query()] = "all",
    tenant: Annotated[str | None, Query()] = None,
) -> SearchAnswer:
    """Find companies and relationships by name in every connected tenant."""
    return search_customers(wired, caller, text=q, kind=kind, tenant=tenant)


@app.get("/c360/<tenant>/<kind>/<gsid>")
def record(
    wired: AnyWiring,
    caller: AnyCaller,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Gsid,
    sections: SectionNames = "summary",
) -> CustomerRecord:
    """Read sections of one customer's record."""
    names = cast("list[SectionName]", list(dict.fromkeys(sections.split(","))))
    return fetch_record(wired, caller, tenant=tenant, kind=kind, gsid=gsid, sections=tuple(names))


@app.patch("/c360/<tenant>/<kind>/<gsid>/attributes")
def attributes(
    wired: AnyWiring,
    caller: AnyCaller,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Gsid,
    changes: Annotated[ChangesBody, Body()],
) -> Changed:
    """Change fields of one customer's record, unless they changed meanwhile."""
    return change_attributes(wired, caller, tenant=tenant, kind=kind, gsid=gsid, body=changes)


@app.get("/lookup/<tenant>/users")
def users(wired: AnyWiring, caller: AnyCaller, tenant: TenantKey, q: Text) -> UserAnswer:
    """Find active users of a tenant by name or e-mail."""
    return find_users(wired, caller, tenant=tenant, text=q)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
