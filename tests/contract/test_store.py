"""What the store takes for granted of DynamoDB, on moto and on genuine DynamoDB Local alike."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import replace

import boto3
import pytest
from tests.cloud import Cloud

from gainsight_zoom.attendance import Listed
from gainsight_zoom.contacts import Contact, Place
from gainsight_zoom.encounters import Encounter, Lookups, Pressed
from gainsight_zoom.errors import SessionExpired, SignInRejected, StoreUnavailable
from gainsight_zoom.invitations import Invited
from gainsight_zoom.layouts import DEFAULT_LAYOUT
from gainsight_zoom.records import (
    Credential,
    Extent,
    GainsightUser,
    Kind,
    LoadedTenant,
    Snapshot,
    StoredMetadata,
)
from gainsight_zoom.store.credentials import Credentials
from gainsight_zoom.store.encounters import Encounters
from gainsight_zoom.store.metadata import MetadataStore
from gainsight_zoom.store.refreshes import shard_of
from gainsight_zoom.store.signins import SignIns
from gainsight_zoom.store.snapshots import Snapshots
from gainsight_zoom.store.table import Condition, ConditionFailed, Table
from gainsight_zoom.store.tenants import Tenants
from gainsight_zoom.store.tombstones import partition
from gainsight_zoom.tickets import SignInState

NOW = 1_795_341_731
THREADS = 12
UID = "KdYKjnimT4KPd8FFgQt9FQ"
SEEN = Credential(
    uid=UID,
    provider="gainsight",
    tenant="northstar",
    sealed=b"\x00\xffgeneration 1",
    version=1,
    expires_at=NOW + 3_600,
    status="active",
    created_at=NOW,
    user=GainsightUser(gsid="1P01", name="Zoë", email="z@x.example", license="Full", active=True),
    refresh_due=NOW + 1_800,
)


@pytest.fixture
def identity(cloud: Cloud) -> Table:
    return Table(boto3.client("dynamodb"), cloud.environment["IDENTITY_TABLE"])


@pytest.fixture
def credentials(identity: Table) -> Credentials:
    credentials = Credentials(identity)
    credentials.save(SEEN, since=NOW)
    return credentials


def at_once(act: Callable[[int], object]) -> list[object]:
    """Do something in many threads that start together."""
    gate = threading.Barrier(THREADS)
    outcomes: list[object] = []

    def one(number: int) -> None:
        gate.wait()
        outcomes.append(act(number))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_values_come_back_as_they_went_in(identity: Table) -> None:
    item = {
        "pk": "a",
        "sk": "b",
        "text": "Øresund 🌞 مشاريع",
        "number": 12345678901234567890,
        "fraction": 0.25,
        "bytes": b"\x00\xff",
        "list": [1, {"x": None, "y": True}, []],
        "empty": "",
    }
    with pytest.raises(TypeError, match="Float"):
        identity.put(item)
    del item["fraction"]
    identity.put(item)
    assert identity.get("a", "b") == {"schema": 1, **item}
    assert identity.get("a", "c") is None


def test_a_condition_that_fails_tells_what_is_there(identity: Table) -> None:
    absent = Condition("attribute_not_exists(pk)", {}, {})
    identity.put({"pk": "a", "sk": "b", "n": 1}, absent)
    with pytest.raises(ConditionFailed) as failed:
        identity.put({"pk": "a", "sk": "b", "n": 2}, absent)
    assert failed.value.current == {"schema": 1, "pk": "a", "sk": "b", "n": 1}


def test_of_many_who_create_one_does(identity: Table) -> None:
    def create(number: int) -> bool:
        try:
            absent = Condition("attribute_not_exists(pk)", {}, {})
            identity.put({"pk": "a", "sk": "b", "by": number}, absent)
        except ConditionFailed:
            return False
        return True

    assert at_once(create).count(True) == 1


def test_a_partition_is_read_in_order_over_many_pages(identity: Table) -> None:
    filling = "x" * 300_000
    for number in range(8):
        identity.put({"pk": "a", "sk": f"S#{number}", "filling": filling})
    identity.put({"pk": "a", "sk": "T#0"})
    identity.put({"pk": "b", "sk": "S#0"})
    assert [item["sk"] for item in identity.prefix("a", "S#")] == [f"S#{n}" for n in range(8)]
    assert [item["sk"] for item in identity.range("a", "S#6", "T#0")] == ["S#6", "S#7", "T#0"]
    assert identity.keys("a") == [*(f"S#{n}" for n in range(8)), "T#0"]
    assert len(identity.whole("a")) == 9


def test_more_than_a_call_takes_is_read_in_several(identity: Table) -> None:
    keys = [("a", str(number)) for number in range(130)]
    identity.put({"pk": "a", "sk": "0"})
    identity.put({"pk": "a", "sk": "129"})
    assert [item["sk"] for item in identity.batch_get(keys)] == ["0", "129"]


def test_a_batch_larger_than_one_answer_is_read_whole(identity: Table) -> None:
    """An answer ends at 16 MB; what is left comes as unprocessed keys."""
    for number in range(50):
        identity.put({"pk": "a", "sk": str(number), "filling": "x" * 390_000})
    keys = [("a", str(number)) for number in range(50)] + [("a", "absent")]
    assert sorted(int(item["sk"]) for item in identity.batch_get(keys)) == list(range(50))


def test_metadata_comes_back_whole_however_large_and_only_as_last_written(identity: Table) -> None:
    store, until = MetadataStore(identity), {"expires_at": NOW, "kept_until": NOW}
    large, small = {"noise": secrets.token_hex(900_000)}, {"noise": "none"}
    for company in (large, small):
        store.write("northstar", {"company": company, "gsuser": small}, **until)
        extents: dict[str, Extent] = {"northstar": "whole", "unknown": "records"}
        known, unknown = Tenants(identity).load(extents, default_layout=DEFAULT_LAYOUT)
        assert known.metadata == StoredMetadata({"company": company, "gsuser": small}, NOW)
        assert unknown == LoadedTenant("unknown", None, None)


def test_a_transaction_does_all_or_nothing(identity: Table) -> None:
    identity.put({"pk": "a", "sk": "1", "n": 1})
    is_two = Condition("n = :two", {}, {":two": 2})
    with pytest.raises(ConditionFailed) as failed:
        identity.commit(
            [identity.putting({"pk": "a", "sk": "2"}), identity.checking("a", "1", is_two)]
        )
    assert failed.value.current == {"schema": 1, "pk": "a", "sk": "1", "n": 1}
    assert identity.get("a", "2") is None
    change = Condition("SET n = :n", {}, {":n": 2, ":one": 1})
    identity.commit(
        [
            identity.changing("a", "1", change=change, condition="n = :one"),
            identity.putting({"pk": "a", "sk": "2"}),
        ]
    )
    assert [item.get("n") for item in identity.whole("a")] == [2, None]


def test_only_what_is_due_is_in_the_sparse_index(identity: Table, credentials: Credentials) -> None:
    shard = ("refresh_shard", shard_of(partition(UID)))
    found = identity.due("refresh", shard=shard, before=("refresh_due", NOW + 1_800), limit=10)
    assert [item["sk"] for item in found] == ["CREDENTIAL#gainsight#northstar"]
    assert "sealed" not in found[0], "keys only"
    assert identity.due("refresh", shard=shard, before=("refresh_due", NOW), limit=10) == []
    assert credentials.mark_reconnect_required(SEEN)
    later = ("refresh_due", NOW + 9_999)
    assert list(identity.all_due("refresh", shard=shard, before=later)), "to be let go in time"
    credentials.rest(SEEN, refresh_due=NOW + 10_000)
    assert list(identity.all_due("refresh", shard=shard, before=later)) == []


def test_of_many_who_would_refresh_one_may(credentials: Credentials) -> None:
    leases = at_once(
        lambda n: credentials.acquire(SEEN, owner=f"worker-{n}", now=NOW, until=NOW + 20)
    )
    won = [lease for lease in leases if lease.won]  # type: ignore[attr-defined]
    assert len(won) == 1
    owner = won[0].current.lease_owner  # type: ignore[attr-defined]
    assert {lease.current.lease_owner for lease in leases} == {owner}  # type: ignore[attr-defined]


def test_a_lease_that_ran_out_is_taken_over_and_its_owner_fenced_off(
    credentials: Credentials,
) -> None:
    assert credentials.acquire(SEEN, owner="slow", now=NOW, until=NOW + 20).won
    assert not credentials.acquire(SEEN, owner="other", now=NOW + 19, until=NOW + 40).won
    assert credentials.acquire(SEEN, owner="other", now=NOW + 21, until=NOW + 41).won
    fresh = {"expires_at": NOW + 7_200, "refresh_due": NOW + 5_400}
    assert credentials.commit(SEEN, owner="slow", sealed=b"lost", **fresh) is None
    committed = credentials.commit(SEEN, owner="other", sealed=b"generation 2", **fresh)
    assert committed is not None
    assert (committed.version, committed.sealed, committed.lease_owner) == (
        2,
        b"generation 2",
        None,
    )
    assert not credentials.acquire(SEEN, owner="late", now=NOW + 60, until=NOW + 80).won
    assert not credentials.mark_reconnect_required(SEEN)
    credentials.rest(SEEN, refresh_due=NOW)
    assert credentials.get(UID, "gainsight", "northstar") == committed


def test_a_commit_whose_answer_got_lost_is_repeated_without_harm(
    credentials: Credentials,
) -> None:
    assert credentials.acquire(SEEN, owner="me", now=NOW, until=NOW + 20).won
    fresh = {"expires_at": NOW + 7_200, "refresh_due": NOW + 5_400}
    once = credentials.commit(SEEN, owner="me", sealed=b"generation 2", **fresh)
    assert once is not None
    assert credentials.commit(SEEN, owner="me", sealed=b"generation 2", **fresh) == once


def test_of_many_who_would_use_a_state_up_one_does(identity: Table) -> None:
    sign_ins = SignIns(identity)
    state = SignInState(
        digest="d" * 64,
        purpose="zoom_install",
        binding="b" * 64,
        code_verifier="v" * 43,
        expires_at=NOW + 600,
    )
    sign_ins.issue_state(state)
    for wrong in ({"binding": "c" * 64, "now": NOW}, {"binding": state.binding, "now": NOW + 600}):
        with pytest.raises(SignInRejected):
            sign_ins.consume_state(state.digest, **wrong)  # type: ignore[arg-type]

    def consume(_: int) -> str:
        try:
            kept = sign_ins.consume_state(state.digest, binding=state.binding, now=NOW)
        except SignInRejected as rejected:
            return rejected.reason
        return "used" if kept == replace(state) else "another"

    outcomes = at_once(consume)
    assert outcomes.count("used") == 1
    assert outcomes.count("state_unknown_or_used") == THREADS - 1


def test_of_many_who_press_one_button_one_works_and_the_outcome_is_everybodys(
    identity: Table,
) -> None:
    encounters = Encounters(identity)

    reading = encounters.press(UID, "northstar", "press")

    def claim(seen: Pressed) -> bool:
        return encounters.claim(UID, "northstar", "press", seen, now=NOW, since=NOW)

    def press(_: int) -> bool:
        try:
            return claim(unseen)
        except StoreUnavailable:
            return False

    unseen = reading.read()
    assert at_once(press).count(True) == 1
    results = [{"status": "added", "person_id": "1P06"}]
    encounters.settle(UID, "northstar", "press", results, now=NOW, since=NOW)
    assert not claim(unseen), "it is no longer as it was seen"
    assert list(reading.read().results) == results
    assert claim(reading.read())


def test_an_encounter_comes_back_as_it_was_and_ends_with_the_day(identity: Table) -> None:
    encounters, nothing = Encounters(identity), Encounter()
    contact = Contact("t", "1P06", "Zoë", "z@x.example", (Place("1P02", "X", "1P07", None),))
    known = Lookups().learn(["z@x.example"], {"z@x.example": (contact,)}, {"x.example": ()})
    met = Encounter(
        typed={"a": "z@x.example"},
        denied=frozenset({"b"}),
        listed=(Listed("u", "Zoë", "host"),),
        invited=(Invited("z@x.example"),),
    ).with_lookups("t", replace(known.with_written(contact), hand={"a": contact}))
    encounters.save(UID, "m", nothing, met, now=NOW, since=NOW)
    assert encounters.load(UID, "m", ("t",), now=NOW) == met
    assert encounters.load(UID, "m", ("t",), now=NOW + 86_400) == nothing
    assert encounters.load(UID, "other", ("t",), now=NOW) == nothing
    identity.put({"pk": partition(UID), "sk": "PROFILE", "deauthorized_at": NOW + 1})
    with pytest.raises(SessionExpired):
        encounters.save(UID, "m", nothing, met, now=NOW, since=NOW)


RECORD: tuple[str, Kind, str] = ("northstar", "company", "1P02")


def adding(name: str) -> Callable[[Snapshot | None], Snapshot]:
    """Make the change that adds a name to what is kept."""
    return lambda kept: Snapshot([*(kept.data if kept else []), name], as_of=NOW)


def test_what_is_kept_is_changed_as_it_is_when_it_is_written(identity: Table) -> None:
    ours, theirs = Snapshots(identity), Snapshots(identity)
    ours.change(UID, RECORD, "~scores", adding("first"), since=NOW)
    quicker = iter(["second", "third"])

    def slowly(kept: Snapshot | None) -> Snapshot:
        if name := next(quicker, None):
            theirs.change(UID, RECORD, "~scores", adding(name), since=NOW)
        return adding("last")(kept)

    ours.change(UID, RECORD, "~scores", slowly, since=NOW)

    kept = ours.get(UID, RECORD, "~scores")
    assert kept is not None
    assert kept.data == ["first", "second", "third", "last"]


def test_who_never_gets_their_turn_to_change_it_is_told(identity: Table) -> None:
    ours, theirs = Snapshots(identity), Snapshots(identity)

    def too_slowly(kept: Snapshot | None) -> Snapshot:
        theirs.change(UID, RECORD, "~scores", adding(secrets.token_hex(4)), since=NOW)
        return adding("ours")(kept)

    with pytest.raises(StoreUnavailable, match="snapshot_contended"):
        ours.change(UID, RECORD, "~scores", too_slowly, since=NOW)
    kept = ours.get(UID, RECORD, "~scores")
    assert kept is not None
    assert "ours" not in kept.data


def test_nothing_is_kept_for_somebody_who_left(identity: Table) -> None:
    identity.put({"pk": partition(UID), "sk": "PROFILE", "deauthorized_at": NOW + 1})
    with pytest.raises(SessionExpired):
        Snapshots(identity).change(UID, RECORD, "~scores", adding("late"), since=NOW)
    assert Snapshots(identity).get(UID, RECORD, "~scores") is None
