"""Where a username signs in: one domain, one of several environments, or a domain to be entered.

Only mappings that the operator set answer for a mail domain, alike for each of its addresses, so
that nothing is told about a person. What a user proved by signing in is remembered for them alone.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from gainsight_zoom.accounts import admitted
from gainsight_zoom.errors import DataCenterMismatch, HostUnconfirmed, TenantUnknown
from gainsight_zoom.hosts import DATA_CENTER_NOTE, DATA_CENTERS, reachable
from gainsight_zoom.records import Tenant, TenantRecords, UserRecords
from gainsight_zoom.shapes import Shape

PRODUCTION = "production"
Outcome = Literal["signed_in", "single_domain", "choose_environment", "enter_domain", "salesforce"]


class TenantChoice(Shape):
    """One domain to choose; ``connected`` says that the user is signed in there."""

    tenant: str
    name: str
    host: str
    environment: str
    data_center: str
    connected: bool


class DataCenterChoice(Shape):
    """One data centre to choose."""

    id: str
    label: str
    explanation: str


class SalesforceChoice(Shape):
    """One of Salesforce's logins."""

    id: Literal["production", "sandbox", "my_domain"]
    label: str
    explanation: str


class LoginRoute(Shape):
    """What the sign-in screen asks next."""

    outcome: Outcome
    tenants: list[TenantChoice]
    data_centers: list[DataCenterChoice]
    data_center_note: str | None = None
    salesforce: list[SalesforceChoice] = []


SALESFORCE_CHOICES = [
    SalesforceChoice(id="production", label="Production", explanation="login.salesforce.com"),
    SalesforceChoice(id="sandbox", label="Sandbox", explanation="test.salesforce.com"),
    SalesforceChoice(
        id="my_domain", label="My Domain", explanation="Your company's own Salesforce address"
    ),
]


def route(
    records: UserRecords, mapped: tuple[str, ...], tenants: Mapping[str, TenantRecords]
) -> LoginRoute:
    """Decide the next step of a sign-in.

    Parameters
    ----------
    mapped : tuple of str
        Tenants that the operator mapped to the username's mail domain.
    tenants : Mapping
        The mapped and remembered tenants that exist.
    """
    return _towards(records, candidates(records, mapped, tenants), tenants)


def route_to(records: UserRecords, found: TenantRecords) -> LoginRoute:
    """Decide the next step of a sign-in to the one tenant whose domain was entered."""
    key = found.tenant.key
    return _towards(records, (key,), {key: found})


def route_to_salesforce(records: UserRecords, tenants: Mapping[str, TenantRecords]) -> LoginRoute:
    """Decide the next step of a sign-in with Salesforce, which itself asks who is there."""
    keys = tuple(
        c.tenant
        for c in records.credentials
        if c.integration == "salesforce" and _connected(records, c.tenant, tenants)
    )
    if keys:
        return _towards(records, keys, tenants)
    return LoginRoute(
        outcome="salesforce", tenants=[], data_centers=[], salesforce=SALESFORCE_CHOICES
    )


def candidates(
    records: UserRecords, mapped: tuple[str, ...], tenants: Mapping[str, TenantRecords]
) -> tuple[str, ...]:
    """Return the tenants a username may sign in to: production first, then by name and host."""
    keys = dict.fromkeys((*mapped, *records.mappings))
    known = [k for k in keys if k in tenants and reachable(tenants[k].tenant)]
    return tuple(sorted(known, key=lambda k: _order(tenants[k].tenant)))


def entered(found: TenantRecords | None, *, data_center: str | None) -> TenantRecords:
    """Accept the tenant of a domain that a user entered.

    Raises
    ------
    TenantUnknown
        If there is none, or it is switched off.
    HostUnconfirmed
        If it has a host of its own that the operator has not confirmed twice.
    DataCenterMismatch
        If it is registered for another data centre than the chosen one.
    """
    if found is None or not found.tenant.enabled:
        raise TenantUnknown
    if not reachable(found.tenant):
        raise HostUnconfirmed
    if data_center is not None and found.tenant.data_center != data_center:
        raise DataCenterMismatch(found.tenant.data_center)
    return found


def _order(tenant: Tenant) -> tuple[bool, str, str]:
    return tenant.environment != PRODUCTION, tenant.name.casefold(), tenant.host


def _towards(
    records: UserRecords, keys: tuple[str, ...], tenants: Mapping[str, TenantRecords]
) -> LoginRoute:
    if not keys:
        return LoginRoute(
            outcome="enter_domain",
            tenants=[],
            data_centers=_data_centers(),
            data_center_note=DATA_CENTER_NOTE,
        )
    choices = _choices(records, keys, tenants)
    outcome: Outcome = "single_domain" if len(keys) == 1 else "choose_environment"
    if any(choice.connected for choice in choices):
        outcome = "signed_in"
    return LoginRoute(outcome=outcome, tenants=choices, data_centers=[])


def _connected(records: UserRecords, key: str, tenants: Mapping[str, TenantRecords]) -> bool:
    """Tell whether there is nothing to sign in for; who is refused signs in to read why."""
    credential = records.credential("gainsight", key)
    return (
        credential is not None and credential.status == "active" and admitted(credential, tenants)
    )


def _choices(
    records: UserRecords, keys: Iterable[str], tenants: Mapping[str, TenantRecords]
) -> list[TenantChoice]:
    return [
        TenantChoice(
            tenant=tenant.key,
            name=tenant.name,
            host=tenant.host,
            environment=tenant.environment,
            data_center=tenant.data_center,
            connected=_connected(records, tenant.key, tenants),
        )
        for tenant in (tenants[key].tenant for key in keys)
    ]


def _data_centers() -> list[DataCenterChoice]:
    return [
        DataCenterChoice(id=d.id, label=d.label, explanation=d.explanation) for d in DATA_CENTERS
    ]
