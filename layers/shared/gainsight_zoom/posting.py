"""Posting one outbox item exactly once, and deciding what its outcome means.

Gainsight refuses an ``ExternalId`` it has seen, so a note that may have been stored by an attempt
without an answer is simply sent again: a duplicate answer says that it is there, and what is there
is read back. An item whose earlier text is known to be posted is updated by its ``ExternalId``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from gainsight_zoom.errors import (
    AppError,
    AppOff,
    Forbidden,
    LicenseRequired,
    NotFound,
    ReconnectRequired,
    RecordRefused,
    StoreUnavailable,
    UpstreamBusy,
    UpstreamUnavailable,
    WritesPaused,
)
from gainsight_zoom.notes import OutboxItem, Reason
from gainsight_zoom.refusals import DUPLICATE, UNRELATED
from gainsight_zoom.rendering import same_text

BACKOFF_S = (5, 15, 60, 300, 900, 1800)
WAIT_FOR_USER_S = 3600
WAIT_PAUSED_S = 300
REFUSALS = 3
GIVE_UP_AFTER_S = 48 * 3600


@dataclass(frozen=True)
class Posted:
    """An activity as Gainsight shows it."""

    gsid: str
    activity_id: str | None
    subject: str = field(repr=False)
    notes: str = field(repr=False)


class TimelineWay(Protocol):
    """One author's way to the Timeline of one tenant."""

    def create(self, record: Mapping[str, Any]) -> str:
        """Create an activity and return its id."""
        ...

    def update(self, record: Mapping[str, Any]) -> str:
        """Update an activity by its ExternalId and return its id; copied comments stay."""
        ...

    def find(self, external_id: str) -> Posted | None:
        """Read an activity back."""
        ...


def post(item: OutboxItem, way: TimelineWay) -> str | None:
    """Bring an item's text to Gainsight and return the activity's id.

    Raises
    ------
    RecordRefused
        If Gainsight refuses the record for good.
    UpstreamError
        Or one of its kinds. The text may be there all the same.
    """
    record = record_of(item)
    if item.posted_revision is None:
        try:
            return way.create(record)
        except RecordRefused as refused:
            if refused.refusal != DUPLICATE:
                raise
        there = way.find(item.external_id)
        if there is not None and item.revision == 1 and _same(there, record):
            return there.activity_id
    return way.update(record)


def record_of(item: OutboxItem) -> dict[str, Any]:
    """Add to what the author wrote where it goes and under which key."""
    context = {
        "company": {"ContextName": "Company", "GsCompanyId": item.target.id},
        "relationship": {"ContextName": "Relationship", "GsRelationshipId": item.target.id},
    }[item.target.kind]
    return {**item.record, "ExternalId": item.external_id, **context}


def after_failure(
    item: OutboxItem, error: AppError, *, fields: Mapping[str, str], now: int
) -> OutboxItem:
    """Decide what becomes of an item that could not be posted.

    Parameters
    ----------
    item : OutboxItem
        As claimed, this attempt counted.
    fields : Mapping
        What to tell the user at which field, for a refusal.
    """
    freed = replace(item, lease_owner=None, lease_until=None, fields={})
    waits_for = _waits_for(error)
    if waits_for is not None:
        wait_s = WAIT_PAUSED_S if waits_for == "writes_paused" else WAIT_FOR_USER_S
        return replace(freed, reason=waits_for, due=now + wait_s)
    if isinstance(error, RecordRefused):
        nowhere = error.refusal == UNRELATED and set(fields) <= {"target"}
        gone = nowhere and item.posted_revision is not None
        reason: Reason = "gone" if gone else "refused"
        told = {} if gone else dict(fields)
        return replace(freed, state="failed", due=None, reason=reason, fields=told)
    if now - item.queued_at >= GIVE_UP_AFTER_S:
        return replace(freed, state="failed", due=None, reason="gave_up")
    if isinstance(error, UpstreamBusy):
        wait_s = error.retry_after_s or BACKOFF_S[2]
        return replace(freed, reason="upstream_busy", due=now + wait_s)
    if not isinstance(error, UpstreamUnavailable | StoreUnavailable):
        freed = replace(freed, refusals=item.refusals + 1)
        if freed.refusals >= REFUSALS:
            return replace(freed, state="failed", due=None, reason="refused")
    return replace(freed, reason="upstream_unavailable", due=now + backoff_s(item.attempts))


def after_success(item: OutboxItem, activity_id: str | None) -> OutboxItem:
    """Say that the text of an item is in Gainsight."""
    return replace(
        item,
        state="posted",
        due=None,
        lease_owner=None,
        lease_until=None,
        reason=None,
        fields={},
        activity_id=activity_id or item.activity_id,
        posted_revision=item.revision,
    )


def overtaken(
    current: OutboxItem, *, revision: int, activity_id: str | None, now: int
) -> OutboxItem:
    """Say that an older text was written while a newer one was published: the newer goes again."""
    untaken = current.state == "queued" and current.attempts == 0 and current.due is not None
    return replace(
        current,
        state="queued",
        due=current.due if untaken else now,
        lease_owner=None,
        lease_until=None,
        activity_id=activity_id or current.activity_id,
        posted_revision=revision,
    )


def backoff_s(attempts: int) -> int:
    """Return how long to wait after so many tries."""
    return BACKOFF_S[min(max(attempts, 1), len(BACKOFF_S)) - 1]


def _waits_for(error: AppError) -> Reason | None:
    """Say what people have to do before trying again makes sense, if that is so."""
    if isinstance(error, WritesPaused):
        return "writes_paused"
    if isinstance(error, ReconnectRequired | NotFound):
        return "reconnect_required"
    if isinstance(error, AppOff):
        return "app_off"
    if isinstance(error, LicenseRequired):
        return "license_required"
    return "forbidden" if isinstance(error, Forbidden) else None


def _same(there: Posted, record: Mapping[str, Any]) -> bool:
    return there.subject == record["Subject"] and same_text(there.notes, str(record["Notes"]))
