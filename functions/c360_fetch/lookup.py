"""Finding a user of a tenant by name or e-mail, for fields that hold one."""

from gainsight_zoom.callers import Caller
from gainsight_zoom.fields import Row
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring

from .connections import connect

SHOWN = 20
ASKED = 50
"""Inactive users are left out afterwards: AND and OR are not known to work together."""


class UserHit(Shape):
    """An active user of the tenant."""

    id: str
    name: str
    email: str | None


class UserAnswer(Shape):
    """Users found, by name; ``more`` says that there are further ones."""

    query: str
    users: list[UserHit]
    more: bool


def find_users(wired: Wiring, caller: Caller, *, tenant: str, text: str) -> UserAnswer:
    """Find active users whose name or e-mail holds the text.

    Raises
    ------
    NotFound, ReconnectRequired, UpstreamError
        As for reading records.
    """
    known = wired.tenancy.load_with_metadata((tenant,))
    way = connect(wired, caller, tenant, known)
    way.prepare(1 if wired.catalog.knows(tenant) else 2)
    metadata = wired.catalog.objects(tenant, way)["gsuser"]
    wanted = metadata.names(("Gsid", "Name", "Email", "IsActiveUser"))
    rows = way.query(
        Query(
            object_name="gsuser",
            select=tuple(field.name for field in wanted),
            where=(Where("Name", "CONTAINS", (text,)), Where("Email", "CONTAINS", (text,))),
            joined_by="OR",
            order_by={"Name": "asc"},
            limit=ASKED,
        )
    )
    active = [row for row in map(Row, rows) if row.get("IsActiveUser") is not False]
    hits = [
        UserHit(id=gsid, name=name, email=row.text("Email"))
        for row in active
        if (gsid := row.text("Gsid")) and (name := row.text("Name"))
    ]
    return UserAnswer(query=text, users=hits[:SHOWN], more=len(hits) > SHOWN or len(rows) == ASKED)
