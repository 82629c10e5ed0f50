"""A user's way to the Timeline of one tenant, with their own token; of a route or of the worker."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gainsight_zoom import access, activities
from gainsight_zoom.accounts import known_credential, usable_credential
from gainsight_zoom.activities import OBJECT
from gainsight_zoom.budgets import Priority
from gainsight_zoom.callers import Caller
from gainsight_zoom.clock import Deadline
from gainsight_zoom.connection import Connection
from gainsight_zoom.errors import AppError, ReconnectRequired
from gainsight_zoom.fields import Row
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query
from gainsight_zoom.records import Credential, GainsightUser, Kind, TenantRecords, UserRecords
from gainsight_zoom.wiring import Wiring

if TYPE_CHECKING:
    from gainsight_zoom import outbox, posting, rendering
else:
    outbox = Lazily("gainsight_zoom.outbox")
    posting = Lazily("gainsight_zoom.posting")
    rendering = Lazily("gainsight_zoom.rendering")

COPIES = 4
TARGETS: Mapping[Kind, str] = {"company": "GsCompanyId", "relationship": "GsRelationshipId"}


class Author:
    """One user in one tenant, for the length of one request or one ring of the doorbell."""

    def __init__(
        self,
        wired: Wiring,
        records: TenantRecords,
        user: GainsightUser,
        way: Connection,
        deadline: Deadline,
    ) -> None:
        self.records = records
        self.user = user
        self._wired = wired
        self._way = way
        self._deadline = deadline

    @property
    def tenant(self) -> str:
        """The tenant's key."""
        return self.records.tenant.key

    @property
    def actor(self) -> str:
        """What the audit trail calls the user."""
        return self._way.actor

    def open(self, kind: Kind, gsid: str) -> None:
        """Insist that the tab is on and the record within what the user may see.

        Raises
        ------
        TabSwitchedOff, NotFound
            If it is not.
        """
        self._wired.gate.demand(
            "timeline", self.records, self.user, self._way, kind=kind, gsid=gsid
        )
        self._way.open_record(kind, gsid)

    def query(self, query: Query) -> list[dict[str, Any]]:
        """Read as this user; errors as in `Connection.query`."""
        return self._way.query(query)

    def metadata(self) -> ObjectMetadata:
        """Return what the tenant's activities look like; errors as in `Connection.query`."""
        return self._wired.catalog.objects(self.tenant, self._way)[OBJECT]

    def metadata_kept(self) -> ObjectMetadata:
        """Return the same, or what is kept of it where the user has to sign in again first.

        Raises
        ------
        ReconnectRequired
            If they have to, and nothing is kept.
        """
        try:
            return self.metadata()
        except ReconnectRequired:
            kept = self._wired.catalog.kept(self.tenant)
            if kept is None:
                raise
            return kept[OBJECT]

    def activity_fields(self) -> ObjectMetadata | None:
        """Return the same, or None where it cannot be had now."""
        try:
            return self.metadata()
        except AppError:
            return None

    def create(self, record: Mapping[str, Any]) -> str:
        """Create an activity in this user's name."""
        self._open_target(record)
        whole = {**record, "Author": self.user.email}
        return self._way.as_user(
            lambda token: self._wired.timeline.create(whole, **self._to(token))
        )

    def update(self, record: Mapping[str, Any]) -> str:
        """Update an activity by its ExternalId, with the copied comments where there are any."""
        self._open_target(record)

        def write(notes: str) -> str:
            whole = {**record, "Notes": notes}
            return self._way.as_user(
                lambda token: self._wired.timeline.update(
                    whole, identifier="externalid", **self._to(token)
                )
            )

        copies = self.records.policy.copy_comments
        there = self.find(str(record["ExternalId"])) if copies else None
        notes = str(record["Notes"])
        return write(notes) if there is None else self.with_comments(there.gsid, notes, write)

    def with_comments(self, activity_id: str, notes: str, write: Callable[[str], str]) -> str:
        """Write notes with the comments on an activity; again where there are others by then.

        A comment is kept before it is copied, and whoever writes last looks after writing: so none
        is left out, however two writes cross.
        """
        found = self._wired.comments.of_activity(self.tenant, activity_id)
        for _ in range(COPIES):
            written = write(rendering.with_comments(notes, found))
            before, found = found, self._wired.comments.of_activity(self.tenant, activity_id)
            if found == before:
                break
        return written

    def update_by_gsid(self, record: Mapping[str, Any]) -> str:
        """Update an activity by its GSID."""
        return self._way.as_user(
            lambda token: self._wired.timeline.update(record, identifier="gsid", **self._to(token))
        )

    def delete(self, activity_id: str) -> None:
        """Delete an activity."""
        self._way.as_user(lambda token: self._wired.timeline.delete(activity_id, **self._to(token)))

    def find(self, external_id: str) -> "posting.Posted | None":
        """Read back what was posted under an ExternalId."""
        rows = self.query(activities.plan_posted(external_id, self.metadata()))
        if not rows:
            return None
        row = Row(rows[0])
        return posting.Posted(
            gsid=row.text("Gsid") or "",
            activity_id=row.text("ActivityId"),
            subject=row.text("Subject") or "",
            notes=row.text("Notes") or "",
        )

    def _open_target(self, record: Mapping[str, Any]) -> None:
        """Open the customer that an activity is about."""
        for kind, field in TARGETS.items():
            if field in record:
                self.open(kind, str(record[field]))

    def _to(self, token: str) -> dict[str, Any]:
        host = self.records.tenant.host
        return {
            "host": host,
            "access_token": token,
            "allowance": self._way.allowance,
            "deadline": self._deadline,
        }


def author_of(
    wired: Wiring, caller: Caller, tenant: str, *, right: str = access.READ, waits: bool = False
) -> Author:
    """Return the way of the user behind a request.

    Parameters
    ----------
    waits : bool
        Gainsight need not be reached now, so that a connection that has died is enough.

    Raises
    ------
    NotFound, ReconnectRequired, AppOff, LicenseRequired
        As in `usable_credential`, or `known_credential` for what waits.
    Forbidden
        If the user does not have the right.
    """
    find = known_credential if waits else usable_credential
    return _author(wired, caller.records, tenant, right=right, deadline=caller.deadline, find=find)


def writer_of(wired: Wiring, caller: Caller, tenant: str) -> Author:
    """Return the way of a user who writes a note, which waits where it cannot be sent."""
    return author_of(wired, caller, tenant, right=access.TIMELINE_WRITE, waits=True)


def absent_author(wired: Wiring, uid: str, tenant: str, deadline: Deadline) -> Author:
    """Return the way of a user who is not there; they are read anew.

    Raises
    ------
    UserLeft
        If they are gone for good.
    WritesPaused
        If nothing may be written at present; said before a note counts as tried.
    """
    records = wired.users.load(uid)
    if records.profile is None or records.profile.deauthorized_at is not None:
        raise outbox.UserLeft
    author = _author(
        wired,
        records,
        tenant,
        right=access.TIMELINE_WRITE,
        deadline=deadline,
        priority="outbox",
    )
    access.demand_writes(author.records.tenant)
    return author


def _author(
    wired: Wiring,
    records: UserRecords,
    tenant: str,
    *,
    right: str,
    deadline: Deadline,
    priority: Priority = "interactive",
    find: Callable[..., Credential] = usable_credential,
) -> Author:
    known = wired.tenancy.load_with_metadata((tenant,))
    credential = find(records, known, tenant)
    user = credential.owner
    access.demand(user, right, known[tenant].policy)
    way = wired.connect(known[tenant], credential, deadline, priority)
    return Author(wired, known[tenant], user, way, deadline)
