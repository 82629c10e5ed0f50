"""Tombstones: what remains of somebody who left, so that nothing late brings them back.

Everything written for a user depends on their profile: it must not say that they left after the
moment from which the writer's knowledge is. While leaving is under way the tombstone stands in the
refresh index; whoever dies half way is followed by the keep-alive worker.
"""

from gainsight_zoom.errors import SessionExpired, StoreUnavailable
from gainsight_zoom.records import Tombstone
from gainsight_zoom.store.refreshes import index_attributes
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table

PROFILE = "PROFILE"
KEPT_S = 30 * 86_400
RESUME_AFTER_S = 900
ATTEMPTS = 5


def partition(uid: str) -> str:
    """Return the partition key of a Zoom user."""
    return f"USER#{uid}"


def not_left_since(since: int) -> Condition:
    """Return what a profile must fulfil for knowledge of that moment to still count."""
    return Condition(
        "attribute_not_exists(deauthorized_at) OR deauthorized_at < :since", {}, {":since": since}
    )


def put_for_user(identity: Table, uid: str, items: list[Item], *, since: int) -> None:
    """Write items of a user unless they left at that moment or later.

    Parameters
    ----------
    since : int
        When what the writer knows came to be: the session, the state, the context (epoch seconds).

    Raises
    ------
    SessionExpired
        If they left.
    StoreUnavailable
        If other transactions kept getting in between.
    """
    check = identity.checking(partition(uid), PROFILE, not_left_since(since))
    for _ in range(ATTEMPTS):
        try:
            return identity.commit([check, *map(identity.putting, items)])
        except ConditionFailed as failed:
            if failed.current is not None:
                raise SessionExpired("user_left") from None
    raise StoreUnavailable("transaction_conflicts")


class Tombstones:
    """Begins and ends leavings."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def begin(self, uid: str, *, now: int, salt: str) -> Tombstone:
        """Replace the profile by a tombstone; an unfinished earlier leaving is taken up again."""
        pk = partition(uid)
        try:
            self._identity.put(
                {
                    "pk": pk,
                    "sk": PROFILE,
                    "deauthorized_at": now,
                    "salt": salt,
                    "ttl": now + KEPT_S,
                    **index_attributes(pk, now + RESUME_AFTER_S),
                },
                Condition(
                    "attribute_not_exists(salt) OR attribute_not_exists(refresh_due)", {}, {}
                ),
            )
        except ConditionFailed as failed:
            if failed.current is not None:
                began = failed.current
                return Tombstone(uid=uid, at=began["deauthorized_at"], salt=began["salt"])
        return Tombstone(uid=uid, at=now, salt=salt)

    def finish(self, tombstone: Tombstone) -> None:
        """Take the tombstone out of the index; a consent given meanwhile is left alone."""
        try:
            self._identity.update(
                partition(tombstone.uid),
                PROFILE,
                change=Condition(
                    "REMOVE refresh_shard, refresh_due", {}, {":salt": tombstone.salt}
                ),
                condition="salt = :salt",
            )
        except ConditionFailed:
            return
