"""Publishing whatever Gainsight does: each target has the latest text exactly once."""

import json
from dataclasses import replace

import pytest
from sandbox.faults import Fault
from tests.harness import PRIYA, Answer, Bench
from tests.notebook import Notebook, activities, audit_lines

from gainsight_zoom.layouts import DEFAULT_LAYOUT
from timeline_write.sweeper import sweep

PATH = "/v1/ant/es/activity"
FABRIKAM = "Fabrikam Partners"
EXPIRED_S = 6 * 3600 + 1


@pytest.fixture
def book(bench: Bench) -> Notebook:
    """Priya's notes."""
    return Notebook(bench, bench.signed_in())


def fail(bench: Bench, kind: str, method: str = "POST", **more: object) -> None:
    """Let Gainsight fail at the next write."""
    fault = Fault(kind=kind, path=PATH, method=method, delay_s=0, **more)  # type: ignore[arg-type]
    bench.northstar.faults.add(fault)


def types(book: Notebook) -> Answer:
    """Read what can be logged, which is kept for hours."""
    return book.call("types", path={"tenant": "northstar"})


def expire(bench: Bench) -> None:
    """Let Gainsight end Priya's sign-in."""
    bench.northstar.tokens.revoke_user(bench.northstar.find("gsuser", Name="Priya Nair")["Gsid"])


def test_one_note_goes_to_several_customers(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    answer = book.publish(draft, "Northwind Robotics", FABRIKAM, "Acme Retail")
    assert {t["status"] for t in answer.json["targets"]} == {"queued"}
    book.run()
    assert {row["GsCompanyId"] for row in activities(bench)} == {
        bench.gsid(name) for name in ("Northwind Robotics", FABRIKAM, "Acme Retail")
    }
    assert len(activities(bench)) == 3
    assert audit_lines(bench) == ["activity.create"] * 3


def test_a_note_can_go_to_a_relationship(bench: Bench, book: Notebook) -> None:
    draft = book.begin("Plant Lyon", "relationship")
    assert book.publish(draft).status == 200
    book.run()
    (row,) = activities(bench)
    assert row["ContextName"] == "Relationship"
    assert row["GsRelationshipId"] == bench.gsid("Plant Lyon", "relationship")


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    "kind",
    ["rate_limited", "server_error", "unavailable", "html_200", "drop", "store_then_timeout"],
)
def test_whatever_fails_for_a_while_is_posted_once_in_the_end(
    bench: Bench, book: Notebook, kind: str, times: int
) -> None:
    fail(bench, kind, times=times)
    draft = book.begin()
    book.publish(draft)
    bench.clock.advance(10)
    book.ring()
    (target,) = book.read(draft)["targets"]
    assert target["status"] == "queued"
    assert target["waiting"]["reason"] in ("upstream_busy", "upstream_unavailable")
    assert target["waiting"]["retry_in_s"] > 0
    book.run()
    assert book.read(draft)["state"] == "posted"
    assert len(activities(bench)) == 1
    assert audit_lines(bench) == ["activity.create"]


def test_the_limit_says_when_it_goes_on(bench: Bench, book: Notebook) -> None:
    fail(bench, "rate_limited", retry_after="37")
    draft = book.begin()
    book.publish(draft)
    bench.clock.advance(10)
    book.ring()
    waiting = book.read(draft)["targets"][0]["waiting"]
    assert waiting["reason"] == "upstream_busy"
    assert 30 <= waiting["retry_in_s"] <= 37
    assert not waiting["needs_attention"]


def test_a_text_edited_between_two_tries_is_the_one_that_stays(
    bench: Bench, book: Notebook
) -> None:
    fail(bench, "store_then_timeout")
    draft = book.begin()
    book.publish(draft)
    bench.clock.advance(10)
    book.ring()
    assert activities(bench)[0]["Notes"] == "<p>Cell 7 runs again.</p>"
    (listed, *_) = book.list()["activities"]
    assert (listed["status"], bool(listed["id"])) == ("queued", True)
    edit = book.call("edit-activity", path=book.at(listed), body={"subject": "Past the note"})
    assert (edit.status, edit.code) == (409, "too_late")
    assert book.call("delete-activity", path=book.at(listed)).code == "too_late"

    draft = book.save(book.read(draft), notes_html="<p>Cell 7 stopped.</p>", type="Call")
    assert (draft["state"], draft["changed"]) == ("queued", True)
    assert book.publish(draft).status == 200
    book.run()

    (row,) = activities(bench)
    assert (row["Subject"], row["TypeName"]) == ("Weekly", "Call")
    assert row["Notes"] == "<p>Cell 7 stopped.</p>"
    assert book.read(draft)["state"] == "posted"
    assert book.call("edit-activity", path=book.at(listed), body={"subject": "Now"}).status == 200


def test_a_posted_note_published_again_changes_its_activity(bench: Bench, book: Notebook) -> None:
    draft = book.begin(internal_attendees=["omar@northstar.example"])
    book.publish(draft)
    book.run()
    assert activities(bench)[0]["InternalAttendees"] == "omar@northstar.example"
    draft = book.save(book.read(draft), subject="Renamed", internal_attendees=[])
    assert draft["changed"]
    book.publish(draft)
    book.run()
    (row,) = activities(bench)
    assert row["Subject"] == "Renamed"
    assert not row["InternalAttendees"]
    assert audit_lines(bench) == ["activity.create", "activity.update"]


def test_publishing_twice_posts_once(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    for _ in range(3):
        assert book.publish(draft).status == 200
    book.run()
    assert book.publish(book.read(draft)).json["state"] == "posted"
    book.run()
    assert len(activities(bench)) == 1
    assert audit_lines(bench) == ["activity.create"]


def test_rings_twice_late_and_for_nothing_do_no_harm(bench: Bench, book: Notebook) -> None:
    assert book.ring() == {"batchItemFailures": []}
    book.publish(book.begin())
    book.ring()
    assert activities(bench) == []
    bench.clock.advance(10)
    for _ in range(3):
        book.ring()
    assert len(activities(bench)) == 1


def test_who_published_before_rings_named_nobody_is_rung_for_as_then(
    bench: Bench, book: Notebook
) -> None:
    book.publish(book.begin())
    table = bench.wired.notes._notes
    bell = table.delete(f"USER#{PRIYA}", "DOORBELL")
    assert bell is not None
    table.delete(f"BELL#{bell['bell']}", "-")
    bench.clock.advance(10)
    with bench.in_role_of("timeline_write.sweeper.lambda_handler"):
        assert sweep(bench.wired) == 1
    *_, swept = bench.cloud.messages("OutboxQueue")
    book.ring(json.loads(swept))
    assert len(activities(bench)) == 1


@pytest.mark.parametrize("failure_map", ["failures", "errors"])
def test_a_refused_note_says_which_field_and_can_be_corrected(
    bench: Bench, book: Notebook, failure_map: str
) -> None:
    bench.northstar.settings.failure_map = failure_map
    draft = book.begin(type="Escalation")
    book.publish(draft)
    book.run()
    seen = book.read(draft)
    assert seen["state"] == "failed"
    waiting = seen["targets"][0]["waiting"]
    assert (waiting["reason"], waiting["needs_attention"]) == ("refused", True)
    assert waiting["fields"] == {
        "custom_fields.Ant__Severity__c": "Severity is needed for this type."
    }
    assert activities(bench) == []
    later = book.begin(key="later")
    listed = book.call("drafts").json
    assert listed["counts"] == {"draft": 1, "queued": 0, "failed": 1}
    assert [d["id"] for d in listed["drafts"]] == [seen["id"], later["id"]]

    types = book.call("types", path={"tenant": "northstar"}).json
    (severity,) = [f for f in types["custom_fields"] if f["name"] == "Ant__Severity__c"]
    high = next(o["value"] for o in severity["options"] if o["label"] == "High")
    draft = book.save(seen, custom_fields={"Ant__Severity__c": high})
    assert book.publish(draft).status == 200
    book.run()
    (row,) = activities(bench)
    assert row["TypeName"] == "Escalation"
    assert book.read(draft)["state"] == "posted"


SEATS, TOPICS = "Ant__Seats__c", "Ant__Topics__c"
DECISION, SPONSOR = "Ant__Decision__c", "Ant__Sponsor__c"


def test_what_the_admin_requires_is_asked_for_at_its_field(bench: Bench, book: Notebook) -> None:
    required = replace(DEFAULT_LAYOUT, timeline_required={"*": (SEATS,), "Update": (TOPICS,)})
    bench.wired.tenants.save_layout("northstar", required)
    draft = book.begin(custom_fields={TOPICS: []})
    refused = book.publish(draft)
    assert (refused.status, refused.error["fields"]) == (
        422,
        {
            f"custom_fields.{SEATS}": "Seats discussed is needed for this type.",
            f"custom_fields.{TOPICS}": "Topics is needed for this type.",
        },
    )


def test_custom_fields_of_every_type_reach_gainsight_as_it_takes_them(
    bench: Bench, book: Notebook
) -> None:
    types = book.call("types", path={"tenant": "northstar"}).json
    fields = {field["name"]: field for field in types["custom_fields"]}
    topics = [option["value"] for option in fields[TOPICS]["options"][:2]]
    assert (fields[SPONSOR]["lookup"], fields[SEATS]["lookup"]) == ("user", None)
    sponsor = bench.northstar.find("gsuser", Name="Mei Tanaka")["Gsid"]
    draft = book.begin(
        custom_fields={
            SEATS: 40,
            TOPICS: topics,
            DECISION: "2026-12-04T10:00:00.000Z",
            SPONSOR: sponsor,
        }
    )
    assert book.publish(draft).status == 200
    book.run()
    (row,) = activities(bench)
    assert (row[SEATS], row[TOPICS], row[SPONSOR]) == (40, topics, sponsor)
    assert row[DECISION] == 1_796_378_400_000


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (SEATS, "40", "Please enter a number."),
        (TOPICS, "Adoption", "Please choose from the list."),
        (DECISION, "2026-12-04T10:00", "Please enter a date and time."),
        (SPONSOR, "Mei", "Please choose a record from the list."),
    ],
)
def test_a_custom_field_says_what_it_takes(
    book: Notebook, name: str, value: object, said: str
) -> None:
    refused = book.publish(book.begin(custom_fields={name: value}))
    assert refused.error["fields"] == {f"custom_fields.{name}": said}


def test_an_unknown_customer_is_told_at_the_target(book: Notebook) -> None:
    draft = book.begin(id="1P02" + "Z" * 32)
    book.publish(draft)
    book.run()
    waiting = book.read(draft)["targets"][0]["waiting"]
    assert list(waiting["fields"]) == ["target"]


def test_what_is_refused_without_a_reason_needs_attention_after_some_tries(
    bench: Bench, book: Notebook
) -> None:
    fail(bench, "result_false", times=3)
    draft = book.begin()
    book.publish(draft)
    book.run()
    seen = book.read(draft)
    assert (seen["state"], seen["targets"][0]["waiting"]["reason"]) == ("failed", "refused")
    assert book.publish(seen).json["state"] == "queued"
    book.run()
    assert len(activities(bench)) == 1


def test_an_outage_of_two_days_ends_in_needs_attention_and_loses_nothing(
    bench: Bench, book: Notebook
) -> None:
    fail(bench, "unavailable", times=None)
    draft = book.begin()
    book.publish(draft)
    book.run(hours=5)
    waiting = book.read(draft)["targets"][0]["waiting"]
    assert (waiting["reason"], waiting["needs_attention"]) == ("upstream_unavailable", True)
    book.run(hours=60)
    seen = Notebook(bench, bench.open_pane()).read(draft)
    assert seen["targets"][0]["waiting"]["reason"] == "gave_up"
    bench.northstar.faults.clear()
    book = Notebook(bench, bench.open_pane())
    book.publish(seen)
    book.run()
    assert len(activities(bench)) == 1


def test_undo_takes_back_while_there_is_time(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    book.publish(draft, "Northwind Robotics", FABRIKAM)
    undone = book.call("undo", path={"draft_id": draft["id"]})
    assert undone.status == 200, undone.body
    assert (undone.json["state"], undone.json["targets"]) == ("draft", [])
    book.run()
    assert activities(bench) == []
    book.publish(draft)
    bench.clock.advance(10)
    assert book.call("undo", path={"draft_id": draft["id"]}).code == "too_late"
    book.run()
    assert book.call("undo", path={"draft_id": draft["id"]}).code == "too_late"
    assert len(activities(bench)) == 1


def test_undoing_a_second_publish_leaves_the_first_text(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    book.publish(draft)
    book.run()
    draft = book.save(book.read(draft), subject="Second")
    book.publish(draft)
    undone = book.call("undo", path={"draft_id": draft["id"]}).json
    assert [t["status"] for t in undone["targets"]] == ["posted"]
    book.run()
    assert activities(bench)[0]["Subject"] == "Weekly"
    assert book.call("drafts").json["counts"]["draft"] == 1
    book.publish(book.read(draft))
    book.run()
    assert [row["Subject"] for row in activities(bench)] == ["Second"]


def test_notes_to_one_customer_keep_their_order(bench: Bench, book: Notebook) -> None:
    fail(bench, "unavailable", times=2)
    for number in range(3):
        book.publish(book.begin(key=f"n{number}", subject=f"Note {number}"))
        bench.clock.advance(1)
    other = book.begin(FABRIKAM, key="other", subject="Other")
    book.publish(other)
    bench.clock.advance(10)
    book.ring()
    last = book.list()["activities"][0]
    assert last["waiting"]["reason"] == "in_order"
    book.run()
    posted = [row["Subject"] for row in activities(bench) if row["Subject"] != "Other"]
    assert posted == ["Note 0", "Note 1", "Note 2"]


def test_a_signed_out_user_s_note_waits_and_goes_when_they_are_back(
    bench: Bench, book: Notebook
) -> None:
    draft = book.begin()
    book.publish(draft)
    bench.call("login_routing/disconnect", bearer=book.bearer)
    book.run()
    seen = book.read(draft)
    waiting = seen["targets"][0]["waiting"]
    assert (waiting["reason"], waiting["needs_attention"]) == ("reconnect_required", True)
    bench.connected()
    with bench.watch() as traffic:
        assert book.call("drafts").json["counts"]["queued"] == 1
    assert "sqs:SendMessage" in traffic.aws
    book.ring()
    assert len(activities(bench)) == 1
    assert book.read(draft)["state"] == "posted"


@pytest.mark.parametrize("cold", [True, False])
@pytest.mark.parametrize("kind", ["unavailable", "rate_limited", "server_error", "html_200"])
def test_what_was_known_of_activities_is_enough_to_publish_while_gainsight_is_away(
    bench: Bench, book: Notebook, kind: str, cold: bool
) -> None:
    known = types(book).json
    draft = book.begin()
    bench.clock.advance(EXPIRED_S)
    if cold:
        bench.restart()
    bench.northstar.faults.add(Fault(kind=kind, times=None))  # type: ignore[arg-type]
    assert types(book).json["custom_fields"] == known["custom_fields"]
    answer = book.publish(book.save(draft, subject="Kept"))
    assert (answer.status, answer.json["state"]) == (200, "queued"), answer.body
    bench.northstar.faults.clear()
    book.run()
    assert [row["Subject"] for row in activities(bench)] == ["Kept"]


def test_gainsight_is_asked_again_once_it_is_back(bench: Bench, book: Notebook) -> None:
    types(book)
    bench.clock.advance(EXPIRED_S)
    bench.northstar.faults.add(Fault(kind="unavailable", times=None))
    with bench.watch() as away:
        assert types(book).status == 200
    assert away.upstream
    bench.northstar.faults.clear()
    bench.clock.advance(61)
    with bench.watch() as back:
        assert types(book).status == 200
    assert any("describe" in sent.path for sent in back.upstream)


def test_nothing_known_of_activities_is_said_as_before(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    bench.northstar.faults.add(Fault(kind="unavailable", times=None))
    answer = book.publish(draft)
    assert (answer.status, answer.code) == (503, "upstream_unavailable")
    expire(bench)
    bench.northstar.faults.clear()
    assert book.publish(draft).code == "reconnect_required"


@pytest.mark.parametrize("cold", [True, False])
def test_a_note_of_somebody_who_has_to_sign_in_again_is_begun_saved_and_waits(
    bench: Bench, book: Notebook, cold: bool
) -> None:
    types(book)
    expire(bench)
    answer = book.call("activities", path=book.at("") | {"activity_id": ""})
    assert answer.code == "reconnect_required"
    bench.clock.advance(EXPIRED_S)
    if cold:
        bench.restart()
    with bench.watch() as traffic:
        assert types(book).json["types"]
        draft = book.save(book.begin(), subject="Kept")
        answer = book.publish(draft)
    assert traffic.upstream == []
    assert (answer.status, answer.json["state"]) == (200, "queued"), answer.body
    book.run()
    waiting = book.read(draft)["targets"][0]["waiting"]
    assert (waiting["reason"], waiting["needs_attention"]) == ("reconnect_required", True)
    bench.connected()
    assert book.call("drafts").json["counts"]["queued"] == 1
    book.ring()
    assert [row["Subject"] for row in activities(bench)] == ["Kept"]
    assert book.read(draft)["state"] == "posted"


def test_so_does_one_whose_connection_dies_while_it_is_published(
    bench: Bench, book: Notebook
) -> None:
    types(book)
    draft = book.begin()
    bench.clock.advance(EXPIRED_S)
    expire(bench)
    assert book.publish(draft).json["state"] == "queued"


def test_a_user_who_left_posts_nothing_any_more(bench: Bench, book: Notebook) -> None:
    book.publish(book.begin())
    bench.wired.leaving.leave(book.uid, cause="test")
    bench.clock.advance(10)
    book.ring()
    assert activities(bench) == []
    assert bench.wired.notes.load(book.uid).drafts == ()
    assert bench.wired.notes.outbox(book.uid) == ()


def test_an_activity_deleted_in_gainsight_is_said_to_be_gone(bench: Bench, book: Notebook) -> None:
    draft = book.begin()
    book.publish(draft)
    book.run()
    bench.northstar.records.delete("activity_timeline", activities(bench)[0]["Gsid"])
    book.publish(book.save(book.read(draft), subject="Again"))
    book.run()
    gone = book.read(draft)
    assert gone["targets"][0]["waiting"]["reason"] == "gone"
    anew = book.begin(key=f"{gone['id']} anew", subject=gone["subject"])
    assert book.call("discard-draft", path={"draft_id": gone["id"]}).status == 204
    book.publish(anew)
    book.run()
    assert [row["Subject"] for row in activities(bench)] == ["Again"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 256}, "subject"),
        ({"notes_html": "<p> </p>"}, "notes_html"),
        ({"type": ""}, "type"),
        ({"custom_fields": {"Ant__Nope__c": "x"}}, "custom_fields.Ant__Nope__c"),
        ({"custom_fields": {"Ant__Severity__c": "x"}}, "custom_fields.Ant__Severity__c"),
    ],
)
def test_what_is_missing_is_told_at_its_field(book: Notebook, fields: dict, wrong: str) -> None:
    answer = book.publish(book.begin(**fields))
    assert answer.code == "validation_failed"
    assert list(answer.error["fields"]) == [wrong]


def test_publishing_another_version_than_the_latest_is_a_conflict(book: Notebook) -> None:
    draft = book.begin()
    book.save(draft, subject="Newer")
    answer = book.publish(draft)
    assert (answer.status, answer.code) == (409, "version_conflict")
    assert answer.error["details"]["current"]["subject"] == "Newer"


def test_a_worker_killed_between_claim_and_post_is_followed_by_another(
    bench: Bench, book: Notebook
) -> None:
    book.publish(book.begin())
    bench.clock.advance(10)
    (item,) = bench.wired.notes.outbox(book.uid)
    now = int(bench.clock.now())
    bench.wired.notes.write(
        item, replace(item, lease_owner="dead", lease_until=now + 90, due=now + 90)
    )
    book.ring()
    assert activities(bench) == []
    book.run()
    assert len(activities(bench)) == 1
