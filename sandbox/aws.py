"""AWS on one machine: one endpoint for every service, with what the template declares made in it.

Three engines. ``moto`` is all in memory; ``dynamodb-local`` sends DynamoDB's calls to a running
DynamoDB Local and the rest to moto; ``real`` uses the account whose credentials are in the
environment, and leaves behind what it creates there.
"""

from __future__ import annotations

import io
import json
import re
import threading
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import boto3
import urllib3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.wrappers import Request, Response

import sandbox.brisk_moto  # noqa: F401
from sandbox.listener import Listener
from sandbox.template import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.template import Template

__all__ = ["ENGINES", "STACK", "AwsCall", "AwsEndpoint", "Engine", "provision", "wipe"]

Engine = Literal["moto", "dynamodb-local", "real"]
ENGINES: tuple[Engine, ...] = ("moto", "dynamodb-local", "real")

STACK = "gainsight-zoom-sandbox"
REGION = "us-east-1"
CHOSEN = {"OutboxVisibilitySeconds": "20"}
"""Parameters not as deployed: a ring whose worker was killed comes again while somebody looks."""
FAKE_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "sandbox",
    "AWS_SECRET_ACCESS_KEY": "sandbox",
    "AWS_DEFAULT_REGION": REGION,
}
REMEMBERED_CALLS = 10_000
BATCH = 25
"""Most that one BatchWriteItem takes (DynamoDB API Reference)."""
CONNECTIONS = 32
"""To DynamoDB Local, kept open."""
ONLOOKER = "onlooker"
"""Access key of whoever is no function: the sandbox itself and its tests."""
QUEUE_ATTRIBUTES = ("VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy")

Clients: TypeAlias = "Callable[[str], Any]"
"""Makes a boto3 client from a service's name."""


@dataclass(frozen=True)
class AwsCall:
    """One call a function made.

    Parameters
    ----------
    function : str or None
        Logical id of the function that ran; None when the sandbox itself called.
    action : str
        As in an IAM policy, ``dynamodb:GetItem``.
    request : Mapping
        The call's parameters.
    """

    function: str | None
    action: str
    request: Mapping[str, Any] = field(repr=False)


class AwsEndpoint:
    """Serves every AWS service at one address and remembers who called what.

    Parameters
    ----------
    dynamodb : str or None
        Endpoint of DynamoDB Local; None: moto answers for DynamoDB too.

    Raises
    ------
    OSError
        If the port is taken.
    """

    def __init__(
        self,
        *,
        port: int,
        bind: str = "127.0.0.1",
        dynamodb: str | None = None,
    ) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        # By itself it lists the folders of all its services at every call.
        self._moto.get_backend_for_host = cache(self._moto.get_backend_for_host)  # type: ignore[method-assign]
        self._pool = urllib3.PoolManager(maxsize=CONNECTIONS, timeout=30, retries=False)
        self.caller: Callable[[], str | None] = lambda: None
        """Returns the logical id of the function that runs now, or None."""
        self._dynamodb = dynamodb
        self._moto_lock = threading.Lock()
        self._calls: deque[AwsCall] = deque(maxlen=REMEMBERED_CALLS)
        self._listener = Listener(self, port=port, bind=bind)

    @property
    def url(self) -> str:
        """Address of the endpoint on this machine."""
        return f"http://127.0.0.1:{self._listener.port}"

    def client(self, service: str, *, key: str = ONLOOKER) -> Any:
        """Make a client of one service; with another access key it calls as functions do."""
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=key,
            aws_secret_access_key="sandbox",  # noqa: S106
        )

    def calls(self) -> list[AwsCall]:
        """Return what functions called, oldest first."""
        return [call for call in self._calls.copy() if call.function is not None]

    def forget_calls(self) -> None:
        """Start counting anew."""
        self._calls.clear()

    def stop(self) -> None:
        """Close the port."""
        self._listener.stop()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one call (WSGI)."""
        request = Request(environ, populate_request=False)
        body = request.get_data(cache=True)
        action = _action(request)
        if action is not None:
            caller = self._caller_of(request)
            self._calls.append(AwsCall(caller, action, json.loads(body or b"{}")))
            if self._dynamodb is not None and action.startswith("dynamodb:"):
                return self._forward(request, body)(environ, start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        with self._moto_lock:  # between a condition and its write nobody else may come
            answer: Iterable[bytes] = self._moto(environ, start_response)
        return answer

    def _caller_of(self, request: Request) -> str | None:
        """Take the caller from the access key; functions that share one are told by the time."""
        signed = re.search(r"Credential=([^/]+)/", request.headers.get("Authorization", ""))
        key = signed[1] if signed else FAKE_CREDENTIALS["AWS_ACCESS_KEY_ID"]
        if key == FAKE_CREDENTIALS["AWS_ACCESS_KEY_ID"]:
            return self.caller()
        return None if key == ONLOOKER else key

    def _forward(self, request: Request, body: bytes) -> Response:
        headers = {k: v for k, v in request.headers.items() if k.lower() != "host"}
        answer = self._pool.request("POST", f"{self._dynamodb}/", body=body, headers=headers)
        return Response(answer.data, status=answer.status, mimetype=answer.headers["Content-Type"])


def provision(template: Template, clients: Clients, *, secrets: Mapping[str, Any]) -> Names:
    """Create the template's tables, queues, keys and secrets where they are missing.

    Parameters
    ----------
    clients : callable
        Makes a boto3 client from a service's name.
    secrets : Mapping[str, Any]
        JSON values by name below the stack (``app``, ``tenant/northstar``).

    Returns
    -------
    Names
        What the template's references to them resolve to.
    """
    refs = {"AWS::StackName": STACK, "AWS::Region": REGION, **CHOSEN}
    attributes: dict[str, str] = {}
    for logical_id, table in template.tables.items():
        name = f"{STACK}-{logical_id}"
        refs[logical_id] = name
        _create_table(clients("dynamodb"), table.create_arguments(name))
    _create_queues(template, clients, refs, attributes)
    for logical_id in template.of_type("AWS::KMS::Key"):
        attributes[f"{logical_id}.Arn"] = _key(clients("kms"), f"alias/{STACK}/{logical_id}")
    for name, value in secrets.items():
        _put_secret(clients("secretsmanager"), f"{STACK}/{name}", json.dumps(value))
    for logical_id, properties in template.of_type("AWS::SecretsManager::Secret").items():
        refs[logical_id] = str(template.resolve(properties["Name"], Names(refs)))
    return Names(refs, attributes)


def wipe(template: Template, clients: Clients, names: Names) -> None:
    """Empty all tables; keys and secrets stay."""
    dynamodb = clients("dynamodb")
    for logical_id in template.tables:
        table = names.refs[logical_id]
        pages = dynamodb.get_paginator("scan").paginate(
            TableName=table, ProjectionExpression="pk, sk", ConsistentRead=True
        )
        requests = [{"DeleteRequest": {"Key": key}} for page in pages for key in page["Items"]]
        while requests:
            some, requests = requests[:BATCH], requests[BATCH:]
            answer = dynamodb.batch_write_item(RequestItems={table: some})
            requests += answer.get("UnprocessedItems", {}).get(table, [])


def _action(request: Request) -> str | None:
    """Name the IAM action of a call in one of AWS's JSON protocols."""
    service, _, operation = request.headers.get("X-Amz-Target", "").partition(".")
    prefix = {
        "DynamoDB_20120810": "dynamodb",
        "TrentService": "kms",
        "AmazonSQS": "sqs",
    }.get(service, service)
    return f"{prefix}:{operation}" if operation else None


def _create_table(dynamodb: Any, arguments: Mapping[str, Any]) -> None:
    try:
        dynamodb.create_table(**arguments)
    except dynamodb.exceptions.ResourceInUseException:
        return
    dynamodb.get_waiter("table_exists").wait(
        TableName=arguments["TableName"], WaiterConfig={"Delay": 1}
    )


def _create_queues(
    template: Template, clients: Clients, refs: dict[str, str], attributes: dict[str, str]
) -> None:
    """Make every queue, then tie those with a dead-letter queue to it."""
    queues = template.of_type("AWS::SQS::Queue")
    if not queues:
        return
    sqs = clients("sqs")
    for logical_id in queues:
        refs[logical_id] = sqs.create_queue(QueueName=f"{STACK}-{logical_id}")["QueueUrl"]
        attributes[f"{logical_id}.QueueName"] = f"{STACK}-{logical_id}"
        attributes[f"{logical_id}.Arn"] = sqs.get_queue_attributes(
            QueueUrl=refs[logical_id], AttributeNames=["QueueArn"]
        )["Attributes"]["QueueArn"]
    for logical_id, declared in queues.items():
        kept = {k: declared[k] for k in QUEUE_ATTRIBUTES if k in declared}
        resolved = template.resolve(kept, Names(refs, attributes))
        sqs.set_queue_attributes(
            QueueUrl=refs[logical_id],
            Attributes={
                k: json.dumps(v) if isinstance(v, dict) else str(v) for k, v in resolved.items()
            },
        )


def _key(kms: Any, alias: str) -> str:
    for page in kms.get_paginator("list_aliases").paginate():
        for known in page["Aliases"]:
            if known["AliasName"] == alias:
                return str(known["AliasArn"])
    key_id = kms.create_key(Description=alias)["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=alias, TargetKeyId=key_id)
    return _key(kms, alias)


def _put_secret(secretsmanager: Any, name: str, value: str) -> None:
    try:
        secretsmanager.create_secret(Name=name, SecretString=value)
    except secretsmanager.exceptions.ResourceExistsException:
        secretsmanager.put_secret_value(SecretId=name, SecretString=value)
