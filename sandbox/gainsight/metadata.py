"""Metadata: which objects, fields and picklists a tenant has («Data Management APIs»)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.gainsight.envelope import Refusal, answer, not_found
from sandbox.gainsight.query import json_body

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.gainsight.callers import Caller
    from sandbox.gainsight.records import Records
    from sandbox.gainsight.schema import Field, Item, ObjectType, Picklist
    from sandbox.gainsight.settings import Settings

__all__ = ["Metadata"]


class Metadata:
    """The metadata endpoints of one tenant."""

    def __init__(self, *, records: Records, settings: Settings) -> None:
        self._records = records
        self._settings = settings

    def list_objects(self, _request: Request, _caller: Caller) -> Response:
        """List the tenant's objects."""
        return answer([_object(kind) for kind in self._records.types.values() if kind.queryable])

    def describe_one(self, _request: Request, _caller: Caller, name: str) -> Response:
        """Describe one object, options of its picklists included."""
        described = self._describe(self._type(name), options=True, hidden=True)
        return answer([described] if self._settings.describe_shape == "list" else described)

    def describe_many(self, request: Request, _caller: Caller) -> Response:
        """Describe several objects; flags are the texts ``"true"`` and ``"false"``."""
        body = json_body(request)
        names = body.get("objectNames")
        if not isinstance(names, list) or not names:
            raise Refusal("GSOBJ_1008", "objectNames is mandatory")
        flags = {"populatePickListOptions", "removeHidden"}
        if any(body.get(flag, "false") not in ("true", "false") for flag in flags):
            raise Refusal("GSOBJ_1008", "flags are the texts true and false")
        described = [
            self._describe(
                self._type(str(name)),
                options=body.get("populatePickListOptions") == "true",
                hidden=body.get("removeHidden") != "true",
            )
            for name in names
        ]
        if self._settings.describe_shape == "list":
            return answer(described)
        by_name = {one["objectName"]: one for one in described}
        return answer(by_name if len(by_name) > 1 else described[0])

    def dropdown(self, _request: Request, _caller: Caller, category: str) -> Response:
        """Give a picklist category and its items."""
        for kind in self._records.types.values():
            for field in kind.fields:
                if field.picklist and field.picklist.gsid == category:
                    return answer(_category(field.picklist))
        raise Refusal("OBJECT_NOT_FOUND", "Requested category not found.")

    def _type(self, name: str) -> ObjectType:
        kind = self._records.type(name)
        if not kind.queryable:
            raise not_found()
        return kind

    def _describe(self, kind: ObjectType, *, options: bool, hidden: bool) -> dict[str, Any]:
        return {
            **_object(kind),
            "fields": [
                self._field(kind, field, options=options)
                for field in kind.fields
                if hidden or not field.hidden
            ],
        }

    def _field(self, kind: ObjectType, field: Field, *, options: bool) -> dict[str, Any]:
        picklist = field.picklist if options else None
        return {
            "fieldName": field.name,
            "label": field.label,
            "dataType": field.type,
            "objectName": kind.name,
            "options": [_option(picklist, item) for item in picklist.items] if picklist else [],
            "meta": self._meta(field, kind),
        }

    def _meta(self, field: Field, kind: ObjectType) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "sourceType": "GAINSIGHT",
            "inlineEditable": field.inline_editable,
            "massEditable": False,
        }
        if field.picklist:
            properties["PICKLIST_CATEGORY"] = field.picklist.name
            properties["PICKLIST_CATEGORY_ID"] = field.picklist.gsid
        return {
            "properties": properties,
            "filterable": True,
            "sortable": field.type != "MULTISELECTDROPDOWNLIST",
            "groupable": field.type in ("PICKLIST", "BOOLEAN", "LOOKUP"),
            "createable": field.createable and not self._settings.refuses_writes(kind.name),
            "updateable": field.updateable and not self._settings.refuses_writes(kind.name),
            "formulaField": field.formula,
            "hasLookup": field.target is not None,
            "required": field.required,
            "richText": field.type == "RICHTEXTAREA",
            "nillable": field.nillable,
            "readOnly": field.read_only,
            "dependentPicklist": False,
            "fieldGroupType": field.group,
            "selfLookup": field.target == kind.name,
            "indexed": field.name in ("Gsid", "Name", "Email"),
            "decimalPlaces": field.decimals,
            "length": field.length,
            "hidden": field.hidden,
            "nameField": field.name_field,
            "description": field.description,
            "aggregatable": field.type in ("NUMBER", "CURRENCY", "PERCENTAGE"),
            "lookupDetail": self._lookup(field),
        }

    def _lookup(self, field: Field) -> dict[str, Any] | None:
        if field.target is None:
            return None
        label = self._records.type(field.target).label
        return {
            "lookupName": field.lookup_name,
            "fieldName": "Gsid",
            "lookupObjects": [{"objectName": field.target, "label": label}],
        }


def _object(kind: ObjectType) -> dict[str, Any]:
    return {
        "objectName": kind.name,
        "label": kind.label,
        "objectType": kind.object_type,
        "keyPrefix": kind.key_prefix,
        "transactional": False,
        "readable": True,
        "createable": kind.writable,
        "schemaUpdateable": kind.object_type != "SYSTEM",
    }


def _option(picklist: Picklist, item: Item) -> dict[str, Any]:
    return {
        "active": item.active,
        "defaultValue": item.default,
        "label": item.label,
        "value": item.gsid,
        "displayOrder": item.order,
        "groupId": picklist.gsid,
        "color": None,
        "controllerValues": None,
        "systemName": item.system_name,
        "validFor": None,
    }


def _category(picklist: Picklist) -> dict[str, Any]:
    return {
        "categoryDetails": {"gsid": picklist.gsid, "name": picklist.name},
        "childItems": [
            {
                "gsid": item.gsid,
                "name": item.label,
                "systemName": item.system_name,
                "active": item.active,
                "displayOrder": item.order,
                "color": None,
                "default": item.default,
            }
            for item in picklist.items
        ],
    }
