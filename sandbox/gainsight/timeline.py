"""Timeline API: create, update and delete activities (Gainsight, «Timeline APIs»)."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from sandbox.gainsight.checks import FieldError, stored_value
from sandbox.gainsight.envelope import Refusal, answer, json_response
from sandbox.gainsight.lookups import LookupMiss, Lookups
from sandbox.gainsight.query import json_body
from sandbox.gainsight.schema import gsid
from sandbox.gainsight.values import parse_write_time
from sandbox.gainsight.write import record_list

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.gainsight.callers import Caller
    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.settings import Settings
    from sandbox.party import Now, Token

__all__ = ["ACTIVITY_TYPES", "Timeline"]

ACTIVITY_TYPES = ("Update", "Call", "Meeting", "Email", "Milestone", "Escalation")
_CONTEXTS = (
    *("Company", "Relationship", "CTA", "SuccessPlan", "Scorecard", "ScorecardMeasure"),
    "Milestone",
)
_REQUIRED = ("ExternalId", "ContextName", "TypeName", "Subject", "Notes")
_IDENTIFIERS = {"externalid": "ExternalId", "activityid": "ActivityId", "gsid": "Gsid"}
_ACTIVITY_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:?\d{2})")
_ATTENDEES = frozenset({"InternalAttendees", "ExternalAttendees"})
_GIVEN = frozenset({"ActivityId", "Gsid", "NotesPlainText"})
_MISSING, _DUPLICATE, _UNRELATED = "GS_TL_10_0206", "GS_TL_10_0207", "GS_TL_10_0213"


class _Failure(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class Timeline:
    """The activity endpoints of one tenant. Each record stands or falls alone, with status 200."""

    def __init__(self, *, records: Records, settings: Settings, now: Now, token: Token) -> None:
        self._records = records
        self._settings = settings
        self._now = now
        self._token = token

    def create(self, request: Request, caller: Caller) -> Response:
        """Create activities; an ``ExternalId`` that was ever used is refused."""
        body = json_body(request)
        sent = record_list(body, most=self._settings.timeline_max_records)
        lookups = Lookups(body.get("lookups"), records=self._records)
        return self._each(sent, "ExternalId", lambda record: self._created(record, lookups, caller))

    def update(self, request: Request, caller: Caller) -> Response:
        """Update the activities that ``identifier`` picks."""
        identifier = _IDENTIFIERS.get(request.args.get("identifier", ""))
        if identifier is None:
            raise Refusal("GSOBJ_1008", "identifier must be externalid, activityid or gsid")
        body = json_body(request)
        sent = record_list(body, most=self._settings.timeline_max_records)
        lookups = Lookups(body.get("lookups"), records=self._records)
        return self._each(
            sent, identifier, lambda record: self._updated(record, identifier, lookups, caller)
        )

    def delete(self, request: Request, _caller: Caller) -> Response:
        """Delete by id, ``{"records": [{"ActivityId": ...}]}``; the body's form is a gap."""
        for record in record_list(json_body(request)):
            row = self._find("ActivityId", record.get("ActivityId"))
            if row is None:
                raise Refusal("GSOBJ_1011", "No entity matches the given criteria")
            self._records.delete("activity_timeline", row["Gsid"])
        return answer(None)

    def _each(self, sent: list[dict[str, Any]], key: str, one: Any) -> Response:
        success: dict[str, list[dict[str, str]]] = {}
        failures: dict[str, list[dict[str, str]]] = {}
        for record in sent:
            name = str(_value(record, key) or "")
            try:
                success[name] = [{"activityId": one(record)["ActivityId"]}]
            except _Failure as failure:
                failures[name] = [{"errorCode": failure.code, "message": failure.message}]
        data = {"success": success, self._settings.failure_map: failures}
        return json_response({"result": True, "data": data})

    def _created(self, record: dict[str, Any], lookups: Lookups, caller: Caller) -> Row:
        for name in _REQUIRED:
            if not _value(record, name):
                what = f"Activity context name for key '{name}' missing"
                raise _Failure(_MISSING, what if name == "ContextName" else f"'{name}' missing")
        if self._find("ExternalId", _value(record, "ExternalId")):
            raise _Failure(_DUPLICATE, "Duplicate ExternalId")
        values = self._values(self._filled(record, lookups))
        self._check_context(values)
        now_ms = int(self._now() * 1000)
        row: Row = {
            "Gsid": gsid("1P09", self._token()),
            "ActivityId": gsid("1T01", self._token()),
            "ActivityDate": now_ms,
            "CreatedDate": now_ms,
            "CreatedBy": caller.gsid,
        }
        return self._stored(row, values, caller)

    def _updated(
        self, record: dict[str, Any], identifier: str, lookups: Lookups, caller: Caller
    ) -> Row:
        row = self._find(identifier, _value(record, identifier))
        if row is None:
            raise _Failure(_UNRELATED, "Activity not found")
        values = self._values(self._filled(record, lookups))
        self._check_context(row | values)
        return self._stored(row, values, caller)

    def _stored(self, row: Row, values: dict[str, Any], caller: Caller) -> Row:
        row |= values
        if row["ContextName"] == "Relationship":
            # A company's Timeline shows its relationships' activities too: «Log Activities».
            relationship = self._records.get("relationship", row["GsRelationshipId"])
            row["GsCompanyId"] = relationship["CompanyId"] if relationship else None
        row["NotesPlainText"] = html.unescape(re.sub(r"<[^>]+>", " ", row["Notes"])).strip()
        row |= {"LastModifiedDate": int(self._now() * 1000), "LastModifiedBy": caller.gsid}
        self._records.put("activity_timeline", row)
        return row

    def _values(self, record: dict[str, Any]) -> dict[str, Any]:
        kind = self._records.type("activity_timeline")
        values: dict[str, Any] = {}
        for name, value in record.items():
            field = kind.field(name)
            if field is None:
                raise _Failure("GSOBJ_1002", f"Invalid field ({name})")
            if field.name in _ATTENDEES:
                values[field.name] = _attendees(field.name, value)
            elif field.name == "ActivityDate":
                values[field.name] = _activity_date(value)
            elif field.name in _GIVEN:
                continue
            else:
                try:
                    values[field.name] = stored_value(field, value, records=self._records)
                except FieldError as error:
                    code = _UNRELATED if field.target else error.code
                    raise _Failure(code, f"{error.message} ({field.name})") from None
        return values

    def _filled(self, record: dict[str, Any], lookups: Lookups) -> dict[str, Any]:
        try:
            filled = lookups.fill(self._records.type("activity_timeline"), record)
        except LookupMiss as miss:
            raise _Failure(_UNRELATED, f"Related record not found ({miss.field})") from None
        return {name: value for name, value in filled.items() if name.lower() != "author"}

    def _check_context(self, values: dict[str, Any]) -> None:
        if values["ContextName"] not in _CONTEXTS:
            raise _Failure(_UNRELATED, "Unknown context")
        if values["TypeName"] not in ACTIVITY_TYPES:
            raise _Failure(_UNRELATED, "Unknown activity type")
        needed = {"Company": "GsCompanyId", "Relationship": "GsRelationshipId"}
        for name in ("AuthorId", needed.get(values["ContextName"], "AuthorId")):
            if not values.get(name):
                raise _Failure(_MISSING, f"'{name}' missing")
        if values["TypeName"] == "Escalation" and not values.get("Ant__Severity__c"):
            raise _Failure(
                _MISSING,
                "Missing required custom fields: 'Severity' (type: STRING, "
                "allowed values: ['Low', 'Medium', 'High'])",
            )

    def _find(self, field: str, value: object) -> Row | None:
        rows = self._records.rows("activity_timeline")
        return next((row for row in rows if value and row.get(field) == value), None)


def _value(record: dict[str, Any], name: str) -> Any:
    return next((value for key, value in record.items() if key.lower() == name.lower()), None)


def _attendees(name: str, value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _Failure("GSOBJ_1008", f"{name} must be an array of e-mail addresses")
    return ",".join(value)


def _activity_date(value: object) -> int:
    moment = parse_write_time(value)
    if moment is None or not _ACTIVITY_DATE.fullmatch(str(value)):
        raise _Failure("GSOBJ_1005", "ActivityDate must be yyyy-MM-dd'T'HH:mm:ss.SSSZ")
    return moment
