"""Writing rows: insert, update by keys, delete (Gainsight, «Company API»)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.gainsight.callers import Caller, visible
from sandbox.gainsight.checks import FieldError, stored_value
from sandbox.gainsight.envelope import Refusal, answer, not_found
from sandbox.gainsight.lookups import LookupMiss, Lookups
from sandbox.gainsight.query import json_body
from sandbox.gainsight.schema import gsid

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.schema import Field, ObjectType
    from sandbox.gainsight.settings import Settings
    from sandbox.party import Now, Token

__all__ = ["Write", "record_list"]

_MAX_RECORDS = 50
_MAX_KEYS = 3
_TAKEN = "Data validation failed: value exists already"
_KEY_TYPES = frozenset({"STRING", "GSID", "LOOKUP", "EMAIL", "NUMBER"})


def record_list(body: dict[str, Any], *, most: int = _MAX_RECORDS) -> list[dict[str, Any]]:
    """Read ``records`` of a body.

    Raises
    ------
    Refusal
        None of them, more than `most`, or something that is no object.
    """
    records = body.get("records")
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        raise Refusal("GSOBJ_1008", "records must be a list of objects")
    if not 1 <= len(records) <= most:
        raise Refusal("GSOBJ_1008", f"Between 1 and {most} records are allowed")
    return records


@dataclass
class _Change:
    row: Row
    values: dict[str, Any]


class Write:
    """The write endpoints of one tenant's objects. A call writes all its records, or none."""

    def __init__(self, *, records: Records, settings: Settings, now: Now, token: Token) -> None:
        self._records = records
        self._settings = settings
        self._now = now
        self._token = token

    def insert(self, request: Request, caller: Caller, name: str) -> Response:
        """Insert up to 50 rows."""
        kind = self._kind(name)
        return self._apply(kind, request, caller, keys=None)

    def update(self, request: Request, caller: Caller, name: str) -> Response:
        """Update the rows that up to three ``keys`` pick, up to 50 records a call."""
        kind = self._kind(name)
        return self._apply(kind, request, caller, keys=_keys(kind, request))

    def delete(self, _request: Request, caller: Caller, name: str, row_gsid: str) -> Response:
        """Delete one row; 500 GSOBJ_1003 while other rows still look it up."""
        kind = self._kind(name)
        row = self._records.get(kind, row_gsid)
        if row is None or not self._sees(caller, kind, row):
            raise Refusal("GSOBJ_1004", "Gainsight ID is invalid or missing")
        if self._records.referrers(row_gsid):
            raise Refusal("GSOBJ_1003", "Failed to delete the record", status=500)
        self._records.delete(kind, row_gsid)
        return answer({"count": 1, "errors": None, "records": [{"Gsid": row_gsid}]})

    def _kind(self, name: str) -> ObjectType:
        kind = self._records.type(name)
        if not kind.queryable:
            raise not_found()
        if not kind.writable or self._settings.refuses_writes(kind.name):
            raise Refusal("GSOBJ_1023", f"Invalid API path for {kind.name}")
        return kind

    def _apply(
        self, kind: ObjectType, request: Request, caller: Caller, *, keys: list[Field] | None
    ) -> Response:
        body = json_body(request)
        records = record_list(body)
        lookups = Lookups(body.get("lookups"), records=self._records)
        changes: list[_Change] = []
        errors: list[list[dict[str, Any]]] = []
        for record in records:
            planned, wrong = self._plan(kind, record, lookups, caller, keys)
            wrong += self._taken(kind, planned, changes)
            changes += planned
            errors.append(_nested(record, wrong))
        if any(errors):
            raise _rejected(errors)
        for change in changes:
            self._store(kind, change, caller)
        gsids = [{"Gsid": change.row["Gsid"]} for change in changes]
        return answer({"count": len(gsids), "errors": None, "records": gsids})

    def _plan(
        self,
        kind: ObjectType,
        record: dict[str, Any],
        lookups: Lookups,
        caller: Caller,
        keys: list[Field] | None,
    ) -> tuple[list[_Change], list[FieldError]]:
        try:
            record = lookups.fill(kind, record)
        except LookupMiss as miss:
            text = "Lookup found no record, or several"
            return [], [FieldError("GSOBJ_1004", text, miss.field, miss.wanted)]
        values, errors = self._values(kind, record, keys)
        if keys is None:
            errors += _missing(kind, values, errors)
            new: Row = {"Gsid": gsid(kind.key_prefix, self._token())}
            return [_Change(new, values)], errors
        targets = self._targets(kind, record, keys, caller)
        return [_Change(row, values) for row in targets], errors

    def _values(
        self, kind: ObjectType, record: dict[str, Any], keys: list[Field] | None
    ) -> tuple[dict[str, Any], list[FieldError]]:
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for name, value in record.items():
            field = kind.field(name)
            if field is not None and keys and field in keys:
                continue
            try:
                known = _writable(field, name, value, update=keys is not None)
                if known.name in self._settings.refusals:
                    code = self._settings.refusals[known.name]
                    raise FieldError(code, "Refused by the tenant", name, value)
                values[known.name] = stored_value(known, value, records=self._records)
            except FieldError as error:
                errors.append(error)
        return values, errors

    def _taken(
        self, kind: ObjectType, planned: list[_Change], earlier: list[_Change]
    ) -> list[FieldError]:
        """Find values of unique fields that another row has, or another record of this call."""
        how = self._settings.unique_refusal
        errors = []
        for field in kind.fields if how != "none" else ():
            for change in planned if field.unique else ():
                value, own = change.values.get(field.name), change.row["Gsid"]
                stored = [row for row in self._records.rows(kind) if row["Gsid"] != own]
                there = [row.get(field.name) for row in stored]
                there += [other.values.get(field.name) for other in earlier]
                if value is not None and value in there:
                    errors.append(FieldError("GSOBJ_1008", _TAKEN, field.name, value))
        if errors and how != "field":
            raise Refusal("GSOBJ_1008" if how == "record" else "UNIQUE_VALUE_EXISTS", _TAKEN)
        return errors

    def _targets(
        self, kind: ObjectType, record: dict[str, Any], keys: list[Field], caller: Caller
    ) -> list[Row]:
        sent = {name.lower(): value for name, value in record.items()}
        wanted = {field.name: sent.get(field.name.lower()) for field in keys}
        if any(value is None for value in wanted.values()):
            raise Refusal("GSOBJ_1004", "A key field is missing in a record")
        found = [
            row
            for row in self._records.rows(kind)
            if all(row.get(name) == value for name, value in wanted.items())
            and self._sees(caller, kind, row)
        ]
        if not found:
            raise Refusal("GSOBJ_1011", "No entity matches the given criteria")
        return found

    def _store(self, kind: ObjectType, change: _Change, caller: Caller) -> None:
        now_ms = int(self._now() * 1000)
        if "CreatedDate" not in change.row:
            change.row |= {"CreatedDate": now_ms, "CreatedBy": caller.gsid}
        change.row |= change.values | {"ModifiedDate": now_ms, "ModifiedBy": caller.gsid}
        self._records.put(kind, change.row)

    def _sees(self, caller: Caller, kind: ObjectType, row: Row) -> bool:
        return visible(caller, kind, row, records=self._records, settings=self._settings)


def _keys(kind: ObjectType, request: Request) -> list[Field]:
    names = [name for name in request.args.get("keys", "").split(",") if name]
    if not 1 <= len(names) <= _MAX_KEYS:
        raise Refusal("GSOBJ_1008", f"Between 1 and {_MAX_KEYS} keys are allowed")
    fields = [field for field in map(kind.field, names) if field and field.type in _KEY_TYPES]
    if len(fields) != len(names):
        raise Refusal("GSOBJ_1002", "A key is no field, or not of a type a key may have")
    return fields


def _writable(field: Field | None, name: str, value: object, *, update: bool) -> Field:
    if field is None:
        raise FieldError("GSOBJ_1002", "Invalid field, re-check the data mapping", name, value)
    allowed = field.updateable if update else field.createable
    if not field.writable or not allowed:
        raise FieldError("GSOBJ_1002", "Field is read-only", name, value)
    return field


def _missing(
    kind: ObjectType, values: dict[str, Any], errors: list[FieldError]
) -> list[FieldError]:
    refused = {error.field.lower() for error in errors}
    return [
        FieldError("GSOBJ_1007", "A required field is missing", field.name, None)
        for field in kind.fields
        if field.required and field.name not in values and field.name.lower() not in refused
    ]


def _nested(record: dict[str, Any], errors: list[FieldError]) -> list[dict[str, Any]]:
    if not errors:
        return []
    return [
        {
            "success": False,
            "parsedValue": errors[0].value if len(errors) == 1 else record,
            "errors": [error.body() for error in errors],
        }
    ]


def _rejected(errors: list[list[dict[str, Any]]]) -> Refusal:
    first = next(nested[0] for nested in errors if nested)["errors"][0]
    return Refusal(
        first["errorCode"],
        f"{first['errorMessage']} ({first['fieldName']} = {first['invalidValue']}).",
        data={"count": 0, "errors": errors, "records": None},
    )
