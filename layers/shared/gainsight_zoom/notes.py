"""Notes on their way to a customer's Timeline: drafts, what of them waits, and where it stands.

Times are epoch seconds (UTC) unless a name says otherwise; ``activity_at`` is ISO 8601.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gainsight_zoom.records import Customer, Kind

OutboxState = Literal["queued", "posted", "failed"]
Reason = Literal[
    "upstream_busy",
    "upstream_unavailable",
    "reconnect_required",
    "app_off",
    "license_required",
    "forbidden",
    "writes_paused",
    "refused",
    "gone",
    "gave_up",
]


@dataclass(frozen=True)
class ActionItem:
    """Something to do; ``due`` is a day, ``carried`` says that it is left from an earlier note."""

    id: str
    text: str = field(repr=False)
    owner: str = field(default="", repr=False)
    due: str | None = None
    done: bool = False
    carried: bool = False


@dataclass(frozen=True)
class NoteContent:
    """What a user writes. ``notes_html`` is sanitised; custom fields by API name."""

    type: str = "Update"
    subject: str = field(default="", repr=False)
    activity_at: str | None = None
    notes_html: str = field(default="", repr=False)
    agenda: tuple[str, ...] = field(default=(), repr=False)
    action_items: tuple[ActionItem, ...] = ()
    internal_attendees: tuple[str, ...] = field(default=(), repr=False)
    external_attendees: tuple[str, ...] = field(default=(), repr=False)
    duration_min: int | None = None
    custom_fields: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Draft:
    """A note, private to its author.

    ``version`` counts saves; ``published_version`` is the one that was last handed to the outbox,
    ``publishes`` how often that happened. ``assumed`` names fields nobody has confirmed yet,
    ``also`` further customers it is meant for, ``labels`` what GSIDs in custom fields are called,
    ``saved_as`` the keys of the last saves, "" where one had none.
    """

    id: str
    uid: str
    version: int
    customer: Customer
    content: NoteContent
    created_at: int
    updated_at: int
    assumed: tuple[str, ...] = ()
    meeting_uuid: str | None = None
    published_version: int | None = None
    publishes: int = 0
    also: tuple["Target", ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    saved_as: tuple[str, ...] = ()

    def only_saved_as(self, keys: Collection[str], *, since: int) -> bool:
        """Tell whether nobody saved since a version, but for the saves of some keys."""
        saves = self.version - since
        return saves == 0 or (
            0 < saves <= len(self.saved_as) and {*self.saved_as[-saves:]} <= {*keys}
        )

    @property
    def changed(self) -> bool:
        """Whether the text differs from what was last published."""
        return self.published_version is not None and self.version != self.published_version


@dataclass(frozen=True)
class Target:
    """A customer a note goes to."""

    kind: Kind
    id: str
    name: str


@dataclass(frozen=True)
class OutboxItem:
    """One note for one customer, as frozen at publishing; the truth about its posting.

    Parameters
    ----------
    record : Mapping
        The activity's own fields as Gainsight takes them; whose and where is added when posting.
    version : int
        Changes with every write of the item: the fence of whoever works on it.
    revision : int
        Counts texts. ``posted_revision`` is the last one known to be in Gainsight.
    order : int
        Epoch milliseconds of the publish; items of one author and customer are posted in it.
    due : int or None
        When to try next; None once it is settled.
    undo_until : int or None
        Until when the author may take the latest publish back.
    action_items, earlier_items : tuple of ActionItem or None
        Those of this text, and of the one that counts again once it is taken back; None where it
        was published before they were kept.
    attempts, refusals : int
        Tries so far, and how many of them were refused without a reason known here.
    """

    uid: str
    draft_id: str
    tenant: str
    target: Target
    record: Mapping[str, Any] = field(repr=False)
    state: OutboxState
    version: int
    revision: int
    order: int
    queued_at: int
    due: int | None
    undo_until: int | None = None
    attempts: int = 0
    refusals: int = 0
    lease_owner: str | None = None
    lease_until: int | None = None
    reason: Reason | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    activity_id: str | None = None
    posted_revision: int | None = None
    action_items: tuple[ActionItem, ...] | None = None
    earlier_items: tuple[ActionItem, ...] | None = None

    @property
    def external_id(self) -> str:
        """The key under which Gainsight holds this note once, however often it is sent."""
        return external_id(draft_id=self.draft_id, target_id=self.target.id)

    @property
    def lane(self) -> tuple[str, str, str]:
        """Tenant and customer: what is kept in order."""
        return self.tenant, self.target.kind, self.target.id

    def leased(self, now: float) -> bool:
        """Tell whether somebody is at it."""
        return self.lease_until is not None and self.lease_until > now


@dataclass(frozen=True)
class Note:
    """A draft with all that was made of it."""

    draft: Draft
    outbox: tuple[OutboxItem, ...] = ()

    @property
    def state(self) -> Literal["draft", "queued", "failed", "posted"]:
        """Where the whole stands; the worst of its targets decides."""
        states = {item.state for item in self.outbox}
        if "failed" in states:
            return "failed"
        if "queued" in states:
            return "queued"
        return "posted" if self.draft.published_version is not None else "draft"

    @property
    def unfinished(self) -> bool:
        """Whether there is anything left to do or to wait for."""
        return self.state != "posted" or self.draft.changed


@dataclass(frozen=True)
class OpenItems:
    """What is still to do for a customer, carried from note to note.

    ``left_by`` names, by the item's id, the draft that was the first to leave it.
    """

    tenant: str
    kind: Kind
    id: str
    items: tuple[ActionItem, ...] = ()
    left_by: Mapping[str, str] = field(default_factory=dict)

    def after(self, draft_id: str, items: Sequence[ActionItem]) -> "OpenItems":
        """Put what a draft has to say of it in the place of what it said before.

        Parameters
        ----------
        items : sequence of ActionItem
            All that the draft mentions; what is done goes. What other drafts left and this one
            does not mention stays.
        """
        mentioned = {item.id for item in items}
        others = [item for item in self.items if self.left_by.get(item.id) != draft_id]
        todo = [item for item in items if not item.done and item.text.strip()]
        found = (*(item for item in others if item.id not in mentioned), *todo)
        fresh = {item.id for item in todo} - {item.id for item in others}
        left_by = {**self.left_by, **dict.fromkeys(fresh, draft_id)}
        kept = {item.id: left_by[item.id] for item in found if item.id in left_by}
        return replace(self, items=found, left_by=kept)


@dataclass(frozen=True)
class Met:
    """A call in which the pane showed a customer, ``since`` when: it is owed a note."""

    meeting_uuid: str
    customer: Customer
    since: int


@dataclass(frozen=True)
class Notes:
    """Everything of a user that the Notes table holds on drafts and outbox.

    ``bell`` stands for the user where their notes are rung for, so that no queue names them; None
    until they publish.
    """

    drafts: tuple[Draft, ...] = ()
    outbox: tuple[OutboxItem, ...] = ()
    open_items: tuple[OpenItems, ...] = ()
    met: tuple[Met, ...] = ()
    bell: str | None = None

    def note(self, draft_id: str) -> Note | None:
        """Return one note."""
        found = (Note(d, self.of_draft(d.id)) for d in self.drafts if d.id == draft_id)
        return next(found, None)

    def of_draft(self, draft_id: str) -> tuple[OutboxItem, ...]:
        """Return what was made of one draft."""
        return tuple(item for item in self.outbox if item.draft_id == draft_id)

    def notes(self) -> tuple[Note, ...]:
        """Return all notes, latest change first."""
        found = [Note(draft, self.of_draft(draft.id)) for draft in self.drafts]
        return tuple(sorted(found, key=lambda n: (-n.draft.updated_at, n.draft.id)))

    def written_in(self, meeting_uuid: str) -> bool:
        """Tell whether there is a note of a call, published or not."""
        return any(draft.meeting_uuid == meeting_uuid for draft in self.drafts)

    def left_for(self, customer: Customer) -> tuple[ActionItem, ...]:
        """Return what is still to do for a customer."""
        return self.open_for(customer).items

    def open_for(self, customer: Customer) -> OpenItems:
        """Return the same with the notes that left it."""
        wanted = (customer.tenant, customer.kind, customer.id)
        found = (e for e in self.open_items if (e.tenant, e.kind, e.id) == wanted)
        return next(found, OpenItems(*wanted))


@dataclass(frozen=True)
class Comment:
    """A remark on an activity, kept by this app; ``html`` is sanitised."""

    id: str
    tenant: str
    activity_id: str
    author_gsid: str
    author_name: str = field(repr=False)
    html: str = field(repr=False)
    created_at: int
    edited_at: int | None = None
    version: int = 1


EXTERNAL_PREFIX = "gsz-"


def external_id(*, draft_id: str, target_id: str) -> str:
    """Name the activity that a draft becomes at one customer."""
    return f"{EXTERNAL_PREFIX}{draft_id}-{target_id}"
