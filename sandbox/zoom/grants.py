"""Who has added the app, and the codes and tokens that follow (Zoom, «OAuth»)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from sandbox.zoom.people import USERS, ZoomUser

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.zoom.settings import ZoomSettings

_TOKEN_HEAD = "eyJzdiI6IjAwMDAwMSIsImFsZyI6IkhTNTEyIiwidiI6IjIuMCJ9"  # noqa: S105 - sample data
_TOKEN_LENGTH = 640

Method = Literal["plain", "S256"]


class OAuthRefused(Exception):
    """A refusal of the token endpoint in Zoom's shape ``{"reason", "error"}``."""

    def __init__(self, status: int, reason: str, error: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.error = error


@dataclass(frozen=True)
class Code:
    """An authorisation code: five minutes, one use."""

    user: ZoomUser
    redirect_uri: str
    challenge: str
    method: Method
    expires_at: float


@dataclass(frozen=True)
class Pair:
    """An access token with its refresh token; ``dead`` once rotated or revoked."""

    user: ZoomUser | None
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    scopes: tuple[str, ...]
    access_until: float
    refresh_until: float
    dead: bool = False


def challenge_of(verifier: str, method: Method) -> str:
    """Return the PKCE challenge of a verifier (RFC 7636)."""
    if method == "plain":
        return verifier
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@dataclass
class Grants:
    """The authorisations of one app; the owner holds its lock around every call.

    ``added`` are the users who have the app in their client (the account's admin added it for
    everybody in the sample data set); ``consented`` holds the scopes each agreed to.
    """

    settings: ZoomSettings
    now: Callable[[], float]
    token: Callable[[], str]
    added: set[str] = field(default_factory=set)
    consented: dict[str, frozenset[str]] = field(default_factory=dict)
    _codes: dict[str, Code] = field(default_factory=dict)
    _pairs: dict[str, Pair] = field(default_factory=dict)

    def seed(self) -> None:
        """Back to: added for all, consented by none, no token anywhere."""
        self.added = {user.user_id for user in USERS}
        self.consented.clear()
        self._codes.clear()
        self._pairs.clear()

    def has_consented(self, user: ZoomUser) -> bool:
        """Tell whether every configured scope was agreed to, so that authorising is silent."""
        return frozenset(self.settings.scopes) <= self.consented.get(user.user_id, frozenset())

    def consent(self, user: ZoomUser) -> None:
        """Record an "Allow": the app is added and all configured scopes are agreed to."""
        self.added.add(user.user_id)
        self.consented[user.user_id] = frozenset(self.settings.scopes)

    def remove(self, user: ZoomUser) -> None:
        """The user removes the app: consent, codes and tokens go."""
        self.added.discard(user.user_id)
        self.consented.pop(user.user_id, None)
        self._codes = {code: one for code, one in self._codes.items() if one.user != user}
        self._kill(user)

    def issue_code(
        self, user: ZoomUser, *, redirect_uri: str, challenge: str = "", method: Method = "plain"
    ) -> str:
        """Issue a code for a user who has consented."""
        code = self.token()
        expires_at = self.now() + self.settings.code_life_s
        self._codes[code] = Code(user, redirect_uri, challenge, method, expires_at)
        return code

    def redeem(self, code: str, *, redirect_uri: str, verifier: str) -> dict[str, Any]:
        """Exchange a code for tokens, once.

        Raises
        ------
        OAuthRefused
            Unknown, used or expired code (the reason repeats it, as Zoom's does), another
            redirect URI, or a verifier that does not fit.
        """
        found = self._codes.get(code)
        if found is None or found.expires_at <= self.now():
            reason = f"Invalid authorization code {code}"
            raise OAuthRefused(HTTPStatus.BAD_REQUEST, reason, self.settings.bad_code_error)
        if found.redirect_uri != redirect_uri:
            raise OAuthRefused(HTTPStatus.BAD_REQUEST, "Redirect URI mismatch.", "invalid_request")
        if not self._proves(found, verifier):
            raise OAuthRefused(HTTPStatus.BAD_REQUEST, "Invalid code verifier.", "invalid_grant")
        del self._codes[code]
        if self.settings.reauthorisation_revokes:
            self._kill(found.user)
        return self._issue(found.user, self.settings.scopes)

    @staticmethod
    def _proves(code: Code, verifier: str) -> bool:
        if not code.challenge:
            return not verifier
        return hmac.compare_digest(
            challenge_of(verifier, code.method).encode(), code.challenge.encode()
        )

    def refresh(self, refresh_token: str) -> dict[str, Any]:
        """Rotate: the given refresh token and its access token are dead afterwards.

        Raises
        ------
        OAuthRefused
            ``Invalid Token!`` for any token but the newest living one.
        """
        pair = next((one for one in self._pairs.values() if one.refresh == refresh_token), None)
        if pair is None or pair.user is None or pair.dead or pair.refresh_until <= self.now():
            status = self.settings.dead_refresh_status
            raise OAuthRefused(status, "Invalid Token!", "invalid_request")
        self._pairs[pair.access] = replace(pair, dead=True)
        return self._issue(pair.user, pair.scopes)

    def app_token(self) -> dict[str, Any]:
        """Answer ``grant_type=client_credentials``: a token of the app, of no user."""
        answer = self._issue(None, ("marketplace:write:event_subscription",))
        del answer["refresh_token"]
        return answer

    def revoke(self, access_token: str) -> bool:
        """Kill a pair by its access token; False when there is no such living token."""
        pair = self._pairs.get(access_token)
        if pair is None or pair.dead:
            return False
        self._pairs[access_token] = replace(pair, dead=True)
        return True

    def living(self, access_token: str) -> Pair | None:
        """Return the pair of an access token that was neither rotated nor revoked."""
        pair = self._pairs.get(access_token)
        return None if pair is None or pair.dead else pair

    def _kill(self, user: ZoomUser) -> None:
        for access, pair in self._pairs.items():
            if pair.user == user:
                self._pairs[access] = replace(pair, dead=True)

    def _issue(self, user: ZoomUser | None, scopes: tuple[str, ...]) -> dict[str, Any]:
        pair = Pair(
            user=user,
            access=self._long_token(),
            refresh=self._long_token(),
            scopes=scopes,
            access_until=self.now() + self.settings.access_life_s,
            refresh_until=self.now() + self.settings.refresh_life_s,
        )
        self._pairs[pair.access] = pair
        return {
            "access_token": pair.access,
            "token_type": "bearer",
            "refresh_token": pair.refresh,
            "expires_in": self.settings.access_life_s - 1,
            "scope": " ".join(scopes),
            "api_url": "https://api.zoom.us",
        }

    def _long_token(self) -> str:
        unique = self.token()
        filler = hashlib.sha512(unique.encode()).hexdigest() * 8
        return f"{_TOKEN_HEAD}.{unique}.{filler}"[:_TOKEN_LENGTH]
