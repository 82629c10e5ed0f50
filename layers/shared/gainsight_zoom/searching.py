"""Finding a customer by name among companies and relationships."""

from typing import Any, Literal

from gainsight_zoom.fields import Row, columns, number
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind
from gainsight_zoom.shapes import Shape
from gainsight_zoom.summaries import COMPANY, SCORE, TYPE, Reference, label_of, reference_of

KINDS: tuple[Kind, ...] = ("company", "relationship")
SHOWN, MINE = 20, 300
INACTIVE_STATUS = frozenset({"inactive", "churn", "churned", "ex-customer"})
SELECTED: dict[Kind, tuple[str, ...]] = {
    "company": ("Gsid", "Name", "Csm", SCORE, "Status"),
    "relationship": ("Gsid", "Name", COMPANY, TYPE, "Csm", SCORE, "Status"),
}


class Hit(Shape):
    """One customer found."""

    tenant: str
    kind: Literal["company", "relationship"]
    id: str
    name: str
    company: Reference | None
    type: str | None
    csm: str | None
    score: float | None
    status: str | None
    active: bool


def plan(kind: Kind, text: str, metadata: ObjectMetadata) -> Query:
    """Return the query for one kind; a relationship is also found by its company's name."""
    where = [Where("Name", "CONTAINS", (text,))]
    company = metadata.find(COMPANY) if kind == "relationship" else None
    if company is not None and company.lookup_name:
        where.append(Where(f"{company.lookup_name}.Name", "CONTAINS", (text,)))
    return Query(
        object_name=kind,
        select=columns(metadata.names(SELECTED[kind])),
        where=tuple(where),
        joined_by="OR",
        order_by={"Name": "asc"},
        limit=SHOWN + 1,
    )


def plan_mine(kind: Kind, user: str, metadata: ObjectMetadata) -> Query:
    """Return the query for the customers of one kind whose CSM a user is."""
    return Query(
        object_name=kind,
        select=columns(metadata.names(n for n in SELECTED[kind] if n != SCORE)),
        where=(Where("Csm", "EQ", (user,)),),
        order_by={"Name": "asc"},
        limit=MINE,
    )


def read(
    rows: list[dict[str, Any]], *, kind: Kind, tenant: str, metadata: ObjectMetadata
) -> list[Hit]:
    """Read the answer to :func:`plan`; rows without GSID or name are left out."""
    hits: list[Hit] = []
    for raw in rows:
        row = Row(raw)
        gsid, name = row.text("Gsid"), row.text("Name")
        if not gsid or not name:
            continue
        status = label_of(metadata.find("Status"), row)
        hits.append(
            Hit(
                tenant=tenant,
                kind=kind,
                id=gsid,
                name=name,
                company=reference_of(metadata.find(COMPANY), row),
                type=label_of(metadata.find(TYPE), row),
                csm=label_of(metadata.find("Csm"), row),
                score=number(row.get(SCORE)),
                status=status,
                active=(status or "").lower() not in INACTIVE_STATUS,
            )
        )
    return hits


def rank(hits: list[Hit], text: str) -> list[Hit]:
    """Order hits: names that begin with the text, then active ones, then by name."""
    wanted = text.casefold()
    return sorted(
        hits,
        key=lambda h: (
            not h.name.casefold().startswith(wanted),
            not h.active,
            h.name.casefold(),
            h.kind,
        ),
    )
