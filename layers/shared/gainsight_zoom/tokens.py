"""Access tokens that work: unsealed for use, refreshed in time, by one caller at a time.

A provider that rotates refresh tokens kills the old one on use, so two refreshes of one generation
would log the user out. Whoever wins the lease calls the provider; the others wait briefly for the
winner or go on with the token that is still valid.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import (
    GrantRejected,
    ReconnectRequired,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnavailable,
)
from gainsight_zoom.records import (
    Credential,
    GainsightUser,
    Lease,
    Provider,
    Tokens,
)
from gainsight_zoom.sealing import KeyService, SealBroken, context_of, seal, unseal

REFRESH_AHEAD_S = 120
LEASE_S = 20
WAIT_FOR_WINNER_S = 2.0
WAIT_STEP_S = 0.15
MIN_TIME_FOR_REFRESH_S = 3.0
RETRY_AFTER_S = 2

Refresher = Callable[[Credential, Tokens, Deadline], Tokens]


class CredentialStore(Protocol):
    """What keeping tokens needs of a store."""

    def get(self, uid: str, provider: str, tenant: str) -> Credential | None:
        """Read one credential, strongly consistent."""
        ...

    def save(self, credential: Credential) -> None:
        """Write one whole."""
        ...

    def acquire(self, seen: Credential, *, owner: str, now: int, until: int) -> Lease:
        """Take the lease for one generation, or say who is ahead."""
        ...

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int
    ) -> Credential | None:
        """Store the next generation; None if the lease was lost."""
        ...

    def release(self, seen: Credential, *, owner: str) -> None:
        """Give the lease back."""
        ...

    def mark_reconnect_required(self, seen: Credential) -> bool:
        """Mark a generation as dead unless a newer one is there."""
        ...


@dataclass(frozen=True)
class Access:
    """A token to use now, and the generation it is of."""

    token: str = field(repr=False)
    credential: Credential


class TokenKeeper:
    """Seals, unseals and refreshes the tokens of all providers.

    Parameters
    ----------
    refreshers : Mapping
        Per provider, the one call that trades a refresh token for the next generation.
    token : callable
        Returns a fresh random name for the holder of a lease.
    """

    def __init__(
        self,
        credentials: CredentialStore,
        keys: KeyService,
        *,
        clock: Clock,
        token: Callable[[], str],
        refreshers: Mapping[Provider, Refresher],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._credentials = credentials
        self._keys = keys
        self._clock = clock
        self._token = token
        self._refreshers = refreshers
        self._jitter = jitter

    def connect(
        self,
        *,
        uid: str,
        provider: Provider,
        tenant: str,
        tokens: Tokens,
        user: GainsightUser | None,
        previous: Credential | None,
    ) -> Credential:
        """Store the tokens of a fresh sign-in; the newest consent wins."""
        credential = Credential(
            uid=uid,
            provider=provider,
            tenant=tenant,
            sealed=self.seal(tokens, uid=uid, provider=provider, tenant=tenant),
            version=1 if previous is None else previous.version + 1,
            expires_at=tokens.expires_at,
            status="active",
            created_at=int(self._clock.now()),
            user=user,
        )
        self._credentials.save(credential)
        return credential

    def seal(self, tokens: Tokens, *, uid: str, provider: Provider, tenant: str) -> bytes:
        """Seal both tokens of a generation for their row."""
        context = context_of(provider=provider, tenant=tenant, uid=uid)
        return seal(self._keys, vars(tokens), context)

    def unseal(self, sealed: bytes, *, uid: str, provider: Provider, tenant: str) -> Tokens:
        """Open what :meth:`seal` made for the same row.

        Raises
        ------
        ReconnectRequired
            If it does not open: copied from another row, altered, or its key is gone.
        """
        context = context_of(provider=provider, tenant=tenant, uid=uid)
        try:
            return Tokens(**unseal(self._keys, sealed, context))  # type: ignore[arg-type]
        except SealBroken:
            raise ReconnectRequired(tenant=tenant, reason="seal_broken") from None

    def access(self, credential: Credential, deadline: Deadline) -> Access:
        """Return a token that is good for now, refreshing it first where it is about to lapse.

        Raises
        ------
        ReconnectRequired
            If the connection is dead.
        UpstreamUnavailable, UpstreamBusy
            If it could not be refreshed in time and the old token has lapsed.
        """
        tokens = self._open(credential)
        if credential.expires_at - REFRESH_AHEAD_S > self._clock.now():
            return Access(tokens.access_token, credential)
        return self._refresh(credential, tokens, deadline, may_keep=True)

    def renew(self, credential: Credential, deadline: Deadline) -> Access:
        """Return a newer token than one that an API refused.

        Raises
        ------
        ReconnectRequired, UpstreamUnavailable, UpstreamBusy
            As :meth:`access`.
        """
        current = self._credentials.get(credential.uid, credential.provider, credential.tenant)
        if current is None:
            raise ReconnectRequired(tenant=credential.tenant, reason="credential_gone")
        tokens = self._open(current)
        if current.version > credential.version:
            return Access(tokens.access_token, current)
        return self._refresh(current, tokens, deadline, may_keep=False)

    def give_up(self, credential: Credential) -> ReconnectRequired:
        """Mark a generation as dead and return the error that says so."""
        self._credentials.mark_reconnect_required(credential)
        return ReconnectRequired(tenant=credential.tenant, reason="token_refused")

    def _open(self, credential: Credential) -> Tokens:
        if credential.status != "active":
            raise ReconnectRequired(tenant=credential.tenant, reason="reconnect_required")
        return self.unseal(
            credential.sealed,
            uid=credential.uid,
            provider=credential.provider,
            tenant=credential.tenant,
        )

    def _refresh(
        self, seen: Credential, tokens: Tokens, deadline: Deadline, *, may_keep: bool
    ) -> Access:
        fallback = Access(tokens.access_token, seen) if may_keep and self._valid(seen) else None
        if deadline.remaining() < MIN_TIME_FOR_REFRESH_S:
            return _or_raise(fallback, UpstreamUnavailable("no_time_to_refresh"))
        owner = self._token()
        now = int(self._clock.now())
        lease = self._credentials.acquire(seen, owner=owner, now=now, until=now + LEASE_S)
        if not lease.won:
            return self._follow_winner(seen, lease.current, deadline, fallback)
        try:
            fresh = self._refreshers[seen.provider](seen, tokens, deadline)
        except GrantRejected:
            return self._after_refusal(seen)
        except UpstreamError as error:
            self._credentials.release(seen, owner=owner)
            return _or_raise(fallback, error)
        sealed = self.seal(fresh, uid=seen.uid, provider=seen.provider, tenant=seen.tenant)
        committed = self._credentials.commit(
            seen, owner=owner, sealed=sealed, expires_at=fresh.expires_at
        )
        return Access(fresh.access_token, committed or seen)

    def _after_refusal(self, seen: Credential) -> Access:
        current = self._credentials.get(seen.uid, seen.provider, seen.tenant)
        if current is not None and current.version > seen.version:
            return Access(self._open(current).access_token, current)
        raise self.give_up(seen)

    def _follow_winner(
        self,
        seen: Credential,
        current: Credential | None,
        deadline: Deadline,
        fallback: Access | None,
    ) -> Access:
        waited = 0.0
        while True:
            if current is None:
                raise ReconnectRequired(tenant=seen.tenant, reason="credential_gone")
            if current.version > seen.version or current.status != "active":
                return Access(self._open(current).access_token, current)
            if fallback is not None:
                return fallback
            step = WAIT_STEP_S * (1 + self._jitter())
            if waited + step > min(WAIT_FOR_WINNER_S, deadline.remaining()):
                raise UpstreamBusy("refresh_under_way", retry_after_s=RETRY_AFTER_S)
            self._clock.sleep(step)
            waited += step
            current = self._credentials.get(seen.uid, seen.provider, seen.tenant)

    def _valid(self, credential: Credential) -> bool:
        return credential.expires_at > self._clock.now()


def _or_raise(fallback: Access | None, error: Exception) -> Access:
    if fallback is None:
        raise error
    return fallback
