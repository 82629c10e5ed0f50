"""Where a username signs in: one domain, one of several environments, or a domain to be entered.

Only mappings that the operator set answer for a mail domain, alike for each of its addresses, so
that nothing is told about a person. What a user proved by signing in is remembered for them alone.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from gainsight_zoom.hosts import DATA_CENTERS, data_center_of, is_gainsight_host
from gainsight_zoom.records import Tenant, TenantRecords, UserRecords

PRODUCTION = "production"


class TenantChoice(BaseModel):
    """One domain to choose."""

    tenant: str
    name: str
    host: str
    environment: str
    data_center: str


class DataCenterChoice(BaseModel):
    """One data centre to choose."""

    id: str
    label: str
    explanation: str


class LoginRoute(BaseModel):
    """What the sign-in screen asks next."""

    outcome: Literal["signed_in", "single_domain", "choose_environment", "enter_domain"]
    tenants: list[TenantChoice]
    data_centers: list[DataCenterChoice]


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
    keys = candidates(records, mapped, tenants)
    if any(_connected(records, key) for key in keys):
        return LoginRoute(outcome="signed_in", tenants=_choices(keys, tenants), data_centers=[])
    if not keys:
        return LoginRoute(outcome="enter_domain", tenants=[], data_centers=_data_centers())
    outcome: Literal["single_domain", "choose_environment"] = (
        "single_domain" if len(keys) == 1 else "choose_environment"
    )
    return LoginRoute(outcome=outcome, tenants=_choices(keys, tenants), data_centers=[])


def candidates(
    records: UserRecords, mapped: tuple[str, ...], tenants: Mapping[str, TenantRecords]
) -> tuple[str, ...]:
    """Return the tenants a username may sign in to, production first, then by name."""
    keys = dict.fromkeys((*mapped, *records.mappings))
    known = [k for k in keys if k in tenants and reachable(tenants[k].tenant)]
    return tuple(
        sorted(
            known,
            key=lambda k: (
                tenants[k].tenant.environment != PRODUCTION,
                tenants[k].tenant.name.casefold(),
            ),
        )
    )


def reachable(tenant: Tenant) -> bool:
    """Tell whether a tenant's host may be spoken to: Gainsight's own, or confirmed twice."""
    if not tenant.enabled:
        return False
    if is_gainsight_host(tenant.host):
        return data_center_of(tenant.host) == tenant.data_center
    return tenant.custom_host_confirmed


def _connected(records: UserRecords, key: str) -> bool:
    credential = records.credential("gainsight", key)
    return credential is not None and credential.status == "active"


def _choices(keys: tuple[str, ...], tenants: Mapping[str, TenantRecords]) -> list[TenantChoice]:
    return [
        TenantChoice(
            tenant=key,
            name=tenants[key].tenant.name,
            host=tenants[key].tenant.host,
            environment=tenants[key].tenant.environment,
            data_center=tenants[key].tenant.data_center,
        )
        for key in keys
    ]


def _data_centers() -> list[DataCenterChoice]:
    return [
        DataCenterChoice(id=d.id, label=d.label, explanation=d.explanation) for d in DATA_CENTERS
    ]
