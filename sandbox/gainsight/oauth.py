"""Authorization server of one tenant: login, codes, tokens («OAuth for Gainsight APIs»)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect

from sandbox.gainsight import pages
from sandbox.gainsight.callers import licence, may_log_in
from sandbox.gainsight.envelope import json_response
from sandbox.gainsight.tokens import InvalidGrant, Pair, Tokens

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.settings import Settings
    from sandbox.party import Now, Token

__all__ = ["Client", "OAuth", "OAuthError"]

_SESSION_COOKIE = "gs_session"
_SCOPES = frozenset({"read", "read_write", "offline_access"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Client:
    """What an admin got when registering: the OAuth application and the M2M connection."""

    client_id: str
    client_secret: str
    m2m_id: str
    m2m_secret: str
    password: str


@dataclass(eq=False)
class OAuthError(Exception):
    """An error of the protocol: `code` is its ``error``, `text` its ``error_description``."""

    code: str
    text: str
    status: int = 400


class OAuth:
    """The OAuth endpoints of one tenant."""

    def __init__(
        self,
        *,
        name: str,
        host: str,
        client: Client,
        records: Records,
        tokens: Tokens,
        settings: Settings,
        now: Now,
        token: Token,
    ) -> None:
        self._name = name
        self._host = host
        self._client = client
        self._records = records
        self._tokens = tokens
        self._settings = settings
        self._now = now
        self._token = token
        self._sessions: dict[str, tuple[str, float]] = {}

    @property
    def issuer(self) -> str:
        """What the tenant calls itself."""
        return self._settings.issuer or f"https://{self._host}"

    def metadata(self, _request: Request) -> Response:
        """Serve the RFC 8414 document."""
        if not self._settings.metadata_document:
            return json_response({"message": "Not Found"}, status=404)
        origin = f"https://{self._host}"
        return json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{origin}/v1/authorize",
                "token_endpoint": f"{origin}/v1/users/oauth/access/token",
                "code_challenge_methods_supported": ["S256"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "response_types_supported": ["code"],
                "token_endpoint_auth_methods_supported": ["none", "client_secret_post"],
                "scopes_supported": ["read", "read_write", "offline_access"],
            }
        )

    def authorize(self, request: Request) -> Response:
        """Check the request, then log the user in (or know him by his session) and send him back.

        A request whose client or callback is not registered ends on an error page (RFC 6749,
        4.1.2.1); any other fault goes back to the client.
        """
        asked = request.args
        if asked.get("client_id") != self._client.client_id:
            return pages.error_page(name=self._name, message="Unknown client_id.")
        if asked.get("redirect_uri") not in self._settings.redirect_uris:
            return pages.error_page(name=self._name, message="The callback URL is not registered.")
        try:
            scopes = self._check(request)
            user = self._posted(request) if request.method == "POST" else self._known(request)
        except OAuthError as error:
            return self._back(request, {"error": error.code, "error_description": error.text})
        except _LoginRefused as refusal:
            return self._login(request, error=str(refusal))
        if user is None:
            return self._login(request)
        return self._granted(request, user, scopes)

    def logout(self, request: Request) -> Response:
        """End the browser's session."""
        self._sessions.pop(request.cookies.get(_SESSION_COOKIE, ""), None)
        response = pages.signed_out_page(name=self._name)
        response.delete_cookie(_SESSION_COOKIE)
        return response

    def user_token(self, request: Request) -> Response:
        """Answer a token request for a user: ``authorization_code`` or ``refresh_token``."""
        try:
            return _no_store(json_response(self._token_answer(request)))
        except InvalidGrant as error:
            return _oauth_error(OAuthError("invalid_grant", str(error)))
        except OAuthError as error:
            return _oauth_error(error)

    def machine_token(self, request: Request) -> Response:
        """Answer a token request of a machine, which authenticates by Basic."""
        scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic" or not self._is_machine(credential):
            return _oauth_error(OAuthError("invalid_client", "Bad client credentials", 401))
        return _no_store(
            json_response(
                {
                    "access_token": self._tokens.machine(),
                    "token_type": "Bearer",
                    "expires_in": self._settings.m2m_ttl_s,
                }
            )
        )

    def _check(self, request: Request) -> frozenset[str]:
        asked = request.args
        if asked.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "response_type must be code")
        if asked.get("code_challenge_method") != "S256":
            raise OAuthError("invalid_request", "code_challenge_method must be S256")
        if not _CHALLENGE.fullmatch(asked.get("code_challenge", "")):
            raise OAuthError("invalid_request", "code_challenge is missing or malformed")
        application = {self._settings.application_scope, "read", "offline_access"}
        scopes = frozenset(asked.get("scope", "").split())
        if not scopes:
            return frozenset(application)
        if not scopes <= _SCOPES & application:
            raise OAuthError("invalid_scope", "The application has no such scope")
        return scopes

    def _known(self, request: Request) -> Row | None:
        prompt = request.args.get("prompt")
        user_gsid, expires_at = self._sessions.get(
            request.cookies.get(_SESSION_COOKIE, ""), ("", 0.0)
        )
        user = self._records.get("gsuser", user_gsid)
        fresh = user is not None and expires_at > self._now() and may_log_in(self._records, user)
        if prompt == "none" and not fresh:
            raise OAuthError("login_required", "The user is not logged in")
        return user if fresh and prompt != "login" else None

    def _posted(self, request: Request) -> Row:
        if request.form.get("action") == "cancel":
            raise OAuthError("access_denied", "The user cancelled the login")
        username = request.form.get("username", "").strip().lower()
        users = self._records.rows("gsuser")
        user = next((row for row in users if str(row["Email"]).lower() == username), None)
        if user is None or request.form.get("password") != self._client.password:
            raise _LoginRefused("The username or password is wrong.")
        if not user.get("IsActiveUser"):
            raise _LoginRefused("This user is inactive. Ask your Gainsight administrator.")
        if not may_log_in(self._records, user):
            kind = licence(self._records, user).replace("_", " ")
            raise _LoginRefused(f"A user with the licence {kind} cannot log in.")
        return user

    def _login(self, request: Request, *, error: str | None = None) -> Response:
        username = request.form.get("username") or request.args.get("login_hint", "")
        return pages.login_page(name=self._name, host=self._host, username=username, error=error)

    def _granted(self, request: Request, user: Row, scopes: frozenset[str]) -> Response:
        code = self._tokens.new_code(
            user=user["Gsid"],
            email=user["Email"],
            scopes=scopes,
            redirect_uri=request.args["redirect_uri"],
            challenge=request.args["code_challenge"],
        )
        response = self._back(request, {"code": code})
        if request.method == "POST":
            session = self._token()
            self._sessions[session] = (user["Gsid"], self._now() + self._settings.session_ttl_s)
            response.set_cookie(_SESSION_COOKIE, session, httponly=True, samesite="Lax")
        return response

    def _back(self, request: Request, answer: dict[str, str]) -> Response:
        if "state" in request.args:
            answer["state"] = request.args["state"]
        if self._settings.iss_in_redirect:
            answer["iss"] = self.issuer
        uri = request.args["redirect_uri"]
        response = redirect(f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(answer)}", 302)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _token_answer(self, request: Request) -> dict[str, Any]:
        if request.mimetype != "application/x-www-form-urlencoded":
            raise OAuthError("invalid_request", "The body must be form-encoded")
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != (
            self._client.client_id,
            self._client.client_secret,
        ):
            raise OAuthError("invalid_client", "Bad client credentials", 401)
        if form.get("grant_type") == "authorization_code":
            return self._answer_of(
                self._tokens.exchange(
                    form.get("code", ""),
                    redirect_uri=form.get("redirect_uri", ""),
                    verifier=form.get("code_verifier", ""),
                )
            )
        if form.get("grant_type") == "refresh_token":
            return self._answer_of(self._refreshed(form.get("refresh_token", "")))
        raise OAuthError("unsupported_grant_type", "grant_type is not supported")

    def _refreshed(self, refresh_token: str) -> Pair:
        user = self._records.get("gsuser", self._tokens.family_user(refresh_token))
        if user is not None and not may_log_in(self._records, user):
            raise InvalidGrant("The user may not log in")
        return self._tokens.refresh(refresh_token)

    def _answer_of(self, pair: Pair) -> dict[str, Any]:
        body: dict[str, Any] = {
            "access_token": pair.access_token,
            "token_type": "Bearer",
            "expires_in": pair.expires_in,
            "scope": " ".join(sorted(pair.scopes)),
        }
        if pair.refresh_token is not None:
            body["refresh_token"] = pair.refresh_token
        if self._settings.identity_in == "response":
            body |= {"user_id": pair.user, "email": pair.email}
        return body

    def _is_machine(self, credential: str) -> bool:
        try:
            decoded = base64.b64decode(credential, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        return decoded == f"{self._client.m2m_id}:{self._client.m2m_secret}"


class _LoginRefused(Exception):
    """The login page is shown again, with this text."""


def _oauth_error(error: OAuthError) -> Response:
    return _no_store(
        json_response({"error": error.code, "error_description": error.text}, status=error.status)
    )


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
