"""Events of use and the counters made of them, in a table of their own.

An event and all counters it belongs to are written in one transaction that depends on the act not
having been told yet: so counters equal the events however often a message comes, and whoever reads
may trust either. The transaction also depends on the user not having left since.

A counter is one item per UTC day and member of its partition, all its numbers packed into one
attribute: what a report reads and unpacks depends on days and members, never on the number of
events. To count is to read, add, and write if nobody else has written since.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gainsight_zoom.daycounts import DayCounts
from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table, Write
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition
from gainsight_zoom.usage import DAY_S, KEPT_DAYS, Place
from gainsight_zoom.usage_events import EventKey, Undelivered, UsageEvent

BY_DAY, DAY_KEY = "by_day", "day_key"
DUE, SHARD = "due", "due_shard"
AT, TOLD = "AT#", "TOLD#"
DELIVERY_SHARDS = 4
TENANT_SHARDS = 4
MOST_WRITES = 100
"""Of one transaction («TransactWriteItems»)."""
ATTEMPTS = 8


@dataclass(frozen=True)
class Scope:
    """Whose counters a report adds up: one partition."""

    partition: str

    @classmethod
    def tenant(cls, tenant: str) -> "Scope":
        """All of a tenant, in a few shards; members mean nothing."""
        return cls(f"{tenant}#TENANT")

    @classmethod
    def users(cls, tenant: str) -> "Scope":
        """All of a tenant by user."""
        return cls(f"{tenant}#USERS")

    @classmethod
    def places(cls, tenant: str) -> "Scope":
        """All of a tenant by place."""
        return cls(f"{tenant}#PLACES")

    @classmethod
    def user(cls, tenant: str, user: str) -> "Scope":
        """One user by place."""
        return cls(f"{tenant}#USER#{user}")

    @classmethod
    def company(cls, tenant: str, gsid: str) -> "Scope":
        """One company, its relationships included, by user."""
        return cls(f"{tenant}#COMPANY#{gsid}")

    @classmethod
    def relationship(cls, tenant: str, gsid: str) -> "Scope":
        """One relationship by user."""
        return cls(f"{tenant}#RELATIONSHIP#{gsid}")


@dataclass(frozen=True)
class DayCounter:
    """What was counted on a UTC day of one member of a scope."""

    day: str
    member: str
    counts: DayCounts


class Usage:
    """Records events and reads what was counted.

    Parameters
    ----------
    identity : Table
        Where it stands who has left.
    """

    def __init__(self, usage: Table, identity: Table) -> None:
        self._usage = usage
        self._identity = identity

    def record(self, events: Sequence[UsageEvent], *, due: int | None = None) -> list[UsageEvent]:
        """Write the events of one user that are new, and count them; return those.

        Parameters
        ----------
        events : sequence of UsageEvent
            All of one Zoom user.
        due : int, optional
            When they are to be delivered to the tenant (epoch seconds); None where it takes none.

        Raises
        ------
        StoreUnavailable
            If other transactions kept getting in between; nothing is lost by doing it again.
        """
        new = {event.id: event for event in events if not self._told(event)}
        pending = [self._placed(event) for event in new.values()]
        written: list[UsageEvent] = []
        while pending:
            some = _fitting(pending)
            written += self._commit(some, due)
            pending = pending[len(some) :]
        return written

    def days(self, scope: Scope, first: str, last: str) -> Iterator[DayCounter]:
        """Yield the counters of some UTC days, both included."""
        for item in self._usage.range(scope.partition, first, f"{last}~"):
            day, _, member = str(item["sk"]).partition("#")
            yield DayCounter(day=day, member=member, counts=DayCounts(item["counts"]))

    def of_user(
        self, tenant: str, user: str, *, after: EventKey | None, limit: int
    ) -> tuple[list[UsageEvent], bool]:
        """Read events of one user, newest first, and whether there may be more."""
        items, more = self._usage.page(
            _events(tenant, user),
            AT,
            limit=limit,
            after=None if after is None else _sort_key(after),
            newest_first=True,
        )
        return [_event(item) for item in items], more

    def of_day(
        self, tenant: str, day: str, *, after: EventKey | None, limit: int
    ) -> tuple[list[UsageEvent], bool]:
        """Read events of a whole tenant in one UTC day, as :meth:`of_user`.

        From an index, which follows the table within moments.
        """
        items, more = self._usage.index_page(
            BY_DAY,
            (DAY_KEY, _day_key(tenant, day)),
            limit=limit,
            after=None if after is None else (_events(tenant, after.user), _sort_key(after)),
        )
        return [_event(item) for item in items], more

    def due(self, *, now: int, limit: int) -> list[Undelivered]:
        """Read events that are to be delivered, from every shard of the index; oldest first."""
        found: list[Undelivered] = []
        for shard in range(DELIVERY_SHARDS):
            keys = self._usage.due(DUE, shard=(SHARD, str(shard)), before=(DUE, now), limit=limit)
            wanted = [(str(key["pk"]), str(key["sk"])) for key in keys]
            for first in range(0, len(wanted), 100):
                items = self._usage.batch_get(wanted[first : first + 100])
                found += [_undelivered(item) for item in items if DUE in item]
        return sorted(found, key=lambda one: (one.event.at, one.event.id))

    def claim(self, found: Iterable[Undelivered], *, until: int) -> list[Undelivered]:
        """Become the one who delivers; return those that nobody else took, one try more."""
        mine = []
        for one in found:
            change = Condition(
                "SET #due = :until ADD #tries :one",
                {"#due": DUE, "#tries": "tries"},
                {":until": until, ":one": 1, ":seen": one.due},
            )
            try:
                item = self._change(one.event, change, "#due = :seen")
            except ConditionFailed:
                continue
            mine.append(_undelivered(item))
        return mine

    def settle(self, events: Iterable[UsageEvent], *, again_at: int | None = None) -> None:
        """Take delivered events out of the index, or have them come again at another time.

        Who left meanwhile took theirs along; those are passed over.
        """
        for event in events:
            change = Condition("REMOVE #due, #shard", {"#due": DUE, "#shard": SHARD}, {})
            if again_at is not None:
                change = Condition("SET #due = :due", {"#due": DUE}, {":due": again_at})
            try:
                self._change(event, change, "attribute_exists(pk)")
            except ConditionFailed:
                continue

    def _change(self, event: UsageEvent, change: Condition, condition: str) -> Item:
        pk, sk = _events(event.tenant, event.user), _sort_key(event)
        return self._usage.update(pk, sk, change=change, condition=condition)

    def forget(self, uid: str) -> None:
        """Delete all that names a user; what the tenant counts stays, also by place."""
        for pointer in self._usage.whole(partition(uid)):
            tenant, _, user = str(pointer["sk"]).partition("#")
            self._forget(tenant, user)
            self._usage.delete(partition(uid), str(pointer["sk"]))

    def _forget(self, tenant: str, user: str) -> None:
        own = Scope.user(tenant, user).partition
        for key in self._usage.keys(own):
            day, _, place = key.partition("#")
            for scope in (Scope.users(tenant), *_customers(tenant, Place.parse(place))):
                self._usage.delete(scope.partition, f"{day}#{user}")
            self._usage.delete(own, key)
        events = _events(tenant, user)
        self._usage.delete_many((events, key) for key in self._usage.keys(events))

    def _told(self, event: UsageEvent) -> bool:
        """Look whether an act was told before: most are told often, and a transaction is dear."""
        return self._usage.get(_events(event.tenant, event.user), TOLD + event.id) is not None

    def _placed(self, event: UsageEvent) -> UsageEvent:
        """Name the company of a relationship where any event told it before."""
        if event.place.relationship is None or event.place.company is not None:
            return event
        known = self._usage.get(*_belongs(event))
        return event if known is None else event.about(str(known["company"]))

    def _commit(self, events: Sequence[UsageEvent], due: int | None) -> list[UsageEvent]:
        """Write what of the events is not there yet, as long as their user has not left since."""
        left = list(events)
        for _ in range(ATTEMPTS + len(events)):
            if not left:
                return []
            try:
                self._usage.commit(self._writes(left, due))
            except ConditionFailed as failed:
                if failed.current is None:
                    continue
                if failed.current["sk"] == PROFILE:
                    gone = int(failed.current["deauthorized_at"])
                    left = [event for event in left if event.at > gone]
                else:
                    told = str(failed.current["sk"])
                    left = [event for event in left if TOLD + event.id != told]
            else:
                return left
        raise StoreUnavailable("transaction_conflicts")

    def _writes(self, events: Sequence[UsageEvent], due: int | None) -> list[Write]:
        first = events[0]
        since = min(event.at for event in events)
        pointer = {
            "pk": partition(first.uid),
            "sk": f"{first.tenant}#{first.user}",
            "ttl": max(event.at for event in events) + KEPT_DAYS * DAY_S,
        }
        new = Condition("attribute_not_exists(pk)", {}, {})
        return [
            self._identity.checking(partition(first.uid), PROFILE, not_left_since(since)),
            self._usage.putting(pointer),
            *(self._usage.putting(_mark(event), new) for event in events),
            *(self._usage.putting(_item(event, due)) for event in events),
            *self._counting(counters_of(events)),
            *(self._usage.putting(item) for item in _belongings(events)),
        ]

    def _counting(self, more: Mapping[tuple[str, str], DayCounts]) -> Iterator[Write]:
        items = self._usage.batch_get(list(more))
        known = {(str(item["pk"]), str(item["sk"])): item for item in items}
        for key, counts in more.items():
            day = datetime.fromisoformat(f"{key[1][:10]}T00:00:00+00:00")
            item = {"pk": key[0], "sk": key[1], "ttl": int(day.timestamp()) + KEPT_DAYS * DAY_S}
            if (before := known.get(key)) is None:
                new = Condition("attribute_not_exists(pk)", {}, {})
                yield self._usage.putting({**item, "counts": counts.packed(), "version": 1}, new)
            else:
                sums, seen = DayCounts(before["counts"]) + counts, int(before["version"])
                same = Condition("#version = :seen", {"#version": "version"}, {":seen": seen})
                item |= {"counts": sums.packed(), "version": seen + 1}
                yield self._usage.putting(item, same)


def _fitting(events: Sequence[UsageEvent]) -> Sequence[UsageEvent]:
    """Return as many of the first events, of one tenant, as one transaction takes."""
    some: list[UsageEvent] = []
    for event in events:
        more = [*some, event]
        writes = 2 + 2 * len(more) + len(counters_of(more)) + len(_belongings(more))
        if writes > MOST_WRITES or event.tenant != events[0].tenant:
            break
        some = more
    return some


def counters_of(events: Iterable[UsageEvent]) -> dict[tuple[str, str], DayCounts]:
    """Return what is added to which counters, by their keys."""
    sums: dict[tuple[str, str], DayCounts] = defaultdict(DayCounts)
    for event in events:
        for scope, member in _scopes(event):
            key = scope.partition, f"{event.day}#{member}"
            sums[key].add(event.kind, event.quarter, event.count)
    return sums


def _scopes(event: UsageEvent) -> Iterator[tuple[Scope, str]]:
    yield Scope.tenant(event.tenant), str(int(event.uid.encode().hex(), 16) % TENANT_SHARDS)
    yield Scope.users(event.tenant), event.user
    yield Scope.places(event.tenant), str(event.place)
    yield Scope.user(event.tenant, event.user), str(event.place)
    for scope in _customers(event.tenant, event.place):
        yield scope, event.user


def named(pk: str, sk: str) -> str:
    """Return whom an item of the table names, as ``<tenant>#<user>``; empty for nobody."""
    tenant, scope, *of = pk.split("#")
    if scope in {"EVENTS", "USER"}:
        return f"{tenant}#{of[0]}"
    if scope in {"USERS", "COMPANY", "RELATIONSHIP"}:
        return f"{tenant}#{sk.partition('#')[2]}"
    return ""


def _customers(tenant: str, place: Place) -> Iterator[Scope]:
    if place.company is not None:
        yield Scope.company(tenant, place.company)
    if place.relationship is not None:
        yield Scope.relationship(tenant, place.relationship)


def _belongings(events: Sequence[UsageEvent]) -> list[Item]:
    """Return which relationship belongs to which company, as far as the events tell."""
    told = {
        _belongs(event): event
        for event in events
        if event.place.company is not None and event.place.relationship is not None
    }
    return [
        {"pk": pk, "sk": sk, "company": event.place.company, "ttl": event.at + KEPT_DAYS * DAY_S}
        for (pk, sk), event in told.items()
    ]


def _belongs(event: UsageEvent) -> tuple[str, str]:
    return f"{event.tenant}#BELONGS", str(event.place.relationship)


def _events(tenant: str, user: str) -> str:
    return f"{tenant}#EVENTS#{user}"


def _sort_key(event: UsageEvent | EventKey) -> str:
    return f"{AT}{event.at:012d}#{event.id}"


def _day_key(tenant: str, day: str) -> str:
    return f"{tenant}#{day}"


def _mark(event: UsageEvent) -> Item:
    """Return what says that an act was told, whenever it is told again."""
    pk, ttl = _events(event.tenant, event.user), event.at + KEPT_DAYS * DAY_S
    return {"pk": pk, "sk": TOLD + event.id, "ttl": ttl}


def _item(event: UsageEvent, due: int | None) -> Item:
    return {
        "pk": _events(event.tenant, event.user),
        "sk": _sort_key(event),
        "kind": event.kind,
        "tenant": event.tenant,
        "user": event.user,
        "uid": event.uid,
        "place": str(event.place),
        "meeting": event.meeting,
        "count": event.count,
        DAY_KEY: _day_key(event.tenant, event.day),
        "ttl": event.at + KEPT_DAYS * DAY_S,
        DUE: due,
        SHARD: None if due is None else str(int(event.id, 16) % DELIVERY_SHARDS),
    }


def _undelivered(item: Item) -> Undelivered:
    return Undelivered(_event(item), due=int(item[DUE]), tries=int(item.get("tries", 0)))


def _event(item: Item) -> UsageEvent:
    at, _, id_ = str(item["sk"]).removeprefix(AT).partition("#")
    return UsageEvent(
        id=id_,
        kind=item["kind"],
        tenant=item["tenant"],
        user=item["user"],
        uid=item["uid"],
        at=int(at),
        place=Place.parse(item["place"]),
        meeting=item.get("meeting"),
        count=item["count"],
    )
