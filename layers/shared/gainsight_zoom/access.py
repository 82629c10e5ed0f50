"""Who may use the app and do what: licence, active flag, the tenant's policy.

Licences: Gainsight, «User License Management» and «Gainsight App For Zoom». Names are the system
names of the LicenseType picklist; Viewer_Analytics is what the product calls «Viewer +».
"""

from gainsight_zoom.errors import AppOff, Forbidden, LicenseRequired
from gainsight_zoom.records import GainsightUser, Kind, Policy, Tenant

READ = "record:read"
TIMELINE_WRITE = "timeline:write"
SCORECARD_WRITE = "scorecard:write"
PEOPLE_WRITE = "people:write"
ATTRIBUTES_WRITE = "attributes:write"
ADMIN = "tenant:admin"

RIGHTS_BY_LICENSE: dict[str, tuple[str, ...]] = {
    "Full": (READ, TIMELINE_WRITE, SCORECARD_WRITE, PEOPLE_WRITE, ATTRIBUTES_WRITE),
    "Viewer": (READ, TIMELINE_WRITE),
    "Viewer_Analytics": (READ, TIMELINE_WRITE),
}
TABS = ("summary",)


def admit(tenant: Tenant, policy: Policy, user: GainsightUser) -> None:
    """Let a Gainsight user in, or say why not.

    Raises
    ------
    AppOff
        If the operator or the tenant's admin switched the app off.
    LicenseRequired
        If the user is inactive or has no licence that may log in.
    """
    if not tenant.enabled or not policy.enabled:
        raise AppOff("tenant_off")
    if not user.active:
        raise LicenseRequired("user_inactive")
    if user.license not in RIGHTS_BY_LICENSE:
        raise LicenseRequired("license_kind")


def rights(user: GainsightUser) -> tuple[str, ...]:
    """Return what a user may do; empty for those who may not log in."""
    granted = RIGHTS_BY_LICENSE.get(user.license, ())
    return (*granted, ADMIN) if granted and user.super_admin else granted


def demand(user: GainsightUser, right: str) -> None:
    """Insist on a right.

    Raises
    ------
    Forbidden
        If the user does not have it.
    """
    if right not in rights(user):
        raise Forbidden("right_missing")


def closed_to_edits(policy: Policy, user: GainsightUser, kind: Kind) -> str | None:
    """Say why a user may edit no attribute of a kind of record, in words for them; else None.

    Whether relationships can be written is a gap in Gainsight's documents, hence the switch.
    """
    if ATTRIBUTES_WRITE not in rights(user):
        return "Your Gainsight licence lets you read this, not edit it."
    if kind == "relationship" and not policy.relationship_edits:
        return "Editing relationships from Zoom is switched off for your company."
    return None


def tabs(kind: Kind) -> tuple[str, ...]:
    """Return the tabs a user sees for a kind of record, in order."""
    by_kind: dict[Kind, tuple[str, ...]] = {"company": TABS, "relationship": TABS}
    return by_kind[kind]
