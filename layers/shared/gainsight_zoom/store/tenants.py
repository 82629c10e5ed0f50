"""Tenants: profile, policy and layout; and the operator's mappings of hosts and mail domains."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from gainsight_zoom.layouts import Layout
from gainsight_zoom.records import Extent, LoadedTenant, Policy, Tenant, TenantRecords
from gainsight_zoom.store import metadata
from gainsight_zoom.store.table import Item, Key, Reading, Table

PROFILE = "PROFILE"
POLICY = "POLICY"
LAYOUT = "LAYOUT"
DOCUMENTS = (PROFILE, POLICY, LAYOUT)
MEMBER_PREFIX = "TENANT#"


class Tenants:
    """Reads tenants for every function, writes them for the operator and the admin."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def load(self, extents: Mapping[str, Extent], *, default_layout: Layout) -> list[LoadedTenant]:
        """Read tenants, each as far as is wanted, several in one call."""
        return self.reading(extents, default_layout=default_layout).read()

    def reading(
        self, extents: Mapping[str, Extent], *, default_layout: Layout
    ) -> Reading[list[LoadedTenant]]:
        """Say which items tell so much of some tenants, and what they make."""
        keys: list[Key] = []
        for key, extent in extents.items():
            keys += [(partition(key), sk) for sk in DOCUMENTS]
            keys += metadata.first_keys(key) if extent == "whole" else []

        def make(items: list[Item]) -> list[LoadedTenant]:
            items = items + self._tenants.batch_get(metadata.further_keys(items))
            return [_loaded(k, items, extents[k], default_layout) for k in extents]

        return Reading(self._tenants, keys, make)

    def of_mail_domain(self, domain: str) -> tuple[str, ...]:
        """Return the keys of the tenants that the operator mapped to a mail domain."""
        items = self._tenants.prefix(f"DOMAIN#{domain}", MEMBER_PREFIX)
        return tuple(str(item["sk"]).removeprefix(MEMBER_PREFIX) for item in items)

    def of_host(self, host: str) -> str | None:
        """Return the key of the tenant registered for a host."""
        items = self._tenants.prefix(f"HOST#{host}", MEMBER_PREFIX)
        return str(items[0]["sk"]).removeprefix(MEMBER_PREFIX) if items else None

    def of_salesforce_org(self, org_id: str) -> str | None:
        """Return the key of the tenant whose users log in to a Salesforce organisation.

        Parameters
        ----------
        org_id : str
            With 18 characters.
        """
        items = self._tenants.prefix(f"SFORG#{org_id}", MEMBER_PREFIX)
        return str(items[0]["sk"]).removeprefix(MEMBER_PREFIX) if len(items) == 1 else None

    def knows_salesforce_host(self, host: str) -> bool:
        """Tell whether the operator registered a My Domain."""
        return bool(self._tenants.prefix(f"SFHOST#{host}", MEMBER_PREFIX))

    def register(
        self,
        tenant: Tenant,
        *,
        mail_domains: tuple[str, ...],
        salesforce_orgs: tuple[str, ...] = (),
        salesforce_hosts: tuple[str, ...] = (),
    ) -> None:
        """Write a tenant and its mappings; the operator's act, never a user's.

        Parameters
        ----------
        salesforce_orgs, salesforce_hosts : tuple of str
            Ids with 18 characters; My Domain hosts.
        """
        self._tenants.put(
            {
                "pk": partition(tenant.key),
                "sk": PROFILE,
                **{k: v for k, v in vars(tenant).items() if k != "key"},
            }
        )
        mapped = (
            f"HOST#{tenant.host}",
            *(f"DOMAIN#{domain}" for domain in mail_domains),
            *(f"SFORG#{org_id}" for org_id in salesforce_orgs),
            *(f"SFHOST#{host}" for host in salesforce_hosts),
        )
        for pk in mapped:
            self._tenants.put({"pk": pk, "sk": MEMBER_PREFIX + tenant.key})

    def save_policy(self, key: str, policy: Policy) -> None:
        """Write a tenant's policy over whatever is there; admins write through ``Governance``."""
        item = policy_document(policy)
        self._tenants.put({**item, "pk": partition(key), "sk": POLICY})

    def save_layout(self, key: str, layout: Layout) -> None:
        """Write a tenant's layout, as :meth:`save_policy`."""
        item = layout_document(layout)
        self._tenants.put({**item, "pk": partition(key), "sk": LAYOUT})


def policy_document(policy: Policy) -> dict[str, Any]:
    """Return a policy as the table takes it: JSON, its numbers exact."""
    document: dict[str, Any] = json.loads(_policies().dump_json(policy), parse_float=Decimal)
    return document


def layout_document(layout: Layout) -> dict[str, Any]:
    """Return a layout, as :func:`policy_document`."""
    document: dict[str, Any] = json.loads(_layouts().dump_json(layout), parse_float=Decimal)
    return document


def policy_of(document: Mapping[str, Any] | None) -> Policy:
    """Read a policy; what is missing has its default, what is unknown is passed over."""
    return Policy() if document is None else _policies().validate_python(document)


def layout_of(document: Mapping[str, Any] | None, default: Layout) -> Layout:
    """Read a layout, as :func:`policy_of`."""
    return default if document is None else _layouts().validate_python(document)


@cache
def _policies() -> TypeAdapter[Policy]:
    return TypeAdapter(Policy)


@cache
def _layouts() -> TypeAdapter[Layout]:
    return TypeAdapter(Layout)


def partition(key: str) -> str:
    """Return the partition key of a tenant."""
    return f"TENANT#{key}"


def _loaded(
    key: str, items: Iterable[Item], extent: Extent, default_layout: Layout
) -> LoadedTenant:
    own = [item for item in items if item["pk"] == partition(key)]
    single = {str(i["sk"]): i for i in own if not str(i["sk"]).startswith(metadata.PREFIX)}
    described = [item for item in own if item["sk"] not in single]
    return LoadedTenant(
        key,
        _records(key, single, default_layout) if PROFILE in single else None,
        metadata.assemble(described) if extent == "whole" else None,
    )


def _records(key: str, items: Mapping[str, Item], default_layout: Layout) -> TenantRecords:
    return TenantRecords(
        tenant=_tenant(key, items[PROFILE]),
        policy=policy_of(items.get(POLICY)),
        layout=layout_of(items.get(LAYOUT), default_layout),
    )


def _tenant(key: str, item: Item) -> Tenant:
    kept = {k: v for k, v in item.items() if k in Tenant.__dataclass_fields__ and k != "key"}
    return Tenant(key=key, **kept)
