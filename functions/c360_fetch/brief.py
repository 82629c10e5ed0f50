"""The brief: what changed since this user's last call with a customer, and what is under way.

Its parts fail one by one. The Summary that the pane has just shown is taken from what is kept for
this user; activities and calls to action take one query each.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pydantic import ValidationError

from gainsight_zoom import activities, briefs, calls_to_action
from gainsight_zoom.activities import Activity, Filter
from gainsight_zoom.briefs import Brief, Failed, Since, ToDo
from gainsight_zoom.calls_to_action import CallsToAction
from gainsight_zoom.errors import (
    AppError,
    LicenseRequired,
    NotFound,
    ReconnectRequired,
    TabSwitchedOff,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnavailable,
)
from gainsight_zoom.fields import FieldView
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Customer, Kind, meeting_key
from gainsight_zoom.standing import iso
from gainsight_zoom.summaries import Summary
from gainsight_zoom.visits import Visit

from .sections import Section, Subject
from .summary import summary

FRESH_S = 900
"""How old the Summary may be that the pane showed just before."""
FINAL = (ReconnectRequired, LicenseRequired, NotFound)


class BriefSection(Section):
    """The brief."""

    data: Brief | None = None


def brief(subject: Subject) -> Brief:
    """Read the brief, and note this visit for the next one.

    Raises
    ------
    NotFound, ReconnectRequired, LicenseRequired
        As for reading a record.
    """
    subject.way.open_record(subject.kind, subject.gsid)
    shown = _just_shown(subject)
    _reserve(subject, 2 + (shown is None))
    with ThreadPoolExecutor(max_workers=3) as pool:
        reading = pool.submit(_read, lambda: shown or briefs.values(summary(subject)))
        listing = pool.submit(_read, lambda: _activities(subject))
        calling = pool.submit(_read, lambda: _calls_to_action(subject))
    parts = {
        "changes": reading.result(),
        "activities": listing.result(),
        "calls_to_action": calling.result(),
    }
    now = _had(parts["changes"])
    before = None if now is None else _visited(subject, now)
    customer = Customer(*_place(subject), name="")
    left = briefs.to_do(subject.wired.notes.load(subject.uid), customer)
    return Brief(
        since=Since(at=iso(before.seen_at), in_call=bool(before.call)) if before else None,
        changes=None if now is None else briefs.changes(before.data if before else [], now),
        activities=_had(parts["activities"]),
        calls_to_action=_had(parts["calls_to_action"]),
        to_do=[ToDo(text=i.text, owner=i.owner, due=i.due) for i in left[: briefs.ITEMS]],
        to_do_more=max(len(left) - briefs.ITEMS, 0),
        failed=[
            Failed(
                part=name,
                code=e.code,
                message=e.message,
                retryable=e.retryable,
                retry_in_s=e.retry_after_s,
            )
            for name, e in parts.items()
            if isinstance(e, AppError)
        ],
    )


def _reserve(subject: Subject, calls: int) -> None:
    """Reserve all calls at once; where there is no room each part finds out by itself."""
    try:
        subject.way.prepare(calls)
    except UpstreamBusy:
        logger.info("no room for a whole brief")


def _read(read: Callable[[], Any]) -> Any:
    """Read a part; what cannot be read is its error, unless that concerns the whole record."""
    try:
        return read()
    except FINAL:
        raise
    except AppError as error:
        logger.warning("brief part failed", extra={"code": error.code, "reason": error.reason})
        return error


def _had(part: Any) -> Any:
    return None if isinstance(part, AppError) else part


def _just_shown(subject: Subject) -> list[FieldView] | None:
    """Return what the Summary showed this user a moment ago, if it did.

    Not for who acts with a machine credential: the record rule is asked each time.
    """
    if subject.way.machine:
        return None
    kept = subject.kept.get("summary")
    if kept is None or kept.as_of + FRESH_S < subject.wired.clock.now():
        return None
    try:
        return briefs.values(Summary.model_validate(kept.data))
    except ValidationError:
        return None


def _visited(subject: Subject, now: list[FieldView]) -> Visit | None:
    """Note this visit; return the one to compare with."""
    at, uid, visits = int(subject.wired.clock.now()), subject.uid, subject.wired.visits
    call = meeting_key(subject.meeting_uuid) if subject.meeting_uuid else ""
    seen = visits.load(uid, _place(subject), "values", now=at)
    made, before = seen.now(call, at, briefs.kept(now))
    visits.save(uid, _place(subject), "values", seen=seen, made=made, since=subject.since)
    return before


def _activities(subject: Subject) -> list[Activity] | None:
    """Read the last activities; None where the Timeline is off for this user."""
    try:
        subject.demand_tab("timeline")
    except TabSwitchedOff:
        return None
    metadata = subject.metadata[activities.OBJECT]
    queries = activities.plan(
        subject.kind, subject.gsid, metadata, wanted=Filter(), cursor=None, limit=briefs.ACTIVITIES
    )
    found, _ = activities.page(
        map(subject.way.query, queries),
        cursor=None,
        limit=briefs.ACTIVITIES,
        viewer=subject.user.gsid,
        kind=subject.kind,
        gsid=subject.gsid,
    )
    return found


def _calls_to_action(subject: Subject) -> CallsToAction | None:
    """Read open calls to action; None where the tenant does not expose them."""
    tenant, catalog = subject.records.tenant.key, subject.wired.catalog
    document = catalog.document(tenant, calls_to_action.DOCUMENT, lambda: _describe(subject))
    described = ObjectMetadata.from_document(document) if document else None
    fields = calls_to_action.fields_for(subject.kind, described)
    return fields.read(subject.way.query(fields.plan(subject.gsid))) if fields else None


def _describe(subject: Subject) -> dict[str, Any]:
    """Describe the object of calls to action; nothing where the tenant has none."""
    try:
        found = subject.way.describe((calls_to_action.OBJECT,)).get(calls_to_action.OBJECT)
    except (UpstreamBusy, UpstreamUnavailable):
        raise
    except UpstreamError as error:
        logger.info("no calls to action", extra={"reason": error.reason})
        found = None
    return calls_to_action.trimmed(found).to_document() if found else {}


def _place(subject: Subject) -> tuple[str, Kind, str]:
    return subject.records.tenant.key, subject.kind, subject.gsid
