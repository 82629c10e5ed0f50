"""Our real Zoom client against the stand-in, with each of its switches both ways."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sandbox.faults import Fault, Kind
from sandbox.zoom import Zoom
from tests.harness import BASE_URL, PRIYA, Bench

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import (
    AppError,
    ContextRejected,
    GrantRejected,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnauthorized,
    UpstreamUnavailable,
)
from gainsight_zoom.invitations import Planned
from gainsight_zoom.pkce import challenge
from gainsight_zoom.records import Tokens
from gainsight_zoom.zoom.client import ZoomClient
from gainsight_zoom.zoom.context import open_context

CALLBACK = f"{BASE_URL}/oauth/zoom/callback"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123"


class Desk:
    """The product's client, and one user who says yes."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    @property
    def client(self) -> ZoomClient:
        return self.bench.wired.zoom

    @property
    def until(self) -> Deadline:
        return Deadline.after(self.bench.clock, 10)

    def registered(self, **switches: Any) -> None:
        """Let the app be registered otherwise."""
        settings = replace(self.bench.zoom.settings, **switches)
        self.bench.zoom = Zoom(now=self.bench.clock.now, token=self.bench.token, settings=settings)

    def code(self, method: Any = "S256") -> str:
        user = self.bench.zoom.users["priya"]
        self.bench.zoom.grants.consent(user)
        return self.bench.zoom.grants.issue_code(
            user, redirect_uri=CALLBACK, challenge=challenge(VERIFIER, method), method=method
        )

    def exchange(self, code: str, *, verifier: str = VERIFIER, redirect: str = CALLBACK) -> Tokens:
        return self.client.exchange_code(
            code=code, redirect_uri=redirect, code_verifier=verifier, deadline=self.until
        )

    def tokens(self) -> Tokens:
        return self.exchange(self.code())


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return Desk(bench)


@pytest.mark.parametrize("method", ["plain", "S256"])
def test_a_code_gives_tokens_of_whoever_said_yes(desk: Desk, method: str) -> None:
    tokens = desk.exchange(desk.code(method))
    assert tokens.expires_at == int(desk.bench.clock.now()) + 3599
    assert tokens.api_url == "https://api.zoom.us"
    person = desk.client.me(tokens.access_token, desk.until)
    assert (person.id, person.email) == (PRIYA, "priya@northstar.example")
    assert person.account_id


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_request"])
@pytest.mark.parametrize("changed", [{"verifier": "x" * 43}, {"redirect": f"{BASE_URL}/x"}, {}])
def test_a_code_is_good_once_and_for_who_asked(
    desk: Desk, error: str, changed: dict[str, str]
) -> None:
    desk.registered(bad_code_error=error)
    code = desk.code()
    if not changed:
        desk.exchange(code)
    with pytest.raises(GrantRejected):
        desk.exchange(code, **changed)


def test_a_code_is_good_for_five_minutes(desk: Desk) -> None:
    code = desk.code()
    desk.bench.clock.advance(300)
    with pytest.raises(GrantRejected):
        desk.exchange(code)


@pytest.mark.parametrize("status", [400, 401])
def test_a_refresh_token_is_dead_once_used(desk: Desk, status: int) -> None:
    desk.registered(dead_refresh_status=status)
    first = desk.tokens()
    second = desk.client.refresh(first, desk.until)
    assert second.refresh_token != first.refresh_token
    with pytest.raises(GrantRejected):
        desk.client.refresh(first, desk.until)
    assert desk.client.me(second.access_token, desk.until).id == PRIYA


@pytest.mark.parametrize("days", [90, 15 * 365])
def test_a_refresh_token_ends_when_zoom_lets_it(desk: Desk, days: int) -> None:
    desk.registered(refresh_life_s=days * 86_400)
    tokens = desk.tokens()
    desk.bench.clock.advance(days * 86_400 - 1)
    tokens = desk.client.refresh(tokens, desk.until)
    desk.bench.clock.advance(days * 86_400)
    with pytest.raises(GrantRejected):
        desk.client.refresh(tokens, desk.until)


@pytest.mark.parametrize("seconds", [115, 120])
def test_a_context_is_good_until_the_time_in_it(desk: Desk, seconds: int) -> None:
    desk.registered(context_life_ms=seconds * 1000)
    zoom, clock = desk.bench.zoom, desk.bench.clock
    sealed = zoom.app_context(user=zoom.users["priya"], participant=None)
    read = partial(
        open_context,
        sealed,
        client_secret=zoom.settings.client_secret,
        client_id=zoom.settings.client_id,
    )
    assert read(now=clock.now() + seconds - 1).uid == PRIYA
    with pytest.raises(ContextRejected, match="context_expired"):
        read(now=clock.now() + seconds)


@pytest.mark.parametrize("revokes", [True, False])
def test_a_new_consent_may_end_the_tokens_of_the_one_before(desk: Desk, revokes: bool) -> None:
    desk.registered(reauthorisation_revokes=revokes)
    first = desk.tokens()
    desk.tokens()
    if revokes:
        with pytest.raises(UpstreamUnauthorized):
            desk.client.me(first.access_token, desk.until)
    else:
        assert desk.client.me(first.access_token, desk.until).id == PRIYA


def test_a_revoked_grant_is_dead(desk: Desk) -> None:
    tokens = desk.tokens()
    desk.client.revoke(tokens.access_token, desk.until)
    with pytest.raises(UpstreamUnauthorized):
        desk.client.me(tokens.access_token, desk.until)
    with pytest.raises(UpstreamError):
        desk.client.revoke(tokens.access_token, desk.until)


def test_an_access_token_lapses(desk: Desk) -> None:
    tokens = desk.tokens()
    desk.bench.clock.advance(3600)
    with pytest.raises(UpstreamUnauthorized):
        desk.client.me(tokens.access_token, desk.until)


def test_a_deep_link_opens_the_app(desk: Desk) -> None:
    link = desk.client.deeplink(desk.tokens().access_token, desk.until)
    assert link.startswith("https://zoom.us/launch/chatapp/Zx_")


FAULTS: list[tuple[Kind, type[AppError]]] = [
    ("server_error", UpstreamUnavailable),
    ("unavailable", UpstreamUnavailable),
    ("drop", UpstreamUnavailable),
    ("slow", UpstreamUnavailable),
    ("forbidden", UpstreamError),
    ("rate_limited", UpstreamBusy),
    ("html_200", UpstreamError),
    ("redirect", UpstreamError),
]


@pytest.mark.parametrize(("kind", "error"), FAULTS)
@pytest.mark.parametrize("call", ["exchange", "me", "deeplink"])
def test_each_failure_is_one_of_our_errors(
    desk: Desk, kind: Kind, error: type[AppError], call: str
) -> None:
    tokens, code = desk.tokens(), desk.code()
    calls = {
        "exchange": lambda: desk.exchange(code),
        "me": lambda: desk.client.me(tokens.access_token, desk.until),
        "deeplink": lambda: desk.client.deeplink(tokens.access_token, desk.until),
    }
    party = desk.bench.zoom.oauth if call == "exchange" else desk.bench.zoom.api
    party.faults.add(Fault(kind=kind, times=None))
    with pytest.raises(error) as caught:
        calls[call]()
    assert caught.value.status == error.status


def test_a_limit_for_the_day_says_when_it_ends(desk: Desk) -> None:
    tokens = desk.tokens()
    desk.bench.zoom.api.faults.add(
        Fault(kind="rate_limited", times=None, retry_after="2026-11-23T00:00:00Z")
    )
    with pytest.raises(UpstreamBusy) as caught:
        desk.client.me(tokens.access_token, desk.until)
    assert caught.value.retry_after_s == pytest.approx(50_269, abs=2)


def test_who_was_invited_and_who_registered_is_told_to_the_host(desk: Desk) -> None:
    token = desk.tokens().access_token
    number = str(desk.bench.zoom.meeting.number)
    invited = desk.client.invitees(number, token, desk.until)
    assert [one.email for one in invited] == ["tomasz@northwind.example"]
    registered = desk.client.registrants(number, token, desk.until)
    assert {one.name: one.email for one in registered}["Ken Oduya"] == "ken@fabrikam.example"
    assert all(one.id for one in registered)


def test_what_a_user_hosts_next_is_told_and_the_app_opens_there(desk: Desk) -> None:
    token, meeting = desk.tokens().access_token, desk.bench.zoom.meeting
    assert desk.client.planned(token, desk.until) == ()
    meeting.next_at = desk.bench.clock.now() + 900
    number = str(meeting.number)
    assert desk.client.planned(token, desk.until) == (Planned(number, int(meeting.next_at)),)
    desk.client.open_app(number, token, desk.until)
    assert meeting.opens_app
    untimed = {"meetings": [{"id": 1}, {"id": 2, "start_time": "soon"}]}
    desk.bench.instead("/v2/users/me/meetings", untimed, host="api.zoom.us")
    assert desk.client.planned(token, desk.until) == ()


def test_what_the_app_was_not_given_is_refused(desk: Desk) -> None:
    desk.registered(scopes=("zoomapp:inmeeting", "user:read:user"))
    token = desk.tokens().access_token
    number = str(desk.bench.zoom.meeting.number)
    with pytest.raises(UpstreamError, match="zoom_4"):
        desk.client.planned(token, desk.until)
    for ask in (desk.client.invitees, desk.client.registrants, desk.client.open_app):
        with pytest.raises(UpstreamError):
            ask(number, token, desk.until)
        with pytest.raises(UpstreamError):
            ask("1", token, desk.until)


def test_registrants_are_read_over_pages_and_an_endless_token_ends(desk: Desk) -> None:
    page = {"registrants": [{"id": "r", "email": "a@b.example"}], "next_page_token": "again"}
    desk.bench.instead("/v2/meetings/1/registrants", page, host="api.zoom.us")
    assert len(desk.client.registrants("1", "token", desk.until)) == 2
    desk.bench.instead("/v2/meetings/1/registrants", {"registrants": [1]}, host="api.zoom.us")
    with pytest.raises(UpstreamError):
        desk.client.registrants("1", "token", desk.until)
