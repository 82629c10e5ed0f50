"""What one can log in a tenant."""

from gainsight_zoom import activity_types, drafting
from gainsight_zoom.activity_types import ActivityType, CustomField
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import ReconnectRequired
from gainsight_zoom.publishing import UNDO_S
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring

from .author import author_of


class Limits(Shape):
    """How much fits where; characters or entries."""

    subject: int = drafting.SUBJECT_CHARS
    notes_html: int = drafting.NOTES_CHARS
    comment: int = drafting.COMMENT_CHARS
    agenda: int = 30
    action_items: int = 50
    attendees: int = 200
    targets: int = drafting.TARGETS


class Types(Shape):
    """What one can log in a tenant. `undo_s`: how long a publish can be taken back."""

    types: list[ActivityType]
    custom_fields: list[CustomField]
    undo_s: int
    limits: Limits
    comments_copied: bool


def read_types(wired: Wiring, caller: Caller, tenant: str) -> Types:
    """Return the tenant's types of activities and their custom fields, as kept if need be."""
    author = author_of(wired, caller, tenant, waits=True)
    metadata = author.metadata_kept()
    try:
        seen = wired.seen_types.of(tenant, author)
    except ReconnectRequired:
        seen = wired.seen_types.kept(tenant)
    return Types(
        types=activity_types.types(author.records.layout, seen, metadata),
        custom_fields=activity_types.offered(metadata),
        undo_s=UNDO_S,
        limits=Limits(),
        comments_copied=author.records.policy.copy_comments,
    )
