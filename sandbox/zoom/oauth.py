"""``zoom.us``: the authorize pages, the token endpoint, and the landing page of deep links."""

import base64
import binascii
import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from sandbox.faults import Fault, FaultMiddleware, Faults, plain_answer
from sandbox.zoom.grants import Method, OAuthRefused
from sandbox.zoom.people import ZoomUser
from sandbox.zoom.settings import SCOPES
from sandbox.zoom.state import ZoomState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_COOKIE = "zm_user"
_CLIENT_MISMATCH = "Invalid client_id or client_secret"


@dataclass(frozen=True)
class _Consent:
    """A consent page that is open in some browser."""

    user: ZoomUser
    redirect_uri: str
    state: str | None
    challenge: str
    method: Method


class PageRefused(Exception):
    """An authorize request that must not be redirected anywhere: shown as a page with a code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class OAuth:
    """The party ``zoom.us``; ``/v2/...`` is passed on to REST, as the samples use it there."""

    hosts = ("zoom.us",)

    def __init__(self, state: ZoomState, *, rest: "WSGIApplication") -> None:
        self.faults = Faults()
        self._state = state
        self._rest = rest
        self._consents: dict[str, _Consent] = {}
        self._app = FaultMiddleware(self._build(), self.faults, _fault_answer)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", /
    ) -> "Iterable[bytes]":
        """Answer one request (WSGI)."""
        if environ.get("PATH_INFO", "").startswith("/v2/"):
            return self._rest(environ, start_response)
        return self._app(environ, start_response)

    def reset(self) -> None:
        """Back to the sample data: no consent, no token, nobody's page open, no fault."""
        self.faults.clear()
        self._consents.clear()
        self._state.reset_state()

    def _build(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/oauth/authorize", view_func=self._show_consent, methods=["GET"])
        app.add_url_rule("/oauth/authorize", view_func=self._decide, methods=["POST"])
        app.add_url_rule("/oauth/token", view_func=self._token, methods=["POST"])
        app.add_url_rule("/oauth/revoke", view_func=self._revoke, methods=["POST"])
        app.add_url_rule("/signin", view_func=self._choose_account, methods=["GET"])
        app.add_url_rule("/signin", view_func=self._sign_in, methods=["POST"])
        app.add_url_rule("/marketplace/apps/<client_id>", view_func=self._listing)
        app.add_url_rule("/launch/chatapp/<link>", view_func=self._launch)
        app.register_error_handler(OAuthRefused, _refusal)
        app.register_error_handler(PageRefused, _refusal_page)
        app.after_request(_no_store)
        return app

    def _signed_in(self) -> ZoomUser | None:
        return self._state.users.get(request.cookies.get(_COOKIE, ""))

    def _choose_account(self) -> str:
        return render_template(
            "signin.html", users=self._state.users.values(), next=_own_path(request.args)
        )

    def _sign_in(self) -> Response:
        user = self._state.users.get(request.form.get("user", ""))
        if user is None:
            raise PageRefused(4735, "There is no such Zoom account.")
        response = redirect(_own_path(request.form), HTTPStatus.SEE_OTHER)
        response.set_cookie(_COOKIE, user.key, httponly=True, samesite="Lax")
        return response

    def _show_consent(self) -> Response | str:
        settings = self._state.settings
        asked = request.args
        if asked.get("client_id") != settings.client_id:
            raise PageRefused(4702, "Invalid client.")
        if asked.get("redirect_uri") not in settings.redirect_uris():
            raise PageRefused(4709, "Redirect URI mismatch.")
        if asked.get("response_type") != "code":
            raise PageRefused(4705, "The response type is not supported.")
        user = self._signed_in()
        if user is None:
            back = f"{request.path}?{request.query_string.decode()}"
            return redirect(f"/signin?{urlencode({'next': back})}")
        consent = _Consent(
            user=user,
            redirect_uri=asked["redirect_uri"],
            state=asked.get("state"),
            challenge=asked.get("code_challenge", ""),
            method=_method(asked.get("code_challenge_method", "plain")),
        )
        ticket = self._state.token()
        with self._state.lock:
            self._consents[ticket] = consent
        return render_template(
            "consent.html",
            app=settings.app_name,
            user=user,
            scopes=[SCOPES.get(scope, scope) for scope in settings.scopes],
            ticket=ticket,
            again=f"{request.path}?{request.query_string.decode()}",
            back_to=consent.redirect_uri,
        )

    def _decide(self) -> Response:
        with self._state.lock:
            consent = self._consents.pop(request.form.get("ticket", ""), None)
            if consent is None or consent.user != self._signed_in():
                raise PageRefused(4734, "This page is no longer valid. Start again from the app.")
            query: dict[str, str] = {}
            if request.form.get("decision") == "allow":
                self._state.grants.consent(consent.user)
                query["code"] = self._state.grants.issue_code(
                    consent.user,
                    redirect_uri=consent.redirect_uri,
                    challenge=consent.challenge,
                    method=consent.method,
                )
            elif self._state.settings.decline_error is not None:
                query["error"] = self._state.settings.decline_error
        if consent.state is not None:
            query["state"] = consent.state
        joint = "&" if "?" in consent.redirect_uri else "?"
        target = consent.redirect_uri + (joint + urlencode(query) if query else "")
        return redirect(target, HTTPStatus.SEE_OTHER)

    def _listing(self, client_id: str) -> str:
        """Show the app's Marketplace page; its "Add" carries no state and no challenge."""
        settings = self._state.settings
        if client_id != settings.client_id:
            raise PageRefused(4702, "Invalid client.")
        query = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": settings.redirect_uris()[0],
        }
        return render_template(
            "listing.html", app=settings.app_name, add=f"/oauth/authorize?{urlencode(query)}"
        )

    def _launch(self, link: str) -> str:
        """Offer to open the client; the web client of the sandbox is one label further left."""
        client = f"{request.scheme}://app.{request.host}/?{urlencode({'deeplink': link})}"
        found = self._state.deeplinks.get(link)
        known = found is not None and found.expires_at > self._state.now()
        return render_template(
            "launch.html", app=self._state.settings.app_name, client=client, known=known
        )

    def _check_client(self) -> None:
        settings = self._state.settings
        given = _basic(request.headers.get("Authorization", ""))
        wanted = f"{settings.client_id}:{settings.client_secret}".encode()
        if not hmac.compare_digest(given, wanted):
            raise OAuthRefused(HTTPStatus.UNAUTHORIZED, _CLIENT_MISMATCH, "invalid_client")

    def _token(self) -> dict[str, Any]:
        self._check_client()
        given = request.values
        kind = given.get("grant_type")
        grants = self._state.grants
        with self._state.lock:
            if kind == "authorization_code":
                return grants.redeem(
                    given.get("code", ""),
                    redirect_uri=given.get("redirect_uri", ""),
                    verifier=given.get("code_verifier", ""),
                )
            if kind == "refresh_token":
                return grants.refresh(given.get("refresh_token", ""))
            if kind == "client_credentials":
                return grants.app_token()
        raise OAuthRefused(
            HTTPStatus.BAD_REQUEST, "Unsupported grant type", "unsupported_grant_type"
        )

    def _revoke(self) -> dict[str, str]:
        self._check_client()
        with self._state.lock:
            if not self._state.grants.revoke(request.values.get("token", "")):
                raise OAuthRefused(HTTPStatus.BAD_REQUEST, "Invalid Token!", "invalid_request")
        return {"status": "success"}


def _method(name: str) -> Method:
    """Read ``code_challenge_method``; it defaults to ``plain`` (Zoom, «OAuth»)."""
    if name == "S256":
        return "S256"
    if name == "plain":
        return "plain"
    raise PageRefused(4700, "Invalid code challenge method.")


def _own_path(given: Any) -> str:
    path = str(given.get("next", ""))
    return path if path.startswith("/oauth/") else "/signin"


def _basic(header: str) -> bytes:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        return b""


def _refusal(error: OAuthRefused) -> tuple[dict[str, str], int]:
    return {"reason": error.reason, "error": error.error}, error.status


def _refusal_page(error: PageRefused) -> tuple[str, int]:
    number = f"{error.code:,}"
    page = render_template("refused.html", message=error.message, number=number)
    return page, HTTPStatus.BAD_REQUEST


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _fault_answer(fault: Fault) -> Response:
    """Build the body of a fault in the shape of the token endpoint."""
    bodies = {
        "unauthorized": ("Invalid client_id or client_secret", "invalid_client"),
        "forbidden": ("Forbidden", "access_denied"),
        "forbidden_ip": ("Invalid client_id or client_secret", "invalid_client"),
        "rate_limited": ("Too many requests", "too_many_requests"),
        "server_error": ("Internal error", "server_error"),
    }
    response = plain_answer(fault)
    if fault.kind in bodies:
        reason, error = bodies[fault.kind]
        response.data = f'{{"reason":"{reason}","error":"{error}"}}'
        response.mimetype = "application/json"
    return response
