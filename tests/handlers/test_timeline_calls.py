"""Calls that are over: the draft that waits where nobody wrote anything, and notes to several."""

from typing import Any

import pytest
from tests.background import Background
from tests.harness import MEETING, PRIYA, Bench
from tests.notebook import NORTHWIND, Notebook, activities

from gainsight_zoom.roster import RosterChange, RosterEvent
from gainsight_zoom.standing import iso

FABRIKAM = "Fabrikam Partners"
NEXT_MEETING = "b2tBc9xTk2Zo+v5OJmCeA=="
ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"


@pytest.fixture
def book(bench: Bench) -> Notebook:
    return Notebook(bench, bench.signed_in("northstar"))


def meet(book: Notebook, name: str = NORTHWIND) -> None:
    body = {"tenant": "northstar", **book.customer(name)}
    assert book.call("meet", body=body).status == 204


def unfinished(book: Notebook, query: str = "") -> list[Any]:
    answer = book.call("drafts", query=query)
    assert answer.status == 200, answer.body
    drafts: list[Any] = answer.json["drafts"]
    return drafts


def next_opening(bench: Bench, book: Notebook) -> None:
    bench.clock.advance(3600)
    book.bearer = bench.open_pane(mid=NEXT_MEETING)


def told(bench: Bench, change: RosterChange, after_s: float) -> None:
    event = RosterEvent(
        change=change,
        at_ms=int((bench.clock.now() + after_s) * 1000),
        account_id=ACCOUNT,
        meeting_uuid=MEETING,
        meeting_id="84512345678",
        host_id=PRIYA,
    )
    assert Background(bench).deliver("events", {"roster": event.to_message()}) == []


def test_a_call_without_a_note_leaves_a_draft_at_the_next_opening(
    bench: Bench, book: Notebook
) -> None:
    meet(book)
    assert unfinished(book) == []
    next_opening(bench, book)
    (draft,) = unfinished(book)
    assert (draft["subject"], draft["type"]) == (f"Call with {NORTHWIND}", "Meeting")
    assert draft["customer"] == {k: v for k, v in book.customer().items() if k != "kind"}
    assert draft["meeting_uuid"] == MEETING
    assert draft["duration_min"] is None
    assert set(draft["assumed"]) == {"subject", "activity_at", "duration_min"}
    assert [d["id"] for d in unfinished(book)] == [draft["id"]]


def test_the_draft_has_the_facts_zoom_told_and_nobody_who_was_there(
    bench: Bench, book: Notebook
) -> None:
    told(bench, "started", -600)
    meet(book)
    bench.clock.advance(1200)
    assert unfinished(book) == []
    told(bench, "ended", 0)
    (draft,) = unfinished(book)
    assert draft["duration_min"] == 30
    assert draft["activity_at"] < draft["created_at"]
    assert draft["external_attendees"] == draft["internal_attendees"] == []


def test_a_note_begun_in_a_call_knows_when_the_call_began(bench: Bench, book: Notebook) -> None:
    now = "2026-11-22T10:02:00Z"
    begun = {"activity_at": now, "assumed": ["subject", "activity_at"]}
    unknown = book.begin(key="1", **begun)
    assert (unknown["activity_at"], unknown["assumed"]) == (now, begun["assumed"])
    told(bench, "started", -600)
    known = book.begin(key="2", **begun)
    assert known["activity_at"] == iso(int(bench.clock.now()) - 600)
    assert known["assumed"] == ["subject"]
    assert book.begin(key="3", activity_at=now)["activity_at"] == now
    assert book.call("drafts").json["meeting_uuid"] == known["meeting_uuid"] == MEETING


def test_two_notes_of_a_call_whose_begin_is_not_told_assume_the_same(
    bench: Bench, book: Notebook
) -> None:
    def begin(key: str) -> str:
        now = iso(int(bench.clock.now()))
        return str(book.begin(key=key, activity_at=now, assumed=["activity_at"])["activity_at"])

    first = begin("1")
    meet(book)
    bench.clock.advance(900)
    assert begin("2") == first
    for draft in unfinished(book):
        book.publish(draft)
    assert begin("3") == first


def test_open_action_items_are_in_it(bench: Bench, book: Notebook) -> None:
    items = [{"id": "a1", "text": "Quote"}]
    book.publish(book.begin(key="1", action_items=items))
    next_opening(bench, book)
    meet(book)
    (draft,) = [d for d in unfinished(book, "outside=true") if d["state"] == "draft"]
    assert [(i["id"], i["carried"]) for i in draft["action_items"]] == [("a1", True)]


@pytest.mark.parametrize("published", [True, False])
def test_a_call_with_a_note_leaves_nothing_more(
    bench: Bench, book: Notebook, published: bool
) -> None:
    meet(book)
    draft = book.begin()
    if published:
        book.publish(draft)
        book.run()
    next_opening(bench, book)
    assert [d["id"] for d in unfinished(book)] == ([] if published else [draft["id"]])


def test_what_is_discarded_does_not_come_back(bench: Bench, book: Notebook) -> None:
    meet(book)
    (draft,) = unfinished(book, "outside=true")
    assert book.call("discard-draft", path={"draft_id": draft["id"]}).status == 204
    next_opening(bench, book)
    assert unfinished(book) == []


def test_the_customer_named_last_counts(bench: Bench, book: Notebook) -> None:
    meet(book)
    meet(book, FABRIKAM)
    meet(book, FABRIKAM)
    next_opening(bench, book)
    assert [d["customer"]["name"] for d in unfinished(book)] == [FABRIKAM]


def test_outside_a_meeting_there_is_nobody_to_meet(bench: Bench, book: Notebook) -> None:
    book.bearer = bench.open_pane(mid="")
    answer = book.call("meet", body={"tenant": "northstar", **book.customer()})
    assert (answer.status, answer.code) == (404, "not_found")


def test_a_note_is_meant_for_several_customers_and_goes_to_each_once(
    bench: Bench, book: Notebook
) -> None:
    draft = book.begin(also=[book.customer(FABRIKAM), book.customer(FABRIKAM)])
    assert draft["also"] == [book.customer(FABRIKAM)]
    there = f"kind=company&id={bench.gsid(FABRIKAM)}"
    assert unfinished(book, there) == []
    book.publish(draft)
    assert [d["id"] for d in unfinished(book, there)] == [draft["id"]]
    book.publish(book.read(draft))
    book.run()
    gsids = {a["GsCompanyId"] for a in activities(bench)}
    assert gsids == {bench.gsid(NORTHWIND), bench.gsid(FABRIKAM)}
    assert len(activities(bench)) == 2
    assert book.save(book.read(draft), also=[])["also"] == []
