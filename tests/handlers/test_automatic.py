"""What is done without being asked: switched off by the user or the admin, and by both."""

from dataclasses import replace
from typing import Any

import pytest
from tests.handlers.test_people_sync import ELENA, PRIYA_IN, customer, happened, joined, sync
from tests.harness import MEI, PRIYA, Bench

from gainsight_zoom.budgets import Payer
from gainsight_zoom.policies import AUTOMATIC, Automatic, Portfolio
from gainsight_zoom.records import Policy


def switch_off(bench: Bench, bearer: str, *names: str) -> Any:
    return bench.call("login_routing/automatic", bearer=bearer, body={"off": list(names)})


def close(bench: Bench, *names: Automatic) -> None:
    """Let the admin switch things off."""
    bench.wired.tenants.save_policy("northstar", Policy(automatic_off=names))
    bench.clock.advance(61)


def on(bench: Bench, bearer: str) -> list[str]:
    (account,) = bench.view(bearer)["accounts"]
    return list(account["automatic"])


def mine(bench: Bench, bearer: str) -> Any:
    answer = bench.call("c360_fetch/mine", bearer=bearer)
    assert answer.status == 200, answer.body
    return answer.json


def test_everything_is_on_until_somebody_switches_it_off(bench: Bench) -> None:
    bearer = bench.signed_in()
    assert on(bench, bearer) == list(AUTOMATIC)
    assert switch_off(bench, bearer, "brief", "brief").json == {"off": ["brief"]}
    assert "brief" not in on(bench, bearer)
    assert bench.view(bearer)["automatic_off"] == ["brief"]
    close(bench, "mine")
    assert on(bench, bearer) == [n for n in AUTOMATIC if n not in ("brief", "mine")]
    (account,) = bench.view(bearer)["accounts"]
    assert account["automatic_off"] == ["mine"]
    switch_off(bench, bearer)
    assert on(bench, bearer) == [n for n in AUTOMATIC if n != "mine"]


def test_what_there_is_not_cannot_be_switched(bench: Bench) -> None:
    assert switch_off(bench, bench.signed_in(), "everything").status == 422


def test_the_choice_outlives_logging_out_and_not_leaving(bench: Bench) -> None:
    bearer = bench.signed_in()
    switch_off(bench, bearer, "brief")
    bench.call("login_routing/log-out", bearer=bearer)
    bearer = bench.open_pane()
    assert bench.view(bearer)["automatic_off"] == ["brief"]
    bench.call("login_routing/delete-me", bearer=bearer)
    assert "PREFERENCES" not in bench.wired.users.keys(PRIYA)


@pytest.mark.parametrize("by_admin", [False, True])
def test_a_brief_that_is_off_reads_and_remembers_nothing(bench: Bench, by_admin: bool) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, ELENA)
    if by_admin:
        close(bench, "brief")
    else:
        switch_off(bench, bearer, "brief")
    with bench.watch() as traffic:
        section = bench.record(bearer, query="sections=brief").json["sections"]["brief"]
        path = {"tenant": "northstar", "kind": "company", "id": bench.gsid("Northwind Robotics")}
        since = bench.call("participant_sync/since", bearer=bearer, path=path).json
    assert (section["status"], since["told"]) == ("absent", False)
    assert traffic.upstream == []
    assert not any(key.startswith("VISIT#") for key in bench.wired.users.keys(PRIYA))


def test_suggestions_and_the_recurring_customer_are_switched_one_by_one(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, ELENA)
    chosen = {**customer(bench, "Acme Retail"), "name": "Acme Retail"}
    bench.call("participant_sync/choose-customer", bearer=bearer, body=chosen)

    def names() -> set[str]:
        return {one["name"] for one in sync(bench, bearer)["suggested"]}

    assert names() >= {"Acme Retail", "Northwind Robotics"}
    switch_off(bench, bearer, "suggestions")
    assert names() == {"Acme Retail"}
    switch_off(bench, bearer, "series")
    assert "Acme Retail" not in names()
    assert "Northwind Robotics" in names()
    answer = bench.call("participant_sync/choose-customer", bearer=bearer, body=chosen)
    assert answer.status == 204


def test_no_draft_waits_after_a_call_where_that_is_off(bench: Bench) -> None:
    bearer = bench.signed_in()
    met = {**customer(bench), "name": "Northwind Robotics"}
    for off, drafts in (("drafts", 0), ("brief", 1)):
        switch_off(bench, bearer, off)
        assert bench.call("timeline_write/meet", bearer=bearer, body=met).status == 204
        after = bench.call("timeline_write/drafts", bearer=bench.open_pane(mid=None), query="").json
        assert len(after["drafts"]) == drafts


def test_the_next_of_a_recurring_meeting_opens_with_its_customer(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.summary(bearer, "Acme Retail")
    joined(bench, PRIYA_IN, ELENA)
    chosen = {**customer(bench), "name": "Northwind Robotics"}
    bench.call("participant_sync/choose-customer", bearer=bearer, body=chosen)
    bench.clock.advance(86_400 * 7)
    bench.summary(bench.open_pane(mid=None), "Acme Retail")

    def opens_with() -> str:
        return str(bench.exchange(bench.context(mid="next+one==")).json["last_selected"]["name"])

    assert opens_with() == "Acme Retail"
    bench.clock.advance(60)
    happened(bench, "started", None, meeting_uuid="next+one==")
    assert opens_with() == "Northwind Robotics"
    switch_off(bench, bench.open_pane(), "series")
    assert opens_with() == "Acme Retail"
    switch_off(bench, bench.open_pane())
    bench.clock.advance(60)
    bench.summary(bench.open_pane(mid="next+one=="), "Contoso Foods")
    assert opens_with() == "Contoso Foods"


def test_my_customers_are_asked_for_once_in_hours(bench: Bench) -> None:
    bearer = bench.signed_in()
    with bench.watch() as traffic:
        shown = mine(bench, bearer)
    assert sorted(p for p in traffic.paths if p != "describe") == ["Company", "Relationship"]
    assert traffic.aws.count("kms:Decrypt") == 1
    names = [one["name"] for one in shown["customers"]]
    assert "Northwind Robotics" in names
    assert all(one["csm"] == "Priya Nair" for one in shown["customers"])
    assert all(one["score"] is None for one in shown["customers"])
    assert shown["complete"]
    with bench.watch() as traffic:
        assert mine(bench, bearer) == shown
    assert traffic.upstream == []
    bench.clock.advance(6 * 3_600 + 1)
    with bench.watch() as traffic:
        mine(bench, bench.open_pane())
    assert "Company" in traffic.paths


def test_that_somebody_has_no_customers_is_kept_too(bench: Bench) -> None:
    bearer = bench.signed_in(uid=MEI)
    assert {one["kind"] for one in mine(bench, bearer)["customers"]} != {"company", "relationship"}
    with bench.watch() as traffic:
        mine(bench, bearer)
    assert traffic.upstream == []


def test_my_customers_wait_for_nobody_and_keep_nobody_waiting(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.summary(bearer)
    somebody = Payer("northstar", "somebody", "background")
    while bench.wired.purse.reserve("objects", somebody, 1).at <= bench.clock.now() * 1000:
        pass
    assert mine(bench, bearer) == {"customers": [], "complete": False}
    assert bench.record(bearer).status == 200


def test_who_comes_by_salesforce_has_no_list(bench: Bench) -> None:

    bearer = bench.signed_in()
    rule = Portfolio(enabled=True, records="own")
    bench.wired.tenants.save_policy("northstar", Policy(portfolio=rule))
    known = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert known is not None
    changed = replace(known, integration="salesforce")
    bench.wired.credentials.save(changed, since=int(bench.clock.now()))
    assert mine(bench, bearer) == {"customers": [], "complete": False}
