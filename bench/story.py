"""The main job, once through every route, so that each route's calls can be counted."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.harness import BASE_URL, JONAS, MEETING, PRIYA, load_event, zoom_user

from gainsight_zoom.roster import Attendee, RosterEvent

if TYPE_CHECKING:
    from bench.deployment import Deployment, Request

__all__ = ["TENANT", "Customer", "administer", "find_customer", "go_through", "meet", "work"]

TENANT = "northstar"
ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"
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
            (
                "c360_fetch/record",
                bearer,
                {"path": customer, "query": "sections=scorecard"},
            ),
            (
                "c360_fetch/record",
                bearer,
                {"path": customer, "query": "sections=attributes"},
            ),
            ("c360_fetch/record", bearer, {"path": customer, "query": "sections=brief"}),
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
            if event == "c360_fetch/record":
                made[-1].route += f", {arguments['query'].partition('=')[2]}"
        deployment.clock.advance(LIST_LAPSES_S)
        bearer, admin = deployment.open_pane(), deployment.open_pane(JONAS)
    return made


def meet(deployment: Deployment, customer: Customer) -> None:
    """Say who is in a call and whom it is with, write of it, and leave nothing behind.

    Raises
    ------
    RuntimeError
        If a step is refused.
    """
    bearer, chosen = deployment.open_pane(), {**customer, "name": "Northwind Robotics"}
    at = int(deployment.clock.now())
    for key, name, email in (
        ("D444-1", "Priya Nair", "priya@northstar.example"),
        ("D444-2", "Elena Marchetti", "elena@northwind.example"),
    ):
        who = Attendee(key, name, email=email)
        joined = RosterEvent("joined", at * 1000, ACCOUNT, MEETING, "84512345678", PRIYA, who)
        deployment.wired.meetings.apply(joined, now=at)
    _done(deployment, "participant_sync/choose-customer", bearer, body=chosen)
    _done(deployment, "participant_sync/since", bearer, path=customer)
    shown = _done(deployment, "participant_sync/sync", bearer, body={"customer": chosen})
    elena = next(one["id"] for one in shown["people"] if one["name"] == "Elena Marchetti")
    _done(deployment, "participant_sync/match", bearer, path={"participant_id": elena})
    _done(deployment, "timeline_write/meet", bearer, body=chosen)
    begun = {**_body_of("timeline_write/begin-draft"), **chosen}
    note = _done(deployment, "timeline_write/begin-draft", bearer, body=begun)
    path = {"draft_id": note["id"]}
    note = _done(deployment, "timeline_write/draft", bearer, path=path)
    text = {"version": note["version"], "notes_html": "<p>Runs again.</p>"}
    note = _done(deployment, "timeline_write/save-draft", bearer, path=path, body=text)
    version = {"version": note["version"]}
    _done(deployment, "timeline_write/publish", bearer, path=path, body=version)
    pause_s, deployment.pause_s = deployment.pause_s, 0.0
    _done(deployment, "timeline_write/undo", bearer, path=path)
    deployment.pause_s = pause_s
    _done(deployment, "timeline_write/discard-draft", bearer, path=path)
    _done(deployment, "usage_report/tell", bearer)
    _done(deployment, "login_routing/automatic", bearer)
    _done(deployment, "login_routing/delete-me", bearer)


def administer(deployment: Deployment) -> None:
    """Change what an admin can change, and let the user go.

    Raises
    ------
    RuntimeError
        If a step is refused.
    """
    admin = deployment.open_pane(JONAS)
    _done(deployment, "tenant_admin/change-policy", admin)
    _done(deployment, "tenant_admin/change-layout", admin)
    _done(deployment, "tenant_admin/restore", admin, body={"version": 1})
    seen = {"policy_version": 2, "layout_version": 1}
    whole = {**_body_of("tenant_admin/import-configuration"), **seen}
    _done(deployment, "tenant_admin/import-configuration", admin, body=whole)
    _done(deployment, "tenant_admin/pilot", admin)
    users = _done(deployment, "tenant_admin/users", admin)["users"]
    priya = next(one["id"] for one in users if one["name"] == "Priya Nair")
    path = {"tenant": TENANT, "member": priya}
    _done(deployment, "tenant_admin/disconnect-user", admin, path=path)


def _done(deployment: Deployment, event: str, bearer: str, **parts: Any) -> Any:
    answer = deployment.call(event, bearer=bearer, seconds=20, **parts)
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise RuntimeError(f"{event} answered {answer.status}: {answer.body}")
    return answer.json if answer.body else None


def _body_of(event: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(load_event(event)["body"])
    return body


def find_customer(deployment: Deployment, bearer: str) -> Customer:
    """Search for the sample customer and return what names it."""
    found = deployment.call(
        "c360_fetch/search", bearer=bearer, query=f"q=northw&tenant={TENANT}"
    ).json
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
