"""What the routes of activities and their comments take and answer."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from gainsight_zoom.activities import Activity, AuthorView, WholeActivity
from gainsight_zoom.notes import Comment
from gainsight_zoom.shapes import Shape
from gainsight_zoom.standing import Waiting, iso


class CommentBody(Shape):
    """A comment; the same `key` makes it only once."""

    model_config = ConfigDict(extra="forbid")
    html: Annotated[str, Field(min_length=1, max_length=20_000)]
    key: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class ListedActivity(Activity):
    """An activity of the list: in Gainsight, or on its way there."""

    id: str | None  # type: ignore[assignment]
    draft_id: str | None
    status: Literal["posted", "queued", "failed"]
    waiting: Waiting | None


class ActivityPage(Shape):
    """One page of activities; `filtered_here` names filters that Gainsight did not apply."""

    activities: list[ListedActivity]
    cursor: str | None
    filtered_here: list[str]


class CommentView(Shape):
    """A comment; `copied` is None where comments are not copied into this activity."""

    id: str
    author: AuthorView
    html: str
    created_at: str
    edited_at: str | None
    mine: bool
    copied: bool | None


class CommentList(Shape):
    """The comments on an activity, and who sees them."""

    comments: list[CommentView]
    visible: Literal["app", "gainsight"]


class ActivityView(WholeActivity):
    """One activity in full, with the comments made in this app."""

    status: Literal["posted"] = "posted"
    draft_id: str | None = None
    waiting: Waiting | None = None
    comments: list[CommentView]


def comment_view(comment: Comment, *, viewer: str, copied: bool | None) -> CommentView:
    """Show a comment."""
    edited = comment.edited_at
    return CommentView(
        id=comment.id,
        author=AuthorView(gsid=comment.author_gsid, name=comment.author_name),
        html=comment.html,
        created_at=iso(comment.created_at),
        edited_at=None if edited is None else iso(edited),
        mine=comment.author_gsid == viewer,
        copied=copied,
    )
