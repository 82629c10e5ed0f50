"""Back from the tenant: state, browser, issuer, code, and what the user is told."""

import pytest
from tests.conftest import Logged
from tests.doubles import Canned
from tests.harness import PRIYA, Bench, SystemBrowser

USERNAME = "priya@northstar.example"
INVALID = "This sign-in link is no longer valid. Return to Zoom and start again."


@pytest.fixture
def ticket(bench: Bench) -> str:
    """A ticket of Priya's, fresh from the pane."""
    bench.consented()
    return bench.start_sign_in(bench.open_pane())


@pytest.fixture
def browser(bench: Bench) -> SystemBrowser:
    return SystemBrowser(bench)


def test_the_pane_sees_the_account_by_itself(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    bearer = bench.open_pane()
    welcome = browser.sign_in(ticket, USERNAME)

    assert welcome.status == 200
    assert "Welcome to Gainsight" in welcome.body
    assert "Priya Nair" in welcome.body
    (account,) = bench.view(bearer)["accounts"]
    assert account == {
        "tenant": "northstar",
        "name": "Northstar",
        "host": "northstar.gainsightcloud.com",
        "data_center": "US1",
        "environment": "production",
        "integration": "gainsight",
        "status": "active",
        "user": {
            "gsid": bench.northstar.find("gsuser", Email=USERNAME)["Gsid"],
            "name": "Priya Nair",
            "email": USERNAME,
            "license": "Full",
        },
        "rights": account["rights"],
        "tabs": account["tabs"],
        "tabs_off": {"company": {}, "relationship": {"*": {}}},
        "automatic": account["automatic"],
        "automatic_off": [],
    }
    assert "record:read" in account["rights"]
    assert account["tabs"]["company"][0] == "summary"


def test_a_sign_in_leaves_one_audit_line_and_no_token_in_clear(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    browser.sign_in(ticket, USERNAME)

    (line,) = [i for i in bench.cloud.items("TenantsTable") if i["sk"]["S"].startswith("AUDIT#")]
    assert line["action"] == {"S": "signed_in"}
    stored = str(bench.cloud.items("IdentityTable"))
    for token in bench.tokens:
        assert token not in stored


def test_replayed_expired_and_foreign_states_look_alike_but_not_in_the_log(
    bench: Bench, browser: SystemBrowser, ticket: str, logged: Logged
) -> None:
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    foreign = SystemBrowser(bench).finish(back)
    assert browser.finish(back).status == 200
    replayed = browser.finish(back)
    late = browser.log_in(browser.go_on(bench.start_sign_in(bench.open_pane())), USERNAME)
    bench.clock.advance(600)
    expired = browser.finish(late)
    invented = browser.finish({**late, "state": "A" * 43})
    missing = browser.finish({"code": late["code"]})

    answers = (foreign, replayed, expired, invented, missing)
    assert {answer.status for answer in answers} == {400}
    assert all(INVALID in answer.body for answer in answers)
    assert logged.reasons == [
        "state_foreign",
        "state_unknown_or_used",
        "state_expired",
        "state_unknown_or_used",
        "state_missing",
    ]


def test_another_browser_than_the_one_that_pressed_the_button_cannot_finish(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    """Somebody sends a victim the tenant's login link of a sign-in of their own."""
    victim = SystemBrowser(bench)
    victim.go(bench.start_sign_in(bench.open_pane()))  # the victim has a cookie of our own, too
    back = victim.log_in(browser.go_on(ticket), USERNAME)

    assert victim.finish(back).status == 400
    assert bench.view(bench.open_pane())["accounts"] == []


def test_a_foreign_attempt_does_not_spoil_the_sign_in(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    assert SystemBrowser(bench).finish(back).status == 400
    assert browser.finish(back).status == 200


def test_the_issuer_must_be_the_one_it_began_with(
    bench: Bench, browser: SystemBrowser, ticket: str, logged: Logged
) -> None:
    """Mix-up: the answer of one authorization server brought to another's callback (RFC 9207)."""
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    assert back["iss"] == "https://northstar.gainsightcloud.com"
    answer = browser.finish({**back, "iss": "https://kestrel.us2.gainsightcloud.com"})

    assert answer.status == 400
    assert INVALID in answer.body
    assert logged.reasons == ["issuer_mismatch"]
    assert bench.view(bench.open_pane())["accounts"] == []


def test_a_tenant_that_names_no_issuer_is_fine(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    bench.northstar.settings.iss_in_redirect = False
    assert browser.sign_in(ticket, USERNAME).status == 200


def test_a_tenant_that_claims_another_issuer_is_not_spoken_to(
    bench: Bench, browser: SystemBrowser, ticket: str, logged: Logged
) -> None:
    bench.northstar.settings.issuer = "https://default.gainsightcloud.com"
    answer = browser.submit(browser.go(ticket))

    assert answer.status == 502
    assert logged.reasons == ["gainsight_foreign_issuer"]


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "token_endpoint"])
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/v1/x",
        "https://northstar.gainsightcloud.com.evil.example/x",
        "https://northstar.gainsightcloud.com@evil.example/x",
        "https://northstar.gainsightcloud.com:8443/x",
        "http://northstar.gainsightcloud.com/x",
        "https://northstar.gainsightcloud.com\\n/x",
        "https://[northstar.gainsightcloud.com/x",
        "//northstar.gainsightcloud.com/x",
        "",
    ],
)
def test_endpoints_elsewhere_are_not_used(
    bench: Bench, browser: SystemBrowser, ticket: str, endpoint: str, elsewhere: str
) -> None:
    origin = "https://northstar.gainsightcloud.com"
    document = {
        "issuer": origin,
        "authorization_endpoint": f"{origin}/v1/authorize",
        "token_endpoint": f"{origin}/v1/users/oauth/access/token",
        endpoint: elsewhere,
    }
    bench.instead("/.well-known/oauth-authorization-server", document)
    assert browser.submit(browser.go(ticket)).status == 502


def test_a_tenant_without_metadata_has_the_usual_endpoints(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    bench.northstar.settings.metadata_document = False
    assert browser.sign_in(ticket, USERNAME).status == 200


def test_cancelling_at_the_tenant_is_no_error(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    back = browser.log_in(browser.go_on(ticket), USERNAME, action="cancel")
    answer = browser.finish(back)

    assert back["error"] == "access_denied"
    assert answer.status == 200
    assert "Sign-in cancelled" in answer.body
    assert bench.view(bench.open_pane())["accounts"] == []


def test_an_error_without_a_state_of_ours_is_refused(browser: SystemBrowser) -> None:
    assert browser.finish({"error": "access_denied", "state": "x" * 43}).status == 400
    assert browser.finish({"error": "access_denied"}).status == 400


def test_a_code_of_another_sign_in_is_refused(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    """Code injection: the verifier belongs to one sign-in."""
    mine = browser.log_in(browser.go_on(ticket), USERNAME)
    thief = SystemBrowser(bench)
    theirs = thief.log_in(thief.go_on(bench.start_sign_in(bench.open_pane())), USERNAME)

    answer = thief.finish({**theirs, "code": mine["code"]})

    assert answer.status == 502
    assert bench.view(bench.open_pane())["accounts"] == []


def test_parameters_too_long_to_be_true_are_refused(browser: SystemBrowser) -> None:
    answer = browser.finish({"state": "s" * 201, "code": "c"})
    assert answer.status == 422
    assert answer.headers["Content-Type"].startswith("text/html")
    assert browser.finish({"state": "s", "code": "c" * 5000}).status == 422


def test_signing_in_again_replaces_the_tokens(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    browser.sign_in(ticket, USERNAME)
    first = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    SystemBrowser(bench).sign_in(bench.start_sign_in(bench.open_pane()), USERNAME)
    second = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")

    assert first
    assert second
    assert second.version == first.version + 1
    assert len(bench.view(bench.open_pane())["accounts"]) == 1


def test_a_token_answer_that_makes_no_sense_ends_on_a_page(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    bench.instead("/v1/users/oauth/access/token", {"token_type": "Bearer"})
    answer = browser.finish(back)
    assert answer.status == 502
    assert "This did not work" in answer.body


def test_a_tenants_rotated_client_secret_is_found_without_waiting(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    url = browser.go_on(ticket)  # the secret is in memory now
    bench.rotate_tenant_secret()
    assert browser.finish(browser.log_in(url, USERNAME)).status == 200


def test_tokens_without_a_lifetime_are_taken_for_an_hours(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    bench.northstar.settings.identity_in = "response"
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    user = bench.northstar.find("gsuser", Email=USERNAME)
    pair = bench.northstar.issue(USERNAME)
    bench.instead(
        "/v1/users/oauth/access/token",
        {"access_token": pair.access_token, "user_id": user["Gsid"]},
    )
    assert browser.finish(back).status == 200
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert credential
    assert credential.expires_at == int(bench.clock.now()) + 3600


def test_html_for_a_user_record_ends_on_a_page(
    bench: Bench, browser: SystemBrowser, ticket: str
) -> None:
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    page = Canned(body=b"<!doctype html>", headers={"Content-Type": "text/html"})
    bench.transport.instead["northstar.gainsightcloud.com/v1/data/objects/query/GsUser"] = page
    answer = browser.finish(back)
    assert answer.status == 503
    assert "Please try again" in answer.body
