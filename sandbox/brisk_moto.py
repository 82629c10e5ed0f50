"""Moto without what it does for nobody here: the same answers in a fraction of the time and memory.

Importing it is enough.
"""

from __future__ import annotations

import copy
import threading
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from moto.core import responses
from moto.core.common_models import BaseModel
from moto.core.serialize import SERVICE_SPECIFIC_SERIALIZERS, JSONSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__: list[str] = []

LARGEST_ITEM_BYTES = 405_000
"""As moto has it; DynamoDB says 400 KB, and takes a little more."""


class _DynamoDbSerializer(JSONSerializer):
    """Writes moto's answers for DynamoDB, which spells attribute values as DynamoDB does.

    By itself moto would look for twenty spellings in each value, most of the time a test takes.
    """

    def _serialize_type_structure(self, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue":
            self._default_serialize(serialized, self._written(value), shape, key)
        else:
            super()._serialize_type_structure(serialized, value, shape, key)

    def _written(self, value: dict[str, Any]) -> dict[str, Any]:
        ((kind, content),) = value.items()
        if kind == "M":
            return {kind: {name: self._written(one) for name, one in content.items()}}
        if kind == "L":
            return {kind: [self._written(one) for one in content]}
        if kind == "B":
            return {kind: self._base64(content)}
        if kind == "BS":
            return {kind: [self._base64(one) for one in content]}
        return {kind: content}


SERVICE_SPECIFIC_SERIALIZERS["dynamodb"] = {"json": _DynamoDbSerializer}


# It would list a class's functions anew for each call.
_names = cache(method_names_from_class)
responses.method_names_from_class = _names  # type: ignore[attr-defined]


def _kept_by_nobody(cls: type[BaseModel], *_: Any, **__: Any) -> BaseModel:
    return object.__new__(cls)


# For a page nobody opens here moto would keep all it ever made, down to copies of single values.
BaseModel.__new__ = staticmethod(_kept_by_nobody)  # type: ignore[method-assign]


def _weighed_once(
    self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]
) -> None:
    """Make an item and look at its size once; moto would with each attribute, at all before it."""
    self.hash_key, self.range_key = hash_key, range_key
    self.attrs = LimitedSizeDict()
    dict.update(self.attrs, {name: DynamoType(value) for name, value in attrs.items()})
    if self.size() > LARGEST_ITEM_BYTES:
        raise ItemSizeTooLarge


Item.__init__ = _weighed_once  # type: ignore[method-assign]


class _Transaction(threading.local):
    """The partitions that the transaction of this thread names, by table; None outside of one."""

    partitions: dict[str, list[DynamoType]] | None = None
    copies: dict[int, Table]


_now = _Transaction()
_transact = DynamoDBBackend.transact_write_items


def _transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """Copy, for the case that it fails, what the transaction names.

    By itself moto would copy all of each table, once per item that is written.
    """
    partitions: dict[str, list[DynamoType]] = defaultdict(list)
    for name, key in _named(self, transact_items):
        partitions[name].append(key)
    _now.partitions, _now.copies = partitions, {}
    try:
        _transact(self, transact_items)
    finally:
        _now.partitions, _now.copies = None, {}


def _named(
    backend: DynamoDBBackend, items: list[dict[str, Any]]
) -> Iterator[tuple[str, DynamoType]]:
    for operation in (operation for item in items for operation in item.values()):
        name = str(operation.get("TableName", ""))
        if name in backend.tables:
            key = operation.get("Key") or operation.get("Item") or {}
            value = key.get(backend.tables[name].hash_key_attr)
            if value is not None:
                yield name, DynamoType(value)


def _copied(self: Table, memo: dict[int, Any]) -> Table:
    if _now.partitions is None:
        made: Table = object.__new__(type(self))
        memo[id(self)] = made
        vars(made).update(copy.deepcopy(vars(self), memo))
        return made
    if id(self) not in _now.copies:
        made = copy.copy(self)
        rows: Any = self.items
        made.items = defaultdict(dict, rows)
        for key in _now.partitions[self.name]:
            if key in rows:
                made.items[key] = copy.deepcopy(rows[key], {})
        _now.copies[id(self)] = made
    return _now.copies[id(self)]


DynamoDBBackend.transact_write_items = _transact_write_items  # type: ignore[method-assign]
Table.__deepcopy__ = _copied  # type: ignore[attr-defined]
