"""A user's partition of the Identity table: profile, mappings and recent customers; read whole.

Leaving is a query over one partition, so nothing of a user is kept anywhere else.
"""

from typing import Any

from gainsight_zoom.records import (
    Customer,
    RecentCustomer,
    UserRecords,
    ZoomProfile,
)
from gainsight_zoom.store import credentials, sessions
from gainsight_zoom.store.table import Item, Table

PROFILE = "PROFILE"
MAPPING_PREFIX = "MAPPING#gainsight#"
RECENT_PREFIX = "RECENT#"
FIRST_KEY = "CREDENTIAL#"
LAST_KEY = "SESSION#g"


def partition(uid: str) -> str:
    """Return the partition key of a Zoom user."""
    return f"USER#{uid}"


class Users:
    """Reads and writes what belongs to a user as a whole."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def load(self, uid: str) -> UserRecords:
        """Read profile, credentials, mappings, recent customers and sessions in one query."""
        items = self._identity.range(partition(uid), FIRST_KEY, LAST_KEY)
        by_kind: dict[str, list[Item]] = {}
        for item in items:
            by_kind.setdefault(str(item["sk"]).split("#", 1)[0], []).append(item)
        profiles = by_kind.get(PROFILE, [])
        recents = [_recent(item) for item in by_kind.get("RECENT", [])]
        return UserRecords(
            profile=_profile(uid, profiles[0]) if profiles else None,
            credentials=tuple(
                credentials.parse(uid, item) for item in by_kind.get("CREDENTIAL", [])
            ),
            mappings=tuple(
                str(item["sk"]).removeprefix(MAPPING_PREFIX) for item in by_kind.get("MAPPING", [])
            ),
            recents=tuple(sorted(recents, key=lambda r: r.opened_at, reverse=True)),
            sessions=tuple(sessions.parse(uid, item) for item in by_kind.get("SESSION", [])),
        )

    def save_profile(self, profile: ZoomProfile) -> None:
        """Write the profile; a new consent lifts an earlier tombstone."""
        self._identity.put(
            {
                "pk": partition(profile.uid),
                "sk": PROFILE,
                "email": profile.email,
                "account_id": profile.account_id,
                "timezone": profile.timezone,
                "deauthorized_at": profile.deauthorized_at,
            }
        )

    def remember_mapping(self, uid: str, tenant: str) -> None:
        """Remember, for this user only, a tenant that they proved to belong to."""
        self._identity.put({"pk": partition(uid), "sk": MAPPING_PREFIX + tenant})

    def remember_customer(self, uid: str, recent: RecentCustomer) -> None:
        """Remember that the user opened a customer."""
        customer = recent.customer
        self._identity.put(
            {
                "pk": partition(uid),
                "sk": _recent_key(customer),
                "name": customer.name,
                "opened_at": recent.opened_at,
            }
        )

    def forget_customers(self, uid: str, customers: list[Customer]) -> None:
        """Drop entries from the list of recent customers."""
        self._identity.delete_many((partition(uid), _recent_key(c)) for c in customers)


def _profile(uid: str, item: Item) -> ZoomProfile:
    return ZoomProfile(
        uid=uid,
        email=item["email"],
        account_id=item["account_id"],
        timezone=item.get("timezone"),
        deauthorized_at=item.get("deauthorized_at"),
    )


def _recent_key(customer: Customer) -> str:
    return f"{RECENT_PREFIX}{customer.tenant}#{customer.kind}#{customer.id}"


def _recent(item: Item) -> RecentCustomer:
    tenant, kind, gsid = str(item["sk"]).removeprefix(RECENT_PREFIX).split("#", 2)
    parsed: Any = kind
    return RecentCustomer(
        Customer(tenant=tenant, kind=parsed, id=gsid, name=item["name"]), item["opened_at"]
    )
