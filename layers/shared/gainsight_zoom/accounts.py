"""Which Gainsight tenants somebody is connected to, and what of them is theirs to use."""

import hashlib
from collections.abc import Mapping, Sequence

from gainsight_zoom import access
from gainsight_zoom.errors import AppError, NotFound, ReconnectRequired
from gainsight_zoom.records import (
    Credential,
    Customer,
    RecentCustomer,
    TenantRecords,
    UserRecords,
)

RECENT_KEPT = 20
SHOWN_CHARS = 32


def gainsight_credentials(records: UserRecords) -> tuple[Credential, ...]:
    """Return the user's connections to Gainsight tenants."""
    return tuple(c for c in records.credentials if c.provider == "gainsight")


def usable_credential(
    records: UserRecords, tenants: Mapping[str, TenantRecords], tenant: str
) -> Credential:
    """Return the connection through which this user may read a tenant.

    Raises
    ------
    ReconnectRequired
        If the connection has died.
    NotFound, AppOff, SalesforceOff, LicenseRequired
        As in `known_credential`.
    """
    credential = known_credential(records, tenants, tenant)
    if credential.status != "active":
        raise ReconnectRequired(tenant=tenant, reason="reconnect_required")
    return credential


def known_credential(
    records: UserRecords, tenants: Mapping[str, TenantRecords], tenant: str
) -> Credential:
    """Return the connection that tells who this user is in a tenant, even one that has died.

    Raises
    ------
    NotFound
        If the user is not connected to it, which includes that it does not exist.
    AppOff, SalesforceOff, LicenseRequired
        If the tenant no longer admits the user.
    """
    credential = records.credential("gainsight", tenant)
    if credential is None or credential.user is None or tenant not in tenants:
        raise NotFound("tenant_not_connected")
    found = tenants[tenant]
    access.admit(found.tenant, found.policy, credential.user, integration=credential.integration)
    return credential


def shown(records: UserRecords, customer: Customer) -> str | None:
    """Name a customer that a pane shows, by a hash of that and of the connection it is seen by."""
    credential = records.credential("gainsight", customer.tenant)
    if credential is None:
        return None
    whole = f"{credential.created_at}#{'#'.join(vars(customer).values())}"
    return hashlib.sha256(whole.encode()).hexdigest()[:SHOWN_CHARS]


def forgotten(recents: Sequence[RecentCustomer]) -> list[Customer]:
    """Pick the customers to forget, of those a user opened, last first."""
    return [recent.customer for recent in recents[RECENT_KEPT:]]


def admitted(credential: Credential, tenants: Mapping[str, TenantRecords]) -> bool:
    """Tell whether a tenant lets in whom a connection to it is of."""
    records = tenants.get(credential.tenant)
    if records is None or credential.user is None:
        return False
    try:
        access.admit(
            records.tenant,
            records.policy,
            credential.user,
            integration=credential.integration,
        )
    except AppError:
        return False
    return True
