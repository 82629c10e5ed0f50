"""A dead connection is told alike by every route that needs it, so that one button mends all."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.cloud import ROOT
from tests.harness import PRIYA, Answer, Bench, load_event

BAD_REQUEST = 400
LEAVES = "ends the session or the connection"
OWN = "is about what is the user's own, here or at Zoom"
WAITS = "is for a note, which waits for the sign-in; the list of activities says what is dead"
WITHOUT = {
    "c360_fetch/mine": "suggests of what it can ask; the search itself says what is dead",
    "login_routing/delete-me": LEAVES,
    "login_routing/disconnect": LEAVES,
    "login_routing/log-out": LEAVES,
    "login_routing/read-session": OWN,
    "login_routing/route": OWN,
    "login_routing/start": OWN,
    "oauth_callback/zoom-authorize": OWN,
    "oauth_callback/zoom-authorized": OWN,
    "participant_sync/match": OWN,
    "participant_sync/since": OWN,
    "participant_sync/sync": "has other tenants to tell of: see below",
    "timeline_write/begin-draft": WAITS,
    "timeline_write/discard-draft": OWN,
    "timeline_write/draft": OWN,
    "timeline_write/drafts": OWN,
    "timeline_write/publish": OWN,
    "timeline_write/save-draft": OWN,
    "timeline_write/types": WAITS,
    "timeline_write/undo": OWN,
}
"""Events of a signed-in user that work without the tenant, and why."""


def events() -> Iterator[str]:
    """Name the events of signed-in users, except those above: a new route is here by itself."""
    for path in sorted((ROOT / "events").rglob("*.json")):
        name = path.relative_to(ROOT / "events").with_suffix("").as_posix()
        if "authorization" in load_event(name).get("headers", {}) and name not in WITHOUT:
            yield name


def told_alike(answer: Answer) -> bool:
    expected = {
        "code": "reconnect_required",
        "message": "Please sign in to Gainsight again.",
        "retryable": False,
        "fields": {"tenant": "northstar"},
    }
    told: Any = answer.json.get("error", {})
    return answer.status == 409 and expected.items() <= told.items()


def kill(bench: Bench) -> None:
    """Let the connection be known to be dead."""
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert credential is not None
    bench.wired.credentials.mark_reconnect_required(credential)


def test_a_dead_connection_is_told_alike_and_not_tried(bench: Bench) -> None:
    bearer = bench.signed_in()
    kill(bench)
    with bench.watch() as traffic:
        answers = {name: bench.call(name, bearer=bearer) for name in events()}
    needed = {name: a for name, a in answers.items() if a.status >= BAD_REQUEST}
    assert {name: a.body for name, a in needed.items() if not told_alike(a)} == {}
    assert len(needed) > 25, "those that could do without are few"
    assert traffic.upstream == []


def test_so_is_one_that_dies_meanwhile(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    otherwise = {}
    for name in events():
        bench.connected()
        bench.northstar.tokens.revoke_user(
            bench.northstar.find("gsuser", Name="Priya Nair")["Gsid"]
        )
        with bench.watch() as traffic:
            answer = bench.call(name, bearer=bearer)
        if traffic.upstream and not told_alike(answer):
            otherwise[name] = answer.body
        bench.clock.advance(61)
    assert otherwise == {}


@pytest.mark.parametrize("known", [True, False])
def test_meeting_people_names_the_tenant_beside_the_others(bench: Bench, known: bool) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    if known:
        kill(bench)
    bench.northstar.tokens.revoke_user(bench.northstar.find("gsuser", Name="Priya Nair")["Gsid"])
    answer = bench.call("participant_sync/sync", bearer=bearer)
    assert answer.status == 200, answer.body
    problems = [p for p in answer.json["problems"] if p["code"] == "reconnect_required"]
    assert [p["tenant"] for p in problems] == ["northstar"], answer.body
