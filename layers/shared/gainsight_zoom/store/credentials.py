"""Credentials: sealed tokens with a version, and the lease under which one caller refreshes them.

The lease is one conditional update (nobody else holds it and the version is the one seen); the
commit is fenced by version and owner, so that a paused worker cannot overwrite its successor.
"""

from typing import Any

from gainsight_zoom.records import Credential, GainsightUser, Lease
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table

PREFIX = "CREDENTIAL#"


def parse(uid: str, item: Item) -> Credential:
    """Read a credential from its item."""
    _, provider, tenant = str(item["sk"]).split("#", 2)
    known: Any = provider
    user = item.get("user")
    return Credential(
        uid=uid,
        provider=known,
        tenant=tenant,
        sealed=item["sealed"],
        version=item["version"],
        expires_at=item["expires_at"],
        status=item["status"],
        created_at=item["created_at"],
        user=None if user is None else GainsightUser(**user),
        lease_owner=item.get("lease_owner"),
        lease_until=item.get("lease_until"),
    )


class Credentials:
    """Writes credentials and arbitrates who refreshes them."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def get(self, uid: str, provider: str, tenant: str) -> Credential | None:
        """Read one credential."""
        item = self._identity.get(f"USER#{uid}", _sort_key(provider, tenant))
        return None if item is None else parse(uid, item)

    def save(self, credential: Credential) -> None:
        """Write a credential whole, as after a sign-in: the newest consent wins."""
        user = credential.user
        self._identity.put(
            {
                "pk": f"USER#{credential.uid}",
                "sk": _sort_key(credential.provider, credential.tenant),
                "sealed": credential.sealed,
                "version": credential.version,
                "expires_at": credential.expires_at,
                "status": credential.status,
                "created_at": credential.created_at,
                "user": None if user is None else dict(vars(user)),
            }
        )

    def acquire(self, seen: Credential, *, owner: str, now: int, until: int) -> Lease:
        """Take the lease for refreshing exactly the generation that was seen.

        Returns
        -------
        Lease
            Won, or lost with the item as it was at that moment (None if it is gone).
        """
        try:
            held = self._change(
                seen,
                "SET lease_owner = :owner, lease_until = :until",
                "version = :seen AND #status = :active"
                " AND (attribute_not_exists(lease_until) OR lease_until < :now)",
                {":owner": owner, ":until": until, ":now": now, ":active": "active"},
                {"#status": "status"},
            )
        except ConditionFailed as failed:
            current = failed.current
            return Lease(won=False, current=None if current is None else parse(seen.uid, current))
        return Lease(won=True, current=held)

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int
    ) -> Credential | None:
        """Store the next generation and give the lease back; None if the lease was lost."""
        try:
            return self._change(
                seen,
                "SET sealed = :sealed, expires_at = :expires, version = :next"
                " REMOVE lease_owner, lease_until",
                "version = :seen AND lease_owner = :owner",
                {
                    ":owner": owner,
                    ":sealed": sealed,
                    ":expires": expires_at,
                    ":next": seen.version + 1,
                },
            )
        except ConditionFailed:
            return None

    def release(self, seen: Credential, *, owner: str) -> None:
        """Give the lease back without a new generation; losing it meanwhile is no error."""
        try:
            self._change(
                seen,
                "REMOVE lease_owner, lease_until",
                "version = :seen AND lease_owner = :owner",
                {":owner": owner},
            )
        except ConditionFailed:
            return

    def mark_reconnect_required(self, seen: Credential) -> bool:
        """Say that this generation no longer works; False if a newer one is there already."""
        try:
            self._change(
                seen,
                "SET #status = :status REMOVE lease_owner, lease_until",
                "version = :seen",
                {":status": "reconnect_required"},
                {"#status": "status"},
            )
        except ConditionFailed:
            return False
        return True

    def delete(self, uid: str, provider: str, tenant: str) -> None:
        """Forget a connection; repeating it does no harm."""
        self._identity.delete(f"USER#{uid}", _sort_key(provider, tenant))

    def _change(
        self,
        seen: Credential,
        expression: str,
        condition: str,
        values: dict[str, Any],
        names: dict[str, str] | None = None,
    ) -> Credential:
        item = self._identity.update(
            f"USER#{seen.uid}",
            _sort_key(seen.provider, seen.tenant),
            change=Condition(expression, names or {}, {":seen": seen.version, **values}),
            condition=condition,
        )
        return parse(seen.uid, item)


def _sort_key(provider: str, tenant: str) -> str:
    return f"{PREFIX}{provider}#{tenant}"
