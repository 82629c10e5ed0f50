"""Conditions of a query: which operator a data type takes, and what it then means.

Kept to: Gainsight, «Company API», «Custom Object API».
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from sandbox.gainsight.envelope import Refusal
from sandbox.gainsight.schema import (
    DATE_TYPES,
    ID_TYPES,
    NUMBER_TYPES,
    TEXT_TYPES,
    DataType,
    Field,
)
from sandbox.gainsight.values import day_of, parse_filter_time

if TYPE_CHECKING:
    from sandbox.gainsight.settings import Settings

__all__ = ["Test", "allowed_operators", "compile_test"]

Test: TypeAlias = Callable[[Any], bool]

_NULL = frozenset({"IS_NULL", "IS_NOT_NULL"})
_ORDER = frozenset({"EQ", "NE", "LT", "GT", "LTE", "GTE"})
_TEXT = frozenset({"CONTAINS", "DOES_NOT_CONTAINS", "STARTS_WITH", "ENDS_WITH"})
_SET = frozenset({"INCLUDES", "EXCLUDES"})
_MANY = frozenset({"IN", "BTW"}) | _SET

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "EQ": lambda value, wanted: value == wanted,
    "NE": lambda value, wanted: value != wanted,
    "LT": lambda value, wanted: value is not None and value < wanted,
    "GT": lambda value, wanted: value is not None and value > wanted,
    "LTE": lambda value, wanted: value is not None and value <= wanted,
    "GTE": lambda value, wanted: value is not None and value >= wanted,
    "CONTAINS": lambda value, wanted: value is not None and wanted in value,
    "DOES_NOT_CONTAINS": lambda value, wanted: value is None or wanted not in value,
    "STARTS_WITH": lambda value, wanted: value is not None and value.startswith(wanted),
    "ENDS_WITH": lambda value, wanted: value is not None and value.endswith(wanted),
}


def allowed_operators(kind: DataType, *, text_in: bool) -> frozenset[str]:
    """List the operators of a data type.

    Notes
    -----
    The published list has IN for numbers only, while the documented sample uses it on a dropdown;
    on text it is a switch.
    """
    if kind in TEXT_TYPES | ID_TYPES:
        return _ORDER | _TEXT | _NULL | (frozenset({"IN"}) if text_in else frozenset())
    if kind in NUMBER_TYPES:
        return _ORDER | _NULL | {"IN"}
    if kind in DATE_TYPES:
        return _ORDER | _NULL | {"BTW"}
    if kind == "BOOLEAN":
        return frozenset({"EQ", "NE"})
    if kind == "PICKLIST":
        return frozenset({"EQ", "NE", "IN"}) | _SET | _TEXT | _NULL
    return _SET | _NULL


def compile_test(field: Field, operator: object, values: object, *, settings: Settings) -> Test:
    """Turn one condition into a test of a stored value.

    Raises
    ------
    Refusal
        An operator the type does not take, `values` that are not an array, too few or too many of
        them, or not of the type.
    """
    name = str(operator)
    if name not in allowed_operators(field.type, text_in=settings.text_in):
        raise _invalid(field, f"operator {name} is not supported for {field.type}")
    if name in _NULL:
        return _is_null if name == "IS_NULL" else lambda value: not _is_null(value)
    if not isinstance(values, list):
        raise _invalid(field, "value must be an array")
    _check_count(field, name, len(values))
    if field.picklist:
        return _choice_test(field, name, values)
    wanted = [_operand(field, value, settings) for value in values]
    return _plain_test(field, name, wanted, settings)


def _is_null(value: Any) -> bool:
    return value is None or value in ("", [])


def _check_count(field: Field, operator: str, count: int) -> None:
    right = count == 2 if operator == "BTW" else count >= 1 if operator in _MANY else count == 1  # noqa: PLR2004
    if not right:
        raise _invalid(field, f"{count} values for operator {operator}")


def _choice_test(field: Field, operator: str, values: list[object]) -> Test:
    if operator in _TEXT:
        return _label_test(field, operator, str(values[0]))
    items = [field.picklist.item(value) for value in values] if field.picklist else []
    wanted = {item.gsid for item in items if item}
    if operator in ("NE", "EXCLUDES"):
        return lambda value: not wanted & _as_set(value)
    return lambda value: bool(wanted & _as_set(value))


def _label_test(field: Field, operator: str, wanted: str) -> Test:
    compare = _COMPARE[operator]

    def test(value: Any) -> bool:
        item = field.picklist.item(value) if field.picklist else None
        return compare(item.label.lower() if item else None, wanted.lower())

    return test


def _as_set(value: Any) -> set[str]:
    if value is None:
        return set()
    return set(value) if isinstance(value, list) else {value}


def _plain_test(field: Field, operator: str, wanted: list[Any], settings: Settings) -> Test:
    fold = _folder(field, settings)
    if operator == "IN":
        return lambda value: fold(value) in wanted
    if operator == "BTW":
        low, high = wanted
        return lambda value: value is not None and low <= fold(value) <= high
    compare = _COMPARE[operator]
    return lambda value: compare(fold(value), wanted[0])


def _folder(field: Field, settings: Settings) -> Callable[[Any], Any]:
    if field.type in TEXT_TYPES and settings.text_case == "insensitive":
        return lambda value: value.lower() if isinstance(value, str) else value
    if field.type == "DATE":
        return lambda value: day_of(value) if value is not None else None
    return lambda value: value


def _operand(field: Field, value: object, settings: Settings) -> Any:
    if field.type in DATE_TYPES:
        moment = parse_filter_time(value, offset_h=settings.filter_offset_h)
        if moment is None:
            code = "GSOBJ_1006" if field.type == "DATE" else "GSOBJ_1005"
            raise Refusal(code, f"Invalid dateTimes format ({field.name} = {value}).")
        return day_of(moment) if field.type == "DATE" else moment
    if field.type in NUMBER_TYPES:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _invalid(field, f"{value} is not a number")
        return value
    if field.type == "BOOLEAN":
        if value not in (True, False, "true", "false"):
            raise _invalid(field, f"{value} is not a boolean")
        return value in (True, "true")
    if not isinstance(value, str):
        raise _invalid(field, f"{value} is not text")
    return _folder(field, settings)(value)


def _invalid(field: Field, why: str) -> Refusal:
    return Refusal("GSOBJ_1008", f"Data validation failed ({field.name}): {why}")
