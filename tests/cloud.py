"""An AWS in memory with what the template declares in it, as good as new for every test."""

import copy
import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from botocore.client import BaseClient
from botocore.handlers import BUILTIN_HANDLERS
from moto.backends import get_backend
from moto.core.models import MockAWS, botocore_stubber
from sandbox.aws import STACK, provision
from sandbox.salesforce import Settings as SalesforceSettings
from sandbox.seed import seed
from sandbox.template import Names, load
from sandbox.zoom import ZoomSettings

from gainsight_zoom import aws
from sandbox import gainsight

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = load(ROOT / "template.yaml")
BASE_URL = "https://zoom.northstar.example"
REGISTERED = ZoomSettings(public_base_url=BASE_URL)
SALESFORCE = SalesforceSettings()
ACCOUNT = "123456789012"
REGION = "eu-central-1"
"""Not the sandbox's: moto keeps regions apart, and so these tests from others of the process."""

AMBIENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGION,
}

_MOTO = threading.RLock()


def _one_at_a_time(event_name: str, request: Any, **more: Any) -> Any:
    """Let moto answer; its tables are not made for threads, as DynamoDB's are."""
    with _MOTO:
        return botocore_stubber(event_name, request, **more)


BUILTIN_HANDLERS[:] = [
    (name, _one_at_a_time if handler is botocore_stubber else handler, *more)
    for name, handler, *more in BUILTIN_HANDLERS
]

_Client: Any = BaseClient
_call = _Client._make_api_call


def _unfollowed(self: BaseClient, operation_name: str, api_params: Any) -> Any:
    """Call AWS without coverage following it there, which takes as long as the call."""
    follows = sys.gettrace()
    sys.settrace(None)
    try:
        return _call(self, operation_name, api_params)
    finally:
        sys.settrace(follows)


_Client._make_api_call = _unfollowed


class InProcessAws(MockAWS):
    """Moto for boto3 alone.

    By itself it would also watch ``requests``, by 1,300 patterns that each start adds anew; nothing
    here asks AWS by that way.
    """

    def _enable_patching(self, reset: bool = True) -> None:
        if reset:
            self.reset()
        botocore_stubber.enabled = True

    def _disable_patching(self, remove_data: bool) -> None:
        botocore_stubber.enabled = False
        if remove_data:
            self.reset()


@cache
def onlooker(service: str) -> Any:
    """Give the client of somebody who looks on; to make one takes longer than most tests."""
    return aws.client(service)


@dataclass(frozen=True)
class AwsCall:
    """One call to AWS: its IAM action, such as ``dynamodb:Query``, and its parameters."""

    action: str
    parameters: Mapping[str, Any] = field(repr=False)


class Cloud:
    """The one AWS of this process; making its tables takes longer than most tests."""

    def __init__(self) -> None:
        self._mock = InProcessAws()
        self.environment: dict[str, str] = {}
        """Of every function in it, once it is made."""
        self.tell: Callable[[AwsCall], None] = lambda _: None
        """Called with every call that one of :meth:`client`'s clients makes."""
        self._clients: dict[str, Any] = {}
        self._tables: dict[str, Any] = {}
        self._rotated: set[str] = set()

    @contextmanager
    def fresh(self) -> Iterator[dict[str, str]]:
        """Work in the cloud as the template and the operator left it; yield the environment."""
        self._mock.start(reset=False)
        try:
            if not self.environment:
                for table in self._live_tables().values():  # of another cloud in this process
                    table.items.clear()
                self.environment = _environment()
                self._tables = {name: t.items for name, t in self._live_tables().items()}
                self._tables = copy.deepcopy(self._tables)
            for name, table in self._live_tables().items():
                table.items = copy.deepcopy(self._tables[name])
            for queue in get_backend("sqs")[ACCOUNT][REGION].queues.values():
                queue._messages.clear()
                queue._pending_messages.clear()
            for name in self._rotated:
                self.put_secret(name, _secrets()[name])
            self._rotated.clear()
            yield dict(self.environment)
        finally:
            self._mock.stop(remove_data=False)

    def client(self, service: str, endpoint: str | None = None, *, brisk: bool = False) -> Any:
        """Make a client as the product does, or hand out the one made before."""
        name = f"{service}, brisk" if brisk else service
        if name not in self._clients:
            made = aws.client(service, endpoint, brisk=brisk)
            made.meta.events.register("provide-client-params.*.*", self._note)
            self._clients[name] = made
        return self._clients[name]

    def _note(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.tell(AwsCall(f"{model.service_model.signing_name}:{model.name}", dict(params)))

    def rotate_secret(self, name: str, value: Any) -> None:
        """Put another value into a secret (``app``, ``tenant/northstar``) for this test."""
        self._rotated.add(name)
        self.put_secret(name, value)

    @staticmethod
    def put_secret(name: str, value: Any) -> None:
        """Write a secret; texts as they are, anything else as JSON."""
        text = value if isinstance(value, str) else json.dumps(value)
        onlooker("secretsmanager").put_secret_value(SecretId=f"{STACK}/{name}", SecretString=text)

    def items(self, table: str) -> list[dict[str, Any]]:
        """Read everything in a table of the template, as DynamoDB keeps it."""
        pages = onlooker("dynamodb").get_paginator("scan")
        name = f"{STACK}-{table}"
        return [dict(item) for page in pages.paginate(TableName=name) for item in page["Items"]]

    @staticmethod
    def messages(queue: str) -> list[str]:
        """All that a queue of the template holds, also what is delayed or in a worker's hands."""
        queues = get_backend("sqs")[ACCOUNT][REGION].queues
        return [str(message.body) for message in queues[f"{STACK}-{queue}"]._messages]

    @staticmethod
    def _live_tables() -> Mapping[str, Any]:
        tables: Mapping[str, Any] = get_backend("dynamodb")[ACCOUNT][REGION].tables
        return tables


def _environment() -> dict[str, str]:
    names = provision(TEMPLATE, aws.client, secrets=_secrets())
    refs = {**names.refs, "PublicBaseUrl": BASE_URL, "ZoomClientId": REGISTERED.client_id}
    refs["SalesforceClientId"] = SALESFORCE.client_id
    function = TEMPLATE.functions["C360Fetch"]
    made = TEMPLATE.environment(function, Names(refs, names.attributes))
    seed(made, aws.client("dynamodb"))
    return made


def _secrets() -> dict[str, Any]:
    clients = {
        f"tenant/{d.key}": {
            "client_id": f"gsz-{d.key}",
            "client_secret": f"secret-{d.key}-0123456789abcdef",
            "m2m_client_id": f"m2m-{d.key}",
            "m2m_client_secret": f"m2m-secret-{d.key}-0123456789abcdef",
        }
        for d in gainsight.DATA_SETS
    }
    app = {
        "zoom_client_secret": REGISTERED.client_secret,
        "zoom_webhook_secret": REGISTERED.webhook_secret,
        "salesforce_client_secret": SALESFORCE.client_secret,
    }
    return {"app": app, **clients}
