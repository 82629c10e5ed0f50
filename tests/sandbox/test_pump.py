"""What AWS does on its own: batches, what is handed back, schedules."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.backends import get_backend
from sandbox.pump import Pump
from sandbox.template import Names, load
from tests.cloud import ACCOUNT, InProcessAws

REGION = "eu-west-3"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Work: {Type: AWS::SQS::Queue, Properties: {}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn, BatchSize: 2}}
  Ticker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.c
      Events:
        Often: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 minute)}}
        Rarely: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(2 hours)}}
"""


class Recorder:
    """Remembers what it was invoked with, and answers as told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []
        self.answer: Any = {"batchItemFailures": []}

    def invoke(self, function: str, event: Any) -> object:
        self.events.append((function, event))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer(event) if callable(self.answer) else self.answer

    def bodies(self) -> list[list[Any]]:
        return [[json.loads(r["body"]) for r in e["Records"]] for _, e in self.events]


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    aws = InProcessAws()
    aws.start(reset=False)
    yield boto3.client("sqs", region_name=REGION)
    get_backend("sqs")[ACCOUNT][REGION].reset()
    aws.stop(remove_data=False)


@pytest.fixture
def lambdas() -> Recorder:
    return Recorder()


@pytest.fixture
def pump(sqs: Any, lambdas: Recorder, tmp_path: Path) -> Pump:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    url = sqs.create_queue(QueueName="work")["QueueUrl"]
    return Pump(
        load(tmp_path / "template.yaml"),
        clients=lambda _: sqs,
        names=Names({"Work": url}),
        lambdas=lambdas,
    )


def send(sqs: Any, *numbers: int) -> None:
    url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
    for number in numbers:
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(number))


def left(sqs: Any) -> int:
    url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(told[name]) for name in names)


def test_messages_come_in_batches_and_go_when_done(pump: Pump, sqs: Any, lambdas: Recorder) -> None:
    send(sqs, 1, 2, 3)
    assert [pump.turn(), pump.turn(), pump.turn()] == [2, 1, 0]
    assert sorted(n for batch in lambdas.bodies() for n in batch) == [1, 2, 3]
    assert left(sqs) == 0


def test_what_is_handed_back_comes_again(pump: Pump, sqs: Any, lambdas: Recorder) -> None:
    send(sqs, 1, 2)
    lambdas.answer = lambda event: {
        "batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]
    }
    pump.turn()
    assert left(sqs) == 1


def test_a_handler_that_raises_gets_its_whole_batch_again(
    pump: Pump, sqs: Any, lambdas: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    send(sqs, 1, 2)
    lambdas.answer = ValueError("bug")
    pump.turn()
    assert left(sqs) == 2
    assert "bug" in capsys.readouterr().err


def test_purging_empties_it(pump: Pump, sqs: Any) -> None:
    send(sqs, *range(13))
    pump.purge()
    pump.purge()
    assert left(sqs) == 0


def test_schedules_come_round_and_when_asked(pump: Pump, lambdas: Recorder) -> None:
    assert [schedule.every_s for schedule in pump.schedules] == [60, 300]
    pump.run_schedule("Ticker")
    assert lambdas.events[0][0] == "Ticker"
    with pytest.raises(KeyError):
        pump.run_schedule("Worker")


def test_it_runs_until_stopped(pump: Pump, sqs: Any, lambdas: Recorder) -> None:
    send(sqs, 1)
    pump.start()
    for schedule in pump.schedules:
        schedule.due = 0
    for _ in range(200):
        if {name for name, _ in lambdas.events} == {"Worker", "Ticker"}:
            break
        pump._stopped.wait(0.05)
    pump.stop()
    assert {name for name, _ in lambdas.events} == {"Worker", "Ticker"}
