"""The outbox in the table and the one in memory do the same; the table's own promises hold."""

from dataclasses import replace
from typing import Any

import boto3
import pytest
from tests.cloud import Cloud
from tests.fakes.notes import OutboxInMemory

from gainsight_zoom.notes import ActionItem, Draft, NoteContent, OpenItems, OutboxItem, Target
from gainsight_zoom.records import AuditLine, Customer
from gainsight_zoom.store.notes import NotesStore
from gainsight_zoom.store.table import ConditionFailed, Table

NOW = 1_795_341_731
CUSTOMER = Customer("northstar", "company", "C1", "One")
LINE = AuditLine("northstar", NOW, "G1", "activity.create", "company/C1", "line1")


def draft(uid: str = "u1", **changes: Any) -> Draft:
    """Make a draft."""
    whole = Draft(
        id="d1",
        uid=uid,
        version=1,
        customer=CUSTOMER,
        content=NoteContent(
            subject="S",
            custom_fields={"Ant__Rate__c": 1.5},
            action_items=(ActionItem("a1", "Do"),),
            agenda=("One",),
        ),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(whole, **changes)


def item(uid: str = "u1", **changes: Any) -> OutboxItem:
    """Make an outbox item."""
    whole = OutboxItem(
        uid=uid,
        draft_id="d1",
        tenant="northstar",
        target=Target("company", "C1", "One"),
        record={"Subject": "S", "Notes": "<p>a</p>", "DurationInMins": None},
        state="queued",
        version=1,
        revision=1,
        order=NOW * 1000,
        queued_at=NOW,
        due=NOW + 10,
        undo_until=NOW + 10,
        action_items=(ActionItem("a1", "Do"),),
    )
    return replace(whole, **changes)


@pytest.fixture
def store(cloud: Cloud) -> NotesStore:
    """The store on the table."""
    dynamodb = boto3.client("dynamodb")
    names = ("NOTES_TABLE", "TENANTS_TABLE", "IDENTITY_TABLE")
    return NotesStore(*(Table(dynamodb, cloud.environment[name]) for name in names))


@pytest.fixture(params=["table", "memory"])
def outbox(request: pytest.FixtureRequest, store: NotesStore) -> Any:
    """Each implementation, holding one item."""
    if request.param == "memory":
        memory = OutboxInMemory()
        memory.put(item(), seen=None)
        return memory
    store.create_draft(draft(), since=NOW)
    store.publish(draft(), items=[item()], seen=[], left=[], since=NOW)
    return store


def test_an_item_comes_back_as_it_was_written(outbox: Any) -> None:
    assert outbox.outbox("u1") == (item(),)
    assert outbox.item("u1", "d1", "C1") == item()
    assert outbox.item("u2", "d1", "C1") is None
    assert outbox.outbox("u2") == ()


def test_only_the_version_seen_is_replaced(outbox: Any) -> None:
    claimed = outbox.write(item(), item(lease_owner="w1", lease_until=NOW + 90, attempts=1))
    assert claimed.version == 2
    assert outbox.outbox("u1") == (claimed,)
    with pytest.raises(ConditionFailed):
        outbox.write(item(), item(lease_owner="w2"))
    done = replace(claimed, state="posted", due=None, posted_revision=1, fields={"a": "b"})
    settled = outbox.settle(claimed, done, LINE, now=NOW)
    assert outbox.outbox("u1") == (settled,)
    with pytest.raises(ConditionFailed):
        outbox.settle(claimed, done, replace(LINE, id="line2"), now=NOW)
    with pytest.raises(ConditionFailed):
        outbox.write(replace(item(), draft_id="d9"), item())


def test_a_draft_comes_back_and_is_saved_under_its_version(store: NotesStore) -> None:
    assert store.create_draft(draft(), since=NOW)
    assert not store.create_draft(draft(), since=NOW)
    assert store.draft("u1", "d1") == draft()
    changed = replace(draft(), content=replace(draft().content, subject="T", duration_min=5))
    saved = store.change_draft(draft(), changed)
    assert saved == replace(changed, version=2)
    with pytest.raises(ConditionFailed):
        store.change_draft(draft(), changed)


def test_publishing_is_all_or_nothing(store: NotesStore) -> None:
    store.create_draft(draft(), since=NOW)
    other = item(target=Target("company", "C2", "Two"))
    left = [OpenItems("northstar", "company", "C1", (ActionItem("a1", "Do"),), {"a1": "d1"})]
    store.publish(draft(), items=[item()], seen=[], left=left, since=NOW)
    published = store.draft("u1", "d1")
    assert published is not None
    assert (published.published_version, published.publishes) == (1, 1)
    with pytest.raises(ConditionFailed):
        store.publish(draft(), items=[other], seen=[], left=[], since=NOW)
    with pytest.raises(ConditionFailed):
        store.publish(published, items=[other, item()], seen=[], left=[], since=NOW)
    assert store.outbox("u1") == (item(),)
    loaded = store.load("u1")
    assert loaded.open_for(CUSTOMER) == left[0]
    assert [note.state for note in loaded.notes()] == ["queued"]


def test_only_what_waits_stands_in_the_index(store: NotesStore) -> None:
    for uid in ("u1", "u2", "u3"):
        store.create_draft(draft(uid), since=NOW)
        store.publish(draft(uid), items=[item(uid)], seen=[], left=[], since=NOW)
    store.write(item("u2"), item("u2", state="failed", due=None))
    store.write(item("u3"), item("u3", due=NOW + 99))
    assert store.due(now=NOW + 10, limit=10) == {"u1"}
    assert store.due(now=NOW + 9, limit=10) == set()


def test_withdrawing_fails_once_somebody_is_at_it(store: NotesStore) -> None:
    store.create_draft(draft(), since=NOW)
    store.publish(draft(), items=[item()], seen=[], left=[], since=NOW)
    published = store.draft("u1", "d1")
    assert published is not None
    claimed = store.write(item(), item(lease_owner="w1"))
    with pytest.raises(ConditionFailed):
        store.withdraw(published, gone=[item()], back=[], left=[])
    nothing = [OpenItems("northstar", "company", "C1")]
    store.withdraw(published, gone=[claimed], back=[], left=nothing, delete=True)
    assert store.load("u1").open_items == tuple(nothing)
    assert store.load("u1").notes() == ()


def test_what_is_erased_is_gone_and_a_late_worker_brings_nothing_back(store: NotesStore) -> None:
    store.create_draft(draft(), since=NOW)
    store.publish(draft(), items=[item()], seen=[], left=[], since=NOW, new_bell="b1")
    assert store.bells([*map(str, range(100)), "u1"]) == {"u1": store.load("u1").bell}
    assert store.behind("b1") == "u1"
    late: tuple[Any, ...] = (
        lambda: store.write(item(), item()),
        lambda: store.settle(item(), item(), LINE, now=NOW),
        lambda: store.change_draft(draft(), draft()),
        lambda: store.publish(draft(), items=[], seen=[], left=[], since=NOW),
    )
    for _ in range(2):
        store.erase("u1")
    for write in late:
        with pytest.raises(ConditionFailed):
            write()
    assert store.load("u1") == type(store.load("u1"))()
    assert store.behind("b1") is None
    assert store.waiting("u1") == 0
