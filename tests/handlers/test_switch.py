"""The operator's switches: what they stop, what goes on, and that nothing is lost meanwhile."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from operator_tools import switch
from tests.harness import Answer, Bench
from tests.notebook import NORTHWIND, Notebook, activities, audit_lines

from gainsight_zoom.tenancy import FRESH_S

PEOPLE = [{"name": "Ada", "email": "ada@northwind.example"}]


def turn(bench: Bench, *arguments: str) -> int:
    status = switch.main(list(arguments), environment=bench.environment, clock=bench.clock)
    bench.clock.advance(FRESH_S + 1)
    return status


@pytest.fixture
def book(bench: Bench) -> Notebook:
    return Notebook(bench, bench.signed_in())


def own_activity(book: Notebook) -> Any:
    book.publish(book.begin())
    book.run()
    return next(a for a in book.list()["activities"] if a["mine"] and a["ours"])


def edit_field(bench: Bench, book: Notebook, _: Any) -> Answer:
    body = {"changes": [{"name": "Arr", "value": 7, "seen": 420_000}]}
    return c360(bench, book, "edit-attributes", body=body)


def set_measure(bench: Bench, book: Notebook, _: Any) -> Answer:
    path = {"measure_id": bench.gsid("CSM pulse", "scorecard_measure")}
    return c360(bench, book, "set-measure", path, body={"key": "k" * 12, "score": 80})


def c360(bench: Bench, book: Notebook, event: str, more: Any = None, **body: Any) -> Answer:
    path = {"tenant": "northstar", **bench_where(bench), **(more or {})}
    return bench.call(f"c360_fetch/{event}", bearer=book.bearer, path=path, seconds=30, **body)


def bench_where(bench: Bench) -> dict[str, str]:
    return {"kind": "company", "id": bench.gsid(NORTHWIND)}


def add_people(bench: Bench, book: Notebook, _: Any) -> Answer:
    customer = {"tenant": "northstar", **book.customer()}
    body = {"key": "press-7c4a8d09", "customer": customer, "people": PEOPLE}
    return bench.call("participant_sync/add", bearer=book.bearer, body=body, seconds=30)


def edit_activity(_: Bench, book: Notebook, activity: Any) -> Answer:
    return book.call("edit-activity", path=book.at(activity), body={"subject": "Other"})


def delete_activity(_: Bench, book: Notebook, activity: Any) -> Answer:
    return book.call("delete-activity", path=book.at(activity))


@pytest.mark.parametrize(
    "change", [edit_field, set_measure, add_people, edit_activity, delete_activity]
)
def test_with_writes_off_nothing_reaches_gainsight_and_one_can_read_on(
    bench: Bench, book: Notebook, change: Callable[[Bench, Notebook, Any], Answer]
) -> None:
    activity = own_activity(book)
    before = held(bench), audit_lines(bench)
    assert turn(bench, "writes", "off", "northstar") == 0

    refused = change(bench, book, activity)
    assert (refused.status, refused.code) == (403, "writes_paused"), refused.body
    assert refused.error["message"].endswith("try again later.")
    assert held(bench) == before[0]
    assert sorted([*before[1], "writes.off"]) == sorted(audit_lines(bench))
    assert bench.record(book.bearer).status == 200

    turn(bench, "writes", "on", "northstar")
    assert change(bench, book, activity).status in (200, 202, 204)


def held(bench: Bench) -> str:
    """What Gainsight holds of what this app writes."""
    rows = bench.northstar.records.rows
    kinds = ("activity_timeline", "person", "company", "Zoom_Score_Update__gc")
    return json.dumps([rows(kind) for kind in kinds], default=str, sort_keys=True)


def test_a_note_waits_in_the_outbox_says_why_and_can_be_taken_back(
    bench: Bench, book: Notebook
) -> None:
    turn(bench, "writes", "off", "--all")
    kept, dropped = book.begin(), book.begin("Acme Retail")
    for draft in (kept, dropped):
        assert book.publish(draft).status == 200
    book.run(hours=0.5)
    assert activities(bench) == []
    (target,) = book.read(kept)["targets"]
    assert target["waiting"]["reason"] == "writes_paused"
    assert target["waiting"]["attempts"] == 0
    assert "paused" in target["waiting"]["message"]
    assert book.call("discard-draft", path={"draft_id": dropped["id"]}).status == 204

    turn(bench, "writes", "on", "--all")
    book.run()
    assert [a["Subject"] for a in activities(bench)] == ["Weekly"]


def test_a_comment_is_kept_here_and_copied_with_the_next(bench: Bench, book: Notebook) -> None:
    activity = own_activity(book)
    found = bench.wired.tenancy.load(("northstar",))["northstar"].policy
    bench.wired.tenants.save_policy("northstar", replace(found, copy_comments=True))
    turn(bench, "writes", "off", "northstar")
    made = book.call("add-comment", path=book.at(activity), body={"html": "One"})
    assert (made.status, made.json["copied"]) == (201, False)

    turn(bench, "writes", "on", "northstar")
    book.call("add-comment", path=book.at(activity), body={"html": "Two"})
    (there,) = activities(bench)
    assert "One" in there["Notes"]
    assert "Two" in there["Notes"]


def test_with_the_app_off_nobody_of_the_tenant_gets_in(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    turn(bench, "app", "off", "northstar")
    assert bench.record(bearer).code == "app_off"
    assert [a["tenant"] for a in bench.view(bearer)["accounts"]] == ["kestrel"]

    turn(bench, "app", "on", "northstar")
    assert bench.record(bearer).status == 200


def test_it_tells_what_it_did(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert turn(bench, "writes", "off", "northstar", "nobody") == 1
    assert turn(bench, "writes", "off", "--all") == 0
    told = "".join(capsys.readouterr())
    assert "nobody: there is no such tenant" in told
    assert "northstar: writes off already" in told
    assert "kestrel: writes off\n" in told
    assert f"within {FRESH_S} s" in told
    assert audit_lines(bench).count("writes.off") == 1


@pytest.mark.parametrize("arguments", [("writes", "off"), ("writes", "off", "acme", "--all")])
def test_whom_it_is_about_is_said_once(bench: Bench, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        turn(bench, *arguments)
