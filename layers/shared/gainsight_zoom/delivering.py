"""Bringing what happened into the tenant's own object, for Gainsight's report builder.

The object and its fields are described in ``docs/usage.md``. Rows go in batches, each once: before
a batch is tried again, what is there already is looked for by its key.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from gainsight_zoom.errors import AppError, FieldsRefused
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.usage import DAY_S
from gainsight_zoom.usage_events import Undelivered, UsageEvent

KEY = "EventId__gc"
BATCH = 50
"""Of one insert («Company API»)."""
WHOLE_TRIES = 3
UNKNOWN_FIELD = "GSOBJ_1002"
GIVE_UP_AFTER_S = 7 * DAY_S
BACKOFF_S = (300, 900, 3_600, 21_600)


class Way(Protocol):
    """A user's way into the tenant, past any record rule: these rows are this app's own."""

    def ask(self, query: Query) -> list[dict[str, Any]]:
        """Read rows."""
        ...

    def insert_all(self, object_name: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Add rows, all or none; raises `FieldsRefused` where fields of any are refused."""
        ...


def row_of(event: UsageEvent) -> dict[str, Any]:
    """Return an event as a row; lookups are filled with GSIDs."""
    row = {
        KEY: event.id,
        "Type__gc": event.kind,
        "OccurredAt__gc": datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "User__gc": event.user,
        "Company__gc": event.place.company,
        "Relationship__gc": event.place.relationship,
        "Meeting__gc": event.meeting,
        "Count__gc": event.count,
    }
    return {name: value for name, value in row.items() if value is not None}


@dataclass
class Delivery:
    """What became of a batch: `left` is to be tried again."""

    added: list[UsageEvent] = field(default_factory=list)
    refused: list[UsageEvent] = field(default_factory=list)
    left: list[Undelivered] = field(default_factory=list)


def deliver(way: Way, object_name: str, batch: Sequence[Undelivered]) -> Delivery:
    """Add what of a batch is not there yet.

    A call is refused or taken as a whole. What is refused is halved until the rows to blame stand
    alone; as that may take more calls than there are at once, what is settled by then stays so, and
    what was tried often begins in smaller parts.

    Raises
    ------
    FieldsRefused
        If the object lacks a field: no row can be added until its admin mends it.
    ReconnectRequired, UpstreamError
        If nothing can be said now; nothing is lost by trying again.
    """
    done = Delivery()
    events = [one.event for one in batch]
    tries = max((one.tries for one in batch), default=1)
    if tries > 1:
        there = _there(way, object_name, events)
        done.added = [event for event in events if event.id in there]
        events = [event for event in events if event.id not in there]
    try:
        _insert(way, object_name, events, done, size=max(BATCH >> max(tries - WHOLE_TRIES, 0), 1))
    except AppError:
        if not (done.added or done.refused):
            raise
    settled = {event.id for event in (*done.added, *done.refused)}
    done.left = [one for one in batch if one.event.id not in settled]
    return done


def again_at(one: Undelivered, now: int) -> int | None:
    """Return when to try again; None to give up."""
    if now - one.event.at > GIVE_UP_AFTER_S:
        return None
    return now + BACKOFF_S[min(one.tries, len(BACKOFF_S)) - 1]


def _insert(
    way: Way, object_name: str, events: Sequence[UsageEvent], done: Delivery, *, size: int
) -> None:
    """Insert part by part, the halves of what is refused after all others; notes what is done."""
    parts = deque(events[first : first + size] for first in range(0, len(events), size))
    while parts:
        part = parts.popleft()
        try:
            way.insert_all(object_name, [row_of(event) for event in part])
        except FieldsRefused as refused:
            if UNKNOWN_FIELD in refused.refusals.values():
                raise
            if len(part) == 1:
                done.refused += part
                continue
            middle = len(part) // 2
            parts += (part[:middle], part[middle:])
        else:
            done.added += part


def _there(way: Way, object_name: str, events: Sequence[UsageEvent]) -> set[str]:
    query = Query(
        object_name,
        select=(KEY,),
        where=(Where(KEY, "IN", tuple(event.id for event in events)),),
        limit=len(events),
    )
    return {str(row.get(KEY)) for row in way.ask(query)}
