"""Tokens of one tenant: codes used once, families of rotating refresh tokens, access tokens.

Kept to: Gainsight, «OAuth for Gainsight APIs»; lifetimes and rotation, which it leaves open, are
switches.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.gainsight.settings import Settings
    from sandbox.party import Now, Token

__all__ = ["Access", "Code", "InvalidGrant", "Pair", "Tokens", "challenge_of", "signed_jwt"]


class InvalidGrant(Exception):
    """The code or refresh token is not good; the message is the ``error_description``."""


@dataclass
class Family:
    """All tokens that came from one login."""

    user: str
    email: str
    scopes: frozenset[str]
    revoked: bool = False


@dataclass
class Code:
    """An authorization code."""

    redirect_uri: str
    challenge: str
    family: Family
    expires_at: float
    used: bool = False


@dataclass
class Access:
    """An access token; `user` is None for a machine-to-machine one."""

    user: str | None
    scopes: frozenset[str]
    expires_at: float
    family: Family | None = None


@dataclass
class Pair:
    """What a token request answers."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int
    user: str
    email: str
    scopes: frozenset[str]


@dataclass
class _Refresh:
    family: Family
    expires_at: float
    retired_at: float | None = None
    successor: Pair | None = None


def challenge_of(verifier: str) -> str:
    """Compute the S256 code challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def signed_jwt(claims: Mapping[str, object], *, key: str) -> str:
    """Write `claims` as a JWT signed with HS256."""
    head = _b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    payload = _b64(json.dumps(dict(claims)).encode())
    signature = hmac.digest(key.encode(), f"{head}.{payload}".encode(), "sha256")
    return f"{head}.{payload}.{_b64(signature)}"


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Tokens:
    """Issues tokens and says which are good now.

    Parameters
    ----------
    settings : Settings
        Lifetimes, rotation and the form of access tokens, read at each call.
    issuer : str
        ``iss`` of access tokens that are JWTs.
    now, token : callable
        The clock, and the source of random text.
    """

    def __init__(self, *, settings: Settings, issuer: str, now: Now, token: Token) -> None:
        self._settings = settings
        self._issuer = issuer
        self._now = now
        self._token = token
        self._signing_key = token()
        self._codes: dict[str, Code] = {}
        self._access: dict[str, Access] = {}
        self._refresh: dict[str, _Refresh] = {}

    def new_code(
        self, *, user: str, email: str, scopes: frozenset[str], redirect_uri: str, challenge: str
    ) -> str:
        """Issue an authorization code for a user who has just logged in."""
        code = self._token()
        self._codes[code] = Code(
            redirect_uri=redirect_uri,
            challenge=challenge,
            family=Family(user, email, scopes),
            expires_at=self._now() + self._settings.code_ttl_s,
        )
        return code

    def issue(self, *, user: str, email: str, scopes: frozenset[str]) -> Pair:
        """Issue tokens for a user without a code."""
        return self._pair(Family(user, email, scopes))

    def exchange(self, code: str, *, redirect_uri: str, verifier: str) -> Pair:
        """Turn a code into tokens, once.

        Raises
        ------
        InvalidGrant
            Unknown, expired or used code, other redirect_uri, wrong verifier. A code that comes a
            second time also revokes what it gave (RFC 6749, 4.1.2).
        """
        found = self._codes.get(code)
        if found is None or found.expires_at <= self._now():
            raise InvalidGrant("Authorization code is invalid or expired")
        if found.used:
            found.family.revoked = True
            raise InvalidGrant("Authorization code was used before")
        found.used = True
        if redirect_uri != found.redirect_uri:
            raise InvalidGrant("redirect_uri does not match")
        if not hmac.compare_digest(challenge_of(verifier), found.challenge):
            raise InvalidGrant("code_verifier does not match")
        return self._pair(found.family)

    def refresh(self, refresh_token: str) -> Pair:
        """Turn a refresh token into new tokens.

        Raises
        ------
        InvalidGrant
            Unknown, expired or revoked token; one retired before, which revokes its family.
        """
        found = self._refresh.get(refresh_token)
        now = self._now()
        if found is None or found.family.revoked or found.expires_at <= now:
            raise InvalidGrant("Refresh token is invalid or expired")
        if not self._settings.rotation:
            return self._pair(found.family, keep=refresh_token)
        if found.retired_at is None:
            found.retired_at = now
            found.successor = self._pair(found.family)
            return found.successor
        if found.successor and now - found.retired_at < self._settings.rotation_grace_s:
            return found.successor
        found.family.revoked = True
        raise InvalidGrant("Refresh token was used before")

    def family_user(self, refresh_token: str) -> str | None:
        """Name the user (GSID) a refresh token belongs to; None if it is unknown."""
        found = self._refresh.get(refresh_token)
        return found.family.user if found else None

    def machine(self) -> str:
        """Issue a machine-to-machine access token."""
        token = self._token()
        self._access[token] = Access(
            None, frozenset({"read", "read_write"}), self._now() + self._settings.m2m_ttl_s
        )
        return token

    def access(self, token: str) -> Access | None:
        """Find a good access token; None when unknown, expired or revoked."""
        found = self._access.get(token)
        if found is None or found.expires_at <= self._now():
            return None
        return None if found.family and found.family.revoked else found

    def revoke_user(self, user: str) -> None:
        """Revoke everything a user (GSID) ever got, as an admin does."""
        for found in self._access.values():
            if found.family and found.family.user == user:
                found.family.revoked = True

    def _pair(self, family: Family, *, keep: str | None = None) -> Pair:
        expires_at = self._now() + self._settings.access_ttl_s
        access = self._access_token(family, expires_at)
        self._access[access] = Access(family.user, family.scopes, expires_at, family)
        refresh = keep
        if refresh is None and "offline_access" in family.scopes:
            refresh = self._token()
            self._refresh[refresh] = _Refresh(family, self._now() + self._settings.refresh_ttl_s)
        return Pair(
            access, refresh, self._settings.access_ttl_s, family.user, family.email, family.scopes
        )

    def _access_token(self, family: Family, expires_at: float) -> str:
        if self._settings.identity_in != "jwt":
            return self._token()
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "sub": family.user,
            "email": family.email,
            "scope": " ".join(sorted(family.scopes)),
            "iat": int(self._now()),
            "exp": int(expires_at),
            "jti": self._token(),
        }
        return signed_jwt(claims, key=self._signing_key)
