"""A user's partition of the Identity table: profile, mappings and recent customers; read whole.

Leaving is a query over one partition, so nothing of a user is kept anywhere else.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from gainsight_zoom.errors import SessionExpired
from gainsight_zoom.policies import AUTOMATIC, Automatic
from gainsight_zoom.records import (
    Customer,
    RecentCustomer,
    Series,
    UserRecords,
    ZoomProfile,
)
from gainsight_zoom.store import agendas, credentials, sessions
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Reading, Table
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition, put_for_user

PREFERENCES = "PREFERENCES"
MAPPING_PREFIX = "MAPPING#gainsight#"
RECENT_PREFIX = "RECENT#"
FIRST_KEY = "CREDENTIAL#"
LAST_KEY = "SESSION#g"


class Users:
    """Reads and writes what belongs to a user as a whole."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def load(self, uid: str) -> UserRecords:
        """Read profile, credentials, mappings, recent customers and sessions in one query."""
        return _records(uid, self._identity.range(partition(uid), FIRST_KEY, LAST_KEY))

    def reading(self, uid: str, tenants: tuple[str, ...], *, session: str) -> Reading[UserRecords]:
        """Say which items tell what of a user concerns some tenants.

        That is the profile, the preferences, the connections to them, and the session.

        Parameters
        ----------
        session : str
            The hash of its secret.
        """
        connections = (credentials.sort_key("gainsight", tenant) for tenant in tenants)
        wanted = (PROFILE, PREFERENCES, *connections, sessions.PREFIX + session)
        keys = [(partition(uid), sk) for sk in wanted]
        return Reading(self._identity, keys, partial(_records, uid))

    def recents(self, uid: str) -> tuple[RecentCustomer, ...]:
        """Read which customers a user opened, last first."""
        return _recents(self._identity.prefix(partition(uid), RECENT_PREFIX))

    def prefer(self, uid: str, automatic_off: Iterable[Automatic], *, since: int) -> None:
        """Write what the user does not want done without being asked.

        Raises
        ------
        SessionExpired
            If the user left since that moment.
        """
        item = {"pk": partition(uid), "sk": PREFERENCES, "automatic_off": sorted(automatic_off)}
        put_for_user(self._identity, uid, [item], since=since)

    def save_profile(self, profile: ZoomProfile, *, since: int) -> None:
        """Write the profile; a new consent lifts an earlier tombstone.

        Parameters
        ----------
        since : int
            When the consent was asked for.

        Raises
        ------
        SessionExpired
            If the user left after that.
        """
        item = {
            "pk": partition(profile.uid),
            "sk": PROFILE,
            "email": profile.email,
            "account_id": profile.account_id,
            "timezone": profile.timezone,
            "seen_at": profile.seen_at,
        }
        try:
            self._identity.put(item, not_left_since(since))
        except ConditionFailed:
            raise SessionExpired("user_left") from None

    def note_seen(self, uid: str, *, now: int) -> None:
        """Note that the user opened the app; somebody without a profile is not noted."""
        try:
            self._identity.update(
                partition(uid),
                PROFILE,
                change=Condition("SET seen_at = :now", {}, {":now": now}),
                condition="attribute_exists(pk) AND attribute_not_exists(deauthorized_at)",
            )
        except ConditionFailed:
            return

    def remember_mapping(self, uid: str, tenant: str, *, since: int) -> None:
        """Remember, for this user only, a tenant that they proved to belong to.

        Raises
        ------
        SessionExpired
            If the user left since that moment.
        """
        item = {"pk": partition(uid), "sk": MAPPING_PREFIX + tenant}
        put_for_user(self._identity, uid, [item], since=since)

    def opened(self, uid: str, recent: RecentCustomer) -> Item:
        """Make the item that says that a user opened a customer; `Snapshots.keep` writes it."""
        customer = recent.customer
        return {
            "pk": partition(uid),
            "sk": _recent_key(customer),
            "name": customer.name,
            "opened_at": recent.opened_at,
            "company": recent.company,
        }

    def keys(self, uid: str) -> list[str]:
        """Read the sort keys of all that is kept for a user, in order."""
        return self._identity.keys(partition(uid))

    def erase(self, uid: str, keys: list[str]) -> None:
        """Delete items of a user; repeating it does no harm."""
        self._identity.delete_many((partition(uid), key) for key in keys)

    def forget_customers(self, uid: str, customers: list[Customer]) -> None:
        """Drop entries from the list of recent customers."""
        self._identity.delete_many((partition(uid), _recent_key(c)) for c in customers)


def _records(uid: str, items: Iterable[Item]) -> UserRecords:
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(str(item["sk"]).split("#", 1)[0], []).append(item)
    profiles, preferences = by_kind.get(PROFILE, []), by_kind.get(PREFERENCES, [])
    upcoming = by_kind.get(agendas.NEXT, [])
    return UserRecords(
        profile=_profile(uid, profiles[0]) if profiles else None,
        credentials=tuple(credentials.parse(uid, item) for item in by_kind.get("CREDENTIAL", [])),
        mappings=tuple(
            str(item["sk"]).removeprefix(MAPPING_PREFIX) for item in by_kind.get("MAPPING", [])
        ),
        recents=_recents(by_kind.get("RECENT", [])),
        sessions=tuple(sessions.parse(uid, item) for item in by_kind.get("SESSION", [])),
        automatic_off=frozenset(_known(preferences[0]["automatic_off"]) if preferences else ()),
        agenda=agendas.parse(upcoming[0]) if upcoming else None,
        series=tuple(_series(item) for item in by_kind.get("SERIES", [])),
    )


def _series(item: Item) -> Series:
    _, tenant, meeting = str(item["sk"]).split("#")
    customer = Customer(tenant, item["kind"], item["gsid"], item["name"])
    return Series(meeting, customer, int(item["last_met"]))


def _known(names: Iterable[str]) -> tuple[Automatic, ...]:
    """Pass over what there is no longer."""
    kept = set(names)
    return tuple(name for name in AUTOMATIC if name in kept)


def _profile(uid: str, item: Item) -> ZoomProfile:
    return ZoomProfile(
        uid=uid,
        email=item.get("email", ""),
        account_id=item.get("account_id", ""),
        timezone=item.get("timezone"),
        deauthorized_at=item.get("deauthorized_at"),
        seen_at=item.get("seen_at"),
    )


def _recent_key(customer: Customer) -> str:
    return f"{RECENT_PREFIX}{customer.tenant}#{customer.kind}#{customer.id}"


def _recents(items: Iterable[Item]) -> tuple[RecentCustomer, ...]:
    return tuple(sorted(map(_recent, items), key=lambda r: r.opened_at, reverse=True))


def _recent(item: Item) -> RecentCustomer:
    tenant, kind, gsid = str(item["sk"]).removeprefix(RECENT_PREFIX).split("#", 2)
    parsed: Any = kind
    return RecentCustomer(
        Customer(tenant=tenant, kind=parsed, id=gsid, name=item["name"]),
        item["opened_at"],
        item.get("company"),
    )
