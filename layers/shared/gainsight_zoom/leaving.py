"""Leaving: what is deleted when a user goes, and what must not come back.

First comes the tombstone, on which every late write for that user fails; then Zoom is asked to take
the grant back; then all that is the user's goes. Whoever dies in between left the tombstone in the
index of what is due, and the keep-alive worker goes on from there. Doing it twice does no harm.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import AppError
from gainsight_zoom.observability import count, logger, user_reference
from gainsight_zoom.records import ZOOM_TENANT, AuditLine, Tombstone, UserRecords

PROFILE = "PROFILE"
NEXT = "NEXT"
SESSION_PREFIX = "SESSION#"
ACTED_PREFIX = "ACTED#"
LOG_OUT_KEEPS = ("CREDENTIAL#zoom#", PROFILE, "PREFERENCES", ACTED_PREFIX)
TENANT_KINDS = (
    *("CREDENTIAL#gainsight#", "MAPPING#gainsight#", "RECENT#", "SNAPSHOT#"),
    *("SYNC#", "SERIES#", "ADDING#", "VISIT#"),
)
REVOKE_S = 6.0

Eraser = Callable[[str], None]
"""Deletes what one other table holds of a Zoom user; repeating it does no harm."""

Revoker = Callable[[UserRecords, Deadline], None]
"""Asks Zoom to take the user's grant back."""


class UserItems(Protocol):
    """What leaving needs of the store of users."""

    def load(self, uid: str) -> UserRecords:
        """Read profile and connections."""
        ...

    def keys(self, uid: str) -> list[str]:
        """Read the sort keys of all that is kept for a user."""
        ...

    def erase(self, uid: str, keys: list[str]) -> None:
        """Delete items of a user."""
        ...


class TombstoneStore(Protocol):
    """What leaving needs of the store of tombstones."""

    def begin(self, uid: str, *, now: int, salt: str) -> Tombstone:
        """Replace the profile by a tombstone."""
        ...

    def finish(self, tombstone: Tombstone) -> None:
        """Say that nothing is left to be done."""
        ...


class SignInStore(Protocol):
    """What leaving needs of the store of sign-ins."""

    def forget(self, keys: list[str]) -> None:
        """Delete tickets and states that pointers point to."""
        ...


class AuditTrail(Protocol):
    """What leaving needs of the audit trail."""

    def append(self, line: AuditLine) -> None:
        """Write a line; the same line again replaces it."""
        ...


class Leaving:
    """Deletes all that is a user's.

    Parameters
    ----------
    erasers : sequence of callable
        One per further table that holds something under a user's key.
    salt : callable
        Returns random text.
    """

    def __init__(
        self,
        *,
        users: UserItems,
        tombstones: TombstoneStore,
        sign_ins: SignInStore,
        audit: AuditTrail,
        revoke: Revoker,
        erasers: Sequence[Eraser],
        clock: Clock,
        salt: Callable[[], str],
    ) -> None:
        self._users = users
        self._tombstones = tombstones
        self._sign_ins = sign_ins
        self._audit = audit
        self._revoke = revoke
        self._erasers = tuple(erasers)
        self._clock = clock
        self._salt = salt

    def leave(
        self,
        uid: str,
        *,
        cause: str,
        revoke_until: Deadline | None = None,
        records: UserRecords | None = None,
    ) -> None:
        """Delete everything of a user, leaving a tombstone and one audit line per tenant.

        Parameters
        ----------
        cause : str
            Why, for the log.
        revoke_until : Deadline, optional
            Until when Zoom may be asked to take its grant back; None where it is known to be dead.
        records : UserRecords, optional
            All of the user, where that was just read.
        """
        if revoke_until is not None and records is None:
            records = self._users.load(uid)
        tombstone = self._tombstones.begin(uid, now=int(self._clock.now()), salt=self._salt())
        if revoke_until is not None and records is not None:
            self._take_back(records, revoke_until)
        keys = self._users.keys(uid)
        for tenant, actor in acted(keys):
            self._audit.append(_line(tombstone, tenant, actor))
        for erase in self._erasers:
            erase(uid)
        self._sign_ins.forget(keys)
        others = [key for key in keys if key != PROFILE]
        self._users.erase(uid, sorted(others, key=lambda key: key.startswith(SESSION_PREFIX)))
        self._tombstones.finish(tombstone)
        count("UsersLeft")
        logger.info("user left", extra={"cause": cause, "left_user": user_reference(uid)})

    def _take_back(self, records: UserRecords, until: Deadline) -> None:
        if records.credential("zoom", ZOOM_TENANT) is None:
            return
        within = Deadline.after(self._clock, min(until.remaining(), REVOKE_S))
        try:
            self._revoke(records, within)
        except AppError as error:
            logger.warning("zoom's grant not taken back", extra={"reason": error.reason})


def of_gainsight(keys: list[str]) -> list[str]:
    """Pick what a log-out deletes, sessions last, so it can be repeated.

    Zoom's side stays, and whom the audit trail means.
    """
    mine = [key for key in keys if not key.startswith(LOG_OUT_KEEPS)]
    return sorted(mine, key=lambda key: key.startswith(SESSION_PREFIX))


def of_tenant(keys: list[str], tenant: str) -> list[str]:
    """Pick what disconnecting a tenant deletes: connection, mapping, recent, cached records.

    What was prepared of the next meetings goes whole: it is found anew.
    """
    whole = tuple(kind + tenant for kind in TENANT_KINDS)
    return [
        key
        for key in keys
        if key in (*whole, NEXT) or key.startswith(tuple(w + "#" for w in whole))
    ]


def acted(keys: list[str]) -> list[tuple[str, str]]:
    """Pick of a user's keys the tenants whose audit trail names them, and how."""
    named = [key.split("#") for key in keys if key.startswith(ACTED_PREFIX)]
    return [(tenant, actor) for _, tenant, actor in named]


def _line(tombstone: Tombstone, tenant: str, actor: str) -> AuditLine:
    return AuditLine(
        tenant=tenant, at=tombstone.at, actor=actor, action="left", target=actor, id=actor
    )
