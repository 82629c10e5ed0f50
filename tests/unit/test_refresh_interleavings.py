"""Several callers and one rotating provider: any order of steps, anybody dying at any of them.

Every actor runs the real keeper in a thread of its own and stops at each seam (read, lease, key,
call, answer, commit) until the schedule lets it go on. So hypothesis finds interleavings that no
timing would.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import AppError, GrantRejected, UpstreamUncertain
from gainsight_zoom.records import Credential, Lease, Tokens
from gainsight_zoom.tokens import CALL_S, TokenKeeper

Step = Literal["go", "die", "wait"]
ACTORS = 3
WAITS_S = 6.0


class Died(BaseException):
    """An actor's process ended."""


class Stage:
    """Lets one actor move at a time, as a schedule says."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.turns: dict[int, threading.Semaphore] = {}
        self.stopped = threading.Semaphore(0)
        self.doomed: set[int] = set()
        self.who = threading.local()

    def seam(self) -> None:
        """Stop here until it is this actor's turn again; die if that is what it is told."""
        self.stopped.release()
        self.turns[self.who.number].acquire()
        if self.who.number in self.doomed:
            raise Died

    def sleep(self, _: float) -> None:
        """Waiting is one more place where others move; time goes by as the schedule says."""
        self.seam()


@dataclass(frozen=True)
class StageClock:
    """The stage's time."""

    stage: Stage

    def now(self) -> float:
        return self.stage.now

    def monotonic(self) -> float:
        return self.stage.now

    def sleep(self, seconds: float) -> None:
        self.stage.sleep(seconds)


class Provider:
    """Rotates: a used refresh token is dead. A call lasts as long as time-outs allow."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.newest = 1
        self.flights: list[list[float]] = []

    def refresh(self, _: Credential, tokens: Tokens, deadline: Deadline) -> Tokens:
        began = self.stage.now
        assert all(end <= began for _, end in self.flights), "two calls in flight"
        flight = [began, began + 2 * min(CALL_S, deadline.remaining())]
        self.flights.append(flight)
        refused = tokens.refresh_token != f"refresh-{self.newest}"
        self.newest += 0 if refused else 1
        made = self.newest
        self.stage.seam()
        if self.stage.now > flight[1]:
            raise UpstreamUncertain("no_answer")
        flight[1] = self.stage.now
        if refused:
            raise GrantRejected("invalid_grant")
        return Tokens(f"access-{made}", f"refresh-{made}", int(self.stage.now) + 3600)


class Row:
    """One credential with DynamoDB's conditions; each operation is one step."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.row: Credential | None = None
        self.committed: list[int] = []

    def get(self, *_: str) -> Credential | None:
        self.stage.seam()
        return self.row

    def save(self, credential: Credential, *, since: int) -> None:
        assert since >= 0
        self.row = credential

    def acquire(self, seen: Credential, *, owner: str, now: int, until: int) -> Lease:
        self.stage.seam()
        row = self.row
        assert row is not None
        free = row.lease_until is None or row.lease_until < now
        if row.version != seen.version or row.status != "active" or not free:
            return Lease(won=False, current=row)
        self.row = replace(row, lease_owner=owner, lease_until=until)
        return Lease(won=True, current=self.row)

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int, refresh_due: int
    ) -> Credential | None:
        self.stage.seam()
        row = self.row
        assert row is not None
        if row.version != seen.version or row.lease_owner != owner:
            return None
        self.row = replace(
            row,
            sealed=sealed,
            expires_at=expires_at,
            refresh_due=refresh_due,
            version=row.version + 1,
            lease_owner=None,
            lease_until=None,
            unsure_since=None,
        )
        self.committed.append(self.row.version)
        return self.row

    def release(self, seen: Credential, *, owner: str, unsure_since: int | None = None) -> None:
        self.stage.seam()
        row = self.row
        assert row is not None
        if row.version == seen.version and row.lease_owner == owner:
            unsure = row.unsure_since if unsure_since is None else unsure_since
            self.row = replace(row, lease_owner=None, lease_until=None, unsure_since=unsure)

    def mark_reconnect_required(self, seen: Credential) -> bool:
        self.stage.seam()
        row = self.row
        assert row is not None
        if row.version != seen.version:
            return False
        self.row = replace(row, status="reconnect_required", lease_owner=None, lease_until=None)
        return True


class Keys:
    """Data keys in clear; fetching one is a step."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.live = False

    def data_key(self, _: Mapping[str, str]) -> tuple[bytes, bytes]:
        if self.live:
            self.stage.seam()
        return b"k" * 32, b"wrapped"

    def unwrap(self, _: bytes, __: Mapping[str, str]) -> bytes:
        return b"k" * 32


class Play:
    """One performance."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.provider, self.row = Provider(self.stage), Row(self.stage)
        self.keys = Keys(self.stage)
        self.names = iter(range(10_000))
        self.keeper = TokenKeeper(
            self.row,
            self.keys,
            clock=StageClock(self.stage),
            token=lambda: f"owner-{next(self.names)}",
            refreshers={"gainsight": self.provider.refresh},
            keep_alive_days=lambda *_: 14,
            withdrawn=lambda _: None,
            jitter=lambda: 0.5,
        )
        self.keeper.connect(
            uid="u",
            provider="gainsight",
            tenant="n",
            tokens=Tokens("access-1", "refresh-1", int(self.stage.now) - 1),
            user=None,
            previous=None,
            since=0,
        )
        self.keys.live = True
        self.got: list[str] = []
        self.died = False
        self.ended: set[int] = set()
        self.errors: list[BaseException] = []

    def perform(self, script: list[tuple[int, Step]]) -> None:
        """Play the script, then let everybody finish."""
        threads = [threading.Thread(target=self._act, args=(n,)) for n in range(ACTORS)]
        for number, thread in enumerate(threads):
            self.stage.turns[number] = threading.Semaphore(0)
            thread.start()
            self.stage.stopped.acquire()
        endings = [(n % ACTORS, "go") for n in range(60 * ACTORS)]
        for number, step in (*script, *endings):
            if step == "wait":
                self.stage.now += WAITS_S
            elif number not in self.ended:
                if step == "die":
                    self.stage.doomed.add(number)
                    self.died = True
                self.stage.turns[number].release()
                self.stage.stopped.acquire()
        for thread in threads:
            thread.join(5)
            assert not thread.is_alive()

    def _act(self, number: int) -> None:
        self.stage.who.number = number
        try:
            self.stage.seam()
            assert self.row.row is not None
            access = self.keeper.access(self.row.row, Deadline.after(StageClock(self.stage), 300))
            self.got.append(access.token)
        except (AppError, Died):
            pass
        except BaseException as error:
            self.errors.append(error)
        finally:
            self.ended.add(number)
            self.stage.stopped.release()


STEPS = st.lists(
    st.tuples(st.integers(0, ACTORS - 1), st.sampled_from(["go", "go", "go", "go", "wait", "die"])),
    max_size=40,
)


def play(script: list[Any]) -> Play:
    made = Play()
    made.perform(script)
    assert made.errors == []
    return made


@settings(max_examples=150, deadline=None)
@given(script=STEPS)
def test_no_interleaving_uses_a_generation_twice_or_loses_a_newer_one(script: list[Any]) -> None:
    made = play(script)  # the provider itself asserts that no two calls are in flight
    row = made.row.row
    assert row is not None
    assert made.row.committed == list(range(2, 2 + len(made.row.committed)))
    tokens = made.keeper.unseal(row.sealed, uid="u", provider="gainsight", tenant="n")
    assert tokens.refresh_token == f"refresh-{row.version}"
    assert b"refresh-" not in row.sealed
    assert b"access-" not in row.sealed


@settings(max_examples=60, deadline=None)
@given(script=STEPS.map(lambda steps: [s for s in steps if s[1] == "go"]))
def test_with_nobody_dying_and_no_time_lost_all_get_the_one_new_token(script: list[Any]) -> None:
    made = play(script)
    assert made.provider.newest == 2
    assert set(made.got) == {"access-2"}


def _script(*steps: tuple[int, Step]) -> list[tuple[int, Step]]:
    return list(steps)


def _outcome(script: list[tuple[int, Step]]) -> tuple[int, str]:
    made = play(script)
    assert made.row.row is not None
    return made.row.row.version, made.row.row.status


def test_dying_before_the_call_loses_nothing() -> None:
    """Window 1: the lease is held, the provider was not asked."""
    lease_lapses: list[tuple[int, Step]] = [(0, "wait")] * 5
    script = _script((0, "go"), (0, "go"), (0, "die"), *lease_lapses)
    assert _outcome(script) == (2, "active")


def test_dying_between_the_answer_and_the_commit_costs_a_reconnect() -> None:
    """Window 2: the provider rotated, nobody knows the new tokens."""
    lease_lapses: list[tuple[int, Step]] = [(0, "wait")] * 5
    script = _script((0, "go"), (0, "go"), (0, "go"), (0, "die"), *lease_lapses)
    assert _outcome(script) == (1, "reconnect_required")


def test_a_paused_holder_gives_the_lease_back_instead_of_calling() -> None:
    """Window 3: frozen between lease and call for longer than a call may last."""
    paused: list[tuple[int, Step]] = [(0, "wait")] * 3
    script = _script((0, "go"), (0, "go"), *paused, (0, "go"), (0, "go"))
    assert _outcome(script)[1] == "active"
