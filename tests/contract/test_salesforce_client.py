"""Our real Salesforce client against the stand-in, with each of its switches."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sandbox.faults import Fault, Kind
from sandbox.salesforce.directory import ORGS
from sandbox.salesforce.sessions import Approval
from tests.conftest import Logged
from tests.harness import BASE_URL, Bench
from werkzeug.test import Client

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import (
    AppError,
    GrantRejected,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnavailable,
)
from gainsight_zoom.pkce import challenge
from gainsight_zoom.salesforce.ids import normal_id
from gainsight_zoom.salesforce.oauth import Identity, SalesforceLogin

CALLBACK = f"{BASE_URL}/oauth/salesforce/callback"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123"
LOGIN, TEST = "login.salesforce.com", "test.salesforce.com"
PRIYA = "priya@northstar.example"


@dataclass(frozen=True)
class Desk:
    """The product's client, and a browser at Salesforce's login."""

    bench: Bench

    @property
    def client(self) -> SalesforceLogin:
        made = self.bench.wired.salesforce
        assert made is not None
        return made

    def returned(self, host: str = LOGIN, username: str = PRIYA, **login: str) -> dict[str, str]:
        """Log in where our client sends the browser; what Salesforce hands to the callback."""
        url = self.client.authorize_url(
            host,
            redirect_uri=CALLBACK,
            state="s",
            code_challenge=challenge(VERIFIER, "S256"),
            login_hint=username,
        )
        asked = urlsplit(url)
        answer = Client(self.bench.salesforce).post(
            asked.path,
            base_url=f"https://{host}",
            query_string=asked.query,
            data={"username": username, "password": "gainsight", "action": "login"} | login,
        )
        assert str(answer.location).startswith(f"{CALLBACK}?"), answer.text
        return dict(parse_qsl(urlsplit(answer.location).query))

    def identify(self, code: str, *, host: str = LOGIN, **changes: Any) -> Identity:
        given = {"redirect_uri": CALLBACK, "code_verifier": VERIFIER} | changes
        deadline = Deadline.after(self.bench.clock, 10)
        return self.client.identify(host, code=code, deadline=deadline, **given)


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return Desk(bench)


@pytest.mark.parametrize(
    ("host", "username"),
    [
        (LOGIN, PRIYA),
        ("northstar.my.salesforce.com", PRIYA),
        (TEST, f"{PRIYA}.sb"),
        ("northstar--sb.sandbox.my.salesforce.com", f"{PRIYA}.sb"),
    ],
)
def test_each_login_proves_who_it_is(desk: Desk, host: str, username: str) -> None:
    returned = desk.returned(host, username)
    assert returned["state"] == "s"
    person = desk.identify(returned["code"], host=host)
    assert person.email == PRIYA
    assert person.org_id == normal_id(person.org_id)
    assert person.user_id == normal_id(person.user_id)


def test_production_and_sandbox_are_two_organisations(desk: Desk) -> None:
    production = desk.identify(desk.returned()["code"])
    sandbox = desk.identify(desk.returned(TEST, f"{PRIYA}.sb")["code"], host=TEST)
    assert production.org_id != sandbox.org_id


def test_the_token_is_given_back_and_no_refresh_token_was_taken(desk: Desk) -> None:
    with desk.bench.watch() as seen:
        desk.identify(desk.returned()["code"])
    assert [sent.path.rpartition("/")[2] for sent in seen.upstream][-1] == "revoke"
    issued = [token for token in desk.bench.tokens if "!" in token]
    assert all(desk.bench.salesforce.sessions.session(token) is None for token in issued)


@pytest.mark.parametrize(
    "wrong",
    [{"code_verifier": "x" * 50}, {"redirect_uri": f"{CALLBACK}/other"}, {"code": "no-such-code"}],
)
def test_a_code_is_good_for_who_asked_for_it_alone(desk: Desk, wrong: dict[str, str]) -> None:
    given = {"code": desk.returned()["code"]} | wrong
    with pytest.raises(GrantRejected) as refused:
        desk.identify(given.pop("code"), **given)
    assert refused.value.reason == "salesforce_token_invalid_grant"


def test_a_code_works_once(desk: Desk) -> None:
    code = desk.returned()["code"]
    desk.identify(code)
    with pytest.raises(GrantRejected):
        desk.identify(code)


@pytest.mark.parametrize(("waited_s", "good"), [(29, True), (30, False)])
def test_a_code_lives_as_long_as_the_organisation_says(
    desk: Desk, waited_s: int, good: bool
) -> None:
    desk.bench.salesforce.settings.code_ttl_s = 30
    code = desk.returned()["code"]
    desk.bench.clock.advance(waited_s)
    if good:
        assert desk.identify(code).email == PRIYA
    else:
        with pytest.raises(GrantRejected):
            desk.identify(code)


@pytest.mark.parametrize(
    "switches",
    [
        {"require_pkce": False},
        {"rotation": True},
        {"session_ttl_s": 5},
        {"scopes": ("id", "openid")},
    ],
)
def test_what_an_organisation_decides_otherwise_changes_nothing(
    desk: Desk, switches: dict[str, Any]
) -> None:
    for name, value in switches.items():
        setattr(desk.bench.salesforce.settings, name, value)
    assert desk.identify(desk.returned()["code"]).email == PRIYA


def test_an_app_that_no_admin_installed_comes_back_with_the_reason(desk: Desk) -> None:
    desk.bench.salesforce.settings.app_installed = False
    assert desk.returned()["error"] == "OAUTH_APPROVAL_ERROR_GENERIC"


def test_who_says_no_comes_back_with_the_reason(desk: Desk) -> None:
    assert desk.returned(action="deny")["error"] == "access_denied"


def test_a_secret_that_was_rotated_is_read_again(desk: Desk) -> None:
    desk.identify(desk.returned()["code"])
    desk.bench.salesforce.settings.client_secret = "rotated"  # noqa: S105 - sample data
    secrets = {"salesforce_client_secret": "rotated", "zoom_client_secret": "z"}
    desk.bench.cloud.rotate_secret("app", secrets | {"zoom_webhook_secret": "w"})
    assert desk.identify(desk.returned()["code"]).email == PRIYA


def test_a_user_made_inactive_after_the_login_is_refused(desk: Desk) -> None:
    org = ORGS[0]
    (user,) = [each for each in org.users if not each.active]
    code = desk.bench.salesforce.sessions.new_code(
        Approval(org, user, ("id", "openid"), LOGIN),
        redirect_uri=CALLBACK,
        challenge=challenge(VERIFIER, "S256"),
    )
    with pytest.raises(UpstreamError) as refused:
        desk.identify(code)
    assert refused.value.reason == "salesforce_user_inactive"


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("unauthorized", GrantRejected),
        ("forbidden", GrantRejected),
        ("rate_limited", UpstreamBusy),
        ("server_error", UpstreamUnavailable),
        ("unavailable", UpstreamUnavailable),
        ("drop", UpstreamUnavailable),
        ("html_200", UpstreamError),
    ],
)
def test_a_fault_is_said_as_what_it_is(desk: Desk, kind: Kind, refusal: type[AppError]) -> None:
    code = desk.returned()["code"]
    desk.bench.salesforce.faults.add(Fault(kind=kind, path="/services/oauth2/token", times=None))
    with pytest.raises(refusal):
        desk.identify(code)


def test_a_token_that_cannot_be_given_back_keeps_nobody_out(desk: Desk, logged: Logged) -> None:
    code = desk.returned()["code"]
    desk.bench.salesforce.faults.add(
        Fault(kind="server_error", path="/services/oauth2/revoke", times=None)
    )
    assert desk.identify(code).email == PRIYA
    assert logged.levels("salesforce token not revoked") == ["WARNING"]
