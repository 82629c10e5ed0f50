"""Who may do what on the Timeline, route by route; later routes add their row."""

from typing import Any

import pytest
from tests.harness import MEI, PRIYA, Bench
from tests.notebook import Notebook, audit_lines

from gainsight_zoom.records import GainsightUser

WHERE = {"tenant": "northstar", "kind": "company"}
READS: list[tuple[str, dict[str, Any]]] = [
    ("types", {"path": {"tenant": "northstar"}}),
    ("activities", {"path": WHERE}),
    ("activity", {"path": WHERE}),
    ("comments", {"path": WHERE}),
]
WRITES: list[tuple[str, dict[str, Any]]] = [
    ("edit-activity", {"path": WHERE, "body": {"subject": "x"}}),
    ("delete-activity", {"path": WHERE}),
    ("add-comment", {"path": WHERE, "body": {"html": "x"}}),
    ("edit-comment", {"path": WHERE, "body": {"html": "x"}}),
    ("delete-comment", {"path": WHERE}),
    ("begin-draft", {}),
]
LICENSES = ("Full", "Viewer", "Viewer_Analytics")


def connected_as(bench: Bench, license_name: str, *, active: bool = True) -> str:
    """Sign Priya in and let her licence be another one."""
    bearer = bench.signed_in()
    known = bench.wired.users.load("KdYKjnimT4KPd8FFgQt9FQ").credential("gainsight", "northstar")
    assert known is not None
    assert known.user is not None
    user = GainsightUser(**{**vars(known.user), "license": license_name, "active": active})
    tokens = bench.wired.keeper.unseal(
        known.sealed, uid=known.uid, provider=known.provider, tenant=known.tenant
    )
    bench.wired.keeper.connect(
        uid=known.uid,
        provider=known.provider,
        tenant=known.tenant,
        tokens=tokens,
        user=user,
        previous=known,
        since=int(bench.clock.now()),
    )
    return bearer


@pytest.mark.parametrize(("name", "arguments"), READS + WRITES, ids=lambda v: str(v)[:20])
@pytest.mark.parametrize("license_name", ["External", "Internal_Collaborator"])
def test_without_a_licence_that_may_log_in_every_route_refuses(
    bench: Bench, name: str, arguments: dict, license_name: str
) -> None:
    bearer = connected_as(bench, license_name)
    answer = bench.call(f"timeline_write/{name}", bearer=bearer, **arguments)
    assert (answer.status, answer.code) == (403, "license_required")


@pytest.mark.parametrize(("name", "arguments"), READS + WRITES, ids=lambda v: str(v)[:20])
def test_without_a_session_every_route_refuses(bench: Bench, name: str, arguments: dict) -> None:
    answer = bench.call(f"timeline_write/{name}", **arguments)
    assert (answer.status, answer.code) == (401, "session_expired")


@pytest.mark.parametrize(("name", "arguments"), READS + WRITES, ids=lambda v: str(v)[:20])
def test_a_tenant_one_is_not_connected_to_does_not_exist(
    bench: Bench, name: str, arguments: dict
) -> None:
    bearer = bench.signed_in()
    if name == "begin-draft":
        body = {"tenant": "kestrel", "kind": "company", "id": "X", "name": "X"}
        answer = bench.call("timeline_write/begin-draft", bearer=bearer, body=body)
    else:
        path = {**arguments["path"], "tenant": "kestrel"}
        answer = bench.call(f"timeline_write/{name}", bearer=bearer, **{**arguments, "path": path})
    assert answer.code == "not_found"


@pytest.mark.parametrize("license_name", LICENSES)
def test_every_licence_that_may_log_in_writes_the_timeline(bench: Bench, license_name: str) -> None:
    book = Notebook(bench, connected_as(bench, license_name))
    assert book.publish(book.begin()).status == 200
    book.run()
    call = next(a for a in book.list()["activities"] if a["ours"])
    answer = book.call("add-comment", path=book.at(call), body={"html": "x"})
    assert answer.status == 201
    where = {**book.at(call), "comment_id": answer.json["id"]}
    assert book.call("edit-comment", path=where, body={"html": "y"}).status == 200
    assert book.call("delete-comment", path=where).status == 204
    body = {"subject": "Renamed"}
    assert book.call("edit-activity", path=book.at(call), body=body).status == 200
    assert book.call("delete-activity", path=book.at(call)).status == 204
    assert sorted(audit_lines(bench)) == [
        "activity.create",
        "activity.delete",
        "activity.update",
        "comment.create",
        "comment.delete",
        "comment.update",
    ]


def test_a_viewer_signs_in_and_writes(bench: Bench) -> None:
    book = Notebook(bench, bench.signed_in(uid=MEI), uid=MEI)
    book.publish(book.begin())
    book.run()
    assert next(a for a in book.list()["activities"] if a["ours"])["author"]["name"] == "Mei Tanaka"


def test_a_dead_connection_opens_nothing_that_the_licence_does_not(bench: Bench) -> None:
    book = Notebook(bench, bench.signed_in())
    draft = book.begin()
    connected_as(bench, "External")
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert credential is not None
    bench.wired.credentials.mark_reconnect_required(credential)
    version = {"version": draft["version"]}
    answers = [
        book.call("begin-draft", body={"tenant": "northstar", **book.customer(), "key": "2"}),
        book.call("save-draft", path={"draft_id": draft["id"]}, body={**version, "subject": "x"}),
        book.publish(draft),
    ]
    assert [a.code for a in answers] == ["license_required"] * 3


def test_a_note_of_someone_who_lost_the_licence_waits_with_the_reason(bench: Bench) -> None:
    book = Notebook(bench, bench.signed_in())
    draft = book.begin()
    book.publish(draft)
    connected_as(bench, "External")
    book.run()
    waiting = book.read(draft)["targets"][0]["waiting"]
    assert (waiting["reason"], waiting["needs_attention"]) == ("license_required", True)
