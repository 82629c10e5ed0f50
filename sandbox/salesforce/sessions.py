"""Codes, sessions (access tokens) and refresh tokens of all organisations.

Kept to: Salesforce, «OAuth 2.0 Web Server Flow».
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.gainsight.tokens import challenge_of

if TYPE_CHECKING:
    from sandbox.party import Now, Token
    from sandbox.salesforce.directory import Org, SalesforceUser
    from sandbox.salesforce.settings import Settings

__all__ = ["Approval", "Granted", "InvalidGrant", "Sessions"]


class InvalidGrant(Exception):
    """The code or refresh token is not good; the message is the ``error_description``."""


@dataclass
class Approval:
    """What one login approved. `host` is where it began: token and identity URLs keep to it."""

    org: Org
    user: SalesforceUser
    scopes: tuple[str, ...]
    host: str
    revoked: bool = False


@dataclass
class Granted:
    """What a token request answers."""

    approval: Approval
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)


@dataclass
class _Code:
    approval: Approval
    redirect_uri: str
    challenge: str | None
    expires_at: float


class Sessions:
    """Issues codes and tokens and says which are good now."""

    def __init__(self, *, settings: Settings, now: Now, token: Token) -> None:
        self._settings = settings
        self._now = now
        self._token = token
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, Approval] = {}
        self._retired: dict[str, Approval] = {}
        self._access: dict[str, tuple[Approval, float]] = {}

    def new_code(self, approval: Approval, *, redirect_uri: str, challenge: str | None) -> str:
        """Issue an authorization code."""
        code = self._token()
        expires_at = self._now() + self._settings.code_ttl_s
        self._codes[code] = _Code(approval, redirect_uri, challenge, expires_at)
        return code

    def exchange(self, code: str, *, redirect_uri: str, verifier: str) -> Granted:
        """Turn a code into tokens, once.

        Raises
        ------
        InvalidGrant
            Unknown, used or expired code, other redirect_uri, wrong verifier.
        """
        found = self._codes.pop(code, None)
        if found is None:
            raise InvalidGrant("invalid authorization code")
        if found.expires_at <= self._now():
            raise InvalidGrant("expired authorization code")
        if redirect_uri != found.redirect_uri:
            raise InvalidGrant("redirect_uri must match configuration")
        if found.challenge and not hmac.compare_digest(challenge_of(verifier), found.challenge):
            raise InvalidGrant("invalid code verifier")
        return self._grant(found.approval, refresh_token=None)

    def refresh(self, refresh_token: str) -> Granted:
        """Turn a refresh token into a new session.

        Raises
        ------
        InvalidGrant
            Unknown or revoked token, inactive user. One that was rotated away takes all with it
            that came of the same login (Salesforce, «Refresh Token Rotation»).
        """
        if refresh_token in self._retired:
            self._retired[refresh_token].revoked = True
        approval = self._refresh.get(refresh_token)
        if approval is None or approval.revoked:
            raise InvalidGrant("expired access/refresh token")
        if not approval.user.active:
            raise InvalidGrant("inactive user")
        if self._settings.rotation:
            self._retired[refresh_token] = self._refresh.pop(refresh_token)
            return self._grant(approval, refresh_token=None)
        return self._grant(approval, refresh_token=refresh_token)

    def session(self, access_token: str) -> Approval | None:
        """Find what a good access token stands for; None when unknown, expired or revoked."""
        approval, expires_at = self._access.get(access_token, (None, 0.0))
        good = approval is not None and expires_at > self._now() and not approval.revoked
        return approval if good else None

    def revoke(self, token: str) -> bool:
        """Revoke an access token, or a refresh token with all its sessions; False if unknown."""
        if token in self._refresh:
            self._refresh[token].revoked = True
            return True
        return self._access.pop(token, None) is not None

    def _grant(self, approval: Approval, *, refresh_token: str | None) -> Granted:
        access_token = f"{approval.org.org_id}!{self._token()}"
        self._access[access_token] = (approval, self._now() + self._settings.session_ttl_s)
        if refresh_token is None and {"refresh_token", "offline_access"} & set(approval.scopes):
            refresh_token = self._token()
            self._refresh[refresh_token] = approval
        return Granted(approval, access_token, refresh_token)
