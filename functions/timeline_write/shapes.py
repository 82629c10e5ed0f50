"""What the routes of drafts and of publishing take and answer, and what a change may say."""

import hashlib
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from gainsight_zoom.notes import (
    ActionItem,
    Draft,
    Note,
    NoteContent,
    OutboxItem,
    Target,
)
from gainsight_zoom.records import Kind
from gainsight_zoom.shapes import Shape
from gainsight_zoom.standing import Waiting, iso, waiting

TYPE_CHARS, TEXT_CHARS, NAME_CHARS = 100, 500, 300
RAW_NOTES_CHARS = 200_000
ID_CHARS = 24
Text = Annotated[str, Field(max_length=TEXT_CHARS)]
Email = Annotated[str, Field(max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")]
Name = Annotated[str, Field(max_length=3_000)]
Gsid = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
State = Literal["draft", "queued", "failed", "posted"]


class ActionItemBody(Shape):
    """Something to do."""

    model_config = ConfigDict(extra="forbid")
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    text: Text
    owner: Annotated[str, Field(max_length=100)] = ""
    due: Day | None = None
    done: bool = False
    carried: bool = False


class WritingBody(Shape):
    """What Gainsight has of a note, field by field; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")
    type: Annotated[str, Field(max_length=TYPE_CHARS)] | None = None
    subject: Annotated[str, Field(max_length=1_000)] | None = None
    activity_at: Annotated[str, Field(max_length=40)] | None = None
    notes_html: Annotated[str, Field(max_length=RAW_NOTES_CHARS)] | None = None
    internal_attendees: Annotated[list[Email], Field(max_length=200)] | None = None
    external_attendees: Annotated[list[Email], Field(max_length=200)] | None = None
    duration_min: Annotated[int, Field(ge=0, le=10_000)] | None = None
    custom_fields: Annotated[dict[str, Any], Field(max_length=100)] | None = None

    def content(self) -> dict[str, Any]:
        """Return what was given, as `NoteContent` keeps it; None empties what may be empty."""
        given: dict[str, Any] = {}
        for name in self.model_fields_set & NoteContent.__dataclass_fields__.keys():
            value = getattr(self, name)
            if name == "action_items":
                value = tuple(ActionItem(**item.model_dump()) for item in value or ())
            elif isinstance(value, list):
                value = tuple(value)
            if value is not None or name in ("activity_at", "duration_min"):
                given[name] = value
        return given


class ContentBody(WritingBody):
    """What a user writes."""

    agenda: Annotated[list[Text], Field(max_length=30)] | None = None
    action_items: Annotated[list[ActionItemBody], Field(max_length=50)] | None = None


class TargetBody(Shape):
    """A customer to publish to."""

    model_config = ConfigDict(extra="forbid")
    kind: Kind
    id: Gsid
    name: Name


class DraftBody(ContentBody):
    """A draft's own fields beside its text."""

    assumed: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] | None = (
        None
    )
    meeting_uuid: Annotated[str, Field(max_length=100)] | None = None
    also: Annotated[list[TargetBody], Field(max_length=9)] | None = None
    labels: Annotated[dict[Gsid, Text], Field(max_length=100)] | None = None

    def further(self) -> tuple[Target, ...]:
        """Return the further customers it is meant for, each once."""
        wanted = {t.id: Target(t.kind, t.id, t.name[:NAME_CHARS]) for t in self.also or ()}
        return tuple(wanted.values())


class MetBody(Shape):
    """The customer a call is with."""

    model_config = ConfigDict(extra="forbid")
    tenant: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    kind: Kind
    id: Gsid
    name: Name


class NewDraft(DraftBody):
    """A note to begin; the same `key` begins it only once."""

    key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    tenant: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    kind: Kind
    id: Gsid
    name: Name


SaveKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class SavedDraft(DraftBody):
    """A save; `version` is the one it builds on. A customer moves the draft to them.

    With the same `key` it is made once. `after` are the keys of saves that were sent over the same
    version and may have been made meanwhile: this one says again all that they said.
    """

    version: int
    key: SaveKey | None = None
    after: Annotated[list[SaveKey], Field(max_length=50)] = []
    tenant: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] | None = None
    kind: Kind | None = None
    id: Gsid | None = None
    name: Name | None = None


class PublishBody(Shape):
    """Which version to publish, and to whom; to its own customer if nobody is named."""

    model_config = ConfigDict(extra="forbid")
    version: int
    targets: Annotated[list[TargetBody], Field(min_length=1, max_length=10)] | None = None


class EditBody(WritingBody):
    """A change of a posted activity; `modified_at` as it was read."""

    modified_at: Annotated[str, Field(max_length=60)] | None = None


class CustomerView(Shape):
    """The customer a draft is for."""

    id: str
    name: str


class TargetView(Shape):
    """One target of a publish and where it stands."""

    kind: Literal["company", "relationship"]
    id: str
    name: str
    status: Literal["queued", "posted", "failed"]
    activity_id: str | None
    waiting: Waiting | None


class ActionItemView(Shape):
    """Something to do."""

    id: str
    text: str
    owner: str
    due: str | None
    done: bool
    carried: bool


class DraftView(Shape):
    """A note of the caller's."""

    id: str
    version: int
    state: State
    changed: bool
    tenant: str
    kind: Literal["company", "relationship"]
    customer: CustomerView
    type: str
    subject: str
    activity_at: str | None
    notes_html: str
    agenda: list[str]
    action_items: list[ActionItemView]
    internal_attendees: list[str]
    external_attendees: list[str]
    duration_min: int | None
    custom_fields: dict[str, Any]
    assumed: list[str]
    also: list[TargetBody]
    labels: dict[str, str]
    meeting_uuid: str | None
    created_at: str
    updated_at: str
    targets: list[TargetView]
    undo_until: str | None


class Counts(Shape):
    """How many unfinished notes there are, by state."""

    draft: int
    queued: int
    failed: int


class DraftList(Shape):
    """The unfinished notes: what needs its author first, then latest change first.

    ``meeting_uuid`` is the call of the session that asks.
    """

    drafts: list[DraftView]
    meeting_uuid: str | None
    counts: Counts


def draft_view(note: Note, outbox: tuple[OutboxItem, ...], *, now: int) -> DraftView:
    """Show a note; `outbox` are all items of its author."""
    draft = note.draft
    undo = [i.undo_until for i in note.outbox if i.state == "queued" and i.undo_until is not None]
    content = {k: v for k, v in vars(draft.content).items() if k != "action_items"}
    return DraftView(
        id=draft.id,
        version=draft.version,
        state=note.state,
        changed=draft.changed,
        tenant=draft.customer.tenant,
        kind=draft.customer.kind,
        customer=CustomerView(id=draft.customer.id, name=draft.customer.name),
        **content,
        action_items=[ActionItemView(**vars(item)) for item in draft.content.action_items],
        assumed=list(draft.assumed),
        also=[TargetBody(**vars(target)) for target in draft.also],
        labels=dict(draft.labels),
        meeting_uuid=draft.meeting_uuid,
        created_at=iso(draft.created_at),
        updated_at=iso(draft.updated_at),
        targets=[_target(item, outbox, now) for item in note.outbox],
        undo_until=iso(min(undo)) if undo and min(undo) > now else None,
    )


def needs_attention(view: DraftView) -> bool:
    """Tell whether a note will not reach a customer unless its author does something."""
    waits = (target.waiting for target in view.targets)
    return any(waiting is not None and waiting.needs_attention for waiting in waits)


def _target(item: OutboxItem, outbox: tuple[OutboxItem, ...], now: int) -> TargetView:
    return TargetView(
        kind=item.target.kind,
        id=item.target.id,
        name=item.target.name,
        status=item.state,
        activity_id=item.activity_id,
        waiting=waiting(item, outbox, now=now),
    )


def draft_id(uid: str, key: str) -> str:
    """Name the draft that a user begins under a key."""
    return hashlib.sha256(f"{uid}\n{key}".encode()).hexdigest()[:ID_CHARS]


def yours(body: SavedDraft) -> dict[str, Any]:
    """Return what a save wanted that was not made, for its author to compare."""
    return body.model_dump(exclude_unset=True, exclude={"key", "after"})


def named(draft: Draft, body: SavedDraft) -> dict[str, Any]:
    """Return the parts of a customer that a save changes."""
    given = {name: getattr(body, name) for name in ("tenant", "kind", "id", "name")}
    return {k: v for k, v in given.items() if v is not None and v != getattr(draft.customer, k)}
