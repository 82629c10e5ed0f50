"""What happened reaches the tenant's own object: every row once, within the call budget."""

import contextlib
import re
from dataclasses import replace
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.background import Background
from tests.cloud import ROOT
from tests.harness import JONAS, PRIYA, Bench

from gainsight_zoom.clock import Deadline
from gainsight_zoom.delivering import row_of
from gainsight_zoom.errors import UpstreamBusy
from gainsight_zoom.records import Policy
from gainsight_zoom.usage import KINDS, Act, Actor, Place
from gainsight_zoom.usage_events import UsageEvent

OBJECT = "Zoom_App_Event__gc"
FIVE_MINUTES = 300


@pytest.fixture
def background(bench: Bench) -> Background:
    bench.wired.tenants.save_policy("northstar", Policy(usage_object=OBJECT))
    return Background(bench)


def round_(bench: Bench, background: Background, *, after_s: int = FIVE_MINUTES) -> dict[str, int]:
    """Let the recorder work, then the schedule come round."""
    assert background.drain("usage") == []
    bench.clock.advance(after_s)
    return background.deliver_usage()


def rows(bench: Bench) -> list[Any]:
    return list(bench.northstar.records.rows(OBJECT))


def happened(bench: Bench, times: int = 1) -> str:
    """Choose customers in turn, which is two events each time."""
    bearer = bench.signed_in()
    for n in range(times):
        bench.record(bearer, ("Northwind Robotics", "Acme Retail")[n % 2])
        bench.clock.advance(901)
        bearer = bench.open_pane()
    return bearer


def test_a_row_says_what_happened_when_with_whom(bench: Bench, background: Background) -> None:
    happened(bench)
    assert round_(bench, background)["delivered"] == 3
    (selected,) = [row for row in rows(bench) if row["Type__gc"] == "customer_selected"]
    assert selected["Company__gc"] == bench.gsid("Northwind Robotics")
    assert selected["User__gc"] == bench.northstar.find("gsuser", Name="Priya Nair")["Gsid"]
    assert selected["Count__gc"] == 1
    assert abs(selected["OccurredAt__gc"] / 1000 - bench.clock.now()) < 2_000
    assert len(selected["Meeting__gc"]) == 32


def test_many_rows_go_in_batches_of_fifty(bench: Bench, background: Background) -> None:
    happened(bench, 26)
    with bench.watch() as traffic:
        told = round_(bench, background)
    assert told == {"delivered": 53, "refused": 0, "later": 0, "given_up": 0}
    assert traffic.paths.count(OBJECT) == 2
    assert len({row["EventId__gc"] for row in rows(bench)}) == len(rows(bench)) == 53
    assert round_(bench, background)["delivered"] == 0


def test_a_tenant_without_such_an_object_gets_nothing(bench: Bench) -> None:
    happened(bench)
    with bench.watch() as traffic:
        told = round_(bench, Background(bench))
    assert set(told.values()) == {0}
    assert traffic.upstream == []


@pytest.mark.parametrize("kind", ["store_then_timeout", "server_error", "drop"])
def test_an_answer_that_is_lost_makes_no_second_row(
    bench: Bench, background: Background, kind: str
) -> None:
    happened(bench)
    bench.northstar.faults.add(Fault(kind=kind, path=f"/v1/data/objects/{OBJECT}", times=1))  # type: ignore[arg-type]
    first = round_(bench, background)
    assert (first["delivered"], first["later"]) == (0, 3)
    assert round_(bench, background, after_s=1_000)["delivered"] == 3
    assert len(rows(bench)) == 3


def test_whoever_dies_in_between_is_followed_by_the_next(
    bench: Bench, background: Background
) -> None:
    happened(bench)
    settle = bench.wired.usage.settle

    def die(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    bench.wired.usage.settle = die  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        round_(bench, background)
    bench.wired.usage.settle = settle  # type: ignore[method-assign]
    assert round_(bench, background)["delivered"] == 0, "claimed for a while"
    assert round_(bench, background, after_s=1_000)["delivered"] == 3
    assert len(rows(bench)) == 3


def test_one_row_that_is_refused_takes_no_other_down(bench: Bench, background: Background) -> None:
    bearer = happened(bench, 4)
    gone = {"tenant": "northstar", "kind": "invitation_sent", "key": "press-0001"}
    gone |= {"customer_kind": "company", "customer_id": "1P02GONE"}
    assert bench.call("usage_report/tell", bearer=bearer, body=gone).status == 202
    rounds = [round_(bench, background, after_s=1_000) for _ in range(3)]
    assert sum(told["delivered"] for told in rounds) == 9
    assert [told["refused"] for told in rounds].count(1) == 1
    assert len(rows(bench)) == 9


def test_a_refused_row_in_front_holds_nobody_up_where_few_calls_are_left(
    bench: Bench, background: Background
) -> None:
    bearer = bench.signed_in()
    gone = {"tenant": "northstar", "kind": "invitation_sent", "key": "press-0001"}
    gone |= {"customer_kind": "company", "customer_id": "1P02GONE"}
    assert bench.call("usage_report/tell", bearer=bearer, body=gone).status == 202
    assert background.drain("usage") == []
    happened(bench, 20)
    rounds = [round_(bench, background, after_s=30_000) for _ in range(6)]
    assert sum(told["delivered"] for told in rounds) == len(rows(bench)) == 41
    assert [told["refused"] for told in rounds].count(1) == 1


def test_a_field_that_the_object_lacks_costs_one_call_and_no_row(
    bench: Bench, background: Background
) -> None:
    happened(bench, 3)
    types = bench.northstar.records.types
    whole = types[OBJECT.lower()]
    lacking = tuple(field for field in whole.fields if field.name != "Count__gc")
    types[OBJECT.lower()] = replace(whole, fields=lacking)
    with bench.watch() as traffic:
        told = round_(bench, background)
    assert (told["delivered"], told["refused"], told["later"]) == (0, 0, 7)
    assert traffic.paths.count(OBJECT) == 1
    types[OBJECT.lower()] = whole
    assert round_(bench, background, after_s=1_000)["delivered"] == 7


def test_past_the_budget_it_waits_and_never_goes_above(
    bench: Bench, background: Background
) -> None:
    bench.wired.tenants.save_policy("northstar", Policy(usage_object=OBJECT, call_share=20))
    bench.clock.advance(61)
    happened(bench, 3)
    others = bench.wired.allowance("northstar", "somebody else")
    with contextlib.suppress(UpstreamBusy):
        for _ in range(100):
            others.spend("objects", Deadline.after(bench.clock, 0.1))
    first = round_(bench, background, after_s=0)
    assert first["delivered"] == 0
    assert round_(bench, background, after_s=1_000)["delivered"] == 7
    assert len(rows(bench)) == 7


def test_it_gives_up_on_who_does_not_come_back(bench: Bench, background: Background) -> None:
    bearer = happened(bench)
    assert background.drain("usage") == []
    assert bench.call("login_routing/log-out", bearer=bearer).status == 204
    assert round_(bench, background)["later"] == 3
    assert round_(bench, background, after_s=8 * 86_400)["given_up"] == 3
    assert round_(bench, background, after_s=86_400) == dict.fromkeys(
        ("delivered", "refused", "later", "given_up"), 0
    )


def test_what_is_due_goes_along_with_who_leaves(bench: Bench, background: Background) -> None:
    happened(bench)
    assert background.drain("usage") == []
    bench.wired.leaving.leave(PRIYA, cause="test")
    assert round_(bench, background)["delivered"] == 0
    assert rows(bench) == []


def test_each_user_delivers_their_own(bench: Bench, background: Background) -> None:
    happened(bench)
    jonas = bench.signed_in(uid=JONAS)
    bench.record(jonas, "Acme Retail")
    round_(bench, background)
    for row in rows(bench):
        assert row["CreatedBy"] == row["User__gc"]


def test_the_object_is_described_field_by_field() -> None:
    text = (ROOT / "docs" / "usage.md").read_text("utf-8")
    described = set(re.findall(r"^\| `(\w+__gc)` \|", text, re.MULTILINE))
    place = Place(company="C", relationship="R")
    made = UsageEvent.of(Actor("t", "u", "uid", "m"), Act("app_opened", "k", place), 0)
    assert described == set(row_of(made))
    named = set(re.findall(r"`([a-z]+_[a-z]+)`", text.partition("## In the pane")[0]))
    assert named == set(KINDS)
