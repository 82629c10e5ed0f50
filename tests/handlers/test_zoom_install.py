"""Adding the app in a browser: from our page, from Zoom's own "Add", and refusals."""

import pytest
from sandbox.faults import Fault, Kind
from tests.conftest import Logged
from tests.harness import JONAS, PRIYA, Answer, Bench, SystemBrowser
from tests.system_browser import link_of

CALLBACK = "zoom-callback"


@pytest.fixture
def browser(bench: Bench) -> SystemBrowser:
    return SystemBrowser(bench)


def install(browser: SystemBrowser) -> str:
    """Open our install page and return where it sends the browser."""
    answer = browser.visit("zoom-install")
    assert answer.status == 303
    return str(answer.headers["Location"])


def added(browser: SystemBrowser, *, user: str = "priya") -> Answer:
    """Add the app from our page."""
    back = browser.decide_at_zoom(install(browser), user=user, decision="allow")
    return browser.visit(CALLBACK, query=back)


def test_zoom_is_asked_with_state_and_proof_key(browser: SystemBrowser) -> None:
    url = install(browser)
    assert url.startswith("https://zoom.us/oauth/authorize?")
    for part in (
        "response_type=code",
        "client_id=zoom_client_sandbox",
        "code_challenge_method=S256",
        "redirect_uri=https%3A%2F%2Fzoom.northstar.example%2Foauth%2Fzoom%2Fcallback",
        "state=",
    ):
        assert part in url


def test_adding_the_app_leads_back_into_zoom(bench: Bench, browser: SystemBrowser) -> None:
    answer = added(browser)

    assert answer.status == 303
    assert answer.headers["Location"].startswith("https://zoom.us/launch/chatapp/")
    assert bench.view(bench.open_pane())["zoom"] == {
        "user_id": PRIYA,
        "email": "priya@northstar.example",
        "authorized": True,
    }


def test_whoever_agreed_is_authorised_and_nobody_else(bench: Bench, browser: SystemBrowser) -> None:
    added(browser, user="jonas")
    assert bench.view(bench.open_pane(JONAS))["zoom"]["authorized"] is True
    assert bench.view(bench.open_pane())["zoom"]["authorized"] is False


def test_zooms_own_add_is_restarted_from_our_side(bench: Bench, browser: SystemBrowser) -> None:
    """It arrives without our state: its code might be somebody else's, so it is never used."""
    user = bench.zoom.users["jonas"]
    code = bench.zoom.grants.issue_code(user, redirect_uri="x")

    with bench.watch() as traffic:
        restarted = browser.visit(CALLBACK, query={"code": code})

    assert traffic.upstream == []
    assert restarted.status == 303
    back = browser.decide_at_zoom(restarted.headers["Location"], decision="allow")
    assert browser.visit(CALLBACK, query=back).status == 303
    assert bench.view(bench.open_pane())["zoom"]["authorized"] is True
    assert bench.view(bench.open_pane(JONAS))["zoom"]["authorized"] is False


def test_it_is_restarted_once_then_explained(browser: SystemBrowser) -> None:
    install(browser)  # a cookie of some sign-in is no sign of a restart
    assert browser.visit(CALLBACK, query={"code": "c"}).status == 303
    second = browser.visit(CALLBACK, query={"code": "c"})

    assert second.status == 400
    assert "One more step" in second.body
    assert link_of(second) == "/oauth/zoom/install"


@pytest.mark.parametrize("query", [{"error": "access_denied"}, {}])
def test_declining_is_no_error(bench: Bench, browser: SystemBrowser, query: dict[str, str]) -> None:
    answer = browser.visit(CALLBACK, query=query)
    assert answer.status == 200
    assert "The app was not added" in answer.body
    assert link_of(answer) == "/oauth/zoom/install"
    assert bench.view(bench.open_pane())["zoom"]["authorized"] is False


def test_declining_at_zoom_comes_back_the_same_way(browser: SystemBrowser) -> None:
    back = browser.decide_at_zoom(install(browser), decision="decline")
    assert back["error"] == "access_denied"
    assert "The app was not added" in browser.visit(CALLBACK, query=back).body


def test_replayed_foreign_and_expired_states_look_alike_but_not_in_the_log(
    bench: Bench, browser: SystemBrowser, logged: Logged
) -> None:
    back = browser.decide_at_zoom(install(browser), decision="allow")
    foreign = SystemBrowser(bench).visit(CALLBACK, query=back)
    assert browser.visit(CALLBACK, query=back).status == 303
    replayed = browser.visit(CALLBACK, query=back)
    late = browser.decide_at_zoom(install(browser), decision="allow")
    bench.clock.advance(600)
    expired = browser.visit(CALLBACK, query=late)

    assert {a.status for a in (foreign, replayed, expired)} == {400}
    assert all("no longer valid" in a.body for a in (foreign, replayed, expired))
    assert logged.reasons == ["state_foreign", "state_unknown_or_used", "state_expired"]


def test_a_state_of_another_kind_is_refused(
    bench: Bench, browser: SystemBrowser, logged: Logged
) -> None:
    """A Gainsight sign-in's state, in the same browser, is not one of an install."""
    bench.consented()
    back = browser.log_in(
        browser.go_on(bench.start_sign_in(bench.open_pane())), "priya@northstar.example"
    )
    answer = browser.visit(CALLBACK, query={"code": "c", "state": back["state"]})
    assert answer.status == 400
    assert logged.reasons == ["state_purpose"]


@pytest.mark.parametrize("kind", ["server_error", "unauthorized", "slow", "drop", "html_200"])
def test_without_a_link_back_a_page_says_what_to_do(
    bench: Bench, browser: SystemBrowser, kind: Kind
) -> None:
    bench.zoom.api.faults.add(Fault(kind=kind, path="/v2/zoomapp"))
    answer = added(browser)

    assert answer.status == 200
    assert "The app is added" in answer.body
    assert "priya@northstar.example" in answer.body
    assert bench.view(bench.open_pane())["zoom"]["authorized"] is True


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/launch",
        "https://zoom.us.evil.example/launch",
        "https://evilzoom.us/launch",
        "https://evil.example\\.zoom.us/launch",
        "https://evil.example@zoom.us/launch",
        "https://zoom.us\\r\\nSet-Cookie: a=b",
        "https://[zoom.us/launch",
        "http://zoom.us/launch",
        "zoommtg://zoom.us/join",
        "/launch",
        "",
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(
    bench: Bench, browser: SystemBrowser, link: str
) -> None:
    bench.instead("/v2/zoomapp/deeplink", {"deeplink": link}, host="api.zoom.us")
    answer = added(browser)
    assert answer.status == 200
    assert "The app is added" in answer.body


@pytest.mark.parametrize("host", ["zoom.us", "us05web.zoom.us", "launcher.zoomgov.com"])
def test_a_link_of_zooms_is_followed(bench: Bench, browser: SystemBrowser, host: str) -> None:
    link = f"https://{host}/launch/x"
    bench.instead("/v2/zoomapp/deeplink", {"deeplink": link}, host="api.zoom.us")
    assert added(browser).headers["Location"] == link


def test_zoom_down_at_the_code_is_a_page(bench: Bench, browser: SystemBrowser) -> None:
    bench.zoom.oauth.faults.add(Fault(kind="unavailable", path="/oauth/token"))
    answer = added(browser)
    assert answer.status == 503
    assert "Please try again" in answer.body
