"""User list: ``POST /v1/users/services/list`` (Gainsight, «User Management APIs»)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.gainsight.callers import licence
from sandbox.gainsight.envelope import Refusal, answer
from sandbox.gainsight.query import json_body, where_test

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.gainsight.callers import Caller
    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.settings import Settings

__all__ = ["Users"]

_MAX_PAGE = 100


class Users:
    """The user endpoint of one tenant; its licence is a system name, not an item's GSID."""

    def __init__(self, *, records: Records, settings: Settings) -> None:
        self._records = records
        self._settings = settings

    def list_users(self, request: Request, _caller: Caller) -> Response:
        """List a page of users; ``page`` counts from 0."""
        body = json_body(request)
        names = body.get("select")
        if not isinstance(names, list) or not names:
            raise Refusal("GU_2410", "select is mandatory")
        rows = self._matching(body)
        for name, direction in reversed(list((body.get("orderBy") or {}).items())):
            field = self._field(name)
            rows.sort(key=lambda row, n=field: str(row.get(n, "")), reverse=direction == "desc")  # type: ignore[misc]
        page, limit = body.get("page", 0), body.get("limit", 25)
        if not isinstance(page, int) or not isinstance(limit, int) or not 1 <= limit <= _MAX_PAGE:
            raise Refusal("GU_2410", "page and limit are out of range")
        shown = [self._show(row, names) for row in rows[page * limit : (page + 1) * limit]]
        if self._settings.data_shape == "list":
            return answer(shown)
        total = {"totalCount": len(rows)} if body.get("includeTotal") else {}
        return answer({"records": shown} | total)

    def _matching(self, body: dict[str, Any]) -> list[Row]:
        where = body.get("where")
        if isinstance(where, dict) and len(where.get("conditions") or []) == 1:
            first = {"alias": "A"} | where["conditions"][0]
            where = {"expression": first["alias"]} | where | {"conditions": [first]}
        kind = self._records.type("gsuser")
        matches = where_test(kind, where, records=self._records, settings=self._settings)
        return [row for row in self._records.rows(kind) if matches(row)]

    def _show(self, row: Row, names: list[Any]) -> dict[str, Any]:
        return {name: self._value(row, self._field(name)) for name in ("Gsid", *names)}

    def _value(self, row: Row, field: str) -> Any:
        return licence(self._records, row) if field == "LicenseType" else row.get(field)

    def _field(self, name: object) -> str:
        field = self._records.type("gsuser").field(name)
        if field is None:
            raise Refusal("GU_2409", f"Field is not supported ({name})")
        return field.name
