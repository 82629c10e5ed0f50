"""What happens in calls is told once, counted, and reported to whom it concerns."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.background import Background
from tests.harness import JONAS, MEETING, PRIYA, Answer, Bench
from tests.notebook import Notebook

from gainsight_zoom.records import Policy
from gainsight_zoom.roster import RosterEvent
from gainsight_zoom.usage import KEPT_DAYS, KINDS

ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"
DAY = 86_400
TODAY = "2026-11-22"


@pytest.fixture
def background(bench: Bench) -> Background:
    return Background(bench)


def report(bench: Bench, bearer: str, **asked: str) -> Answer:
    """Ask for a report of today, by kind unless said otherwise."""
    given = {"tenant": "northstar", "from": TODAY, "to": TODAY, "group": "kind", **asked}
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return bench.call("usage_report/report", bearer=bearer, query=query)


def totals(answer: Answer) -> dict[str, int]:
    """Read the totals of a report's rows."""
    assert answer.status == 200, answer.body
    return {row["key"]: row["total"] for row in answer.json["rows"]}


def events(bench: Bench, bearer: str, **asked: str) -> Any:
    """List events."""
    query = "&".join(f"{n}={v}" for n, v in {"tenant": "northstar", **asked}.items())
    answer = bench.call("usage_report/events", bearer=bearer, query=query)
    assert answer.status == 200, answer.body
    return answer.json


def admin(bench: Bench, uid: str = JONAS) -> str:
    """Sign somebody in whom the tenant's policy calls an admin."""
    email = bench.zoom.users["jonas"].email
    bench.wired.tenants.save_policy("northstar", Policy(admins=(email,)))
    bench.clock.advance(61)
    return bench.signed_in(uid=uid)


def in_a_meeting(bench: Bench) -> None:
    told = RosterEvent(
        "started", int(bench.clock.now() * 1000), ACCOUNT, MEETING, "84512345678", PRIYA
    )
    bench.wired.meetings.apply(told, now=int(bench.clock.now()))


def customer(bench: Bench) -> dict[str, str]:
    return {"tenant": "northstar", "kind": "company", "id": bench.gsid("Northwind Robotics")}


def do_everything(bench: Bench) -> str:
    """Do once each thing that is counted; return the bearer."""
    bearer = bench.sign_in()
    in_a_meeting(bench)
    bench.record(bearer)
    book = Notebook(bench, bearer)
    draft = book.begin()
    assert book.publish(draft).status == 200
    bench.clock.advance(61)
    book.run()
    bench.northstar.faults.add(Fault(kind="unavailable", path="/v1/ant/es/activity", times=1))
    waiting, wrong = book.begin(subject="Waits"), book.begin(type="Escalation")
    for other in (waiting, wrong):
        assert book.publish(other).status == 200
        bench.clock.advance(61)
        book.run()
    where = {"tenant": "northstar", "kind": "company", "id": bench.gsid("Northwind Robotics")}
    page = bench.call("timeline_write/activities", bearer=bearer, path=where, query="").json
    activity = {**where, "activity_id": page["activities"][-1]["id"]}
    said = {"html": "<p>Agreed.</p>", "key": "press-0002"}
    for _ in range(2):
        commented = bench.call(
            "timeline_write/add-comment", bearer=bearer, path=activity, body=said
        )
        assert commented.status == 201, commented.body
    someone = {"name": "Sofia Lindqvist", "email": "sofia@northwind.example"}
    known = {"name": "Ken Oduya", "email": "ken@fabrikam.example"}
    adding = {"key": "press-0001", "customer": customer(bench), "people": [someone, known]}
    for _ in range(2):
        added = bench.call("participant_sync/add", bearer=bearer, body=adding)
        assert [one["status"] for one in added.json["results"]] == ["added", "linked"]
    listed = {
        "participants": [{"participant_uuid": "D444-1", "name": "Tomasz"}],
        "customer": customer(bench),
    }
    synced = bench.call("participant_sync/sync", bearer=bearer, body=listed).json
    tomasz = next(one for one in synced["people"] if one["name"] == "Tomasz")
    matched = bench.call(
        "participant_sync/match",
        bearer=bearer,
        path={"participant_id": tomasz["id"]},
        body={"email": "tomasz@northwind.example", "customer": customer(bench)},
    )
    assert matched.status == 200, matched.body
    bench.clock.advance(61)
    change = {"changes": [{"name": "Employees", "value": 512, "seen": 3600}]}
    changed = bench.call("c360_fetch/edit-attributes", bearer=bearer, path=where, body=change)
    assert changed.status == 200, changed.body
    bench.clock.advance(61)
    measure = {**where, "measure_id": bench.gsid("CSM pulse", "scorecard_measure")}
    score = {"key": "press-0004", "action": "SAVE", "score": 70, "comment": "Agreed."}
    for _ in range(2):
        sent = bench.call("c360_fetch/set-measure", bearer=bearer, path=measure, body=score)
        assert sent.status in {200, 202}, sent.body
    invited = {"tenant": "northstar", "kind": "invitation_sent", "key": "press-0003", "count": 2}
    for _ in range(2):
        told = bench.call("usage_report/tell", bearer=bearer, body=invited)
        assert told.status == 202, told.body
    return bearer


def test_each_act_is_told_once_and_reported(bench: Bench, background: Background) -> None:
    bearer = do_everything(bench)
    messages = background.waiting("usage")
    assert background.deliver("usage", *messages) == []
    assert background.deliver("usage", *messages) == [], "the queue may give twice"
    shown = totals(report(bench, bearer))
    once = {
        "signed_in": 1,
        "customer_selected": 1,
        "activity_drafted": 3,
        "activity_published": 2,
        "activity_queued": 1,
        "activity_failed": 1,
        "comment_written": 1,
        "person_added": 1,
        "person_linked": 1,
        "person_matched": 1,
        "measure_set": 1,
        "attribute_changed": 1,
        "invitation_sent": 2,
        "section_viewed": 3,
    }
    assert shown.items() >= once.items(), shown
    assert shown.keys() | {"app_opened"} == set(KINDS), "each kind of act is done here"
    listed = events(bench, bearer, limit="500")["events"]
    assert sum(event["count"] for event in listed) == sum(shown.values())
    assert {e["meeting"] for e in listed if e["kind"] == "activity_drafted"} != {None}


def test_a_note_counts_once_somebody_wrote_in_it(bench: Bench, background: Background) -> None:
    bearer = bench.signed_in("northstar")
    book = Notebook(bench, bearer)
    items = [{"id": "a1", "text": "Quote", "carried": True}]
    draft = book.begin(notes_html="<p><br></p>", action_items=items)
    draft = book.save(draft, subject="Renamed only")
    background.deliver("usage", *background.waiting("usage"))
    assert "activity_drafted" not in totals(report(bench, bearer))
    for words in ("<p>Cell 7 runs.</p>", "", "<p>Cell 8 too.</p>"):
        draft = book.save(draft, notes_html=words)
    background.deliver("usage", *background.waiting("usage"))
    assert totals(report(bench, bearer))["activity_drafted"] == 1


def test_a_message_holds_ids_and_no_names_texts_or_addresses(
    bench: Bench, background: Background
) -> None:
    do_everything(bench)
    told = str(background.waiting("usage")).lower()
    for personal in ("northwind", "sofia", "tomasz", "@", "agreed", "weekly", MEETING.lower()):
        assert personal not in told, personal


def test_opening_counts_once_a_meeting_and_for_each_tenant(
    bench: Bench, background: Background
) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    for _ in range(3):
        bench.open_pane()
    assert background.drain("usage") == []
    assert totals(report(bench, bearer)) == {"app_opened": 1}
    assert totals(report(bench, bearer, tenant="kestrel")) == {"app_opened": 1}


def test_days_are_the_readers(bench: Bench, background: Background) -> None:
    bench.signed_in()
    bench.clock.advance(13 * 3600)  # 23:02 UTC
    bearer = bench.open_pane(mid="another==")
    assert background.drain("usage") == []
    in_utc = report(bench, bearer, group="day", to="2026-11-23")
    assert totals(in_utc) == {TODAY: 2, "2026-11-23": 0}
    in_berlin = report(bench, bearer, group="day", to="2026-11-23", zone="Europe/Berlin")
    assert totals(in_berlin) == {TODAY: 1, "2026-11-23": 1}
    week = report(bench, bearer, group="week", to="2026-11-23", zone="Europe/Berlin")
    assert totals(week) == {"2026-11-16": 1, "2026-11-23": 1}


def test_everybodys_is_for_admins(bench: Bench, background: Background) -> None:
    priya = bench.signed_in()
    jonas = admin(bench)
    bench.record(priya)
    bench.record(jonas, "Acme Retail")
    assert background.drain("usage") == []
    for whose in ("everyone", bench.wired.users.load(JONAS).credentials[0].user.gsid):  # type: ignore[union-attr]
        refused = report(bench, priya, whose=whose)
        assert (refused.status, refused.code) == (403, "forbidden")
    assert report(bench, priya, group="user").code == "forbidden"
    both = report(bench, jonas, whose="everyone", group="user")
    assert both.json["total"] == sum(totals(both).values())
    assert {row["name"] for row in both.json["rows"]} == {"Priya Nair", "Jonas Weber"}
    by_company = report(bench, jonas, whose="everyone", group="company")
    assert by_company.json["total"] == both.json["total"], "however it is grouped"
    assert {r["name"]: r["key"] for r in by_company.json["rows"]}["No company"] == ""
    companies = report(bench, jonas, whose="everyone", group="company", kinds="section_viewed")
    assert {r["name"]: r["total"] for r in companies.json["rows"]} == {
        "Northwind Robotics": 1,
        "Acme Retail": 1,
    }
    northwind = bench.gsid("Northwind Robotics")
    of_one = report(bench, jonas, whose="everyone", company=northwind, group="user")
    assert [row["name"] for row in of_one.json["rows"]] == ["Priya Nair"]
    assert totals(report(bench, priya, company=northwind)) == {
        "customer_selected": 1,
        "section_viewed": 1,
    }
    listed = events(bench, jonas, whose="everyone")["events"]
    assert len({event["user"] for event in listed}) == 2
    assert len({event["user"] for event in events(bench, priya)["events"]}) == 1


def test_a_relationship_counts_for_its_company(bench: Bench, background: Background) -> None:
    bearer = bench.signed_in()
    relationship = bench.northstar.records.rows("relationship")[0]
    bench.record(bearer, relationship["Name"], kind="relationship")
    assert background.drain("usage") == []
    mine = report(bench, bearer, relationship=relationship["Gsid"])
    assert totals(mine)["section_viewed"] == 1
    its_company = report(bench, bearer, company=relationship["CompanyId"])
    assert totals(its_company) == totals(mine)


def test_a_customer_shown_from_what_is_kept_was_chosen_all_the_same(
    bench: Bench, background: Background
) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    bench.clock.advance(1)
    bench.record(bearer, "Acme Retail")
    bench.clock.advance(61)
    bench.northstar.faults.add(Fault(kind="unavailable", path="/v1/data", times=None))
    stale = bench.record(bearer).json
    assert stale["sections"]["summary"]["status"] == "stale"
    assert background.drain("usage") == []

    northwind = bench.gsid("Northwind Robotics")
    assert totals(report(bench, bearer, company=northwind))["customer_selected"] == 2
    assert bench.view(bearer)["recent"][0]["name"] == "Northwind Robotics"


def test_tables_are_safe_in_spreadsheets(bench: Bench, background: Background) -> None:
    bearer = bench.signed_in()
    company = bench.northstar.find("company", Name="Northwind Robotics")
    bench.record(bearer)
    company["Name"] = '=HYPERLINK("http://evil.example")'
    assert background.drain("usage") == []
    answer = report(bench, bearer, group="company", format="csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    heading, row, none = csv.reader(io.StringIO(answer.body))
    assert heading == [
        "company",
        "name",
        "total",
        "app_opened",
        "customer_selected",
        "section_viewed",
    ]
    assert none == ["", "No company", "1", "1", "0", "0"]
    assert row[1].startswith("'=")
    listed = bench.call(
        "usage_report/events", bearer=bearer, query="tenant=northstar&format=csv&limit=1"
    )
    assert len(list(csv.reader(io.StringIO(listed.body)))) == 2
    assert listed.headers["x-next"]


def test_a_list_goes_on_where_it_stopped(bench: Bench, background: Background) -> None:
    jonas = admin(bench)
    for days in (0, 3, 40):
        bench.clock.advance(days * DAY)
        bench.open_pane(uid=JONAS, mid=f"meeting-{days}==")
        assert background.drain("usage") == []
    jonas = bench.open_pane(uid=JONAS, mid="meeting-40==")
    for whose in ("mine", "everyone"):
        seen: list[str] = []
        after: dict[str, str] = {}
        for _ in range(10):
            page = events(bench, jonas, whose=whose, limit="1", **after)
            seen += [event["at"] for event in page["events"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert len(seen) == 4
        assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("whose", ["mine", "everyone"])
def test_a_list_keeps_to_the_filters_of_the_report(
    bench: Bench, background: Background, whose: str
) -> None:
    jonas = admin(bench)
    bench.record(jonas, "Acme Retail")
    bench.clock.advance(13 * 3600)  # 23:02 UTC, past midnight in Berlin
    jonas = bench.open_pane(uid=JONAS, mid="another==")
    bench.record(jonas)
    assert background.drain("usage") == []
    bench.clock.advance(3 * DAY)
    jonas = bench.open_pane(uid=JONAS, mid="later==")
    assert background.drain("usage") == []

    northwind = bench.gsid("Northwind Robotics")
    for asked in (
        {"from": TODAY, "to": TODAY},
        {"from": "2026-11-23", "to": "2026-11-23", "zone": "Europe/Berlin"},
        {"from": TODAY, "to": TODAY, "zone": "Europe/Berlin"},
        {"from": TODAY, "to": "2026-11-25", "kinds": "app_opened,section_viewed"},
        {"from": TODAY, "to": "2026-11-25", "company": northwind},
        {"from": "2026-11-24", "to": "2026-11-24"},
    ):
        given = {**asked, "whose": whose}
        shown = totals(report(bench, jonas, **given))
        listed: Counter[str] = Counter()
        after: dict[str, str] = {}
        while True:
            page = events(bench, jonas, limit="2", **given, **after)
            for event in page["events"]:
                listed[event["kind"]] += event["count"]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert dict(listed) == shown, asked
    assert listed == {}, "nothing happened on the last day asked for"


def test_what_is_too_old_is_not_shown_even_while_it_is_kept(
    bench: Bench, background: Background
) -> None:
    bearer = bench.signed_in()
    assert background.drain("usage") == []
    bench.clock.advance((KEPT_DAYS + 1) * DAY)
    bench.connected()
    bearer = bench.open_pane()
    assert events(bench, bearer)["events"] == []
    assert report(bench, bearer).json["total"] == 0
    kept = [item for item in bench.cloud.items("UsageTable") if "ttl" not in item]
    assert kept == [], "everything ends"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-11-23"}, "from"),
        ({"from": "2025-11-20"}, "from"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"kinds": "app_opened,app_hacked"}, "kinds"),
        ({"group": "moon"}, "group"),
        ({"from": "yesterday"}, "from"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "from"),
        ({"from": "9999-12-31", "to": "9999-12-31"}, "from"),
    ],
)
def test_what_cannot_be_understood_is_refused_at_its_place(
    bench: Bench, asked: dict[str, str], field: str
) -> None:
    answer = report(bench, bench.signed_in(), **asked)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert field in answer.error["fields"]


@pytest.mark.parametrize(
    "asked", ["from=2026-11-25", "from=0001-01-01", "to=9999-12-31", "zone=Mars", "kinds=hacked"]
)
def test_a_list_refuses_the_same(bench: Bench, asked: str) -> None:
    query = f"tenant=northstar&{asked}"
    answer = bench.call("usage_report/events", bearer=bench.signed_in(), query=query)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert asked.partition("=")[0] in {*answer.error["fields"], "to"}


def test_without_gainsight_a_report_has_no_names(bench: Bench, background: Background) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    assert background.drain("usage") == []
    bench.instead("/v1/data/objects/query/Company", {"x": 1}, status=500)
    answer = report(bench, bearer, group="company")
    assert [row["name"] for row in answer.json["rows"]] == [None, "No company"]


def test_a_queue_that_takes_nothing_holds_nobody_up(
    make_bench: Callable[..., Bench], logged: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = "https://sqs.eu-central-1.amazonaws.com/123456789012/gone"
    bench = make_bench(USAGE_QUEUE_URL=nowhere)
    bearer = bench.signed_in()
    assert bench.record(bearer).status == 200
    assert set(logged.levels("usage not told")) == {"WARNING"}
    assert '"UsageEventsLost":[2.0]' in capsys.readouterr().out.replace(" ", "")


def test_operators_see_the_same_as_metrics(
    bench: Bench, background: Background, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.signed_in()
    messages = background.waiting("usage")
    background.deliver("usage", *messages)
    background.deliver("usage", *messages)
    counted = [line for line in capsys.readouterr().out.splitlines() if '"Usage"' in line]
    assert len(counted) == 1
    assert '"kind":"app_opened"' in counted[0].replace(" ", "")
    assert "northstar" not in counted[0]
