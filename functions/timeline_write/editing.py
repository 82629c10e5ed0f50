"""Changing and deleting an activity of one's own that is in Gainsight already."""

from typing import Any

from gainsight_zoom import access, activity_types, drafting
from gainsight_zoom.activities import WholeActivity
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import (
    Forbidden,
    NotFound,
    RecordRefused,
    TooLate,
    ValidationFailed,
    VersionConflict,
)
from gainsight_zoom.fields import Row
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.publishing import DURATION
from gainsight_zoom.records import AuditLine, Kind
from gainsight_zoom.refusals import UNRELATED, fields_of
from gainsight_zoom.richtext import sanitise
from gainsight_zoom.wiring import Wiring

from .activity_shapes import ActivityView
from .author import Author, author_of
from .reading import one, read_activity
from .shapes import EditBody


def edit_activity(
    wired: Wiring,
    caller: Caller,
    *,
    tenant: str,
    kind: Kind,
    gsid: str,
    activity_id: str,
    body: EditBody,
) -> ActivityView:
    """Change an activity of the caller's own.

    Raises
    ------
    Forbidden
        If it is somebody else's.
    VersionConflict
        If it was changed since it was read.
    TooLate
        If a text of it still waits, which would overwrite the change.
    ValidationFailed
        If Gainsight would refuse it, or did.
    """
    author = author_of(wired, caller, tenant, right=access.TIMELINE_WRITE)
    found, row = one(author, kind=kind, gsid=gsid, activity_id=activity_id)
    _demand_own_and_settled(wired, caller, found)
    if body.modified_at and found.modified_at and body.modified_at != found.modified_at:
        current = read_activity(wired, author, kind=kind, gsid=gsid, activity_id=activity_id)
        raise VersionConflict("activity_modified", details={"current": current.model_dump()})
    metadata = author.metadata()
    record = _record(body, metadata)
    if record:
        try:
            _write(author, record, found, row)
        except RecordRefused as refused:
            raise refused_fields(refused, metadata) from None
        wired.audit.append(_line(wired, author, "activity.update", f"{kind}/{gsid}/{activity_id}"))
    return read_activity(wired, author, kind=kind, gsid=gsid, activity_id=activity_id)


def delete_activity(
    wired: Wiring, caller: Caller, *, tenant: str, kind: Kind, gsid: str, activity_id: str
) -> None:
    """Delete an activity of the caller's own, and the comments made on it here.

    Raises
    ------
    Forbidden
        If it is somebody else's.
    TooLate
        If a text of it still waits, which would create it again.
    NotFound, ValidationFailed
        If Gainsight does not find it, or keeps it.
    """
    author = author_of(wired, caller, tenant, right=access.TIMELINE_WRITE)
    found, row = one(author, kind=kind, gsid=gsid, activity_id=activity_id)
    _demand_own_and_settled(wired, caller, found)
    try:
        author.delete(Row(row).text("ActivityId") or activity_id)
    except RecordRefused as refused:
        raise refused_fields(refused, author.metadata()) from None
    wired.audit.append(_line(wired, author, "activity.delete", f"{kind}/{gsid}/{activity_id}"))
    wired.comments.delete_all(tenant, activity_id)


def _write(
    author: Author, record: dict[str, Any], found: WholeActivity, row: dict[str, Any]
) -> None:
    """Write what changes; with it the comments, where they are copied into the activity."""

    def write(**more: str) -> str:
        return author.update_by_gsid({"Gsid": found.id, **record, **more})

    if not (author.records.policy.copy_comments and found.ours):
        write()
        return
    notes = record.get("Notes", Row(row).text("Notes") or "")
    author.with_comments(found.id, notes, lambda whole: write(Notes=whole))


def refused_fields(refused: RecordRefused, metadata: ObjectMetadata) -> ValidationFailed | NotFound:
    """Put a refusal into words for the form."""
    told = fields_of(refused, metadata)
    if refused.refusal == UNRELATED and set(told) <= {"target"}:
        return NotFound("activity_gone")
    return ValidationFailed(f"gainsight_{refused.refusal}", fields=told or {"_": NOT_ACCEPTED})


def _demand_own_and_settled(wired: Wiring, caller: Caller, found: WholeActivity) -> None:
    if not found.mine:
        raise Forbidden("not_the_author")
    waits = {i.external_id for i in wired.notes.outbox(caller.uid) if i.state != "posted"}
    if found.external_id in waits:
        raise TooLate("note_waits")


NOT_ACCEPTED = "Gainsight did not accept this. Please check what you entered."
NO_DURATION = "Gainsight has no field for it here. Please write it into the notes."


def _record(body: EditBody, metadata: ObjectMetadata) -> dict[str, Any]:
    given = body.content()
    record = _text(given)
    if "activity_at" in given:
        record["ActivityDate"] = (
            drafting.utc(given["activity_at"] or "").removesuffix("Z") + ".000+00:00"
        )
    for name, column in (
        ("type", "TypeName"),
        ("internal_attendees", "internalAttendees"),
        ("external_attendees", "externalAttendees"),
    ):
        if name in given:
            record[column] = list(given[name]) if name != "type" else given[name]
    duration = metadata.find(DURATION)
    if duration is not None and "duration_min" in given:
        record[duration.name] = given["duration_min"]
    elif given.get("duration_min") is not None:
        raise ValidationFailed("no_duration", fields={"duration_min": NO_DURATION})
    values = given.get("custom_fields", {})
    return {**record, **dict.fromkeys(values), **activity_types.checked(values, metadata)}


def _text(given: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    if "subject" in given:
        record["Subject"] = given["subject"].strip()
        wrong |= drafting.subject_faults(record["Subject"])
    if "notes_html" in given:
        record["Notes"] = sanitise(given["notes_html"])
        wrong |= drafting.notes_faults(record["Notes"])
    if wrong:
        raise ValidationFailed("edit_incomplete", fields=wrong)
    return record


def _line(wired: Wiring, author: Author, action: str, target: str) -> AuditLine:
    return AuditLine(
        tenant=author.tenant,
        at=int(wired.clock.now()),
        actor=author.actor,
        action=action,
        target=target,
        id=wired.token(),
    )
