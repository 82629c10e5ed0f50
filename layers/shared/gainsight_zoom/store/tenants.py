"""Tenants: profile, policy and layout; and the operator's mappings of hosts and mail domains."""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from gainsight_zoom.records import (
    Layout,
    Policy,
    StoredMetadata,
    Tenant,
    TenantRecords,
)
from gainsight_zoom.store import metadata
from gainsight_zoom.store.table import Item, Table

PROFILE = "PROFILE"
POLICY = "POLICY"
LAYOUT = "LAYOUT"
MEMBER_PREFIX = "TENANT#"


class Tenants:
    """Reads tenants for every function, writes them for the operator and the admin."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def load(self, keys: tuple[str, ...], *, default_layout: Layout) -> dict[str, TenantRecords]:
        """Read several tenants in one call; unknown keys are left out."""
        if not keys:
            return {}
        wanted = [(partition(k), sk) for k in keys for sk in (PROFILE, POLICY, LAYOUT)]
        items = {(i["pk"], i["sk"]): i for i in self._tenants.batch_get(wanted)}
        found: dict[str, TenantRecords] = {}
        for key in keys:
            if (partition(key), PROFILE) in items:
                own = {sk: i for (pk, sk), i in items.items() if pk == partition(key)}
                found[key] = _records(key, own, default_layout)
        return found

    def load_whole(
        self, key: str, *, default_layout: Layout
    ) -> tuple[TenantRecords | None, StoredMetadata]:
        """Read one tenant and its cached metadata in one query: they are neighbours by key."""
        items = self._tenants.range(partition(key), LAYOUT, PROFILE)
        single = {i["sk"]: i for i in items if not str(i["sk"]).startswith(metadata.PREFIX)}
        stored = metadata.assemble(i for i in items if i["sk"] not in single)
        if PROFILE not in single:
            return None, stored
        return _records(key, single, default_layout), stored

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


def _records(key: str, items: Mapping[str, Item], default_layout: Layout) -> TenantRecords:
    return TenantRecords(
        tenant=_tenant(key, items[PROFILE]),
        policy=policy_of(items.get(POLICY)),
        layout=layout_of(items.get(LAYOUT), default_layout),
    )


def _tenant(key: str, item: Item) -> Tenant:
    kept = {k: v for k, v in item.items() if k in Tenant.__dataclass_fields__ and k != "key"}
    return Tenant(key=key, **kept)
