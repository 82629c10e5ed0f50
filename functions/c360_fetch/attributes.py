"""The Attributes section, and editing it.

An edit is checked, compared with what is there now, sent as far as it changed, and read back.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import ConfigDict, Field

from gainsight_zoom import access, editing
from gainsight_zoom.attributes import Attribute, Attributes, Modified, Sheet, only_row
from gainsight_zoom.callers import Caller
from gainsight_zoom.editing import Change, Edit
from gainsight_zoom.errors import (
    FieldsRefused,
    Forbidden,
    UpstreamError,
    UpstreamUncertain,
    ValidationFailed,
)
from gainsight_zoom.observability import logger
from gainsight_zoom.records import AuditLine, Kind
from gainsight_zoom.shapes import Shape
from gainsight_zoom.usage import Act, Place
from gainsight_zoom.wiring import Wiring

from .connections import subject_of
from .sections import Section, Subject

WRITE_AND_READ_BACK = 2


class ChangeBody(Shape):
    """A field, what it shall be, and what it was when it was shown."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=120)
    value: Any = None
    seen: Any = None


class ChangesBody(Shape):
    """Changes to one record."""

    model_config = ConfigDict(extra="forbid")
    changes: list[ChangeBody] = Field(min_length=1, max_length=100)


class Changed(Shape):
    """The changed fields as they were read back; empty where that failed and only that."""

    fields: list[Attribute]
    modified: Modified | None
    unchanged: list[str]


class AttributesSection(Section):
    """The Attributes."""

    data: Attributes | None = None


def attributes(subject: Subject) -> Attributes:
    """Read the section."""
    sheet = _sheet(subject)
    rows = subject.way.query(sheet.plan(subject.gsid))
    return sheet.read(rows, currency=subject.records.tenant.currency)


def change_attributes(
    wired: Wiring, caller: Caller, *, tenant: str, kind: Kind, gsid: str, body: ChangesBody
) -> Changed:
    """Write what changed, in one call, unless somebody else changed it first.

    Raises
    ------
    Forbidden
        If the licence or the tenant's policy allows no edits.
    ValidationFailed
        With what is wrong per field, as found here or by Gainsight.
    FieldConflict
        If a field is no longer as it was seen.
    NotFound, ReconnectRequired, UpstreamError
        As for reading.
    """
    subject = subject_of(wired, caller, tenant=tenant, kind=kind, gsid=gsid)
    access.demand(subject.user, access.ATTRIBUTES_WRITE, subject.records.policy)
    if access.closed_to_edits(subject.records.policy, subject.user, kind):
        raise Forbidden("edits_closed")
    subject.demand_tab("attributes")
    names = [change.name for change in body.changes]
    if len(set(names)) < len(names):
        raise ValidationFailed("name_twice", fields={"changes": "Each field once, please."})
    subject.way.open_record(kind, gsid)
    subject.way.prepare(1 if wired.catalog.knows(tenant) else 2)
    sheet = _sheet(subject)
    edits = editing.check(tuple(Change(c.name, c.value, c.seen) for c in body.changes), sheet)
    before = only_row(subject.way.query(sheet.plan(gsid, names)))
    needed = editing.pending(edits, before, sheet)
    if needed:
        subject.way.prepare(WRITE_AND_READ_BACK)
        _write(subject, needed)
        _tell(subject, caller, len(needed))
    sent = [edit.field.name for edit in needed]
    return _read_back(subject, names, unchanged=[n for n in names if n not in sent])


def _tell(subject: Subject, caller: Caller, changed: int) -> None:
    act = Act(
        "attribute_changed", subject.wired.token(), Place.of(subject.kind, subject.gsid), changed
    )
    subject.wired.journal.tell(caller.acting(subject.records.tenant.key, subject.user.gsid), act)


def _write(subject: Subject, edits: tuple[Edit, ...]) -> None:
    record = {edit.field.name: edit.wire for edit in edits}
    try:
        subject.way.update(subject.kind, {"Gsid": subject.gsid, **record})
    except FieldsRefused as refused:
        raise editing.refusal(refused, edits) from None
    except UpstreamUncertain:  # if it was done, the same again finds nothing left to do
        _audit(subject, "attributes.unanswered", record)
        raise
    _audit(subject, "attributes.update", record)


def _audit(subject: Subject, action: str, names: Iterable[str]) -> None:
    wired = subject.wired
    wired.audit.append(
        AuditLine(
            tenant=subject.records.tenant.key,
            at=int(wired.clock.now()),
            actor=subject.way.actor,
            action=action,
            target=f"{subject.kind}/{subject.gsid}/{','.join(names)}",
            id=wired.token(),
        )
    )


def _read_back(subject: Subject, names: list[str], *, unchanged: list[str]) -> Changed:
    sheet, currency = _sheet(subject), subject.records.tenant.currency
    try:
        row = only_row(subject.way.query(sheet.plan(subject.gsid, names)))
    except UpstreamError as error:  # it is written: to say otherwise would have it written twice
        logger.warning("not read back", extra={"code": error.code, "reason": error.reason})
        return Changed(fields=[], modified=None, unchanged=unchanged)
    found = [sheet.find(name) for name in names]
    fields = [sheet.attribute(f[0], row, currency=currency) for f in found if f is not None]
    return Changed(fields=fields, modified=sheet.modified(row), unchanged=unchanged)


def _sheet(subject: Subject) -> Sheet:
    """Return the attributes of the record and what of them this user may edit."""
    closed = access.closed_to_edits(subject.records.policy, subject.user, subject.kind)
    layout = subject.records.layout
    return Sheet(subject.kind, subject.metadata[subject.kind], layout, closed=closed)
