"""What to do with a credential that rested: decided apart from doing it.

Refresh tokens lapse when nobody uses them. One that rested for the tenant's keep-alive period is
refreshed; when its user has stayed away for the policy's idle time, it is let go instead. One that
no longer works rests on until then.
"""

from collections.abc import Mapping
from enum import Enum

from gainsight_zoom.records import (
    Credential,
    Due,
    Policy,
    Provider,
    TenantRecords,
    UserRecords,
)

DAY_S = 86_400
CLAIM_S = 6 * 3600
ZOOM_KEEP_ALIVE_DAYS = 30
SEEN_AGAIN_S = DAY_S


class Verdict(Enum):
    """What a message about something due leads to."""

    NOTHING = "nothing"
    FINISH_LEAVING = "finish_leaving"
    LET_GO = "let_go"
    REFRESH = "refresh"
    REST = "rest"


def keep_alive_days(provider: Provider, tenant: str, tenants: Mapping[str, TenantRecords]) -> int:
    """Return after how many days of rest a credential is refreshed."""
    if provider == "zoom":
        return ZOOM_KEEP_ALIVE_DAYS
    return tenants[tenant].policy.keep_alive_days if tenant in tenants else Policy().keep_alive_days


def decide(
    due: Due,
    credential: Credential | None,
    records: UserRecords,
    tenants: Mapping[str, TenantRecords],
    *,
    now: int,
) -> Verdict:
    """Decide about one message; a repeated or outdated one leads to nothing.

    Parameters
    ----------
    due : Due
        As the message says, with the time that its claim left on the record.
    credential : Credential or None
        The credential it names, as it is now.
    """
    if records.profile is not None and records.profile.deauthorized_at is not None:
        return Verdict.FINISH_LEAVING
    if credential is None or credential.refresh_due != due.at:
        return Verdict.NOTHING
    seen_at = max(credential.created_at, (records.profile and records.profile.seen_at) or 0)
    if seen_at + _idle_days(credential, records, tenants) * DAY_S <= now:
        return Verdict.LET_GO
    return Verdict.REFRESH if credential.status == "active" else Verdict.REST


def newly_seen(records: UserRecords, *, now: int) -> bool:
    """Tell whether to note that a user is here: once a day is enough to tell idle ones."""
    profile = records.profile
    if profile is None or profile.deauthorized_at is not None:
        return False
    return (profile.seen_at or 0) + SEEN_AGAIN_S <= now


def _idle_days(
    credential: Credential, records: UserRecords, tenants: Mapping[str, TenantRecords]
) -> int:
    """Return the tenant's idle time; Zoom's consent stays as long as any tenant wants it to."""
    keys = (
        {credential.tenant}
        if credential.provider == "gainsight"
        else {c.tenant for c in records.credentials if c.provider == "gainsight"}
    )
    days = [tenants[key].policy.idle_days for key in keys if key in tenants]
    return max(days, default=Policy().idle_days)
