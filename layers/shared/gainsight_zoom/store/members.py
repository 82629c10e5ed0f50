"""Who is connected to a tenant, for its admin, and whom its audit trail means.

Everything about a user lies in their own partition; here is only that there is one, until they are
no longer connected, and which Gainsight user the audit trail means by a name, until they leave.
Both are written in one transaction with the check that the user has not left.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gainsight_zoom.errors import SessionExpired, StoreUnavailable
from gainsight_zoom.records import UserRecords, actor_of
from gainsight_zoom.store.table import SCHEMA_VERSION, Condition, ConditionFailed, Table, Write
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition

PREFIX = "MEMBER#"
ACTOR_PREFIX = "ACTOR#"
ACTED_PREFIX = "ACTED#"
BATCH = 100
ATTEMPTS = 5


@dataclass(frozen=True)
class Member:
    """A user of a tenant; ``id`` is what an admin is told."""

    id: str
    uid: str


@dataclass(frozen=True)
class Named:
    """A Gainsight user whom the audit trail names, and since when it is they who are meant."""

    gsid: str
    since: int


class Members:
    """Remembers, lists and forgets the users of tenants."""

    def __init__(self, tenants: Table, identity: Table) -> None:
        self._tenants = tenants
        self._identity = identity

    def remember(self, uid: str, tenant: str, gsid: str, *, since: int) -> None:
        """Note that a user is connected to a tenant, as which Gainsight user.

        Parameters
        ----------
        since : int
            When the sign-in began (epoch seconds).

        Raises
        ------
        SessionExpired
            If the user left after that.
        StoreUnavailable
            If other transactions kept getting in between.
        """
        item = {"pk": _partition(tenant), "sk": PREFIX + member_id(uid, tenant), "uid": uid}
        naming = self._naming(uid, tenant, gsid, since)
        check = self._identity.checking(partition(uid), PROFILE, not_left_since(since))
        for _ in range(ATTEMPTS):
            try:
                return self._tenants.commit([check, self._tenants.putting(item), *naming])
            except ConditionFailed as failed:
                if failed.current is not None:
                    raise SessionExpired("user_left") from None
        raise StoreUnavailable("transaction_conflicts")

    def forget(self, uid: str, tenant: str) -> None:
        """Forget a user of a tenant; repeating it does no harm."""
        self._tenants.delete(_partition(tenant), PREFIX + member_id(uid, tenant))

    def forget_all(self, records: UserRecords, uid: str) -> None:
        """Forget a user of every tenant they are or were connected to."""
        connected = (c.tenant for c in records.credentials if c.provider == "gainsight")
        for tenant in dict.fromkeys((*connected, *records.mappings)):
            self.forget(uid, tenant)

    def named(self, tenant: str, actors: Collection[str]) -> dict[str, Named]:
        """Tell whom names in the audit trail stand for, as far as these people have not left."""
        keys = [(_partition(tenant), ACTOR_PREFIX + actor) for actor in sorted(set(actors))]
        batches = [keys[n : n + BATCH] for n in range(0, len(keys), BATCH)]
        items = [item for batch in batches for item in self._tenants.batch_get(batch)]
        return {
            str(item["sk"]).removeprefix(ACTOR_PREFIX): Named(item["gsid"], item["since"])
            for item in items
        }

    def unname(self, acted: Sequence[tuple[str, str]]) -> None:
        """Forget whom names stand for, each with its tenant; repeating it does no harm."""
        self._tenants.delete_many(
            (_partition(tenant), ACTOR_PREFIX + actor) for tenant, actor in acted
        )

    def _naming(self, uid: str, tenant: str, gsid: str, since: int) -> list[Write]:
        """Make the writes that say whom the audit trail means; the first sign-in's time stays."""
        actor = actor_of(uid, tenant, gsid)
        change = Condition(
            "SET gsid = :gsid, uid = :uid, #schema = :schema, since = if_not_exists(since, :since)",
            {"#schema": "schema"},
            {":gsid": gsid, ":uid": uid, ":schema": SCHEMA_VERSION, ":since": since},
        )
        pointer = {"pk": partition(uid), "sk": f"{ACTED_PREFIX}{tenant}#{actor}"}
        return [
            self._tenants.changing(_partition(tenant), ACTOR_PREFIX + actor, change=change),
            self._identity.putting(pointer),
        ]

    def page(
        self, tenant: str, *, limit: int, after: str | None
    ) -> tuple[list[Member], str | None]:
        """Read some users of a tenant, in no meaningful order, and where to go on.

        Parameters
        ----------
        after : str or None
            Id of the last one of the page before.
        """
        items, more = self._tenants.page(
            _partition(tenant), PREFIX, limit=limit, after=PREFIX + after if after else None
        )
        members = [Member(str(i["sk"]).removeprefix(PREFIX), str(i["uid"])) for i in items]
        return members, members[-1].id if more and members else None

    def find(self, tenant: str, member: str) -> Member | None:
        """Read one."""
        item = self._tenants.get(_partition(tenant), PREFIX + member)
        return None if item is None else Member(member, str(item["uid"]))


def member_id(uid: str, tenant: str) -> str:
    """Name a user towards a tenant's admin without telling the Zoom user id."""
    return hashlib.sha256(f"{tenant}\0{uid}".encode()).hexdigest()[:32]


def _partition(tenant: str) -> str:
    return f"MEMBERS#{tenant}"
