"""With which customer the pane opens: that of a recurring meeting or of the next, else the last."""

from collections.abc import Mapping
from dataclasses import replace

from gainsight_zoom import access, agendas
from gainsight_zoom.policies import Automatic
from gainsight_zoom.records import Agenda, Customer, Session, TenantRecords, UserRecords
from gainsight_zoom.recurring import last_time
from gainsight_zoom.roster import Roster
from gainsight_zoom.wiring import Wiring


def customer_of_meeting(
    wired: Wiring, session: Session, records: UserRecords, tenants: Mapping[str, TenantRecords]
) -> Customer | None:
    """Return whom the meeting is about, until the user opens another customer in this call.

    That is whom they chose in it last time, else whom its invitation told of. None where neither is
    known, or done without being asked.
    """
    profile = records.profile
    if not (profile and profile.account_id and records.zoom_authorized):
        return None
    now, uuid = int(wired.clock.now()), session.meeting_uuid
    asked = _that_do("series", tenants, records)
    prepared = records.agenda is not None and records.agenda.meetings
    if not (prepared or (uuid and asked)):
        return None
    roster = wired.meetings.roster(uuid, account_id=profile.account_id, now=now) if uuid else None
    number = roster.meeting_id if roster else ""
    if roster and _chosen_since(records, roster):
        return None
    series = last_time(records.series, number, asked, now=now) if number else None
    return series.customer if series else _invited(records, tenants, number, now)


def look_ahead(
    wired: Wiring, session: Session, records: UserRecords, tenants: Mapping[str, TenantRecords]
) -> None:
    """Have the user's next meetings looked at from now on, unless that is under way."""
    agenda = records.agenda
    if agenda is not None and agenda.due is not None:
        return
    if records.zoom_authorized and _that_do("ready", tenants, records):
        before = agenda or Agenda(since=0, due=None)
        asked = replace(before, since=session.created_at, due=session.created_at, meetings=())
        wired.agendas.save(session.uid, asked, now=session.created_at)


def _that_do(
    what: Automatic, tenants: Mapping[str, TenantRecords], records: UserRecords
) -> tuple[str, ...]:
    return tuple(
        key for key, one in tenants.items() if what in access.automatic(one.policy, records)
    )


def _invited(
    records: UserRecords, tenants: Mapping[str, TenantRecords], number: str, now: int
) -> Customer | None:
    """Return whom the invitation told of; without a number not past a customer opened just now."""
    customer = agendas.about(records.agenda, meeting_id=number or None, now=now)
    if customer is None or customer.tenant not in _that_do("ready", tenants, records):
        return None
    opened = records.recents[0].opened_at if records.recents else 0
    return customer if number or opened + agendas.EARLY_S < now else None


def _chosen_since(records: UserRecords, roster: Roster) -> bool:
    """Tell whether the user opened a customer in this call; where its begin is unknown, assume."""
    joined = [stay.joined_ms for stay in roster.stays if stay.joined_ms is not None]
    begun = roster.started_ms if roster.started_ms is not None else min(joined, default=None)
    if begun is None:
        return True
    return bool(records.recents) and records.recents[0].opened_at * 1000 >= begun
