"""Single events, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from gainsight_zoom.errors import ValidationFailed
from gainsight_zoom.shapes import Shape
from gainsight_zoom.spreadsheets import as_csv
from gainsight_zoom.standing import iso
from gainsight_zoom.usage import DAY_S, KEPT_DAYS
from gainsight_zoom.usage_events import EventKey, UsageEvent

from .asking import Asked, check_days, known_kinds, known_zone, period
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
    """Some events, newest first, and where to go on; a page may be empty and yet go on.

    ``limit`` is how many are looked through, of which filters leave some or none.
    """

    events: list[EventView]
    next: str | None


def list_events(reader: Reader, asked: Asked, *, after: str | None, limit: int) -> EventPage:
    """Read a page; ``after`` is what a page before said about the same question.

    Raises
    ------
    ValidationFailed
        If days, zone, kinds or the place to go on from cannot be understood.
    """
    kinds = known_kinds(asked.kinds)
    check_days(asked, most=KEPT_DAYS + 2)
    begins, over = period(asked, known_zone(asked.zone))
    now = int(reader.wired.clock.now())
    oldest = max(begins, now - KEPT_DAYS * DAY_S + 1)
    place = _Place.before(min(over, now + 1)) if after is None else _Place.parse(after)
    found, following = (
        _of_everyone(reader, place, limit, oldest)
        if reader.whose is None
        else _of_one(reader, reader.whose, place, limit)
    )
    recent = [event for event in found if event.at >= oldest]
    more = following is not None and len(recent) == len(found)
    return EventPage(
        events=[
            _view(event)
            for event in recent
            if event.at < over and event.kind in kinds and asked.about(event.place)
        ],
        next=str(following) if more else None,
    )


def events_csv(page: EventPage) -> str:
    """Return a page as CSV."""
    return as_csv(COLUMNS, ([getattr(event, name) for name in COLUMNS] for event in page.events))


def _of_one(
    reader: Reader, whose: str, place: "_Place", limit: int
) -> tuple[list[UsageEvent], "_Place | None"]:
    found, more = reader.wired.usage.of_user(
        reader.tenant, whose, after=place.event or place.end(), limit=limit
    )
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
    def before(cls, moment: int) -> "_Place":
        """Begin with what happened before a moment, on its day and earlier."""
        return cls(_day(moment - 1))

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

    def end(self) -> EventKey:
        """Return what stands behind all events of the day."""
        tomorrow = datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC).timestamp()
        return EventKey(int(tomorrow) + DAY_S, "", "")

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
