"""Every page of ours carries Zoom's four headers and its own policy, and nothing inline."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from sandbox.faults import Fault
from tests.harness import Answer, Bench, SystemBrowser

from gainsight_zoom.records import Policy

USERNAME = "priya@northstar.example"
PAGES_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PANE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self' https://*.zoom.us",
}


class Inline(HTMLParser):
    """Finds what a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag."""
        self._open = tag
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"{tag} {name}")
            if (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, _: str) -> None:
        """Leave it."""
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Look at what is between tags."""
        if self._open in ("script", "style") and data.strip():
            self.found.append(self._open)


def go(bench: Bench) -> Answer:
    bench.consented()
    return SystemBrowser(bench).go(bench.start_sign_in(bench.open_pane()))


def provider(bench: Bench) -> Answer:
    browser = SystemBrowser(bench)
    bench.consented()
    return browser.submit(browser.go(bench.start_sign_in(bench.open_pane())))


def finished(bench: Bench, username: str = USERNAME, action: str = "login") -> Answer:
    bench.consented()
    browser = SystemBrowser(bench)
    url = browser.go_on(bench.start_sign_in(bench.open_pane(), username))
    return browser.finish(browser.log_in(url, username, action=action))


def confirm(bench: Bench) -> Answer:
    kestrel = "priya.nair@kestrel.example"
    bench.wired.tenants.save_policy("kestrel", Policy(named_pairs=((USERNAME, kestrel),)))
    return finished(bench, kestrel)


def unavailable(bench: Bench) -> Answer:
    bench.northstar.faults.add(Fault(kind="unavailable", path="/.well-known", times=None))
    return provider(bench)


def bug(bench: Bench) -> Answer:
    bench.broken = KeyError("a bug")
    return bench.call("oauth_callback/go")


BROWSER_PAGES: dict[str, tuple[Callable[[Bench], Answer], int]] = {
    "ticket": (go, 200),
    "provider": (provider, 200),
    "welcome": (finished, 200),
    "cancelled": (lambda b: finished(b, action="cancel"), 200),
    "both me": (confirm, 200),
    "wrong account": (lambda b: finished(b, "priya.nair@kestrel.example"), 403),
    "invalid": (lambda b: b.call("oauth_callback/go"), 400),
    "malformed": (lambda b: b.call("oauth_callback/go", path={"ticket": "x"}), 422),
    "no such page": (lambda b: b.call("oauth_callback/go", route="GET /oauth/nothing"), 404),
    "tenant down": (unavailable, 503),
    "zoom declined": (lambda b: b.call("oauth_callback/zoom-callback", query="error=x"), 200),
    "zoom lost": (
        lambda b: b.call(
            "oauth_callback/zoom-callback", query="code=x", cookies=["__Host-gsz-restarted=1"]
        ),
        400,
    ),
    "bug": (bug, 500),
}
PANE_PAGES: dict[str, tuple[Callable[[Bench], Answer], int]] = {
    "home": (lambda b: b.call("pane/home"), 200),
    "home, wrong method": (lambda b: b.call("pane/home", route="POST /app"), 404),
}


@pytest.mark.parametrize("name", [*BROWSER_PAGES, *PANE_PAGES])
def test_a_page_carries_its_headers_and_nothing_inline(bench: Bench, name: str) -> None:
    """Zoom shows a blank panel for a page without all four («OWASP secure headers»)."""
    make, status = (BROWSER_PAGES | PANE_PAGES)[name]
    policy = PAGES_POLICY if name in BROWSER_PAGES else PANE_POLICY
    page = make(bench)

    assert page.status == status, page.body
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "max-age=" in page.headers["Strict-Transport-Security"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"
    given = policy_of(page)
    assert {part: given.get(part) for part in policy} == policy
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    inline = Inline()
    inline.feed(page.body)
    assert inline.found == []
    assert "Traceback" not in page.body
    assert ("<script" in page.body) is (name == "home")


def test_the_pane_may_be_framed_where_the_setting_says(
    make_bench: Callable[..., Bench],
) -> None:
    bench = make_bench(FRAME_ANCESTORS="'self' https://*.zoomgov.com")
    assert policy_of(bench.call("pane/home"))["frame-ancestors"] == "'self' https://*.zoomgov.com"
    assert policy_of(bench.call("oauth_callback/go"))["frame-ancestors"] == "'none'"


def test_answers_that_are_no_pages_carry_the_headers_too(bench: Bench) -> None:
    answer = bench.call("login_routing/read-session")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert policy_of(answer)["default-src"] == "'none'"


def test_markup_in_what_others_wrote_is_text(bench: Bench) -> None:
    """A tenant's name and host, and people's names, end up on pages."""
    bench.northstar.find("gsuser", Email=USERNAME)["Name"] = "<img src=x onerror=alert(1)>"
    page = finished(bench)
    assert "<img" not in page.body
    assert "&lt;img src=x" in page.body


def test_an_error_page_names_the_request(bench: Bench) -> None:
    page = bench.call("oauth_callback/go")
    assert 'class="reference">Reference ' in page.body


def policy_of(answer: Answer) -> dict[str, str]:
    """Take a policy apart."""
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}
