"""From the pane to the browser: the ticket, and the form that uses it up."""

from http.cookies import SimpleCookie

import pytest
from tests.conftest import Logged
from tests.harness import BASE_URL, Bench, SystemBrowser

COOKIE = "__Host-gsz-signin"
INVALID = "This sign-in link is no longer valid. Return to Zoom and start again."


@pytest.fixture
def ticket(bench: Bench) -> str:
    """A ticket of Priya's, fresh from the pane."""
    bench.consented()
    return bench.start_sign_in(bench.open_pane())


def test_the_pane_gets_an_address_of_ours_good_for_ten_minutes(bench: Bench) -> None:
    bench.consented()
    answer = bench.call(
        "login_routing/start",
        bearer=bench.open_pane(),
        body={"integration": "gainsight", "username": "priya@northstar.example"},
    )
    assert answer.json["go_url"].startswith(f"{BASE_URL}/oauth/go/")
    assert answer.json["expires_at"] == int(bench.clock.now()) + 600


def test_looking_at_a_ticket_does_not_use_it_up(bench: Bench, ticket: str) -> None:
    browser, preview = SystemBrowser(bench), SystemBrowser(bench)
    for who in (preview, browser, browser):
        assert who.go(ticket).status == 200
    assert browser.submit(browser.go(ticket)).status == 200


def test_a_ticket_is_used_once(bench: Bench, ticket: str, logged: Logged) -> None:
    browser = SystemBrowser(bench)
    page = browser.go(ticket)
    assert browser.submit(page).status == 200

    again, looked_at = browser.submit(page), browser.go(ticket)

    for answer in (again, looked_at):
        assert answer.status == 400
        assert INVALID in answer.body
    assert logged.reasons == ["ticket_unknown_or_used"] * 2


def test_the_first_browser_to_press_the_button_has_it(bench: Bench, ticket: str) -> None:
    first, second = SystemBrowser(bench), SystemBrowser(bench)
    mine, theirs = first.go(ticket), second.go(ticket)
    assert first.submit(mine).status == 200
    assert second.submit(theirs).status == 400


def test_a_ticket_expires(bench: Bench, ticket: str, logged: Logged) -> None:
    browser = SystemBrowser(bench)
    page = browser.go(ticket)
    bench.clock.advance(600)

    assert browser.go(ticket).status == 400
    assert browser.submit(page).status == 400
    assert logged.reasons == ["ticket_expired"] * 2


def test_a_ticket_nobody_issued_is_refused(bench: Bench, logged: Logged) -> None:
    answer = SystemBrowser(bench).go("A" * 43)
    assert answer.status == 400
    assert INVALID in answer.body
    assert logged.reasons == ["ticket_unknown_or_used"]


@pytest.mark.parametrize("junk", ["short", "A" * 101, "white space and so on here", "a%00b" * 8])
def test_what_is_no_ticket_is_refused_politely(bench: Bench, junk: str) -> None:
    answer = SystemBrowser(bench).go(junk)
    assert answer.status in {404, 422}
    assert answer.headers["Content-Type"].startswith("text/html")


def test_the_cookie_is_ours_alone(bench: Bench, ticket: str) -> None:
    (text,) = SystemBrowser(bench).go(ticket).cookies
    ((name, cookie),) = SimpleCookie(text).items()

    assert name == COOKIE
    assert len(cookie.value) >= 43
    assert cookie["secure"] is True
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert cookie["max-age"] == "600"


def test_a_browser_keeps_its_cookie(bench: Bench, ticket: str) -> None:
    browser = SystemBrowser(bench)
    browser.go(ticket)
    first = dict(browser.cookies)
    browser.go(ticket)
    assert browser.cookies == first


def test_the_form_counts_only_with_its_cookie(bench: Bench, ticket: str, logged: Logged) -> None:
    browser = SystemBrowser(bench)
    page = browser.go(ticket)
    browser.cookies.clear()
    assert browser.submit(page).status == 400
    browser.cookies[COOKIE] = "another-browsers-secret-of-fair-length"
    assert browser.submit(page).status == 400
    assert logged.reasons == ["cookie_missing", "nonce"]


@pytest.mark.parametrize("nonce", ["", "0" * 64, "not-hex", "\N{SNOWMAN}"])
def test_the_form_counts_only_with_its_nonce(
    bench: Bench, ticket: str, logged: Logged, nonce: str
) -> None:
    browser = SystemBrowser(bench)
    assert browser.submit(browser.go(ticket), nonce=nonce).status == 400
    assert logged.reasons == ["nonce"]


def test_a_nonce_is_of_one_ticket(bench: Bench, ticket: str) -> None:
    other = bench.start_sign_in(bench.open_pane())
    browser = SystemBrowser(bench)
    page = browser.go(other)
    form = page.body.partition('name="nonce" value="')[2].partition('"')[0]
    assert browser.submit(browser.go(ticket), nonce=form).status == 400


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        f"{BASE_URL}.evil.example",
        BASE_URL.replace("https", "http"),
        f"{BASE_URL}:8443",
        f"{BASE_URL}/",
    ],
)
def test_the_form_counts_only_from_our_own_page(
    bench: Bench, ticket: str, logged: Logged, origin: str | None
) -> None:
    browser = SystemBrowser(bench)
    answer = browser.submit(browser.go(ticket), origin=origin)
    assert answer.status == 400
    assert INVALID in answer.body
    assert logged.reasons == ["origin"]


def test_what_was_refused_can_still_be_done_right(bench: Bench, ticket: str) -> None:
    browser = SystemBrowser(bench)
    page = browser.go(ticket)
    assert browser.submit(page, origin="https://evil.example").status == 400
    assert browser.submit(page).status == 200


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"]
)
def test_only_a_form_is_a_form(bench: Bench, ticket: str, content_type: str) -> None:
    browser = SystemBrowser(bench)
    page = browser.go(ticket)
    nonce = page.body.partition('name="nonce" value="')[2].partition('"')[0]
    answer = browser.visit(
        "go-on", ticket=ticket, form={"nonce": nonce}, headers={"content-type": content_type}
    )
    assert answer.status == 400


def test_the_table_holds_neither_ticket_nor_cookie(bench: Bench, ticket: str) -> None:
    browser = SystemBrowser(bench)
    browser.go(ticket)
    stored = str(bench.cloud.items("IdentityTable"))
    assert ticket not in stored
    assert browser.cookies[COOKIE] not in stored


def test_without_zooms_consent_a_ticket_is_worth_nothing(bench: Bench, ticket: str) -> None:
    profile = bench.wired.users.load("KdYKjnimT4KPd8FFgQt9FQ").credential("zoom", "-")
    assert profile
    bench.wired.credentials.mark_reconnect_required(profile)
    assert SystemBrowser(bench).go(ticket).status == 400


def test_the_page_leads_on_to_the_tenants_own_login(bench: Bench, ticket: str) -> None:
    url = SystemBrowser(bench).go_on(ticket)

    assert url.startswith("https://northstar.gainsightcloud.com/v1/authorize?")
    for part in (
        "response_type=code",
        "client_id=gsz-northstar",
        "code_challenge_method=S256",
        "scope=read_write+offline_access",
        "login_hint=priya%40northstar.example",
        "redirect_uri=https%3A%2F%2Fzoom.northstar.example%2Foauth%2Fgainsight%2Fcallback",
    ):
        assert part in url
