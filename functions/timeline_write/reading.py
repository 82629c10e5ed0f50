"""The Timeline as the pane shows it: pages of activities, and one in full."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from gainsight_zoom import activities
from gainsight_zoom.activities import AuthorView, ContextView, Cursor, Filter, WholeActivity
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import NotFound
from gainsight_zoom.fields import Row, moment
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.notes import EXTERNAL_PREFIX, OutboxItem
from gainsight_zoom.queries import Query
from gainsight_zoom.records import Kind
from gainsight_zoom.richtext import text_of
from gainsight_zoom.standing import waiting
from gainsight_zoom.usage import QUARTER_S, Act, Place
from gainsight_zoom.wiring import Wiring

from .activity_shapes import ActivityPage, ActivityView, ListedActivity, comment_view
from .author import Author, author_of

if TYPE_CHECKING:
    from gainsight_zoom import drafting
else:
    drafting = Lazily("gainsight_zoom.drafting")

ME = "me"


def list_activities(
    wired: Wiring,
    caller: Caller,
    *,
    tenant: str,
    kind: Kind,
    gsid: str,
    wanted: Filter,
    cursor: str | None,
    limit: int,
) -> ActivityPage:
    """Return one page of a customer's activities; what waits of the caller's stands first."""
    author = author_of(wired, caller, tenant)
    author.open(kind, gsid)
    if wanted.author == ME:
        wanted = Filter(**{**vars(wanted), "author": author.user.gsid})
    start = None if cursor is None else Cursor.decode(cursor)
    metadata = author.metadata()
    queries = activities.plan(kind, gsid, metadata, wanted=wanted, cursor=start, limit=limit)
    page, following = activities.page(
        _all(author, queries),
        cursor=start,
        limit=limit,
        viewer=author.user.gsid,
        kind=kind,
        gsid=gsid,
    )
    outbox = wired.notes.outbox(caller.uid)
    now = int(wired.clock.now())
    mine = {
        i.external_id: i for i in outbox if i.state != "posted" and i.lane == (tenant, kind, gsid)
    }
    listed = [
        _listed(a.model_dump(), mine.pop(a.external_id or "", None), outbox, now) for a in page
    ]
    if start is None:
        fresh = [i for i in mine.values() if i.posted_revision is None and _fits(i, author, wanted)]
        fresh.sort(key=lambda i: i.order, reverse=True)
        listed = [_listed(_unposted(i, author), i, outbox, now) for i in fresh] + listed
    if start is None:
        act = Act("section_viewed", f"{gsid}/timeline/{now // QUARTER_S}", Place.of(kind, gsid))
        wired.journal.tell(caller.acting(tenant, author.user.gsid), act)
    return ActivityPage(
        activities=listed,
        cursor=following.encode() if following else None,
        filtered_here=[],
    )


def read_activity(
    wired: Wiring, author: Author, *, kind: Kind, gsid: str, activity_id: str
) -> ActivityView:
    """Return one activity in full, with the comments made here."""
    found, _ = one(author, kind=kind, gsid=gsid, activity_id=activity_id)
    comments = wired.comments.of_activity(author.tenant, activity_id)
    copied = found.ours and author.records.policy.copy_comments
    viewer = author.user.gsid
    shown = [comment_view(c, viewer=viewer, copied=copied or None) for c in comments]
    return ActivityView(**found.model_dump(), comments=shown)


def one(
    author: Author, *, kind: Kind, gsid: str, activity_id: str
) -> tuple[WholeActivity, dict[str, Any]]:
    """Read one activity of a customer, and the row it came as.

    Raises
    ------
    NotFound
        If Gainsight shows the user no such activity of this customer.
    """
    author.open(kind, gsid)
    metadata = author.metadata()
    rows = author.query(activities.plan_one(kind, gsid, activity_id, metadata))
    if not rows:
        raise NotFound("activity_not_visible")
    viewer = author.user.gsid
    return activities.whole(rows[0], metadata, viewer=viewer, kind=kind, gsid=gsid), rows[0]


def visible(author: Author, *, kind: Kind, gsid: str, activity_id: str) -> Row:
    """Make sure that the user may read an activity, with one small read.

    Raises
    ------
    NotFound
        If not.
    """
    author.open(kind, gsid)
    rows = author.query(activities.plan_check(kind, gsid, activity_id, author.metadata()))
    if not rows:
        raise NotFound("activity_not_visible")
    return Row(rows[0])


def posted_here(row: Row) -> bool:
    """Tell whether this app posted an activity."""
    return (row.text("ExternalId") or "").startswith(EXTERNAL_PREFIX)


def _all(author: Author, queries: list[Query]) -> list[list[dict[str, Any]]]:
    if len(queries) == 1:
        return [author.query(queries[0])]
    with ThreadPoolExecutor(max_workers=len(queries)) as pool:
        return list(pool.map(author.query, queries))


def _listed(
    shown: dict[str, Any], item: OutboxItem | None, outbox: tuple[OutboxItem, ...], now: int
) -> ListedActivity:
    return ListedActivity(
        **shown,
        draft_id=item.draft_id if item else None,
        status=item.state if item else "posted",
        waiting=waiting(item, outbox, now=now) if item else None,
    )


def _unposted(item: OutboxItem, author: Author) -> dict[str, Any]:
    record = item.record
    return {
        "id": None,
        "external_id": item.external_id,
        "type": record["TypeName"],
        "subject": record["Subject"],
        "activity_at": drafting.utc(str(record["ActivityDate"])),
        "author": AuthorView(gsid=author.user.gsid, name=author.user.name),
        "mine": True,
        "context": ContextView(kind=item.target.kind, id=item.target.id),
        "excerpt": text_of(str(record["Notes"]))[: activities.EXCERPT_CHARS],
        "ours": True,
    }


def _fits(item: OutboxItem, author: Author, wanted: Filter) -> bool:
    record = item.record
    first, after = wanted.bounds()
    at = moment(record["ActivityDate"])
    text = f"{record['Subject']} {text_of(str(record['Notes']))}".casefold()
    return (
        wanted.type in (None, record["TypeName"])
        and wanted.author in (None, author.user.gsid)
        and (wanted.text or "").casefold() in text
        and (at is None or ((first is None or at >= first) and (after is None or at < after)))
    )
