"""Who a token belongs to, by Salesforce's «OAuth 2.0 Web Server Flow»."""

from __future__ import annotations

import base64
import hmac
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect

from sandbox.gainsight.envelope import json_response
from sandbox.gainsight.tokens import signed_jwt
from sandbox.salesforce import pages
from sandbox.salesforce.directory import ORGS, Org, SalesforceUser
from sandbox.salesforce.sessions import Approval, Granted, InvalidGrant, Sessions

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.party import Now, Token
    from sandbox.salesforce.settings import Settings

__all__ = ["OAuth"]

_PASSWORD = "gainsight"  # noqa: S105 - the password of every sample user
_COOKIE = "sf_session"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class _OAuthError(Exception):
    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class _LoginRefused(Exception):
    """The login page is shown again, with this text."""


class OAuth:
    """The endpoints, the same on every host; `host` of a method is the logical one asked."""

    def __init__(self, *, sessions: Sessions, settings: Settings, now: Now, token: Token) -> None:
        self._sessions = sessions
        self._settings = settings
        self._now = now
        self._token = token
        self._browsers: dict[str, SalesforceUser] = {}

    def authorize(self, request: Request, host: str) -> Response:
        """Check the request, log the user in or know him, and send him back."""
        asked = request.args
        if asked.get("client_id") != self._settings.client_id:
            return pages.error_page(error="invalid_client_id", text="client identifier invalid")
        if asked.get("redirect_uri") not in self._settings.redirect_uris:
            text = "redirect_uri must match configuration"
            return pages.error_page(error="redirect_uri_mismatch", text=text)
        try:
            scopes = self._check(request)
            user = self._user(request, host)
        except _OAuthError as error:
            return _back(request, {"error": error.code, "error_description": error.text})
        except _LoginRefused as refusal:
            username = request.form.get("username", "")
            return pages.login_page(host=host, username=username, error=str(refusal))
        if user is None:
            return pages.login_page(host=host, username=asked.get("login_hint", ""))
        code = self._sessions.new_code(
            Approval(_org(host), user, scopes, host),
            redirect_uri=asked["redirect_uri"],
            challenge=asked.get("code_challenge"),
        )
        response = _back(request, {"code": code})
        if request.method == "POST":
            browser = self._token()
            self._browsers[browser] = user
            response.set_cookie(_COOKIE, browser, httponly=True, samesite="Lax")
        return response

    def token(self, request: Request, _host: str) -> Response:
        """Answer a token request: ``authorization_code`` or ``refresh_token``."""
        form = request.form
        try:
            if form.get("client_id") != self._settings.client_id:
                raise _OAuthError("invalid_client_id", "client identifier invalid")
            if form.get("client_secret") != self._settings.client_secret:
                raise _OAuthError("invalid_client", "invalid client credentials")
            granted = self._granted(request)
        except InvalidGrant as error:
            return _error("invalid_grant", str(error))
        except _OAuthError as error:
            return _error(error.code, error.text)
        kept = form.get("grant_type") == "refresh_token" and not self._settings.rotation
        return json_response(self._answer(granted, with_refresh=not kept))

    def revoke(self, request: Request, _host: str) -> Response:
        """Revoke a token."""
        if not self._sessions.revoke(request.values.get("token", "")):
            return _error("invalid_token", "invalid token")
        return json_response({})

    def userinfo(self, request: Request, _host: str) -> Response:
        """Say whose the Bearer token is, in OpenID's words."""
        approval = self._bearer(request)
        if approval is None:
            return _invalid_session()
        return json_response(self._identity(approval) | {"zoneinfo": approval.user.timezone})

    def identity(self, request: Request, _host: str, org_id: str, user_id: str) -> Response:
        """Say whose the Bearer token is; the URL must be the token's own."""
        approval = self._bearer(request)
        if approval is None:
            return _invalid_session()
        if (org_id, user_id) != (approval.org.org_id, approval.user.user_id):
            return json_response({"message": "Bad_Id"}, status=403)
        return json_response(self._identity(approval) | {"timezone": approval.user.timezone})

    def _check(self, request: Request) -> tuple[str, ...]:
        asked = request.args
        if asked.get("response_type") != "code":
            raise _OAuthError("unsupported_response_type", "response type not supported")
        if not self._settings.app_installed:
            text = "this app must be installed by an administrator"
            raise _OAuthError("OAUTH_APPROVAL_ERROR_GENERIC", text)
        challenge = asked.get("code_challenge")
        if self._settings.require_pkce or challenge is not None:
            method = asked.get("code_challenge_method", "S256")
            if method != "S256" or not _CHALLENGE.fullmatch(challenge or ""):
                raise _OAuthError("invalid_request", "missing or invalid code challenge")
        scopes = tuple(asked.get("scope", "").split()) or self._settings.scopes
        if not set(scopes) <= set(self._settings.scopes):
            raise _OAuthError("invalid_scope", "the requested scope is not allowed")
        return scopes

    def _user(self, request: Request, host: str) -> SalesforceUser | None:
        if request.method == "POST":
            return self._posted(request, host)
        user = self._browsers.get(request.cookies.get(_COOKIE, ""))
        if user is None or request.args.get("prompt") == "login":
            return None
        return user if user in _org(host).users else None

    def _posted(self, request: Request, host: str) -> SalesforceUser:
        if request.form.get("action") == "deny":
            raise _OAuthError("access_denied", "end-user denied authorization")
        user = _org(host).user(request.form.get("username", "").strip())
        if user is None or not user.active or request.form.get("password") != _PASSWORD:
            raise _LoginRefused("Please check your username and password.")
        return user

    def _granted(self, request: Request) -> Granted:
        form = request.form
        if form.get("grant_type") == "authorization_code":
            return self._sessions.exchange(
                form.get("code", ""),
                redirect_uri=form.get("redirect_uri", ""),
                verifier=form.get("code_verifier", ""),
            )
        if form.get("grant_type") == "refresh_token":
            return self._sessions.refresh(form.get("refresh_token", ""))
        raise _OAuthError("unsupported_grant_type", "grant type not supported")

    def _answer(self, granted: Granted, *, with_refresh: bool) -> dict[str, Any]:
        approval = granted.approval
        identity_url = _identity_url(approval)
        issued_at = str(int(self._now() * 1000))
        key = self._settings.client_secret
        digest = hmac.digest(key.encode(), f"{identity_url}{issued_at}".encode(), "sha256")
        body: dict[str, Any] = {
            "access_token": granted.access_token,
            "instance_url": f"https://{approval.org.my_domain}",
            "id": identity_url,
            "issued_at": issued_at,
            "signature": base64.b64encode(digest).decode(),
            "token_type": "Bearer",
            "scope": " ".join(approval.scopes),
        }
        if with_refresh and granted.refresh_token:
            body["refresh_token"] = granted.refresh_token
        if "openid" in approval.scopes:
            body["id_token"] = self._id_token(approval, key)
        return body

    def _id_token(self, approval: Approval, key: str) -> str:
        claims = {
            "iss": f"https://{approval.host}",
            "sub": _identity_url(approval),
            "aud": self._settings.client_id,
            "iat": int(self._now()),
            "exp": int(self._now()) + 120,
        }
        return signed_jwt(claims, key=key)

    def _identity(self, approval: Approval) -> dict[str, Any]:
        user, instance = approval.user, f"https://{approval.org.my_domain}"
        return {
            "sub": _identity_url(approval),
            "id": _identity_url(approval),
            "user_id": user.user_id,
            "organization_id": approval.org.org_id,
            "username": user.username,
            "preferred_username": user.username,
            "email": user.email,
            "email_verified": True,
            "name": user.name,
            "display_name": user.name,
            "active": user.active,
            "urls": {
                "rest": f"{instance}/services/data/v{{version}}/",
                "profile": f"{instance}/{user.user_id}",
                "custom_domain": instance,
            },
        }

    def _bearer(self, request: Request) -> Approval | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self._sessions.session(token) if scheme.lower() == "bearer" else None


def _org(host: str) -> Org:
    return next(org for org in ORGS if host in (org.login_host, org.my_domain))


def _identity_url(approval: Approval) -> str:
    org = approval.org
    return f"https://{org.login_host}/id/{org.org_id}/{approval.user.user_id}"


def _back(request: Request, answer: dict[str, str]) -> Response:
    if "state" in request.args:
        answer["state"] = request.args["state"]
    uri = request.args["redirect_uri"]
    response = redirect(f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(answer)}", 302)
    response.headers["Cache-Control"] = "no-store"
    return response


def _error(code: str, text: str) -> Response:
    return json_response({"error": code, "error_description": text}, status=400)


def _invalid_session() -> Response:
    body = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
    return json_response(body, status=401)
