"""Zoom's webhooks on their way to the app: one after the other, and again after Zoom's waits.

Kept to: Zoom, «Using webhooks».
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.zoom import webhooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.meeting import Change
    from sandbox.zoom.state import ZoomState

__all__ = ["Deliveries"]


@dataclass(order=True)
class _Waiting:
    due: float
    order: int
    payload: dict[str, Any] = field(compare=False)
    attempt: int = field(compare=False, default=0)


class Deliveries:
    """Posts what the stand-in has to tell, in a thread of its own: who tells holds Zoom's lock.

    Parameters
    ----------
    url, host : str
        Where the app listens on this machine, and as whom it is addressed.
    """

    def __init__(
        self,
        state: ZoomState,
        *,
        url: str,
        host: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._state = state
        self._url, self._host = url, host
        self._monotonic = monotonic
        self._order = itertools.count()
        self._waiting: list[_Waiting] = []
        self._changed = threading.Condition()
        self._stopped = False
        self.sent: list[tuple[str, int]] = []
        """Event and status of each attempt."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        state.meeting.listeners.append(self._meeting_changed)
        state.removal_listeners.append(self.post)

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    def stop(self) -> None:
        """End, whatever waits."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(webhooks.ANSWER_WITHIN_S + 1)

    def forget(self) -> None:
        """Drop what waits."""
        with self._changed:
            self._waiting.clear()
            self.sent.clear()

    def post(self, payload: dict[str, Any]) -> None:
        """Post a webhook soon."""
        self._put(_Waiting(self._monotonic(), next(self._order), payload))

    def _meeting_changed(self, change: Change) -> None:
        payload = self._state.webhook_of(change)
        if payload is not None:
            self.post(payload)

    def _put(self, waiting: _Waiting) -> None:
        with self._changed:
            heapq.heappush(self._waiting, waiting)
            self._changed.notify_all()

    def _run(self) -> None:
        while (due := self._next()) is not None:
            delivery = webhooks.deliver(
                self._url,
                due.payload,
                secret=self._state.settings.webhook_secret,
                at=self._state.now(),
                request_id=self._state.token(),
                attempt=due.attempt,
                host=self._host,
            )
            self.sent.append((due.payload["event"], delivery.status))
            if delivery.retry_in_s is not None:
                later = self._monotonic() + delivery.retry_in_s
                self._put(_Waiting(later, next(self._order), due.payload, due.attempt + 1))

    def _next(self) -> _Waiting | None:
        with self._changed:
            while not self._stopped:
                if self._waiting and self._waiting[0].due <= self._monotonic():
                    return heapq.heappop(self._waiting)
                wait_s = self._waiting[0].due - self._monotonic() if self._waiting else None
                self._changed.wait(wait_s)
            return None
