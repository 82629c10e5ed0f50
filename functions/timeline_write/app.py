"""The Timeline of a customer, the user's notes, publishing, comments: ``/timeline``."""

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.callers import AnyCaller, AnyWiring, CallerHere
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.records import Kind
from gainsight_zoom.web import create_app, respond

if TYPE_CHECKING:
    from gainsight_zoom import activities

    from . import activity_shapes, commenting, editing, offering, owed, reading, shapes
    from . import author as authors
    from . import drafts as notes
    from . import publish as publishing
else:
    activities = Lazily("gainsight_zoom.activities")
    activity_shapes = Lazily("timeline_write.activity_shapes")
    authors = Lazily("timeline_write.author")
    commenting = Lazily("timeline_write.commenting")
    notes = Lazily("timeline_write.drafts")
    editing = Lazily("timeline_write.editing")
    offering = Lazily("timeline_write.offering")
    owed = Lazily("timeline_write.owed")
    publishing = Lazily("timeline_write.publish")
    reading = Lazily("timeline_write.reading")
    shapes = Lazily("timeline_write.shapes")

app = create_app()

JSON = "application/json"
Gsid = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
TenantKey = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]
AnyKind = Annotated[Kind, Path()]
DraftId = Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")]
CommentId = Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")]
Short = Annotated[str | None, Query(max_length=100)]


@app.get("/timeline/drafts")
def drafts(
    wired: AnyWiring,
    caller: AnyCaller,
    tenant: Short = None,
    kind: Annotated[Kind | None, Query()] = None,
    id: Short = None,
    outside: Annotated[bool, Query()] = False,
) -> "shapes.DraftList":
    """Return the caller's unfinished notes; `outside`: their session's call is over."""
    return notes.list_drafts(wired, caller, tenant=tenant, kind=kind, gsid=id, outside=outside)


@app.put("/timeline/meeting")
def meeting(wired: AnyWiring, caller: AnyCaller, body: "shapes.MetBody") -> Response[None]:
    """Take down with which customer the session's call is."""
    owed.meet(wired, caller, body)
    return Response(status_code=204)


@app.post("/timeline/drafts")
def begin(
    wired: AnyWiring, caller: AnyCaller, body: "shapes.NewDraft"
) -> "Response[shapes.DraftView]":
    """Begin a note for a customer."""
    view, made = notes.begin_draft(wired, caller, body)
    return Response(status_code=201 if made else 200, content_type=JSON, body=view)


@app.get("/timeline/drafts/<draft_id>")
def draft(wired: AnyWiring, caller: AnyCaller, draft_id: DraftId) -> "shapes.DraftView":
    """Return one note of the caller's."""
    return notes.read_draft(wired, caller, draft_id)


@app.put("/timeline/drafts/<draft_id>")
def save(
    wired: AnyWiring, caller: AnyCaller, draft_id: DraftId, body: "shapes.SavedDraft"
) -> "shapes.DraftView":
    """Save what has changed of a note, unless it was saved elsewhere meanwhile."""
    return notes.save_draft(wired, caller, draft_id, body)


@app.delete("/timeline/drafts/<draft_id>")
def discard(
    wired: AnyWiring,
    caller: AnyCaller,
    draft_id: DraftId,
    force: Annotated[bool, Query()] = False,
) -> Response[None]:
    """Discard a note; what is posted of it stays in Gainsight."""
    notes.discard_draft(wired, caller, draft_id, force=force)
    return Response(status_code=204)


@app.post("/timeline/drafts/<draft_id>/publish")
def publish(
    wired: AnyWiring, caller: AnyCaller, draft_id: DraftId, body: "shapes.PublishBody"
) -> "shapes.DraftView":
    """Publish a note to one or more customers; again: try again now."""
    return publishing.publish_draft(wired, caller, draft_id, body)


@app.delete("/timeline/drafts/<draft_id>/publish")
def undo(wired: AnyWiring, caller: AnyCaller, draft_id: DraftId) -> "shapes.DraftView":
    """Take a publish back while there is time."""
    return publishing.undo_publish(wired, caller, draft_id)


@app.get("/timeline/<tenant>/types")
def types(wired: AnyWiring, caller: CallerHere, tenant: TenantKey) -> "offering.Types":
    """Return what one can log in a tenant."""
    return offering.read_types(wired, caller, tenant)


@app.get("/timeline/<tenant>/<kind>/<gsid>")
def timeline(  # noqa: PLR0913, PLR0917 - a customer, a page and filters
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    type: Short = None,
    author: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = None,
    since: Annotated[str | None, Query(alias="from", max_length=40)] = None,
    until: Annotated[str | None, Query(alias="to", max_length=40)] = None,
    q: Annotated[str | None, Query(min_length=2, max_length=100)] = None,
) -> "activity_shapes.ActivityPage":
    """Return one page of a customer's activities, newest first."""
    return reading.list_activities(
        wired,
        caller,
        tenant=tenant,
        kind=kind,
        gsid=gsid,
        wanted=activities.Filter(type=type, author=author, since=since, until=until, text=q),
        cursor=cursor,
        limit=limit,
    )


@app.get("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>")
def activity(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
) -> "activity_shapes.ActivityView":
    """Return one activity in full."""
    author = authors.author_of(wired, caller, tenant)
    return reading.read_activity(wired, author, kind=kind, gsid=gsid, activity_id=activity_id)


@app.put("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>")
def edit(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
    body: "shapes.EditBody",
) -> "activity_shapes.ActivityView":
    """Change an activity of the caller's own."""
    return editing.edit_activity(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id, body=body
    )


@app.delete("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>")
def delete(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
) -> Response[None]:
    """Delete an activity of the caller's own."""
    editing.delete_activity(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id
    )
    return Response(status_code=204)


@app.get("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>/comments")
def comments(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
) -> "activity_shapes.CommentList":
    """Return the comments made on an activity in this app."""
    return commenting.Thread.read(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id
    ).all()


@app.post("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>/comments")
def add_comment(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
    body: "activity_shapes.CommentBody",
) -> "Response[activity_shapes.CommentView]":
    """Comment on an activity."""
    thread = commenting.Thread.write(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id
    )
    return Response(status_code=201, content_type=JSON, body=thread.add(body))


@app.put("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>/comments/<comment_id>")
def edit_comment(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
    comment_id: CommentId,
    body: "activity_shapes.CommentBody",
) -> "activity_shapes.CommentView":
    """Change a comment of the caller's own."""
    thread = commenting.Thread.write(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id
    )
    return thread.edit(comment_id, body)


@app.delete("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>/comments/<comment_id>")
def delete_comment(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
    comment_id: CommentId,
) -> Response[None]:
    """Delete a comment of the caller's own."""
    commenting.Thread.write(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id
    ).delete(comment_id)
    return Response(status_code=204)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
