"""What AWS does on its own: messages of queues reach their functions, schedules come round.

Batches, partial failures and dead letters are as Lambda's and SQS' are; only the wait before a
message comes again is shorter than the template's, since somebody is looking on.

Kept to: AWS, «Using Lambda with Amazon SQS» (batches, ``batchItemFailures``, a batch that raises
comes again whole), «Amazon SQS visibility timeout», «Rate-based schedules» of EventBridge
Scheduler.
"""

from __future__ import annotations

import re
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sandbox.template import Names, Template

__all__ = ["Invoker", "Pump", "Schedule", "Source"]

IDLE_S = 0.5
COMES_AGAIN_AFTER_S = 5
UNITS = {"minute": 60, "hour": 3600, "day": 86_400}
RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")


class Invoker(Protocol):
    """Runs a function by its logical id."""

    def invoke(self, function: str, event: Mapping[str, Any]) -> object:
        """Return what the handler returns; raise what it raises."""


@dataclass(frozen=True)
class Source:
    """A queue that a function works off."""

    function: str
    queue: str
    url: str
    batch_size: int


@dataclass
class Schedule:
    """A function that is called every so often; `due` on the clock of the pump."""

    function: str
    every_s: float
    due: float = field(default=0.0)


class Pump:
    """Runs from `start` to `stop`, in a thread of its own.

    Parameters
    ----------
    clients : callable
        Makes a boto3 client from a service's name.
    names : Names
        What references to queues resolve to.
    longest_wait_s : float
        Schedules come round at least that often.
    """

    def __init__(
        self,
        template: Template,
        *,
        clients: Callable[[str], Any],
        names: Names,
        lambdas: Invoker,
        longest_wait_s: float = 300.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sources = tuple(_sources(template, names))
        self.schedules = tuple(_schedules(template, longest_wait_s))
        self._clients = clients
        self._lambdas = lambdas
        self._monotonic = monotonic
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin; schedules first come round after their whole time."""
        self.start_schedules_over()
        if self.sources or self.schedules:
            self._thread.start()

    def start_schedules_over(self) -> None:
        """Let all schedules wait their whole time from now on."""
        for schedule in self.schedules:
            schedule.due = self._monotonic() + schedule.every_s

    def stop(self) -> None:
        """End after the message that is being worked off."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def run_schedule(self, function: str) -> object:
        """Call a scheduled function now.

        Raises
        ------
        KeyError
            If no schedule calls a function of that name.
        """
        if function not in {schedule.function for schedule in self.schedules}:
            raise KeyError(function)
        return self._lambdas.invoke(function, scheduled_event())

    def turn(self) -> int:
        """Hand each queue's next batch to its function and return how many messages there were."""
        return sum(self._hand_over(source) for source in self.sources)

    def purge(self) -> None:
        """Empty all queues; SQS' own purge may be asked for once a minute only."""
        sqs = self._clients("sqs")
        for source in self.sources:
            while found := sqs.receive_message(QueueUrl=source.url, MaxNumberOfMessages=10).get(
                "Messages"
            ):
                for message in found:
                    handle = message["ReceiptHandle"]
                    sqs.delete_message(QueueUrl=source.url, ReceiptHandle=handle)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                busy = self.turn()
                self._come_round()
            # A message or schedule that fails is the functions' affair; the pump goes on.
            except Exception:
                traceback.print_exc(file=sys.stderr)
                busy = 0
            if not busy:
                self._stopped.wait(IDLE_S)

    def _come_round(self) -> None:
        for schedule in self.schedules:
            if self._monotonic() >= schedule.due:
                schedule.due = self._monotonic() + schedule.every_s
                self._lambdas.invoke(schedule.function, scheduled_event())

    def _hand_over(self, source: Source) -> int:
        sqs = self._clients("sqs")
        messages = sqs.receive_message(
            QueueUrl=source.url,
            MaxNumberOfMessages=min(source.batch_size, 10),
            MessageSystemAttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            return 0
        failed = self._failed(source, messages)
        for message in messages:
            handle = {"QueueUrl": source.url, "ReceiptHandle": message["ReceiptHandle"]}
            if message["MessageId"] in failed:
                sqs.change_message_visibility(**handle, VisibilityTimeout=COMES_AGAIN_AFTER_S)
            else:
                sqs.delete_message(**handle)
        return len(messages)

    def _failed(self, source: Source, messages: list[dict[str, Any]]) -> set[str]:
        """Run the function and return the ids it hands back: all of them where it raises."""
        event = {"Records": [_record(source, message) for message in messages]}
        try:
            answer = self._lambdas.invoke(source.function, event)
        # Whatever a handler raises, Lambda returns the whole batch to the queue.
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return {message["MessageId"] for message in messages}
        failures = answer.get("batchItemFailures", []) if isinstance(answer, dict) else []
        return {failure["itemIdentifier"] for failure in failures}


def scheduled_event() -> dict[str, Any]:
    """Make what EventBridge Scheduler sends."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "time": moment,
        "resources": [],
        "detail": "{}",
    }


def _record(source: Source, message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{source.queue}",
        "awsRegion": "us-east-1",
    }


def _events(template: Template, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for function, declared in template.functions.items():
        for event in declared.properties.get("Events", {}).values():
            if event["Type"] == kind:
                yield function, event["Properties"]


def _sources(template: Template, names: Names) -> Iterator[Source]:
    for function, event in _events(template, "SQS"):
        queue = str(event["Queue"]["Fn::GetAtt"]).partition(".")[0]
        yield Source(function, queue, names.refs[queue], event.get("BatchSize", 10))


def _schedules(template: Template, longest_wait_s: float) -> Iterator[Schedule]:
    for function, event in _events(template, "ScheduleV2"):
        told = RATE.fullmatch(event["ScheduleExpression"])
        if told is None:
            raise ValueError(f"{function}: only rate(...) is pumped")
        yield Schedule(function, min(int(told[1]) * UNITS[told[2]], longest_wait_s))
