"""Single events, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from gainsight_zoom.errors import ValidationFailed
from gainsight_zoom.shapes import Shape
from gainsight_zoom.spreadsheets import as_csv
from gainsight_zoom.standing import iso
from gainsight_zoom.usage import DAY_S, KEPT_DAYS, EventKey, UsageEvent

from .reader import Reader

COLUMNS = ("at", "kind", "count", "user", "company", "relationship", "meeting", "id")
AFTER = r"^\d{4}-\d\d-\d\d(:\d{12}:[0-9a-f]{32}:[A-Za-z0-9_-]{1,64})?$"
"""What a page says to go on with."""
DAYS_A_PAGE = 31
"""How many days without anything one request looks through."""


class EventView(Shape):
    """One act; ``at`` is ISO 8601 in UTC, the meeting is hashed, all else are GSIDs."""

    id: str
    at: str
    kind: str
    count: int
    user: str
    company: str | None
    relationship: str | None
    meeting: str | None


class EventPage(Shape):
    """Some events, newest first, and where to go on; a page may be empty and yet go on."""

    events: list[EventView]
    next: str | None


def list_events(reader: Reader, *, after: str | None, limit: int) -> EventPage:
    """Read a page; ``after`` is what a page before said."""
    now = int(reader.wired.clock.now())
    place = _Place(_day(now)) if after is None else _Place.parse(after)
    oldest = now - KEPT_DAYS * DAY_S
    found, following = (
        _of_everyone(reader, place, limit, oldest)
        if reader.whose is None
        else _of_one(reader, reader.whose, place, limit)
    )
    kept = [event for event in found if event.at > oldest]
    more = following is not None and len(kept) == len(found)
    return EventPage(events=[_view(event) for event in kept], next=str(following) if more else None)


def events_csv(page: EventPage) -> str:
    """Return a page as CSV."""
    return as_csv(COLUMNS, ([getattr(event, name) for name in COLUMNS] for event in page.events))


def _of_one(
    reader: Reader, whose: str, place: "_Place", limit: int
) -> tuple[list[UsageEvent], "_Place | None"]:
    found, more = reader.wired.usage.of_user(reader.tenant, whose, after=place.event, limit=limit)
    return found, _Place.after(found[-1]) if more and found else None


def _of_everyone(
    reader: Reader, place: "_Place", limit: int, oldest: int
) -> tuple[list[UsageEvent], "_Place | None"]:
    """Read a tenant's events day by day, backwards, until there are enough or many days passed."""
    found: list[UsageEvent] = []
    for _ in range(DAYS_A_PAGE):
        some, more = reader.wired.usage.of_day(
            reader.tenant, place.day.isoformat(), after=place.event, limit=limit - len(found)
        )
        found += some
        place = _Place.after(some[-1]) if more and some else _Place(place.day - timedelta(days=1))
        if place.day < _day(oldest):
            return found, None
        if len(found) >= limit:
            break
    return found, place


@dataclass(frozen=True)
class _Place:
    """Where a page begins: on a day, after an event of it."""

    day: date
    event: EventKey | None = None

    @classmethod
    def after(cls, event: UsageEvent) -> "_Place":
        return cls(_day(event.at), event.key)

    @classmethod
    def parse(cls, text: str) -> "_Place":
        day, *event = text.split(":")
        try:
            place = cls(date.fromisoformat(day))
        except ValueError:
            told = "Start from the beginning, please."
            raise ValidationFailed("cursor", fields={"after": told}) from None
        if not event:
            return place
        at, id_, user = event
        return cls(place.day, EventKey(int(at), id_, user))

    def __str__(self) -> str:
        if self.event is None:
            return self.day.isoformat()
        return f"{self.day}:{self.event.at:012d}:{self.event.id}:{self.event.user}"


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()


def _view(event: UsageEvent) -> EventView:
    return EventView(
        id=event.id,
        at=iso(event.at),
        kind=event.kind,
        count=event.count,
        user=event.user,
        company=event.place.company,
        relationship=event.place.relationship,
        meeting=event.meeting,
    )
