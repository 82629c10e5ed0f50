"""Who uses the app in a tenant, disconnecting one of them, and the pilot list from a CSV file."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from pydantic import ConfigDict, Field

from gainsight_zoom import leaving
from gainsight_zoom.errors import NotFound, ValidationFailed
from gainsight_zoom.governing import MAX_PEOPLE, is_email
from gainsight_zoom.records import AuditLine, Credential, Integration
from gainsight_zoom.shapes import Shape
from gainsight_zoom.store.members import Member

from .admin import Admin
from .documents import moment

PARALLEL = 8
STUCK = ("reconnect_required", "app_off", "license_required", "forbidden")
MAX_CSV_CHARS = 400_000


class UserRow(Shape):
    """One user; ``id`` is opaque, ``connected_at`` ISO 8601 in UTC.

    ``stuck_notes`` need somebody to act, ``waiting_notes`` are posted by themselves.
    """

    id: str
    name: str
    email: str
    license: str
    gsid: str
    integration: Integration
    status: Literal["active", "reconnect_required"]
    connected_at: str
    stuck_notes: int
    waiting_notes: int


class UserPage(Shape):
    """Some users, and where to go on."""

    users: list[UserRow]
    next: str | None


class PilotFile(Shape):
    """The text of a CSV file with an e-mail address in each line."""

    model_config = ConfigDict(extra="forbid")
    csv: str = Field(max_length=MAX_CSV_CHARS)


class RefusedLine(Shape):
    """A line, counted from one, that holds no e-mail address."""

    line: int
    reason: str


class PilotList(Shape):
    """What was understood of a file; nothing is saved yet."""

    users: list[str]
    refused: list[RefusedLine]


def list_users(admin: Admin, *, after: str | None, limit: int) -> UserPage:
    """List users of the tenant, a page at a time; what is left of those who are gone goes."""
    members, more = admin.wired.members.page(admin.tenant, limit=limit, after=after)
    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        rows = list(pool.map(lambda member: _row(admin, member), members))
    return UserPage(users=[row for row in rows if row is not None], next=more)


def disconnect_user(admin: Admin, member_id: str) -> None:
    """Delete one user's connection to this tenant, and what came of it.

    Raises
    ------
    NotFound
        If there is no such user.
    """
    wired, member = admin.wired, admin.wired.members.find(admin.tenant, member_id)
    if member is None:
        raise NotFound("no_such_member")
    credential = wired.credentials.get(member.uid, "gainsight", admin.tenant)
    pending = wired.sign_ins.pending(member.uid, admin.tenant)
    wired.sign_ins.forget(pending)
    mine = leaving.of_tenant(wired.users.keys(member.uid), admin.tenant)
    wired.users.erase(member.uid, [*pending, *mine])
    wired.members.forget(member.uid, admin.tenant)
    target = credential.actor if credential and credential.user else member.id
    wired.audit.append(
        AuditLine(
            tenant=admin.tenant,
            at=int(wired.clock.now()),
            actor=admin.credential.actor,
            action="user_disconnected",
            target=target,
            id=wired.token(),
        )
    )


def read_pilot_list(file: PilotFile) -> PilotList:
    """Understand a CSV file: the first e-mail address of each line; a heading is passed over.

    Raises
    ------
    ValidationFailed
        If it is no CSV, or holds too many.
    """
    users: dict[str, None] = {}
    refused: list[RefusedLine] = []
    try:
        lines = list(csv.reader(io.StringIO(file.csv.lstrip("\ufeff"), newline="")))
    except csv.Error:
        raise ValidationFailed("csv_malformed", fields={"csv": "This is no CSV file."}) from None
    for number, cells in enumerate(lines, 1):
        parts = [part.strip().lower() for cell in cells for part in cell.split(";")]
        found = next((part for part in parts if is_email(part)), None)
        if found is not None:
            users[found] = None
        elif any(parts) and number > 1:
            refused.append(RefusedLine(line=number, reason="There is no e-mail address in it."))
    if len(users) > MAX_PEOPLE:
        message = f"At most {MAX_PEOPLE} people can be listed."
        raise ValidationFailed("csv_too_long", fields={"csv": message})
    return PilotList(users=list(users), refused=refused)


def _row(admin: Admin, member: Member) -> UserRow | None:
    credential = admin.wired.credentials.get(member.uid, "gainsight", admin.tenant)
    if credential is None or credential.user is None:
        admin.wired.members.forget(member.uid, admin.tenant)
        return None
    stuck, waiting = _notes(admin, credential)
    user = credential.user
    return UserRow(
        id=member.id,
        name=user.name,
        email=user.email,
        license=user.license,
        gsid=user.gsid,
        integration=credential.integration,
        status=credential.status,
        connected_at=moment(credential.created_at),
        stuck_notes=stuck,
        waiting_notes=waiting,
    )


def _notes(admin: Admin, credential: Credential) -> tuple[int, int]:
    items = [
        item
        for item in admin.wired.notes.outbox(credential.uid)
        if item.tenant == admin.tenant and item.state != "posted"
    ]
    stuck = sum(item.state == "failed" or item.reason in STUCK for item in items)
    return stuck, len(items) - stuck
