"""People API: upsert of one person with his places (Gainsight, «People API»)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.gainsight.envelope import Refusal, answer
from sandbox.gainsight.query import json_body
from sandbox.gainsight.schema import gsid

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.gainsight.callers import Caller
    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.schema import Field, ObjectType
    from sandbox.gainsight.settings import Settings
    from sandbox.party import Now, Token

__all__ = ["People"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PLACES = {"companies", "relationships", "associations"}


class People:
    """The people endpoint of one tenant."""

    def __init__(self, *, records: Records, settings: Settings, now: Now, token: Token) -> None:
        self._records = records
        self._settings = settings
        self._now = now
        self._token = token

    def upsert(self, request: Request, caller: Caller) -> Response:
        """Insert or update the person with this e-mail address, in any case.

        The form of the answer is a gap; this one names the person.
        """
        body = json_body(request)
        email = body.get("Email")
        if not email:
            raise Refusal("GSOBJ_VQP1001", "Email must not be null or empty")
        if not isinstance(email, str) or not _EMAIL.fullmatch(email):
            raise Refusal("GSOBJ_VDTEMAIL1001", "Invalid email")
        values = self._values(
            "person", {name: value for name, value in body.items() if name not in _PLACES}
        )
        at_companies = [self._place("company_person", each) for each in self._companies(body)]
        in_relationships = [
            self._place("relationship_person", each) for each in _listed(body, "relationships")
        ]
        person = self._person(email, values, caller)
        for place in at_companies:
            self._put_place("company_person", "Company_ID", person, place, caller)
        for place in in_relationships:
            self._put_place("relationship_person", "Relationship_ID", person, place, caller)
        return answer({"Gsid": person["Gsid"]})

    def _companies(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        way = self._settings.associations
        for name in ("companies", "associations"):
            if name in body and way not in (name, "both"):
                raise Refusal("GSOBJ_VCRUDR1002", f"Field does not exist ({name})")
        associations = body.get("associations")
        one = associations.get("companyPerson") if isinstance(associations, dict) else None
        return [*_listed(body, "companies"), *([one] if one else [])]

    def _values(self, kind_name: str, sent: dict[str, Any]) -> dict[str, Any]:
        kind = self._records.type(kind_name)
        values: dict[str, Any] = {}
        for name, value in sent.items():
            field = kind.field(name)
            if field is None or not field.writable:
                raise Refusal("GSOBJ_VCRUDR1002", f"Field does not exist ({name})")
            values[field.name] = self._value(field, value)
        return values

    def _value(self, field: Field, value: object) -> Any:
        if value is None:
            return None
        if field.target:
            if self._records.get(field.target, value) is None:
                raise Refusal("GSOBJ_PEOPLE1001", "Associated entities do not exist")
            return value
        if field.picklist:
            item = field.picklist.item(value)
            if item is None or not item.active:
                raise Refusal("GSOBJ_VDTPKLST1002", f"Item not found ({field.name} = {value})")
            return item.gsid
        wrong = not isinstance(value, bool if field.type == "BOOLEAN" else str)
        if wrong or (isinstance(value, str) and len(value) > (field.length or len(value))):
            code = {"BOOLEAN": "GSOBJ_VDTBOOL1001", "URL": "GSOBJ_VDTURL1001"}
            raise Refusal(
                code.get(field.type, "GSOBJ_VDTBSTR1001"), f"Invalid value ({field.name})"
            )
        return value

    def _place(self, kind_name: str, sent: object) -> dict[str, Any]:
        if not isinstance(sent, dict):
            raise Refusal("GSOBJ_VCRUDR1001", "Row must not be null")
        values = self._values(kind_name, sent)
        needed = "Company_ID" if kind_name == "company_person" else "Relationship_ID"
        if not values.get(needed):
            raise Refusal("GSOBJ_PEOPLE1001", "Associated entities do not exist")
        return values

    def _person(self, email: str, values: dict[str, Any], caller: Caller) -> Row:
        kind = self._records.type("person")
        row = next(
            (r for r in self._records.rows(kind) if str(r["Email"]).lower() == email.lower()), None
        )
        if row is not None:
            values.pop("Email")
        row = row or self._new(kind, caller)
        row |= values
        if not row.get("Name"):
            parts = (row.get(name) for name in ("FirstName", "MiddleName", "LastName"))
            row["Name"] = " ".join(str(part) for part in parts if part) or None
        self._touch(kind, row, caller)
        return row

    def _put_place(
        self, kind_name: str, at: str, person: Row, values: dict[str, Any], caller: Caller
    ) -> None:
        kind = self._records.type(kind_name)
        own = [row for row in self._records.rows(kind) if row["Person_ID"] == person["Gsid"]]
        row = next((row for row in own if row[at] == values[at]), None)
        row = row or self._new(kind, caller) | {"Person_ID": person["Gsid"], "Active": True}
        if values.get("IsPrimaryCompany"):
            for other in own:
                other["IsPrimaryCompany"] = False
        row |= values
        self._touch(kind, row, caller)

    def _new(self, kind: ObjectType, caller: Caller) -> Row:
        return {
            "Gsid": gsid(kind.key_prefix, self._token()),
            "CreatedDate": int(self._now() * 1000),
            "CreatedBy": caller.gsid,
        }

    def _touch(self, kind: ObjectType, row: Row, caller: Caller) -> None:
        row |= {"ModifiedDate": int(self._now() * 1000), "ModifiedBy": caller.gsid}
        self._records.put(kind, row)


def _listed(body: dict[str, Any], name: str) -> list[Any]:
    places = body.get(name) or []
    if not isinstance(places, list):
        raise Refusal("GSOBJ_VCRUDR1001", f"{name} must be a list")
    return places
