"""Send dead letters back to their queue: ``python -m operator_tools.replay outbox --limit 10``.

Mend the cause first, then try a few, then the rest. At most ``--limit`` messages are moved, and
never more than lay there at the start, so that what fails again is not moved in a circle. A message
is sent to its queue before it is deleted: stopped anywhere, the same command goes on, and what is
delivered twice is done once by the workers. No message is printed. What the schedule left in the
refresh queue's dead letters is no message of that queue; it stays and is counted. What Zoom told of
attendees more than a day ago is dropped: sent anew it would stay for another day.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from gainsight_zoom.aws import client
from gainsight_zoom.config import Config
from operator_tools.sweeping import deployment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["QUEUES", "main"]

SUFFIX = "_queue_url"
QUEUES = {
    field.name.removesuffix(SUFFIX).replace("_", "-"): field.name
    for field in fields(Config)
    if field.name.endswith(SUFFIX)
}
AT_ONCE = 10
HIDDEN_S = 120
ROSTER_KEPT_S = 86_400


@dataclass(frozen=True)
class DeadLetters:
    """A queue and the queue behind it, by address."""

    sqs: Any
    queue: str
    dead: str

    @classmethod
    def of(cls, sqs: Any, queue: str) -> DeadLetters:
        """Find what the queue's own redrive policy names."""
        found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["RedrivePolicy"])
        arn = json.loads(found["Attributes"]["RedrivePolicy"])["deadLetterTargetArn"]
        return cls(sqs, queue, sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"])

    def count(self) -> int:
        """Return how many messages there are, about: SQS counts no better."""
        names = ["ApproximateNumberOfMessages"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=names)
        return int(found["Attributes"][names[0]])

    def batches(self) -> Iterator[list[dict[str, Any]]]:
        """Take messages, a batch at a time, until there are none or one comes again."""
        seen: set[str] = set()
        while True:
            batch = self.sqs.receive_message(
                QueueUrl=self.dead,
                MaxNumberOfMessages=AT_ONCE,
                VisibilityTimeout=HIDDEN_S,
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            fresh = [message for message in batch if message["MessageId"] not in seen]
            if not fresh:
                return
            seen |= {message["MessageId"] for message in fresh}
            yield fresh

    def move(self, messages: list[dict[str, Any]]) -> int:
        """Send messages to their queue, delete those it took, and return how many."""
        entries = [{"Id": str(n), "MessageBody": m["Body"]} for n, m in enumerate(messages)]
        sent = self.sqs.send_message_batch(QueueUrl=self.queue, Entries=entries)
        taken = [messages[int(entry["Id"])] for entry in sent.get("Successful", [])]
        self.drop(taken)
        return len(taken)

    def drop(self, messages: list[dict[str, Any]]) -> None:
        """Delete messages unsent."""
        for message in messages:
            self.sqs.delete_message(QueueUrl=self.dead, ReceiptHandle=message["ReceiptHandle"])

    def put_back(self, messages: list[dict[str, Any]]) -> None:
        """Let messages be seen again at once."""
        for message in messages:
            self.sqs.change_message_visibility(
                QueueUrl=self.dead, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )


def main(
    arguments: list[str],
    *,
    environment: Mapping[str, str] = os.environ,
    clients: Callable[[str], Any] = client,
    now: Callable[[], float] = time.time,
) -> int:
    """Replay; return 1 if the queue did not take all."""
    parser = argparse.ArgumentParser(prog="python -m operator_tools.replay")
    parser.add_argument("queue", choices=sorted(QUEUES))
    parser.add_argument(
        "--limit", type=int, default=AT_ONCE, help=f"at most; {AT_ONCE} unless said"
    )
    parser.add_argument("--function", help="name of one of the stack's functions")
    options = parser.parse_args(arguments)
    config = deployment(options.function, environment)
    letters = DeadLetters.of(clients("sqs"), getattr(config, QUEUES[options.queue]))
    there = letters.count()
    print(f"{there} dead letters of {options.queue}.", flush=True)
    counted = _replay(letters, min(options.limit, there), now() - ROSTER_KEPT_S)
    if counted["foreign"]:
        print(f"{counted['foreign']} are none of this queue's and stay.")
    if counted["old"]:
        print(f"{counted['old']} told of attendees more than a day ago and were dropped.")
    if counted["refused"]:
        print(f"{counted['refused']} were not taken and stay; try again.", file=sys.stderr)
    print(f"Done: {counted['moved']} moved.")
    return 1 if counted["refused"] else 0


def _replay(letters: DeadLetters, limit: int, oldest: float) -> Counter[str]:
    counted: Counter[str] = Counter()
    left = limit
    for batch in letters.batches() if limit else ():
        ours = [message for message in batch if not message.get("MessageAttributes")]
        old = [message for message in ours if _told_before(message, oldest)]
        letters.drop(old)
        fresh = [message for message in ours if message not in old]
        now, later = fresh[:left], fresh[left:]
        letters.put_back(later)
        taken = letters.move(now) if now else 0
        counted.update(
            foreign=len(batch) - len(ours), old=len(old), moved=taken, refused=len(now) - taken
        )
        if now:
            print(f"{counted['moved']} moved", flush=True)
        left -= len(now)
        if not left:
            break
    return counted


def _told_before(message: dict[str, Any], moment: float) -> bool:
    """Tell whether a message is about attendees, as Zoom told of them before that moment."""
    roster = json.loads(message["Body"]).get("roster")
    return roster is not None and roster["at_ms"] < moment * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
