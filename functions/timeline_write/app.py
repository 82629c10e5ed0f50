"""The Timeline of a customer, the user's notes, publishing, comments: ``/timeline``."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.activities import Filter
from gainsight_zoom.callers import AnyCaller, AnyWiring, CallerHere
from gainsight_zoom.records import Kind
from gainsight_zoom.web import create_app, respond

from .author import author_of
from .commenting import Thread
from .drafts import begin_draft, discard_draft, list_drafts, read_draft, save_draft
from .editing import delete_activity, edit_activity
from .owed import meet
from .publish import publish_draft, undo_publish
from .reading import Types, list_activities, read_activity, read_types
from .shapes import (
    ActivityPage,
    ActivityView,
    CommentBody,
    CommentList,
    CommentView,
    DraftList,
    DraftView,
    EditBody,
    MetBody,
    NewDraft,
    PublishBody,
    SavedDraft,
)

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
) -> DraftList:
    """Return the caller's unfinished notes; `outside`: their session's call is over."""
    return list_drafts(wired, caller, tenant=tenant, kind=kind, gsid=id, outside=outside)


@app.put("/timeline/meeting")
def meeting(wired: AnyWiring, caller: AnyCaller, body: MetBody) -> Response[None]:
    """Take down with which customer the session's call is."""
    meet(wired, caller, body)
    return Response(status_code=204)


@app.post("/timeline/drafts")
def begin(wired: AnyWiring, caller: AnyCaller, body: NewDraft) -> Response[DraftView]:
    """Begin a note for a customer."""
    view, made = begin_draft(wired, caller, body)
    return Response(status_code=201 if made else 200, content_type=JSON, body=view)


@app.get("/timeline/drafts/<draft_id>")
def draft(wired: AnyWiring, caller: AnyCaller, draft_id: DraftId) -> DraftView:
    """Return one note of the caller's."""
    return read_draft(wired, caller, draft_id)


@app.put("/timeline/drafts/<draft_id>")
def save(wired: AnyWiring, caller: AnyCaller, draft_id: DraftId, body: SavedDraft) -> DraftView:
    """Save what has changed of a note, unless it was saved elsewhere meanwhile."""
    return save_draft(wired, caller, draft_id, body)


@app.delete("/timeline/drafts/<draft_id>")
def discard(
    wired: AnyWiring,
    caller: AnyCaller,
    draft_id: DraftId,
    force: Annotated[bool, Query()] = False,
) -> Response[None]:
    """Discard a note; what is posted of it stays in Gainsight."""
    discard_draft(wired, caller, draft_id, force=force)
    return Response(status_code=204)


@app.post("/timeline/drafts/<draft_id>/publish")
def publish(wired: AnyWiring, caller: AnyCaller, draft_id: DraftId, body: PublishBody) -> DraftView:
    """Publish a note to one or more customers; again: try again now."""
    return publish_draft(wired, caller, draft_id, body)


@app.delete("/timeline/drafts/<draft_id>/publish")
def undo(wired: AnyWiring, caller: AnyCaller, draft_id: DraftId) -> DraftView:
    """Take a publish back while there is time."""
    return undo_publish(wired, caller, draft_id)


@app.get("/timeline/<tenant>/types")
def types(wired: AnyWiring, caller: CallerHere, tenant: TenantKey) -> Types:
    """Return what one can log in a tenant."""
    return read_types(wired, caller, tenant)


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
) -> ActivityPage:
    """Return one page of a customer's activities, newest first."""
    return list_activities(
        wired,
        caller,
        tenant=tenant,
        kind=kind,
        gsid=gsid,
        wanted=Filter(type=type, author=author, since=since, until=until, text=q),
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
) -> ActivityView:
    """Return one activity in full."""
    author = author_of(wired, caller, tenant)
    return read_activity(wired, author, kind=kind, gsid=gsid, activity_id=activity_id)


@app.put("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>")
def edit(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
    body: EditBody,
) -> ActivityView:
    """Change an activity of the caller's own."""
    return edit_activity(
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
    delete_activity(wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id)
    return Response(status_code=204)


@app.get("/timeline/<tenant>/<kind>/<gsid>/activities/<activity_id>/comments")
def comments(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: AnyKind,
    gsid: Gsid,
    activity_id: Gsid,
) -> CommentList:
    """Return the comments made on an activity in this app."""
    return Thread.read(
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
    body: CommentBody,
) -> Response[CommentView]:
    """Comment on an activity."""
    thread = Thread.write(
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
    body: CommentBody,
) -> CommentView:
    """Change a comment of the caller's own."""
    thread = Thread.write(
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
    Thread.write(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, activity_id=activity_id
    ).delete(comment_id)
    return Response(status_code=204)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
