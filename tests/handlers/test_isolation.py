"""Two tenants' data never mix: random users, tenants with equal ids, calls in any order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.harness import JONAS, MEI, PRIYA, Bench

KEYS = ("northstar", "northstar-sb", "kestrel", "aurora")
ACCOUNTS = {PRIYA: KEYS, JONAS: ("northstar",), MEI: ("northstar",)}
CALLS = (
    "connect",
    "connect",
    "disconnect",
    "record",
    "record",
    "search",
    "people",
    "notes",
    "restart",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(CALLS),
        st.sampled_from(tuple(ACCOUNTS)),
        st.sampled_from(KEYS),
        st.integers(0, 40),
    ),
    min_size=4,
    max_size=12,
)


class World:
    """What a bench should show, kept beside it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.connected: dict[str, set[str]] = {uid: set() for uid in ACCOUNTS}
        self.names: dict[str, dict[str, str]] = {
            key: {
                str(row["Gsid"]): str(row["Name"])
                for row in bench.gainsight[key].records.rows("company")
            }
            for key in KEYS
        }
        self.ids = sorted({gsid for names in self.names.values() for gsid in names})
        for uid in ACCOUNTS:
            bench.consented(uid)

    @property
    def shared(self) -> list[str]:
        """Ids that mean different companies in several tenants."""
        return [
            gsid
            for gsid in self.ids
            if len({names[gsid] for names in self.names.values() if gsid in names}) > 1
        ]

    def step(self, what: str, uid: str, key: str, number: int) -> None:
        """Do something, and compare."""
        self.bench.clock.advance(30)
        getattr(self, what)(uid, key, number)

    def connect(self, uid: str, key: str, _: int) -> None:
        if key in ACCOUNTS[uid]:
            self.bench.connected(key, uid=uid)
            self.connected[uid].add(key)

    def disconnect(self, uid: str, key: str, _: int) -> None:
        bearer = self.bench.open_pane(uid)
        path = {"tenant": key}
        assert self.bench.call("login_routing/disconnect", bearer=bearer, path=path).status == 204
        self.connected[uid].discard(key)

    def restart(self, *_: Any) -> None:
        self.bench.restart()

    def record(self, uid: str, key: str, number: int) -> None:
        gsid = (self.shared * 2 + self.ids)[number % (len(self.shared) * 2 + len(self.ids))]
        answer = self.bench.call(
            "c360_fetch/record",
            bearer=self.bench.open_pane(uid),
            path={"tenant": key, "kind": "company", "id": gsid},
        )
        name = self.names[key].get(gsid)
        if key not in self.connected[uid] or name is None:
            assert answer.status == 404, answer.body
            return
        assert answer.status == 200, answer.body
        section = answer.json["sections"]["summary"]
        assert section["status"] == "ok", section
        assert (answer.json["tenant"], section["data"]["title"]) == (key, name)
        view = self.bench.view(self.bench.open_pane(uid))
        assert view["last_selected"]["tenant"] == key
        assert view["last_selected"]["name"] == name

    def search(self, uid: str, _key: str, number: int) -> None:
        text = ("acme", "north", "an", "ro")[number % 4]
        answer = self.bench.search(self.bench.open_pane(uid), text)
        if not self.connected[uid]:
            assert answer.status == 404
            return
        assert answer.status == 200, answer.body
        for hit in answer.json["results"]:
            assert hit["tenant"] in self.connected[uid]
            if hit["kind"] == "company":
                assert self.names[hit["tenant"]][hit["id"]] == hit["name"]

    def people(self, uid: str, key: str, number: int) -> None:
        query = f"q={('an', 'el', 'na', 'ma')[number % 4]}"
        bearer = self.bench.open_pane(uid)
        answer = self.bench.call(
            "participant_sync/find", bearer=bearer, path={"tenant": key}, query=query
        )
        if key not in self.connected[uid]:
            assert answer.status == 404, answer.body
            return
        assert answer.status == 200, answer.body
        theirs = {str(row["Gsid"]) for row in self.bench.gainsight[key].records.rows("person")}
        assert all(one["tenant"] == key for one in answer.json["people"])
        assert {one["person_id"] for one in answer.json["people"]} <= theirs

    def notes(self, uid: str, key: str, number: int) -> None:
        gsid = (self.shared * 2 + self.ids)[number % (len(self.shared) * 2 + len(self.ids))]
        answer = self.bench.call(
            "timeline_write/activities",
            bearer=self.bench.open_pane(uid),
            path={"tenant": key, "kind": "company", "id": gsid},
        )
        if key not in self.connected[uid]:
            assert answer.status == 404, answer.body
            return
        assert answer.status in (200, 404), answer.body
        rows = self.bench.gainsight[key].records.rows("activity_timeline")
        theirs = {str(row["Subject"]) for row in rows}
        assert {one["subject"] for one in answer.json.get("activities", ())} <= theirs


@pytest.fixture
def world(bench: Bench) -> World:
    """Three users, nobody connected."""
    return World(bench)


def test_there_are_equal_ids_to_mix_up(world: World) -> None:
    assert world.shared


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_nothing_of_one_tenant_shows_in_another(
    world: World, steps: list[tuple[str, str, str, int]]
) -> None:
    for what, uid, key, number in steps:
        world.step(what, uid, key, number)
    for uid, keys in world.connected.items():
        accounts = world.bench.view(world.bench.open_pane(uid))["accounts"]
        assert {account["tenant"] for account in accounts} == keys
