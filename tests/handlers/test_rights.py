"""Who may write what: licence x policy x route. Every route that writes has its row here."""

from dataclasses import dataclass, replace

import pytest
from tests.cloud import TEMPLATE
from tests.harness import PRIYA, Bench, load_event

from gainsight_zoom import access
from gainsight_zoom.policies import Admission, TabOff
from gainsight_zoom.records import Policy

SAFE = "GET"
OPEN = "nobody is asked for a right: no session yet, or signed by Zoom, or bound to a browser"
OWN = "what is the caller's own; where it reaches Gainsight, the right is asked for there"
ROUTES: dict[str, tuple[str, str]] = {
    "POST /session": ("login_routing/create-session", OPEN),
    "POST /zoom/events": ("zoom_events/url-validation", OPEN),
    "POST /oauth/go/{ticket}": ("oauth_callback/go-on", OPEN),
    "DELETE /session": ("login_routing/log-out", OWN),
    "DELETE /me": ("login_routing/delete-me", OWN),
    "PUT /me/automatic": ("login_routing/automatic", OWN),
    "POST /login/route": ("login_routing/route", OWN),
    "POST /login/start": ("login_routing/start", OWN),
    "DELETE /connections/{tenant}": ("login_routing/disconnect", OWN),
    "POST /oauth/zoom/authorize": ("oauth_callback/zoom-authorize", OWN),
    "POST /oauth/zoom/authorized": ("oauth_callback/zoom-authorized", OWN),
    "PUT /timeline/drafts/{draft_id}": ("timeline_write/save-draft", OWN),
    "DELETE /timeline/drafts/{draft_id}": ("timeline_write/discard-draft", OWN),
    "POST /timeline/drafts/{draft_id}/publish": ("timeline_write/publish", OWN),
    "DELETE /timeline/drafts/{draft_id}/publish": ("timeline_write/undo", OWN),
    "POST /participants/sync": ("participant_sync/sync", OWN),
    "PUT /participants/{participant_id}/match": ("participant_sync/match", OWN),
    "PUT /participants/customer": ("participant_sync/choose-customer", OWN),
    "POST /usage/events": ("usage_report/tell", OWN),
    "POST /people": ("participant_sync/add", access.PEOPLE_WRITE),
    "PUT /timeline/meeting": ("timeline_write/meet", access.TIMELINE_WRITE),
    "POST /timeline/drafts": ("timeline_write/begin-draft", access.TIMELINE_WRITE),
    "PUT /timeline/{tenant}/{kind}/{id}/activities/{activity_id}": (
        "timeline_write/edit-activity",
        access.TIMELINE_WRITE,
    ),
    "DELETE /timeline/{tenant}/{kind}/{id}/activities/{activity_id}": (
        "timeline_write/delete-activity",
        access.TIMELINE_WRITE,
    ),
    "POST /timeline/{tenant}/{kind}/{id}/activities/{activity_id}/comments": (
        "timeline_write/add-comment",
        access.TIMELINE_WRITE,
    ),
    "PUT /timeline/{tenant}/{kind}/{id}/activities/{activity_id}/comments/{comment_id}": (
        "timeline_write/edit-comment",
        access.TIMELINE_WRITE,
    ),
    "DELETE /timeline/{tenant}/{kind}/{id}/activities/{activity_id}/comments/{comment_id}": (
        "timeline_write/delete-comment",
        access.TIMELINE_WRITE,
    ),
    "PATCH /c360/{tenant}/{kind}/{id}/attributes": (
        "c360_fetch/edit-attributes",
        access.ATTRIBUTES_WRITE,
    ),
    "PUT /c360/{tenant}/{kind}/{id}/scorecard/measures/{measure_id}": (
        "c360_fetch/set-measure",
        access.SCORECARD_WRITE,
    ),
    "DELETE /c360/{tenant}/{kind}/{id}/scorecard/measures/{measure_id}": (
        "c360_fetch/remove-measure",
        access.SCORECARD_WRITE,
    ),
    "PUT /c360/{tenant}/{kind}/{id}/scorecard/active": (
        "c360_fetch/set-scorecard",
        access.SCORECARD_WRITE,
    ),
    "PUT /admin/{tenant}/policy": ("tenant_admin/change-policy", access.ADMIN),
    "PUT /admin/{tenant}/layout": ("tenant_admin/change-layout", access.ADMIN),
    "PUT /admin/{tenant}/configuration": ("tenant_admin/import-configuration", access.ADMIN),
    "POST /admin/{tenant}/history/{document}/{number}": ("tenant_admin/restore", access.ADMIN),
    "POST /admin/{tenant}/preview": ("tenant_admin/preview", access.ADMIN),
    "POST /admin/{tenant}/pilot": ("tenant_admin/pilot", access.ADMIN),
    "DELETE /admin/{tenant}/users/{member}": ("tenant_admin/disconnect-user", access.ADMIN),
}
"""By route: an event for it, and the right it takes."""


@dataclass(frozen=True)
class Who:
    """A kind of user, and the rights that kind has (Gainsight, «User License Management»)."""

    license: str
    rights: frozenset[str]
    active: bool = True
    super_admin: bool = False


ALL = frozenset(
    {
        access.TIMELINE_WRITE,
        access.SCORECARD_WRITE,
        access.PEOPLE_WRITE,
        access.ATTRIBUTES_WRITE,
    }
)
NOTES = frozenset({access.TIMELINE_WRITE})
NONE: frozenset[str] = frozenset()
REFUSALS = ("forbidden", "license_required", "app_off", "pilot_only", "tab_off")
PEOPLE = {
    "full": Who("Full", ALL),
    "admin": Who("Full", ALL | {access.ADMIN}, super_admin=True),
    "viewer": Who("Viewer", NOTES),
    "viewer+": Who("Viewer_Analytics", NOTES),
    "collaborator": Who("Internal_Collaborator", NONE),
    "external": Who("External", NONE),
    "inactive": Who("Full", NONE, active=False),
    "inactive admin": Who("Full", NONE, active=False, super_admin=True),
}


def off(tab: str) -> tuple[TabOff, ...]:
    """A tab that nobody has."""
    return tuple(TabOff(tab, kind) for kind in access.KINDS)


POLICIES: dict[str, tuple[Policy, frozenset[str]]] = {
    "as it comes": (Policy(), ALL),
    "no timeline": (Policy(tabs_off=off("timeline")), ALL - {access.TIMELINE_WRITE}),
    "no scorecard": (Policy(tabs_off=off("scorecard")), ALL - {access.SCORECARD_WRITE}),
    "no people": (Policy(tabs_off=off("people")), ALL - {access.PEOPLE_WRITE}),
    "no attributes": (Policy(tabs_off=off("attributes")), ALL - {access.ATTRIBUTES_WRITE}),
    "switched off": (Policy(enabled=False), NONE),
    "for others": (Policy(admission=Admission(mode="pilot")), NONE),
}
"""By name: a policy, and what it leaves of those rights to anybody but admins."""


def expected(who: Who, policy: Policy, left: frozenset[str], right: str) -> bool:
    """Whether somebody may, by this table's own reckoning."""
    if right not in who.rights:
        return False
    if right == access.ADMIN:
        return True
    shut = not policy.enabled or policy.admission.mode == "pilot"
    return right in left or (who.super_admin and shut)


def signed_in_as(bench: Bench, who: Who) -> str:
    """Sign Priya in as another kind of user, as which Gainsight knows her too."""
    row = bench.northstar.find("gsuser", Name="Priya Nair")
    field = bench.northstar.records.type("gsuser").field("LicenseType")
    item = field.picklist.item(who.license) if field and field.picklist else None
    assert item is not None
    row |= {"LicenseType": item.gsid, "IsSuperAdmin": who.super_admin}
    bearer = bench.signed_in()
    known = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert known is not None
    user = replace(known.owner, active=who.active)
    assert (user.license, user.super_admin) == (who.license, who.super_admin)
    bench.wired.credentials.save(replace(known, user=user), since=int(bench.clock.now()))
    return bearer


def test_every_route_that_writes_has_its_row() -> None:
    """A new one is added to the table above, with the right it takes."""
    writing = {f"{r.method} {r.path}" for r in TEMPLATE.routes if r.method != SAFE}
    assert writing == set(ROUTES)


def test_every_row_calls_its_own_route() -> None:
    assert {load_event(event)["routeKey"]: event for event, _ in ROUTES.values()} == {
        route: event for route, (event, _) in ROUTES.items()
    }


@pytest.mark.parametrize("route", [r for r, (_, right) in ROUTES.items() if right != OPEN])
def test_without_a_session_nobody_writes(bench: Bench, route: str) -> None:
    answer = bench.call(ROUTES[route][0], bearer="S2RZS2puaW1UNEtQZDhGRmdRdDlGUQ.none")
    assert (answer.status, answer.code) == (401, "session_expired")


@pytest.mark.parametrize("policy_name", POLICIES)
@pytest.mark.parametrize("kind", PEOPLE)
def test_licence_and_policy_decide(bench: Bench, kind: str, policy_name: str) -> None:
    who, (policy, left) = PEOPLE[kind], POLICIES[policy_name]
    bearer = signed_in_as(bench, who)
    wrong = {}
    for route, (event, right) in ROUTES.items():
        if right in (OPEN, OWN):
            continue
        bench.wired.tenants.save_policy("northstar", policy)
        bench.clock.advance(61)
        answer = bench.call(event, bearer=bearer, seconds=30)
        may = expected(who, policy, left, right)
        if (answer.status == 403) is may:
            wrong[route] = (answer.status, answer.body[:200])
        if not may:
            assert answer.code in REFUSALS
            assert answer.error["message"].endswith(".")
    assert wrong == {}
