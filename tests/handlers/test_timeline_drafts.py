"""Drafts: they save themselves, survive a second device, move, carry over, and stay private."""

from typing import Any

import pytest
from sandbox.faults import Fault
from tests.harness import JONAS, Answer, Bench
from tests.notebook import NORTHWIND, Notebook, activities, audit_lines

JONAS_GSID = "1P01N9QK4FJ2V7X8B3M6T5R0W1ZY8LJONAS1"


@pytest.fixture
def book(bench: Bench) -> Notebook:
    """Priya's notes."""
    return Notebook(bench, bench.signed_in())


def test_logs_are_searched_for_what_was_written(bench: Bench, book: Notebook) -> None:
    item = {"id": "a1", "text": "Send the audit export", "done": False, "carried": False}
    book.begin(subject="Cell 7", notes_html="<p>It runs <b>again</b></p>", action_items=[item])
    assert bench.written == {"<p>It runs <b>again</b></p>", "It runs again", item["text"]}


def test_the_same_key_begins_a_note_once(book: Notebook) -> None:
    first = book.begin(key="meeting-1")
    book.save(first, subject="Changed")
    body = {"tenant": "northstar", **book.customer(), "key": "meeting-1", "subject": "Again"}
    again = book.call("begin-draft", body=body)
    assert (again.status, again.json["id"]) == (200, first["id"])
    assert again.json["subject"] == "Changed"


def test_a_save_writes_only_what_changed(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    with bench.watch() as traffic:
        book.save(draft, subject="Only this")
    (update,) = [t for t in traffic.all if getattr(t, "action", "") == "dynamodb:UpdateItem"]
    names = set(update.parameters["ExpressionAttributeNames"].values())  # type: ignore[union-attr]
    assert names <= {"version", "ttl", "subject", "updated_at", "saved_as"}
    assert traffic.upstream == []


def test_two_devices_get_both_texts(book: Notebook) -> None:
    draft = book.begin()
    book.save(draft, notes_html="<p>From the phone</p>")
    late = book.call(
        "save-draft",
        path={"draft_id": draft["id"]},
        body={"version": draft["version"], "notes_html": "<p>From the desk</p>"},
    )
    assert (late.status, late.code) == (409, "version_conflict")
    details = late.error["details"]
    assert details["current"]["notes_html"] == "<p>From the phone</p>"
    assert details["yours"]["notes_html"] == "<p>From the desk</p>"


def sent(book: Notebook, draft: Any, **fields: Any) -> Answer:
    """Send a save over a version that may be an old one."""
    body = {"version": draft["version"], **fields}
    return book.call("save-draft", path={"draft_id": draft["id"]}, body=body)


def test_a_save_sent_again_is_made_once(book: Notebook) -> None:
    draft = book.begin()
    first = sent(book, draft, key="save-one-1", subject="Typed")
    again = sent(book, draft, key="save-one-1", subject="Typed")
    assert (first.status, again.status) == (200, 200)
    assert again.json == first.json


def test_what_a_closing_pane_sends_behind_a_save_on_its_way_is_kept(book: Notebook) -> None:
    draft = book.begin()
    assert sent(book, draft, key="save-one-1", subject="Cell").status == 200
    typed = {"subject": "Cell 7", "notes_html": "<p>Runs again</p>"}
    last = sent(book, draft, key="save-two-2", after=["save-one-1"], **typed)
    assert last.status == 200, last.body
    assert {k: book.read(draft)[k] for k in typed} == typed
    late = sent(book, draft, key="save-nil-0", subject="Cell")
    assert (late.status, late.code) == (409, "version_conflict")
    assert late.error["details"]["yours"] == {"version": draft["version"], "subject": "Cell"}
    assert book.read(draft)["subject"] == "Cell 7"


def test_so_it_is_where_it_comes_in_first_or_at_the_very_same_time(
    bench: Bench, book: Notebook
) -> None:
    draft = book.begin()
    last = sent(book, draft, key="save-two-2", after=["save-one-1"], subject="Cell 7")
    assert last.status == 200, last.body

    real = bench.wired.notes.change_draft

    def slips_in(*arguments: Any) -> Any:
        bench.wired.notes.change_draft = real  # type: ignore[method-assign]
        made = sent(book, last.json, key="save-three-3", subject="Cell 7 r")
        assert made.status == 200, made.body
        return real(*arguments)

    bench.wired.notes.change_draft = slips_in  # type: ignore[method-assign]
    final = sent(book, last.json, key="save-four-4", after=["save-three-3"], subject="Cell 7 runs")
    assert final.status == 200, final.body
    read = book.read(draft)
    assert (read["subject"], read["version"]) == ("Cell 7 runs", last.json["version"] + 2)


def test_what_another_device_saved_is_not_written_over_by_it(book: Notebook) -> None:
    draft = book.begin()
    book.save(draft, subject="From the phone")
    last = sent(book, draft, key="save-two-2", after=["save-one-1"], subject="From the desk")
    assert (last.status, last.code) == (409, "version_conflict")
    one = sent(book, book.read(draft), key="save-one-1", subject="Typed")
    book.save(one.json, subject="From the phone again")
    last = sent(book, draft, key="save-two-2", after=["save-one-1"], subject="From the desk")
    assert (last.status, last.code) == (409, "version_conflict")


def test_everything_a_note_holds_comes_back(book: Notebook) -> None:
    content = {
        "type": "Meeting",
        "subject": "QBR",
        "activity_at": "2026-11-22T10:02:00Z",
        "agenda": ["Uptime", "<Renewal>"],
        "action_items": [
            {
                "id": "a1",
                "text": "Send <quote>",
                "owner": "Priya",
                "due": "2026-12-01",
                "done": False,
                "carried": False,
            }
        ],
        "internal_attendees": ["omar@northstar.example"],
        "external_attendees": ["elena@northwind.example"],
        "duration_min": 45,
        "custom_fields": {"Ant__Source__c": "Zoom", "Ant__Sponsor__c": JONAS_GSID},
        "labels": {JONAS_GSID: "Jonas Weber"},
        "assumed": ["subject"],
        "meeting_uuid": "lGq5tG0xTk2Zo+v5OJmCeA==",
    }
    draft = book.begin(**content)
    read = book.read(draft)
    assert {k: read[k] for k in content} == content
    emptied = book.save(read, activity_at=None, duration_min=None, assumed=[], agenda=[], labels={})
    assert (emptied["activity_at"], emptied["duration_min"], emptied["agenda"]) == (None, None, [])
    assert emptied["labels"] == {}


def test_agenda_and_action_items_are_part_of_the_note(bench: Bench, book: Notebook) -> None:
    items = [{"id": "a1", "text": "Send <quote>", "owner": "Priya", "due": "2026-12-01"}]
    nothing = {"id": "a2", "text": " "}
    draft = book.begin(agenda=["Uptime & cost", ""], action_items=[*items, nothing])
    book.publish(draft)
    book.run()
    notes = activities(bench)[0]["Notes"]
    assert "<p><strong>Agenda</strong></p><ul><li>Uptime &amp; cost</li></ul>" in notes
    assert "<li>Send &lt;quote&gt; (Priya, due 1 Dec 2026)</li>" in notes


def test_open_action_items_carry_over_to_the_next_note_of_that_customer(book: Notebook) -> None:
    quote = {"id": "a1", "text": "Quote", "owner": "Priya", "due": "2026-12-01"}
    items = [quote, {"id": "a2", "text": "Trainer", "done": True}]
    book.publish(book.begin(key="1", action_items=items))
    following = book.begin(key="2")
    assert following["action_items"] == [{**quote, "done": False, "carried": True}]
    assert book.begin("Fabrikam Partners", key="3")["action_items"] == []
    done = [{**following["action_items"][0], "done": True}]
    book.publish(book.save(following, action_items=done))
    assert book.begin(key="4")["action_items"] == []

    assert book.call("undo", path={"draft_id": following["id"]}).status == 200
    assert book.begin(key="5")["action_items"] == following["action_items"]


def test_what_a_note_taken_back_left_to_do_goes_with_it(book: Notebook) -> None:
    def to_do(key: str, name: str = "Fabrikam Partners") -> list[str]:
        return [item["text"] for item in book.begin(name, key=key)["action_items"]]

    quote, trainer = {"id": "a1", "text": "Quote"}, {"id": "a2", "text": "Trainer"}
    book.publish(book.begin(key="1", action_items=[quote]), NORTHWIND, "Fabrikam Partners")
    second = book.begin(key="2")
    items = [*second["action_items"], trainer]
    second = book.save(second, action_items=items)
    book.publish(second, NORTHWIND, "Fabrikam Partners")
    assert to_do("3") == to_do("4", NORTHWIND) == ["Quote", "Trainer"]
    assert book.call("undo", path={"draft_id": second["id"]}).status == 200
    assert to_do("5") == to_do("6", NORTHWIND) == ["Quote"]

    book.publish(second)
    book.run()
    second = book.save(book.read(second), action_items=second["action_items"][:1])
    book.publish(second)
    assert to_do("7", NORTHWIND) == ["Quote"]
    assert book.call("undo", path={"draft_id": second["id"]}).status == 200
    assert to_do("7a", NORTHWIND) == ["Quote", "Trainer"]
    for key, wanted in (("7b", {"a1"}), ("7c", {"a1", "a2"})):
        done = [{**item, "done": item["id"] in wanted} for item in items]
        second = book.save(book.read(second), action_items=done)
        book.publish(second)
        assert len(to_do(key, NORTHWIND)) == 2 - len(wanted)
    assert book.call("discard-draft", path={"draft_id": second["id"]}).status == 204
    assert to_do("7d", NORTHWIND) == ["Quote", "Trainer"]

    book.publish(book.begin(key="7e", action_items=[{**trainer, "done": True}]))
    third = book.begin(key="8", action_items=[trainer])
    book.publish(third)
    assert to_do("9", NORTHWIND) == ["Quote", "Trainer"]
    assert book.call("discard-draft", path={"draft_id": third["id"]}).status == 204
    assert to_do("10", NORTHWIND) == ["Quote"]


def test_a_note_moves_to_another_customer_and_says_whose_it_is(book: Notebook) -> None:
    draft = book.begin()
    moved = book.save(draft, **book.customer("Fabrikam Partners"))
    assert moved["customer"]["name"] == "Fabrikam Partners"
    gsid = book.customer("Fabrikam Partners")["id"]
    listed = book.call("drafts", query=f"tenant=northstar&kind=company&id={gsid}").json
    assert [d["id"] for d in listed["drafts"]] == [draft["id"]]
    assert book.call("drafts", query="kind=relationship").json["drafts"] == []


def test_the_tenant_of_a_published_note_stays(bench: Bench, book: Notebook) -> None:
    bench.connected("kestrel")
    book.bearer = bench.open_pane()
    draft = book.begin()
    book.publish(draft)
    answer = book.call(
        "save-draft",
        path={"draft_id": draft["id"]},
        body={"version": draft["version"], "tenant": "kestrel"},
    )
    assert list(answer.error["fields"]) == ["tenant"]


def test_a_discarded_note_is_gone_and_what_waited_with_it(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    book.publish(draft)
    assert book.call("discard-draft", path={"draft_id": draft["id"]}).status == 204
    assert book.call("draft", path={"draft_id": draft["id"]}).code == "not_found"
    book.run()
    assert activities(bench) == []


def test_a_note_that_may_be_in_gainsight_is_discarded_only_on_purpose(
    bench: Bench, book: Notebook
) -> None:
    draft = book.begin()
    book.publish(draft)
    bench.clock.advance(10)
    bench.northstar.faults.add(Fault(kind="drop", path="/v1/ant"))
    book.ring()
    where = {"draft_id": draft["id"]}
    refused = book.call("discard-draft", path=where)
    assert (refused.code, refused.error["details"]["reason"]) == ("too_late", "tried_before")
    assert book.call("discard-draft", path=where, query="force=true").status == 204


def test_drafts_are_their_author_s_alone(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    jonas = Notebook(bench, bench.signed_in(uid=JONAS), uid=JONAS)
    where = {"draft_id": draft["id"]}
    assert jonas.call("drafts").json["drafts"] == []
    for name, body in (
        ("draft", None),
        ("save-draft", {"version": 1, "subject": "x"}),
        ("discard-draft", None),
        ("publish", {"version": 1}),
        ("undo", None),
    ):
        assert jonas.call(name, path=where, body=body).code == "not_found", name
    assert book.read(draft)["subject"] == "Weekly"


def test_what_is_typed_is_saved_even_after_disconnecting(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    bench.call("login_routing/disconnect", bearer=book.bearer)
    saved = book.save(draft, notes_html="<p>Typed meanwhile</p>")
    assert book.read(draft)["notes_html"] == "<p>Typed meanwhile</p>"
    away = {"version": saved["version"], "tenant": "kestrel"}
    answers = [
        book.call("save-draft", path={"draft_id": draft["id"]}, body=away),
        book.call("begin-draft", body={"tenant": "northstar", **book.customer(), "key": "2"}),
        book.publish(saved),
    ]
    assert [a.code for a in answers] == ["not_found"] * 3


def test_saving_leaves_no_audit_line(bench: Bench, book: Notebook) -> None:
    book.save(book.begin(), subject="x")
    assert audit_lines(bench) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"notes_html": "<p>" + "x" * 60_001 + "</p>"},
        {"agenda": ["x"] * 31},
        {"internal_attendees": ["nobody"]},
        {"activity_at": "tomorrow"},
        {"surprise": 1},
    ],
)
def test_a_save_that_cannot_be_is_told_at_its_field(book: Notebook, fields: dict) -> None:
    draft = book.begin()
    answer = book.call(
        "save-draft", path={"draft_id": draft["id"]}, body={"version": draft["version"], **fields}
    )
    assert answer.status == 422
    assert any(name.startswith(next(iter(fields))) for name in answer.error["fields"]), answer.body
