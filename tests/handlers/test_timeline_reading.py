"""The list of activities and one in full: pages, filters, what is shown of other people's HTML."""

from urllib.parse import quote, urlencode

import pytest
from sandbox.gainsight.schema import gsid
from tests.harness import Bench
from tests.notebook import NORTHWIND, Notebook


@pytest.fixture
def book(bench: Bench) -> Notebook:
    """Priya's notes."""
    return Notebook(bench, bench.signed_in())


def log(bench: Bench, number: int, at_ms: int, **more: object) -> None:
    """Put an activity into Gainsight."""
    template = bench.northstar.find("activity_timeline", Subject="Robot cell 7 stopped")
    row = {
        **template,
        "Gsid": gsid("1P09", f"n{number}"),
        "ActivityId": gsid("1T01", f"n{number}"),
        "Subject": f"No {number}",
        "ActivityDate": at_ms,
    }
    bench.northstar.records.put("activity_timeline", row | more)


def subjects(page: dict) -> list[str]:
    """The subjects of a page."""
    return [activity["subject"] for activity in page["activities"]]


def test_activities_come_newest_first_with_what_relationships_have(
    book: Notebook,
) -> None:
    page = book.list()
    assert subjects(page) == [
        "Robot cell 7 stopped",
        "Re: invoice 2291",
        "Graz kick-off moved",
        "Quarterly business review",
    ]
    assert page["cursor"] is None
    assert page["filtered_here"] == []
    first, mail, graz, _ = page["activities"]
    assert (first["mine"], first["status"], first["waiting"]) == (True, "posted", None)
    assert (mail["mine"], mail["author"]["name"]) == (False, "Jonas Weber")
    assert graz["context"]["kind"] == "relationship"
    assert subjects(book.list("Plant Graz", kind="relationship")) == ["Graz kick-off moved"]


def test_pages_join_without_gap_or_repetition_however_equal_the_times(
    bench: Bench, book: Notebook
) -> None:
    base = 1_795_000_000_000
    for number in range(23):
        log(bench, number, base + (number // 5) * 400)
    seen: list[str] = []
    query = "limit=4"
    for turn in range(20):
        page = book.list(query=query)
        seen += subjects(page)
        if turn == 1:
            log(bench, 99, base + 10_000_000)
        if page["cursor"] is None:
            break
        query = f"limit=4&cursor={quote(page['cursor'])}"
    assert len(seen) == len(set(seen)) == 27
    assert set(seen) >= {f"No {number}" for number in range(23)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"type": "Call"}, ["Robot cell 7 stopped"]),
        (
            {"author": "me"},
            ["Robot cell 7 stopped", "Graz kick-off moved", "Quarterly business review"],
        ),
        ({"from": "2026-11-03", "to": "2026-11-12"}, ["Re: invoice 2291", "Graz kick-off moved"]),
        ({"from": "2026-11-12T18:00:00+01:00"}, ["Robot cell 7 stopped"]),
        ({"q": "graz"}, ["Graz kick-off moved"]),
        ({"q": "TICKET OPEN"}, ["Robot cell 7 stopped"]),
        ({"q": "cell 7", "type": "Email"}, []),
    ],
)
def test_filters(bench: Bench, book: Notebook, query: dict, expected: list[str]) -> None:
    for row in bench.northstar.records.rows("activity_timeline"):
        row["NotesPlainText"] = row["Notes"]
        bench.northstar.records.put("activity_timeline", row)
    found = subjects(book.list(query=urlencode(query)))
    assert [s for s in found if s != "Quarterly business review" or query != {"q": "graz"}] == (
        expected
    )


@pytest.mark.parametrize(
    ("query", "field"),
    [("from=yesterday", "from"), ("to=2026-13-01", "to"), ("cursor=abc", "cursor"), ("q=x", "q")],
)
def test_a_filter_that_is_none_is_told_at_its_field(
    bench: Bench, book: Notebook, query: str, field: str
) -> None:
    where = {"tenant": "northstar", "kind": "company", "id": bench.gsid(NORTHWIND)}
    answer = book.call("activities", path=where, query=query)
    assert (answer.status, list(answer.error["fields"])) == (422, [field])


def test_a_list_costs_one_call_and_a_search_two(bench: Bench, book: Notebook) -> None:
    book.list()
    with bench.watch() as traffic:
        book.list()
    assert traffic.paths == ["activity_timeline"]
    with bench.watch() as traffic:
        book.list(query="q=cell")
    assert traffic.paths == ["activity_timeline"] * 2


def test_one_activity_in_full_is_sanitised(book: Notebook) -> None:
    mail = next(a for a in book.list()["activities"] if a["type"] == "Email")
    assert "alert" not in mail["excerpt"]
    whole = book.call("activity", path=book.at(mail)).json
    for bad in ("script", "style", "onerror", "javascript", "img"):
        assert bad not in whole["notes_html"]
    assert "Thanks, paid." in whole["notes_html"]


def test_everything_gainsight_knows_of_an_activity_is_shown(book: Notebook) -> None:
    meeting = next(a for a in book.list()["activities"] if a["type"] == "Meeting")
    whole = book.call("activity", path=book.at(meeting)).json
    assert whole["internal_attendees"] == ["priya@northstar.example", "omar@northstar.example"]
    assert len(whole["external_attendees"]) == 2
    assert whole["duration_min"] == 60
    assert whole["gainsight_comments_html"] == "<p>Omar: the trainer is booked.</p>"
    assert {f["name"] for f in whole["custom_fields"]} >= {"Ant__Severity__c", "Ant__Source__c"}


def test_an_activity_of_another_customer_is_not_found(bench: Bench, book: Notebook) -> None:
    ken = bench.northstar.find("activity_timeline", Subject="Renewal talk with Ken")["Gsid"]
    assert book.call("activity", path=book.at(ken)).code == "not_found"
    assert book.call("edit-activity", path=book.at(ken), body={"subject": "x"}).code == "not_found"
    assert book.call("delete-activity", path=book.at(ken)).code == "not_found"


def test_others_activities_cannot_be_changed_nor_deleted(bench: Bench, book: Notebook) -> None:
    mail = next(a for a in book.list()["activities"] if not a["mine"])
    edit = book.call("edit-activity", path=book.at(mail), body={"subject": "Mine now"})
    assert (edit.status, edit.code) == (403, "forbidden")
    assert book.call("delete-activity", path=book.at(mail)).status == 403
    assert bench.northstar.find("activity_timeline", Subject="Re: invoice 2291")


def test_a_change_made_in_gainsight_meanwhile_is_not_overwritten(
    bench: Bench, book: Notebook
) -> None:
    call = book.list()["activities"][0]
    book.call("edit-activity", path=book.at(call), body={"subject": "First"})
    whole = book.call("activity", path=book.at(call)).json
    bench.clock.advance(60)
    book.call("edit-activity", path=book.at(call), body={"subject": "Elsewhere"})
    late = book.call(
        "edit-activity",
        path=book.at(call),
        body={"subject": "Late", "modified_at": whole["modified_at"]},
    )
    assert (late.status, late.code) == (409, "version_conflict")
    assert late.error["details"]["current"]["subject"] == "Elsewhere"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"notes_html": "<p></p>"}, "notes_html"),
        ({"notes_html": "<p>" + "x" * 60_001 + "</p>"}, "notes_html"),
        (
            {"type": "Escalation", "custom_fields": {"Ant__Severity__c": ""}},
            "custom_fields.Ant__Severity__c",
        ),
        ({"type": "Nonsense"}, "type"),
        ({"activity_at": "soon"}, "activity_at"),
        ({"activity_at": None}, "activity_at"),
        ({"agenda": ["Uptime"]}, "agenda"),
        ({"custom_fields": {"Ant__Nope__c": 1}}, "custom_fields.Ant__Nope__c"),
    ],
)
def test_what_gainsight_refuses_of_a_change_is_told_at_its_field(
    book: Notebook, body: dict, field: str
) -> None:
    call = book.list()["activities"][0]
    answer = book.call("edit-activity", path=book.at(call), body=body)
    assert (answer.status, list(answer.error["fields"])) == (422, [field])


def test_every_field_of_an_activity_can_be_changed(bench: Bench, book: Notebook) -> None:
    call = book.list()["activities"][0]
    answer = book.call(
        "edit-activity",
        path=book.at(call),
        body={
            "type": "Meeting",
            "activity_at": "2026-11-18T12:00:00+01:00",
            "internal_attendees": ["omar@northstar.example"],
            "external_attendees": [],
            "duration_min": 25,
        },
    )
    assert answer.status == 200, answer.body
    changed = answer.json
    assert (changed["type"], changed["activity_at"]) == ("Meeting", "2026-11-18T11:00:00Z")
    assert changed["internal_attendees"] == ["omar@northstar.example"]
    assert changed["duration_min"] == 25
    assert bench.northstar.find("activity_timeline", Gsid=call["id"])["TypeName"] == "Meeting"


def test_types_are_the_admin_s_and_those_seen(bench: Bench, book: Notebook) -> None:
    log(bench, 1, 1_795_000_000_000, TypeName="Escalation")
    types = book.call("types", path={"tenant": "northstar"}).json
    assert [t["name"] for t in types["types"]] == [
        "Update",
        "Call",
        "Meeting",
        "Email",
        "Milestone",
        "Escalation",
    ]
    assert types["limits"]["notes_html"] == 60_000
    (severity,) = [f for f in types["custom_fields"] if f["name"] == "Ant__Severity__c"]
    assert (severity["label"], severity["type"]) == ("Severity", "picklist")
    with bench.watch() as traffic:
        book.call("types", path={"tenant": "northstar"})
    assert traffic.upstream == []
