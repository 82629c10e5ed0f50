"""With which customer the pane opens: that of a recurring meeting, else the one shown last."""

from collections.abc import Mapping

from gainsight_zoom import access
from gainsight_zoom.records import Customer, Session, TenantRecords, UserRecords
from gainsight_zoom.roster import Roster
from gainsight_zoom.wiring import Wiring


def customer_of_meeting(
    wired: Wiring, session: Session, records: UserRecords, tenants: Mapping[str, TenantRecords]
) -> Customer | None:
    """Return the customer of the recurring meeting, until the user opens another in this call.

    None where Zoom told nothing of the meeting, or nothing is remembered of it.
    """
    profile, uuid = records.profile, session.meeting_uuid
    asked = tuple(
        key for key, one in tenants.items() if "series" in access.automatic(one.policy, records)
    )
    if not (uuid and profile and profile.account_id and records.zoom_authorized and asked):
        return None
    now = int(wired.clock.now())
    roster = wired.meetings.roster(uuid, account_id=profile.account_id, now=now)
    if roster is None or not roster.meeting_id or _chosen_since(records, roster):
        return None
    series = wired.encounters.series(session.uid, roster.meeting_id, asked, now=now)
    return series.customer if series else None


def _chosen_since(records: UserRecords, roster: Roster) -> bool:
    """Tell whether the user opened a customer in this call; where its begin is unknown, assume."""
    joined = [stay.joined_ms for stay in roster.stays if stay.joined_ms is not None]
    begun = roster.started_ms if roster.started_ms is not None else min(joined, default=None)
    if begun is None:
        return True
    return bool(records.recents) and records.recents[0].opened_at * 1000 >= begun
