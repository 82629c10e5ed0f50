"""What a tenant's admins decide and see: ``/admin``."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.callers import AnyCallerAnew, AnyWiring
from gainsight_zoom.store.governance import Subject
from gainsight_zoom.web import create_app, respond

from . import configuration, documents
from .admin import admin_of
from .configuration import Configuration, Import, Imported
from .describing import FieldChoices, ObjectName, read_choices
from .documents import (
    History,
    LayoutChange,
    LayoutState,
    PolicyChange,
    PolicyState,
    Preview,
    PreviewOf,
    Restoring,
)
from .people import PilotFile, PilotList, UserPage, disconnect_user, list_users, read_pilot_list
from .trail import read_trail, trail_csv

app = create_app()

TenantKey = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]
MemberId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Document = Annotated[Subject, Path()]
Number = Annotated[int, Path(ge=1, le=10**7)]


@app.get("/admin/<tenant>/policy")
def policy(wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey) -> PolicyState:
    """Read the tenant's policy."""
    return documents.read_policy(admin_of(wired, caller, tenant))


@app.put("/admin/<tenant>/policy")
def change_policy(
    wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey, body: PolicyChange
) -> PolicyState:
    """Save the tenant's policy over the version that was read."""
    return documents.save_policy(admin_of(wired, caller, tenant), body, action="changed")


@app.get("/admin/<tenant>/layout")
def layout(wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey) -> LayoutState:
    """Read the tenant's layout."""
    return documents.read_layout(admin_of(wired, caller, tenant))


@app.put("/admin/<tenant>/layout")
def change_layout(
    wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey, body: LayoutChange
) -> LayoutState:
    """Save the tenant's layout over the version that was read."""
    return documents.save_layout(admin_of(wired, caller, tenant), body, action="changed")


@app.get("/admin/<tenant>/history/<document>")
def history(
    wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey, document: Document
) -> History:
    """List the versions of a document that are kept."""
    return documents.read_history(admin_of(wired, caller, tenant), document)


@app.post("/admin/<tenant>/history/<document>/<number>")
def restore(
    wired: AnyWiring,
    caller: AnyCallerAnew,
    tenant: TenantKey,
    document: Document,
    number: Number,
    body: Restoring,
) -> PolicyState | LayoutState:
    """Save an older version anew."""
    admin = admin_of(wired, caller, tenant)
    return documents.restore(admin, document, number, body.version)


@app.post("/admin/<tenant>/preview")
def preview(wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey, body: PreviewOf) -> Preview:
    """Show what a licence gets, also of drafts that are not saved yet."""
    return documents.preview(admin_of(wired, caller, tenant), body)


@app.get("/admin/<tenant>/configuration")
def export_configuration(
    wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey
) -> Configuration:
    """Hand out policy and layout as a file."""
    return configuration.export(admin_of(wired, caller, tenant))


@app.put("/admin/<tenant>/configuration")
def import_configuration(
    wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey, body: Import
) -> Imported:
    """Take such a file over, as from a sandbox to production."""
    return configuration.take_over(admin_of(wired, caller, tenant), body)


@app.get("/admin/<tenant>/fields/<object_name>")
def fields(
    wired: AnyWiring,
    caller: AnyCallerAnew,
    tenant: TenantKey,
    object_name: Annotated[ObjectName, Path()],
) -> FieldChoices:
    """List the fields of an object, and the types its records have."""
    return read_choices(admin_of(wired, caller, tenant), object_name)


@app.get("/admin/<tenant>/users")
def users(
    wired: AnyWiring,
    caller: AnyCallerAnew,
    tenant: TenantKey,
    after: Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> UserPage:
    """List who uses the app, and whose notes are stuck."""
    return list_users(admin_of(wired, caller, tenant), after=after, limit=limit)


@app.delete("/admin/<tenant>/users/<member>")
def disconnect(
    wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey, member: MemberId
) -> Response[None]:
    """Delete one user's connection to this tenant."""
    disconnect_user(admin_of(wired, caller, tenant), member)
    return Response(status_code=204)


@app.post("/admin/<tenant>/pilot")
def pilot(wired: AnyWiring, caller: AnyCallerAnew, tenant: TenantKey, body: PilotFile) -> PilotList:
    """Understand a CSV file of people; nothing is saved."""
    admin_of(wired, caller, tenant)
    return read_pilot_list(body)


@app.get("/admin/<tenant>/audit")
def audit(
    wired: AnyWiring,
    caller: AnyCallerAnew,
    tenant: TenantKey,
    after: Annotated[str | None, Query(pattern=r"^[0-9]{12}#[A-Za-z0-9_:.-]{1,200}$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    format: Annotated[Literal["json", "csv"], Query()] = "json",
) -> Response[Any]:
    """Read the audit trail, newest first, as JSON or CSV."""
    page = read_trail(admin_of(wired, caller, tenant), after=after, limit=limit)
    if format == "json":
        return Response(status_code=200, content_type="application/json", body=page.model_dump())
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    if page.next is not None:
        headers["X-Next"] = page.next
    return Response(
        status_code=200,
        content_type="text/csv; charset=utf-8",
        body=trail_csv(page),
        headers=headers,
    )


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
