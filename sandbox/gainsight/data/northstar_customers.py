"""Northstar's customers: companies and their relationships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.gainsight.schema import gsid

if TYPE_CHECKING:
    from sandbox.gainsight.data.seeding import Seed

__all__ = ["COMPANIES", "RELATIONSHIPS", "RELATIONSHIP_TYPES"]

CUSTOMER_HEALTH = gsid("1S01", "scorecard_master", "northstar", "Customer Health")
_PRIYA = "priya@northstar.example"
_JONAS = "jonas@northstar.example"


def _company(name: str, csm: str | None = _PRIYA, **more: object) -> Seed:
    seed: Seed = {"Name": name, "Status": "Active", "ManagedAs": "Customer"}
    return seed | ({"Csm": csm} if csm else {}) | more


COMPANIES: list[Seed] = [
    _company(
        "Northwind Robotics",
        _shared="Northwind Robotics",
        Industry="Manufacturing",
        Arr=420000,
        Mrr=35000,
        Users=1284,
        Employees=3600,
        LifecycleInWeeks=150,
        CustomerLifetimeInMonths=34,
        OriginalContractDate="2024-01-08",
        RenewalDate="2027-01-08",
        Stage="Adoption",
        Summary=(
            "<p><strong>Two plants live</strong>, a third in planning.</p>"
            "<ul><li>Lyon: stable, wants the fleet dashboard.</li>"
            "<li>Graz: onboarding is two weeks late.</li></ul>"
            '<p>See the <a href="https://wiki.example/northwind">account plan</a>.</p>'
        ),
        BillingAddress="14 Quai de la Robotique, 69002 Lyon, France",
        TickerSymbol="NWR",
        SfdcAccountId="0015g00000NwRbTAAZ",
        CurrentScore=77,
        PreviousScore=71,
        Trend="^",
        ScorecardId=CUSTOMER_HEALTH,
        Nps=41,
        Csat=4.4,
        Tier__gc="Platinum",
        Products__gc=["Fleet", "Insights"],
        Reference__gc=True,
        GoLive__gc="2024-04-15",
        LastQbr__gc="2026-10-14T13:30:00Z",
        Discount__gc=12.5,
        SeatsPurchased__gc=1500,
        Portal__gc="https://portal.example/northwind",
        BillingEmail__gc="billing@northwind.example",
        Goals__gc="<ol><li>Cut downtime by 15 %</li><li>Train 40 operators</li></ol>",
        ExecSponsor__gc=_JONAS,
        AccountCode__gc="NW-0042",
    ),
    _company(
        "Fabrikam Partners",
        Industry="Consulting",
        Arr=96000,
        Users=140,
        RenewalDate="2026-12-15",
        Stage="Renewal",
        CurrentScore=58,
        PreviousScore=64,
        Trend="v",
        Nps=-5,
        Tier__gc="Gold",
        Products__gc=["Connect", "Insights Classic"],
        Reference__gc=False,
    ),
    _company(
        "Northgate Clinics",
        _JONAS,
        Industry="Healthcare",
        Status="Inactive",
        ManagedAs="Ex-customer",
        Arr=0,
        RenewalDate="2026-03-31",
        Stage="Renewal",
        CurrentScore=31,
        PreviousScore=31,
        Trend=">",
    ),
    _company(
        "Acme Manufacturing",
        Industry="Manufacturing",
        Arr=310500.5,
        Users=820,
        RenewalDate="2027-06-30",
        Stage="Legacy Pilot",
        CurrentScore=84,
        PreviousScore=80,
        Trend="^",
        Nps=55,
        Tier__gc="Bronze",
    ),
    _company(
        "Acme Retail",
        _JONAS,
        Industry="Retail",
        ParentCompany="Acme Manufacturing",
        Arr=128000,
        RenewalDate="2027-02-28",
        Stage="Onboarding",
        CurrentScore=69,
        PreviousScore=69,
        Trend=">",
        Tier__gc="Gold",
    ),
    _company("Contoso Foods", Industry="Food & Beverage", Arr=54000, Stage="Kicked Off"),
    _company(
        "Lumen Logistics",
        _JONAS,
        Industry="Logistics",
        Arr=201000,
        Mrr=16750,
        RenewalDate="2026-11-30",
        Stage="Renewal",
        CurrentScore=46,
        PreviousScore=60,
        Trend="v",
        Tier__gc="Platinum",
    ),
    _company(
        "Øresund Marine",
        Industry="Shipping",
        Arr=87250,
        Stage="Adoption",
        RenewalDate="2027-04-01",
        CurrentScore=73,
        Reference__gc=True,
    ),
    _company("مشاريع النور", Industry="Energy", Arr=66000, Stage="Launched", CurrentScore=90),
    _company("Brightwater Energy", _JONAS, Industry="Energy", Arr=150000, CurrentScore=0),
    _company("Helios Education 🌞", Industry="Education", Stage="New Customer", Users=0),
    _company("Juniper & Sons <Ltd>", Arr=12000, Stage="Adoption", CurrentScore=65.5),
    _company(
        "Quarry Bank",
        None,
        Industry="Finance",
        Arr=980000,
        RenewalDate="2028-01-01",
        CurrentScore=88,
        Nps=70,
    ),
    _company("Tailspin Toys", _JONAS, Status="Churn", ManagedAs="Ex-customer", CurrentScore=12),
    _company("Wingtip Software", Industry="Software", ManagedAs="Prospect"),
]

RELATIONSHIP_TYPES: list[Seed] = [
    {"Name": "Production"},
    {"Name": "Onboarding"},
    {"Name": "Store"},
]


def _relationship(name: str, company: str, kind: str, **more: object) -> Seed:
    return {"Name": name, "CompanyId": company, "TypeId": kind, "Status": "Active"} | more


RELATIONSHIPS: list[Seed] = [
    _relationship(
        *("Plant Lyon", "Northwind Robotics", "Production"),
        _shared="Plant Lyon",
        Stage="Adoption",
        Arr=260000,
        Csm=_PRIYA,
        RenewalDate="2027-01-08",
        OriginalContractDate="2024-01-08",
        Summary="<p>Two shifts, 18 robots.</p>",
        ScorecardId=gsid("1S01", "scorecard_master", "northstar", "Plant Health"),
        CurrentScore=82,
        PreviousScore=79,
        Trend="^",
        Nps=52,
    ),
    _relationship(
        *("Plant Graz", "Northwind Robotics", "Onboarding"),
        Stage="Onboarding",
        Arr=160000,
        Csm=_PRIYA,
        RenewalDate="2027-01-08",
        CurrentScore=61,
        PreviousScore=66,
        Trend="v",
    ),
    _relationship(
        *("Acme Retail \N{EN DASH} Online", "Acme Retail", "Store"),
        Stage="Launched",
        Arr=48000,
        Csm=_JONAS,
        CurrentScore=70,
    ),
    _relationship("Lumen Cold Chain", "Lumen Logistics", "Production", Status="Inactive"),
]
