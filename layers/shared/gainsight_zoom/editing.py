"""Edits of attributes: checked before they are sent, compared with what changed meanwhile.

What comes back from Gainsight as a refusal is put into words for the field it is about (Gainsight,
«Error codes for Company, Relationship, and Custom Object APIs»).
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from gainsight_zoom.attributes import Sheet, reduced, value_of
from gainsight_zoom.errors import FieldConflict, FieldsRefused, ValidationFailed
from gainsight_zoom.fields import TYPES, FieldType, LookupValue, PicklistValue, Row, Value
from gainsight_zoom.metadata import FieldMetadata, PicklistOption
from gainsight_zoom.richtext import sanitise

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")
URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
GSID = re.compile(r"[0-9A-Za-z]{15,40}")
NOT_EMPTY = "This field cannot be empty."
REFUSALS: Mapping[str, str] = {
    "GSOBJ_1001": "Gainsight says that this is too long.",
    "GSOBJ_1002": "Gainsight does not take this field from here. Refresh the app and try again.",
    "GSOBJ_1003": "Gainsight could not remove this.",
    "GSOBJ_1004": "Gainsight does not know this record. Choose another one.",
    "GSOBJ_1005": "Gainsight does not take this date and time.",
    "GSOBJ_1006": "Gainsight does not take this date.",
    "GSOBJ_1007": NOT_EMPTY,
    "GSOBJ_1008": "Gainsight does not take this value.",
    "GSOBJ_1011": "Gainsight does not find this record any more.",
    "GSOBJ_1012": "This value is no longer offered in Gainsight. Choose another one.",
}
UNUSED_AMONG_SEVERAL = (
    "One of these is no longer in use in Gainsight. Refresh the app and untick it."
)
REFUSED = "Gainsight did not accept this."


@dataclass(frozen=True)
class Change:
    """What a user wants a field to be, and what they saw there."""

    name: str
    value: Any
    seen: Any


@dataclass(frozen=True)
class Edit:
    """A change that may be sent: ``wire`` is what Gainsight is given."""

    field: FieldMetadata
    wire: Any
    seen: Any


class Unfit(Exception):
    """A value does not fit its field; the message is for the person who typed it."""


def check(changes: tuple[Change, ...], sheet: Sheet) -> tuple[Edit, ...]:
    """Hold changes to what their fields take.

    Raises
    ------
    ValidationFailed
        With every field that cannot be saved like this.
    """
    edits, wrong = [], {}
    for change in changes:
        found = sheet.find(change.name)
        if found is None:
            wrong[change.name] = "This field is not shown here any more."
            continue
        field, reason = found
        try:
            if reason is not None:
                raise Unfit(reason)
            wire = change.value if _is_left(field, change) else wire_value(field, change.value)
            edits.append(Edit(field, wire, change.seen))
        except Unfit as unfit:
            wrong[change.name] = str(unfit)
    if wrong:
        raise ValidationFailed("attributes_unfit", fields=wrong)
    return tuple(edits)


def _is_left(field: FieldMetadata, change: Change) -> bool:
    """Whether a multi-select is sent as it was seen: its inactive values go nowhere then."""
    return (
        TYPES.get(field.data_type) == "multi_picklist"
        and isinstance(change.value, list)
        and reduced(field, change.value) == reduced(field, change.seen)
    )


def wire_value(field: FieldMetadata, value: Any) -> Any:
    """Turn what the pane sends into what Gainsight takes; None empties the field.

    Raises
    ------
    Unfit
        If the field does not take the value.
    """
    if value is None or value in ("", []):
        if field.required:
            raise Unfit(NOT_EMPTY)
        return None
    return _WRITERS[TYPES.get(field.data_type, "text")](field, value)


def pending(edits: tuple[Edit, ...], row: Row, sheet: Sheet) -> tuple[Edit, ...]:
    """Return the edits that change something as the record is now.

    Raises
    ------
    FieldConflict
        If a field is neither as it was seen nor as it is wanted: with every such field.
    """
    conflicts, needed = [], []
    modified = sheet.modified(row)
    for edit in edits:
        now = value_of(edit.field, row, currency="")
        there, wanted = reduced(edit.field, now.value), reduced(edit.field, edit.wire)
        if there == wanted:
            continue
        if there == reduced(edit.field, edit.seen):
            needed.append(edit)
            continue
        conflicts.append(
            {
                "name": edit.field.name,
                "label": edit.field.label,
                "type": now.type,
                "now": now.model_dump(mode="json")["value"],
                "yours": _shown(edit),
                "by": modified.by,
                "at": modified.at,
            }
        )
    if conflicts:
        raise FieldConflict("field_changed", details={"conflicts": conflicts})
    return tuple(needed)


def refusal(refused: FieldsRefused, edits: tuple[Edit, ...]) -> ValidationFailed:
    """Put Gainsight's refusals beside the fields that were sent."""
    sent = {edit.field.name.lower(): edit.field for edit in edits}
    only = next(iter(sent.values())) if len(sent) == 1 else None
    fields = {}
    for name, code in refused.refusals.items():
        field = sent.get(name.lower(), only)
        fields[field.name if field else ""] = _told(code, field)
    return ValidationFailed(refused.reason, fields=fields)


def _told(code: str, field: FieldMetadata | None) -> str:
    """Put one of Gainsight's codes into words for whoever filled in the field."""
    several = field is not None and TYPES.get(field.data_type) == "multi_picklist"
    if several and code == "GSOBJ_1012":
        return UNUSED_AMONG_SEVERAL
    return REFUSALS.get(code, REFUSED)


def _shown(edit: Edit) -> Any:
    """Return a wanted value in the form in which fields are shown."""
    kind, wire = TYPES.get(edit.field.data_type, "text"), edit.wire
    value: Value = wire
    if wire is not None and kind == "picklist":
        value = _item(edit.field, wire)
    elif wire is not None and kind == "multi_picklist":
        return [_item(edit.field, each).model_dump() for each in wire]
    elif wire is not None and kind == "lookup":
        value = LookupValue(id=wire, label=wire)
    return value.model_dump() if isinstance(value, PicklistValue | LookupValue) else value


def _item(field: FieldMetadata, value: str) -> PicklistValue:
    option = field.option(value)
    label, active = (option.label, option.active) if option else (value, False)
    return PicklistValue(value=value, label=label, active=active)


def _text(field: FieldMetadata, value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("Please enter text.")
    if field.length is not None and len(value) > field.length:
        raise Unfit(f"At most {field.length:,} characters; these are {len(value):,}.")
    return value


def _rich(field: FieldMetadata, value: Any) -> str | None:
    clean = sanitise(_text(field, value)) or None
    if clean is None and field.required:
        raise Unfit(NOT_EMPTY)
    return clean


def _email(field: FieldMetadata, value: Any) -> str:
    text = _text(field, value).strip()
    if not EMAIL.fullmatch(text):
        raise Unfit("Please enter an e-mail address such as name@example.com.")
    return text


def _url(field: FieldMetadata, value: Any) -> str:
    text = _text(field, value).strip()
    if not URL.fullmatch(text):
        raise Unfit("Please enter an address that begins with https:// or http://.")
    return text


def _number(field: FieldMetadata, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unfit("Please enter a number.")
    digits = -int(Decimal(str(value)).normalize().as_tuple().exponent)
    if field.decimals is not None and digits > field.decimals:
        allowed = f"at most {field.decimals} decimals" if field.decimals else "no decimals"
        raise Unfit(f"Please enter a number with {allowed}.")
    return value


def _boolean(_: FieldMetadata, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("Please choose yes or no.")
    return value


def _date(_: FieldMetadata, value: Any) -> str:
    try:
        if not isinstance(value, str) or date.fromisoformat(value).isoformat() != value:
            raise ValueError
    except ValueError:
        raise Unfit("Please enter a date.") from None
    return value


def _datetime(_: FieldMetadata, value: Any) -> str:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at is None or at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise Unfit("Please enter a date and time.") from None


def _option(field: FieldMetadata, value: Any) -> PicklistOption | None:
    if isinstance(value, Mapping):
        value = value.get("value")
    return next((o for o in field.options if o.value == value), None)


def _choice(field: FieldMetadata, value: Any) -> str:
    option = _option(field, value)
    if option is None or not option.active:
        label = option.label if option else "This value"
        raise Unfit(f"{label} is no longer offered. Please choose another value.")
    return option.value


def _named(value: Any) -> str:
    """Return what the pane calls an item that the metadata does not have."""
    return str(value.get("label") if isinstance(value, Mapping) else value)


def _choices(field: FieldMetadata, value: Any) -> list[str]:
    """Turn several choices into what Gainsight takes: all of them, and of items in use only."""
    if not isinstance(value, list):
        raise Unfit("Please choose from the list.")
    options = [_option(field, each) for each in value]
    unused = [
        option.label if option else _named(each)
        for option, each in zip(options, value, strict=True)
        if option is None or not option.active
    ]
    if unused:
        it = "it is" if len(unused) == 1 else "they are"
        raise Unfit(f"Please untick {', '.join(unused)}: {it} no longer in use in Gainsight.")
    return list(dict.fromkeys(option.value for option in options if option))


def _lookup(_: FieldMetadata, value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("id")
    if not isinstance(value, str) or not GSID.fullmatch(value):
        raise Unfit("Please choose a record from the list.")
    return value


_WRITERS: Mapping[FieldType, Callable[[FieldMetadata, Any], Any]] = {
    "text": _text,
    "rich_text": _rich,
    "email": _email,
    "url": _url,
    "number": _number,
    "percentage": _number,
    "currency": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "picklist": _choice,
    "multi_picklist": _choices,
    "lookup": _lookup,
}
