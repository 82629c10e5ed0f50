"""What functions need of AWS only once they have run for a while, which no cold one shows.

That no handler goes beyond its role is held by every test on the bench (``tests/conftest.py``);
that no role allows more than what is used, by ``tests/sandbox/test_permissions.py``.
"""

from tests.background import Background
from tests.harness import MEETING, PRIYA, Bench
from tests.lawful import LEAVING, WARM

from gainsight_zoom.accounts import RECENT_KEPT
from gainsight_zoom.agendas import QUARTER_S
from gainsight_zoom.records import Customer, Policy, RecentCustomer
from gainsight_zoom.roster import RosterEvent

ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"


def test_customers_of_long_ago_are_forgotten(bench: Bench) -> None:
    bearer = bench.signed_in()
    for n in range(RECENT_KEPT):
        opened = RecentCustomer(Customer("northstar", "company", f"1P02OLD{n}", f"Old {n}"), n)
        place = ("northstar", "company", opened.customer.id)
        item = bench.wired.users.opened(PRIYA, opened)
        bench.wired.snapshots.keep(PRIYA, place, {}, since=2**40, beside=[item])
    with bench.watch() as traffic:
        bench.summary(bearer)
    assert WARM["C360Fetch"] <= traffic.permissions


def test_meeting_people_goes_on_an_hour_later(bench: Bench) -> None:
    bearer = bench.signed_in()
    told = RosterEvent(
        "started", int(bench.clock.now() * 1000), ACCOUNT, MEETING, "84512345678", PRIYA
    )
    bench.wired.meetings.apply(told, now=int(bench.clock.now()))
    bench.restart()
    body = {"refresh": True}
    bench.call("participant_sync/sync", bearer=bearer, body=body)
    bench.clock.advance(3_700)
    with bench.watch() as traffic:
        answer = bench.call("participant_sync/sync", bearer=bearer, body=body)
    assert answer.json["problems"] == []
    assert WARM["ParticipantSync"] - LEAVING <= traffic.permissions


def test_a_report_may_be_the_first_that_asks_gainsight(bench: Bench) -> None:
    bearer = bench.signed_in()
    background = Background(bench)
    bench.record(bearer)
    assert background.drain("usage") == []
    for item in bench.cloud.items("TenantsTable"):
        if item["sk"]["S"].startswith("BUDGET#"):
            key = {"pk": item["pk"], "sk": item["sk"]}
            bench.cloud.client("dynamodb").delete_item(
                TableName=bench.wired.config.tenants_table, Key=key
            )
    day = "2026-11-22"
    with bench.watch() as traffic:
        query = f"tenant=northstar&from={day}&to={day}&group=company"
        answer = bench.call("usage_report/report", bearer=bearer, query=query)
    assert answer.json["rows"][0]["name"] == "Northwind Robotics"
    assert WARM["UsageReport"] <= traffic.permissions


def test_a_delivery_may_come_right_after_somebody_elses_call(bench: Bench) -> None:
    bench.wired.tenants.save_policy("northstar", Policy(usage_object="Zoom_App_Event__gc"))
    background = Background(bench)
    bearer = bench.signed_in()
    bench.record(bearer)
    assert background.drain("usage") == []
    bench.clock.advance(300)
    bench.record(bearer)
    bench.restart()
    with bench.watch() as traffic:
        assert background.deliver_usage()["delivered"]
    assert WARM["UsageDeliverer"] <= traffic.permissions


def test_calls_are_made_ready_with_tokens_of_any_age_until_the_user_is_gone(bench: Bench) -> None:
    background = Background(bench)
    bench.signed_in()
    bench.restart()
    dead = {"error": "invalid_grant"}
    gone = {"error": "invalid_grant", "code": 4741, "reason": "Token revoked"}
    with bench.watch() as traffic:
        for refusal in (None, None, dead, gone):
            bench.clock.advance(QUARTER_S * 5 - bench.clock.now() % QUARTER_S + 240)
            bench.zoom.meeting.next_at = bench.clock.now() + 660
            if refusal is not None:
                bench.instead("/oauth/token", refusal, status=400, host="zoom.us")
            background.prepare()
            if refusal is dead:
                bench.signed_in()
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]
    assert WARM["CallPreparer"] - LEAVING <= traffic.permissions
