"""Who is connected to a tenant, for its admin: one item per user, findable without a search.

Everything about a user lies in their own partition; here is only that there is one. Such an item is
written in one transaction with the check that the user has not left, and goes with the connection.
"""

import hashlib
from dataclasses import dataclass

from gainsight_zoom.errors import SessionExpired, StoreUnavailable
from gainsight_zoom.records import UserRecords
from gainsight_zoom.store.table import ConditionFailed, Table
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition

PREFIX = "MEMBER#"
ATTEMPTS = 5


@dataclass(frozen=True)
class Member:
    """A user of a tenant; ``id`` is what an admin is told."""

    id: str
    uid: str


class Members:
    """Remembers, lists and forgets the users of tenants."""

    def __init__(self, tenants: Table, identity: Table) -> None:
        self._tenants = tenants
        self._identity = identity

    def remember(self, uid: str, tenant: str, *, since: int) -> None:
        """Note that a user is connected to a tenant.

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
        check = self._identity.checking(partition(uid), PROFILE, not_left_since(since))
        for _ in range(ATTEMPTS):
            try:
                return self._tenants.commit([check, self._tenants.putting(item)])
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
