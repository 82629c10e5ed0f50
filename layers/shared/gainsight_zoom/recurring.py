"""With which customer a recurring meeting was; who opens the pane needs no more of encounters."""

from collections.abc import Collection, Iterable

from gainsight_zoom.records import Series, meeting_key

KEPT_S = 180 * 86_400


def last_time(
    series: Iterable[Series], meeting: str, tenants: Collection[str], *, now: int
) -> Series | None:
    """Find with which customer a meeting was last, by its number or the UUID of one call."""
    key = meeting_key(meeting)
    kept = (
        one
        for one in series
        if one.meeting == key and one.customer.tenant in tenants and one.last_met + KEPT_S > now
    )
    return max(kept, key=lambda one: one.last_met, default=None)
