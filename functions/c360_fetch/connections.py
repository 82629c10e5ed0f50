"""The user's ways into the tenants a request concerns."""

from gainsight_zoom import access
from gainsight_zoom.accounts import gainsight_credentials, usable_credential
from gainsight_zoom.budgets import Priority
from gainsight_zoom.callers import Caller
from gainsight_zoom.connection import Connection
from gainsight_zoom.records import Kind, TenantRecords
from gainsight_zoom.wiring import Wiring

from .sections import Subject


def connect(
    wired: Wiring,
    caller: Caller,
    tenant: str,
    known: dict[str, TenantRecords],
    *,
    priority: Priority = "interactive",
) -> Connection:
    """Make the connection to one tenant; errors as in ``usable_credential``."""
    credential = usable_credential(caller.records, known, tenant)
    return wired.connect(known[tenant], credential, caller.deadline, priority)


def subject_of(wired: Wiring, caller: Caller, *, tenant: str, kind: Kind, gsid: str) -> Subject:
    """Return a record as this user may see it, not read yet; errors as :func:`connect`."""
    known = wired.tenancy.load_with_metadata((tenant,))
    credential = usable_credential(caller.records, known, tenant)
    return Subject(
        wired=wired,
        uid=caller.uid,
        since=caller.session.created_at,
        meeting_uuid=caller.session.meeting_uuid,
        way=wired.connect(known[tenant], credential, caller.deadline),
        records=known[tenant],
        user=credential.owner,
        kind=kind,
        gsid=gsid,
        automatic=access.automatic(known[tenant].policy, caller.records),
    )


def connected_tenants(caller: Caller) -> tuple[str, ...]:
    """Return the keys of the tenants the user has connected."""
    return tuple(c.tenant for c in gainsight_credentials(caller.records))
