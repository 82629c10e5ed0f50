"""Comments: for everybody who may read the activity, changed by their author alone."""

import json
import re
from dataclasses import replace

import pytest
from sandbox.faults import Fault
from tests.doubles import Canned
from tests.harness import JONAS, Bench
from tests.lawful import WARM
from tests.notebook import NORTHWIND, Notebook, activities, audit_lines

from gainsight_zoom.rendering import BEGIN

TIMELINE = "northstar.gainsightcloud.com/v1/ant/es/activity"


@pytest.fixture
def book(bench: Bench) -> Notebook:
    """Priya's notes."""
    return Notebook(bench, bench.signed_in())


@pytest.fixture
def jonas(bench: Bench) -> Notebook:
    """A colleague's."""
    return Notebook(bench, bench.signed_in(uid=JONAS), uid=JONAS)


def comment(book: Notebook, activity: dict, html: str, key: str | None = None) -> dict:
    """Write a comment."""
    body = {"html": html, **({"key": key} if key else {})}
    answer = book.call("add-comment", path=book.at(activity), body=body)
    assert answer.status == 201, answer.body
    return answer.json


def test_a_comment_is_written_read_changed_and_deleted(
    bench: Bench, book: Notebook, jonas: Notebook
) -> None:
    mail = next(a for a in book.list()["activities"] if not a["mine"])
    made = comment(book, mail, "<p>Paid <b>twice</b>?</p><script>x</script>")
    assert made["html"] == "<p>Paid <b>twice</b>?</p>"
    assert (made["mine"], made["copied"], made["author"]["name"]) == (True, None, "Priya Nair")

    answer = jonas.call("comments", path=jonas.at(mail)).json
    assert answer["visible"] == "app"
    assert [(c["id"], c["mine"]) for c in answer["comments"]] == [(made["id"], False)]
    assert [c["id"] for c in jonas.call("activity", path=jonas.at(mail)).json["comments"]] == [
        made["id"]
    ]

    where = {**book.at(mail), "comment_id": made["id"]}
    edited = book.call("edit-comment", path=where, body={"html": "Once."})
    assert (edited.json["html"], bool(edited.json["edited_at"])) == ("Once.", True)
    assert book.call("delete-comment", path=where).status == 204
    assert book.call("delete-comment", path=where).code == "not_found"
    lines = sorted(audit_lines(bench))
    assert lines == ["comment.create", "comment.delete", "comment.update"]


def test_an_activity_that_gainsight_keeps_keeps_its_comments(bench: Bench, book: Notebook) -> None:
    call = next(a for a in book.list()["activities"] if a["mine"])
    made = comment(book, call, "Stays")
    refused = {call["id"]: [{"errorCode": "GS_TL_10_0299", "message": "Locked"}]}
    answer = {"result": True, "data": {"success": {}, "failures": refused}}
    bench.transport.instead[TIMELINE] = Canned(body=json.dumps(answer).encode())
    told = book.call("delete-activity", path=book.at(call))
    assert (told.status, list(told.error["fields"])) == (422, ["_"])
    assert audit_lines(bench) == ["comment.create"]
    del bench.transport.instead[TIMELINE]
    (kept,) = book.call("comments", path=book.at(call)).json["comments"]
    assert kept["id"] == made["id"]
    assert book.call("delete-activity", path=book.at(call)).status == 204
    assert "activity.delete" in audit_lines(bench)


def test_the_same_key_comments_once(book: Notebook, bench: Bench) -> None:
    call = book.list()["activities"][0]
    assert comment(book, call, "One", "k")["id"] == comment(book, call, "Two", "k")["id"]
    (only,) = book.call("comments", path=book.at(call)).json["comments"]
    assert only["html"] == "One"
    assert audit_lines(bench) == ["comment.create"]


def test_others_comments_cannot_be_changed_nor_deleted(book: Notebook, jonas: Notebook) -> None:
    call = book.list()["activities"][0]
    made = comment(book, call, "Mine")
    where = {**book.at(call), "comment_id": made["id"]}
    assert jonas.call("edit-comment", path=where, body={"html": "Ha"}).code == "forbidden"
    assert jonas.call("delete-comment", path=where).code == "forbidden"
    elsewhere = {**where, "activity_id": book.list()["activities"][1]["id"]}
    assert book.call("delete-comment", path=elsewhere).code == "not_found"


def test_who_may_not_read_an_activity_sees_and_writes_no_comment(
    bench: Bench, book: Notebook
) -> None:
    ken = bench.northstar.find("activity_timeline", Subject="Renewal talk with Ken")["Gsid"]
    assert book.call("comments", path=book.at(ken)).code == "not_found"
    answer = book.call("add-comment", path=book.at(ken), body={"html": "x"})
    assert answer.code == "not_found"
    bench.northstar.settings.portfolio_only.add("jonas@northstar.example")
    jonas = Notebook(bench, bench.signed_in(uid=JONAS), uid=JONAS)
    mail = next(a for a in book.list()["activities"] if not a["mine"])
    assert jonas.call("comments", path=jonas.at(mail)).code == "not_found"


@pytest.mark.parametrize("html", ["<script>x</script>", "<p> </p>", "x" * 5_001])
def test_a_comment_that_cannot_be_is_told_at_its_field(book: Notebook, html: str) -> None:
    call = book.list()["activities"][0]
    answer = book.call("add-comment", path=book.at(call), body={"html": html})
    assert (answer.status, list(answer.error["fields"])) == (422, ["html"])


def copying(bench: Bench) -> None:
    """Have the tenant's comments copied."""
    tenant = bench.wired.tenancy.load(("northstar",))["northstar"]
    bench.wired.tenants.save_policy("northstar", replace(tenant.policy, copy_comments=True))
    bench.restart()


def test_copied_comments_are_one_block_that_is_replaced(bench: Bench, book: Notebook) -> None:
    copying(bench)
    draft = book.begin()
    book.publish(draft)
    book.run()
    posted = book.list()["activities"][0]
    assert comment(book, posted, "<p>First</p>")["copied"] is True
    second = comment(book, posted, "<b>Second</b> <script>")
    notes = activities(bench)[0]["Notes"]
    assert notes.count(BEGIN) == 1
    assert "First" in notes
    assert "Second" in notes

    whole = book.call("activity", path=book.at(posted)).json
    assert whole["notes_html"] == "<p>Cell 7 runs again.</p>"
    assert book.call("comments", path=book.at(posted)).json["visible"] == "gainsight"

    book.call("edit-activity", path=book.at(posted), body={"notes_html": "<p>Edited.</p>"})
    assert "First" in activities(bench)[0]["Notes"]
    book.publish(book.save(book.read(draft), notes_html="<p>Again.</p>"))
    with bench.watch() as traffic:
        book.run()
    assert WARM["OutboxWorker"] <= traffic.permissions
    notes = activities(bench)[0]["Notes"]
    assert notes.startswith("<p>Again.</p>")
    assert "First" in notes

    book.call("delete-comment", path={**book.at(posted), "comment_id": second["id"]})
    assert "Second" not in activities(bench)[0]["Notes"]


def test_a_copy_that_fails_is_said_and_the_next_brings_all(bench: Bench, book: Notebook) -> None:
    copying(bench)
    book.publish(book.begin())
    book.run()
    posted = book.list()["activities"][0]
    bench.northstar.faults.add(Fault(kind="unavailable", path="/v1/ant", method="PUT"))
    assert comment(book, posted, "First")["copied"] is False
    assert comment(book, posted, "Second")["copied"] is True
    assert "First" in activities(bench)[0]["Notes"]


def test_a_comment_made_while_another_is_copied_is_copied_too(
    bench: Bench, book: Notebook, jonas: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying(bench)
    draft = book.begin()
    book.publish(draft)
    book.run()
    posted = book.list()["activities"][0]
    update, crossing = bench.wired.timeline.update, ["Said past"]

    def crossed(*args: object, **options: object) -> str:
        """Let Jonas comment when the notes to write are made, and before they are written."""
        if crossing:
            with bench.elsewhere():
                comment(jonas, posted, crossing.pop())
        return update(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(bench.wired.timeline, "update", crossed)
    comment(book, posted, "First")
    assert {"First", "Said past"} == said(bench)
    crossing.append("Saved past")
    book.publish(book.save(book.read(draft), subject="Weekly, again"))
    book.run()
    assert "Saved past" in said(bench)
    crossing.append("Edited past")
    book.call("edit-activity", path=book.at(posted), body={"notes_html": "<p>Edited.</p>"})
    assert {"First", "Said past", "Saved past", "Edited past"} == said(bench)


def said(bench: Bench) -> set[str]:
    """Return the comments in the activity."""
    block = str(activities(bench)[0]["Notes"]).partition(BEGIN)[2]
    return set(re.findall(r"</strong>: ([^<]+)</li>", block))


def test_leaving_takes_the_comments_along(bench: Bench, book: Notebook, jonas: Notebook) -> None:
    call = book.list()["activities"][0]
    comment(book, call, "Mine")
    comment(jonas, call, "Jonas'")
    bench.wired.notes.erase(book.uid)
    found = jonas.call("comments", path=jonas.at(call)).json["comments"]
    assert [c["html"] for c in found] == ["Jonas'"]
    assert bench.gsid(NORTHWIND)
