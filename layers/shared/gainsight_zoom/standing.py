"""Where a note stands, as its author is told: what waits, why, until when, and what to do."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

from gainsight_zoom.notes import OutboxItem
from gainsight_zoom.shapes import Shape

ATTENTION_AFTER_S = 4 * 3600
Why = Literal[
    "undo",
    "in_order",
    "sending",
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
MESSAGES: Mapping[str, str] = {
    "undo": "Will be sent in a moment.",
    "in_order": "Waits for an earlier note to this customer.",
    "sending": "Is being sent.",
    "upstream_busy": "Gainsight is busy. It will be sent as soon as there is room.",
    "upstream_unavailable": "Gainsight cannot be reached. It will be sent as soon as it can.",
    "reconnect_required": "Sign in to Gainsight again, then it will be sent.",
    "app_off": "Your Gainsight admin has switched this app off for you.",
    "license_required": "Your Gainsight licence does not allow it at present.",
    "forbidden": "You may not write to the Timeline at present.",
    "writes_paused": "Whoever runs this app has paused changes. It will be sent afterwards.",
    "refused": "Gainsight did not accept it. Please correct it and publish again.",
    "gone": "The activity is no longer in Gainsight. Log it again as a new note.",
    "gave_up": "Gainsight could not be reached for two days. Publish it again to try once more.",
}
NEED_ATTENTION = frozenset({"reconnect_required", "app_off", "license_required", "forbidden"})


class Waiting(Shape):
    """Why a note is not in Gainsight yet, or no longer will be by itself."""

    reason: Why | None
    message: str
    next_try_at: str | None
    retry_in_s: int | None
    since: str
    attempts: int
    needs_attention: bool
    fields: dict[str, str]


def waiting(item: OutboxItem, others: Iterable[OutboxItem], *, now: int) -> Waiting | None:
    """Say where an item stands; None if it is posted.

    Parameters
    ----------
    others : iterable of OutboxItem
        All items of the same author: an earlier one to the same customer goes first.
    """
    if item.state == "posted":
        return None
    why = _why(item, others, now)
    again = None if item.state == "failed" or item.due is None else max(item.due, now)
    overdue = now - item.queued_at >= ATTENTION_AFTER_S
    return Waiting(
        reason=why,
        message=MESSAGES.get(why or "", "Waits to be sent."),
        next_try_at=None if again is None else iso(again),
        retry_in_s=None if again is None else again - now,
        since=iso(item.queued_at),
        attempts=item.attempts,
        needs_attention=item.state == "failed" or why in NEED_ATTENTION or overdue,
        fields=dict(item.fields),
    )


def iso(at: int) -> str:
    """Write epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _why(item: OutboxItem, others: Iterable[OutboxItem], now: int) -> Why | None:
    if item.state == "failed" or item.reason is not None:
        return item.reason
    if item.leased(now):
        return "sending"
    if item.undo_until is not None and item.undo_until > now:
        return "undo"
    earlier = (
        o
        for o in others
        if o.lane == item.lane
        and o.state == "queued"
        and (o.order, o.draft_id) < (item.order, item.draft_id)
    )
    return "in_order" if next(earlier, None) else None
