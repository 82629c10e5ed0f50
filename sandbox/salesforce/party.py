"""Salesforce as one party: all its hosts, one set of organisations."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.faults import Fault, FaultMiddleware, Faults, plain_answer
from sandbox.gainsight.envelope import json_response
from sandbox.party import logical_host
from sandbox.salesforce.directory import LOGIN, MY_DOMAIN, SANDBOX_LOGIN, SANDBOX_MY_DOMAIN
from sandbox.salesforce.oauth import OAuth
from sandbox.salesforce.sessions import Sessions
from sandbox.salesforce.settings import DEFAULT_REDIRECT_URI, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.party import Now, Token

__all__ = ["Salesforce"]

_BASE = "/services/oauth2"
ROUTES = Map(
    [
        Rule(f"{_BASE}/authorize", methods=["GET", "POST"], endpoint="authorize"),
        Rule(f"{_BASE}/token", methods=["POST"], endpoint="token"),
        Rule(f"{_BASE}/revoke", methods=["GET", "POST"], endpoint="revoke"),
        Rule(f"{_BASE}/userinfo", methods=["GET"], endpoint="userinfo"),
        Rule("/id/<org_id>/<user_id>", methods=["GET"], endpoint="identity"),
    ]
)
"""Paths, and the methods of `OAuth` that answer them."""


class Salesforce:
    """A stand-in for Salesforce's login (a Party).

    Parameters
    ----------
    now, token : callable
        The clock (epoch seconds), and the source of codes and tokens.
    redirect_uris : tuple of str
        Callback URLs of the connected app.
    settings : Settings or None
        The switches it has after a `reset`; the defaults by default.

    Attributes
    ----------
    sessions : Sessions
        Issues codes, as after a login.
    """

    hosts = (LOGIN, SANDBOX_LOGIN, MY_DOMAIN, SANDBOX_MY_DOMAIN)

    def __init__(
        self,
        *,
        now: Now = time.time,
        token: Token = secrets.token_urlsafe,
        redirect_uris: tuple[str, ...] = (DEFAULT_REDIRECT_URI,),
        settings: Settings | None = None,
    ) -> None:
        self.faults = Faults()
        self.settings = Settings()
        self._initial = replace(settings or Settings(), redirect_uris=redirect_uris)
        self._now = now
        self._token = token
        self._lock = threading.RLock()
        self._faulty = FaultMiddleware(self._answer, self.faults, _fault_answer)
        self.reset()

    def reset(self) -> None:
        """Forget all logins, tokens and faults, and return to the first settings."""
        self.faults.clear()
        with self._lock:
            for each in fields(self._initial):
                setattr(self.settings, each.name, getattr(self._initial, each.name))
            self.sessions = Sessions(settings=self.settings, now=self._now, token=self._token)
            self._oauth = OAuth(
                sessions=self.sessions, settings=self.settings, now=self._now, token=self._token
            )

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        return self._faulty(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        with self._lock:
            response = self._dispatch(request)
        response.autocorrect_location_header = False
        return response(environ, start_response)

    def _dispatch(self, request: Request) -> Response:
        host = logical_host(request.host)
        if host not in self.hosts:
            return Response("No such host\n", status=404, mimetype="text/plain")
        try:
            endpoint, values = ROUTES.bind("").match(request.path, request.method)
        except HTTPException as error:
            return error.get_response()
        response: Response = getattr(self._oauth, endpoint)(request, host, **values)
        return response


def _fault_answer(fault: Fault) -> Response:
    """Build the body of a fault (Salesforce, «Status Codes and Error Responses»)."""
    codes = {
        "unauthorized": "INVALID_SESSION_ID",
        "forbidden": "INSUFFICIENT_ACCESS",
        "rate_limited": "REQUEST_LIMIT_EXCEEDED",
        "server_error": "UNKNOWN_EXCEPTION",
        "unavailable": "SERVER_UNAVAILABLE",
    }
    plain = plain_answer(fault)
    if fault.kind not in codes:
        return plain
    body = [{"message": "The request failed", "errorCode": codes[fault.kind]}]
    response = json_response(body, status=fault.status)
    if "Retry-After" in plain.headers:
        response.headers["Retry-After"] = plain.headers["Retry-After"]
    return response
