"""The relationships of a company, as a section of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from gainsight_zoom.fields import Row, columns, number
from gainsight_zoom.layouts import Scheme, ScorecardSetup
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.schemes import Score, Trend, scheme_for, told, trend_of
from gainsight_zoom.searching import INACTIVE_STATUS
from gainsight_zoom.shapes import Shape
from gainsight_zoom.summaries import (
    COMPANY,
    PREVIOUS,
    RENEWAL,
    SCORE,
    SCORECARD,
    TREND,
    TYPE,
    label_of,
    renewal_of,
)

SHOWN = 100
SELECTED = ("Gsid", "Name", TYPE, "Status", RENEWAL, SCORE, PREVIOUS, TREND, SCORECARD)


class Relationship(Score):
    """One relationship; ``renewal`` is an ISO date."""

    id: str
    name: str
    type: str | None
    status: str | None
    active: bool
    renewal: str | None
    trend: Trend | None


class Relationships(Shape):
    """The relationships of a company by name; ``more`` says that there are further ones."""

    items: list[Relationship]
    more: bool


def plan(company: str, metadata: ObjectMetadata) -> Query:
    """Return the query for a company's relationships; `metadata` is that of relationships."""
    link = metadata.find(COMPANY)
    return Query(
        object_name="relationship",
        select=columns(metadata.names(SELECTED)),
        where=(Where(link.name if link else COMPANY, "EQ", (company,)),),
        order_by={"Name": "asc"},
        limit=SHOWN + 1,
    )


def read(
    rows: Sequence[Mapping[str, Any]],
    *,
    metadata: ObjectMetadata,
    setup: ScorecardSetup,
    scorecards: Mapping[str, Any] | None,
) -> Relationships:
    """Read the answer to :func:`plan`; rows without GSID or name are left out.

    `scorecards` is what :func:`~gainsight_zoom.schemes.scheme_for` takes as definitions.
    """

    def shown_in(row: Row) -> Scheme:
        return scheme_for(setup, "relationship", row.text(SCORECARD), scorecards)

    items = [_item(row, metadata, shown_in(row)) for row in map(Row, rows[:SHOWN])]
    return Relationships(items=[i for i in items if i is not None], more=len(rows) > SHOWN)


def _item(row: Row, metadata: ObjectMetadata, scheme: Scheme) -> Relationship | None:
    gsid, name = row.text("Gsid"), row.text("Name")
    if not gsid or not name:
        return None
    status, score = label_of(metadata.find("Status"), row), number(row.get(SCORE))
    return Relationship(
        **told(scheme, score).model_dump(),
        id=gsid,
        name=name,
        type=label_of(metadata.find(TYPE), row),
        status=status,
        active=(status or "").lower() not in INACTIVE_STATUS,
        renewal=renewal_of(metadata, row),
        trend=trend_of(row.text(TREND), previous=number(row.get(PREVIOUS)), score=score),
    )
