"""Drafts and the outbox: a user's own partition, and the sparse index of what is due.

Every write is conditional on the version seen. Publishing writes the draft and all its outbox
items in one transaction, settling writes an item and its audit line in one: there is no moment in
which one is true without the other.
"""

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gainsight_zoom.notes import (
    ActionItem,
    Draft,
    Met,
    NoteContent,
    Notes,
    OpenItems,
    OutboxItem,
    Target,
)
from gainsight_zoom.records import AuditLine, Customer, meeting_key
from gainsight_zoom.store.audit import audit_item
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table, Write
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition

DRAFT, OUTBOX, ITEMS, MET, COMMENTED = "DRAFT#", "OUTBOX#", "ITEMS#", "MET#", "COMMENTED#"
DOORBELL, BELL = "DOORBELL", "BELL#"
INDEX, SHARD, DUE = "due", "due_shard", "due"
SHARDS = 4
KEPT_AFTER_POSTING_S = 7 * 86_400
OWED_S = 7 * 86_400
_LISTS = ("agenda", "internal_attendees", "external_attendees")
_SEPARATE = ("target", "record", "fields", "uid", "draft_id", "action_items", "earlier_items")


class NotesStore:
    """Reads and writes drafts and outbox items."""

    def __init__(self, notes: Table, tenants: Table, identity: Table) -> None:
        self._notes = notes
        self._tenants = tenants
        self._identity = identity

    def load(self, uid: str) -> Notes:
        """Read all drafts, outbox items, open action items and calls of a user in one query."""
        items = self._notes.range(partition(uid), DOORBELL, OUTBOX + "~")
        by_kind: dict[str, list[Item]] = {DRAFT: [], OUTBOX: [], ITEMS: [], MET: [], DOORBELL: []}
        for item in items:
            name, deeper, _ = str(item["sk"]).partition("#")
            by_kind[name + deeper].append(item)
        return Notes(
            drafts=tuple(_draft(uid, item) for item in by_kind[DRAFT]),
            outbox=tuple(_outbox(uid, item) for item in by_kind[OUTBOX]),
            open_items=tuple(_open_items(item) for item in by_kind[ITEMS]),
            met=tuple(_met(item) for item in by_kind[MET]),
            bell=next((str(item["bell"]) for item in by_kind[DOORBELL]), None),
        )

    def outbox(self, uid: str) -> tuple[OutboxItem, ...]:
        """Read what was published and is not forgotten yet."""
        items = self._notes.prefix(partition(uid), OUTBOX)
        return tuple(_outbox(uid, item) for item in items)

    def item(self, uid: str, draft_id: str, target_id: str) -> OutboxItem | None:
        """Read one outbox item."""
        found = self._notes.get(partition(uid), f"{OUTBOX}{draft_id}#{target_id}")
        return None if found is None else _outbox(uid, found)

    def meet(self, uid: str, met: Met, *, since: int) -> None:
        """Keep with which customer a call is; errors as in `create_draft`."""
        item = {
            "pk": partition(uid),
            "sk": _met_key(met),
            "meeting_uuid": met.meeting_uuid,
            **{f"customer_{k}": v for k, v in vars(met.customer).items()},
            "since": met.since,
            "ttl": met.since + OWED_S,
        }
        self._notes.commit([self._notes.putting(item), self._still_here(uid, since)])

    def forget_met(self, uid: str, met: Met) -> None:
        """No longer owe a call a note; repeating it does no harm."""
        self._notes.delete(partition(uid), _met_key(met))

    def create_draft(self, draft: Draft, *, since: int, instead: Met | None = None) -> bool:
        """Write a new draft; False if there is one of this id already.

        Parameters
        ----------
        since : int
            When the session came to be for which it is made: a user who left later gets none.
        instead : Met, optional
            The call it is owed to, and no longer is.

        Raises
        ------
        ConditionFailed
            If the user left.
        """
        try:
            absent = Condition("attribute_not_exists(pk)", {}, {})
            writes = [self._notes.putting(_draft_item(draft), absent)]
            if instead is not None:
                writes.append(self._notes.deleting(partition(draft.uid), _met_key(instead)))
            self._notes.commit([*writes, self._still_here(draft.uid, since)])
        except ConditionFailed as failed:
            if failed.current is None or not str(failed.current["sk"]).startswith(DRAFT):
                raise
            return False
        return True

    def change_draft(self, seen: Draft, changed: Draft) -> Draft:
        """Write only what differs, if nobody saved meanwhile.

        Returns
        -------
        Draft
            As it now is.

        Raises
        ------
        ConditionFailed
            If the version is no longer the one seen.
        """
        before, after = _draft_item(seen), _draft_item(changed)
        differing = {k: v for k, v in after.items() if before.get(k) != v and k not in _FENCED}
        names = {f"#{n}": name for n, name in enumerate(differing)}
        kept = {n: a for n, a in names.items() if differing[a] is not None}
        gone = [n for n in names if n not in kept]
        values = {f":{n[1:]}": differing[a] for n, a in kept.items()}
        expression = "SET #version = #version + :one"
        expression += "".join(f", {n} = :{n[1:]}" for n in kept)
        expression += " REMOVE " + ", ".join(["#ttl", *gone])
        item = self._notes.update(
            partition(seen.uid),
            DRAFT + seen.id,
            change=Condition(
                expression,
                {"#version": "version", "#ttl": "ttl", **names},
                {":one": 1, ":seen": seen.version, **values},
            ),
            condition="#version = :seen",
        )
        return _draft(seen.uid, item)

    def publish(
        self,
        draft: Draft,
        *,
        items: Sequence[OutboxItem],
        seen: Sequence[OutboxItem],
        left: Sequence[OpenItems],
        since: int,
        new_bell: str | None = None,
    ) -> None:
        """Hand a draft to the outbox, in one transaction with its own state.

        Parameters
        ----------
        items : sequence of OutboxItem
            As they are to be; those also in `seen` replace that exact version.
        left : sequence of OpenItems
            What stays to do per customer.
        new_bell : str, optional
            What is to stand for the user in the outbox's queue, until they leave.

        Raises
        ------
        ConditionFailed
            If the draft or one of the items has changed meanwhile, the user left after `since`, or
            they have a bell already.
        """
        versions = {(i.draft_id, i.target.id): i.version for i in seen}
        writes = [
            self._notes.changing(
                partition(draft.uid),
                DRAFT + draft.id,
                change=Condition(
                    "SET #published = :version, #publishes = :next REMOVE #ttl",
                    {
                        "#published": "published_version",
                        "#publishes": "publishes",
                        "#version": "version",
                        "#ttl": "ttl",
                    },
                    {":version": draft.version, ":next": draft.publishes + 1}
                    | {":publishes": draft.publishes},
                ),
                condition="#version = :version AND #publishes = :publishes",
            )
        ]
        for item in items:
            known = versions.get((item.draft_id, item.target.id))
            condition = Condition("attribute_not_exists(pk)", {}, {}) if known is None else None
            writes.append(
                self._notes.putting(_outbox_item(item), condition or _fence(version=known))
            )
        writes += [self._notes.putting(_open_items_item(draft.uid, entry)) for entry in left]
        if new_bell is not None:
            absent = Condition("attribute_not_exists(pk)", {}, {})
            mine = {"pk": partition(draft.uid), "sk": DOORBELL, "bell": new_bell}
            writes.append(self._notes.putting(mine, absent))
            behind = {"pk": BELL + new_bell, "sk": "-", "uid": draft.uid}
            writes.append(self._notes.putting(behind))
        writes.append(self._still_here(draft.uid, since))
        self._notes.commit(writes)

    def withdraw(
        self,
        draft: Draft,
        *,
        gone: Sequence[OutboxItem],
        back: Sequence[OutboxItem],
        left: Sequence[OpenItems],
        delete: bool = False,
    ) -> None:
        """Take back what nobody has taken yet, in one transaction with the draft.

        Parameters
        ----------
        gone : sequence of OutboxItem
            Never sent: deleted.
        back : sequence of OutboxItem
            Posted with an earlier text: said to be posted again.
        left : sequence of OpenItems
            What is to do again per customer.
        delete : bool
            Delete the draft too.

        Raises
        ------
        ConditionFailed
            If one of them has been taken or changed meanwhile.
        """
        pk = partition(draft.uid)
        fence = Condition(
            "#version = :seen AND #publishes = :publishes",
            {"#version": "version", "#publishes": "publishes"},
            {":seen": draft.version, ":publishes": draft.publishes},
        )
        if delete:
            writes = [self._notes.deleting(pk, DRAFT + draft.id, fence)]
        else:
            names = {**fence.names, "#published": "published_version"}
            change = Condition("REMOVE #published", names, fence.values)
            writes = [
                self._notes.changing(
                    pk, DRAFT + draft.id, change=change, condition=fence.expression
                )
            ]
        writes += [self._notes.deleting(pk, _sort_key(i), _fence(version=i.version)) for i in gone]
        for item in back:
            settled = replace(item, state="posted", due=None, reason=None, version=item.version + 1)
            writes.append(self._notes.putting(_outbox_item(settled), _fence(version=item.version)))
        writes += [self._notes.putting(_open_items_item(draft.uid, entry)) for entry in left]
        self._notes.commit(writes)

    def write(self, seen: OutboxItem, changed: OutboxItem) -> OutboxItem:
        """Replace exactly the version of an item that was seen; the fence of the outbox.

        Raises
        ------
        ConditionFailed
            If it has changed meanwhile, with what it is now.
        """
        written = replace(changed, version=seen.version + 1)
        self._notes.put(_outbox_item(written), _fence(version=seen.version))
        return written

    def settle(
        self, seen: OutboxItem, changed: OutboxItem, line: AuditLine, *, now: int
    ) -> OutboxItem:
        """Say that an item is posted, with its audit line, both or neither; errors as `write`."""
        written = replace(changed, version=seen.version + 1)
        item = _outbox_item(written)
        if written.state == "posted":
            item["ttl"] = now + KEPT_AFTER_POSTING_S
        self._notes.commit(
            [
                self._notes.putting(item, _fence(version=seen.version)),
                self._tenants.putting(audit_item(line)),
            ]
        )
        return written

    def retire_draft(self, draft: Draft, *, now: int) -> None:
        """Let a draft whose every target is posted go in some days, unless it changes again."""
        try:
            self._notes.update(
                partition(draft.uid),
                DRAFT + draft.id,
                change=Condition(
                    "SET #ttl = :ttl",
                    {"#ttl": "ttl", "#version": "version"},
                    {":ttl": now + KEPT_AFTER_POSTING_S, ":seen": draft.version},
                ),
                condition="#version = :seen",
            )
        except ConditionFailed:
            return

    def draft(self, uid: str, draft_id: str) -> Draft | None:
        """Read one draft."""
        item = self._notes.get(partition(uid), DRAFT + draft_id)
        return None if item is None else _draft(uid, item)

    def due(self, *, now: int, limit: int) -> set[str]:
        """Return the users for whom something is due, from every shard of the index."""
        users: set[str] = set()
        for shard in range(SHARDS):
            keys = self._notes.due(INDEX, shard=(SHARD, str(shard)), before=(DUE, now), limit=limit)
            users |= {str(key["pk"]).removeprefix("USER#") for key in keys}
        return users

    def bells(self, uids: Collection[str]) -> dict[str, str]:
        """Return what stands for each of some users in the queue, where something does."""
        keys = [(partition(uid), DOORBELL) for uid in sorted(uids)]
        found = self._notes.batch_get(keys)
        return {str(item["pk"]).removeprefix("USER#"): str(item["bell"]) for item in found}

    def behind(self, bell: str) -> str | None:
        """Return for whom a bell stands; None once they left, or if it never was one."""
        found = self._notes.get(BELL + bell, "-")
        return None if found is None else str(found["uid"])

    def waiting(self, uid: str) -> int:
        """Count the notes of a user that are not posted yet, per customer."""
        return sum(item.state != "posted" for item in self.outbox(uid))

    def _still_here(self, uid: str, since: int) -> Write:
        return self._identity.checking(partition(uid), PROFILE, not_left_since(since))

    def erase(self, uid: str) -> None:
        """Forget everything of a user, comments included; repeating it does no harm."""
        pk = partition(uid)
        found = {str(i["sk"]): i for i in self._notes.range(pk, COMMENTED, OUTBOX + "~")}
        for key in found:
            if key.startswith(COMMENTED):
                tenant, comment = key.removeprefix(COMMENTED).split("#", 1)
                self._tenants.delete(f"TENANT#{tenant}", f"COMMENT#{comment}")
        if DOORBELL in found:
            self._notes.delete(BELL + str(found[DOORBELL]["bell"]), "-")
        self._notes.delete_many((pk, key) for key in found)


_FENCED = ("pk", "sk", "version", "published_version", "publishes")


def _sort_key(item: OutboxItem) -> str:
    return f"{OUTBOX}{item.draft_id}#{item.target.id}"


def _fence(*, version: int | None) -> Condition:
    return Condition("#version = :seen", {"#version": "version"}, {":seen": version})


def _draft_item(draft: Draft) -> Item:
    content = {**vars(draft.content), "action_items": _packed_items(draft.content.action_items)}
    content["custom_fields"] = json.dumps(dict(draft.content.custom_fields))
    content |= {name: list(content[name]) for name in _LISTS}
    return {
        "pk": partition(draft.uid),
        "sk": DRAFT + draft.id,
        "version": draft.version,
        **{f"customer_{k}": v for k, v in vars(draft.customer).items()},
        **content,
        "assumed": list(draft.assumed),
        "also": [dict(vars(target)) for target in draft.also],
        "labels": json.dumps(dict(draft.labels)),
        "saved_as": list(draft.saved_as),
        "meeting_uuid": draft.meeting_uuid,
        "created_at": draft.created_at,
        "updated_at": draft.updated_at,
        "published_version": draft.published_version,
        "publishes": draft.publishes,
    }


def _draft(uid: str, item: Item) -> Draft:
    content = {k: item[k] for k in NoteContent.__dataclass_fields__ if k in item}
    content["action_items"] = _unpacked_items(item["action_items"])
    content["custom_fields"] = json.loads(item["custom_fields"])
    content |= {name: tuple(content[name]) for name in _LISTS}
    return Draft(
        id=str(item["sk"]).removeprefix(DRAFT),
        uid=uid,
        version=item["version"],
        customer=Customer(**{k: item[f"customer_{k}"] for k in Customer.__dataclass_fields__}),
        content=NoteContent(**content),
        created_at=item["created_at"],
        updated_at=item["updated_at"],
        assumed=tuple(item["assumed"]),
        also=tuple(Target(**target) for target in item.get("also", ())),
        labels=json.loads(item.get("labels", "{}")),
        meeting_uuid=item.get("meeting_uuid"),
        published_version=item.get("published_version"),
        publishes=item["publishes"],
        saved_as=tuple(item.get("saved_as", ())),
    )


def _outbox_item(item: OutboxItem) -> Item:
    shard = None if item.due is None else str(zlib.crc32(item.uid.encode()) % SHARDS)
    return {
        "pk": partition(item.uid),
        "sk": _sort_key(item),
        **{k: v for k, v in vars(item).items() if k not in _SEPARATE},
        "target_kind": item.target.kind,
        "target_name": item.target.name,
        "record": json.dumps(dict(item.record)),
        "fields": dict(item.fields),
        "action_items": _packed_items(item.action_items),
        "earlier_items": _packed_items(item.earlier_items),
        SHARD: shard,
    }


def _outbox(uid: str, item: Item) -> OutboxItem:
    draft_id, target_id = str(item["sk"]).removeprefix(OUTBOX).split("#", 1)
    plain = {k: item.get(k) for k in OutboxItem.__dataclass_fields__ if k not in _SEPARATE}
    return OutboxItem(
        uid=uid,
        draft_id=draft_id,
        target=Target(kind=item["target_kind"], id=target_id, name=item["target_name"]),
        record=json.loads(item["record"]),
        fields=item.get("fields", {}),
        action_items=_kept_items(item.get("action_items")),
        earlier_items=_kept_items(item.get("earlier_items")),
        **plain,  # type: ignore[arg-type]
    )


def _open_items_item(uid: str, entry: OpenItems) -> Item:
    return {
        "pk": partition(uid),
        "sk": f"{ITEMS}{entry.tenant}#{entry.kind}#{entry.id}",
        "action_items": _packed_items(entry.items),
        "left_by": dict(entry.left_by),
    }


def _open_items(item: Item) -> OpenItems:
    tenant, kind, gsid = str(item["sk"]).removeprefix(ITEMS).split("#", 2)
    known: Any = kind
    items = _unpacked_items(item["action_items"])
    return OpenItems(tenant, known, gsid, items, item.get("left_by", {}))


def _met_key(met: Met) -> str:
    return MET + meeting_key(met.meeting_uuid)


def _met(item: Item) -> Met:
    return Met(
        meeting_uuid=item["meeting_uuid"],
        customer=Customer(**{k: item[f"customer_{k}"] for k in Customer.__dataclass_fields__}),
        since=item["since"],
    )


def _packed_items(items: Sequence[ActionItem] | None) -> str | None:
    return None if items is None else json.dumps([vars(item) for item in items])


def _kept_items(packed: str | None) -> tuple[ActionItem, ...] | None:
    return None if packed is None else _unpacked_items(packed)


def _unpacked_items(packed: str) -> tuple[ActionItem, ...]:
    parsed: list[Mapping[str, Any]] = json.loads(packed)
    return tuple(ActionItem(**item) for item in parsed)
