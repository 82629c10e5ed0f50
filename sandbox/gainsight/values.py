"""Reading of dates as filters and writes take them (Gainsight, «Company API»)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

__all__ = ["day_of", "iso_day", "parse_filter_time", "parse_write_day", "parse_write_time"]

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_US_DAY = re.compile(r"\d{2}-\d{2}-\d{4}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_filter_time(value: object, *, offset_h: float = 0) -> int | None:
    """Read a time of a filter, in any of the four forms in use.

    Parameters
    ----------
    offset_h : float
        Hours by which a time of day without offset is ahead of UTC (the true zone is published
        nowhere); a day is a day anywhere.

    Returns
    -------
    int or None
        Epoch milliseconds; None if it has none of the forms.
    """
    moment = _first(value, ((_DAY, "%Y-%m-%d"), (_US_DAY, "%m-%d-%Y"), (_TIME, _TIME_FORMAT)))
    if moment is None or not _TIME.fullmatch(str(value)):
        return moment
    return moment - round(offset_h * _HOUR_MS)


def parse_write_time(value: object) -> int | None:
    """Read a DATETIME to be stored: ISO with an offset, or ``yyyy-MM-dd HH:mm:ss`` (UTC)."""
    return _first(value, ((_TIME, _TIME_FORMAT),))


def parse_write_day(value: object) -> int | None:
    """Read a DATE to be stored, ``yyyy-MM-dd``, as epoch milliseconds of its midnight, UTC.

    Numbers are refused: "Invalid dateTimes format (OriginalContractDate = 210318)" is
    what a live tenant said.
    """
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    return _strptime(value, "%Y-%m-%d")


def day_of(ms: int) -> int:
    """Cut epoch milliseconds down to the midnight of their day, UTC."""
    return ms - ms % _DAY_MS


def iso_day(ms: int) -> str:
    """Write epoch milliseconds as ``yyyy-MM-dd``, UTC."""
    return (_EPOCH + timedelta(milliseconds=ms)).strftime("%Y-%m-%d")


_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


def _first(value: object, forms: tuple[tuple[re.Pattern[str], str], ...]) -> int | None:
    if not isinstance(value, str):
        return None
    for pattern, form in forms:
        if pattern.fullmatch(value):
            return _strptime(value, form)
    return _iso(value) if _ISO.fullmatch(value) else None


def _strptime(value: str, form: str) -> int | None:
    try:
        return _epoch_ms(datetime.strptime(value, form).replace(tzinfo=UTC))
    except ValueError:
        return None


def _iso(value: str) -> int | None:
    try:
        return _epoch_ms(datetime.fromisoformat(value))
    except ValueError:
        return None


def _epoch_ms(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
