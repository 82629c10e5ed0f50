"""The main job, once through every route, so that each route's calls can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.harness import BASE_URL, PRIYA, zoom_user

if TYPE_CHECKING:
    from bench.deployment import Deployment

__all__ = ["TENANT", "Customer", "find_customer", "go_through"]

TENANT = "northstar"
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
