"""``app.zoom.us``: the client page, and the API its panes and the tests talk to."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException

from sandbox.faults import FaultMiddleware, Faults
from sandbox.zoom.people import ATTENDEES
from sandbox.zoom.state import ZoomState
from sandbox.zoom_client.desk import Desk
from sandbox.zoom_client.lab_api import LabApi
from sandbox.zoom_client.pane_api import PaneApi

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from werkzeug.wrappers import Response


class ZoomClient:
    """The party ``app.zoom.us``.

    ``GET /`` is the page; ``static/query.js`` lists its query parameters. Under ``/api`` lie the
    routes of :class:`PaneApi` and :class:`LabApi`, with CORS for the app's own origin only.

    Attributes
    ----------
    desk : Desk
        The panes, for tests in the same process.
    """

    hosts = ("app.zoom.us",)

    def __init__(self, state: ZoomState) -> None:
        self.faults = Faults()
        self.desk = Desk(state)
        self._state = state
        self._app = FaultMiddleware(self._build(), self.faults)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", /
    ) -> "Iterable[bytes]":
        """Answer one request (WSGI)."""
        return self._app(environ, start_response)

    def reset(self) -> None:
        """Back to the sample meeting; every open page enters it anew."""
        self.faults.clear()
        with self._state.lock:
            self._state.reset_state()
            self.desk.reset()

    def _build(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/", view_func=self._page)
        for path, method, view in (*PaneApi(self.desk).routes(), *LabApi(self.desk).routes()):
            app.add_url_rule(path, f"{method} {path}", view, methods=[method])
        app.register_error_handler(HTTPException, _problem)
        app.after_request(self._headers)
        return app

    def _page(self) -> str:
        return render_template(
            "client.html",
            home=self._state.settings.home_url,
            app=self._state.settings.app_name,
            users=self._state.users.values(),
            attendees=ATTENDEES,
        )

    def _headers(self, response: "Response") -> "Response":
        origin = "://".join(urlsplit(self._state.settings.base_url)[:2])
        response.headers["Cache-Control"] = "no-store"
        if response.direct_passthrough:  # a file, left open by a page that goes away
            response.direct_passthrough = False
            body = response.get_data()
            response.close()
            response.set_data(body)
        if request.path.startswith("/api/"):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "content-type"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
            response.headers["Vary"] = "Origin"
        else:
            response.headers["Content-Security-Policy"] = (
                f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                f"connect-src 'self'; frame-src {origin}; base-uri 'none'; form-action 'none'"
            )
        return response


def _problem(error: HTTPException) -> tuple[dict[str, Any], int]:
    return {"error": error.description}, error.code or HTTPStatus.INTERNAL_SERVER_ERROR
