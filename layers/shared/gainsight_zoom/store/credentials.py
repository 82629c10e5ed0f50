"""Credentials: sealed tokens with a version, and the lease under which one caller refreshes them.

The lease is one conditional update (nobody else holds it and the generation is the one seen); the
commit is fenced by generation and owner, so that a paused worker cannot overwrite its successor. A
generation is named by version *and* time of connecting: who disconnects and connects again starts
with version 1 anew. An answer of DynamoDB can get lost and the client then repeats the write; so a
condition that fails on what we wrote ourselves has succeeded.
"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.records import Credential, GainsightUser, Lease
from gainsight_zoom.store.refreshes import index_attributes, shard_of
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table
from gainsight_zoom.store.tombstones import partition, put_for_user

PREFIX = "CREDENTIAL#"
COMMIT_ATTEMPTS = 4
GENERATION = "version = :seen AND created_at = :connected"


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
        integration=item.get("integration", "gainsight"),
        lease_owner=item.get("lease_owner"),
        lease_until=item.get("lease_until"),
        refresh_due=item.get("refresh_due"),
        unsure_since=item.get("unsure_since"),
        confirmed_at=item.get("confirmed_at"),
    )


class Credentials:
    """Writes credentials and arbitrates who refreshes them."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def get(self, uid: str, provider: str, tenant: str) -> Credential | None:
        """Read one credential."""
        item = self._identity.get(partition(uid), sort_key(provider, tenant))
        return None if item is None else parse(uid, item)

    def save(self, credential: Credential, *, since: int) -> None:
        """Write a credential whole, as after a sign-in: the newest consent wins.

        Parameters
        ----------
        since : int
            When that sign-in began.

        Raises
        ------
        SessionExpired
            If the user left after that.
        """
        user, pk = credential.user, partition(credential.uid)
        item = {
            "pk": pk,
            "sk": sort_key(credential.provider, credential.tenant),
            "sealed": credential.sealed,
            "version": credential.version,
            "expires_at": credential.expires_at,
            "status": credential.status,
            "created_at": credential.created_at,
            "user": None if user is None else dict(vars(user)),
            "integration": credential.integration,
            **index_attributes(pk, credential.refresh_due),
        }
        put_for_user(self._identity, credential.uid, [item], since=since)

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
                "#status = :active AND (attribute_not_exists(lease_until) OR lease_until < :now)",
                {":owner": owner, ":until": until, ":now": now, ":active": "active"},
                {"#status": "status"},
            )
        except ConditionFailed as failed:
            current = None if failed.current is None else parse(seen.uid, failed.current)
            return Lease(won=current is not None and current.lease_owner == owner, current=current)
        return Lease(won=True, current=held)

    def commit(
        self, seen: Credential, *, owner: str, sealed: bytes, expires_at: int, refresh_due: int
    ) -> Credential | None:
        """Store the next generation and give the lease back; None if the lease was lost.

        The old generation is dead by now, so a write that fails is repeated, again and again.
        """
        for attempt in range(1, COMMIT_ATTEMPTS + 1):
            try:
                return self._commit(
                    seen,
                    {
                        ":owner": owner,
                        ":sealed": sealed,
                        ":expires": expires_at,
                        ":next": seen.version + 1,
                        ":shard": shard_of(partition(seen.uid)),
                        ":due": refresh_due,
                    },
                )
            except (BotoCoreError, ClientError, StoreUnavailable):
                if attempt == COMMIT_ATTEMPTS:
                    raise
        return None

    def _commit(self, seen: Credential, values: dict[str, Any]) -> Credential | None:
        try:
            return self._change(
                seen,
                "SET sealed = :sealed, expires_at = :expires, version = :next,"
                " refresh_shard = :shard, refresh_due = :due"
                " REMOVE lease_owner, lease_until, unsure_since, claims",
                "lease_owner = :owner",
                values,
            )
        except ConditionFailed as failed:
            current = failed.current
            if current is not None and current["sealed"] == values[":sealed"]:
                return parse(seen.uid, current)
            return None

    def release(self, seen: Credential, *, owner: str, unsure_since: int | None = None) -> None:
        """Give the lease back without a new generation; losing it meanwhile is no error.

        Parameters
        ----------
        unsure_since : int, optional
            When the provider was asked without our learning what it did.
        """
        note: dict[str, Any] = {} if unsure_since is None else {":unsure": unsure_since}
        change = "SET unsure_since = :unsure " if note else ""
        try:
            self._change(
                seen,
                change + "REMOVE lease_owner, lease_until",
                "lease_owner = :owner",
                {":owner": owner, **note},
            )
        except ConditionFailed:
            return

    def mark_reconnect_required(self, seen: Credential) -> bool:
        """Say that this generation no longer works; False if a newer one is there already.

        It stays in the index of what is due: in the end it is let go.
        """
        try:
            self._change(
                seen,
                "SET #status = :status REMOVE lease_owner, lease_until, unsure_since, claims",
                "",
                {":status": "reconnect_required"},
                {"#status": "status"},
            )
        except ConditionFailed:
            return False
        return True

    def rest(self, seen: Credential, *, refresh_due: int) -> None:
        """Let a generation that no longer works be looked at again then; not a newer one."""
        try:
            self._change(seen, "SET refresh_due = :due REMOVE claims", "", {":due": refresh_due})
        except ConditionFailed:
            return

    def confirm(self, seen: Credential, *, at: int) -> None:
        """Note when its user was last found to be who they were; not of a newer sign-in."""
        try:
            self._identity.update(
                partition(seen.uid),
                sort_key(seen.provider, seen.tenant),
                change=Condition(
                    "SET confirmed_at = :at", {}, {":at": at, ":connected": seen.created_at}
                ),
                condition="created_at = :connected",
            )
        except ConditionFailed:
            return

    def delete(self, uid: str, provider: str, tenant: str) -> None:
        """Forget a connection; repeating it does no harm."""
        self._identity.delete(partition(uid), sort_key(provider, tenant))

    def _change(
        self,
        seen: Credential,
        expression: str,
        condition: str,
        values: dict[str, Any],
        names: dict[str, str] | None = None,
    ) -> Credential:
        generation = {":seen": seen.version, ":connected": seen.created_at}
        item = self._identity.update(
            partition(seen.uid),
            sort_key(seen.provider, seen.tenant),
            change=Condition(expression, names or {}, {**generation, **values}),
            condition=" AND ".join(filter(None, [GENERATION, condition])),
        )
        return parse(seen.uid, item)


def sort_key(provider: str, tenant: str) -> str:
    """Return the sort key of a user's connection to a tenant of a provider."""
    return f"{PREFIX}{provider}#{tenant}"
