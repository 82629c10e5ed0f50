"""A DynamoDB table as the record modules need it: plain values in and out, conditions typed.

Every read is strongly consistent. Expiry is never left to TTL: callers compare times themselves.
"""

import decimal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from gainsight_zoom.errors import ConditionFailed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = [
    "Condition",
    "ConditionFailed",
    "Item",
    "Key",
    "Reading",
    "Table",
    "Write",
]

SCHEMA_VERSION = 1
MOST_READ_AT_ONCE = 100
"""Items of one BatchGetItem (DynamoDB, «BatchGetItem»)."""
CONFLICTING = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize

Made = TypeVar("Made")
Item = dict[str, Any]
Key = tuple[str, str]
Write = dict[str, Any]
"""One write of a transaction, made by :class:`Table` and given to :func:`commit`."""


@dataclass(frozen=True)
class Condition:
    """An expression with its names and values, in DynamoDB's own grammar."""

    expression: str
    names: Mapping[str, str]
    values: Mapping[str, Any]


class Table:
    """One table with string keys ``pk`` and ``sk``."""

    def __init__(self, dynamodb: "DynamoDBClient", name: str) -> None:
        self._dynamodb = dynamodb
        self.name = name

    def get(self, pk: str, sk: str) -> Item | None:
        """Read one item."""
        found = self._dynamodb.get_item(
            TableName=self.name, Key=_key(pk, sk), ConsistentRead=True
        ).get("Item")
        return None if found is None else _plain(found)

    def batch_get(self, keys: Sequence[Key]) -> list[Item]:
        """Read items, 100 a call, in the order of their keys."""
        return Reading(self, keys, list).read()

    def read_together(self, *readings: "Reading[Any]") -> list[Any]:
        """Read items of this and other tables, 100 a call, and return what they make."""
        wanted = [(reading.table.name, key) for reading in readings for key in reading.keys]
        found: dict[tuple[str, Key], Item] = {}
        for first in range(0, len(wanted), MOST_READ_AT_ONCE):
            pending: Any = {}
            for name, key in wanted[first : first + MOST_READ_AT_ONCE]:
                one = pending.setdefault(name, {"Keys": [], "ConsistentRead": True})
                one["Keys"].append(_key(*key))
            while pending:
                answer = self._dynamodb.batch_get_item(RequestItems=pending)
                for name, items in answer["Responses"].items():
                    found |= {(name, (item["pk"], item["sk"])): item for item in map(_plain, items)}
                pending = answer.get("UnprocessedKeys")
        return [
            reading.make(
                [found[at] for key in reading.keys if (at := (reading.table.name, key)) in found]
            )
            for reading in readings
        ]

    def range(self, pk: str, first: str, last: str) -> list[Item]:
        """Read the items of a partition whose sort keys lie between two values, in order."""
        return self._query(
            "pk = :pk AND sk BETWEEN :first AND :last", {":pk": pk, ":first": first, ":last": last}
        )

    def prefix(self, pk: str, prefix: str) -> list[Item]:
        """Read the items of a partition whose sort keys begin with a prefix, in order."""
        return self._query("pk = :pk AND begins_with(sk, :prefix)", {":pk": pk, ":prefix": prefix})

    def page(
        self,
        pk: str,
        prefix: str,
        *,
        limit: int,
        after: str | None = None,
        newest_first: bool = False,
    ) -> tuple[list[Item], bool]:
        """Read some items of a partition whose sort keys begin with a prefix.

        Parameters
        ----------
        after : str, optional
            Sort key of the last item of the page before.

        Returns
        -------
        tuple
            The items, and whether there may be more.
        """
        arguments: Any = {
            "TableName": self.name,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {":pk": _serialize(pk), ":prefix": _serialize(prefix)},
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
            "Limit": limit,
        }
        if after is not None:
            arguments["ExclusiveStartKey"] = _key(pk, after)
        answer = self._dynamodb.query(**arguments)
        return [_plain(raw) for raw in answer["Items"]], "LastEvaluatedKey" in answer

    def index_page(
        self, index: str, key: tuple[str, str], *, limit: int, after: tuple[str, str] | None
    ) -> tuple[list[Item], bool]:
        """Read some items of one partition of an index sorted by ``sk``, last first.

        Parameters
        ----------
        key : tuple
            Name and value of the index' partition key.
        after : tuple, optional
            Keys of the last item of the page before.

        Returns
        -------
        tuple
            The items, and whether there may be more.
        """
        more: Any = {}
        if after is not None:
            more["ExclusiveStartKey"] = {**_key(*after), key[0]: {"S": key[1]}}
        answer = self._dynamodb.query(
            TableName=self.name,
            IndexName=index,
            KeyConditionExpression="#key = :key",
            ExpressionAttributeNames={"#key": key[0]},
            ExpressionAttributeValues={":key": _serialize(key[1])},
            ScanIndexForward=False,
            Limit=limit,
            **more,
        )
        return [_plain(raw) for raw in answer["Items"]], "LastEvaluatedKey" in answer

    def due(
        self, index: str, *, shard: tuple[str, str], before: tuple[str, int], limit: int
    ) -> list[Item]:
        """Read the keys in one shard of a sparse index whose number is at most a value.

        The index follows the table within moments; whoever acts on a key reads the item first.

        Parameters
        ----------
        shard, before : tuple
            Name and value of the index' two keys.
        """
        answer = self._dynamodb.query(
            TableName=self.name,
            IndexName=index,
            KeyConditionExpression="#shard = :shard AND #before <= :before",
            ExpressionAttributeNames={"#shard": shard[0], "#before": before[0]},
            ExpressionAttributeValues={
                ":shard": _serialize(shard[1]),
                ":before": _serialize(before[1]),
            },
            Limit=limit,
        )
        return [_plain(raw) for raw in answer["Items"]]

    def all_due(
        self, index: str, *, shard: tuple[str, str], before: tuple[str, int]
    ) -> Iterator[Item]:
        """Read all such keys, oldest first, each once; arguments as :meth:`due`."""
        arguments: Any = {
            "TableName": self.name,
            "IndexName": index,
            "KeyConditionExpression": "#shard = :shard AND #before <= :before",
            "ExpressionAttributeNames": {"#shard": shard[0], "#before": before[0]},
            "ExpressionAttributeValues": {
                ":shard": _serialize(shard[1]),
                ":before": _serialize(before[1]),
            },
        }
        while True:
            answer = self._dynamodb.query(**arguments)
            yield from (_plain(raw) for raw in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def whole(self, pk: str) -> list[Item]:
        """Read a whole partition, in order."""
        return self._query("pk = :pk", {":pk": pk})

    def keys(self, pk: str) -> list[str]:
        """Read the sort keys of a whole partition, in order."""
        items = self._query("pk = :pk", {":pk": pk}, ProjectionExpression="sk")
        return [str(item["sk"]) for item in items]

    def checking(self, pk: str, sk: str, condition: Condition) -> Write:
        """Make the part of a transaction that depends on an item without changing it."""
        return {"ConditionCheck": {"Key": _key(pk, sk), **self._conditional(condition)}}

    def putting(self, item: Mapping[str, Any], condition: Condition | None = None) -> Write:
        """Make the part of a transaction that writes one item whole."""
        return {"Put": {"Item": _typed(item), **self._conditional(condition)}}

    def changing(
        self, pk: str, sk: str, *, change: Condition, condition: str | None = None
    ) -> Write:
        """Make the part of a transaction that changes one item; arguments as :meth:`update`."""
        arguments = self._conditional(Condition(condition or "", change.names, change.values))
        if condition is None:
            del arguments["ConditionExpression"]
        return {
            "Update": {
                "Key": _key(pk, sk),
                "UpdateExpression": change.expression,
                **arguments,
            }
        }

    def deleting(self, pk: str, sk: str, condition: Condition | None = None) -> Write:
        """Make the part of a transaction that deletes one item."""
        return {"Delete": {"Key": _key(pk, sk), **self._conditional(condition)}}

    def commit(self, writes: Sequence[Write]) -> None:
        """Do all writes, of this and other tables, or none.

        Raises
        ------
        ConditionFailed
            If one of the conditions does not hold, with the item of the first such; or, with no
            item, if another transaction was at one of them just then.
        """
        try:
            self._dynamodb.transact_write_items(TransactItems=list(writes))  # type: ignore[arg-type]
        except ClientError as error:
            reasons: Any = error.response.get("CancellationReasons", [])
            failed = [r for r in reasons if r.get("Code") in CONFLICTING]
            if not failed:
                raise
            current = failed[0].get("Item")
            raise ConditionFailed(_plain(current) if current else None) from None

    def _conditional(self, condition: Condition | None) -> dict[str, Any]:
        named = {"TableName": self.name}
        return named if condition is None else {**named, **_condition(condition)}

    def _query(self, expression: str, values: Mapping[str, Any], **more: str) -> list[Item]:
        items: list[Item] = []
        arguments: Any = {
            "TableName": self.name,
            "KeyConditionExpression": expression,
            "ExpressionAttributeValues": {k: _serialize(v) for k, v in values.items()},
            "ConsistentRead": True,
            **more,
        }
        while True:
            answer = self._dynamodb.query(**arguments)
            items.extend(_plain(raw) for raw in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return items
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def put(self, item: Mapping[str, Any], condition: Condition | None = None) -> None:
        """Write one item whole.

        Raises
        ------
        ConditionFailed
            If the condition does not hold.
        """
        self._write("put_item", {"Item": _typed(item)}, condition)

    def update(self, pk: str, sk: str, *, change: Condition, condition: str) -> Item:
        """Change one item under a condition and return it as it then is.

        Parameters
        ----------
        change : Condition
            The update expression, with the names and values of both expressions.

        Raises
        ------
        ConditionFailed
            If the condition does not hold.
        """
        answer = self._write(
            "update_item",
            {
                "Key": _key(pk, sk),
                "UpdateExpression": change.expression,
                "ReturnValues": "ALL_NEW",
            },
            Condition(condition, change.names, change.values),
        )
        return _plain(answer["Attributes"])

    def delete(self, pk: str, sk: str, condition: Condition | None = None) -> Item | None:
        """Delete one item and return it as it was, if it was there.

        Raises
        ------
        ConditionFailed
            If the condition does not hold.
        """
        answer = self._write(
            "delete_item", {"Key": _key(pk, sk), "ReturnValues": "ALL_OLD"}, condition
        )
        old = answer.get("Attributes")
        return None if old is None else _plain(old)

    def delete_many(self, keys: Iterable[tuple[str, str]]) -> None:
        """Delete items one by one; repeating it does no harm."""
        for pk, sk in keys:
            self.delete(pk, sk)

    def _write(
        self, operation: str, arguments: dict[str, Any], condition: Condition | None
    ) -> dict[str, Any]:
        if condition is not None:
            arguments |= _condition(condition)
        try:
            answer: dict[str, Any] = getattr(self._dynamodb, operation)(
                TableName=self.name, **arguments
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "ConditionalCheckFailedException":
                raise
            current: Any = error.response.get("Item")
            raise ConditionFailed(None if not current else _plain(current)) from None
        return answer


@dataclass(frozen=True)
class Reading(Generic[Made]):
    """Items of a table by their keys, each once, and what is made of those that are there."""

    table: Table
    keys: Sequence[Key]
    make: Callable[[list[Item]], Made]

    def read(self) -> Made:
        """Read them in a call of their own."""
        made: Made = self.table.read_together(self)[0]
        return made


def _condition(condition: Condition) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "ConditionExpression": condition.expression,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if condition.names:
        arguments["ExpressionAttributeNames"] = dict(condition.names)
    if condition.values:
        values = {k: _serialize(v) for k, v in condition.values.items()}
        arguments["ExpressionAttributeValues"] = values
    return arguments


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _typed(item: Mapping[str, Any]) -> dict[str, Any]:
    present = {k: v for k, v in item.items() if v is not None}
    return {k: _serialize(v) for k, v in {"schema": SCHEMA_VERSION, **present}.items()}


def _plain(raw: Mapping[str, Any]) -> Item:
    return {k: _native(_deserialize(v)) for k, v in raw.items()}


def _native(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Binary):
        return bytes(value)  # type: ignore[call-overload]
    if isinstance(value, dict):
        return {k: _native(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_native(v) for v in value]
    return value
