"""Checks of values to be stored, one per data type, with the code each failure answers.

Kept to: Gainsight, «Error Codes for Company, Relationship, and Custom Object APIs».
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sandbox.gainsight.schema import NUMBER_TYPES, Field
from sandbox.gainsight.values import parse_write_day, parse_write_time

if TYPE_CHECKING:
    from sandbox.gainsight.records import Records

__all__ = ["FieldError", "stored_value"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_GSID = re.compile(r"[0-9A-Z]{36}")


@dataclass(eq=False)
class FieldError(Exception):
    """One field of one record that is refused; `field` is the name as the client wrote it."""

    code: str
    message: str
    field: str
    value: object

    def body(self) -> dict[str, Any]:
        """Build the member of ``data.errors[i][j].errors`` (Gainsight, «Company API»)."""
        return {
            "errorMessage": self.message,
            "errorCode": self.code,
            "fieldName": self.field,
            "invalidValue": self.value,
        }


_Check: TypeAlias = Callable[[Field, Any, "Records"], Any]


def stored_value(field: Field, value: object, *, records: Records) -> Any:
    """Turn what a client sent into what is stored.

    Raises
    ------
    FieldError
        GSOBJ_1001, 1004 to 1008 or 1012, by the kind of failure (Gainsight, «Error Codes for
        Company, Relationship, and Custom Object APIs»).
    """
    if value is None or value == "":
        if not field.nillable:
            raise FieldError("GSOBJ_1007", "Null on a not-nullable field", field.name, value)
        return None
    return _CHECKS[field.type](field, value, records)


def _text(field: Field, value: object, _records: Records) -> str:
    if not isinstance(value, str):
        raise FieldError("GSOBJ_1008", "Data validation failed: not text", field.name, value)
    if field.length is not None and len(value) > field.length:
        raise FieldError("GSOBJ_1001", "Field exceeds maximum length", field.name, value)
    return value


def _matching(pattern: re.Pattern[str], what: str) -> _Check:
    def check(field: Field, value: object, records: Records) -> str:
        text = _text(field, value, records)
        if not pattern.fullmatch(text):
            raise FieldError("GSOBJ_1008", f"Data validation failed: {what}", field.name, value)
        return text

    return check


def _number(field: Field, value: object, _records: Records) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        what = field.type.lower()
        raise FieldError("GSOBJ_1008", f"Data validation failed: {what}", field.name, value)
    return value


def _boolean(field: Field, value: object, _records: Records) -> bool:
    if not isinstance(value, bool):
        raise FieldError("GSOBJ_1008", "Data validation failed: boolean", field.name, value)
    return value


def _day(field: Field, value: object, _records: Records) -> int:
    moment = parse_write_day(value)
    if moment is None:
        raise FieldError("GSOBJ_1006", "Invalid dateTime format", field.name, value)
    return moment


def _time(field: Field, value: object, _records: Records) -> int:
    moment = parse_write_time(value)
    if moment is None:
        raise FieldError("GSOBJ_1005", "Invalid dateTime format", field.name, value)
    return moment


def _id(field: Field, value: object, records: Records) -> str:
    known = isinstance(value, str) and _GSID.fullmatch(value)
    if not known or (field.target and records.get(field.target, value) is None):
        raise FieldError("GSOBJ_1004", "Gainsight ID is invalid or missing", field.name, value)
    return str(value)


def _choice(field: Field, value: object, _records: Records) -> str:
    return _active_items(field, value, [value])[0]


def _choices(field: Field, value: object, _records: Records) -> list[str]:
    if not isinstance(value, list):
        raise FieldError("GSOBJ_1008", "Data validation failed: multi select", field.name, value)
    return _active_items(field, value, value)


def _active_items(field: Field, value: object, wanted: list[Any]) -> list[str]:
    items = [field.picklist.item(each) for each in wanted] if field.picklist else []
    active = [item.gsid for item in items if item and item.active]
    if len(active) != len(wanted):
        raise FieldError(
            "GSOBJ_1012",
            "Invalid/Inactive value provided for picklist.",
            field.name,
            value if isinstance(value, list) else [value],
        )
    return active


_CHECKS: dict[str, _Check] = {
    "STRING": _text,
    "RICHTEXTAREA": _text,
    "EMAIL": _matching(_EMAIL, "email"),
    "URL": _matching(_URL, "url"),
    "GSID": _id,
    "LOOKUP": _id,
    "BOOLEAN": _boolean,
    "DATE": _day,
    "DATETIME": _time,
    "PICKLIST": _choice,
    "MULTISELECTDROPDOWNLIST": _choices,
    **dict.fromkeys(NUMBER_TYPES, _number),
}
