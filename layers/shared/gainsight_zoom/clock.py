"""Time and chance, injectable, so that tests need neither sleep nor luck."""

import secrets
import time
from dataclasses import dataclass
from typing import Protocol

SECONDS_RESERVED_FOR_ANSWER = 0.7


class Clock(Protocol):
    """What the application needs of time."""

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, for deadlines."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for real."""
        time.sleep(seconds)


@dataclass(frozen=True)
class Deadline:
    """The moment by which everything done for one request must have ended.

    Parameters
    ----------
    clock : Clock
        Where time comes from.
    at : float
        Value of ``clock.monotonic()`` at which time is up.
    """

    clock: Clock
    at: float

    @classmethod
    def after(cls, clock: Clock, seconds: float) -> "Deadline":
        """Make a deadline that many seconds from now."""
        return cls(clock, clock.monotonic() + seconds)

    @classmethod
    def of_invocation(cls, clock: Clock, remaining_ms: int) -> "Deadline":
        """Make the deadline of a Lambda invocation, less what the answer itself needs."""
        return cls.after(clock, max(remaining_ms / 1000 - SECONDS_RESERVED_FOR_ANSWER, 0.0))

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(self.at - self.clock.monotonic(), 0.0)


def random_token() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)
