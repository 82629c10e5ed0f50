"""What the app is used for: ``/usage``; one's own for everybody, all of a tenant for its admins."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.callers import AnyCaller, AnyWiring
from gainsight_zoom.reporting import Group
from gainsight_zoom.usage import KEPT_DAYS
from gainsight_zoom.web import create_app, respond

from .asking import Asked
from .listing import AFTER, events_csv, list_events
from .reader import MINE, reader_of
from .reports import make_report, report_csv
from .telling import Told, note

app = create_app()

TenantKey = Annotated[str, Query(pattern=r"^[a-z0-9-]{1,40}$")]
Whose = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Gsid = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Zone = Annotated[str, Query(max_length=64)]
Kinds = Annotated[str, Query(pattern=r"^[a-z_,]{0,400}$")]
Format = Annotated[Literal["json", "csv"], Query()]
JSON, CSV = "application/json", "text/csv; charset=utf-8"


@app.get("/usage/report")
def report(  # noqa: PLR0913, PLR0917 - days, grouping and filters
    wired: AnyWiring,
    caller: AnyCaller,
    tenant: TenantKey,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    whose: Whose = MINE,
    zone: Zone = "UTC",
    group: Annotated[Group, Query()] = "day",
    kinds: Kinds = "",
    company: Gsid = None,
    relationship: Gsid = None,
    format: Format = "json",
) -> Response[Any]:
    """Add up what happened on some days, by day, week, kind, user or company."""
    asked = _asked(first, last, zone, kinds, company, relationship)
    made = make_report(reader_of(wired, caller, tenant, whose), asked, group)
    if format == "json":
        return Response(status_code=200, content_type=JSON, body=made.model_dump(mode="json"))
    return _file("usage-report.csv", report_csv(made))


@app.get("/usage/events")
def events(  # noqa: PLR0913, PLR0917 - filters and paging
    wired: AnyWiring,
    caller: AnyCaller,
    tenant: TenantKey,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    whose: Whose = MINE,
    zone: Zone = "UTC",
    kinds: Kinds = "",
    company: Gsid = None,
    relationship: Gsid = None,
    after: Annotated[str | None, Query(pattern=AFTER)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    format: Format = "json",
) -> Response[Any]:
    """List what happened, newest first; on all days that are kept unless some are named."""
    today = datetime.fromtimestamp(wired.clock.now(), UTC).date()
    asked = _asked(
        first or today - timedelta(days=KEPT_DAYS),
        last or today + timedelta(days=1),
        zone,
        kinds,
        company,
        relationship,
    )
    page = list_events(reader_of(wired, caller, tenant, whose), asked, after=after, limit=limit)
    if format == "json":
        return Response(status_code=200, content_type=JSON, body=page.model_dump())
    return _file("usage-events.csv", events_csv(page), following=page.next)


@app.post("/usage/events")
def tell(wired: AnyWiring, caller: AnyCaller, body: Annotated[Told, Body()]) -> Response[None]:
    """Write down what only the pane knows to have succeeded."""
    note(reader_of(wired, caller, body.tenant, MINE), body)
    return Response(status_code=202)


def _asked(
    first: date, last: date, zone: str, kinds: str, company: str | None, relationship: str | None
) -> Asked:
    return Asked(
        first=first,
        last=last,
        zone=zone,
        kinds=[kind for kind in kinds.split(",") if kind],
        company=company,
        relationship=relationship,
    )


def _file(name: str, text: str, *, following: str | None = None) -> Response[Any]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if following is not None:
        headers["X-Next"] = following
    return Response(status_code=200, content_type=CSV, body=text, headers=headers)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
