"""The app at top level in a test's browser, as the desktop client shows it, instead of in a frame.

Use::

    view = WebView(over_wsgi(client), home=settings.home_url, user="priya")
    view.attach(page)  # a Playwright page, before it goes anywhere
    page.goto(settings.home_url)

The document request then carries ``x-zoom-app-context``, which a frame cannot,
and the SDK finds ``window.chrome.webview`` (Zoom, «Zoom App context»; ``@zoom/appssdk`` 0.16.41).
Nobody draws dialogs; ``view.answer`` answers them.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONTEXT_HEADER = "x-zoom-app-context"
BINDING = "zoomClientAsk"
_SCRIPT = Path(__file__).with_name("webview.js")
_TIMEOUT_S = 10.0

Ask: TypeAlias = Callable[[str, str, dict[str, Any] | None], dict[str, Any]]
"""Method, path below ``app.zoom.us``, JSON body or None; returns the JSON answer."""


class BrowserPage(Protocol):
    """What is used of a Playwright page."""

    def expose_binding(self, name: str, callback: Callable[..., Any], /) -> Any:
        """Let the page call a function of the test."""

    def add_init_script(self, script: str, /) -> Any:
        """Run a script before those of every document."""

    def route(self, url: Callable[[str], bool], handler: Callable[..., Any], /) -> Any:
        """Put the test between the page and the network."""


def over_wsgi(app: WSGIApplication) -> Ask:
    """Ask a :class:`ZoomClient` of this process."""

    def ask(method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        answer = Client(app).open(path, method=method, json=body)
        return dict(answer.json or {})

    return ask


def over_http(origin: str, *, host: str = "app.zoom.us") -> Ask:
    """Ask a running sandbox, e.g. at ``http://127.0.0.1:8400``."""

    def ask(method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - the sandbox's own http address
            origin + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Host": host, "Content-Type": "application/json"},
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=_TIMEOUT_S) as response:
            return dict(json.load(response))

    return ask


class WebView:
    """One desktop client with the app open in it.

    Parameters
    ----------
    ask : Ask
        How the client's ``/api`` is reached.
    home : str
        The Home URL; the script acts on it alone, and the header goes with it alone.
    enter : str
        ``user``, ``role``, ``status``, ``deeplink``, ``invitation`` of ``POST /api/panes``.
    """

    def __init__(self, ask: Ask, *, home: str, **enter: str) -> None:
        self._ask = ask
        self.home = home
        opened = ask("POST", "/api/panes", {"product": "desktop", **enter})
        self.path = f"/api/panes/{opened['pane']}"

    def attach(self, page: BrowserPage) -> None:
        """Prepare a page: binding, script, and the header of the document request."""
        page.expose_binding(BINDING, lambda _source, *asked: self._ask(*asked))
        page.add_init_script(self.script())
        page.route(lambda url: url.partition("?")[0] == self.home, self._with_context)

    def script(self, client: str = "") -> str:
        """Return the script for this pane; ``client`` is the origin for pages without binding."""
        given = {"pane": self.path.rpartition("/")[2], "home": self.home, "client": client}
        return f"{_SCRIPT.read_text()}({json.dumps(given)});"

    def context(self) -> str:
        """Return a fresh app context of this pane."""
        return str(self._ask("GET", f"{self.path}/context", None)["context"])

    def view(self) -> dict[str, Any]:
        """Return the pane as the client page sees it, its open ``dialog`` above all."""
        return self._ask("GET", self.path, None)

    def answer(self, *, agreed: bool = True, choice: list[str] | None = None) -> None:
        """Answer the open dialog as a user would."""
        self._ask("POST", f"{self.path}/dialog", {"agreed": agreed, "choice": choice or []})

    def _with_context(self, route: Any) -> None:
        headers = dict(route.request.headers)
        if route.request.resource_type == "document":
            headers[CONTEXT_HEADER] = self.context()
        route.continue_(headers=headers)
