"""The Salesforce stand-in: login, tokens, identity, and which organisation a user is of."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sandbox.faults import Dropped, Fault
from sandbox.gainsight import tenants
from sandbox.gainsight.tokens import challenge_of
from sandbox.salesforce import Salesforce, to_18
from tests.sandbox.gainsight_kit import PRIYA, Clock
from werkzeug.test import Client

VERIFIER = "a-verifier-of-at-least-forty-three-characters-0"
CALLBACK = "http://app.localhost:8400/oauth/salesforce/callback"
LOGIN, TEST = "login.salesforce.com", "test.salesforce.com"
MY_DOMAIN = "northstar.my.salesforce.com"
BASE = "/services/oauth2"
ASKED = {
    "client_id": "salesforce_client_sandbox",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
    "state": "s",
    "scope": "api refresh_token openid",
}
APP = {
    "client_id": "salesforce_client_sandbox",
    "client_secret": "salesforce_secret_sandbox_0123456789",
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def salesforce(clock: Clock) -> Salesforce:
    numbers = itertools.count(1)
    return Salesforce(now=clock, token=lambda: f"token-{next(numbers)}")


@pytest.fixture
def browser(salesforce: Salesforce) -> Client:
    return Client(salesforce)


def returned(response: Any) -> dict[str, str]:
    assert response.location.startswith(CALLBACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(response.location).query).items()}


def log_in(browser: Client, host: str = LOGIN, username: str = PRIYA, **asked: str) -> Any:
    return browser.post(
        f"{BASE}/authorize",
        base_url=f"http://{host}.localhost:8400",
        query_string=ASKED | asked,
        data={"username": username, "password": "gainsight", "action": "login"},
    )


def exchange(browser: Client, host: str, code: str, **changes: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    data = form | {"code_verifier": VERIFIER} | APP | changes
    return browser.post(f"{BASE}/token", base_url=f"https://{host}", data=data)


def signed_in(browser: Client, host: str = LOGIN, username: str = PRIYA, **asked: str) -> Any:
    response = exchange(browser, host, returned(log_in(browser, host, username, **asked))["code"])
    assert response.status_code == 200, response.text
    return response.json


def refresh(browser: Client, token: str) -> Any:
    data = {"grant_type": "refresh_token", "refresh_token": token, **APP}
    return browser.post(f"{BASE}/token", base_url=f"https://{LOGIN}", data=data)


def get(browser: Client, url: str, token: str) -> Any:
    parts = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}"}
    return browser.get(parts.path, base_url=f"https://{parts.netloc}", headers=headers)


def test_18_character_ids() -> None:
    assert to_18("0015000000Gv7qJ") == "0015000000Gv7qJAAR"
    assert to_18("0015000000Gv7qJAAR") == "0015000000Gv7qJAAR"


def test_login_page(browser: Client) -> None:
    asked = ASKED | {"login_hint": PRIYA}
    page = browser.get(f"{BASE}/authorize", base_url=f"http://{LOGIN}", query_string=asked)
    assert page.status_code == 200
    assert LOGIN in page.text
    assert f'value="{PRIYA}"' in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize("host", [LOGIN, MY_DOMAIN])
def test_tokens_of_production(browser: Client, clock: Clock, host: str) -> None:
    tokens = signed_in(browser, host)
    assert tokens.keys() == {
        *("access_token", "refresh_token", "instance_url", "id", "issued_at", "signature"),
        *("token_type", "scope", "id_token"),
    }
    assert tokens["instance_url"] == f"https://{MY_DOMAIN}"
    assert tokens["issued_at"] == str(int(clock.now * 1000))
    assert tokens["id"].startswith(f"https://{LOGIN}/id/00D")


def test_identity_matches_the_gainsight_user(browser: Client) -> None:
    tokens = signed_in(browser)
    gainsight = tenants()["northstar"].find("gsuser", Email=PRIYA)
    identity = get(browser, tokens["id"], tokens["access_token"]).json
    info = get(browser, f"{tokens['instance_url']}{BASE}/userinfo", tokens["access_token"]).json
    for answer in (identity, info):
        assert answer["user_id"] == to_18(gainsight["SfdcUserId"])
        assert answer["username"] == gainsight["SFDCUserName"]
        assert answer["email"] == PRIYA
        assert answer["organization_id"] in tokens["id"]
        assert answer["display_name"] == "Priya Nair"
    assert (identity["timezone"], info["zoneinfo"]) == ("Asia/Kolkata", "Asia/Kolkata")


def test_every_internal_gainsight_user_has_one_id_in_both(browser: Client) -> None:
    ids = [user["SfdcUserId"] for user in tenants()["northstar"].records.rows("gsuser")]
    assert {len(each) for each in ids if each} == {15, 18}
    for username in ("jonas", "mei", "omar"):
        tokens = signed_in(browser, username=f"{username}@northstar.example")
        user_id = tokens["id"].rpartition("/")[2]
        assert user_id in {to_18(each) for each in ids}


def test_sandbox_has_its_own_org_and_user_names(browser: Client) -> None:
    assert log_in(browser, TEST).status_code == 401
    tokens = signed_in(browser, TEST, f"{PRIYA}.sb")
    assert tokens["instance_url"] == "https://northstar--sb.sandbox.my.salesforce.com"
    assert tokens["id"].startswith(f"https://{TEST}/id/")
    assert log_in(browser, LOGIN, f"{PRIYA}.sb").status_code == 401


@pytest.mark.parametrize("username", ["sam@northstar.example", "nobody@northstar.example"])
def test_login_refused(browser: Client, username: str) -> None:
    page = log_in(browser, username=username)
    assert page.status_code == 401
    assert "check your username and password" in page.text


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "full"}, "invalid_scope"),
    ],
)
def test_wrong_requests_go_back(browser: Client, wrong: dict[str, str], error: str) -> None:
    answer = returned(log_in(browser, **wrong))
    assert (answer["error"], answer["state"]) == (error, "s")


@pytest.mark.parametrize("wrong", [{"client_id": "x"}, {"redirect_uri": CALLBACK + "/x"}])
def test_unregistered_never_goes_back(browser: Client, wrong: dict[str, str]) -> None:
    response = log_in(browser, **wrong)
    assert (response.status_code, response.location) == (400, None)


def test_deny_and_uninstalled_app(browser: Client, salesforce: Salesforce) -> None:
    denied = browser.post(
        f"{BASE}/authorize",
        base_url=f"http://{LOGIN}",
        query_string=ASKED,
        data={"action": "deny"},
    )
    assert returned(denied)["error"] == "access_denied"
    salesforce.settings.app_installed = False
    assert returned(log_in(browser))["error"] == "OAUTH_APPROVAL_ERROR_GENERIC"


def test_browser_is_known_the_second_time(browser: Client) -> None:
    log_in(browser)
    url = {"base_url": f"http://{LOGIN}.localhost:8400", "query_string": ASKED}
    assert browser.get(f"{BASE}/authorize", **url).status_code == 302
    url["query_string"] = ASKED | {"prompt": "login"}
    assert browser.get(f"{BASE}/authorize", **url).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_id": "x"}, "invalid_client_id"),
        ({"client_secret": "x"}, "invalid_client"),
        ({"code_verifier": "x"}, "invalid_grant"),
        ({"redirect_uri": "x"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_exchange_refuses(browser: Client, wrong: dict[str, str], error: str) -> None:
    response = exchange(browser, LOGIN, returned(log_in(browser))["code"], **wrong)
    assert (response.status_code, response.json["error"]) == (400, error)


def test_code_works_once_and_expires(browser: Client, salesforce: Salesforce, clock: Clock) -> None:
    code = returned(log_in(browser))["code"]
    exchange(browser, LOGIN, code)
    assert exchange(browser, LOGIN, code).json["error"] == "invalid_grant"
    late = returned(log_in(browser))["code"]
    clock.now += salesforce.settings.code_ttl_s
    assert exchange(browser, LOGIN, late).json["error"] == "invalid_grant"


def test_pkce_can_be_optional(browser: Client, salesforce: Salesforce) -> None:
    salesforce.settings.require_pkce = False
    asked = {k: v for k, v in ASKED.items() if not k.startswith("code_challenge")}
    response = browser.post(
        f"{BASE}/authorize",
        base_url=f"http://{LOGIN}",
        query_string=asked,
        data={"username": PRIYA, "password": "gainsight"},
    )
    assert exchange(browser, LOGIN, returned(response)["code"]).status_code == 200


def test_session_ends_without_notice_and_refresh_renews_it(
    browser: Client, salesforce: Salesforce, clock: Clock
) -> None:
    tokens = signed_in(browser)
    assert "expires_in" not in tokens
    clock.now += salesforce.settings.session_ttl_s
    for url in (tokens["id"], f"https://{MY_DOMAIN}{BASE}/userinfo"):
        ended = get(browser, url, tokens["access_token"])
        assert (ended.status_code, ended.json[0]["errorCode"]) == (401, "INVALID_SESSION_ID")
    renewed = refresh(browser, tokens["refresh_token"]).json
    assert "refresh_token" not in renewed
    assert get(browser, tokens["id"], renewed["access_token"]).status_code == 200


def test_rotation_is_a_switch(browser: Client, salesforce: Salesforce) -> None:
    salesforce.settings.rotation = True
    tokens = signed_in(browser)
    renewed = refresh(browser, tokens["refresh_token"]).json
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert refresh(browser, tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_a_token_that_was_rotated_away_ends_all_that_came_of_it(
    browser: Client, salesforce: Salesforce
) -> None:
    salesforce.settings.rotation = True
    tokens = signed_in(browser)
    renewed = refresh(browser, tokens["refresh_token"]).json
    assert get(browser, tokens["id"], renewed["access_token"]).status_code == 200
    assert refresh(browser, tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert get(browser, tokens["id"], renewed["access_token"]).status_code == 401
    assert refresh(browser, renewed["refresh_token"]).json["error"] == "invalid_grant"


def test_no_refresh_or_id_token_unless_asked_for(browser: Client) -> None:
    assert not {"refresh_token", "id_token"} & signed_in(browser, scope="api").keys()


def test_revoking_the_refresh_token_ends_its_sessions(browser: Client) -> None:
    tokens = signed_in(browser)
    url = {"base_url": f"https://{LOGIN}"}
    data = {"token": tokens["refresh_token"]}
    assert browser.post(f"{BASE}/revoke", data=data, **url).status_code == 200
    assert get(browser, tokens["id"], tokens["access_token"]).status_code == 401
    assert refresh(browser, tokens["refresh_token"]).json["error"] == "invalid_grant"
    unknown = browser.post(f"{BASE}/revoke", data={"token": "x"}, **url)
    assert (unknown.status_code, unknown.json["error"]) == (400, "invalid_token")


def test_revoking_an_access_token_leaves_the_refresh_token(browser: Client) -> None:
    tokens = signed_in(browser)
    browser.post(
        f"{BASE}/revoke", data={"token": tokens["access_token"]}, base_url=f"https://{LOGIN}"
    )
    assert get(browser, tokens["id"], tokens["access_token"]).status_code == 401
    assert refresh(browser, tokens["refresh_token"]).status_code == 200


def test_identity_of_someone_else_is_forbidden(browser: Client) -> None:
    mine, other = signed_in(browser), signed_in(browser, username="mei@northstar.example")
    assert get(browser, other["id"], mine["access_token"]).status_code == 403


def test_unknown_hosts_and_paths(browser: Client) -> None:
    assert browser.get("/", base_url="http://other.salesforce.com").status_code == 404
    assert browser.get("/", base_url=f"http://{LOGIN}").status_code == 404


def test_faults_and_reset(browser: Client, salesforce: Salesforce) -> None:
    tokens = signed_in(browser)
    salesforce.faults.add(Fault(kind="unavailable", retry_after="5"))
    down = get(browser, tokens["id"], tokens["access_token"])
    assert (down.status_code, down.headers["Retry-After"]) == (503, "5")
    salesforce.faults.add(Fault(kind="html_200"))
    assert get(browser, tokens["id"], tokens["access_token"]).mimetype == "text/html"
    salesforce.faults.add(Fault(kind="drop"))
    with pytest.raises(Dropped):
        get(browser, tokens["id"], tokens["access_token"])
    salesforce.settings.rotation = True
    salesforce.reset()
    assert salesforce.settings.rotation is False
    assert get(browser, tokens["id"], tokens["access_token"]).status_code == 401
