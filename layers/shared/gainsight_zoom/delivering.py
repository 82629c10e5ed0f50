"""Bringing what happened into the tenant's own object, for Gainsight's report builder.

The object and its fields are described in ``docs/usage.md``. Rows go in batches, each once: before
a batch is tried again, what is there already is looked for by its key.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from gainsight_zoom.errors import FieldsRefused
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.usage import DAY_S, Undelivered, UsageEvent

KEY = "EventId__gc"
BATCH = 50
"""Of one insert («Company API»)."""
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


def deliver(way: Way, object_name: str, batch: Sequence[Undelivered]) -> list[UsageEvent]:
    """Add what of a batch is not there yet; return what Gainsight refuses for good.

    Raises
    ------
    ReconnectRequired, UpstreamError
        If it cannot be said now; nothing is lost by trying again.
    """
    events = [one.event for one in batch]
    if any(one.tries > 1 for one in batch):
        there = _there(way, object_name, events)
        events = [event for event in events if event.id not in there]
    return _insert(way, object_name, events)


def again_at(one: Undelivered, now: int) -> int | None:
    """Return when to try again; None to give up."""
    if now - one.event.at > GIVE_UP_AFTER_S:
        return None
    return now + BACKOFF_S[min(one.tries, len(BACKOFF_S)) - 1]


def _insert(way: Way, object_name: str, events: Sequence[UsageEvent]) -> list[UsageEvent]:
    """Insert in one call; a batch that is refused has been added in no part, and is halved."""
    if not events:
        return []
    try:
        way.insert_all(object_name, [row_of(event) for event in events])
    except FieldsRefused:
        if len(events) == 1:
            return list(events)
        middle = len(events) // 2
        halves = (events[:middle], events[middle:])
        return [event for half in halves for event in _insert(way, object_name, half)]
    return []


def _there(way: Way, object_name: str, events: Sequence[UsageEvent]) -> set[str]:
    query = Query(
        object_name,
        select=(KEY,),
        where=(Where(KEY, "IN", tuple(event.id for event in events)),),
        limit=len(events),
    )
    return {str(row.get(KEY)) for row in way.ask(query)}
