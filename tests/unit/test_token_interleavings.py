"""Any order of several processes that refresh one credential, with deaths at every point.

Each actor is a process that runs until its next point (a call of the store or of the provider) and
stands there until it is told to go on, to find out that time is up, or to die.
"""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.doubles import FakeClock
from tests.vault import Keys, MemoryCredentials, Provider

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import AppError, UpstreamUnavailable, UpstreamUncertain
from gainsight_zoom.records import Credential, Lease, Tokens
from gainsight_zoom.tokens import TokenKeeper

INVOCATION_S = 19.3
ANSWER_S = 0.7
ACTORS = 3


class Died(BaseException):
    """The process is gone; nothing of the product catches this."""


class Actor(threading.Thread):
    """One process, which runs only while the machine waits for it."""

    def __init__(self, work: Callable[["Actor"], str], ends_at: float) -> None:
        super().__init__(daemon=True)
        self.ends_at = ends_at
        self.at = "start"
        self.outcome: str | AppError | None = None
        self.calling: int | None = None
        """The version whose refresh token is on its way, or was just used up."""
        self.call_ends_at = 0.0
        self._work = work
        self._dies = False
        self._go = threading.Semaphore(0)
        self._stands = threading.Semaphore(0)
        self.start()
        self._stands.acquire()

    def run(self) -> None:
        """Work from point to point."""
        try:
            self.point("start")
            self.outcome = self._work(self)
        except AppError as error:
            self.outcome = error
        except Died:
            pass
        self.at = "end"
        self._stands.release()

    def point(self, name: str) -> None:
        """Stand here until told to go on."""
        self.at = name
        self._stands.release()
        self._go.acquire()
        if self._dies:
            raise Died

    def step(self) -> None:
        """Go on to the next point."""
        self._go.release()
        self._stands.acquire()

    def die(self) -> None:
        """Die where it stands."""
        self._dies = True
        self.step()

    @property
    def alive(self) -> bool:
        """Whether there is anything left to do."""
        return self.at != "end"


class SteppingStore(MemoryCredentials):
    """One actor's way to the store they share: each call is a point."""

    def __init__(self, shared: MemoryCredentials, actor: Actor) -> None:
        super().__init__()
        self.rows = shared.rows
        self._actor = actor

    def get(self, uid: str, provider: str, tenant: str) -> Credential | None:
        self._actor.point("get")
        return super().get(uid, provider, tenant)

    def acquire(self, seen: Credential, *, owner: str, now: int, until: int) -> Lease:
        self._actor.point("acquire")
        return super().acquire(seen, owner=owner, now=now, until=until)

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int, refresh_due: int
    ) -> Credential | None:
        self._actor.point("commit")
        return super().commit(
            seen, owner=owner, sealed=sealed, expires_at=expires_at, refresh_due=refresh_due
        )

    def release(self, seen: Credential, *, owner: str, unsure_since: int | None = None) -> None:
        self._actor.point("release")
        super().release(seen, owner=owner, unsure_since=unsure_since)

    def mark_reconnect_required(self, seen: Credential) -> bool:
        self._actor.point("mark")
        return super().mark_reconnect_required(seen)


@dataclass
class SteppingClock:
    """The shared clock; whoever sleeps lets others go on meanwhile."""

    clock: FakeClock
    actor: Actor

    def now(self) -> float:
        return self.clock.now()

    def monotonic(self) -> float:
        return self.clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self.actor.point("sleep")
        self.clock.advance(seconds)


class Refreshing(RuleBasedStateMachine):
    """Processes that come, go on, die; a provider that fails; time that goes by."""

    actors: list[Actor]

    @initialize(
        ago=st.sampled_from([3500.0, 3700.0]),
        doing=st.sampled_from(["ok", "ok", "down", "silent", "deaf"]),
    )
    def connect(self, ago: float, doing: str) -> None:
        """Have signed in a while ago: the token is about to lapse, or has."""
        self.clock = FakeClock()
        self.keys = Keys()
        self.store = MemoryCredentials()
        self.provider = Provider(self.clock.now)
        self.actors = []
        self.owners = itertools.count()
        self.versions = [0]
        self.lost = False
        """Whether tokens ever got lost between the provider and the store."""
        self._keeper(self.store, self.clock, lambda *_: Tokens("", None, 0)).connect(
            uid="priya",
            provider="gainsight",
            tenant="northstar",
            tokens=self.provider.first(),
            user=None,
            previous=None,
            since=int(self.clock.now()),
        )
        self.clock.advance(ago)
        self.provider.doing = doing

    @property
    def row(self) -> Credential:
        found = self.store.rows["priya", "gainsight", "northstar"]
        assert found
        return found

    def living(self) -> list[Actor]:
        return [actor for actor in self.actors if actor.alive]

    @rule(
        which=st.integers(0, ACTORS - 1),
        points=st.sampled_from([3, 2, 1, 4]),
        refused=st.booleans(),
    )
    def go_on(self, which: int, points: int, refused: bool) -> None:
        """One of them goes on, some points far; where there is none, a request comes."""
        if which >= len(self.living()):
            self._come(refused)
        actor = self.living()[min(which, len(self.living()) - 1)]
        for _ in range(points):
            if actor.alive:
                actor.step()

    @precondition(lambda self: self.living())
    @rule(which=st.integers(0, ACTORS - 1))
    def die(self, which: int) -> None:
        """One of them dies where it stands."""
        self._bury(self.living()[which % len(self.living())])

    @rule(seconds=st.sampled_from([6.0, 8.0, 12.0, 21.0, 70.0, 3500.0]))
    def wait(self, seconds: float) -> None:
        """Time goes by: calls time out and invocations end when they must."""
        until = self.clock.monotonic() + seconds
        while True:
            due = [(self._ends(actor), n) for n, actor in enumerate(self.actors) if actor.alive]
            first, n = min(due, default=(until, -1))
            if n < 0 or first > until:
                break
            self.clock.advance(max(first - self.clock.monotonic(), 0))
            actor = self.actors[n]
            if actor.at == "answer" and first < actor.ends_at:
                actor.step()
            else:
                self._bury(actor)
        self.clock.advance(max(until - self.clock.monotonic(), 0))

    @invariant()
    def never_two_calls_for_one_generation(self) -> None:
        """Two would log the user out."""
        calls = [actor.calling for actor in self.living() if actor.at in ("call", "answer")]
        assert len(calls) == len(set(calls)), calls

    @invariant()
    def no_refresh_token_is_used_twice_unless_its_successor_got_lost(self) -> None:
        """A provider takes that for theft."""
        used = self.provider.presented
        assert self.lost or len(used) == len(set(used))

    @invariant()
    def no_newer_token_is_lost(self) -> None:
        """What the provider last gave is in the store, or on its way there in a living process."""
        on_its_way = any(a.at in ("answer", "commit") for a in self.living())
        if self.lost or on_its_way or self.row.status != "active":
            return
        keeper = self._keeper(self.store, self.clock, lambda *_: Tokens("", None, 0))
        kept = keeper.unseal(self.row.sealed, uid="priya", provider="gainsight", tenant="northstar")
        assert kept.refresh_token == self.provider.current

    @invariant()
    def generations_only_grow(self) -> None:
        """Nobody writes an older one over a newer."""
        assert self.row.version >= self.versions[-1]
        self.versions.append(self.row.version)

    @invariant()
    def nothing_is_in_clear(self) -> None:
        """Not even while everything is going on."""
        for token in (*self.provider.issued, self.provider.current):
            assert token.encode() not in self.row.sealed

    @invariant()
    def whoever_ends_has_a_token_of_the_provider_or_one_of_our_errors(self) -> None:
        """And nobody is told to reconnect while nothing was lost."""
        for actor in self.actors:
            if isinstance(actor.outcome, str):
                assert actor.outcome in self.provider.issued
            if isinstance(actor.outcome, AppError) and actor.outcome.code == "reconnect_required":
                assert self.lost

    def teardown(self) -> None:
        """Let nobody stand around."""
        for actor in getattr(self, "actors", []):
            if actor.alive:
                actor.die()
            actor.join()

    def _call(self, actor: Actor, seen: Credential, tokens: Tokens, until: Deadline) -> Tokens:
        actor.calling = seen.version
        actor.point("call")
        if until.remaining() == 0:
            raise UpstreamUnavailable("deadline_reached")
        actor.call_ends_at = until.at
        acted_on = self.provider.doing in ("ok", "silent")
        try:
            fresh = self.provider.trade(tokens, until)
        except UpstreamUncertain:
            self.lost = True
            raise
        actor.point("answer")
        if acted_on and until.remaining() == 0:
            self.lost = True
            raise UpstreamUncertain("no_answer")
        return fresh

    def _keeper(
        self,
        store: MemoryCredentials,
        clock: Clock,
        refresher: Callable[[Credential, Tokens, Deadline], Tokens],
    ) -> TokenKeeper:
        return TokenKeeper(
            store,
            self.keys,
            clock=clock,
            token=lambda: f"owner-{next(self.owners)}",
            refreshers={"gainsight": refresher},
            keep_alive_days=lambda *_: 14,
            withdrawn=lambda _: None,
            jitter=lambda: 0.5,
        )

    def _come(self, refused: bool) -> None:
        """Begin a request, which has read the row; perhaps an API will refuse its token."""
        seen = self.store.get("priya", "gainsight", "northstar")
        assert seen
        deadline = Deadline.after(self.clock, INVOCATION_S)

        def work(actor: Actor) -> str:
            clock = SteppingClock(self.clock, actor)
            keeper = self._keeper(
                SteppingStore(self.store, actor),
                clock,
                lambda credential, tokens, until: self._call(actor, credential, tokens, until),
            )
            until = Deadline(clock, deadline.at)
            found = keeper.renew(seen, until) if refused else keeper.access(seen, until)
            return found.token

        self.actors.append(Actor(work, deadline.at + ANSWER_S))

    def _bury(self, actor: Actor) -> None:
        """Let an actor die; what it held of the provider's newest tokens is lost with it."""
        self.lost = self.lost or actor.at in ("answer", "commit")
        actor.die()

    @staticmethod
    def _ends(actor: Actor) -> float:
        return min(actor.call_ends_at, actor.ends_at) if actor.at == "answer" else actor.ends_at


TestRefreshing = Refreshing.TestCase
TestRefreshing.settings = settings(max_examples=250, stateful_step_count=12)
