"""Zoom's consent inside the client: whose state, whose code, whose window."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from sandbox.faults import Fault, Kind
from tests.conftest import Logged
from tests.harness import BASE_URL, JONAS, PRIYA, Answer, Bench

from gainsight_zoom.pkce import challenge
from gainsight_zoom.signin import COOKIE

HOME = f"{BASE_URL}/app"
ZOOM = "zoom.us"


def ask(bench: Bench, bearer: str) -> dict[str, str]:
    """Get the arguments of ``zoomSdk.authorize()``."""
    answer = bench.call("oauth_callback/zoom-authorize", bearer=bearer, body={})
    assert answer.status == 200, answer.body
    return dict(answer.json)


def tell(bench: Bench, bearer: str, *, code: str, state: str, uri: str = HOME) -> Answer:
    """Hand over what ``onAuthorized`` brought."""
    return bench.call(
        "oauth_callback/zoom-authorized",
        bearer=bearer,
        body={"code": code, "state": state, "redirect_uri": uri},
    )


def agree(bench: Bench, bearer: str, *, uid: str = PRIYA, uri: str = HOME) -> Answer:
    """Go through consent once."""
    asked = ask(bench, bearer)
    code = bench.consent_code(asked["code_challenge"], uid=uid, uri=uri)
    return tell(bench, bearer, code=code, state=asked["state"], uri=uri)


def test_consent_brings_the_verified_address(bench: Bench) -> None:
    bearer = bench.open_pane()
    answer = agree(bench, bearer)

    assert answer.status == 200
    assert answer.json["zoom"] == {
        "user_id": PRIYA,
        "email": "priya@northstar.example",
        "authorized": True,
    }
    assert bench.view(bearer) == answer.json


@pytest.mark.parametrize("method", ["plain", "S256"])
def test_the_proof_key_is_as_the_setting_says(
    make_bench: Callable[..., Bench], method: str
) -> None:
    bench = make_bench(ZOOM_INCLIENT_PKCE=method)
    assert agree(bench, bench.open_pane()).status == 200


def test_only_s256_hides_the_verifier_from_the_client(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(ZOOM_INCLIENT_PKCE="S256")
    shown = ask(bench, bench.open_pane())["code_challenge"]
    assert shown not in bench.tokens
    assert shown in {challenge(token, "S256") for token in bench.tokens}


def test_a_proof_key_zoom_does_not_take_is_a_refusal(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(ZOOM_INCLIENT_PKCE="S256")
    bearer = bench.open_pane()
    asked = ask(bench, bearer)
    code = bench.zoom.grants.issue_code(
        bench.zoom.users["priya"],
        redirect_uri=HOME,
        challenge=asked["code_challenge"],
        method="plain",
    )
    assert tell(bench, bearer, code=code, state=asked["state"]).status == 502


def test_a_state_is_of_one_session(bench: Bench, logged: Logged) -> None:
    mine, theirs = bench.open_pane(), bench.open_pane(JONAS)
    other_pane = bench.open_pane()
    asked = ask(bench, mine)
    code = bench.consent_code(asked["code_challenge"])

    for bearer in (theirs, other_pane):
        answer = tell(bench, bearer, code=code, state=asked["state"])
        assert (answer.status, answer.code) == (400, "sign_in_rejected")
    assert logged.reasons == ["state_foreign"] * 2
    assert tell(bench, mine, code=code, state=asked["state"]).status == 200


def test_a_state_is_used_once(bench: Bench, logged: Logged) -> None:
    bearer = bench.open_pane()
    asked = ask(bench, bearer)
    code = bench.consent_code(asked["code_challenge"])
    assert tell(bench, bearer, code=code, state=asked["state"]).status == 200

    again = bench.consent_code(asked["code_challenge"])
    assert tell(bench, bearer, code=again, state=asked["state"]).status == 400
    assert logged.reasons == ["state_unknown_or_used"]


def test_a_state_of_the_web_flow_is_none_of_the_client(bench: Bench, logged: Logged) -> None:
    """Not even where a browser's cookie is the session's own secret, to which both are bound."""
    bearer = bench.open_pane()
    cookies = [f"{COOKIE}={bearer.partition('.')[2]}"]
    begun = bench.call("oauth_callback/zoom-install", cookies=cookies)
    (state,) = parse_qs(urlsplit(begun.headers["Location"]).query)["state"]
    assert tell(bench, bearer, code="x", state=state).status == 400
    assert logged.reasons == ["state_purpose"]


def test_a_state_expires(bench: Bench, logged: Logged) -> None:
    bearer = bench.open_pane()
    asked = ask(bench, bearer)
    bench.clock.advance(600)
    code = bench.consent_code(asked["code_challenge"])
    assert tell(bench, bearer, code=code, state=asked["state"]).status == 400
    assert logged.reasons == ["state_expired"]


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "https://evil.example/app",
        f"{BASE_URL}/oauth/zoom/callback",
        f"{HOME}/more",
        f"{HOME}.evil.example",
        HOME.replace("https://", "https://evil@"),
    ],
)
def test_another_window_than_our_home_page_is_refused(bench: Bench, uri: str) -> None:
    bearer = bench.open_pane()
    asked = ask(bench, bearer)
    code = bench.consent_code(asked["code_challenge"], uri=uri)

    with bench.watch() as traffic:
        answer = tell(bench, bearer, code=code, state=asked["state"], uri=uri)

    assert answer.status == 422
    assert set(answer.error["fields"]) == {"redirect_uri"}
    assert traffic.upstream == []


@pytest.mark.parametrize("tail", ["#/summary", "?x=1", "?x=1#/summary"])
def test_the_home_page_with_a_fragment_is_the_home_page(bench: Bench, tail: str) -> None:
    assert agree(bench, bench.open_pane(), uri=HOME + tail).status == 200


def test_another_zoom_users_consent_is_refused(bench: Bench, logged: Logged) -> None:
    bearer = bench.open_pane()
    answer = agree(bench, bearer, uid=JONAS)

    assert (answer.status, answer.code) == (403, "forbidden")
    assert logged.reasons == ["zoom_user_mismatch"]
    assert bench.view(bearer)["zoom"]["authorized"] is False
    assert bench.view(bench.open_pane(JONAS))["zoom"]["authorized"] is False


def test_a_code_zoom_does_not_know_is_refused_without_a_word_of_it_in_the_log(
    bench: Bench, logged: Logged
) -> None:
    """Zoom's ``reason`` repeats the code."""
    bearer = bench.open_pane()
    asked = ask(bench, bearer)
    code = "Zx91-invented-code-of-nobody"
    assert tell(bench, bearer, code=code, state=asked["state"]).status == 502
    assert code not in "\n".join(logged.lines)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": "", "state": "s", "redirect_uri": HOME},
        {"code": "c" * 4097, "state": "s", "redirect_uri": HOME},
        {"code": "c", "state": "s"},
        {"code": "c", "state": "s", "redirect_uri": HOME, "more": 1},
        {"code": ["c"], "state": "s", "redirect_uri": HOME},
    ],
)
def test_a_malformed_event_is_json_with_fields(bench: Bench, body: dict[str, object]) -> None:
    answer = bench.call("oauth_callback/zoom-authorized", bearer=bench.open_pane(), body=body)
    assert answer.status == 422
    assert answer.error["fields"]


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/oauth", "unavailable", 503),
        ("/oauth", "drop", 503),
        ("/oauth", "slow", 503),
        ("/oauth", "rate_limited", 503),
        ("/oauth", "html_200", 502),
        ("/oauth", "redirect", 502),
        ("/v2", "unavailable", 503),
        ("/v2", "rate_limited", 503),
        ("/v2", "unauthorized", 502),
        ("/v2", "forbidden", 502),
        ("/v2", "html_200", 502),
    ],
)
def test_zoom_failing_is_told_as_it_is(bench: Bench, path: str, kind: Kind, status: int) -> None:
    party = bench.zoom.oauth if path == "/oauth" else bench.zoom.api
    bearer = bench.open_pane()
    party.faults.add(Fault(kind=kind, path=path, times=3))

    answer = agree(bench, bearer)

    assert answer.status == status
    assert answer.error["retryable"] is (status == 503)
    party.faults.clear()
    assert agree(bench, bearer).status == 200


def test_a_secret_rotated_in_zoom_is_found_without_waiting(bench: Bench) -> None:
    bearer = bench.open_pane()  # the secret is in memory now
    rotated = "rotated_0123456789"
    bench.cloud.rotate_secret("app", {"zoom_client_secret": rotated, "zoom_webhook_secret": "w"})
    bench.rotate_zoom_secret(rotated)
    assert agree(bench, bearer).status == 200


def test_a_user_record_without_an_address_is_refused(bench: Bench) -> None:
    bench.instead("/v2/users/me", {"id": PRIYA}, host="api.zoom.us")
    assert agree(bench, bench.open_pane()).status == 502


def test_a_new_consent_lifts_what_an_earlier_removal_left(bench: Bench) -> None:
    bearer = bench.signed_in()
    zoom = bench.wired.users.load(PRIYA).credential("zoom", "-")
    assert zoom
    bench.wired.credentials.mark_reconnect_required(zoom)
    assert bench.view(bearer)["zoom"]["authorized"] is False
    assert agree(bench, bearer).json["zoom"]["authorized"] is True
