"""SQS on the drill's clock: delays, visibility, at-least-once delivery and dead letters.

Only what the product and the sandbox's pump ask of a client; standard queues as AWS describes them
(«Amazon SQS standard queues»: a message may come more than once, and in another order).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from gainsight_zoom.clock import Clock

__all__ = ["Sqs"]

COMES_TWICE = 0.05


@dataclass
class Message:
    """One message; `visible_at` on the clock, `receipt` that of its last delivery."""

    number: int
    body: str
    visible_at: float
    received: int = 0
    receipt: str = ""


@dataclass
class Queue:
    """What waits in one queue."""

    visibility_s: float
    most_receives: int
    messages: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)


class Sqs:
    """The part of an SQS client that is needed, over queues kept in memory.

    Parameters
    ----------
    visibility_s : Mapping[str, float]
        By URL; a queue that is not named hides what was taken for 30 seconds.
    most_receives : int
        Deliveries after which a message goes to the dead letters.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        chance: Random,
        visibility_s: Mapping[str, float],
        most_receives: int = 4,
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._visibility_s = visibility_s
        self._most_receives = most_receives
        self._queues: dict[str, Queue] = {}
        self._sent = 0
        self.before_send: Callable[[], None] = lambda: None
        self.after_send: Callable[[], None] = lambda: None
        """Called before and after a message is taken; what they raise is what the sender gets."""

    @property
    def dead(self) -> int:
        """How many messages ended as dead letters."""
        return sum(len(queue.dead) for queue in self._queues.values())

    def send_message(
        self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int = 0
    ) -> dict[str, Any]:
        """Take a message, now and then twice."""
        self.before_send()
        for _ in range(2 if self._chance.random() < COMES_TWICE else 1):
            self._sent += 1
            due = self._clock.now() + DelaySeconds
            self._queue(QueueUrl).messages.append(Message(self._sent, MessageBody, due))
        self.after_send()
        return {"MessageId": str(self._sent)}

    def send_message_batch(
        self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Take several."""
        for entry in Entries:
            self.send_message(QueueUrl=QueueUrl, MessageBody=entry["MessageBody"])
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

    def receive_message(
        self, *, QueueUrl: str, MaxNumberOfMessages: int = 1, **_: Any
    ) -> dict[str, Any]:
        """Deliver what is visible, in any order, and hide it for a while."""
        queue, now = self._queue(QueueUrl), self._clock.now()
        ready = [message for message in queue.messages if message.visible_at <= now]
        self._chance.shuffle(ready)
        taken = []
        for message in ready[:MaxNumberOfMessages]:
            if message.received >= queue.most_receives:
                queue.messages.remove(message)
                queue.dead.append(message)
                continue
            message.received += 1
            message.visible_at = now + queue.visibility_s
            message.receipt = f"{message.number}:{message.received}"
            taken.append(
                {
                    "MessageId": str(message.number),
                    "ReceiptHandle": message.receipt,
                    "Body": message.body,
                    "Attributes": {"ApproximateReceiveCount": str(message.received)},
                }
            )
        return {"Messages": taken}

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:
        """Forget a message, unless it was delivered again since."""
        queue = self._queue(QueueUrl)
        queue.messages = [m for m in queue.messages if m.receipt != ReceiptHandle]

    def change_message_visibility(
        self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int
    ) -> None:
        """Let a message come again at another time."""
        for message in self._queue(QueueUrl).messages:
            if message.receipt == ReceiptHandle:
                message.visible_at = self._clock.now() + VisibilityTimeout

    def _queue(self, url: str) -> Queue:
        hidden_s = self._visibility_s.get(url, 30.0)
        return self._queues.setdefault(url, Queue(hidden_s, self._most_receives))
