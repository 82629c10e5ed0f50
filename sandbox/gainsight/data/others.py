"""The smaller tenants: Northstar's sandbox, and the same CSM's customers in two more data centres.

Some rows have the Gsid of a row of Northstar, and some field names differ: a record is known by
tenant and id together, and names come from describe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.gainsight.data.catalog import data_set
from sandbox.gainsight.objects import Variant

if TYPE_CHECKING:
    from sandbox.gainsight.data.seeding import Seed

__all__ = ["AURORA", "KESTREL", "NORTHSTAR_SANDBOX"]


def _user(name: str, email: str, *, licence: str = "Full", admin: bool = False) -> Seed:
    first, _, last = name.partition(" ")
    return {
        "Name": name,
        "FirstName": first,
        "LastName": last,
        "Email": email,
        "IsActiveUser": True,
        "IsSuperAdmin": admin,
        "LicenseType": licence,
        "SystemType": "Internal",
        "Timezone": "UTC",
    }


NORTHSTAR_SANDBOX = data_set(
    "northstar-sb",
    name="Northstar Sandbox",
    host="sb-northstar.gainsightcloud.com",
    variant=Variant(seed="northstar-sb"),
    tables={
        "gsuser": [
            _user("Priya Nair", "priya@northstar.example"),
            _user("Jonas Weber", "jonas@northstar.example", admin=True),
        ],
        "company": [
            {
                "Name": "Northwind Robotics (test)",
                "_shared": "Northwind Robotics",
                "Status": "Active",
                "ManagedAs": "Customer",
                "Arr": 1,
                "Csm": "priya@northstar.example",
                "CurrentScore": 50,
            },
            {"Name": "Test Company 1", "Status": "Active", "ManagedAs": "Prospect"},
        ],
        "relationship_type": [{"Name": "Production"}],
        "relationship": [
            {
                "Name": "Plant Lyon (test)",
                "_shared": "Plant Lyon",
                "CompanyId": "Northwind Robotics (test)",
                "TypeId": "Production",
            }
        ],
    },
)

KESTREL = data_set(
    "kestrel",
    name="Kestrel",
    host="kestrel.us2.gainsightcloud.com",
    variant=Variant(seed="kestrel", type_field="RelationshipTypeId", renewal_field="Renewal_Date"),
    tables={
        "gsuser": [
            _user("Priya Nair", "priya.nair@kestrel.example"),
            _user("Tove Lind", "tove@kestrel.example", admin=True),
        ],
        "company": [
            {
                "Name": "Redwood Analytics",
                "_shared": "Northwind Robotics",
                "Industry": "Software",
                "Status": "Active",
                "ManagedAs": "Customer",
                "Arr": 73000,
                "Renewal_Date": "2027-03-15",
                "Csm": "priya.nair@kestrel.example",
                "CurrentScore": 66,
                "PreviousScore": 70,
                "Trend": "v",
                "Stage": "Adoption",
            },
            {
                "Name": "Northwind Trading",
                "Status": "Active",
                "ManagedAs": "Customer",
                "Arr": 15000,
                "Csm": "tove@kestrel.example",
            },
        ],
        "relationship_type": [{"Name": "Subscription"}],
        "relationship": [
            {
                "Name": "Redwood EMEA",
                "_shared": "Plant Lyon",
                "CompanyId": "Redwood Analytics",
                "RelationshipTypeId": "Subscription",
                "CurrentScore": 59,
            }
        ],
        "person": [{"Name": "Ken Oduya", "Email": "ken@fabrikam.example", "LastName": "Oduya"}],
        "company_person": [
            {
                "_key": "Ken",
                "Person_ID": "ken@fabrikam.example",
                "Company_ID": "Redwood Analytics",
                "Title": "Board member",
                "Active": True,
            }
        ],
    },
)

AURORA = data_set(
    "aurora",
    name="Aurora",
    host="aurora.eu.gainsightcloud.com",
    variant=Variant(seed="aurora", previous_score=False, custom_fields=False),
    tables={
        "gsuser": [
            _user("Priya Nair", "priya@aurora.example", licence="Viewer"),
            _user("Aline Roux", "aline@aurora.example", admin=True),
        ],
        "company": [
            {
                "Name": "Bellecour Santé",
                "Industry": "Healthcare",
                "Status": "Active",
                "ManagedAs": "Customer",
                "Arr": 41000,
                "RenewalDate": "2027-09-01",
                "Csm": "aline@aurora.example",
                "CurrentScore": 71,
            },
            {"Name": "Northern Lights Travel", "Status": "Active", "ManagedAs": "Customer"},
        ],
    },
)
