"""The Scorecard: what each provider shows, what is sent, and what cannot be done and why."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from requests import ReadTimeout
from sandbox.faults import Fault
from sandbox.scorecards import SETUP
from tests.conftest import Logged
from tests.doubles import Canned
from tests.harness import JONAS, MEI, Answer, Bench

from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.layouts import DEFAULT_LAYOUT, Band, Scheme, ScorecardSetup
from gainsight_zoom.records import Policy
from gainsight_zoom.store.snapshots import Snapshots

NORTHWIND = "Northwind Robotics"
KEY = "press-0001"
NOTHING = {"result": True, "errorCode": None, "errorDesc": None, "data": {"records": []}}
ROWS = "/v1/data/objects/Zoom_Score_Update__gc"
LOOKED_UP = "/v1/data/objects/query/Zoom_Score_Update__gc"
UPDATES = f"northstar.gainsightcloud.com{ROWS}"


def card(bench: Bench, bearer: str, name: str = NORTHWIND, **where: Any) -> Any:
    answer = bench.record(bearer, name, query="sections=scorecard", **where)
    assert answer.status == 200, answer.body
    section = answer.json["sections"]["scorecard"]
    assert section["status"] == "ok", section
    return section["data"]


def measures(data: Any) -> dict[str, Any]:
    return {m["name"]: m for group in data["groups"] for m in group["measures"]}


def where(bench: Bench, name: str = NORTHWIND, kind: str = "company") -> dict[str, str]:
    return {"tenant": "northstar", "kind": kind, "id": bench.gsid(name, kind)}


def measure_id(bench: Bench, name: str) -> str:
    return bench.gsid(name, "scorecard_measure")


def put(bench: Bench, bearer: str, measure: str = "CSM pulse", **body: Any) -> Answer:
    path = {**where(bench), "measure_id": measure_id(bench, measure)}
    return bench.call("c360_fetch/set-measure", bearer=bearer, path=path, body={"key": KEY, **body})


def rows(bench: Bench) -> list[dict[str, Any]]:
    return bench.northstar.records.rows("Zoom_Score_Update__gc")


def audited(bench: Bench) -> list[str]:
    lines = bench.wired.tenants._tenants.prefix("TENANT#northstar", "AUDIT#")
    return [i["action"] for i in lines if i["action"].startswith("scorecard.")]


def set_up(bench: Bench, setup: ScorecardSetup) -> None:
    bench.wired.tenants.save_layout("northstar", replace(DEFAULT_LAYOUT, scorecards=setup))
    bench.clock.advance(61)


def without(*roles: str, **changed: Mapping[str, str]) -> ScorecardSetup:
    sources = {r: dict(s) for r, s in SETUP.sources.items() if r not in roles}
    return ScorecardSetup(sources={**sources, **{r: dict(s) for r, s in changed.items()}})


def test_groups_measures_and_what_they_contribute(bench: Bench) -> None:
    data = card(bench, bench.signed_in())

    assert (data["provider"], data["scorecard"]["name"]) == ("objects", "Customer Health")
    assert data["overall"] == {
        "score": 77,
        "label": "77",
        "color": "#22a06b",
        "previous": 71,
        "trend": "up",
    }
    assert [g["name"] for g in data["groups"]] == ["Adoption", "Relationship", None]
    adoption, relationship, ungrouped = data["groups"]
    assert adoption["score"] == 83.6  # 60 % of 82 and 40 % of 86
    assert [g["contribution_pct"] for g in data["groups"]] == [40, 35, 25]
    assert relationship["score"] == 71.9  # 50 of 70 and 30 of 75; NPS has none and is left out
    shares = {m["name"]: m["contribution_pct"] for m in relationship["measures"]}
    assert shares == {
        "Executive relationship": 62.5,
        "Champion strength": 37.5,
        "NPS sentiment": None,
    }
    (pulse,) = ungrouped["measures"]
    assert (pulse["contribution_pct"], pulse["of_overall_pct"]) == (None, 25)
    assert ungrouped["score"] is None


def test_marks_of_a_measure(bench: Bench) -> None:
    shown = measures(card(bench, bench.signed_in()))

    stale = shown["Executive relationship"]
    assert stale["stale"]
    assert stale["valid_until"] == "2026-10-02T00:00:00Z"
    assert stale["comment"] == "New COO since July; intro pending."
    assert (stale["by"], stale["trend"]) == ("Priya Nair", "flat")
    assert not shown["CSM pulse"]["stale"]
    assert shown["CSM pulse"]["trend"] == "down"
    assert shown["CSM pulse"]["editable"]
    assert not shown["Seat usage"]["editable"]
    assert "automatically" in shown["Seat usage"]["reason"]
    assert shown["NPS sentiment"]["score"] is None


def test_eighteen_weeks_oldest_first_with_their_gap(bench: Bench) -> None:
    weeks = card(bench, bench.signed_in())["history"]

    assert len(weeks) == 18
    assert (weeks[0]["week"], weeks[-1]["week"]) == ("2026-07-20", "2026-11-16")
    assert (weeks[0]["score"], weeks[-1]["score"]) == (58, 77)
    assert weeks[8] == {"week": "2026-09-14", "score": None, "label": None, "color": None}
    assert weeks[1]["color"] == "#e2b203"


def test_two_calls_warm_and_two_rounds_cold(bench: Bench) -> None:
    bearer = bench.signed_in()
    with bench.watch() as cold:
        card(bench, bearer)
    bench.clock.advance(60)
    with bench.watch() as warm:
        card(bench, bearer)
    bench.restart()
    bench.clock.advance(60)
    with bench.watch() as other_container:
        card(bench, bearer)

    assert sorted(warm.paths) == ["scorecard_fact", "scorecard_history"]
    assert sorted(other_container.paths) == sorted(warm.paths)  # the table kept the definitions
    assert sorted(cold.paths) == sorted(
        [
            *warm.paths,
            "describe",
            "describe",
            "scorecard_master",
            "scorecard_measure",
            "scorecard_scheme_definition",
        ]
    )


def test_two_calls_where_there_is_no_row_about_the_record(bench: Bench) -> None:
    """The first look at the tab finds out; for a day it is known."""
    bearer = bench.signed_in()
    card(bench, bearer)
    for _ in range(3):
        bench.clock.advance(60)
        bench.restart()
        with bench.watch() as traffic:
            card(bench, bearer, "Wingtip Software")

    assert sorted(traffic.paths) == ["Company", "scorecard_fact"]

    full = {"MeasureId": measure_id(bench, "CSM pulse"), "Score": 61}
    fact = bench.northstar.find("scorecard_fact", CompanyId=bench.gsid(NORTHWIND))
    fact.update({**full, "CompanyId": bench.gsid("Wingtip Software")})
    wingtip = bench.northstar.find("company", Name="Wingtip Software")
    wingtip["ScorecardId"] = bench.gsid("Customer Health", "scorecard_master")
    for known in (["Company", "scorecard_fact", "scorecard_history"], None):
        bench.clock.advance(60)
        with bench.watch() as traffic:
            data = card(bench, bearer, "Wingtip Software")
        assert len(data["history"]) == 18
        assert sorted(traffic.paths) == (known or ["scorecard_fact", "scorecard_history"])


@pytest.mark.parametrize(("seen", "later_s"), [("summary", 60), ("scorecard", 86_400)])
def test_history_is_shown_where_nothing_is_scored_now(
    bench: Bench, seen: str, later_s: float
) -> None:
    """That nothing was found is looked at again a day later; the Summary says nothing of it."""
    bench.record(bench.signed_in(), "Wingtip Software", query=f"sections={seen}")
    week = bench.northstar.find("scorecard_history", Score=77)
    week["CompanyId"] = bench.gsid("Wingtip Software")
    bench.clock.advance(later_s)
    bearer = bench.signed_in()

    for _ in range(3):
        history = card(bench, bearer, "Wingtip Software")["history"]
        assert [one["score"] for one in history if one["score"] is not None] == [week["Score"]]
        bench.clock.advance(60)


@pytest.mark.parametrize("hidden", ["scorecard_measure", "scorecard_scheme_definition"])
def test_what_one_user_may_not_see_is_not_kept_for_the_others(bench: Bench, hidden: str) -> None:
    jonas, priya = bench.signed_in(uid=JONAS), bench.signed_in()
    path = f"/v1/data/objects/query/{hidden}"
    bench.instead(path, NOTHING)
    assert card(bench, jonas)["provider"] == "objects"
    bench.transport.instead.clear()
    bench.clock.advance(60)

    seen = card(bench, priya)

    assert measures(seen)["CSM pulse"]["score"] == 75
    assert seen["overall"]["color"] == "#22a06b"
    bench.clock.advance(60)
    bench.instead(path, NOTHING)
    assert measures(card(bench, jonas))["CSM pulse"]["score"] == 75


def test_a_tenant_without_ranges_is_not_asked_for_them_at_every_look(bench: Bench) -> None:
    bench.instead("/v1/data/objects/query/scorecard_scheme_definition", NOTHING)
    bearer = bench.signed_in()
    card(bench, bearer)
    for pause_s, asked in ((60, False), (300, False), (600, True)):
        bench.clock.advance(pause_s)
        with bench.watch() as traffic:
            card(bench, bearer)
        assert ("scorecard_scheme_definition" in traffic.paths) is asked
        assert ("describe" in traffic.paths) is asked


def test_a_score_is_sent_and_waits_until_gainsight_shows_it(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)

    answer = put(bench, bearer, score=90, comment="Great call")

    assert answer.status == 202, answer.body
    sent = answer.json["measure"]
    assert sent["score"] == 75
    assert sent["waiting"] == {
        "action": "SAVE",
        "score": 90,
        "label": "90",
        "color": "#22a06b",
        "comment": "Great call",
        "since": "2026-11-22T10:02:11Z",
    }
    (row,) = rows(bench)
    assert row["Company__gc"] == bench.gsid(NORTHWIND)
    assert (row["Score__gc"], row["Action__gc"]) == (90, "SAVE")
    assert row["RequestedBy__gc"] == bench.gsid("Priya Nair", "gsuser")
    assert audited(bench) == ["scorecard.save"]
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"]["score"] == 90

    bench.clock.advance(20)
    data = card(bench, bearer)
    pulse = measures(data)["CSM pulse"]
    assert (pulse["waiting"], pulse["score"], pulse["comment"]) == (None, 90, "Great call")
    assert (pulse["previous"], pulse["trend"], pulse["by"]) == (75, "up", "Priya Nair")
    assert data["overall"]["previous"] == 77
    bench.clock.advance(20)
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"] is None


def test_renewing_makes_a_stale_score_fresh_and_removing_takes_it_away(bench: Bench) -> None:
    bearer = bench.signed_in()
    renewed = put(bench, bearer, "Executive relationship", action="RENEW")
    assert renewed.json["measure"]["waiting"]["action"] == "RENEW"
    bench.clock.advance(20)
    fresh = measures(card(bench, bearer))["Executive relationship"]
    assert (fresh["score"], fresh["stale"], fresh["waiting"]) == (70, False, None)

    path = {**where(bench), "measure_id": measure_id(bench, "CSM pulse")}
    removed = bench.call("c360_fetch/remove-measure", bearer=bearer, path=path, query=f"key={KEY}")
    assert (removed.status, removed.json["measure"]["waiting"]["action"]) == (202, "REMOVE")
    bench.clock.advance(20)
    data = card(bench, bearer)
    assert measures(data)["CSM pulse"]["score"] is None
    assert [g["contribution_pct"] for g in data["groups"]] == [53.3, 46.7, 0]
    assert audited(bench) == ["scorecard.renew", "scorecard.remove"]


def test_one_press_is_one_row_however_often_it_arrives(bench: Bench) -> None:
    bearer = bench.signed_in()
    first = put(bench, bearer, score=90)
    again = put(bench, bearer, score=90)

    assert again.json == first.json
    assert len(rows(bench)) == 1
    assert audited(bench) == ["scorecard.save"]
    assert put(bench, bearer, score=91, key="press-0002").status == 202
    assert len(rows(bench)) == 2


def test_what_went_unanswered_but_arrived_counts(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.northstar.faults.add(store_then_timeout())

    answer = put(bench, bearer, score=90)

    assert answer.status == 202, answer.body
    assert len(rows(bench)) == 1


def test_what_went_unanswered_and_did_not_arrive_does_not(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.transport.instead[UPDATES] = ReadTimeout("no answer")

    answer = put(bench, bearer, score=90)

    assert (answer.status, answer.error["retryable"]) == (503, True)
    assert rows(bench) == []
    assert audited(bench) == []


def lose_the_answer(bench: Bench, kind: Any = "unavailable") -> None:
    """Let Gainsight store the next row unseen, and not say so when it is asked for it."""
    bench.wired.tenants.save_policy("northstar", Policy(call_share=100))
    bench.clock.advance(61)
    bench.northstar.faults.add(store_then_timeout())
    bench.northstar.faults.add(Fault(kind=kind, path=LOOKED_UP, times=None))


@pytest.mark.parametrize("unique", ["none", "field"])
@pytest.mark.parametrize("kind", ["unavailable", "rate_limited", "forbidden", "drop"])
def test_the_same_press_looks_for_its_row_before_it_sends_another(
    bench: Bench, kind: Any, unique: Any
) -> None:
    bench.northstar.settings.unique_refusal = unique
    bench.northstar.settings.score_rule = False
    bearer = bench.signed_in()
    card(bench, bearer)
    lose_the_answer(bench, kind)
    lost = put(bench, bearer, score=90)
    assert (lost.status, lost.error["retryable"]) == (503, True)
    assert audited(bench) == ["scorecard.unanswered"]
    bench.northstar.faults.clear()
    bench.clock.advance(70)

    answers = [put(bench, bearer, score=90) for _ in range(2)]

    assert [a.status for a in answers] == [202, 202]
    assert answers[0].json == answers[1].json
    assert answers[0].json["measure"]["waiting"]["score"] == 90
    assert len(rows(bench)) == 1
    assert sorted(audited(bench)) == ["scorecard.save", "scorecard.unanswered"]


def test_a_press_that_was_lost_on_its_way_is_sent_by_its_next_try(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    for fault in ("drop", "html_200", "server_error", "unavailable"):
        bench.northstar.faults.add(Fault(kind=fault, path=ROWS, method="POST"))
        assert put(bench, bearer, score=90).status == 503
        assert rows(bench) == []
        bench.clock.advance(30)

    assert put(bench, bearer, score=90).status == 202
    assert len(rows(bench)) == 1
    assert audited(bench) == ["scorecard.save"]


def test_while_nobody_knows_it_counts_as_on_its_way_and_a_reading_finds_out(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    lose_the_answer(bench)
    put(bench, bearer, score=90)
    bench.clock.advance(5)
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"]["score"] == 90
    assert audited(bench) == ["scorecard.unanswered"]
    bench.northstar.faults.clear()

    for _ in range(2):
        bench.clock.advance(30)
        with bench.watch() as traffic:
            pulse = measures(card(bench, bearer))["CSM pulse"]
        assert (pulse["score"], pulse["waiting"]) == (90, None), "the rule has run"
    assert sorted(audited(bench)) == ["scorecard.save", "scorecard.unanswered"]
    assert sorted(traffic.paths) == ["scorecard_fact", "scorecard_history"], "asked once"

    assert put(bench, bearer, score=90).status == 202
    assert len(rows(bench)) == 1


def test_what_is_not_there_after_two_minutes_does_not_wait_any_more(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.transport.instead[UPDATES] = ReadTimeout("no answer")
    bench.northstar.faults.add(Fault(kind="drop", path=LOOKED_UP, times=None))
    put(bench, bearer, score=90)
    bench.transport.instead.clear()
    bench.northstar.faults.clear()

    shown = []
    for _ in range(3):
        bench.clock.advance(55)
        shown.append(measures(card(bench, bearer))["CSM pulse"]["waiting"] is not None)

    assert shown == [True, True, False]
    assert rows(bench) == []
    assert audited(bench) == ["scorecard.unanswered"]


def test_a_row_that_comes_late_is_found_by_the_next_try(bench: Bench) -> None:
    """Gainsight stores it when we have looked already: a look-up says what was there then."""
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.northstar.faults.add(store_then_timeout())
    bench.instead(LOOKED_UP, NOTHING)
    assert put(bench, bearer, score=90).status == 503
    bench.transport.instead.clear()
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"]["score"] == 90, "it is there"

    assert put(bench, bearer, score=90).status == 202
    assert len(rows(bench)) == 1
    assert audited(bench) == ["scorecard.save"]


def test_a_lost_press_is_known_when_another_one_came_between(bench: Bench) -> None:
    bench.northstar.settings.unique_refusal = "none"
    bearer = bench.signed_in()
    card(bench, bearer)
    lose_the_answer(bench)
    put(bench, bearer, score=90)
    assert put(bench, bearer, score=91, key="press-0002").status == 202
    bench.northstar.faults.clear()
    bench.clock.advance(1)
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"]["score"] == 91

    assert put(bench, bearer, score=90).status == 202
    assert [row["Score__gc"] for row in rows(bench)] == [90, 91]
    assert sorted(audited(bench)) == ["scorecard.save", "scorecard.save", "scorecard.unanswered"]


def test_a_press_that_comes_again_when_its_score_is_there_sends_nothing(bench: Bench) -> None:
    bench.northstar.settings.unique_refusal = "none"
    bearer = bench.signed_in()
    card(bench, bearer)
    put(bench, bearer, score=90, comment="Great call")
    put(bench, bearer, score=91, key="press-0002")
    bench.clock.advance(20)
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"] is None

    again = put(bench, bearer, score=90, comment="Great call")

    assert (again.status, again.json["measure"]["waiting"]) == (202, None)
    assert again.json["measure"]["score"] == 91
    assert len(rows(bench)) == len(audited(bench)) == 2


@pytest.mark.parametrize("how", ["field", "record", "unlisted"])
def test_a_row_that_is_refused_because_it_is_there_already_is_there(bench: Bench, how: Any) -> None:
    """The process ended when the row was stored, so that nothing is kept of the press."""
    bench.northstar.settings.unique_refusal = how
    bearer = bench.signed_in()
    card(bench, bearer)
    kept = bench.wired.snapshots
    bench.wired.snapshots = Forgetful(kept._identity)
    lose_the_answer(bench)
    assert put(bench, bearer, score=90).status == 503
    bench.wired.snapshots = kept
    assert put(bench, bearer, score=90).status == 503
    bench.northstar.faults.clear()
    bench.clock.advance(5)

    assert put(bench, bearer, score=90).status == 202
    assert len(rows(bench)) == 1
    assert sorted(audited(bench)) == ["scorecard.save", "scorecard.unanswered"]


def test_who_may_not_look_is_told_so_and_sends_nothing_twice(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    lose_the_answer(bench, "result_false")
    assert put(bench, bearer, score=90).status == 503

    answer = put(bench, bearer, score=90)

    assert (answer.status, answer.code) == (409, "not_possible")
    assert "does not let this app look" in answer.error["details"]["reason"]
    assert len(rows(bench)) == 1


def test_a_lost_change_of_scorecard_is_one_row_too(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    risk = bench.gsid("Renewal Risk", "scorecard_master")
    body = {"scorecard_id": risk, "key": KEY}

    def choose() -> Answer:
        return bench.call("c360_fetch/set-scorecard", bearer=bearer, path=where(bench), body=body)

    lose_the_answer(bench)
    assert choose().status == 503
    assert card(bench, bearer)["waiting_scorecard"]["id"] == risk
    bench.northstar.faults.clear()
    bench.clock.advance(5)

    assert choose().json["waiting_scorecard"]["name"] == "Renewal Risk"
    assert len(rows(bench)) == 1
    assert sorted(audited(bench)) == ["scorecard.activate", "scorecard.unanswered"]


def test_another_scorecard_can_be_made_the_active_one(bench: Bench) -> None:
    bearer = bench.signed_in()
    data = card(bench, bearer)
    assert [(s["name"], s["active"]) for s in data["scorecards"]] == [
        ("Customer Health", True),
        ("Renewal Risk", True),
        ("Pilot Health", False),
    ]
    risk = bench.gsid("Renewal Risk", "scorecard_master")

    def choose(gsid: str) -> Answer:
        return bench.call(
            "c360_fetch/set-scorecard",
            bearer=bearer,
            path=where(bench),
            body={"scorecard_id": gsid, "key": KEY},
        )

    answer = choose(risk)
    assert answer.status == 202, answer.body
    assert answer.json["waiting_scorecard"]["name"] == "Renewal Risk"
    assert choose(risk).json == answer.json
    assert len(rows(bench)) == 1
    assert card(bench, bearer)["waiting_scorecard"]["id"] == risk
    bench.clock.advance(60)

    changed = card(bench, bearer)
    assert (changed["scorecard"]["name"], changed["waiting_scorecard"]) == ("Renewal Risk", None)
    assert changed["scheme"]["kind"] == "grade"
    assert changed["overall"]["label"] == "B"
    assert list(measures(changed)) == ["Renewal likelihood"]
    assert audited(bench) == ["scorecard.activate"]
    assert choose(bench.gsid("Pilot Health", "scorecard_master")).status == 422
    assert choose("1S01NOTHING").status == 422


def test_of_a_scorecard_that_is_not_the_active_one_any_more_nothing_is_known(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.northstar.settings.score_rule = False
    assert put(bench, bearer, score=90).status == 202
    company = bench.northstar.find("company", Name=NORTHWIND)
    health = company["ScorecardId"]
    company["ScorecardId"] = bench.gsid("Renewal Risk", "scorecard_master")
    bench.clock.advance(20)
    assert list(measures(card(bench, bearer))) == ["Renewal likelihood"]
    assert put(bench, bearer, score=91, key="press-0002").status == 404

    company["ScorecardId"] = health
    bench.clock.advance(20)
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"]["score"] == 90


def test_what_gainsight_never_shows_is_waited_for_three_days_and_no_longer(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.northstar.settings.score_rule = False
    assert put(bench, bearer, score=90).status == 202
    bench.clock.advance(2 * 86_400)
    bench.connected()
    bearer = bench.open_pane()
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"]["score"] == 90
    assert put(bench, bearer, "Champion strength", score=80, key="press-0002").status == 202

    bench.clock.advance(86_400 + 60)
    bench.connected()
    bearer = bench.open_pane()
    shown = measures(card(bench, bearer))
    assert (shown["CSM pulse"]["score"], shown["CSM pulse"]["waiting"]) == (75, None)
    assert shown["Champion strength"]["waiting"]["score"] == 80, "each its own three days"
    assert len(rows(bench)) == 2, "nothing is sent again"


def test_two_scores_sent_at_the_same_time_both_wait(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    insert = bench.northstar.records.put
    others = [("Champion strength", "press-0002")]

    def meanwhile(kind: Any, row: Any) -> None:
        insert(kind, row)
        if others:
            name, key = others.pop()
            assert put(bench, bearer, name, score=80, key=key).status == 202

    bench.northstar.records.put = meanwhile  # type: ignore[method-assign]
    assert put(bench, bearer, score=90).status == 202
    shown = measures(card(bench, bearer))
    assert [shown[n]["waiting"]["score"] for n in ("CSM pulse", "Champion strength")] == [90, 80]


class Forgetful(Snapshots):
    """Keeps nothing just now."""

    def change(self, *_: Any, **__: Any) -> None:
        raise StoreUnavailable("aws_ThrottlingException")


def test_what_was_sent_is_not_called_failed_when_it_cannot_be_kept(
    bench: Bench, logged: Logged
) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.wired.snapshots = Forgetful(bench.wired.snapshots._identity)

    answer = put(bench, bearer, score=90)

    assert (answer.status, answer.json["measure"]["waiting"]["score"]) == (202, 90)
    assert len(rows(bench)) == len(audited(bench)) == 1
    assert set(logged.levels("sent score not kept")) == {"WARNING"}


def test_what_is_refused_and_why(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    for measure, body, status, told in (
        ("Seat usage", {"score": 1}, 409, "automatically"),
        ("CSM pulse", {"score": 101}, 422, "from 0 to 100"),
        ("CSM pulse", {}, 422, "from 0 to 100"),
        ("NPS sentiment", {"action": "RENEW"}, 409, "automatically"),
        ("CSM pulse", {"action": "REMOVE"}, 422, ""),
        ("CSM pulse", {"score": 1, "key": "short"}, 422, ""),
        ("Renewal likelihood", {"score": 1}, 404, ""),
    ):
        bench.clock.advance(30)
        answer = put(bench, bearer, measure, **body)
        assert answer.status == status, answer.body
        assert told in answer.body
    assert rows(bench) == []
    assert audited(bench) == []


def test_a_viewer_reads_and_may_not_write(bench: Bench) -> None:
    bearer = bench.signed_in(uid=MEI)
    data = card(bench, bearer)
    assert {m["editable"] for m in measures(data).values()} == {False}
    assert "licence" in data["capabilities"]["set_score"]["reason"]

    path = {**where(bench), "measure_id": measure_id(bench, "CSM pulse")}
    body = {"scorecard_id": bench.gsid("Renewal Risk", "scorecard_master"), "key": KEY}
    assert put(bench, bearer, score=1).status == 403
    removing = bench.call("c360_fetch/remove-measure", bearer=bearer, path=path, query=f"key={KEY}")
    assert removing.status == 403
    choosing = bench.call("c360_fetch/set-scorecard", bearer=bearer, path=where(bench), body=body)
    assert choosing.status == 403
    assert rows(bench) == []


def test_what_one_user_sent_another_does_not_see_waiting(bench: Bench) -> None:
    priya, jonas = bench.signed_in(), bench.signed_in(uid=JONAS)
    put(bench, priya, score=90)

    assert measures(card(bench, jonas))["CSM pulse"]["waiting"] is None
    assert measures(card(bench, priya))["CSM pulse"]["waiting"] is not None


def test_every_tenant_has_the_overall_score_in_its_scheme(bench: Bench) -> None:
    grades = Scheme("grade", (Band("C", 0, 59, "#aa0000"), Band("A", 60, 100, "#00aa00")))
    set_up(bench, ScorecardSetup(scheme=grades))
    bearer = bench.signed_in()

    data = card(bench, bearer)

    assert data["provider"] == "basic"
    assert (data["overall"]["label"], data["overall"]["color"]) == ("A", "#00aa00")
    assert (data["groups"], data["history"], data["scorecards"]) == ([], [], [])
    can = {name: c["can"] for name, c in data["capabilities"].items()}
    assert can == {name: name == "overall" for name in can}
    assert "has not opened" in data["capabilities"]["measures"]["reason"]
    answer = put(bench, bearer, score=1)
    assert (answer.status, answer.code) == (409, "not_possible")
    assert "has not opened" in answer.error["details"]["reason"]


@pytest.mark.parametrize("broken", ["switched off", "wrong field"])
def test_objects_that_cannot_be_read_leave_the_overall_score(bench: Bench, broken: str) -> None:
    if broken == "switched off":
        bench.northstar.settings.scorecard_objects = False
    else:
        facts = {**SETUP.sources["facts"], "score": "NoSuchField"}
        set_up(bench, without(facts=facts))

    data = card(bench, bench.signed_in())

    assert (data["provider"], data["overall"]["score"]) == ("basic", 77)
    assert "cannot be read" in data["capabilities"]["measures"]["reason"]


def test_reading_without_writing(bench: Bench) -> None:
    set_up(bench, without("updates", "history"))
    bearer = bench.signed_in()

    data = card(bench, bearer)

    assert data["history"] == []
    assert "history" in data["capabilities"]["history"]["reason"]
    assert "not set up" in measures(data)["CSM pulse"]["reason"]
    answer = put(bench, bearer, score=1)
    assert (answer.status, answer.code) == (409, "not_possible")


def test_a_rule_that_takes_scores_only(bench: Bench) -> None:
    taken = {n: v for n, v in SETUP.sources["updates"].items() if n not in ("action", "comment")}
    set_up(bench, without(updates=taken))
    bearer = bench.signed_in()

    capabilities = card(bench, bearer)["capabilities"]

    assert capabilities["set_score"]["can"]
    told = {
        "renew_score": "not renewed or removed",
        "remove_score": "not renewed or removed",
        "comment": "without a comment",
        "change_scorecard": "scorecard cannot be changed here",
    }
    for name, why in told.items():
        assert not capabilities[name]["can"]
        assert why in capabilities[name]["reason"]
    bench.clock.advance(60)
    assert put(bench, bearer, action="RENEW").status == 409
    assert put(bench, bearer, score=80, comment="x").status == 409
    assert put(bench, bearer, score=80).status == 202


def test_what_could_not_be_seen_to_arrive_is_not_sent(bench: Bench) -> None:
    undated = {name: v for name, v in SETUP.sources["facts"].items() if name != "at"}
    set_up(bench, without(facts=undated))
    bearer = bench.signed_in()

    renewing = card(bench, bearer)["capabilities"]["renew_score"]

    assert not renewing["can"]
    assert "when a score was set" in renewing["reason"]
    assert put(bench, bearer, action="RENEW").status == 409
    assert put(bench, bearer, score=80).status == 202


def test_the_present_score_without_dates_does_not_wait_for_what_nobody_can_see(
    bench: Bench,
) -> None:
    undated = {name: v for name, v in SETUP.sources["facts"].items() if name != "at"}
    set_up(bench, without(facts=undated))
    bench.northstar.settings.score_rule = False
    bearer = bench.signed_in()
    card(bench, bearer)

    same = put(bench, bearer, score=75, comment="Still so")
    other = put(bench, bearer, "Champion strength", score=80, key="press-0002")

    assert [a.json["measure"]["waiting"]["score"] for a in (same, other)] == [75, 80]
    for _ in range(2):
        shown = measures(card(bench, bearer))
        assert shown["CSM pulse"]["waiting"] is None
        assert shown["Champion strength"]["waiting"]["score"] == 80, "its value will tell"
        bench.clock.advance(30)
    assert len(rows(bench)) == len(audited(bench)) == 2


def test_a_score_that_is_read_as_its_band_is_the_same_anywhere_in_it(bench: Bench) -> None:
    fact = SETUP.sources["facts"]
    undated = {name: v for name, v in fact.items() if name not in ("at", "score", "previous")}
    set_up(bench, without(facts={**undated, "score_id": "Comments"}))
    bench.northstar.settings.score_rule = False
    green = bench.northstar.find("scorecard_scheme_definition", Name="Healthy")
    pulse = measure_id(bench, "CSM pulse")
    known = {"CompanyId": bench.gsid(NORTHWIND), "MeasureId": pulse}
    bench.northstar.find("scorecard_fact", **known)["Comments"] = green["Gsid"]
    bearer = bench.signed_in()
    middle = measures(card(bench, bearer))["CSM pulse"]["score"]
    assert middle == round((green["ScoreFrom"] + green["ScoreTo"]) / 2, 1)

    assert put(bench, bearer, score=middle + 3).status == 202
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"] is None
    bench.clock.advance(60)
    assert put(bench, bearer, score=green["ScoreFrom"] - 9, key="press-0002").status == 202
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"] is not None


def test_with_dates_the_present_score_waits_for_its_date(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    put(bench, bearer, score=75)
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"]["score"] == 75
    bench.clock.advance(20)
    assert measures(card(bench, bearer))["CSM pulse"]["waiting"] is None


def test_a_row_that_the_tenant_refuses_is_the_admins_matter(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    body = {"result": False, "errorCode": "GSOBJ_1002", "errorDesc": "x", "data": None}
    bench.transport.instead[UPDATES] = Canned(400, json.dumps(body).encode())

    answer = put(bench, bearer, score=90)

    assert (answer.status, answer.code) == (409, "not_possible")
    assert "admin" in answer.error["details"]["reason"]
    assert audited(bench) == []


def test_a_relationship_has_its_own_and_a_company_without_any_has_none(bench: Bench) -> None:
    bearer = bench.signed_in()

    plant = card(bench, bearer, "Plant Lyon", kind="relationship")
    assert (plant["scorecard"]["name"], plant["overall"]["score"]) == ("Plant Health", 82)
    assert list(measures(plant)) == ["Uptime", "Plant pulse"]

    bench.clock.advance(30)
    empty = card(bench, bearer, "Wingtip Software")
    assert (empty["overall"]["score"], empty["groups"]) == (None, [])
    assert {week["score"] for week in empty["history"]} == {None}


def summed_up(bench: Bench, bearer: str, name: str = NORTHWIND, **where: Any) -> Any:
    """The compact line of the Summary, read with the calls of a warm Summary."""
    bench.clock.advance(10)
    with bench.watch() as traffic:
        answer = bench.record(bearer, name, query="sections=summary", **where)
    assert len(traffic.upstream) == 1
    return answer.json["sections"]["summary"]["data"]["header"]


def repaint(bench: Bench) -> None:
    """Give the tenant other limits and colours than this application's own."""
    for name, low, high, color in (
        ("At risk", 0, 19.99, "#112233"),
        ("Watch", 20, 79.99, "#445566"),
        ("Healthy", 80, 100, "#778899"),
    ):
        band = bench.northstar.find("scorecard_scheme_definition", Name=name)
        band |= {"ScoreFrom": low, "ScoreTo": high, "Color": color}


@pytest.mark.parametrize("restarted", [True, False])
def test_the_summary_has_the_colours_of_the_scorecard(bench: Bench, restarted: bool) -> None:
    repaint(bench)
    bearer = bench.signed_in()
    bench.record(bearer, NORTHWIND)
    before = summed_up(bench, bearer)
    assert (before["score"], before["color"]) == (77, "#22a06b"), "nothing is known of the tenant's"

    overall = card(bench, bearer)["overall"]
    bench.clock.advance(60)
    if restarted:
        bench.restart()

    header = summed_up(bench, bearer)
    assert (header["label"], header["color"]) == (overall["label"], overall["color"])
    assert header["color"] == "#445566"
    bench.clock.advance(30)
    read = bench.record(bearer, NORTHWIND, query="sections=relationships")
    shown = read.json["sections"]["relationships"]["data"]["items"]
    assert {one["name"]: one["color"] for one in shown} == {
        "Plant Graz": "#e2b203",  # of no scorecard, so that its scheme is not known
        "Plant Lyon": "#778899",
    }
    plant = summed_up(bench, bearer, "Plant Lyon", kind="relationship")
    bench.clock.advance(60)
    assert (
        plant["color"] == card(bench, bearer, "Plant Lyon", kind="relationship")["overall"]["color"]
    )


def test_ranges_without_ends_reach_to_the_next_one(bench: Bench) -> None:
    ranges = {n: v for n, v in SETUP.sources["schemes"].items() if n != "high"}
    set_up(bench, without(schemes=ranges))
    bearer = bench.signed_in()

    scheme = card(bench, bearer)["scheme"]
    ends = [(band["low"], band["high"]) for band in scheme["bands"]]
    assert ends == [(0, 49.99), (50, 74.99), (75, 100)]
    assert scheme["max"] == 100
    assert put(bench, bearer, score=90).status == 202


def test_ranges_of_several_schemes_make_none_where_the_scorecard_is_not_known(
    bench: Bench,
) -> None:
    bench.northstar.find("company", Name=NORTHWIND)["ScorecardId"] = None
    bearer = bench.signed_in()
    scheme = card(bench, bearer)["scheme"]
    assert [band["label"] for band in scheme["bands"]] == ["Red", "Yellow", "Green"]
    assert summed_up(bench, bearer)["color"] == "#22a06b"


def test_the_summary_has_the_scheme_of_the_active_scorecard(bench: Bench) -> None:
    bearer = bench.signed_in()
    card(bench, bearer)
    company = bench.northstar.find("company", Name=NORTHWIND)
    company["ScorecardId"] = bench.gsid("Renewal Risk", "scorecard_master")
    bench.clock.advance(60)
    assert (summed_up(bench, bearer)["label"], summed_up(bench, bearer)["color"]) == (
        "B",
        "#e2b203",
    )


def test_an_expired_scheme_serves_the_summary_and_one_of_another_set_up_does_not(
    bench: Bench,
) -> None:
    repaint(bench)
    bearer = bench.signed_in()
    card(bench, bearer)
    bench.clock.advance(6 * 3600 + 60)
    bench.connected()
    bearer = bench.open_pane()
    bench.record(bearer, NORTHWIND)
    assert summed_up(bench, bearer)["color"] == "#445566"

    grades = Scheme("grade", (Band("C", 0, 59, "#aa0000"), Band("A", 60, 100, "#00aa00")))
    set_up(bench, replace(without("history"), scheme=grades))
    assert (summed_up(bench, bearer)["label"], summed_up(bench, bearer)["color"]) == (
        "A",
        "#00aa00",
    )
    set_up(bench, replace(without("facts"), scheme=grades))
    assert summed_up(bench, bearer)["label"] == card(bench, bearer)["overall"]["label"] == "A"


def store_then_timeout() -> Any:
    return Fault(kind="store_then_timeout", path=ROWS, method="POST")
