"""Keeping tokens: refreshed in time, by one caller, and what happens when that goes wrong."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest
from tests.doubles import FakeClock
from tests.vault import LIFETIME_S, Keys, MemoryCredentials, Provider

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import (
    ConsentWithdrawn,
    ReconnectRequired,
    UpstreamBusy,
    UpstreamUnauthorized,
    UpstreamUnavailable,
)
from gainsight_zoom.records import Credential, Lease, Tokens
from gainsight_zoom.renewal import Renewal
from gainsight_zoom.tokens import (
    LEASE_S,
    REFRESH_AHEAD_S,
    SECOND_TRY_AFTER_S,
    Access,
    Refresher,
    TokenKeeper,
)

CALLERS = 8


class Desk:
    """A keeper with everything around it in memory, and Priya's one credential."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.store = MemoryCredentials()
        self.provider = Provider(self.clock.now)
        self.left: list[str] = []
        self.keys = Keys()
        self.names = iter(f"owner-{n}" for n in range(1000))
        self.keeper = self.another_keeper()
        self.connected = self.connect()

    def another_keeper(self, refresher: Refresher | None = None) -> TokenKeeper:
        """A keeper of another process, perhaps with another way to refresh."""
        usual: Refresher = lambda _, tokens, until: self.provider.trade(tokens, until)  # noqa: E731
        return TokenKeeper(
            self.store,
            self.keys,
            clock=self.clock,
            token=lambda: next(self.names),
            refreshers={"gainsight": refresher or usual},
            keep_alive_days=lambda *_: 14,
            withdrawn=self.left.append,
            jitter=lambda: 0.5,
        )

    def connect(
        self, tokens: Tokens | None = None, previous: Credential | None = None
    ) -> Credential:
        return self.keeper.connect(
            uid="priya",
            provider="gainsight",
            tenant="northstar",
            tokens=tokens or self.provider.first(),
            user=None,
            previous=previous,
            since=int(self.clock.now()),
        )

    @property
    def current(self) -> Credential:
        found = self.store.get("priya", "gainsight", "northstar")
        assert found
        return found

    def access(self, seen: Credential | None = None, *, seconds: float = 9.3) -> Access:
        return self.keeper.access(seen or self.current, Deadline.after(self.clock, seconds))

    def renew(self, seen: Credential | None = None, *, seconds: float = 9.3) -> Access:
        return self.keeper.renew(seen or self.current, Deadline.after(self.clock, seconds))

    def nearly_lapsed(self) -> None:
        self.clock.advance(LIFETIME_S - REFRESH_AHEAD_S)

    def lapsed(self) -> None:
        self.clock.advance(LIFETIME_S)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_good_token_is_used_as_it_is(desk: Desk) -> None:
    assert desk.access().token == desk.provider.issued[0]
    desk.clock.advance(LIFETIME_S - REFRESH_AHEAD_S - 1)
    assert desk.access().token == desk.provider.issued[0]
    assert desk.provider.presented == []


def test_one_about_to_lapse_is_refreshed_ahead(desk: Desk) -> None:
    desk.nearly_lapsed()
    access = desk.access()
    assert access.token == desk.provider.issued[1]
    assert access.credential.version == 2
    assert desk.current.lease_owner is None
    assert desk.access().token == desk.provider.issued[1]
    assert len(desk.provider.presented) == 1


def test_nothing_in_the_store_can_be_read(desk: Desk) -> None:
    desk.nearly_lapsed()
    desk.access()
    for token in (*desk.provider.issued, *desk.provider.presented, desk.provider.current):
        assert token.encode() not in desk.current.sealed
        assert token not in repr(desk.current)
        assert token not in repr(desk.access())


@pytest.mark.parametrize("doing", ["down", "silent", "deaf"])
def test_a_token_that_still_works_outlives_a_provider_that_does_not(desk: Desk, doing: str) -> None:
    desk.nearly_lapsed()
    desk.provider.doing = doing
    assert desk.access().token == desk.provider.issued[0]
    assert desk.current.lease_owner is None
    assert desk.current.status == "active"


def test_one_that_lapsed_waits_for_the_provider(desk: Desk) -> None:
    desk.lapsed()
    desk.provider.doing = "down"
    with pytest.raises(UpstreamUnavailable):
        desk.access()
    desk.provider.doing = "ok"
    assert desk.access().token == desk.provider.issued[1]


def test_without_time_for_it_no_refresh_is_begun(desk: Desk) -> None:
    desk.nearly_lapsed()
    assert desk.access(seconds=2.9).token == desk.provider.issued[0]
    desk.lapsed()
    with pytest.raises(UpstreamUnavailable):
        desk.access(seconds=2.9)
    assert desk.provider.presented == []


def test_a_refused_grant_ends_the_connection(desk: Desk) -> None:
    desk.provider.revoked = True
    desk.lapsed()
    with pytest.raises(ReconnectRequired) as caught:
        desk.access()
    assert caught.value.fields == {"tenant": "northstar"}
    assert desk.current.status == "reconnect_required"
    with pytest.raises(ReconnectRequired):
        desk.access()
    assert len(desk.provider.presented) == 1, "a dead grant is not tried again"


def test_a_refusal_of_an_old_generation_means_somebody_was_faster(desk: Desk) -> None:
    """The row says so when it is read again; the connection lives."""
    stale = desk.current
    desk.nearly_lapsed()
    other = desk.another_keeper()

    def faster(_: Credential, tokens: Tokens, until: Deadline) -> Tokens:
        """Another process, whose lease had been granted after ours ran out, comes first."""
        desk.clock.advance(LEASE_S + 1)
        other.access(stale, Deadline.after(desk.clock, 9.3))
        return desk.provider.trade(tokens, until)

    desk.keeper = desk.another_keeper(faster)
    assert desk.access(stale).token == desk.provider.issued[1]
    assert desk.current.status == "active"


def test_a_withdrawn_consent_makes_the_user_leave(desk: Desk) -> None:
    def withdrawn(*_: object) -> Tokens:
        raise ConsentWithdrawn("zoom_refresh_4741")

    desk.keeper = desk.another_keeper(withdrawn)
    desk.lapsed()
    with pytest.raises(ReconnectRequired):
        desk.access()
    assert desk.left == ["priya"]


def test_after_a_time_out_there_is_one_later_try(desk: Desk) -> None:
    """Nobody knows whether the refresh token was used up."""
    desk.lapsed()
    desk.provider.doing = "deaf"
    with pytest.raises(UpstreamUnavailable):
        desk.access()
    with pytest.raises(UpstreamBusy):
        desk.access()
    desk.clock.advance(SECOND_TRY_AFTER_S)
    desk.provider.doing = "ok"
    assert desk.access().token == desk.provider.issued[1]
    assert desk.current.unsure_since is None


def test_and_not_a_second_one(desk: Desk) -> None:
    desk.lapsed()
    desk.provider.doing = "deaf"
    with pytest.raises(UpstreamUnavailable):
        desk.access()
    desk.clock.advance(SECOND_TRY_AFTER_S)
    with pytest.raises(ReconnectRequired):
        desk.access()
    assert desk.current.status == "reconnect_required"


class TestRenewal:
    """A token that an API refuses."""

    def renewal(self, desk: Desk) -> Renewal:
        return Renewal(desk.current, desk.keeper, Deadline.after(desk.clock, 9.3))

    def test_it_is_refreshed_once_and_the_call_made_once_more(self, desk: Desk) -> None:
        used: list[str] = []
        assert self.renewal(desk).call(refusing(used, desk.provider.issued[0])) == "done"
        assert used == desk.provider.issued

    def test_a_brand_new_token_refused_too_ends_the_connection(self, desk: Desk) -> None:
        used: list[str] = []
        with pytest.raises(ReconnectRequired):
            self.renewal(desk).call(refusing(used, "all"))
        assert len(used) == 2
        assert desk.current.status == "reconnect_required"

    def test_one_that_somebody_else_has_refreshed_meanwhile_is_taken(self, desk: Desk) -> None:
        stale = desk.current
        desk.nearly_lapsed()
        desk.access()
        assert desk.renew(stale).token == desk.provider.issued[1]
        assert len(desk.provider.presented) == 1

    def test_a_connection_that_is_gone_is_gone(self, desk: Desk) -> None:
        stale = desk.current
        desk.store.delete("priya", "gainsight", "northstar")
        with pytest.raises(ReconnectRequired):
            desk.renew(stale)

    def test_threads_of_one_request_refresh_once(self, desk: Desk) -> None:
        renewal, used = self.renewal(desk), list[str]()
        together = threading.Barrier(CALLERS)

        def call(token: str) -> str:
            used.append(token)
            if token == desk.provider.issued[0]:
                together.wait(10)  # all of them are refused with the same token
                raise UpstreamUnauthorized("401")
            return token

        outcomes = at_once([lambda: renewal.call(call)] * CALLERS)
        assert outcomes == [desk.provider.issued[1]] * CALLERS
        assert len(desk.provider.presented) == 1


class Patience(FakeClock):
    """Time in which whoever sleeps sleeps until woken."""

    def __init__(self) -> None:
        super().__init__()
        self.alarm = threading.Event()

    def sleep(self, seconds: float) -> None:
        """Sleep until the alarm."""
        assert self.alarm.wait(10)
        super().sleep(seconds)


class TestManyProcesses:
    """Several Lambdas at once, each with the row as it was."""

    def test_one_calls_the_provider_and_the_others_follow(self) -> None:
        clock = Patience()
        desk = Desk(clock)
        desk.lapsed()
        seen = desk.current
        acquired = threading.Barrier(CALLERS)
        desk.store = Gathering(desk.store, acquired, clock)
        keepers = [desk.another_keeper() for _ in range(CALLERS)]

        outcomes = at_once([partial(reader, keeper, seen, clock) for keeper in keepers])

        assert outcomes == [desk.provider.issued[1]] * CALLERS
        assert len(desk.provider.presented) == 1
        assert desk.current.version == 2

    def test_with_a_token_that_still_works_nobody_waits(self) -> None:
        desk = Desk()
        desk.nearly_lapsed()
        seen = desk.current
        lease = desk.store.acquire(seen, owner="x", now=int(desk.clock.now()), until=2**40)
        assert lease.won
        assert desk.access(seen).token == desk.provider.issued[0]
        assert desk.clock.slept == []

    def test_waiting_ends_with_an_answer_that_says_when_to_come_back(self) -> None:
        desk = Desk()
        desk.lapsed()
        now = int(desk.clock.now())
        desk.store.acquire(desk.current, owner="slow", now=now, until=now + LEASE_S)
        with pytest.raises(UpstreamBusy) as caught:
            desk.access()
        assert caught.value.retry_after_s
        assert 1.5 < sum(desk.clock.slept) <= 2.0
        assert desk.provider.presented == []

    def test_a_lease_nobody_returns_runs_out(self) -> None:
        desk = Desk()
        desk.lapsed()
        now = int(desk.clock.now())
        desk.store.acquire(desk.current, owner="dead", now=now, until=now + LEASE_S)
        desk.clock.advance(LEASE_S + 1)
        assert desk.access().token == desk.provider.issued[1]

    def test_whoever_lost_the_lease_cannot_overwrite_the_winner(self) -> None:
        desk = Desk()
        seen, now = desk.current, int(desk.clock.now())
        desk.store.acquire(seen, owner="paused", now=now, until=now + LEASE_S)
        desk.clock.advance(LEASE_S + 1)
        desk.lapsed()
        winner = desk.access().credential
        late = desk.store.commit(
            seen, owner="paused", sealed=b"old", expires_at=2**40, refresh_due=2**40
        )
        assert late is None
        assert desk.current == winner

    def test_a_new_sign_in_is_not_overwritten_by_a_refresh_of_the_old(self) -> None:
        desk = Desk()
        seen, now = desk.current, int(desk.clock.now())
        desk.store.acquire(seen, owner="slow", now=now, until=now + LEASE_S)
        desk.clock.advance(1)
        signed_in = desk.connect()
        late = desk.store.commit(seen, owner="slow", sealed=b"x", expires_at=1, refresh_due=1)
        assert late is None
        assert desk.current == signed_in


@pytest.mark.parametrize("changed", [{"uid": "jonas"}, {"tenant": "kestrel"}, {"provider": "zoom"}])
def test_a_blob_copied_to_another_row_opens_nowhere(desk: Desk, changed: dict[str, str]) -> None:
    copied = replace(desk.current, **changed)  # type: ignore[arg-type]
    with pytest.raises(ReconnectRequired) as caught:
        desk.access(copied)
    assert caught.value.reason == "seal_broken"


@pytest.mark.parametrize("blob", [b"", b"{}", b"no json", b'{"k": "", "n": "", "c": ""}', b"[1]"])
def test_a_blob_that_is_none_opens_nowhere(desk: Desk, blob: bytes) -> None:
    with pytest.raises(ReconnectRequired):
        desk.access(replace(desk.current, sealed=blob))


def test_a_changed_blob_opens_nowhere(desk: Desk) -> None:
    sealed = desk.current.sealed
    for place in range(0, len(sealed), 7):
        flipped = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(ReconnectRequired):
            desk.access(replace(desk.current, sealed=flipped))


class Gathering(MemoryCredentials):
    """A store at which all callers meet before one of them gets the lease."""

    def __init__(self, whole: MemoryCredentials, meet: threading.Barrier, clock: Patience) -> None:
        super().__init__()
        self.rows = whole.rows
        self._meet = meet
        self._clock = clock
        self._one = threading.Lock()

    def acquire(self, seen: Credential, *, owner: str, now: int, until: int) -> Lease:
        """Wait for all, then decide one after the other."""
        self._meet.wait(10)
        with self._one:
            return super().acquire(seen, owner=owner, now=now, until=until)

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int, refresh_due: int
    ) -> Credential | None:
        """Commit, and wake who waits."""
        made = super().commit(
            seen, owner=owner, sealed=sealed, expires_at=expires_at, refresh_due=refresh_due
        )
        self._clock.alarm.set()
        return made


def refusing(used: list[str], token: str) -> Callable[[str], str]:
    """Make an API call that refuses one token, or all."""

    def call(given: str) -> str:
        used.append(given)
        if token in (given, "all"):
            raise UpstreamUnauthorized("401")
        return "done"

    return call


def reader(keeper: TokenKeeper, seen: Credential, clock: FakeClock) -> str:
    """Ask for a token as a request does."""
    return keeper.access(seen, Deadline.after(clock, 9.3)).token


def at_once(works: Sequence[Callable[[], str]]) -> list[str]:
    """Run in threads and return the outcomes, exceptions as their names."""
    outcomes: list[str] = [""] * len(works)

    def run(n: int) -> None:
        try:
            outcomes[n] = works[n]()
        except Exception as error:
            outcomes[n] = type(error).__name__

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
