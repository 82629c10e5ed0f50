"""Credentials, keys and a provider in memory, for tests about who refreshes what, and when."""

import copy
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import (
    GrantRejected,
    SessionExpired,
    UpstreamUnavailable,
    UpstreamUncertain,
)
from gainsight_zoom.records import Credential, Lease, Tokens
from gainsight_zoom.sealing import SealBroken

LIFETIME_S = 3600


class Keys:
    """A key service that remembers which context a key was made for."""

    def __init__(self) -> None:
        self._made: dict[bytes, tuple[bytes, dict[str, str]]] = {}

    def data_key(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """Make a key."""
        key, wrapped = secrets.token_bytes(32), secrets.token_bytes(16)
        self._made[wrapped] = (key, dict(context))
        return key, wrapped

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """Give a key back for the context it was made for."""
        key, made_for = self._made.get(wrapped, (b"", None))
        if made_for != context:
            raise SealBroken("another row's")
        return key


class MemoryCredentials:
    """The store of credentials as a dictionary, with the conditions of the real one."""

    def __init__(self, left_at: Mapping[str, int] | None = None) -> None:
        self.rows: dict[tuple[str, str, str], Credential] = {}
        self.left_at = dict(left_at or {})
        """By user: since when they are gone."""

    def get(self, uid: str, provider: str, tenant: str) -> Credential | None:
        """Read one credential."""
        return copy.deepcopy(self.rows.get((uid, provider, tenant)))

    def save(self, credential: Credential, *, since: int) -> None:
        """Write one whole, unless its user left after that moment."""
        if self.left_at.get(credential.uid, since - 1) >= since:
            raise SessionExpired("user_left")
        self.rows[_key(credential)] = replace(
            credential, lease_owner=None, lease_until=None, unsure_since=None
        )

    def acquire(self, seen: Credential, *, owner: str, now: int, until: int) -> Lease:
        """Take the lease for the generation that was seen."""
        current = self.rows.get(_key(seen))
        if current is None:
            return Lease(won=False, current=None)
        free = current.lease_until is None or current.lease_until < now
        if not (_same(current, seen) and current.status == "active" and free):
            return Lease(won=current.lease_owner == owner, current=current)
        held = replace(current, lease_owner=owner, lease_until=until)
        self.rows[_key(seen)] = held
        return Lease(won=True, current=held)

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int, refresh_due: int
    ) -> Credential | None:
        """Store the next generation; None if the lease was lost."""
        current = self.rows.get(_key(seen))
        if current is None or not _same(current, seen) or current.lease_owner != owner:
            return None
        made = replace(
            current,
            sealed=sealed,
            expires_at=expires_at,
            version=seen.version + 1,
            refresh_due=refresh_due,
            lease_owner=None,
            lease_until=None,
            unsure_since=None,
        )
        self.rows[_key(seen)] = made
        return made

    def release(self, seen: Credential, *, owner: str, unsure_since: int | None = None) -> None:
        """Give the lease back."""
        current = self.rows.get(_key(seen))
        if current is not None and _same(current, seen) and current.lease_owner == owner:
            unsure = current.unsure_since if unsure_since is None else unsure_since
            self.rows[_key(seen)] = replace(
                current, lease_owner=None, lease_until=None, unsure_since=unsure
            )

    def mark_reconnect_required(self, seen: Credential) -> bool:
        """Mark a generation as dead unless a newer one is there."""
        current = self.rows.get(_key(seen))
        if current is None or not _same(current, seen):
            return False
        self.rows[_key(seen)] = replace(
            current,
            status="reconnect_required",
            lease_owner=None,
            lease_until=None,
            unsure_since=None,
            refresh_due=None,
        )
        return True

    def delete(self, uid: str, provider: str, tenant: str) -> None:
        """Forget a connection."""
        self.rows.pop((uid, provider, tenant), None)


@dataclass
class Provider:
    """A token endpoint that rotates refresh tokens and notices one that comes twice.

    Attributes
    ----------
    doing : str
        What happens to the next calls: ``ok``, ``down`` (not acted on, and that is known),
        ``silent`` (acted on, but no answer arrives), ``deaf`` (not acted on, no answer either).
    presented : list of str
        Every refresh token that was acted on.
    """

    now: object
    doing: str = "ok"
    presented: list[str] = field(default_factory=list)
    current: str = "refresh-0"
    revoked: bool = False
    issued: list[str] = field(default_factory=list)

    def first(self) -> Tokens:
        """Give what a sign-in gives."""
        return self._issue()

    def trade(self, tokens: Tokens, _: Deadline) -> Tokens:
        """Answer a refresh."""
        if self.doing == "down":
            raise UpstreamUnavailable("down")
        if self.doing == "deaf":
            raise UpstreamUncertain("no_answer")
        self.presented.append(str(tokens.refresh_token))
        if self.revoked or tokens.refresh_token != self.current:
            self.revoked = True
            raise GrantRejected("invalid_grant")
        fresh = self._issue()
        if self.doing == "silent":
            raise UpstreamUncertain("no_answer")
        return fresh

    def _issue(self) -> Tokens:
        generation = len(self.issued)
        self.current = f"refresh-{generation}-{secrets.token_hex(8)}"
        self.issued.append(f"access-{generation}-{secrets.token_hex(8)}")
        expires_at = int(self.now()) + LIFETIME_S  # type: ignore[operator]
        return Tokens(self.issued[-1], self.current, expires_at)


def _key(credential: Credential) -> tuple[str, str, str]:
    return credential.uid, credential.provider, credential.tenant


def _same(one: Credential, other: Credential) -> bool:
    return (one.version, one.created_at) == (other.version, other.created_at)
