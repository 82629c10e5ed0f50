"""Dead letters go back to their queue: bounded, each at least once, none lost, nothing printed."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from operator_tools import replay
from sandbox.aws import STACK
from tests.cloud import TEMPLATE
from tests.harness import Bench

WORKED = {"outbox": "OutboxQueue", "refresh": "RefreshQueue", "zoom-events": "ZoomEventsQueue"}


class Queues:
    """One queue and its dead letters."""

    def __init__(self, name: str) -> None:
        self.sqs = boto3.client("sqs")
        policy = TEMPLATE.resources[WORKED[name]]["Properties"]["RedrivePolicy"]
        dead = policy["deadLetterTargetArn"]["Fn::GetAtt"].partition(".")[0]
        self.live, self.dead = self._url(WORKED[name]), self._url(dead)

    def _url(self, logical_id: str) -> str:
        url: str = self.sqs.get_queue_url(QueueName=f"{STACK}-{logical_id}")["QueueUrl"]
        return url

    def fill(self, count: int, **attributes: Any) -> None:
        for n in range(count):
            body = json.dumps({"uid": f"user-{n:03}"})
            self.sqs.send_message(QueueUrl=self.dead, MessageBody=body, **attributes)

    def bodies(self, url: str) -> list[str]:
        found: list[str] = []
        while batch := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            found += [json.loads(message["Body"])["uid"] for message in batch]
        return sorted(found)

    def count(self, url: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)


@pytest.fixture
def outbox(bench: Bench) -> Iterator[Queues]:
    assert bench.cloud
    return Queues("outbox")


def run(bench: Bench, *arguments: str, clients: Any = boto3.client) -> int:
    return replay.main([*arguments], environment=bench.environment, clients=clients)


def test_every_queue_with_a_worker_can_be_replayed(bench: Bench) -> None:
    fed = {n for n, q in TEMPLATE.of_type("AWS::SQS::Queue").items() if "RedrivePolicy" in q}
    urls = {getattr(bench.wired.config, field) for field in replay.QUEUES.values()}
    assert {url.rpartition("-")[2] for url in urls} == fed
    for name in replay.QUEUES:
        assert run(bench, name) == 0


def test_they_go_back_and_nothing_of_them_is_printed(
    bench: Bench, outbox: Queues, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.fill(23)
    assert run(bench, "outbox", "--limit", "100") == 0
    said = "".join(capsys.readouterr())
    assert said.startswith("23 dead letters of outbox.")
    assert said.endswith("Done: 23 moved.\n")
    assert "user-" not in said
    assert outbox.bodies(outbox.live) == [f"user-{n:03}" for n in range(23)]
    assert outbox.count(outbox.dead) == 0


def test_no_more_than_the_limit(bench: Bench, outbox: Queues) -> None:
    outbox.fill(15)
    assert run(bench, "outbox", "--limit", "3") == 0
    assert (outbox.count(outbox.live), outbox.count(outbox.dead)) == (3, 12)
    assert run(bench, "outbox", "--limit", "100") == 0
    assert (outbox.count(outbox.live), outbox.count(outbox.dead)) == (15, 0)


def test_stopped_before_deleting_it_is_delivered_twice_and_never_lost(
    bench: Bench, outbox: Queues
) -> None:
    outbox.fill(4)
    real = boto3.client("sqs")

    class Stopping:
        def __getattr__(self, name: str) -> Any:
            if name == "delete_message":
                raise KeyboardInterrupt
            return getattr(real, name)

    with pytest.raises(KeyboardInterrupt):
        run(bench, "outbox", clients=lambda _: Stopping())
    assert (outbox.count(outbox.live), outbox.count(outbox.dead)) == (4, 4)


def test_what_the_queue_does_not_take_stays(bench: Bench, outbox: Queues) -> None:
    outbox.fill(2)
    real = boto3.client("sqs")

    class Refusing:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def send_message_batch(self, **_: Any) -> Any:
            return {"Failed": [{"Id": "0"}, {"Id": "1"}]}

    assert run(bench, "outbox", clients=lambda _: Refusing()) == 1
    assert (outbox.count(outbox.live), outbox.count(outbox.dead)) == (0, 2)


def test_who_was_in_a_call_yesterday_is_not_kept_for_another_day(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    queues = Queues("zoom-events")
    now = bench.clock.now()
    for age_s in (86_500, 60):
        body = {"uid": str(age_s), "roster": {"at_ms": int((now - age_s) * 1000)}}
        queues.sqs.send_message(QueueUrl=queues.dead, MessageBody=json.dumps(body))
    left = {"uid": "left", "deauthorized": "u", "at": int(now - 86_500)}
    queues.sqs.send_message(QueueUrl=queues.dead, MessageBody=json.dumps(left))
    clock: Any = bench.clock.now
    assert replay.main(["zoom-events"], environment=bench.environment, now=clock) == 0
    assert "1 told of attendees more than a day ago and were dropped" in capsys.readouterr().out
    assert queues.bodies(queues.live) == ["60", "left"]
    assert queues.count(queues.dead) == 0


def test_what_the_schedule_left_is_no_message_of_the_queue(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """EventBridge Scheduler says by message attributes why it gave up."""
    queues = Queues("refresh")
    queues.fill(1)
    why = {"ERROR_CODE": {"DataType": "String", "StringValue": "AccessDenied"}}
    queues.fill(1, MessageAttributes=why)
    assert run(bench, "refresh") == 0
    assert "1 are none of this queue's and stay" in capsys.readouterr().out
    assert (queues.count(queues.live), queues.count(queues.dead)) == (1, 1)
