"""The user's ways into the tenants a request concerns."""

from gainsight_zoom.accounts import gainsight_credentials, usable_credential
from gainsight_zoom.callers import Caller
from gainsight_zoom.connection import Connection
from gainsight_zoom.records import TenantRecords
from gainsight_zoom.wiring import Wiring


def connect(
    wired: Wiring, caller: Caller, tenant: str, known: dict[str, TenantRecords]
) -> Connection:
    """Make the connection to one tenant; errors as in ``usable_credential``."""
    credential = usable_credential(caller.records, known, tenant)
    payer = credential.user.gsid if credential.user else caller.uid
    return Connection(
        tenant=known[tenant].tenant,
        credential=credential,
        keeper=wired.keeper,
        api=wired.gainsight,
        allowance=wired.allowance(tenant, payer),
        deadline=caller.deadline,
    )


def connected_tenants(caller: Caller) -> tuple[str, ...]:
    """Return the keys of the tenants the user has connected."""
    return tuple(c.tenant for c in gainsight_credentials(caller.records))
