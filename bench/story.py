"""The main job, once through every route, so that each route's calls can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.harness import BASE_URL, JONAS, PRIYA, zoom_user

if TYPE_CHECKING:
    from bench.deployment import Deployment, Request

__all__ = ["TENANT", "Customer", "find_customer", "go_through", "work"]

TENANT = "northstar"
LIST_LAPSES_S = 600
Customer = dict[str, str]


def go_through(deployment: Deployment) -> None:
    """Install, consent, sign in, search, read, disconnect, log out."""
    _install(deployment)
    bearer = deployment.sign_in()
    deployment.call("login_routing/read-session", bearer=bearer)
    who = {"integration": "gainsight", "username": "priya@northstar.example"}
    deployment.call("login_routing/route", bearer=bearer, body=who)
    customer = find_customer(deployment, bearer)
    deployment.call("c360_fetch/record", bearer=bearer, path=customer)
    deployment.call("login_routing/disconnect", bearer=bearer, path={"tenant": TENANT})
    deployment.call("login_routing/log-out", bearer=bearer)


def work(deployment: Deployment, bearer: str, customer: Customer) -> list[Request]:
    """Do what one does with a customer, twice, and return the second time's requests.

    The first leaves metadata of all that is asked for. What creates is given a name of its own.
    """
    admin = deployment.signed_in(uid=JONAS)
    timeline = deployment.call("timeline_write/activities", bearer=bearer, path=customer).json
    activity = {**customer, "activity_id": timeline["activities"][0]["id"]}
    made: list[Request] = []
    for turn in range(2):
        made.clear()
        here = {"participant_uuid": f"D{turn}", "name": "Elena"}
        told = [{"participant_uuid": f"D{turn}", "email": f"elena{turn}@northwind.example"}]
        person = {"name": "Sofia", "email": f"sofia{turn}@northwind.example"}
        changes = {"changes": [{"name": "Users", "value": turn, "seen": turn - 1}]}
        press = {"key": f"press-000{turn}", "customer": customer, "people": [person]}
        for event, who, parts in (
            ("c360_fetch/mine", bearer, {}),
            ("c360_fetch/lookup-users", bearer, {"path": {"tenant": TENANT}}),
            ("c360_fetch/set-measure", bearer, {"path": customer}),
            ("c360_fetch/remove-measure", bearer, {"path": customer}),
            ("timeline_write/types", bearer, {"path": {"tenant": TENANT}}),
            ("timeline_write/activities", bearer, {"path": customer}),
            ("timeline_write/activity", bearer, {"path": activity}),
            ("timeline_write/edit-activity", bearer, {"path": activity}),
            ("timeline_write/comments", bearer, {"path": activity}),
            ("timeline_write/add-comment", bearer, {"path": activity}),
            ("timeline_write/edit-comment", bearer, {"path": activity}),
            ("timeline_write/delete-comment", bearer, {"path": activity}),
            ("timeline_write/delete-activity", bearer, {"path": activity}),
            ("timeline_write/drafts", bearer, {}),
            ("c360_fetch/edit-attributes", bearer, {"path": customer, "body": changes}),
            ("usage_report/report", bearer, {}),
            ("usage_report/events", bearer, {}),
            (
                "participant_sync/sync",
                bearer,
                {"body": {"participants": [here], "consented": told}},
            ),
            ("participant_sync/find", bearer, {"path": {"tenant": TENANT}, "query": "q=elena"}),
            ("participant_sync/add", bearer, {"body": press}),
            ("tenant_admin/fields", admin, {}),
            ("tenant_admin/policy", admin, {}),
            ("tenant_admin/layout", admin, {}),
            ("tenant_admin/history", admin, {}),
            ("tenant_admin/preview", admin, {}),
            ("tenant_admin/export-configuration", admin, {}),
            ("tenant_admin/users", admin, {}),
            ("tenant_admin/audit", admin, {}),
        ):
            arguments: Any = parts
            deployment.call(event, bearer=who, seconds=20, **arguments)
            made.append(deployment.requests[-1])
        deployment.clock.advance(LIST_LAPSES_S)
        bearer, admin = deployment.open_pane(), deployment.open_pane(JONAS)
    return made


def find_customer(deployment: Deployment, bearer: str) -> Customer:
    """Search for the sample customer and return what names it."""
    found = deployment.call("c360_fetch/search", bearer=bearer, query="q=northw").json
    hit = found["results"][0]
    return {"tenant": hit["tenant"], "kind": hit["kind"], "id": hit["id"]}


def _install(deployment: Deployment) -> None:
    begun = deployment.call("oauth_callback/zoom-install", cookies=[])
    asked = dict(parse_qsl(urlsplit(begun.headers["Location"]).query))
    user = zoom_user(PRIYA)
    deployment.zoom.grants.consent(user)
    code = deployment.zoom.grants.issue_code(
        user,
        redirect_uri=f"{BASE_URL}/oauth/zoom/callback",
        challenge=asked["code_challenge"],
        method="S256",
    )
    answer = deployment.call(
        "oauth_callback/zoom-callback",
        query=urlencode({"code": code, "state": asked["state"]}),
        cookies=[cookie.partition(";")[0] for cookie in begun.cookies],
    )
    if answer.status not in (200, 303):
        raise RuntimeError(f"the install answered {answer.status}")
