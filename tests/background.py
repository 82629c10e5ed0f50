"""What runs behind the scenes of the bench: schedule, queues, webhooks; and a look at it all."""

import base64
import hashlib
import hmac
import importlib
import json
from collections.abc import Mapping
from typing import Any

from sandbox.aws import STACK
from tests.cloud import REGISTERED, TEMPLATE, onlooker
from tests.doubles import LambdaContext
from tests.harness import Answer, Bench, load_event

from zoom_events import inbox

QUEUES = {
    "refresh": "RefreshQueue",
    "events": "ZoomEventsQueue",
    "usage": "UsageQueue",
    "outbox": "OutboxQueue",
}
WORKERS = {
    "refresh": "token_refresh.worker",
    "events": "zoom_events.worker",
    "usage": "usage_report.recorder",
}


class Background:
    """The part of a deployment that nobody waits for."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.sqs = onlooker("sqs")
        self.urls = {
            short: self.sqs.get_queue_url(QueueName=f"{STACK}-{name}")["QueueUrl"]
            for short, name in QUEUES.items()
        }
        for queue in self.urls:
            self.waiting(queue)
        self.inbox = inbox.build(
            bench.wired.config, clock=bench.clock, aws_client=bench.cloud.client
        )

    def plan(self, *, seconds: float = 60.0) -> dict[str, int]:
        """Let the schedule come round."""
        planner = importlib.import_module("token_refresh.planner")
        context = self.context(seconds)
        event = load_event("token_refresh/planner")
        with self.bench.in_role_of("token_refresh.planner.lambda_handler"):
            result: dict[str, int] = planner.lambda_handler(event, context, self.bench.wired)
        return result

    def deliver_usage(self) -> dict[str, int]:
        """Let the schedule of what goes into the tenant's own object come round."""
        deliverer = importlib.import_module("usage_report.deliverer")
        event, context = load_event("usage_report/deliverer"), self.context(120)
        with self.bench.in_role_of("usage_report.deliverer.lambda_handler"):
            result: dict[str, int] = deliverer.lambda_handler(event, context, self.bench.wired)
        return result

    def prepare(self) -> dict[str, int]:
        """Let the schedule that makes calls ready come round."""
        preparer = importlib.import_module("participant_sync.preparer")
        event, context = load_event("participant_sync/preparer"), self.context(120)
        with self.bench.in_role_of("participant_sync.preparer.lambda_handler"):
            result: dict[str, int] = preparer.lambda_handler(event, context, self.bench.wired)
        return result

    def waiting(self, queue: str) -> list[dict[str, Any]]:
        """Take all messages out of a queue, decoded."""
        taken: list[dict[str, Any]] = []
        while batch := self.sqs.receive_message(
            QueueUrl=self.urls[queue], MaxNumberOfMessages=10
        ).get("Messages"):
            for message in batch:
                taken.append(json.loads(message["Body"]))
                self.sqs.delete_message(
                    QueueUrl=self.urls[queue], ReceiptHandle=message["ReceiptHandle"]
                )
        return taken

    def deliver(
        self, queue: str, *messages: Mapping[str, Any], seconds: float = 120.0
    ) -> list[int]:
        """Hand messages to a worker in one batch; return the places of those it hands back."""
        worker = importlib.import_module(WORKERS[queue])
        records = [
            {
                "messageId": str(place),
                "receiptHandle": "handle",
                "body": json.dumps(message),
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:eu-central-1:123456789012:{QUEUES[queue]}",
                "awsRegion": "eu-central-1",
            }
            for place, message in enumerate(messages)
        ]
        context = self.context(seconds)
        with self.bench.in_role_of(f"{WORKERS[queue]}.lambda_handler"):
            answer = worker.lambda_handler({"Records": records}, context, self.bench.wired)
        return [int(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]]

    def drain(self, queue: str) -> list[int]:
        """Let a worker work off what waits, ten at a time."""
        failed: list[int] = []
        messages = self.waiting(queue)
        for start in range(0, len(messages), 10):
            failed += self.deliver(queue, *messages[start : start + 10])
        return failed

    def rest(self, days: float) -> None:
        """Let time go by, then the schedule come round and its queue be worked off."""
        self.bench.clock.advance(days * 86_400)
        self.plan()
        self.drain("refresh")

    def webhook(
        self,
        body: Mapping[str, Any] | bytes,
        *,
        secret: str = REGISTERED.webhook_secret,
        age_s: float = 0,
        encoded: bool = False,
        headers: Mapping[str, str] | None = None,
        signed: bytes | None = None,
    ) -> Answer:
        """Post a webhook as Zoom does."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        stamp = str(int(self.bench.clock.now() - age_s))
        message = b"v0:" + stamp.encode() + b":" + (raw if signed is None else signed)
        signature = "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
        event = load_event("zoom_events/participant-joined")
        event["headers"] |= {"x-zm-request-timestamp": stamp, "x-zm-signature": signature}
        event["headers"] |= headers or {}
        event["body"] = base64.b64encode(raw).decode() if encoded else raw.decode()
        event["isBase64Encoded"] = encoded
        app = importlib.import_module("zoom_events.app").app
        app.dependency_overrides[inbox.inbox] = lambda: self.inbox
        return self.bench.invoke("zoom_events", event)

    def dump(self) -> str:
        """Return all that tables and queues hold, tombstones' keys left out."""
        dynamodb = onlooker("dynamodb")
        held: list[Any] = []
        for name in TEMPLATE.tables:
            for item in dynamodb.scan(TableName=f"{STACK}-{name}")["Items"]:
                if item["sk"] == {"S": "PROFILE"} and "deauthorized_at" in item:
                    del item["pk"]
                held.append(item)
        for name in TEMPLATE.of_type("AWS::SQS::Queue"):
            held += [{"Body": body} for body in self.bench.cloud.messages(name)]
        return json.dumps(held, default=repr, ensure_ascii=False)

    def context(self, seconds: float) -> Any:
        """Return what a handler is told about an invocation of that length."""
        return LambdaContext(self.bench.clock, self.bench.clock.monotonic() + seconds)
