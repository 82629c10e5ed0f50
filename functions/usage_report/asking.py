"""Which acts somebody asks about: days of their time zone, kinds, one customer."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gainsight_zoom.errors import ValidationFailed
from gainsight_zoom.shapes import Shape
from gainsight_zoom.usage import KINDS, ActKind, Place

MOST_DAYS = 366
YEARS = range(2000, 3000)


class Asked(Shape):
    """Days are local to the zone, both included; no kinds means all of them."""

    first: date
    last: date
    zone: str
    kinds: list[str]
    company: str | None
    relationship: str | None

    def about(self, place: Place) -> bool:
        """Tell whether acts at a place are asked for."""
        return self.company in (None, place.company) and self.relationship in (
            None,
            place.relationship,
        )


def period(asked: Asked, zone: ZoneInfo) -> tuple[int, int]:
    """Return when the days begin, and when they are over (epoch seconds)."""
    begins = datetime(asked.first.year, asked.first.month, asked.first.day, tzinfo=zone)
    after = asked.last + timedelta(days=1)
    over = datetime(after.year, after.month, after.day, tzinfo=zone)
    return int(begins.timestamp()), int(over.timestamp())


def known_zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name; raises `ValidationFailed` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        told = "Give a time zone such as Europe/Berlin."
        raise ValidationFailed("zone_unknown", fields={"zone": told}) from None


def known_kinds(asked: Iterable[str]) -> frozenset[ActKind]:
    """Return the kinds asked for; raises `ValidationFailed` where there is no such kind."""
    wanted = frozenset(asked)
    if unknown := wanted - set(KINDS):
        told = f"There is no such kind: {sorted(unknown)[0][:40]}."
        raise ValidationFailed("kind_unknown", fields={"kinds": told})
    return frozenset(kind for kind in KINDS if kind in wanted or not wanted)


def check_days(asked: Asked, most: int = MOST_DAYS) -> None:
    """Insist that the days are in order and not too many."""
    in_order = asked.first <= asked.last and (asked.last - asked.first).days < most
    if not in_order or not {asked.first.year, asked.last.year} <= set(YEARS):
        told = f"Choose at most {most} days, the first before the last."
        raise ValidationFailed("days", fields={"from": told})
