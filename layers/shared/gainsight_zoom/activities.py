"""The activities of a customer: what to ask Gainsight for, and what its answer means.

A query joins its conditions by AND or by OR, never by both (no source shows parentheses). Text in
the subject or in the notes therefore takes two queries, whose answers are merged here. Pages are
cut by the last activity's time, not by an offset, so that new ones push nothing off a page.
"""

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from gainsight_zoom.errors import ValidationFailed
from gainsight_zoom.fields import FieldView, Row, columns, moment, view
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata
from gainsight_zoom.notes import EXTERNAL_PREFIX
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind
from gainsight_zoom.refusals import CUSTOM_PREFIX
from gainsight_zoom.rendering import without_comments
from gainsight_zoom.richtext import sanitise, text_of
from gainsight_zoom.shapes import Shape

OBJECT = "activity_timeline"
EXCERPT_CHARS = 240
ROOM_FOR_NEW = 5
"""Activities that may have come into a page's last second since it was read."""
SCOPES: dict[Kind, str] = {"company": "GsCompanyId", "relationship": "GsRelationshipId"}
LISTED = (
    "Gsid",
    "ExternalId",
    "ActivityDate",
    "TypeName",
    "Subject",
    "Notes",
    "ContextName",
    "GsCompanyId",
    "GsRelationshipId",
    "AuthorId",
)
READ = (
    *LISTED,
    "ActivityId",
    "InternalAttendees",
    "ExternalAttendees",
    "DurationInMins",
    "LastModifiedDate",
    "Comments",
)


class AuthorView(Shape):
    """Who wrote something, as a Gainsight user."""

    gsid: str
    name: str


class ContextView(Shape):
    """What an activity was logged on."""

    kind: Literal["company", "relationship"]
    id: str


class Activity(Shape):
    """One activity as Gainsight has it; ``excerpt`` is plain text."""

    id: str
    external_id: str | None
    type: str
    subject: str
    activity_at: str | None
    author: AuthorView | None
    mine: bool
    context: ContextView
    excerpt: str
    ours: bool


class WholeActivity(Activity):
    """One activity in full; ``modified_at`` is opaque and comes back with a change."""

    notes_html: str
    internal_attendees: list[str]
    external_attendees: list[str]
    duration_min: int | None
    custom_fields: list[FieldView]
    gainsight_comments_html: str | None
    modified_at: str | None


@dataclass(frozen=True)
class Filter:
    """What to show; ``since`` and ``until`` are days or moments, both included."""

    type: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = field(default=None, repr=False)

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """Return the first moment that is meant, and the first that no longer is.

        Raises
        ------
        ValidationFailed
            If one is neither a day nor a moment.
        """
        return _bound("from", self.since, last=False), _bound("to", self.until, last=True)


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: its last activity's time, and all ids already shown of that second."""

    at_ms: int
    seen: tuple[str, ...]

    def encode(self) -> str:
        """Return it as the pane hands it back."""
        raw = json.dumps([self.at_ms, list(self.seen)]).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read it.

        Raises
        ------
        ValidationFailed
            If it is not one of ours.
        """
        try:
            at_ms, seen = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            datetime.fromtimestamp(int(at_ms) / 1000, UTC)
            return cls(int(at_ms), tuple(map(str, seen)))
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
            raise ValidationFailed("cursor", fields={"cursor": "Please reload the list."}) from None


def plan(
    kind: Kind,
    gsid: str,
    metadata: ObjectMetadata,
    *,
    wanted: Filter,
    cursor: Cursor | None,
    limit: int,
) -> list[Query]:
    """Return the queries for one page, one more activity included to see whether that is all."""
    first, after = wanted.bounds()
    where = [Where(SCOPES[kind], "EQ", (gsid,))]
    if wanted.type is not None:
        where.append(Where("TypeName", "EQ", (wanted.type,)))
    if wanted.author is not None:
        where.append(Where("AuthorId", "EQ", (wanted.author,)))
    if first is not None:
        where.append(Where("ActivityDate", "GTE", (_stamp(first),)))
    if after is not None:
        where.append(Where("ActivityDate", "LT", (_stamp(after),)))
    more = 1
    if cursor is not None:
        # Filters may cut to the second; what was shown of that second is dropped when reading.
        end = datetime.fromtimestamp(cursor.at_ms // 1000 + 1, UTC)
        where.append(Where("ActivityDate", "LT", (_stamp(end),)))
        more += len(cursor.seen) + ROOM_FOR_NEW
    text = "NotesPlainText" if metadata.find("NotesPlainText") else "Notes"
    searched = ("Subject", text) if wanted.text else (None,)
    return [
        Query(
            object_name=OBJECT,
            select=columns(metadata.names(LISTED)),
            where=(*where, Where(name, "CONTAINS", (wanted.text or "",))) if name else tuple(where),
            order_by={"ActivityDate": "desc"},
            limit=limit + more,
        )
        for name in searched
    ]


def page(
    answers: Iterable[list[dict[str, Any]]],
    *,
    cursor: Cursor | None,
    limit: int,
    viewer: str,
    kind: Kind,
    gsid: str,
) -> tuple[list[Activity], Cursor | None]:
    """Merge the answers to :func:`plan` into one page, newest first.

    Parameters
    ----------
    viewer : str
        GSID of the user who asks.

    Returns
    -------
    list of Activity, Cursor or None
        The page, and where the next one begins; None where this one is the last.
    """
    rows: dict[str, tuple[int, Row]] = {}
    for raw in (row for answer in answers for row in answer):
        row = Row(raw)
        at = moment(row.get("ActivityDate"))
        at_ms = int(at.timestamp() * 1000) if at else 0
        name = row.text("Gsid")
        if name and not (cursor and (at_ms > cursor.at_ms or name in cursor.seen)):
            rows[name] = (at_ms, row)
    ordered = sorted(rows.values(), key=lambda r: (-r[0], r[1].text("Gsid") or ""))
    shown = ordered[:limit]
    following = None
    if len(ordered) > limit and shown:
        last_ms = shown[-1][0]
        second = last_ms // 1000
        seen = [r.text("Gsid") or "" for at_ms, r in shown if at_ms // 1000 == second]
        before = cursor.seen if cursor and cursor.at_ms // 1000 == second else ()
        following = Cursor(last_ms, (*before, *seen))
    return [_activity(r, viewer=viewer, kind=kind, gsid=gsid) for _, r in shown], following


def plan_one(kind: Kind, gsid: str, activity_id: str, metadata: ObjectMetadata) -> Query:
    """Return the query for one activity of one customer, custom fields included."""
    return Query(
        object_name=OBJECT,
        select=columns((*metadata.names(READ), *custom_fields(metadata))),
        where=(Where("Gsid", "EQ", (activity_id,)), Where(SCOPES[kind], "EQ", (gsid,))),
        limit=1,
    )


def plan_check(kind: Kind, gsid: str, activity_id: str, metadata: ObjectMetadata) -> Query:
    """Return the query that tells whether a user may see an activity, and whether we posted it."""
    return Query(
        object_name=OBJECT,
        select=columns(metadata.names(("Gsid", "ExternalId", "Notes"))),
        where=(Where("Gsid", "EQ", (activity_id,)), Where(SCOPES[kind], "EQ", (gsid,))),
        limit=1,
    )


def plan_posted(external_id: str, metadata: ObjectMetadata) -> Query:
    """Return the query that reads back what was posted under an ExternalId."""
    return Query(
        object_name=OBJECT,
        select=columns(metadata.names(("Gsid", "ActivityId", "Subject", "Notes"))),
        where=(Where("ExternalId", "EQ", (external_id,)),),
        limit=1,
    )


def whole(
    raw: dict[str, Any], metadata: ObjectMetadata, *, viewer: str, kind: Kind, gsid: str
) -> WholeActivity:
    """Read the answer to :func:`plan_one`."""
    row = Row(raw)
    duration = row.get("DurationInMins")
    comments = row.text("Comments")
    return WholeActivity(
        **_activity(row, viewer=viewer, kind=kind, gsid=gsid).model_dump(),
        notes_html=without_comments(sanitise(row.text("Notes") or "")),
        internal_attendees=_attendees(row.get("InternalAttendees")),
        external_attendees=_attendees(row.get("ExternalAttendees")),
        duration_min=int(duration) if isinstance(duration, int | float) else None,
        custom_fields=[view(f, row, currency="USD") for f in custom_fields(metadata)],
        gainsight_comments_html=(sanitise(comments) or None) if comments else None,
        modified_at=row.text("LastModifiedDate"),
    )


def custom_fields(metadata: ObjectMetadata) -> tuple[FieldMetadata, ...]:
    """Return the custom fields of activities, which the Timeline calls ``Ant__...``."""
    return tuple(f for f in metadata.fields if f.name.lower().startswith(CUSTOM_PREFIX))


def _activity(row: Row, *, viewer: str, kind: Kind, gsid: str) -> Activity:
    author, external = row.text("AuthorId"), row.text("ExternalId")
    at = moment(row.get("ActivityDate"))
    relationship = row.text("GsRelationshipId")
    on_relationship = relationship is not None and row.text("ContextName") == "Relationship"
    notes = without_comments(sanitise(row.text("Notes") or ""))
    return Activity(
        id=row.text("Gsid") or "",
        external_id=external,
        type=row.text("TypeName") or "",
        subject=row.text("Subject") or "",
        activity_at=None if at is None else _short(at),
        author=None
        if author is None
        else AuthorView(gsid=author, name=row.text("AuthorId__gr.Name") or ""),
        mine=author == viewer,
        context=ContextView(kind="relationship", id=relationship)
        if on_relationship and relationship
        else ContextView(kind=kind, id=gsid),
        excerpt=text_of(notes)[:EXCERPT_CHARS],
        ours=(external or "").startswith(EXTERNAL_PREFIX),
    )


def _attendees(raw: Any) -> list[str]:
    parts = raw if isinstance(raw, list) else str(raw or "").split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def _bound(name: str, text: str | None, *, last: bool) -> datetime | None:
    if text is None:
        return None
    whole_day = len(text) == len("2026-11-22")
    step = timedelta(days=1) if whole_day else timedelta(milliseconds=1)
    try:
        parsed = datetime.fromisoformat(text)
        at = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
        return at + step if last else at
    except (ValueError, OverflowError):
        message = "Please give a day or a moment."
        raise ValidationFailed("no_date", fields={name: message}) from None


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _short(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
