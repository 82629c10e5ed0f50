"""The browser outside the Zoom client, as one person uses it during a sign-in."""

import html
import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.cloud import BASE_URL
from werkzeug.test import Client

if TYPE_CHECKING:
    from tests.harness import Answer, Bench
    from werkzeug.test import TestResponse

PASSWORD = "gainsight"  # noqa: S105 - the sample people's, of the stand-ins


class SystemBrowser:
    """A browser with its own cookies: ours, and those of whoever it visits."""

    def __init__(self, bench: "Bench") -> None:
        self.bench = bench
        self.cookies: dict[str, str] = {}
        self._clients: dict[str, Client] = {}

    def visit(
        self,
        event: str,
        *,
        ticket: str | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> "Answer":
        """Send a request of ours with this browser's cookies and keep those that are set."""
        answer = self.bench.call(
            f"oauth_callback/{event}",
            path={"ticket": ticket} if ticket else None,
            query=urlencode(query) if query is not None else None,
            form=urlencode(form) if form is not None else None,
            cookies=[f"{name}={value}" for name, value in self.cookies.items()],
            headers=headers,
        )
        for text in answer.cookies:
            for name, morsel in SimpleCookie(text).items():
                self.cookies[name] = morsel.value
        return answer

    def go(self, ticket: str) -> "Answer":
        """Open the page that names the Zoom account."""
        return self.visit("go", ticket=ticket)

    def submit(
        self,
        page: "Answer",
        *,
        nonce: str | None = None,
        origin: str | None = BASE_URL,
    ) -> "Answer":
        """Press the page's button, perhaps with another nonce or origin than it came with."""
        action = re.search(r'action="/oauth/go/([^"]+)"', page.body)
        given = re.search(r'name="nonce" value="([^"]+)"', page.body)
        assert action, page.body
        assert given, page.body
        return self.visit(
            "go-on",
            ticket=action[1],
            form={"nonce": given[1] if nonce is None else nonce},
            headers={"origin": origin},
        )

    def go_on(self, ticket: str) -> str:
        """Open the ticket, press Continue, and return the address of the tenant's login."""
        page = self.submit(self.go(ticket))
        assert page.status == 200, page.body
        return link_of(page)

    def log_in(self, url: str, username: str, *, action: str = "login") -> dict[str, str]:
        """Log in (or ``cancel``) at the tenant and return what it sends back to our callback."""
        form = {"username": username, "password": PASSWORD, "action": action}
        answer = self._ask("POST", url, form)
        assert answer.status_code in (302, 303), answer.text
        return returned(answer.headers["Location"])

    def finish(self, parameters: Mapping[str, str]) -> "Answer":
        """Follow the tenant's redirect to our callback."""
        return self.visit("gainsight-callback", query=parameters)

    def sign_in(self, ticket: str, username: str) -> "Answer":
        """Go all the way from the ticket to whatever our callback answers."""
        return self.finish(self.log_in(self.go_on(ticket), username))

    def decide_at_zoom(self, url: str, *, user: str = "priya", decision: str) -> dict[str, str]:
        """Sign in to Zoom, press ``allow`` or ``decline``, and return what comes back to us."""
        self._ask("POST", "https://zoom.us/signin", {"user": user, "next": "/oauth/authorize"})
        consent = self._ask("GET", url)
        ticket = re.search(r'name="ticket" value="([^"]+)"', consent.text)
        assert ticket, consent.text
        answer = self._ask(
            "POST",
            "https://zoom.us/oauth/authorize",
            {"ticket": ticket[1], "decision": decision},
        )
        assert answer.status_code in (302, 303), answer.text
        return returned(answer.headers["Location"])

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None = None) -> "TestResponse":
        parts = urlsplit(url)
        if parts.netloc not in self._clients:
            party = self.bench.party(parts.netloc)
            assert party, url
            self._clients[parts.netloc] = Client(party)
        return self._clients[parts.netloc].open(
            parts.path,
            method=method,
            base_url=f"https://{parts.netloc}",
            query_string=parts.query,
            data=form,
        )


def link_of(page: "Answer") -> str:
    """Return where the one button of a page leads."""
    link = re.search(r'class="btn" href="([^"]+)"', page.body)
    assert link, page.body
    return html.unescape(link[1])


def returned(location: str) -> dict[str, str]:
    """Return the parameters of a redirect back to us."""
    return dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))
