"""A note's whole way through the front door: begun, saved, published, posted, changed, deleted."""

from tests.harness import MEETING, Bench
from tests.notebook import Notebook, activities, audit_lines


def test_a_note_is_begun_saved_published_and_stands_in_gainsight_once(bench: Bench) -> None:
    book = Notebook(bench, bench.signed_in())

    draft = book.begin()
    assert draft["state"] == "draft"
    draft = book.save(draft, notes_html="<p>Cell 7 <b>runs</b> again.</p><script>x</script>")
    assert draft["notes_html"] == "<p>Cell 7 <b>runs</b> again.</p>"

    published = book.publish(draft)
    assert published.status == 200, published.body
    assert published.json["state"] == "queued"
    assert published.json["undo_until"]
    (first, *_) = book.list()["activities"]
    assert (first["status"], first["id"], first["waiting"]["reason"]) == ("queued", None, "undo")

    book.run()

    (row,) = activities(bench)
    assert row["ExternalId"] == f"gsz-{draft['id']}-{bench.gsid('Northwind Robotics')}"
    assert row["Notes"] == "<p>Cell 7 <b>runs</b> again.</p>"
    assert (
        row["AuthorId"] == bench.northstar.find("gsuser", Email="priya@northstar.example")["Gsid"]
    )
    assert book.read(draft)["state"] == "posted"
    assert book.call("drafts").json == {
        "drafts": [],
        "meeting_uuid": MEETING,
        "counts": {"draft": 0, "queued": 0, "failed": 0},
    }
    (listed, *_) = book.list()["activities"]
    assert (listed["status"], listed["mine"], listed["ours"]) == ("posted", True, True)
    assert audit_lines(bench) == ["activity.create"]

    whole = book.call("activity", path=book.at(listed)).json
    assert whole["notes_html"] == "<p>Cell 7 <b>runs</b> again.</p>"
    edited = book.call(
        "edit-activity",
        path=book.at(listed),
        body={"notes_html": "<p>All runs.</p>", "modified_at": whole["modified_at"]},
    )
    assert edited.status == 200, edited.body
    assert activities(bench)[0]["Notes"] == "<p>All runs.</p>"
    assert book.call("delete-activity", path=book.at(listed)).status == 204
    assert activities(bench) == []
    assert sorted(audit_lines(bench)) == ["activity.create", "activity.delete", "activity.update"]
