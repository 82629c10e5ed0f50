"""The brief at the start of a call: what changed since the user's last one with this customer."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from gainsight_zoom.activities import Activity
from gainsight_zoom.calls_to_action import CallsToAction
from gainsight_zoom.fields import FieldView
from gainsight_zoom.notes import ActionItem, Notes
from gainsight_zoom.records import Customer
from gainsight_zoom.shapes import Shape
from gainsight_zoom.summaries import RENEWAL, SCORE, Summary

ACTIVITIES, ITEMS = 3, 8
PASSING = frozenset({"customerlifetimeinmonths", "lifecycleinweeks"})
"""What changes with time alone is no news."""


class Change(Shape):
    """A field that is not what it was; both as the Summary shows them."""

    before: FieldView
    after: FieldView


class Since(Shape):
    """What the brief compares with: when (ISO 8601), and whether that was in a call."""

    at: str
    in_call: bool


class ToDo(Shape):
    """An open action item of the user's own notes; ``due`` is a day."""

    text: str
    owner: str
    due: str | None


class Failed(Shape):
    """A part of the brief that could not be read; ``retry_in_s`` is when asking again helps."""

    part: str
    code: str
    message: str
    retryable: bool
    retry_in_s: int | None


class Brief(Shape):
    """All of it. ``since`` is None at the first call; a part that is None is not to be had."""

    since: Since | None
    changes: list[Change] | None
    activities: list[Activity] | None
    to_do: list[ToDo]
    to_do_more: int
    calls_to_action: CallsToAction | None
    failed: list[Failed]


def values(summary: Summary) -> list[FieldView]:
    """Return what of a Summary is compared: the score, the renewal date, chips and fields."""
    score, renewal = summary.health.score, summary.header.renewal
    fixed = [
        FieldView(
            name=SCORE, label="Health", type="number", value=score, decimals=1, sensitive=True
        ),
        FieldView(name=RENEWAL, label="Renewal date", type="date", value=renewal, sensitive=False),
    ]
    found = {_key(field): field for field in fixed}
    for field in (*summary.chips, *summary.fields):
        if field.type != "rich_text" and _key(field) not in PASSING:
            found[_key(field)] = field
    return list(found.values())


def kept(fields: Iterable[FieldView]) -> list[dict[str, Any]]:
    """Return fields as JSON, to be compared with another time."""
    return [field.model_dump(mode="json") for field in fields]


def changes(before: Any, now: Sequence[FieldView]) -> list[Change]:
    """Compare with what :func:`kept` returned; fields known on one side only are no change."""
    try:
        earlier = {_key(field): field for field in map(FieldView.model_validate, before)}
    except (ValidationError, TypeError):
        return []
    pairs = [(earlier[_key(field)], field) for field in now if _key(field) in earlier]
    return [
        Change(before=was, after=field)
        for was, field in pairs
        if was.type == field.type and _compared(was) != _compared(field)
    ]


def to_do(known: Notes, customer: Customer) -> list[ActionItem]:
    """Return what the user has still to do: carried over from notes, or in drafts under way."""
    items = {item.id: item for item in known.left_for(customer)}
    for draft in sorted(known.drafts, key=lambda d: d.updated_at):
        of = draft.customer
        if (of.tenant, of.kind, of.id) == (customer.tenant, customer.kind, customer.id):
            unpublished = draft.published_version is None or draft.changed
            items |= {item.id: item for item in draft.content.action_items if unpublished}
    left = [item for item in items.values() if not item.done and item.text]
    return sorted(left, key=lambda item: (item.due is None, item.due or ""))


def _key(field: FieldView) -> str:
    return field.name.lower().replace("_", "")


def _compared(field: FieldView) -> Any:
    """Return what makes two values the same: of picklists and lookups the item, not its label."""
    value = field.value
    if isinstance(value, list):
        return sorted(one.value for one in value)
    return getattr(value, "value", None) or getattr(value, "id", None) or value
