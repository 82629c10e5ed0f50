"""Sessions: who gets a bearer, what it opens, and until when."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cloud import ROOT, TEMPLATE, Cloud
from tests.conftest import Logged
from tests.harness import JONAS, MEETING, PRIYA, Bench, load_event

from gainsight_zoom.records import Session
from gainsight_zoom.sessions import LIFETIME_S, LIVE_SESSIONS_PER_USER, bearer_token, digest

EVENTS = sorted(
    path.relative_to(ROOT / "events").with_suffix("").as_posix()
    for path in (ROOT / "events").glob("*/*.json")
)
OPEN = {
    "GET /app",
    "GET /assets/{version}/{file}",
    "GET /zoomverify/{file}",
    "POST /session",
    "POST /zoom/events",
    "GET /oauth/go/{ticket}",
    "POST /oauth/go/{ticket}",
    "GET /oauth/gainsight/callback",
    "GET /oauth/salesforce/callback",
    "GET /oauth/zoom/callback",
    "GET /oauth/zoom/install",
}
"""Routes of pages, and of those who prove in another way who they are."""
JUNK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_a_context_is_exchanged_for_a_bearer_of_eight_hours(bench: Bench) -> None:
    answer = bench.exchange(bench.context())

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.cookies == ()
    assert answer.json["guest"] is False
    assert answer.json["zoom"] == {"user_id": PRIYA, "email": None, "authorized": False}
    assert answer.json["meeting"] == {"uuid": MEETING, "role": "host"}
    assert answer.json["expires_at"] == int(bench.clock.now()) + LIFETIME_S
    assert bench.view(answer.json["token"])["accounts"] == []


def test_a_guest_gets_no_bearer_and_nothing_of_anybody(bench: Bench) -> None:
    answer = bench.exchange(bench.context(uid=None, attendrole="participant"))

    assert answer.status == 200
    assert answer.json == {
        "guest": True,
        "zoom": {"user_id": None, "email": None, "authorized": False},
        "meeting": {"uuid": MEETING, "role": "participant"},
    }


def test_outside_a_meeting_there_is_none(bench: Bench) -> None:
    context = bench.context(typ="panel", without=("mid", "attendrole"))
    assert bench.exchange(context).json["meeting"] == {"uuid": None, "role": None}


def test_the_session_is_bound_to_user_and_meeting(bench: Bench) -> None:
    first = bench.open_pane(mid="meeting-one")
    second = bench.open_pane(mid="meeting-two", attendrole="coHost")
    theirs = bench.open_pane(JONAS)

    assert bench.view(first)["meeting"] == {"uuid": "meeting-one", "role": "host"}
    assert bench.view(second)["meeting"] == {"uuid": "meeting-two", "role": "co-host"}
    assert bench.view(theirs)["zoom"]["user_id"] == JONAS


def test_the_same_context_may_be_exchanged_again_as_after_a_reload(bench: Bench) -> None:
    context = bench.context()
    first, second = bench.exchange(context).json, bench.exchange(context).json

    assert first["token"] != second["token"]
    assert bench.view(first["token"]) == bench.view(second["token"])


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"secret": "not-the-secret-of-this-app"}, "context_forged"),
        ({"aud": "another_client"}, "context_audience"),
        ({"iss": "example"}, "context_issuer"),
        ({"exp": 1}, "context_expired"),
        ({"without": ("exp",)}, "context_without_expiry"),
    ],
)
def test_a_context_that_does_not_hold_is_rejected(
    bench: Bench, logged: Logged, made: dict[str, Any], reason: str
) -> None:
    answer = bench.exchange(bench.context(**made))

    assert (answer.status, answer.code) == (401, "context_rejected")
    assert logged.reasons == [reason]


def test_a_context_is_worth_nothing_two_minutes_later(bench: Bench) -> None:
    context = bench.context()
    bench.clock.advance(121)
    assert bench.exchange(context).code == "context_rejected"


@JUNK
@given(st.text(max_size=300))
def test_junk_is_rejected(bench: Bench, junk: str) -> None:
    answer = bench.exchange(junk)
    assert (answer.status, answer.code) == (401, "context_rejected")


@pytest.mark.parametrize("length", [0, 1, 8191, 8192, 8193, 500_000])
def test_junk_of_any_length_is_rejected(bench: Bench, length: int) -> None:
    answer = bench.exchange("A" * length)
    assert (answer.status, answer.code) == (401, "context_rejected")


def test_half_a_surrogate_pair_is_no_text_at_all(bench: Bench) -> None:
    answer = bench.call("login_routing/create-session", raw_body='{"context": "\\ud800"}')
    assert answer.status in {401, 422}


def test_no_more_than_so_many_sessions_live_at_once(bench: Bench) -> None:
    old = [_live_session(bench, PRIYA) for _ in range(LIVE_SESSIONS_PER_USER)]
    theirs = _live_session(bench, JONAS)

    new = bench.open_pane()

    assert bench.call("login_routing/read-session", bearer=old[0]).code == "session_expired"
    assert bench.view(old[1])
    assert bench.view(new)
    assert bench.view(theirs)


def test_dead_sessions_are_cleared_away_by_the_next(bench: Bench) -> None:
    bench.open_pane()
    bench.clock.advance(LIFETIME_S)
    bench.open_pane()
    assert len(bench.wired.users.load(PRIYA).sessions) == 1


def test_a_session_ends_when_it_says(bench: Bench, logged: Logged) -> None:
    bearer = bench.open_pane()
    bench.clock.advance(LIFETIME_S - 1)
    assert bench.view(bearer)
    bench.clock.advance(1)
    answer = bench.call("login_routing/read-session", bearer=bearer)

    assert (answer.status, answer.code) == (401, "session_expired")
    assert answer.error["retryable"] is True
    assert logged.reasons == ["session_expired"]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer .",
        "Bearer x.",
        "Bearer .y",
        "Bearer \N{SNOWMAN}.y",
        "Bearer gJ.y",  # decodes to no text
        "Basic cHJpeWE6Z2FpbnNpZ2h0",
        "Bearer " + "a" * 600 + ".b",
        bearer_token(uid="nobody", secret="of-anybody"),  # noqa: S106 - opens nothing
    ],
)
def test_a_malformed_bearer_opens_nothing(bench: Bench, header: str | None) -> None:
    answer = bench.call("login_routing/read-session", headers={"authorization": header})
    assert (answer.status, answer.code) == (401, "session_expired")


@JUNK
@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=200))
def test_a_junk_bearer_opens_nothing(bench: Bench, junk: str) -> None:
    answer = bench.call("login_routing/read-session", bearer=junk)
    assert (answer.status, answer.code) == (401, "session_expired")


def test_a_bearers_two_halves_belong_together(bench: Bench) -> None:
    mine, theirs = bench.open_pane(), bench.open_pane(JONAS)
    swapped = f"{theirs.partition('.')[0]}.{mine.partition('.')[2]}"
    assert bench.call("login_routing/read-session", bearer=swapped).code == "session_expired"


def test_the_scheme_may_be_written_in_any_case(bench: Bench) -> None:
    bearer = bench.open_pane()
    for scheme in ("bearer", "BEARER"):
        headers = {"authorization": f"{scheme} {bearer}"}
        assert bench.call("login_routing/read-session", headers=headers).status == 200


def test_the_table_holds_no_bearer(bench: Bench) -> None:
    secret = bench.open_pane().partition(".")[2]
    session = bench.wired.users.load(PRIYA).sessions[0]
    assert secret not in str(session)


def test_a_body_that_is_no_exchange_says_where(bench: Bench) -> None:
    missing = bench.call("login_routing/create-session", body={})
    unknown = bench.call("login_routing/create-session", body={"context": "x", "more": 1})
    broken = bench.call("login_routing/create-session", raw_body='{"context": ')
    absent = bench.call("login_routing/create-session", raw_body="")

    assert {a.status for a in (missing, unknown, broken, absent)} == {422}
    assert set(missing.error["fields"]) == {"context"}
    assert set(unknown.error["fields"]) == {"more"}
    assert set(broken.error["fields"]) == {"body"}
    assert set(absent.error["fields"]) == {"body"}


def test_a_rotated_zoom_secret_is_read_by_the_next_container(bench: Bench, cloud: Cloud) -> None:
    rotated = "rotated_0123456789"
    cloud.rotate_secret("app", {"zoom_client_secret": rotated, "zoom_webhook_secret": "w"})
    bench.restart()
    assert bench.exchange(bench.context(secret=rotated)).status == 200


def test_one_callers_name_is_not_in_the_next_ones_log(bench: Bench, logged: Logged) -> None:
    bench.view(bench.open_pane())
    bench.call("login_routing/read-session")

    refused = next(e for e in logged.entries if e["message"] == "refused")
    assert refused.get("zoom_user") is None
    assert refused["route"] == "GET /session"
    assert refused["request_id"]


@pytest.mark.parametrize("route", sorted({r.key for r in TEMPLATE.routes} - OPEN))
def test_every_route_of_the_pane_asks_for_a_session(bench: Bench, route: str) -> None:
    name = next(name for name in EVENTS if load_event(name).get("routeKey") == route)
    for authorization in (None, "Bearer S2RZS2puaW1UNEtQZDhGRmdRdDlGUQ.none"):
        answer = bench.call(name, headers={"authorization": authorization})
        assert (answer.status, answer.code) == (401, "session_expired")


def _live_session(bench: Bench, uid: str) -> str:
    """Leave behind what an exchange leaves; each a second after the last."""
    bench.clock.advance(1)
    now, secret = int(bench.clock.now()), bench.token()
    bench.wired.sessions.save(
        Session(uid, digest(secret), MEETING, "host", created_at=now, expires_at=now + LIFETIME_S),
        since=now,
    )
    return bearer_token(uid=uid, secret=secret)
