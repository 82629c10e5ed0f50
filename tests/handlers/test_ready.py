"""Ready before the call: the next meeting's customer found, read and opened with, in quiet time."""

from dataclasses import replace
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.background import Background
from tests.handlers.test_automatic import close, switch_off
from tests.handlers.test_people_sync import NUMBER, PRIYA_IN, customer, happened, joined
from tests.harness import PRIYA, Bench

from gainsight_zoom import agendas
from gainsight_zoom.budgets import Payer
from gainsight_zoom.records import Customer, Policy, Prepared

OBJECTS = {"Person", "Company_Person", "Relationship_Person", "Company", "describe"}
QUARTER_S = agendas.QUARTER_S


def until_quiet(bench: Bench) -> None:
    """Go to four minutes into the next quarter of an hour: quiet, eleven before the next."""
    bench.clock.advance(QUARTER_S - bench.clock.now() % QUARTER_S + 240)


@pytest.fixture
def planned(bench: Bench) -> Background:
    """Let Priya's next meeting begin at the quarter, eleven minutes from now."""
    bench.signed_in()
    until_quiet(bench)
    bench.zoom.meeting.next_at = bench.clock.now() + 660
    return Background(bench)


def opens_with(bench: Bench, mid: str | None = None) -> Any:
    view = bench.exchange(bench.context(mid=mid)).json
    return view["last_selected"] and view["last_selected"]["name"]


def kept(bench: Bench) -> bool:
    record = ("northstar", "company", bench.gsid("Northwind Robotics"))
    return bench.wired.snapshots.get(PRIYA, record, "summary") is not None  # type: ignore[arg-type]


def met(bench: Bench) -> Customer | None:
    agenda = bench.wired.users.load(PRIYA).agenda
    assert agenda is not None
    return agenda.meetings[0].customer if agenda.meetings else None


def test_the_pane_opens_with_whom_the_invitation_is_about(
    bench: Bench, planned: Background
) -> None:
    with bench.watch() as traffic:
        assert planned.prepare() == {"due": 1, "looked_at": 1}
    assert [p for p in traffic.paths if p not in OBJECTS] == ["meetings", NUMBER, "open_apps"]
    assert bench.zoom.meeting.opens_app
    assert kept(bench)
    assert opens_with(bench) == "Northwind Robotics"
    assert opens_with(bench, mid="just+begun==") == "Northwind Robotics"
    with bench.watch() as traffic:
        assert planned.prepare() == {"due": 0, "looked_at": 0}
    assert traffic.upstream == []
    bench.clock.advance(2 * 3_600)
    assert opens_with(bench) is None


def test_what_it_costs(bench: Bench, planned: Background) -> None:
    """Of Zoom: list, invitation, opening; of Gainsight: the invited and the Summary.

    What objects of people look like is asked once in hours for all users of the tenant.
    """
    bench.summary(bench.open_pane(), "Contoso Foods")
    with bench.watch() as traffic:
        assert planned.prepare()["looked_at"] == 1
    paths = traffic.paths
    assert [p for p in paths if p not in OBJECTS] == ["meetings", NUMBER, "open_apps"]
    assert [p for p in paths if p in OBJECTS] == ["describe", "Company_Person", "Company"]


def test_while_gainsight_is_busy_the_record_made_ready_is_shown(
    bench: Bench, planned: Background
) -> None:
    planned.prepare()
    bench.clock.advance(660)
    everybody = Payer("northstar", "everybody")
    while bench.wired.purse.reserve("objects", everybody, 1).granted:
        pass
    section = bench.record(bench.open_pane()).json["sections"]["summary"]
    assert section["status"] == "stale"
    assert section["data"]["title"] == "Northwind Robotics"


def test_a_recurring_meeting_is_with_whom_it_was_and_nobody_is_asked_about_people(
    bench: Bench, planned: Background
) -> None:
    bearer = bench.open_pane()
    joined(bench, PRIYA_IN)
    chosen = {**customer(bench, "Acme Retail"), "name": "Acme Retail"}
    assert bench.call("participant_sync/choose-customer", bearer=bearer, body=chosen).status == 204
    with bench.watch() as traffic:
        planned.prepare()
    assert met(bench) == Customer("northstar", "company", chosen["id"], "Acme Retail")
    assert "Person" not in traffic.paths


def test_what_is_not_quiet_is_left_to_who_comes_to_a_call(
    bench: Bench, planned: Background
) -> None:
    bench.clock.advance(600)
    with bench.watch() as traffic:
        assert planned.prepare() == {"due": 0, "looked_at": 0}
    assert traffic.all == []


def test_nothing_is_taken_from_who_waits(bench: Bench, planned: Background) -> None:
    bench.summary(bench.open_pane(), "Contoso Foods")
    background = Payer("northstar", "somebody", "background")
    while bench.wired.purse.reserve("objects", background, 1).at <= bench.clock.now() * 1000:
        pass
    planned.prepare()
    assert bench.clock.slept
    assert kept(bench)


@pytest.mark.parametrize("by_admin", [False, True])
@pytest.mark.parametrize("what", ["ready", "opening"])
def test_both_are_switched_off_one_by_one(
    bench: Bench, planned: Background, what: Any, by_admin: bool
) -> None:
    if by_admin:
        close(bench, what)
    else:
        switch_off(bench, bench.open_pane(), what)
    with bench.watch() as traffic:
        planned.prepare()
    assert not bench.zoom.meeting.opens_app
    assert (traffic.upstream == []) is (what == "ready")
    assert (opens_with(bench) is None) is (what == "ready")


def test_without_the_scopes_zoom_is_asked_once_a_day_and_the_pane_offers_no_switch(
    bench: Bench, planned: Background
) -> None:
    fault = Fault(kind="forbidden", path="/v2/users/me/meetings")
    bench.zoom.api.faults.add(fault)
    assert not bench.view(bench.open_pane())["meetings_told"]
    planned.prepare()
    assert not bench.view(bench.open_pane())["meetings_told"]
    bench.clock.advance(QUARTER_S)
    with bench.watch() as traffic:
        assert planned.prepare()["due"] == 0
    assert traffic.upstream == []
    bench.zoom.api.faults.clear()
    bench.clock.advance(86_400)
    planned.prepare()
    assert bench.view(bench.open_pane())["meetings_told"]


def test_whom_the_user_opened_meanwhile_stays_until_zoom_names_the_meeting(
    bench: Bench, planned: Background
) -> None:
    planned.prepare()
    bench.clock.advance(60)
    bench.summary(bench.open_pane(mid=None), "Contoso Foods")
    assert opens_with(bench) == "Contoso Foods"
    bench.clock.advance(600)
    happened(bench, "started", None, meeting_uuid="the+next==")
    assert opens_with(bench, mid="the+next==") == "Northwind Robotics"


@pytest.mark.parametrize("leaving", ["log-out", "disconnect", "delete-me"])
def test_it_goes_with_the_connection(bench: Bench, planned: Background, leaving: str) -> None:
    planned.prepare()
    path = {"tenant": "northstar"} if leaving == "disconnect" else None
    bench.call(f"login_routing/{leaving}", bearer=bench.open_pane(), path=path)
    assert "NEXT" not in bench.wired.users.keys(PRIYA)
    assert planned.prepare()["due"] == 0


def test_who_stays_away_is_not_looked_at_any_more(bench: Bench, planned: Background) -> None:
    bench.clock.advance(agendas.STAYED_AWAY_S + 86_400)
    until_quiet(bench)
    with bench.watch() as traffic:
        assert planned.prepare()["looked_at"] == 1
    assert traffic.upstream == []
    bench.clock.advance(QUARTER_S)
    assert planned.prepare()["due"] == 0


def test_zoom_or_gainsight_away_is_tried_again(bench: Bench, planned: Background) -> None:
    bench.zoom.api.faults.add(Fault(kind="unavailable", path="/v2/users/me/meetings", times=9))
    assert planned.prepare() == {"due": 1, "looked_at": 0}
    bench.zoom.api.faults.clear()
    bench.clock.advance(QUARTER_S)
    bench.zoom.meeting.next_at = bench.clock.now() + 660
    assert planned.prepare()["looked_at"] == 1
    assert met(bench) is not None


def test_a_tenant_without_people_for_this_user_is_left_alone(
    bench: Bench, planned: Background
) -> None:
    bench.wired.tenants.save_policy("northstar", Policy(enabled=False))
    bench.clock.advance(61)
    with bench.watch() as traffic:
        planned.prepare()
    assert traffic.upstream == []


def test_who_switched_it_off_may_have_it_again_at_the_next_opening(
    bench: Bench, planned: Background
) -> None:
    planned.prepare()
    switch_off(bench, bench.open_pane(), "ready")
    bench.clock.advance(4 * QUARTER_S)
    with bench.watch() as traffic:
        planned.prepare()
    assert traffic.upstream == []
    assert bench.view(bench.open_pane())["meetings_told"]
    switch_off(bench, bench.open_pane())
    bench.open_pane()
    bench.clock.advance(QUARTER_S)
    bench.zoom.meeting.next_at = bench.clock.now() + 660
    planned.prepare()
    assert opens_with(bench) == "Northwind Robotics"


def test_opening_by_itself_is_offered_until_zoom_refuses_it(
    bench: Bench, planned: Background
) -> None:
    assert not bench.view(bench.open_pane())["app_opens"]
    refused = Fault(kind="forbidden", path=f"/v2/meetings/{NUMBER}/open_apps", times=1)
    bench.zoom.api.faults.add(refused)
    for opens in (False, True):
        planned.prepare()
        view = bench.view(bench.open_pane())
        assert (view["meetings_told"], view["app_opens"]) == (True, opens)
        bench.clock.advance(4 * QUARTER_S)
        bench.zoom.meeting.next_at = bench.clock.now() + 660


def test_a_zoom_that_stumbles_at_the_invitation_is_asked_again(
    bench: Bench, planned: Background
) -> None:
    fault = Fault(kind="unavailable", path=f"/v2/meetings/{NUMBER}", times=9)
    bench.zoom.api.faults.add(fault)
    assert planned.prepare()["looked_at"] == 1
    assert met(bench) is None
    bench.zoom.api.faults.clear()
    bench.clock.advance(agendas.AGAIN_S)
    planned.prepare()
    assert met(bench) is not None


def test_a_customer_of_a_tenant_that_may_be_asked_no_more_takes_nobody_along(
    bench: Bench, planned: Background
) -> None:
    acme = Customer("elsewhere", "company", "1P02", "Acme Retail")
    agenda, starts_at = bench.wired.users.load(PRIYA).agenda, bench.zoom.meeting.next_at
    assert agenda is not None
    assert starts_at is not None
    known = Prepared(NUMBER, int(starts_at), acme)
    kept = replace(agenda, meetings=(known,))
    bench.wired.agendas.save(PRIYA, kept, now=int(bench.clock.now()))
    assert planned.prepare() == {"due": 1, "looked_at": 1}
    customer_now = met(bench)
    assert customer_now is not None
    assert customer_now.tenant == "northstar"


@pytest.mark.parametrize("moment", ["list", "record"])
def test_who_logs_out_meanwhile_is_not_written_of(
    bench: Bench, planned: Background, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    bearer = bench.open_pane()
    real = bench.wired.zoom.planned if moment == "list" else bench.wired.gate.demand

    def log_out_first(*given: Any, **named: Any) -> Any:
        assert bench.call("login_routing/log-out", bearer=bearer).status == 204
        return real(*given, **named)

    target = bench.wired.zoom if moment == "list" else bench.wired.gate
    monkeypatch.setattr(target, "planned" if moment == "list" else "demand", log_out_first)
    assert planned.prepare()["looked_at"] == 0
    left = bench.wired.users.keys(PRIYA)
    assert not [key for key in left if key == "NEXT" or key.startswith("SNAPSHOT#")]
