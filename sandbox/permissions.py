"""What a call to AWS needs: IAM actions on resources, as a role's policy lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Permission", "needed"]

_RESOURCE_PARAMETERS = ("TableName", "KeyId", "SecretId", "QueueUrl")
_TRANSACTED = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Get": "dynamodb:GetItem",
}


@dataclass(frozen=True, order=True)
class Permission:
    """One action on one resource.

    Parameters
    ----------
    resource : str
        Name of the table (``table/index/name`` for an index), id of the key, name of the secret;
        empty where the call names none, as KMS' ``Decrypt`` need not.
    purpose : str
        Value of ``purpose`` in the encryption context; empty where there is none.
    """

    action: str
    resource: str
    purpose: str = ""


def needed(action: str, request: Mapping[str, Any]) -> Iterator[Permission]:
    """Yield what one call needs.

    A transaction needs what each of its parts needs; a batch of table items needs its own action
    on each table, a batch of messages what one message needs.

    Parameters
    ----------
    action : str
        The API call as ``service:Operation``.
    request : Mapping
        Its parameters.
    """
    if action in {"dynamodb:TransactWriteItems", "dynamodb:TransactGetItems"}:
        for item in request["TransactItems"]:
            for kind, part in item.items():
                yield Permission(_TRANSACTED[kind], part["TableName"])
    elif action in {"dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"}:
        for table in request["RequestItems"]:
            yield Permission(action, table)
    elif action == "sqs:SendMessageBatch":
        yield Permission("sqs:SendMessage", _resource(request))
    else:
        purpose = str(request.get("EncryptionContext", {}).get("purpose", ""))
        yield Permission(action, _resource(request), purpose)


def _resource(request: Mapping[str, Any]) -> str:
    named = next((str(request[key]) for key in _RESOURCE_PARAMETERS if key in request), "")
    if "QueueUrl" in request:
        return named.rpartition("/")[2]
    index = request.get("IndexName")
    return f"{named}/index/{index}" if index else named
