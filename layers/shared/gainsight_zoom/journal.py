"""Telling what happened, so that it can be counted: one bounded send, after the act succeeded."""

from collections.abc import Mapping
from typing import Any, Protocol

from gainsight_zoom.clock import Clock
from gainsight_zoom.errors import AppError
from gainsight_zoom.observability import count, logger
from gainsight_zoom.usage import Act, Actor
from gainsight_zoom.usage_events import UsageEvent

MESSAGE_EVENTS = 100


class Sender(Protocol):
    """A queue."""

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message; raises an `AppError` if the queue does not take it."""
        ...


class Journal:
    """Tells acts to whoever counts them; an act is never undone or held up for not being told."""

    def __init__(self, queue: Sender, *, clock: Clock) -> None:
        self._queue = queue
        self._clock = clock

    def tell(self, actor: Actor, *acts: Act) -> None:
        """Send the acts of one user in one message; what the queue does not take is counted."""
        self.tell_all([(actor, act) for act in acts])

    def tell_all(self, told: list[tuple[Actor, Act]]) -> None:
        """Send acts, perhaps of one user in several tenants, in one message."""
        if not told:
            return
        now = int(self._clock.now())
        events = [UsageEvent.of(actor, act, now).to_message() for actor, act in told]
        try:
            self._queue.send({"events": events[:MESSAGE_EVENTS]})
        except AppError as error:
            _lost(len(events), error.reason)
        else:
            _lost(len(events[MESSAGE_EVENTS:]), "too_many_at_once")


def _lost(events: int, why: str) -> None:
    if events:
        count("UsageEventsLost", events)
        logger.warning("usage not told", extra={"events": events, "why": why})
