"""Tickets and states of sign-ins: ten minutes of life, keyed by hash, consumed exactly once.

Consuming is one conditional delete. What remains of a refused one says why: an item means expired
or of another browser, none means used before or never issued. They are found by hash, not by user;
so a pointer in the user's partition says which are theirs, for the day they leave.
"""

from typing import Any

from gainsight_zoom.errors import SignInRejected
from gainsight_zoom.records import GainsightUser
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table
from gainsight_zoom.store.tombstones import partition, put_for_user
from gainsight_zoom.tickets import SignInState, Ticket

ONLY = "-"
POINTER_PREFIX = "SIGNIN#"


class SignIns:
    """Issues and consumes tickets and states."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def issue_ticket(self, ticket: Ticket, *, since: int) -> None:
        """Store a ticket.

        Parameters
        ----------
        since : int
            When the session or state came to be on the strength of which it is issued.

        Raises
        ------
        SessionExpired
            If the user left after that.
        """
        user = ticket.user
        item = {
            "pk": _ticket_key(ticket.digest),
            "sk": ONLY,
            "kind": ticket.kind,
            "uid": ticket.uid,
            "tenant": ticket.tenant,
            "username": ticket.username,
            "expires_at": ticket.expires_at,
            "ttl": ticket.expires_at,
            "browser_hash": ticket.browser_hash,
            "sealed": ticket.sealed,
            "tokens_expire_at": ticket.tokens_expire_at,
            "user": None if user is None else dict(vars(user)),
            "integration": ticket.integration,
            "login_host": ticket.login_host,
        }
        put_for_user(self._identity, ticket.uid, [item, _pointer(ticket.uid, item)], since=since)

    def peek_ticket(self, digest: str, *, now: int) -> Ticket:
        """Read a ticket without using it up; browsers and link previews may fetch it twice.

        Raises
        ------
        SignInRejected
            If it is unknown, used or expired.
        """
        item = self._identity.get(_ticket_key(digest), ONLY)
        if item is None:
            raise SignInRejected("ticket_unknown_or_used")
        if item["expires_at"] <= now:
            raise SignInRejected("ticket_expired")
        return _ticket(digest, item)

    def consume_ticket(self, ticket: Ticket, *, binding: str, now: int) -> Ticket:
        """Use a ticket up, from the browser it is bound to where it is bound to one.

        Raises
        ------
        SignInRejected
            If it has been used meanwhile, has expired, or is another browser's.
        """
        bound = None if ticket.browser_hash is None else binding
        item = self._consume(
            _ticket_key(ticket.digest), now=now, bound=("browser_hash", bound), what="ticket"
        )
        return _ticket(ticket.digest, item)

    def issue_state(self, state: SignInState, *, since: int | None = None) -> None:
        """Store a state.

        Parameters
        ----------
        since : int, optional
            As for a ticket, where it is known whose state it is.

        Raises
        ------
        SessionExpired
            If the user left after that.
        """
        item = {
            "pk": _state_key(state.digest),
            "sk": ONLY,
            **{k: v for k, v in vars(state).items() if k != "digest"},
            "ttl": state.expires_at,
        }
        if state.uid is None or since is None:
            self._identity.put(item)
        else:
            put_for_user(self._identity, state.uid, [item, _pointer(state.uid, item)], since=since)

    def forget(self, keys: list[str]) -> None:
        """Delete what pointers of a user point to; repeating it does no harm.

        Parameters
        ----------
        keys : list of str
            Sort keys of the user's partition; all but pointers are passed over.
        """
        self._identity.delete_many(
            (key.removeprefix(POINTER_PREFIX), ONLY)
            for key in keys
            if key.startswith(POINTER_PREFIX)
        )

    def pending(self, uid: str, tenant: str) -> list[str]:
        """Return the pointers to sign-ins to one tenant that are under way."""
        items = self._identity.prefix(partition(uid), POINTER_PREFIX)
        return [str(item["sk"]) for item in items if item.get("tenant") == tenant]

    def consume_state(self, digest: str, *, binding: str, now: int) -> SignInState:
        """Use a state up, from the browser or session it was made for.

        Raises
        ------
        SignInRejected
            With the reason ``state_unknown_or_used``, ``state_expired`` or ``state_foreign``.
        """
        item = self._consume(_state_key(digest), now=now, bound=("binding", binding), what="state")
        kept = {k: v for k, v in item.items() if k in SignInState.__dataclass_fields__}
        return SignInState(digest=digest, **kept)

    def _consume(self, pk: str, *, now: int, bound: tuple[str, str | None], what: str) -> Item:
        attribute, binding = bound
        expression = "expires_at > :now"
        values: dict[str, Any] = {":now": now}
        if binding is not None:
            expression += f" AND {attribute} = :binding"
            values[":binding"] = binding
        condition = Condition(expression, {}, values)
        try:
            item = self._identity.delete(pk, ONLY, condition)
        except ConditionFailed as failed:
            raise SignInRejected(_why(failed.current, now=now, what=what)) from None
        if item is None:
            raise SignInRejected(f"{what}_unknown_or_used")
        return item


def _pointer(uid: str, item: Item) -> Item:
    return {
        "pk": partition(uid),
        "sk": POINTER_PREFIX + item["pk"],
        "tenant": item.get("tenant"),
        "ttl": item["ttl"],
    }


def _why(current: Item | None, *, now: int, what: str) -> str:
    if current is None:
        return f"{what}_unknown_or_used"
    if current["expires_at"] <= now:
        return f"{what}_expired"
    return f"{what}_foreign"


def _ticket(digest: str, item: Item) -> Ticket:
    user = item.get("user")
    return Ticket(
        digest=digest,
        kind=item["kind"],
        uid=item["uid"],
        tenant=item["tenant"],
        username=item["username"],
        expires_at=item["expires_at"],
        browser_hash=item.get("browser_hash"),
        sealed=item.get("sealed"),
        tokens_expire_at=item.get("tokens_expire_at"),
        user=None if user is None else GainsightUser(**user),
        integration=item.get("integration", "gainsight"),
        login_host=item.get("login_host"),
    )


def _ticket_key(digest: str) -> str:
    return f"TICKET#{digest}"


def _state_key(digest: str) -> str:
    return f"STATE#{digest}"
