"""A user's next meetings: which to prepare, when to look again, whom the pane opens with. Pure.

Preparing is done in quiet time only: calls begin on the quarter of an hour, and what is taken from
a tenant's call budget has come back (``budgets.GRACE_S`` after its minute) before the next does.
"""

from collections.abc import Iterable

from gainsight_zoom.invitations import Planned
from gainsight_zoom.records import Agenda, Customer, Prepared, UserRecords

AHEAD_S = 1_800
"""How long before its start a meeting may be prepared: a tenant's calls are for few at once."""
EARLY_S = 900
"""How long before its start the pane opens with its customer."""
LATE_S = 600
"""How long after its start the pane still opens with its customer where Zoom names no meeting."""
QUARTER_S = 900
QUIET_S = range(180, 661)
"""Of each quarter of an hour: after who came to a call has read, well before the next begins."""
AGAIN_S = 60
LOOK_S = 3_600
"""What was planned since is found within that time."""
DAY_S = 86_400
STAYED_AWAY_S = 14 * DAY_S


def quiet(now: float) -> bool:
    """Tell whether nobody is about to open the pane for a call that begins."""
    return int(now) % QUARTER_S in QUIET_S


def wanted(records: UserRecords, *, now: int) -> bool:
    """Tell whether to look ahead for a user: Zoom's consent stands and they were here lately."""
    profile = records.profile
    seen = profile.seen_at if profile else None
    return records.zoom_authorized and seen is not None and seen + STAYED_AWAY_S > now


def soon(planned: Iterable[Planned], *, now: int) -> tuple[Planned, ...]:
    """Pick the meetings to prepare now, the next one first; each number once."""
    near = sorted(
        (one for one in planned if now < one.starts_at <= now + AHEAD_S),
        key=lambda one: one.starts_at,
    )
    return tuple({one.meeting_id: one for one in reversed(near)}.values())[::-1]


def look_again(planned: Iterable[Planned], *, now: int, all_done: bool) -> int:
    """Say when to look again: when the next meeting comes near, or a minute on if work is left."""
    if not all_done:
        return now + AGAIN_S
    later = (one.starts_at - AHEAD_S for one in planned if one.starts_at > now + AHEAD_S)
    return max(min(*later, now + LOOK_S, now + LOOK_S), now + AGAIN_S)


def known(agenda: Agenda, meeting: Planned) -> Prepared | None:
    """Find what was prepared of this occurrence of a meeting."""
    return next(
        (
            one
            for one in agenda.meetings
            if (one.meeting_id, one.starts_at) == (meeting.meeting_id, meeting.starts_at)
        ),
        None,
    )


def about(agenda: Agenda | None, *, meeting_id: str | None, now: int) -> Customer | None:
    """Say whom a call is about.

    Parameters
    ----------
    meeting_id : str or None
        The meeting's number; None where Zoom told none, or there is no call yet. Then it is the
        only meeting that starts about now.
    """
    if agenda is None:
        return None
    near = {
        one.customer
        for one in agenda.meetings
        if one.customer is not None
        and (
            one.meeting_id == meeting_id
            if meeting_id
            else one.starts_at - EARLY_S <= now <= one.starts_at + LATE_S
        )
    }
    return near.pop() if len(near) == 1 else None
