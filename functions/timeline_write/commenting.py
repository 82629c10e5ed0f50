"""Comments on activities: kept here, for everybody of the tenant who may read the activity."""

import hashlib
from dataclasses import replace
from typing import Any

from gainsight_zoom import access, drafting
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import (
    Forbidden,
    NotFound,
    RecordRefused,
    SessionExpired,
    UpstreamError,
    ValidationFailed,
    VersionConflict,
    WritesPaused,
)
from gainsight_zoom.fields import Row
from gainsight_zoom.notes import Comment
from gainsight_zoom.observability import logger
from gainsight_zoom.records import AuditLine, Kind
from gainsight_zoom.richtext import sanitise_comment, text_of
from gainsight_zoom.store.table import ConditionFailed
from gainsight_zoom.usage import Act, Place
from gainsight_zoom.wiring import Wiring

from .activity_shapes import CommentBody, CommentList, CommentView, comment_view
from .author import Author, author_of
from .reading import posted_here, visible

ID_CHARS = 24


class Thread:
    """The comments on one activity that the caller may read; one check read makes sure of it."""

    def __init__(
        self,
        wired: Wiring,
        caller: Caller,
        author: Author,
        *,
        place: Place,
        activity_id: str,
        row: Row,
    ) -> None:
        self._wired = wired
        self._caller = caller
        self._author = author
        self._place = place
        self._activity_id = activity_id
        self._row = row

    @classmethod
    def read(cls, wired: Wiring, caller: Caller, *, tenant: str, **where: Any) -> "Thread":
        """Open the comments on an activity (`kind`, `gsid`, `activity_id`) for reading.

        Raises
        ------
        NotFound
            If the caller may not read the activity.
        """
        return cls._open(wired, caller, author_of(wired, caller, tenant), **where)

    @classmethod
    def write(cls, wired: Wiring, caller: Caller, *, tenant: str, **where: Any) -> "Thread":
        """Open the comments on an activity for writing; arguments and errors as `read`."""
        author = author_of(wired, caller, tenant, right=access.TIMELINE_WRITE)
        return cls._open(wired, caller, author, **where)

    @classmethod
    def _open(
        cls,
        wired: Wiring,
        caller: Caller,
        author: Author,
        *,
        kind: Kind,
        gsid: str,
        activity_id: str,
    ) -> "Thread":
        row = visible(author, kind=kind, gsid=gsid, activity_id=activity_id)
        place = Place.of(kind, gsid)
        return cls(wired, caller, author, place=place, activity_id=activity_id, row=row)

    @property
    def _to_copy(self) -> bool:
        return self._author.records.policy.copy_comments and posted_here(self._row)

    def all(self) -> CommentList:
        """Return all comments, oldest first."""
        copied = True if self._to_copy else None
        found = self._wired.comments.of_activity(self._author.tenant, self._activity_id)
        return CommentList(
            comments=[comment_view(c, viewer=self._author.user.gsid, copied=copied) for c in found],
            visible="gainsight" if self._to_copy else "app",
        )

    def add(self, body: CommentBody) -> CommentView:
        """Write a comment; the same key again returns the one there is."""
        user = self._author.user
        comment = Comment(
            id=self._id(body.key or self._wired.token()),
            tenant=self._author.tenant,
            activity_id=self._activity_id,
            author_gsid=user.gsid,
            author_name=user.name,
            html=_cleaned(body.html),
            created_at=int(self._wired.clock.now()),
        )
        line = self._line("comment.create", comment.id)
        try:
            made = self._wired.comments.add(
                comment, line, uid=self._caller.uid, since=self._caller.session.created_at
            )
        except ConditionFailed:
            raise SessionExpired("user_left") from None
        if made:
            act = Act("comment_written", comment.id, self._place)
            self._wired.journal.tell(self._caller.acting(comment.tenant, user.gsid), act)
        return self._shown(comment) if made else self._shown(self._own(comment.id), copy=False)

    def edit(self, comment_id: str, body: CommentBody) -> CommentView:
        """Replace a comment of the caller's own.

        Raises
        ------
        Forbidden
            If it is somebody else's.
        VersionConflict
            If it was changed just now.
        """
        seen = self._own(comment_id)
        now = int(self._wired.clock.now())
        changed = replace(seen, html=_cleaned(body.html), edited_at=now, version=seen.version + 1)
        try:
            self._wired.comments.edit(seen, changed, self._line("comment.update", comment_id))
        except ConditionFailed:
            raise VersionConflict("comment_version") from None
        return self._shown(changed)

    def delete(self, comment_id: str) -> None:
        """Delete a comment of the caller's own; errors as `edit`."""
        seen = self._own(comment_id)
        line = self._line("comment.delete", comment_id)
        try:
            self._wired.comments.delete(seen, line, uid=self._caller.uid)
        except ConditionFailed:
            raise VersionConflict("comment_version") from None
        self._copy()

    def _own(self, comment_id: str) -> Comment:
        found = self._wired.comments.get(self._author.tenant, self._activity_id, comment_id)
        if found is None:
            raise NotFound("no_such_comment")
        if found.author_gsid != self._author.user.gsid:
            raise Forbidden("not_the_author")
        return found

    def _shown(self, comment: Comment, *, copy: bool = True) -> CommentView:
        copied = self._copy() if copy else (True if self._to_copy else None)
        return comment_view(comment, viewer=self._author.user.gsid, copied=copied)

    def _copy(self) -> bool | None:
        """Write all comments into the activity, as one block in place of the last one.

        A failure loses nothing: the comments are kept here, and the next one brings all along.
        """
        if not self._to_copy:
            return None
        notes = self._row.text("Notes") or ""
        try:
            self._author.with_comments(self._activity_id, notes, self._write)
        except (UpstreamError, RecordRefused, WritesPaused) as error:
            logger.warning("comments not copied", extra={"reason": error.reason})
            return False
        return True

    def _write(self, notes: str) -> str:
        return self._author.update_by_gsid({"Gsid": self._activity_id, "Notes": notes})

    def _id(self, key: str) -> str:
        named = f"{self._caller.uid}\n{self._activity_id}\n{key}"
        return hashlib.sha256(named.encode()).hexdigest()[:ID_CHARS]

    def _line(self, action: str, comment_id: str) -> AuditLine:
        return AuditLine(
            tenant=self._author.tenant,
            at=int(self._wired.clock.now()),
            actor=self._author.actor,
            action=action,
            target=f"activity/{self._activity_id}/{comment_id}",
            id=self._wired.token(),
        )


def _cleaned(html: str) -> str:
    clean = sanitise_comment(html)
    if not text_of(clean):
        raise ValidationFailed("comment_empty", fields={"html": "Please write something."})
    if len(clean) > drafting.COMMENT_CHARS:
        message = f"A comment can have at most {drafting.COMMENT_CHARS:,} characters."
        raise ValidationFailed("comment_long", fields={"html": message})
    return clean
