"""A tenant's authorization server: discovery, authorization code with PKCE, refresh.

Sources: the RFC 8414 document that tenant hosts serve; «OAuth for Gainsight APIs». A client id and
secret belong to one tenant.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pydantic import ConfigDict, ValidationError

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import GrantRejected, UpstreamBusy, UpstreamError, UpstreamUncertain
from gainsight_zoom.outbound import Answer, Outbound, OutboundRequest, told_address
from gainsight_zoom.records import Tenant, Tokens
from gainsight_zoom.shapes import Lifetime, Shape

OK = range(200, 300)
NOT_FOUND = 404
TOO_MANY_REQUESTS = 429
OURS = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type"})
REFUSED = (400, 401)
SCOPE = "read_write offline_access"
AUTHORIZE_PATH = "/v1/authorize"
TOKEN_PATH = "/v1/users/oauth/access/token"  # noqa: S105 - a path
DEFAULT_LIFETIME_S = 3600
USER_GSID = re.compile(r"[0-9A-Z]{20,40}")
GSID_CLAIMS = ("gsid", "user_id", "userId", "sub")


@dataclass(frozen=True)
class Endpoints:
    """Where a tenant's users log in and tokens are issued; all on the tenant's own origin."""

    issuer: str
    authorize: str
    token: str


@dataclass(frozen=True)
class TokenOwner:
    """Whose token it is, as far as the answer or the token itself says so."""

    gsid: str | None
    email: str | None = field(repr=False)


class _Metadata(Shape):
    model_config = ConfigDict(extra="ignore")
    issuer: str
    authorization_endpoint: str
    token_endpoint: str


class _TokenAnswer(Shape):
    model_config = ConfigDict(extra="allow")
    access_token: str
    refresh_token: str | None = None
    expires_in: Lifetime | None = None
    scope: str = ""


class GainsightOAuth:
    """Speaks to the authorization servers of all tenants.

    Parameters
    ----------
    secrets : callable
        ``secrets(tenant_key, fresh=False)`` returns ``client_id`` and ``client_secret``.
    """

    def __init__(
        self, outbound: Outbound, *, clock: Clock, secrets: Callable[..., dict[str, str]]
    ) -> None:
        self._outbound = outbound
        self._clock = clock
        self._secrets = secrets

    def discover(self, tenant: Tenant, deadline: Deadline) -> Endpoints:
        """Ask a tenant's host where its endpoints are.

        Raises
        ------
        UpstreamError
            If the document names another issuer or endpoints on another origin: shared hosts
            answer with some other tenant's document.
        """
        origin = f"https://{tenant.host}"
        answer = self._outbound.send(
            OutboundRequest(
                "GET", f"{origin}/.well-known/oauth-authorization-server", idempotent=True
            ),
            deadline,
        )
        if answer.status == NOT_FOUND:
            found = _Metadata(
                issuer=origin,
                authorization_endpoint=origin + AUTHORIZE_PATH,
                token_endpoint=origin + TOKEN_PATH,
            )
        else:
            found = _metadata(answer)
        token = origin + tenant.token_path if tenant.token_path else found.token_endpoint
        endpoints = Endpoints(found.issuer, found.authorization_endpoint, token)
        for url in (endpoints.issuer, endpoints.authorize, endpoints.token):
            parts = told_address(url)
            if f"{parts.scheme}://{parts.netloc}" != origin:
                raise UpstreamError("gainsight_foreign_issuer")
        return endpoints

    def authorize_url(
        self,
        tenant: Tenant,
        endpoints: Endpoints,
        *,
        redirect_uri: str,
        state: str,
        code_challenge: str,
        login_hint: str,
    ) -> str:
        """Return the address of the tenant's login page, PKCE S256."""
        query = {
            "response_type": "code",
            "client_id": self._secrets(tenant.key)["client_id"],
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
            "login_hint": login_hint,
        }
        return self._outbound.browser_url(f"{endpoints.authorize}?{urlencode(query)}")

    def exchange_code(
        self,
        tenant: Tenant,
        *,
        token_endpoint: str,
        code: str,
        redirect_uri: str,
        code_verifier: str,
        deadline: Deadline,
    ) -> tuple[Tokens, TokenOwner]:
        """Trade an authorization code for tokens and learn whose they are.

        Raises
        ------
        GrantRejected
            If the tenant refuses the code.
        """
        answer = self._token(
            tenant,
            token_endpoint,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": code_verifier,
            },
            deadline,
        )
        return self._tokens(answer, previous=None), _owner(answer)

    def refresh(self, tenant: Tenant, tokens: Tokens, deadline: Deadline) -> Tokens:
        """Trade a refresh token for the next generation.

        Raises
        ------
        GrantRejected
            If there is no refresh token, or it is refused for good.
        UpstreamUncertain
            If nobody knows whether the refresh token was used up.
        """
        if tokens.refresh_token is None:
            raise GrantRejected("gainsight_no_refresh_token")
        endpoint = self.discover(tenant, deadline).token
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
        answer = self._ask_token(tenant, endpoint, form, deadline)
        if answer.status not in OK:
            raise _refusal(answer)
        try:
            parsed = _TokenAnswer.model_validate(answer.json())
        except (ValidationError, UpstreamError):
            raise UpstreamUncertain("gainsight_token_malformed") from None
        return self._tokens(parsed, previous=tokens)

    def _token(
        self, tenant: Tenant, endpoint: str, form: Mapping[str, str], deadline: Deadline
    ) -> _TokenAnswer:
        answer = self._ask_token(tenant, endpoint, form, deadline)
        if answer.status not in OK:
            raise GrantRejected(f"gainsight_token_{_error(answer) or answer.status}")
        try:
            return _TokenAnswer.model_validate(answer.json())
        except ValidationError:
            raise UpstreamError("gainsight_token_malformed") from None

    def _ask_token(
        self, tenant: Tenant, endpoint: str, form: Mapping[str, str], deadline: Deadline
    ) -> Answer:
        answer = self._post(endpoint, {**form, **self._secrets(tenant.key)}, deadline)
        if _error(answer) == "invalid_client":
            client = self._secrets(tenant.key, fresh=True)
            answer = self._post(endpoint, {**form, **client}, deadline)
        if answer.status == TOO_MANY_REQUESTS:
            raise UpstreamBusy("gainsight_token_limit")
        return answer

    def _post(self, endpoint: str, form: Mapping[str, str], deadline: Deadline) -> Answer:
        return self._outbound.send(OutboundRequest("POST", endpoint, form=form), deadline)

    def _tokens(self, answer: _TokenAnswer, *, previous: Tokens | None) -> Tokens:
        kept = previous.refresh_token if previous is not None else None
        lifetime_s = DEFAULT_LIFETIME_S if answer.expires_in is None else answer.expires_in
        return Tokens(
            access_token=answer.access_token,
            refresh_token=answer.refresh_token or kept,
            expires_at=int(self._clock.now()) + lifetime_s,
            scope=answer.scope,
        )


def _metadata(answer: Answer) -> _Metadata:
    if answer.status not in OK:
        raise UpstreamError(f"gainsight_discovery_{answer.status}")
    try:
        return _Metadata.model_validate(answer.json())
    except ValidationError:
        raise UpstreamError("gainsight_discovery_malformed") from None


def _refusal(answer: Answer) -> UpstreamError:
    """Read why a refresh was refused; a refusal of our client or address ends no connection."""
    error = _error(answer)
    if answer.status in REFUSED and error is not None and error not in OURS:
        return GrantRejected(f"gainsight_refresh_{error}")
    return UpstreamError(f"gainsight_refresh_{error or answer.status}")


def _error(answer: Answer) -> str | None:
    if answer.status in OK:
        return None
    try:
        body = answer.json()
    except UpstreamError:
        return None
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, str) and error.isidentifier() else None


def _owner(answer: _TokenAnswer) -> TokenOwner:
    """Learn whose token it is from the answer or, failing that, from a JWT's claims.

    No public call says so (a documented gap). The signature of a JWT need not be checked: it comes
    straight from the token endpoint over TLS (OpenID Connect Core 3.1.3.7, point 6).
    """
    extra: Mapping[str, Any] = answer.model_extra or {}
    claims = (extra, _claims(str(extra.get("id_token", ""))), _claims(answer.access_token))
    gsid = next((g for c in claims if (g := _gsid(c))), None)
    email = next((e for c in claims if (e := _email(c))), None)
    return TokenOwner(gsid=gsid, email=email)


def _claims(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(parts) != len(("header", "payload", "signature")):
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _gsid(claims: Mapping[str, Any]) -> str | None:
    for name in GSID_CLAIMS:
        value = claims.get(name)
        if isinstance(value, str) and USER_GSID.fullmatch(value):
            return value
    return None


def _email(claims: Mapping[str, Any]) -> str | None:
    value = claims.get("email")
    return value if isinstance(value, str) and "@" in value else None
