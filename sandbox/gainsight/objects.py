"""The two objects a pane is about: Company and Relationship («Gainsight Standard Objects»)."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.gainsight import fields as f
from sandbox.gainsight.schema import Field, ObjectType, Picklist

__all__ = ["Variant", "company", "relationship", "relationship_type"]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What differs between tenants in names the sources give in two ways, or do not confirm.

    Parameters
    ----------
    seed : str
        Makes the tenant's picklist ids its own.
    type_field : str
        ``TypeId`` or ``RelationshipTypeId``.
    renewal_field : str
        ``RenewalDate``, or ``Renewal_Date`` as older samples have it.
    previous_score : bool
        Whether ``PreviousScore`` and ``Trend`` exist.
    custom_fields : bool
        Whether the admin added fields to Company.
    scorecards : bool
        Whether the scorecard objects are among those that can be queried.
    calls_to_action : bool
        Whether the object of calls to action is.
    """

    seed: str
    type_field: str = "TypeId"
    renewal_field: str = "RenewalDate"
    previous_score: bool = True
    calls_to_action: bool = False
    custom_fields: bool = True
    scorecards: bool = False


_STAGES = ("New Customer", "Kicked Off", "Onboarding", "Adoption", "Renewal", "Launched")


def company(variant: Variant) -> ObjectType:
    """Describe Company."""
    seed = variant.seed
    own = (
        f.identity("Company ID"),
        f.text("Name", "Name", required=True, nillable=False, name_field=True),
        f.pick("Industry", "Industry", _industry(seed)),
        *_money_and_people(),
        f.date("OriginalContractDate", "Original Contract Date"),
        f.date(variant.renewal_field, "Renewal Date"),
        f.pick("Stage", "Stage", Picklist.of(seed, "Stage", *_STAGES, inactive=("Legacy Pilot",))),
        f.pick("Status", "Status", _status(seed)),
        f.rich("Summary", "Summary"),
        f.lookup("Csm", "CSM", "gsuser"),
        f.derived(f.text("CSMFirstName", "CSM First Name"), "Csm__gr.FirstName"),
        f.derived(f.text("CSMLastName", "CSM Last Name"), "Csm__gr.LastName"),
        f.lookup("ParentCompany", "Parent Company", "company"),
        f.derived(f.text("ParentCompanyName", "Parent Company Name"), "ParentCompany__gr.Name"),
        f.pick(
            "ManagedAs",
            "Managed As",
            Picklist.of(
                seed,
                "Managed As",
                "Customer",
                "Ex-customer",
                "Partner",
                "Prospect",
                default="Customer",
            ),
            nillable=False,
        ),
        f.text("BillingAddress", "Billing Address", 1000),
        f.multi("Tags", "Tags", Picklist.of(seed, "Tags")),
        f.text("TickerSymbol", "Ticker Symbol", 20),
        f.text("SfdcAccountId", "SFDC Account Id", 18),
        *_scores(variant),
    )
    added = _company_custom(seed) if variant.custom_fields else ()
    return ObjectType(
        name="company",
        label="Company",
        key_prefix="1P02",
        fields=(*own, *added, *f.system_fields()),
        owner=("Csm",),
    )


def relationship(variant: Variant) -> ObjectType:
    """Describe Relationship."""
    seed = variant.seed
    return ObjectType(
        name="relationship",
        label="Relationship",
        key_prefix="1P04",
        fields=(
            f.identity("Relationship ID"),
            f.text("Name", "Name", required=True, nillable=False, name_field=True),
            f.lookup("CompanyId", "Company", "company", required=True, nillable=False),
            f.lookup(
                variant.type_field,
                "Relationship Type",
                "relationship_type",
                required=True,
                nillable=False,
            ),
            f.pick("Status", "Status", _status(seed)),
            f.pick("Stage", "Stage", Picklist.of(seed, "Relationship Stage", *_STAGES)),
            f.currency("Arr", "ARR"),
            f.currency("Mrr", "MRR"),
            f.lookup("Csm", "CSM", "gsuser"),
            f.date(variant.renewal_field, "Renewal Date"),
            f.date("OriginalContractDate", "Original Contract Date"),
            f.rich("Summary", "Summary"),
            f.text("ExternalId", "External ID"),
            *_scores(variant),
            *f.system_fields(),
        ),
        owner=("Csm", "CompanyId__gr.Csm"),
    )


def relationship_type() -> ObjectType:
    """Describe Relationship Type.

    Notes
    -----
    No source shows this object in the object list, so it is reached by ``TypeId__gr.Name`` only.
    """
    return ObjectType(
        name="relationship_type",
        label="Relationship Type",
        key_prefix="1P05",
        fields=(f.identity(), f.text("Name", "Name", name_field=True)),
        object_type="SYSTEM",
        queryable=False,
        writable=False,
    )


def _industry(seed: str) -> Picklist:
    return Picklist.of(
        seed,
        "Industry",
        *("Manufacturing", "Healthcare", "Retail", "Logistics", "Energy", "Education", "Finance"),
        *("Consulting", "Food & Beverage", "Shipping", "Software"),
    )


def _status(seed: str) -> Picklist:
    return Picklist.of(seed, "Status", "Active", "Inactive", "Churn", default="Active")


def _money_and_people() -> tuple[Field, ...]:
    return (
        f.currency("Arr", "ARR", description="Average recurring revenue"),
        f.currency("Mrr", "MRR"),
        f.number("Users", "Users"),
        f.number("Employees", "Employees"),
        f.fixed(f.number("LifecycleInWeeks", "Lifecycle in Weeks", formula=True)),
        f.fixed(f.number("CustomerLifetimeInMonths", "Lifetime in Months", formula=True)),
    )


def _scores(variant: Variant) -> tuple[Field, ...]:
    before = (
        f.fixed(f.number("PreviousScore", "Previous Score", 1)),
        f.fixed(f.text("Trend", "Trend", 10)),
    )
    return (
        f.fixed(f.number("CurrentScore", "Current Score", 1)),
        *(before if variant.previous_score else ()),
        f.fixed(f.text("ScorecardId", "Scorecard Id", 36)),
        f.fixed(f.number("Csat", "CSAT", 1)),
        f.fixed(f.number("Nps", "NPS")),
    )


def _company_custom(seed: str) -> tuple[Field, ...]:
    tier = Picklist.of(seed, "Tier", "Platinum", "Gold", "Silver", inactive=("Bronze",))
    products = Picklist.of(
        seed,
        "Products",
        *("Fleet", "Insights", "Connect", "Academy"),
        inactive=("Insights Classic",),
    )
    return tuple(
        f.custom(field)
        for field in (
            f.pick("Tier__gc", "Tier", tier),
            f.multi("Products__gc", "Products", products),
            f.boolean("Reference__gc", "Reference customer"),
            f.date("GoLive__gc", "Go-live"),
            f.datetime("LastQbr__gc", "Last business review"),
            f.percentage("Discount__gc", "Discount"),
            f.number("SeatsPurchased__gc", "Seats purchased"),
            f.url("Portal__gc", "Customer portal"),
            f.email("BillingEmail__gc", "Billing e-mail"),
            f.rich("Goals__gc", "Goals", 32_000),
            f.lookup("ExecSponsor__gc", "Executive sponsor", "gsuser"),
            f.text("AccountCode__gc", "Account code", 12, inline_editable=False),
            f.text("MigrationKey__gc", "Migration key", 64, hidden=True),
        )
    )
