"""Salesforce's login as a proof of identity: authorise, exchange, ask who it is, give it back.

Source: Salesforce, «OAuth 2.0 Web Server Flow», «Identity URLs», «Revoke OAuth Tokens». Nothing but
the identity is asked for, no refresh token is wanted, and the token is revoked at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from pydantic import ConfigDict, ValidationError

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import AppError, GrantRejected, UpstreamBusy, UpstreamError
from gainsight_zoom.observability import logger
from gainsight_zoom.outbound import Answer, Outbound, OutboundRequest, told_address
from gainsight_zoom.salesforce.ids import (
    PRODUCTION_HOST,
    SANDBOX_HOST,
    is_salesforce_host,
    normal_id,
)
from gainsight_zoom.shapes import Shape

OK = range(200, 300)
TOO_MANY_REQUESTS = 429
SCOPE = "openid id"
BASE = "/services/oauth2"
IDENTITY_PARTS = 4


@dataclass(frozen=True)
class Identity:
    """Who logged in: organisation and user by id with 18 characters."""

    org_id: str
    user_id: str
    email: str = field(repr=False)


class _Token(Shape):
    model_config = ConfigDict(extra="ignore")
    access_token: str
    instance_url: str
    id: str


class _Person(Shape):
    model_config = ConfigDict(extra="ignore")
    organization_id: str
    user_id: str
    email: str = ""
    active: bool = True


class SalesforceLogin:
    """Speaks to Salesforce's login hosts.

    Parameters
    ----------
    secret : callable
        ``secret(fresh=False)`` returns the connected app's secret.
    """

    def __init__(self, outbound: Outbound, *, client_id: str, secret: Callable[..., str]) -> None:
        self._outbound = outbound
        self._client_id = client_id
        self._secret = secret

    def authorize_url(
        self, host: str, *, redirect_uri: str, state: str, code_challenge: str, login_hint: str
    ) -> str:
        """Return the address of a login page, PKCE S256."""
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
            **({"login_hint": login_hint} if login_hint else {}),
        }
        return self._outbound.browser_url(f"https://{host}{BASE}/authorize?{urlencode(query)}")

    def identify(
        self, host: str, *, code: str, redirect_uri: str, code_verifier: str, deadline: Deadline
    ) -> Identity:
        """Trade a code for a token, ask whose it is, and revoke it.

        Raises
        ------
        GrantRejected
            If Salesforce refuses the code.
        UpstreamBusy
            If Salesforce takes no more requests for now.
        UpstreamError
            If an answer names hosts that are not Salesforce's, or contradicts another.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": code_verifier,
        }
        token = self._exchange(host, form, deadline)
        try:
            return self._whose(host, token, deadline)
        finally:
            self._revoke(host, token, deadline)

    def _exchange(self, host: str, form: Mapping[str, str], deadline: Deadline) -> _Token:
        answer = self._ask_token(host, form, deadline, fresh=False)
        if _error(answer) in ("invalid_client", "invalid_client_credentials"):
            answer = self._ask_token(host, form, deadline, fresh=True)
        if answer.status == TOO_MANY_REQUESTS:
            raise UpstreamBusy("salesforce_token_limit")
        if answer.status not in OK:
            raise GrantRejected(f"salesforce_token_{_error(answer) or answer.status}")
        try:
            return _Token.model_validate(answer.json())
        except ValidationError:
            raise UpstreamError("salesforce_token_malformed") from None

    def _ask_token(
        self, host: str, form: Mapping[str, str], deadline: Deadline, *, fresh: bool
    ) -> Answer:
        client = {"client_id": self._client_id, "client_secret": self._secret(fresh=fresh)}
        request = OutboundRequest("POST", f"https://{host}{BASE}/token", form={**form, **client})
        return self._outbound.send(request, deadline)

    def _whose(self, host: str, token: _Token, deadline: Deadline) -> Identity:
        claimed = _claimed(token, host)
        answer = self._get(token.id, token, deadline)
        if answer.status not in OK:
            answer = self._get(f"https://{host}{BASE}/userinfo", token, deadline)
        if answer.status not in OK:
            raise UpstreamError(f"salesforce_identity_{answer.status}")
        try:
            person = _Person.model_validate(answer.json())
        except ValidationError:
            raise UpstreamError("salesforce_identity_malformed") from None
        if (normal_id(person.organization_id), normal_id(person.user_id)) != claimed:
            raise UpstreamError("salesforce_identity_contradicts")
        if not person.active:
            raise UpstreamError("salesforce_user_inactive")
        return Identity(org_id=claimed[0], user_id=claimed[1], email=person.email)

    def _get(self, url: str, token: _Token, deadline: Deadline) -> Answer:
        headers = {"Authorization": f"Bearer {token.access_token}"}
        request = OutboundRequest("GET", url, headers=headers, idempotent=True)
        return self._outbound.send(request, deadline)

    def _revoke(self, host: str, token: _Token, deadline: Deadline) -> None:
        form = {"token": token.access_token}
        request = OutboundRequest("POST", f"https://{host}{BASE}/revoke", form=form)
        try:
            self._outbound.send(request, deadline)
        except AppError as error:
            logger.warning("salesforce token not revoked", extra={"reason": error.reason})


def _claimed(token: _Token, host: str) -> tuple[str, str]:
    """Check both addresses of a token answer before either is used, and read its ids.

    The identity address decides where the token is sent: it has to be the login's own.
    """
    instance, identity = told_address(token.instance_url), told_address(token.id)
    if instance.scheme != "https" or not is_salesforce_host(instance.netloc):
        raise UpstreamError("salesforce_foreign_instance")
    allowed = (PRODUCTION_HOST, SANDBOX_HOST, host)
    if identity.scheme != "https" or identity.netloc not in allowed:
        raise UpstreamError("salesforce_foreign_identity")
    parts = identity.path.split("/")
    if len(parts) != IDENTITY_PARTS or parts[:2] != ["", "id"] or identity.query:
        raise UpstreamError("salesforce_identity_url")
    org_id, user_id = normal_id(parts[2]), normal_id(parts[3])
    if org_id is None or user_id is None:
        raise UpstreamError("salesforce_identity_url")
    return org_id, user_id


def _error(answer: Answer) -> str | None:
    if answer.status in OK:
        return None
    try:
        body: Any = answer.json()
    except UpstreamError:
        return None
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, str) and error.isidentifier() else None
