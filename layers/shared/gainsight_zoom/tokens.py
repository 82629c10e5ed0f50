"""Access tokens that work: unsealed for use, refreshed in time, by one caller at a time.

A provider that rotates refresh tokens kills the old one on use, so two refreshes of one generation
would log the user out. Whoever wins the lease calls the provider; the others wait briefly for the
winner or go on with the token that is still valid.

Where a holder of the lease may die, and what follows: before the call, nothing is lost and the next
one calls once the lease has run out; after the call and before the commit, the new tokens are lost,
the next one is refused and the user reconnects (so a key is fetched before the call and nothing but
the write comes after it); after the commit, nothing is lost. A call that went unanswered is tried
once more, a minute later or after: it either was not acted on, or it was and the tokens are gone.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import (
    ConsentWithdrawn,
    GrantRejected,
    ReconnectRequired,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnavailable,
    UpstreamUncertain,
)
from gainsight_zoom.records import (
    Credential,
    GainsightUser,
    Integration,
    Lease,
    Provider,
    Tokens,
)
from gainsight_zoom.sealing import KeyService, SealBroken, context_of, prepare, seal, unseal

REFRESH_AHEAD_S = 120
LEASE_S = 25
WAIT_FOR_WINNER_S = 2.0
WAIT_STEP_S = 0.15
MIN_TIME_FOR_REFRESH_S = 3.0
RETRY_AFTER_S = 2
CALL_S = 9.0  # a connect and a read may each take so long, and the lease outlasts both
SECOND_TRY_AFTER_S = 60
SPREAD = 0.2
DAY_S = 86_400

Refresher = Callable[[Credential, Tokens, Deadline], Tokens]


class CredentialStore(Protocol):
    """What keeping tokens needs of a store."""

    def get(self, uid: str, provider: str, tenant: str) -> Credential | None:
        """Read one credential, strongly consistent."""
        ...

    def save(self, credential: Credential, *, since: int) -> None:
        """Write one whole, unless its user left after that moment."""
        ...

    def acquire(self, seen: Credential, *, owner: str, now: int, until: int) -> Lease:
        """Take the lease for one generation, or say who is ahead."""
        ...

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int, refresh_due: int
    ) -> Credential | None:
        """Store the next generation; None if the lease was lost."""
        ...

    def release(self, seen: Credential, *, owner: str, unsure_since: int | None = None) -> None:
        """Give the lease back, noting where a refresh went unanswered."""
        ...

    def mark_reconnect_required(self, seen: Credential) -> bool:
        """Mark a generation as dead unless a newer one is there."""
        ...

    def rest(self, seen: Credential, *, refresh_due: int) -> None:
        """Let a dead generation be looked at again then."""
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
    keep_alive_days : callable
        Says for a provider and tenant after how many days of rest a credential is refreshed.
    withdrawn : callable
        Told the Zoom user id where a provider says for good that its user is gone.
    """

    def __init__(
        self,
        credentials: CredentialStore,
        keys: KeyService,
        *,
        clock: Clock,
        token: Callable[[], str],
        refreshers: Mapping[Provider, Refresher],
        keep_alive_days: Callable[[Provider, str], int],
        withdrawn: Callable[[str], None],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._credentials = credentials
        self._keys = keys
        self._clock = clock
        self._token = token
        self._refreshers = refreshers
        self._keep_alive_days = keep_alive_days
        self._withdrawn = withdrawn
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
        since: int,
        integration: Integration = "gainsight",
    ) -> Credential:
        """Store the tokens of a fresh sign-in; the newest consent wins.

        Parameters
        ----------
        since : int
            When that sign-in began (epoch seconds).

        Raises
        ------
        SessionExpired
            If the user left after that.
        """
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
            integration=integration,
            refresh_due=self._next_due(provider, tenant),
        )
        self._credentials.save(credential, since=since)
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
        if _is_newer(current, credential):
            return Access(tokens.access_token, current)
        return self._refresh(current, tokens, deadline, may_keep=False)

    def give_up(self, credential: Credential) -> ReconnectRequired:
        """Mark a generation as dead and return the error that says so."""
        self._credentials.mark_reconnect_required(credential)
        return ReconnectRequired(tenant=credential.tenant, reason="token_refused")

    def rest(self, credential: Credential) -> None:
        """Have a dead generation looked at again when it would be due if it lived."""
        due = self._next_due(credential.provider, credential.tenant)
        self._credentials.rest(credential, refresh_due=due)

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
        now = int(self._clock.now())
        if seen.unsure_since is not None and now < seen.unsure_since + SECOND_TRY_AFTER_S:
            return _or_raise(fallback, UpstreamBusy("refresh_unsure", retry_after_s=RETRY_AFTER_S))
        if deadline.remaining() < MIN_TIME_FOR_REFRESH_S:
            return _or_raise(fallback, UpstreamUnavailable("no_time_to_refresh"))
        next_due = self._next_due(seen.provider, seen.tenant)
        owner = self._token()
        lease = self._credentials.acquire(seen, owner=owner, now=now, until=now + LEASE_S)
        if not lease.won:
            return self._follow_winner(seen, lease.current, deadline, fallback)
        held = lease.current or seen
        return self._trade(held, tokens, deadline, owner, next_due=next_due, fallback=fallback)

    def _trade(
        self,
        seen: Credential,
        tokens: Tokens,
        deadline: Deadline,
        owner: str,
        *,
        next_due: int,
        fallback: Access | None,
    ) -> Access:
        """Call the provider as the holder of the lease, and store what it gives."""
        context = context_of(provider=seen.provider, tenant=seen.tenant, uid=seen.uid)
        seal_next = prepare(self._keys, context)
        if (seen.lease_until or 0) < self._clock.now() + 2 * CALL_S:  # paused: another's turn soon
            self._credentials.release(seen, owner=owner)
            return _or_raise(fallback, UpstreamBusy("lease_too_old", retry_after_s=RETRY_AFTER_S))
        call_ends = Deadline.after(self._clock, min(deadline.remaining(), CALL_S))
        try:
            fresh = self._refreshers[seen.provider](seen, tokens, call_ends)
        except GrantRejected as error:
            return self._after_refusal(seen, error)
        except UpstreamUncertain as error:
            return self._after_silence(seen, owner, fallback, error)
        except UpstreamError as error:
            self._credentials.release(seen, owner=owner)
            return _or_raise(fallback, error)
        committed = self._credentials.commit(
            seen,
            owner=owner,
            sealed=seal_next(vars(fresh)),
            expires_at=fresh.expires_at,
            refresh_due=next_due,
        )
        return Access(fresh.access_token, committed or seen)

    def _after_refusal(self, seen: Credential, refusal: GrantRejected) -> Access:
        current = self._credentials.get(seen.uid, seen.provider, seen.tenant)
        if current is not None and _is_newer(current, seen):
            return Access(self._open(current).access_token, current)
        if isinstance(refusal, ConsentWithdrawn):
            self._withdrawn(seen.uid)
            raise ReconnectRequired(tenant=seen.tenant, reason="consent_withdrawn")
        raise self.give_up(seen)

    def _after_silence(
        self, held: Credential, owner: str, fallback: Access | None, error: UpstreamError
    ) -> Access:
        if held.unsure_since is not None:
            raise self.give_up(held)
        now = int(self._clock.now())
        self._credentials.release(held, owner=owner, unsure_since=now)
        return _or_raise(fallback, error)

    def _next_due(self, provider: Provider, tenant: str) -> int:
        """Return when to refresh next without anybody asking, spread over the days before."""
        rest_s = self._keep_alive_days(provider, tenant) * DAY_S
        return int(self._clock.now() + rest_s * (1 - SPREAD * self._jitter()))

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
            if _is_newer(current, seen) or current.status != "active":
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


def _is_newer(current: Credential, seen: Credential) -> bool:
    """Tell whether it is another generation: of the same consent, or of a later one."""
    return (current.created_at, current.version) > (seen.created_at, seen.version)


def _or_raise(fallback: Access | None, error: Exception) -> Access:
    if fallback is None:
        raise error
    return fallback
