"""Finding customers and reading their records: ``/search`` and ``/c360``."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import StringConstraints

from gainsight_zoom.callers import AnyCaller, AnyWiring
from gainsight_zoom.records import Kind
from gainsight_zoom.web import create_app, respond

from .records import CustomerRecord, fetch_record
from .search import SearchAnswer, SearchKind, search_customers

app = create_app()

Gsid = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Text = Annotated[
    str, Query(), StringConstraints(strip_whitespace=True, min_length=2, max_length=100)
]
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
    sections: Annotated[str, Query(pattern=r"^summary$")] = "summary",
) -> CustomerRecord:
    """Read sections of one customer's record."""
    return fetch_record(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, sections=tuple(sections.split(","))
    )


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
