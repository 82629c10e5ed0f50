"""Reading: ``POST /v1/data/objects/query/{object}`` (Gainsight, «Company API»)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from sandbox.gainsight.callers import Caller, visible
from sandbox.gainsight.envelope import Refusal, answer, not_found
from sandbox.gainsight.filters import Test, compile_test

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.gainsight.records import Path, Records, Row
    from sandbox.gainsight.schema import ObjectType
    from sandbox.gainsight.settings import Settings

__all__ = ["Query", "json_body", "where_test"]

_MAX_LIMIT = 5_000
_ALIAS = re.compile(r"[A-Z]")

RowTest: TypeAlias = Callable[["Row"], bool]


def json_body(request: Request) -> dict[str, Any]:
    """Read the body of an API call.

    Raises
    ------
    Refusal
        Not ``Content-Type: application/json``, or not a JSON object.
    """
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict):
        raise Refusal("GSOBJ_1008", "Request body must be a JSON object")
    return body


class Query:
    """The read endpoint of one tenant."""

    def __init__(self, *, records: Records, settings: Settings) -> None:
        self._records = records
        self._settings = settings

    def query(self, request: Request, caller: Caller, name: str) -> Response:
        """Answer one page of rows."""
        body = json_body(request)
        kind = self._records.type(name)
        if not kind.queryable:
            raise not_found()
        columns = self._columns(kind, body)
        rows = self._rows(kind, body, caller)
        page = _page(rows, body)
        if not page and self._settings.empty_answer != "records":
            return self._nothing()
        shown = [self._show(kind, row, columns) for row in page]
        return answer({"records": shown} if self._settings.data_shape == "records" else shown)

    def _columns(self, kind: ObjectType, body: dict[str, Any]) -> list[Path]:
        select = body.get("select")
        if not isinstance(select, list) or not select:
            raise Refusal("GSOBJ_1002", "select is mandatory")
        return [self._path(kind, name) for name in select]

    def _rows(self, kind: ObjectType, body: dict[str, Any], caller: Caller) -> list[Row]:
        matches = where_test(
            kind, body.get("where"), records=self._records, settings=self._settings
        )
        rows = [
            row
            for row in self._records.rows(kind)
            if visible(caller, kind, row, records=self._records, settings=self._settings)
            and matches(row)
        ]
        for name, direction in reversed(list(_order_by(body).items())):
            path = self._path(kind, name)
            rows.sort(
                key=lambda row, path=path: _sort_key(self._records.read(kind, row, path)),  # type: ignore[misc]
                reverse=direction == "desc",
            )
        return rows

    def _path(self, kind: ObjectType, name: object) -> Path:
        return self._records.path(kind, name, max_steps=self._settings.max_traversal)

    def _show(self, kind: ObjectType, row: Row, columns: list[Path]) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for path in columns:
            value = self._records.read(kind, row, path)
            if isinstance(value, list) and self._settings.multi_values == "semicolon":
                value = ";".join(value)
            if value is not None or self._settings.null_values == "null":
                shown[path.asked] = value
        return shown

    def _nothing(self) -> Response:
        if self._settings.empty_answer == "result_false":
            raise Refusal("GSOBJ_1XXX", "No data found for given criteria", status=200)
        raise Refusal("GSOBJ_1011", "No entity matches the given criteria")


def where_test(kind: ObjectType, where: object, *, records: Records, settings: Settings) -> RowTest:
    """Turn ``where`` into a test of a row; no ``where``: every row.

    Raises
    ------
    Refusal
        A condition or an expression that is not of the documented form.
    """
    if where is None:
        return lambda _row: True
    conditions = where.get("conditions") if isinstance(where, dict) else None
    if not isinstance(where, dict) or not conditions or not _all_objects(conditions):
        raise Refusal("GSOBJ_1008", "where needs conditions")
    tests: dict[str, RowTest] = {}
    for condition in conditions:
        alias = str(condition.get("alias", ""))
        if not _ALIAS.fullmatch(alias) or alias in tests:
            raise Refusal("GSOBJ_1008", f"alias must be one letter, used once ({alias})")
        tests[alias] = _condition(kind, condition, records=records, settings=settings)
    alternatives = _alternatives(where.get("expression"), tests, settings)
    return lambda row: any(all(tests[a](row) for a in group) for group in alternatives)


def _all_objects(conditions: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(conditions, list) and all(isinstance(each, dict) for each in conditions)


def _condition(
    kind: ObjectType, condition: dict[str, Any], *, records: Records, settings: Settings
) -> RowTest:
    path = records.path(kind, condition.get("name"), max_steps=settings.max_traversal)
    test: Test = compile_test(
        path.field, condition.get("operator"), condition.get("value"), settings=settings
    )
    return lambda row: test(records.read(kind, row, path))


def _alternatives(
    expression: object, tests: dict[str, RowTest], settings: Settings
) -> list[list[str]]:
    if expression is None and len(tests) == 1:
        return [list(tests)]
    words = str(expression or "").split()
    aliases, operators = words[::2], words[1::2]
    if len(words) % 2 == 0 or not set(operators) <= {"AND", "OR"} or not set(aliases) <= set(tests):
        raise Refusal("GSOBJ_1008", f"Invalid expression ({expression})")
    if len(set(operators)) > 1 and settings.mixed_expression == "refuse":
        raise Refusal("GSOBJ_1008", f"AND and OR in one expression ({expression})")
    groups = [[aliases[0]]]
    for operator, alias in zip(operators, aliases[1:], strict=True):
        if operator == "OR":
            groups.append([alias])
        elif settings.mixed_expression == "left_to_right":
            groups = [[*group, alias] for group in groups]
        else:
            groups[-1].append(alias)
    return groups


def _order_by(body: dict[str, Any]) -> dict[str, str]:
    order = body.get("orderBy") or {}
    if not isinstance(order, dict) or not set(order.values()) <= {"asc", "desc"}:
        raise Refusal("GSOBJ_1008", "orderBy maps fields to asc or desc")
    return order


def _sort_key(value: Any) -> tuple[bool, Any]:
    return (value is not None, value.lower() if isinstance(value, str) else value)


def _page(rows: list[Row], body: dict[str, Any]) -> list[Row]:
    limit, offset = body.get("limit", _MAX_LIMIT), body.get("offset", 0)
    for name, number, least in (("limit", limit, 1), ("offset", offset, 0)):
        if isinstance(number, bool) or not isinstance(number, int) or number < least:
            raise Refusal("GSOBJ_1008", f"{name} must be a number of at least {least}")
    if limit > _MAX_LIMIT:
        raise Refusal("GSOBJ_1008", f"limit must not exceed {_MAX_LIMIT}")
    return rows[offset : offset + limit]
