"""Field values as the pane shows them: typed, with labels, from rows as Gainsight answers them.

Dates come as epoch milliseconds or ISO text, picklists as GSIDs, lookups as flat keys with a path,
numbers sometimes as text; missing and null are the same (Gainsight, «Company API»).
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from gainsight_zoom.metadata import FieldMetadata
from gainsight_zoom.richtext import sanitise
from gainsight_zoom.shapes import Shape

FieldType = Literal[
    "text",
    "number",
    "percentage",
    "currency",
    "boolean",
    "date",
    "datetime",
    "picklist",
    "multi_picklist",
    "email",
    "url",
    "rich_text",
    "lookup",
]
TYPES: Mapping[str, FieldType] = {
    "NUMBER": "number",
    "PERCENTAGE": "percentage",
    "CURRENCY": "currency",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DATETIME": "datetime",
    "PICKLIST": "picklist",
    "MULTISELECTDROPDOWNLIST": "multi_picklist",
    "EMAIL": "email",
    "URL": "url",
    "RICHTEXTAREA": "rich_text",
    "LOOKUP": "lookup",
}
NAMELESS = "(name not visible)"
"""Of what a lookup points to where its name is not for this user: it is set all the same."""
SENSITIVE: frozenset[FieldType] = frozenset({"currency", "rich_text"})


class PicklistValue(Shape):
    """A chosen picklist item; an inactive one stays visible but cannot be chosen again."""

    value: str
    label: str
    active: bool


class LookupValue(Shape):
    """The record a lookup points to, by its name."""

    id: str | None
    label: str


Value = str | bool | int | float | PicklistValue | list[PicklistValue] | LookupValue | None


class FieldView(Shape):
    """One field with its value; see the type for what the value is."""

    name: str
    label: str
    type: FieldType
    value: Value
    currency: str | None = None
    decimals: int | None = None
    sensitive: bool


class Row:
    """A record as answered; names are compared without case, absent and null are one."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = {k.lower(): v for k, v in raw.items()}

    def get(self, name: str) -> Any:
        """Return a raw value or None."""
        value = self._raw.get(name.lower())
        return None if value == "" else value

    def text(self, name: str) -> str | None:
        """Return a value as text or None."""
        value = self.get(name)
        return None if value is None else str(value)


def columns(fields: Iterable[FieldMetadata]) -> tuple[str, ...]:
    """Return what to select for fields: lookups bring the name of their target along."""
    names: list[str] = []
    for field in fields:
        names.append(field.name)
        if field.lookup_name:
            names.append(f"{field.lookup_name}.Name")
    return tuple(dict.fromkeys(names))


def view(field: FieldMetadata, row: Row, *, currency: str) -> FieldView:
    """Read one field of a row."""
    kind = TYPES.get(field.data_type, "text")
    raw = row.get(field.name)
    value: Value
    if kind == "lookup":
        gsid, label = row.text(field.name), row.text(f"{field.lookup_name}.Name")
        value = LookupValue(id=gsid, label=label or NAMELESS) if gsid or label else None
    else:
        value = None if raw is None else _READERS[kind](field, raw)
    return FieldView(
        name=field.name,
        label=field.label,
        type=kind,
        value=value,
        currency=currency if kind == "currency" else None,
        decimals=field.decimals,
        sensitive=kind in SENSITIVE,
    )


def number(raw: Any) -> int | float | None:
    """Read a number that may come as text; None where it is none."""
    if isinstance(raw, bool) or raw is None:
        return None
    try:
        value = raw if isinstance(raw, int) else float(str(raw))
        return value if math.isfinite(value) else None
    except (ValueError, OverflowError):
        return None


def moment(raw: Any) -> datetime | None:
    """Read a date or time: epoch milliseconds or ISO 8601; without offset it is UTC."""
    try:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return datetime.fromtimestamp(raw / 1000, UTC)
        parsed = datetime.fromisoformat(str(raw))
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _date(_: FieldMetadata, raw: Any) -> Value:
    at = moment(raw)
    return None if at is None else at.date().isoformat()


def _datetime(_: FieldMetadata, raw: Any) -> Value:
    at = moment(raw)
    return None if at is None else at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _boolean(_: FieldMetadata, raw: Any) -> Value:
    return raw if isinstance(raw, bool) else str(raw).lower() in ("true", "1", "yes")


def _item(field: FieldMetadata, raw: Any) -> PicklistValue:
    option = field.option(str(raw))
    if option is None:
        return PicklistValue(value=str(raw), label=str(raw), active=False)
    return PicklistValue(value=option.value, label=option.label, active=option.active)


def _items(field: FieldMetadata, raw: Any) -> Value:
    parts = raw if isinstance(raw, list) else [p for p in str(raw).split(";") if p]
    return [_item(field, part) for part in parts]


_Reader = Callable[[FieldMetadata, Any], Value]
_READERS: Mapping[FieldType, _Reader] = {
    "text": lambda _, raw: str(raw),
    "email": lambda _, raw: str(raw),
    "url": lambda _, raw: str(raw),
    "rich_text": lambda _, raw: sanitise(str(raw)),
    "number": lambda _, raw: number(raw),
    "percentage": lambda _, raw: number(raw),
    "currency": lambda _, raw: number(raw),
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "picklist": _item,
    "multi_picklist": _items,
}
