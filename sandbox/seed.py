"""What an operator would have registered: the sample tenants, their mail domains and Salesforce.

Written through the product's own store, so that the sandbox cannot drift from the data model.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gainsight_zoom.config import Config
from gainsight_zoom.hosts import data_center_of
from gainsight_zoom.layouts import DEFAULT_LAYOUT
from gainsight_zoom.records import Policy, Tenant
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.tenants import Tenants
from sandbox.gainsight import DATA_SETS
from sandbox.salesforce import to_18
from sandbox.scorecards import SETUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["MAIL_DOMAINS", "USAGE_OBJECT", "seed", "tenants"]

USAGE_OBJECT = "Zoom_App_Event__gc"
MAIL_DOMAINS = {
    "northstar": ("northstar.example",),
    "kestrel": ("kestrel.example",),
    "aurora": ("aurora.example",),
}
SALESFORCE = {
    "northstar": ((to_18("00D5g000001NsTr"),), ("northstar.my.salesforce.com",)),
    "northstar-sb": ((to_18("00D7g000002NsSb"),), ("northstar--sb.sandbox.my.salesforce.com",)),
}
"""By tenant: ids of Salesforce organisations, and their My Domains."""


def seed(
    environment: Mapping[str, str], dynamodb: DynamoDBClient, *, reporting: bool = False
) -> None:
    """Register the sample tenants in the tables that a function's environment names.

    Parameters
    ----------
    reporting : bool
        Whether Northstar's admin has named the object that receives what happens in calls.
    """
    store = Tenants(Table(dynamodb, Config.from_env(environment).tenants_table))
    for tenant in tenants():
        orgs, hosts = SALESFORCE.get(tenant.key, ((), ()))
        store.register(
            tenant,
            mail_domains=MAIL_DOMAINS.get(tenant.key, ()),
            salesforce_orgs=orgs,
            salesforce_hosts=hosts,
        )
    store.save_layout("northstar", replace(DEFAULT_LAYOUT, scorecards=SETUP))
    if reporting:
        store.save_policy("northstar", Policy(usage_object=USAGE_OBJECT))


def tenants() -> list[Tenant]:
    """Return the sample tenants as an operator would describe them."""
    return [
        Tenant(
            key=data_set.key,
            name=data_set.name,
            host=data_set.host,
            environment="sandbox" if data_set.key.endswith("-sb") else "production",
            data_center=data_center_of(data_set.host),
            record_urls={
                kind: f"https://{data_set.host}/v1/ui/{page}={{id}}"
                for kind, page in (
                    ("company", "customersuccess360?cid"),
                    ("relationship", "relationship360?rid"),
                )
            },
        )
        for data_set in DATA_SETS
    ]
