"""Counters equal the events they were made of, whatever comes twice, late or at the same time."""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cloud import AwsCall
from tests.harness import PRIYA, Bench

from gainsight_zoom.records import ZoomProfile
from gainsight_zoom.store.usage import Scope, Usage
from gainsight_zoom.usage import KINDS, Act, Actor, Place
from gainsight_zoom.usage_events import UsageEvent

START = 1_795_341_731
DAYS = ("2026-01-01", "2027-12-31")
PLACES = [
    Place(),
    Place(company="C1"),
    Place(company="C2"),
    Place(company="C1", relationship="R1"),
]


@dataclass
class Ledger:
    """What the counters should say."""

    by_scope: dict[Scope, Counter[str]] = field(default_factory=dict)

    def add(self, event: UsageEvent) -> None:
        scopes = [Scope.tenant("t"), Scope.users("t"), Scope.places("t")]
        scopes.append(Scope.user("t", event.user))
        if event.place.company:
            scopes.append(Scope.company("t", event.place.company))
        if event.place.relationship:
            scopes.append(Scope.relationship("t", event.place.relationship))
        for scope in scopes:
            name = f"{event.day}/{event.kind}.{event.quarter}"
            self.by_scope.setdefault(scope, Counter())[name] += event.count


def told(usage: Usage, scope: Scope) -> Counter[str]:
    counts: Counter[str] = Counter()
    for counter in usage.days(scope, *DAYS):
        for kind, quarter, count in counter.counts:
            counts[f"{counter.day}/{kind}.{quarter}"] += count
    return counts


def event(n: int, *, user: str = "A", place: Place = PLACES[1], at: int = START) -> UsageEvent:
    actor = Actor("t", user, f"uid-{user}")
    return UsageEvent.of(actor, Act(KINDS[n % len(KINDS)], str(n), place, 1 + n % 3), at)


acts = st.builds(
    event,
    st.integers(0, 40),
    user=st.just("A"),
    place=st.sampled_from(PLACES),
    at=st.sampled_from([START, START + 1, START + 900, START + 86_400, START + 4 * 86_400]),
)
messages = st.lists(st.lists(acts, min_size=1, max_size=4), max_size=4)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages, st.randoms())
def test_counters_equal_events_after_any_repeats(
    bench: Bench, batch: list[list[UsageEvent]], chance: object
) -> None:
    usage = bench.wired.usage
    usage.forget("uid-A")
    before = {scope: told(usage, scope) for scope in _all_scopes()}
    again = batch + batch
    chance.shuffle(again)  # type: ignore[attr-defined]
    ledger = Ledger()
    for message in again:
        for new in usage.record(message):
            ledger.add(new)
    listed, more = usage.of_user("t", "A", after=None, limit=500)
    assert not more
    assert {e.id for e in listed} == {e.id for m in batch for e in m}
    kept = Ledger()
    for one in listed:
        kept.add(one)
    assert kept == ledger, "what was said to be new is what is there"
    for scope in _all_scopes():
        assert told(usage, scope) - before[scope] == ledger.by_scope.get(scope, Counter()), scope


def _all_scopes() -> list[Scope]:
    named = [Scope.company("t", "C1"), Scope.company("t", "C2"), Scope.relationship("t", "R1")]
    return [Scope.tenant("t"), Scope.users("t"), Scope.places("t"), Scope.user("t", "A"), *named]


def test_who_counts_while_another_does_overwrites_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage, others = bench.wired.usage, iter(range(1, 4))

    def gets_in_between(call: AwsCall) -> None:
        if call.action == "dynamodb:TransactWriteItems":
            for n in others:
                usage.record([event(n, user="B")])

    monkeypatch.setattr(bench.cloud, "tell", gets_in_between)
    usage.record([event(0)])
    assert told(usage, Scope.tenant("t")).total() == sum(event(n).count for n in range(4))


def test_a_long_message_takes_several_transactions(bench: Bench) -> None:
    usage = bench.wired.usage
    many = [event(n, at=START + 900 * n) for n in range(100)]
    assert len(usage.record(many)) == 100
    assert told(usage, Scope.tenant("t")).total() == sum(e.count for e in many)
    first, more = usage.of_user("t", "A", after=None, limit=60)
    rest, no_more = usage.of_user("t", "A", after=first[-1].key, limit=60)
    assert (more, no_more) == (True, False)
    assert [e.at for e in first + rest] == sorted((e.at for e in many), reverse=True)


def test_a_relationship_counts_for_its_company_once_anybody_told_whose_it_is(bench: Bench) -> None:
    usage = bench.wired.usage
    usage.record([event(1, place=Place("C1", "R1"))])
    (known,) = usage.record([event(2, user="B", place=Place(relationship="R1"))])
    assert known.place == Place("C1", "R1")
    (unknown,) = usage.record([event(3, place=Place(relationship="R2"))])
    assert unknown.place == Place(relationship="R2")
    assert {c.member for c in usage.days(Scope.company("t", "C1"), *DAYS)} == {"A", "B"}


def test_a_tenants_events_of_a_day_come_whoever_they_are_of(bench: Bench) -> None:
    usage = bench.wired.usage
    for n, user in enumerate("ABAB"):
        usage.record([event(n, user=user, at=START + n)])
    day = event(0).day
    first, more = usage.of_day("t", day, after=None, limit=3)
    rest, _ = usage.of_day("t", day, after=first[-1].key, limit=3)
    assert more
    assert [e.user for e in first + rest] == ["B", "A", "B", "A"]
    assert usage.of_day("elsewhere", day, after=None, limit=3) == ([], False)


def test_who_leaves_takes_along_what_names_them(bench: Bench) -> None:
    usage = bench.wired.usage
    usage.record([event(n, place=place) for n, place in enumerate(PLACES)])
    usage.record([event(9, user="B")])
    usage.forget("uid-A")
    usage.forget("uid-A")
    held = str(bench.cloud.items("UsageTable"))
    assert "uid-A" not in held
    assert "EVENTS#A" not in held
    assert [c.member for c in usage.days(Scope.users("t"), *DAYS)] == ["B"]
    assert [c.member for c in usage.days(Scope.company("t", "C1"), *DAYS)] == ["B"]
    assert told(usage, Scope.tenant("t")).total() > event(9).count, "the tenant's own sum stays"


def test_what_was_told_before_leaving_is_not_written_after_it(bench: Bench) -> None:
    usage, now = bench.wired.usage, START
    actor = Actor("t", "A", PRIYA)
    bench.wired.users.save_profile(ZoomProfile(PRIYA, "p@northstar.example", "acc"), since=now)
    bench.clock.advance(10)
    bench.wired.leaving.leave(PRIYA, cause="test")
    early = UsageEvent.of(actor, Act("app_opened", "before"), now)
    late = UsageEvent.of(actor, Act("app_opened", "after"), int(bench.clock.now()) + 1)
    assert usage.record([early, late]) == [late]


def test_delivery_comes_due_and_is_settled_once(bench: Bench) -> None:
    usage = bench.wired.usage
    told_of = [event(n) for n in range(5)]
    usage.record(told_of, due=START)
    usage.record([event(7)])
    found = usage.due(now=START, limit=10)
    assert {one.event.id for one in found} == {e.id for e in told_of}
    mine = usage.claim(found, until=START + 30)
    assert [one.tries for one in mine] == [1] * 5
    assert usage.claim(found, until=START + 30) == [], "somebody else has them"
    usage.settle(one.event for one in mine[:3])
    usage.settle([mine[3].event], again_at=START + 60)
    assert usage.due(now=START + 30, limit=10) == mine[4:]
    assert len(usage.due(now=START + 60, limit=10)) == 2
    usage.forget("uid-A")
    usage.settle(one.event for one in found)
    assert usage.due(now=START + 60, limit=10) == []


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_read_as_it_was_written(place: Place) -> None:
    assert Place.parse(str(place)) == place
