"""Who may use the app and do what: licence, active flag, the tenant's policy.

Licences: Gainsight, «User License Management» and «Gainsight App For Zoom». Names are the system
names of the LicenseType picklist; Viewer_Analytics is what the product calls «Viewer +».
"""

from gainsight_zoom.errors import (
    AppOff,
    Forbidden,
    LicenseRequired,
    PilotOnly,
    SalesforceOff,
    TabSwitchedOff,
    WritesPaused,
)
from gainsight_zoom.hosts import reachable
from gainsight_zoom.policies import (
    ANY_TYPE,
    AUTOMATIC,
    Admission,
    Automatic,
    TabOff,
    UserGroup,
)
from gainsight_zoom.records import (
    GainsightUser,
    Integration,
    Kind,
    Policy,
    Tenant,
    UserRecords,
)

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
TABS = ("summary", "timeline", "people", "scorecard", "attributes")
TAB_OF_RIGHT = {
    TIMELINE_WRITE: "timeline",
    SCORECARD_WRITE: "scorecard",
    PEOPLE_WRITE: "people",
    ATTRIBUTES_WRITE: "attributes",
}
KINDS: tuple[Kind, ...] = ("company", "relationship")
OFF_REASON = "Your Gainsight admin has switched this tab off for you."


def admit(
    tenant: Tenant,
    policy: Policy,
    user: GainsightUser,
    *,
    integration: Integration = "gainsight",
) -> None:
    """Let a Gainsight user in, or say why not.

    Where the app is off, its admins still get in: who else could switch it on again?

    Raises
    ------
    AppOff
        If the operator or the tenant's admin switched the app off, or not on for this user.
    SalesforceOff
        If the user came by Salesforce and the admin has not switched that on.
    LicenseRequired
        If the user is inactive or has no licence that may log in.
    """
    if not reachable(tenant) or not (policy.enabled or administers(policy, user)):
        raise AppOff("tenant_off")
    if integration == "salesforce" and not policy.portfolio.enabled:
        raise SalesforceOff("salesforce_off")
    if not user.active:
        raise LicenseRequired("user_inactive")
    if user.license not in RIGHTS_BY_LICENSE:
        raise LicenseRequired("license_kind")
    if not _chosen(policy.admission, user) and not administers(policy, user):
        refusal = PilotOnly if policy.admission.mode == "pilot" else AppOff
        raise refusal(f"not_admitted_{policy.admission.mode}")


def rights(user: GainsightUser, policy: Policy) -> tuple[str, ...]:
    """Return what a user may do; empty for those who may not log in.

    A tab that is off for all of a user's records takes its right along.
    """
    granted = list(RIGHTS_BY_LICENSE.get(user.license, ()))
    if not granted:
        return ()
    if policy.viewers_write_people and PEOPLE_WRITE not in granted:
        granted.append(PEOPLE_WRITE)
    kept = [right for right in granted if not _tab_gone(TAB_OF_RIGHT.get(right), policy, user)]
    return (*kept, ADMIN) if administers(policy, user) else tuple(kept)


def demand(user: GainsightUser, right: str, policy: Policy) -> None:
    """Insist on a right.

    Raises
    ------
    Forbidden
        If the user does not have it.
    """
    if right not in rights(user, policy):
        raise Forbidden(f"right_missing_{right.partition(':')[0]}")


def demand_writes(tenant: Tenant) -> None:
    """Insist that the operator lets this app write to a tenant at present.

    Raises
    ------
    WritesPaused
        If not.
    """
    if not tenant.writes:
        raise WritesPaused("writes_off")


def closed_to_edits(policy: Policy, user: GainsightUser, kind: Kind) -> str | None:
    """Say why a user may edit no attribute of a kind of record, in words for them; else None.

    Whether relationships can be written is a gap in Gainsight's documents, hence the switch.
    """
    if ATTRIBUTES_WRITE not in rights(user, policy):
        return "Your Gainsight licence lets you read this, not edit it."
    if kind == "relationship" and not policy.relationship_edits:
        return "Editing relationships from Zoom is switched off for your company."
    return None


def automatic(policy: Policy, records: UserRecords) -> tuple[Automatic, ...]:
    """Return what is done for a user without being asked: what neither side switched off."""
    off = {*policy.automatic_off, *records.automatic_off}
    return tuple(name for name in AUTOMATIC if name not in off)


def sees_people(policy: Policy, user: GainsightUser) -> bool:
    """Tell whether a tenant's people are shown to a user for any kind of record."""
    return any("people" not in tabs_off(kind, policy, user)[ANY_TYPE] for kind in KINDS)


def tabs(kind: Kind, policy: Policy, user: GainsightUser) -> dict[str, tuple[str, ...]]:
    """Return the tabs a user sees for a kind of record, in order, by type; ``*`` for any other."""
    off = tabs_off(kind, policy, user)
    return {
        type_id: tuple(tab for tab in TABS if tab not in reasons)
        for type_id, reasons in off.items()
    }


def tabs_off(kind: Kind, policy: Policy, user: GainsightUser) -> dict[str, dict[str, str]]:
    """Return why tabs are off, one sentence each, by type of record."""
    mine = [
        off for off in policy.tabs_off if off.kind == kind and _concerns(off, policy.groups, user)
    ]
    everywhere = {off.tab: _reason(off) for off in mine if off.type == ANY_TYPE}
    by_type = {ANY_TYPE: everywhere}
    for off in mine:
        if off.type != ANY_TYPE:
            by_type.setdefault(off.type, dict(everywhere))[off.tab] = _reason(off)
    return by_type


def depends_on_type(tab: str, policy: Policy, user: GainsightUser, *, kind: Kind) -> bool:
    """Tell whether a tab is off for some types of a kind of record and on for others."""
    return len({tab in off for off in tabs_off(kind, policy, user).values()}) > 1


def require_tab(
    tab: str, policy: Policy, user: GainsightUser, *, kind: Kind, type_id: str | None = None
) -> None:
    """Insist that a tab is on for this user and record.

    Parameters
    ----------
    type_id : str, optional
        GSID of the relationship's type. Where it is not known, only what is off for all types
        is refused.

    Raises
    ------
    TabSwitchedOff
        With the sentence that says why.
    """
    off = tabs_off(kind, policy, user)
    why = off.get(type_id or ANY_TYPE, off[ANY_TYPE]).get(tab)
    if why is not None:
        raise TabSwitchedOff(why)


def _chosen(admission: Admission, user: GainsightUser) -> bool:
    if admission.mode == "license_kinds":
        return user.license in admission.license_kinds
    lists = {"listed": admission.listed, "pilot": admission.pilot}
    chosen = lists.get(admission.mode)
    return chosen is None or user.email.strip().lower() in chosen


def administers(policy: Policy, user: GainsightUser) -> bool:
    """Tell whether somebody decides about the app here: super admins, and whom they name."""
    return user.super_admin or user.email.strip().lower() in policy.admins


def _concerns(off: TabOff, groups: tuple[UserGroup, ...], user: GainsightUser) -> bool:
    if off.group is None:
        return True
    return any(
        group.name == off.group
        and (user.license in group.licenses or user.email.strip().lower() in group.users)
        for group in groups
    )


def _tab_gone(tab: str | None, policy: Policy, user: GainsightUser) -> bool:
    """Tell whether a tab is off for every kind of record; one of some types still counts."""
    return tab is not None and all(
        any(
            off.kind == kind
            and off.tab == tab
            and off.type == ANY_TYPE
            and _concerns(off, policy.groups, user)
            for off in policy.tabs_off
        )
        for kind in KINDS
    )


def _reason(off: TabOff) -> str:
    return off.reason or OFF_REASON
