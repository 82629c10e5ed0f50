"""Exactly once with the latest text, whatever fails, dies or comes twice.

Two workers, a user who publishes and edits, and a Gainsight that stores, refuses, answers or does
not, take turns in any order. A worker may die at every step, or stand still there while the others
go on. In the end each target holds one activity with the text that was published last.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sandbox.template import load
from tests.fakes.notes import OutboxInMemory

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import (
    ReconnectRequired,
    RecordRefused,
    UpstreamBusy,
    UpstreamUnavailable,
)
from gainsight_zoom.notes import Draft, Note, NoteContent, OutboxItem, Target
from gainsight_zoom.outbox import LEASE_S, Outbox
from gainsight_zoom.posting import Posted
from gainsight_zoom.publishing import plan
from gainsight_zoom.records import Customer, GainsightUser
from gainsight_zoom.refusals import DUPLICATE
from gainsight_zoom.store.table import ConditionFailed

UID = "u1"
USER = GainsightUser(gsid="G1", name="Priya", email="p@x", license="Full")
TARGETS = (Target("company", "C1", "One"), Target("company", "C2", "Two"))


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Time:
    """Time that moves when told."""

    at: float = 1_000_000.0

    def now(self) -> float:
        """Epoch seconds."""
        return self.at

    def monotonic(self) -> float:
        """The same."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Go on."""
        self.at += seconds


@dataclass
class Gainsight:
    """Activities by ExternalId; the script says what the next calls come to."""

    script: list[str]
    rows: dict[str, str] = field(default_factory=dict)
    creates: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    stall: Callable[[str], None] = lambda _: None
    """What the others do while a request stands still on its way."""

    def _next(self) -> str:
        return self.script.pop(0) if self.script else "fine"

    def _store(self, record: Mapping[str, Any], *, new: bool) -> str:
        what = self._next()
        if what.startswith("stall"):
            self.stall(what)
        if what == "busy":
            raise UpstreamBusy("busy", retry_after_s=30)
        if what in ("down", "die_before"):
            raise Killed if what == "die_before" else UpstreamUnavailable("down")
        key = str(record["ExternalId"])
        if new and key in self.rows:
            raise RecordRefused(DUPLICATE)
        if new:
            self.creates[key] = self.creates.get(key, 0) + 1
            self.order.append(key)
        self.rows[key] = str(record["Notes"])
        if what == "die_after":
            raise Killed
        if what == "lost":
            raise UpstreamUnavailable("stored, then silence")
        return f"A-{key}"

    def create(self, record: Mapping[str, Any]) -> str:
        """Create an activity once per ExternalId."""
        return self._store(record, new=True)

    def update(self, record: Mapping[str, Any]) -> str:
        """Update it."""
        return self._store(record, new=False)

    def find(self, external_id: str) -> Posted | None:
        """Read it back, unless it cannot be reached."""
        if self._next() == "down":
            raise UpstreamUnavailable("down")
        notes = self.rows.get(external_id)
        return None if notes is None else Posted("g", f"A-{external_id}", "S", notes)


class Way:
    """An author's way there; as over HTTP, no request leaves after the worker's time is up."""

    user = USER
    actor = "A"

    def __init__(self, gainsight: Gainsight, deadline: Deadline) -> None:
        self._gainsight = gainsight
        self._deadline = deadline

    def create(self, record: Mapping[str, Any]) -> str:
        """Create an activity."""
        self._in_time()
        return self._gainsight.create(record)

    def update(self, record: Mapping[str, Any]) -> str:
        """Update it."""
        self._in_time()
        return self._gainsight.update(record)

    def find(self, external_id: str) -> Posted | None:
        """Read it back."""
        self._in_time()
        return self._gainsight.find(external_id)

    def _in_time(self) -> None:
        if self._deadline.remaining() <= 0:
            raise UpstreamUnavailable("deadline_reached")

    def activity_fields(self) -> None:
        """Nothing is known."""
        return


class World:
    """One user's drafts, their outbox and Gainsight."""

    def __init__(self, script: list[str]) -> None:
        self.time = Time()
        self.store = OutboxInMemory()
        self.gainsight = Gainsight(script, stall=self._stall)
        self.connected = True
        self.latest: dict[str, tuple[str, tuple[Target, ...]]] = {}
        self._names = iter(f"w{n}" for n in range(10_000))
        self.told: list[OutboxItem] = []

    def _stall(self, what: str) -> None:
        """Longer than a lease: another worker takes over, perhaps with a newer text."""
        self.time.at += LEASE_S + 1
        if what == "stall_and_edit":
            act(self, ("publish", ("d1", f"late{self.time.at}", True)))
            self.time.at += 11
        self.ring()

    def outbox(self, store: Any = None) -> Outbox:
        """A worker."""
        return Outbox(
            store or self.store,
            clock=self.time,
            token=lambda: next(self._names),
            author=self._way,
            tell=self.told.append,
        )

    def _way(self, uid: str, tenant: str, deadline: Deadline) -> Way:
        del uid
        if not self.connected:
            raise ReconnectRequired(tenant=tenant)
        return Way(self.gainsight, deadline)

    def publish(self, draft_id: str, text: str, targets: tuple[Target, ...]) -> None:
        """What the route does: plan against what is there, write if it is unchanged."""
        seen = tuple(i for i in self.store.outbox(UID) if i.draft_id == draft_id)
        draft = Draft(
            id=draft_id,
            uid=UID,
            version=1,
            customer=Customer("t", "company", "C1", "One"),
            content=NoteContent(subject="S", notes_html=text),
            created_at=0,
            updated_at=0,
        )
        now = self.time.now()
        self.time.at += 0.01
        items = plan(
            Note(draft, seen),
            {"Subject": "S", "Notes": text, "TypeName": "Update"},
            targets=targets,
            now=int(now),
            now_ms=int(now * 1000),
        )
        known = {i.target.id: i for i in seen}
        for item in items:
            self.store.put(item, seen=known.get(item.target.id))
        _, before = self.latest.get(draft_id, ("", ()))
        self.latest[draft_id] = (text, tuple(dict.fromkeys((*before, *targets))))

    def ring(self) -> None:
        """One worker hears a ring, and may die of it."""
        try:
            self.outbox().work(UID, Deadline.after(self.time, 60))
        except Killed:
            return

    def settle(self) -> None:
        """Let everything be fine and time go by until nothing is due."""
        self.gainsight.script.clear()
        self.connected = True
        for _ in range(200):
            if all(i.due is None for i in self.store.outbox(UID)):
                return
            self.time.at += 60
            self.ring()
        raise AssertionError("the outbox never comes to rest")


class Paused(OutboxInMemory):
    """A worker's own view of the store that stands still before its n-th write."""

    def __init__(self, world: World, before_write: int, meanwhile: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.items, self.lines = world.store.items, world.store.lines
        self._world = world
        self._left = before_write
        self._meanwhile = meanwhile

    def write(self, seen: OutboxItem, changed: OutboxItem) -> OutboxItem:
        """Let the others go on for longer than a lease, then write."""
        if self._left == 0:
            self._left = -1
            self._world.time.at += LEASE_S + 1
            for step in self._meanwhile:
                act(self._world, step)
        elif self._left > 0:
            self._left -= 1
        return super().write(seen, changed)


def act(world: World, step: tuple[str, Any]) -> None:
    """Do one step."""
    name, value = step
    if name == "publish":
        draft_id, text, many = value
        try:
            world.publish(draft_id, text, TARGETS if many else TARGETS[:1])
        except ConditionFailed:
            return
    elif name == "wait":
        world.time.at += value
    elif name == "sign_out":
        world.connected = value
    elif name == "ring":
        world.ring()
    elif name == "paused":
        before_write, meanwhile = value
        slow = Paused(world, before_write, meanwhile)
        try:
            world.outbox(slow).work(UID, Deadline.after(world.time, 3600))
        except Killed:
            return


OUTCOMES = st.sampled_from(
    ["fine", "busy", "down", "lost", "die_before", "die_after", "stall", "stall_and_edit"]
)
PUBLISH = st.tuples(
    st.just("publish"),
    st.tuples(st.sampled_from(["d1", "d2"]), st.sampled_from(["a", "b", "c"]), st.booleans()),
)
SIMPLE = st.one_of(
    PUBLISH,
    st.tuples(st.just("ring"), st.none()),
    st.tuples(st.just("ring"), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([1, 11, 60, LEASE_S + 1, 400])),
    st.tuples(st.just("sign_out"), st.booleans()),
)
STEP = st.one_of(
    SIMPLE,
    st.tuples(st.just("paused"), st.tuples(st.integers(0, 4), st.lists(SIMPLE, max_size=4))),
)


@given(steps=st.lists(STEP, min_size=1, max_size=14), script=st.lists(OUTCOMES, max_size=14))
@example(
    steps=[("publish", ("d1", "a", True)), ("wait", 11), ("ring", None)],
    script=["fine", "stall_and_edit", "busy", "stall", "die_before", "fine", "lost"],
)
@settings(max_examples=400, deadline=None)
def test_each_target_ends_with_one_activity_and_the_latest_text(
    steps: list[tuple[str, Any]], script: list[str]
) -> None:
    world = World(script)
    for step in steps:
        act(world, step)
    world.settle()
    expected = {
        f"gsz-{draft_id}-{target.id}": text
        for draft_id, (text, targets) in world.latest.items()
        for target in targets
    }
    assert world.gainsight.rows == expected
    assert all(count == 1 for count in world.gainsight.creates.values())
    assert {i.state for i in world.store.outbox(UID)} <= {"posted"}


@given(
    script=st.lists(OUTCOMES.filter(lambda o: o != "stall_and_edit"), max_size=10),
    texts=st.integers(2, 4),
)
@settings(max_examples=100, deadline=None)
def test_notes_to_one_customer_arrive_in_the_order_of_publishing(
    script: list[str], texts: int
) -> None:
    world = World(script)
    for number in range(texts):
        world.publish(f"d{number}", "text", TARGETS[:1])
        world.time.at += 1
    for _ in range(6):
        world.time.at += 7
        world.ring()
    world.settle()
    assert world.gainsight.order == [f"gsz-d{n}-C1" for n in range(texts)]


def item(**changes: Any) -> OutboxItem:
    """Make an item that waits."""
    whole = OutboxItem(
        uid=UID,
        draft_id="d1",
        tenant="t",
        target=TARGETS[0],
        record={"Subject": "S", "Notes": "a"},
        state="queued",
        version=1,
        revision=1,
        order=1,
        queued_at=0,
        due=0,
    )
    return replace(whole, **changes)


def kinds() -> Iterator[OutboxItem]:
    """Items nobody may take."""
    yield item(lease_owner="other", lease_until=2_000_000)
    yield item(due=2_000_000)
    yield item(state="failed", due=None)
    yield item(state="posted", due=None)


def test_what_is_not_due_held_or_settled_is_left_alone() -> None:
    for kept in kinds():
        world = World([])
        world.store.put(kept, seen=None)
        world.ring()
        assert world.store.outbox(UID) == (kept,)
        assert world.gainsight.rows == {}


def test_with_too_little_time_left_nothing_is_begun_and_the_doorbell_is_asked_for() -> None:
    world = World([])
    world.store.put(item(), seen=None)
    again = world.outbox().work(UID, Deadline.after(world.time, 5))
    assert again == int(world.time.now())
    assert world.gainsight.rows == {}


def test_each_text_that_arrived_left_one_audit_line() -> None:
    world = World(["lost", "fine", "down"])
    world.publish("d1", "a", TARGETS[:1])
    world.settle()
    world.publish("d1", "b", TARGETS[:1])
    world.settle()
    assert [line.action for line in world.store.lines] == ["activity.create", "activity.update"]


def test_who_holds_a_lease_is_gone_before_it_ends_and_a_ring_stays_hidden_meanwhile() -> None:
    template = load(Path(__file__).resolve().parents[2] / "template.yaml")
    worker = template.functions["OutboxWorker"]
    assert worker.timeout_s < LEASE_S
    visible = template.body["Parameters"]["OutboxVisibilitySeconds"]["Default"]
    assert visible >= 6 * worker.timeout_s
