"""The Gainsight stand-in's sign-in: discovery, login page, codes, tokens and their refresh."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sandbox.gainsight.tokens import challenge_of
from tests.sandbox.gainsight_kit import PRIYA, Desk, desk
from werkzeug.test import Client

VERIFIER = "a-verifier-of-at-least-forty-three-characters-0"
CALLBACK = "http://app.localhost:8400/oauth/gainsight/callback"
EXCHANGE = "/v1/users/oauth/access/token"
ASKED = {
    "client_id": "gsz-northstar",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
    "state": "a state & more",
    "scope": "read_write offline_access",
}
SECRET = {"client_id": "gsz-northstar", "client_secret": "secret-northstar-0123456789abcdef"}


def returned(location: str) -> dict[str, str]:
    assert location.startswith(CALLBACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def log_in(browser: Client, username: str = PRIYA, word: str = "gainsight", **asked: str) -> Any:
    return browser.post(
        "/v1/authorize",
        query_string=ASKED | asked,
        data={"username": username, "password": word, "action": "login"},
    )


def code_form(good: str, **changes: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": good,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **SECRET,
        **changes,
    }


def refresh_form(token: str) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": token, **SECRET}


@pytest.fixture
def at() -> Desk:
    return desk()


@pytest.fixture
def browser(at: Desk) -> Client:
    return Client(at.tenant)


def signed_in(browser: Client, **asked: str) -> dict[str, Any]:
    code = returned(log_in(browser, **asked).location)["code"]
    response = browser.post(EXCHANGE, data=code_form(code))
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json
    return body


def works(at: Desk, access_token: str) -> bool:
    response = at.call(
        "GET", "/v1/meta/services/objects/list", accesskey=at.credential["accesskey"]
    )
    assert response.status_code == 200
    bearer = Desk(at.tenant, at.clock, {"Authorization": f"Bearer {access_token}"})
    response = bearer.call("GET", "/v1/meta/services/objects/list")
    assert response.status_code in (200, 401)
    return response.status_code == 200


def test_metadata_names_the_tenants_own_logical_host(at: Desk, browser: Client) -> None:
    document = browser.get("/.well-known/oauth-authorization-server").json
    host = "https://northstar.gainsightcloud.com"
    assert document["issuer"] == host
    assert document["authorization_endpoint"] == f"{host}/v1/authorize"
    assert document["token_endpoint"] == f"{host}/v1/users/oauth/access/token"
    at.tenant.settings.issuer = "https://another.gainsightcloud.com"
    document = browser.get("/.well-known/oauth-authorization-server").json
    assert document["issuer"] == "https://another.gainsightcloud.com"
    at.tenant.settings.metadata_document = False
    assert browser.get("/.well-known/oauth-authorization-server").status_code == 404


def test_login_page_names_tenant_and_host_and_has_no_script(browser: Client) -> None:
    page = browser.get("/v1/authorize", query_string=ASKED | {"login_hint": '"><x@y.example'})
    assert page.status_code == 200
    assert "Log in to Northstar" in page.text
    assert "northstar.gainsightcloud.com" in page.text
    assert "<script" not in page.text
    assert "&#34;&gt;&lt;x@y.example" in page.text


def test_login_gives_code_state_and_issuer(browser: Client) -> None:
    answer = returned(log_in(browser).location)
    assert answer.keys() == {"code", "state", "iss"}
    assert answer["state"] == "a state & more"
    assert answer["iss"] == "https://northstar.gainsightcloud.com"


def test_issuer_in_the_redirect_is_a_switch(at: Desk, browser: Client) -> None:
    at.tenant.settings.iss_in_redirect = False
    assert "iss" not in returned(log_in(browser).location)


@pytest.mark.parametrize(
    ("username", "password", "text"),
    [
        (PRIYA, "wrong", "username or password is wrong"),
        ("nobody@northstar.example", "gainsight", "username or password is wrong"),
        ("sam@northstar.example", "gainsight", "inactive"),
        ("lena@northstar.example", "gainsight", "Internal Collaborator cannot log in"),
        ("nils@northstar.example", "gainsight", "External cannot log in"),
    ],
)
def test_login_is_refused_on_the_page(
    browser: Client, username: str, password: str, text: str
) -> None:
    page = log_in(browser, username, password)
    assert page.status_code == 401
    assert text in page.text


@pytest.mark.parametrize(
    "email", [PRIYA.upper(), "mei@northstar.example", "omar@northstar.example"]
)
def test_licences_that_may_log_in(browser: Client, email: str) -> None:
    assert log_in(browser, email).status_code == 302


def test_cancel_goes_back_with_access_denied(browser: Client) -> None:
    response = browser.post("/v1/authorize", query_string=ASKED, data={"action": "cancel"})
    answer = returned(response.location)
    assert answer["error"] == "access_denied"
    assert answer["state"] == "a state & more"
    assert "code" not in answer


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "gsz-other"},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": CALLBACK + "?a"},
    ],
)
def test_unregistered_client_or_callback_is_never_redirected(
    browser: Client, wrong: dict[str, str]
) -> None:
    response = browser.get("/v1/authorize", query_string=ASKED | wrong)
    assert response.status_code == 400
    assert response.location is None


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "read everything"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_wrong_requests_go_back_with_an_error(
    browser: Client, wrong: dict[str, str], error: str
) -> None:
    assert (
        returned(browser.get("/v1/authorize", query_string=ASKED | wrong).location)["error"]
        == error
    )


def test_read_application_refuses_read_write(at: Desk, browser: Client) -> None:
    at.tenant.settings.application_scope = "read"
    assert returned(log_in(browser).location)["error"] == "invalid_scope"
    assert signed_in(browser, scope="read")["scope"] == "read"


def test_second_authorize_is_silent_unless_login_is_asked_for(at: Desk, browser: Client) -> None:
    log_in(browser)
    assert browser.get("/v1/authorize", query_string=ASKED).status_code == 302
    assert browser.get("/v1/authorize", query_string=ASKED | {"prompt": "login"}).status_code == 200
    at.clock.now += at.tenant.settings.session_ttl_s
    assert browser.get("/v1/authorize", query_string=ASKED).status_code == 200


def test_logout_ends_the_browsers_session(browser: Client) -> None:
    log_in(browser)
    assert "logged out" in browser.get("/v1/logout").text
    assert browser.get("/v1/authorize", query_string=ASKED).status_code == 200


def test_exchange_answers_tokens_that_work(at: Desk, browser: Client) -> None:
    tokens = signed_in(browser)
    assert tokens.keys() >= {"token_type", "refresh_token"}
    assert tokens["expires_in"] == 3600
    assert tokens["refresh_token"]
    assert works(at, tokens["access_token"])
    at.clock.now += 3600
    assert not works(at, tokens["access_token"])


def test_identity_is_in_the_jwt_in_the_answer_or_nowhere(at: Desk, browser: Client) -> None:
    gsid = at.tenant.find("gsuser", Email=PRIYA)["Gsid"]
    tokens = signed_in(browser)
    payload = tokens["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert (claims["sub"], claims["email"]) == (gsid, PRIYA)
    assert claims["exp"] == at.clock.now + 3600
    at.tenant.settings.identity_in = "response"
    tokens = signed_in(browser)
    assert (tokens["user_id"], tokens["email"]) == (gsid, PRIYA)
    assert "." not in tokens["access_token"]
    at.tenant.settings.identity_in = "none"
    assert "user_id" not in signed_in(browser)


def test_no_refresh_token_without_offline_access(browser: Client) -> None:
    assert "refresh_token" not in signed_in(browser, scope="read_write")


def test_no_scope_means_all_the_application_has(browser: Client) -> None:
    assert signed_in(browser, scope="")["scope"] == "offline_access read read_write"


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"code_verifier": VERIFIER + "x"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://app.localhost:8400/other"}, 400, "invalid_grant"),
        ({"code": "made up"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_exchange_refuses(browser: Client, wrong: dict[str, str], status: int, error: str) -> None:
    code = returned(log_in(browser).location)["code"]
    response = browser.post(EXCHANGE, data=code_form(code, **wrong))
    assert (response.status_code, response.json["error"]) == (status, error)
    assert response.headers["Cache-Control"] == "no-store"


def test_token_requests_are_form_encoded(browser: Client) -> None:
    response = browser.post(EXCHANGE, json=code_form("x"))
    assert response.json["error"] == "invalid_request"


def test_code_expires(at: Desk, browser: Client) -> None:
    code = returned(log_in(browser).location)["code"]
    at.clock.now += at.tenant.settings.code_ttl_s
    assert browser.post(EXCHANGE, data=code_form(code)).json["error"] == "invalid_grant"


def test_code_used_twice_revokes_what_it_gave(at: Desk, browser: Client) -> None:
    code = returned(log_in(browser).location)["code"]
    first = browser.post(EXCHANGE, data=code_form(code)).json
    assert browser.post(EXCHANGE, data=code_form(code)).json["error"] == "invalid_grant"
    assert not works(at, first["access_token"])


def test_refresh_rotates_and_reuse_revokes_the_family(at: Desk, browser: Client) -> None:
    first = signed_in(browser)
    second = browser.post("/v1/users/oauth/token", data=refresh_form(first["refresh_token"])).json
    assert second["refresh_token"] != first["refresh_token"]
    assert works(at, second["access_token"])
    again = browser.post(EXCHANGE, data=refresh_form(first["refresh_token"]))
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")
    assert not works(at, second["access_token"])
    last = browser.post(EXCHANGE, data=refresh_form(second["refresh_token"]))
    assert last.json["error"] == "invalid_grant"


def test_grace_answers_the_successor_again(at: Desk, browser: Client) -> None:
    at.tenant.settings.rotation_grace_s = 30
    first = signed_in(browser)
    second = browser.post(EXCHANGE, data=refresh_form(first["refresh_token"])).json
    at.clock.now += 29
    assert browser.post(EXCHANGE, data=refresh_form(first["refresh_token"])).json == second
    at.clock.now += 1
    late = browser.post(EXCHANGE, data=refresh_form(first["refresh_token"]))
    assert late.json["error"] == "invalid_grant"


def test_without_rotation_the_refresh_token_stays(at: Desk, browser: Client) -> None:
    at.tenant.settings.rotation = False
    first = signed_in(browser)
    for _ in range(2):
        again = browser.post(EXCHANGE, data=refresh_form(first["refresh_token"])).json
        assert again["refresh_token"] == first["refresh_token"]


def test_refresh_token_expires(at: Desk, browser: Client) -> None:
    first = signed_in(browser)
    at.clock.now += at.tenant.settings.refresh_ttl_s
    late = browser.post(EXCHANGE, data=refresh_form(first["refresh_token"]))
    assert late.json["error"] == "invalid_grant"


def test_user_who_becomes_inactive_is_out(at: Desk, browser: Client) -> None:
    first = signed_in(browser)
    at.tenant.find("gsuser", Email=PRIYA)["IsActiveUser"] = False
    assert not works(at, first["access_token"])
    refused = browser.post(EXCHANGE, data=refresh_form(first["refresh_token"]))
    assert refused.json["error"] == "invalid_grant"


def test_admin_can_revoke_a_user(at: Desk, browser: Client) -> None:
    first = signed_in(browser)
    at.tenant.tokens.revoke_user(at.tenant.find("gsuser", Email=PRIYA)["Gsid"])
    assert not works(at, first["access_token"])


@pytest.mark.parametrize("body", [{}, {"data": {"grant_type": "client_credentials"}}])
def test_machine_token(at: Desk, browser: Client, body: dict[str, Any]) -> None:
    response = browser.post(
        "/v1/users/m2m/oauth/token",
        auth=("m2m-northstar", "m2m-secret-northstar-0123456789abcdef"),
        **body,
    )
    assert response.json["expires_in"] == 86400
    assert works(at, response.json["access_token"])


def test_sessions_and_machine_tokens_live_as_long_as_set(at: Desk, browser: Client) -> None:
    at.tenant.settings.session_ttl_s = at.tenant.settings.m2m_ttl_s = 60
    log_in(browser)
    machine = browser.post(
        "/v1/users/m2m/oauth/token",
        auth=("m2m-northstar", "m2m-secret-northstar-0123456789abcdef"),
    ).json
    assert machine["expires_in"] == 60
    at.clock.now += 59
    assert browser.get("/v1/authorize", query_string=ASKED).status_code == 302
    assert works(at, machine["access_token"])
    at.clock.now += 1
    assert browser.get("/v1/authorize", query_string=ASKED).status_code == 200
    assert not works(at, machine["access_token"])


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic !", "Basic bTJtOng="])
def test_machine_token_needs_basic(browser: Client, header: str) -> None:
    response = browser.post("/v1/users/m2m/oauth/token", headers={"Authorization": header})
    assert (response.status_code, response.json["error"]) == (401, "invalid_client")


def test_tokens_belong_to_one_tenant(at: Desk) -> None:
    token = at.tenant.issue(PRIYA).access_token
    other = desk("northstar-sb")
    assert not works(other, token)


def test_reset_forgets_tokens(at: Desk, browser: Client) -> None:
    first = signed_in(browser)
    at.tenant.reset()
    assert not works(at, first["access_token"])
    assert browser.get("/v1/authorize", query_string=ASKED).status_code == 200
