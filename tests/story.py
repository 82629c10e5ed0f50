"""The main job over HTTP, against any running sandbox: what a pane and a browser would send.

Everything is reached at one local port; the ``Host`` header names who is meant.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

PASSWORD = "gainsight"  # noqa: S105 - the sample people's, of the stand-in tenant
TIMEOUT_S = 60


@dataclass
class Machine:
    """A running sandbox.

    Parameters
    ----------
    cookies : dict
        What each host set, by host: the system browser's, which the pane does not share.
    """

    port: int
    aws_port: int = 0
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        host: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> requests.Response:
        """Send one request to a logical host."""
        return requests.request(
            method,
            f"http://127.0.0.1:{self.port}{path}",
            headers={"Host": f"{host}.localhost:{self.port}", **(headers or {})},
            allow_redirects=False,
            timeout=TIMEOUT_S,
            **more,
        )

    def browse(
        self, method: str, url: str, *, form: Mapping[str, str] | None = None
    ) -> requests.Response:
        """Send what the system browser would, with its cookies, and keep what is set."""
        parts = urlsplit(url)
        host = parts.netloc.partition(":")[0].removesuffix(".localhost")
        headers = {"Cookie": self.cookies.get(host, "")}
        if method == "POST":
            headers["Origin"] = f"http://{parts.netloc}"
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = self.ask(method, host, target, headers=headers, data=form)
        for cookie in answer.raw.headers.getlist("Set-Cookie"):
            self.cookies[host] = cookie.partition(";")[0]
        return answer


@dataclass
class Pane:
    """The app's panel in front of one user, signed in or not."""

    machine: Machine
    user: str = "priya"
    bearer: str = field(default="", repr=False)

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """Call our API as the pane does."""
        return self.machine.ask(
            method, "app", path, headers={"Authorization": f"Bearer {self.bearer}"}, **more
        )

    def open(self, invitation: str = "") -> "Pane":
        """Exchange a fresh context for a session, perhaps opened through an invitation."""
        address = f"/api/context?user={self.user}&invitation={invitation}"
        context = self.machine.ask("GET", "app.zoom.us", address).json()
        answer = self.machine.ask("POST", "app", "/session", json=context)
        assert answer.status_code == 200, answer.text
        self.bearer = answer.json()["token"]
        return self

    def authorize_zoom(self) -> None:
        """Go through Zoom's in-client consent."""
        asked = self.call("POST", "/oauth/zoom/authorize", json={}).json()
        said = self.machine.ask(
            "POST",
            "app.zoom.us",
            "/api/authorize",
            json={
                "user": self.user,
                "codeChallenge": asked["code_challenge"],
                "state": asked["state"],
                "redirectUri": f"http://app.localhost:{self.machine.port}/app",
                "consent": True,
            },
        ).json()
        answer = self.call(
            "POST",
            "/oauth/zoom/authorized",
            json={
                "code": said["code"],
                "state": said["state"],
                "redirect_uri": said["redirectUri"],
            },
        )
        assert answer.status_code == 200, answer.text

    def sign_in(self, username: str, tenant: str | None = None) -> None:
        """Press "Next", choose a tenant if asked, finish in the browser and be welcomed."""
        routed = self.call(
            "POST", "/login/route", json={"integration": "gainsight", "username": username}
        )
        assert routed.status_code == 200, routed.text
        started = self.call(
            "POST",
            "/login/start",
            json={"integration": "gainsight", "username": username, "tenant": tenant},
        )
        assert started.status_code == 200, started.text
        welcome = self._finish_in_browser(started.json()["go_url"], username)
        if 'name="nonce"' in welcome.text:  # "these are both me"
            welcome = self._submit(started.json()["go_url"], welcome)
        assert welcome.status_code == 200, welcome.text
        assert "Welcome to Gainsight" in welcome.text

    def _finish_in_browser(self, go_url: str, username: str) -> requests.Response:
        browse = self.machine.browse
        hop = self._submit(go_url, browse("GET", go_url))
        link = re.search(r'class="btn" href="([^"]+)"', hop.text)
        assert link, hop.text
        login_url = html.unescape(link[1])
        form = {"username": username, "password": PASSWORD, "action": "login"}
        back = browse("POST", login_url, form=form)
        assert back.status_code in (302, 303), back.text
        return browse("GET", back.headers["Location"])

    def _submit(self, url: str, page: requests.Response) -> requests.Response:
        """Press the one button of a page of ours."""
        action = re.search(r'action="([^"]+)"', page.text)
        nonce = re.search(r'name="nonce" value="([^"]+)"', page.text)
        assert action, page.text
        assert nonce, page.text
        return self.machine.browse("POST", urljoin(url, action[1]), form={"nonce": nonce[1]})


def main_job(pane: Pane, *, username: str = "priya@northstar.example") -> dict[str, Any]:
    """Open, consent, sign in, search "northw", read its Summary; return the record."""
    pane.open()
    pane.authorize_zoom()
    pane.sign_in(username)
    (account,) = pane.call("GET", "/session").json()["accounts"]
    assert account["status"] == "active"
    (hit, *_) = pane.call("GET", "/search?q=northw").json()["results"]
    assert hit["name"] == "Northwind Robotics"
    record = pane.call("GET", f"/c360/{hit['tenant']}/{hit['kind']}/{hit['id']}")
    assert record.status_code == 200, record.text
    summary = record.json()["sections"]["summary"]
    assert summary["status"] == "ok"
    assert summary["data"]["health"]["score"] == 77
    whole: dict[str, Any] = record.json()
    return whole
