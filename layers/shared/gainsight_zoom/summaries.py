"""The Summary section: what to ask for one customer, and what the answer means."""

from collections.abc import Mapping
from typing import Any

from gainsight_zoom.errors import NotFound, UpstreamError
from gainsight_zoom.fields import FieldView, Row, columns, moment, number, view
from gainsight_zoom.layouts import Layout
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind
from gainsight_zoom.richtext import sanitise
from gainsight_zoom.schemes import Score, Trend, scheme_for, told, trend_of
from gainsight_zoom.shapes import Shape

SCORE, PREVIOUS, TREND, SUMMARY, COMPANY, TYPE = (
    "CurrentScore",
    "PreviousScore",
    "Trend",
    "Summary",
    "CompanyId",
    "TypeId",
)
SCORECARD, RENEWAL = "ScorecardId", "RenewalDate"
ALWAYS = ("Gsid", "Name", SCORE, PREVIOUS, TREND, SCORECARD, SUMMARY, RENEWAL)
RELATIONSHIP_ALWAYS = (COMPANY, TYPE)


class Health(Shape):
    """The overall score of the active scorecard, the one before, and where it is going."""

    score: float | None
    previous: float | None
    trend: Trend | None


class Header(Score):
    """The compact line: the score in the tenant's scheme, its trend, the renewal date (ISO)."""

    trend: Trend | None
    renewal: str | None


class Reference(Shape):
    """Another record, one tap away."""

    id: str
    name: str


class Summary(Shape):
    """Everything the Summary tab shows. ``summary_html`` is sanitised."""

    title: str
    company: Reference | None
    type: str | None
    type_id: str | None = None
    health: Health
    header: Header
    chips: list[FieldView]
    fields: list[FieldView]
    summary_html: str | None


def plan(kind: Kind, gsid: str, metadata: ObjectMetadata, layout: Layout) -> Query:
    """Return the one query that the Summary of a customer needs."""
    wanted = [
        *ALWAYS,
        *(RELATIONSHIP_ALWAYS if kind == "relationship" else ()),
        *layout.summary_chips.get(kind, ()),
        *layout.summary_fields.get(kind, ()),
    ]
    return Query(
        object_name=kind,
        select=columns(metadata.names(wanted)),
        where=(Where("Gsid", "EQ", (gsid,)),),
        limit=1,
    )


def read(
    rows: list[dict[str, object]],
    *,
    kind: Kind,
    metadata: ObjectMetadata,
    layout: Layout,
    currency: str,
    scorecards: Mapping[str, Any] | None = None,
) -> Summary:
    """Read the answer to :func:`plan`.

    Parameters
    ----------
    scorecards : Mapping or None
        What is kept of the tenant's scorecards, for the scheme: see
        :func:`~gainsight_zoom.schemes.scheme_for`.

    Raises
    ------
    NotFound
        If this user's Gainsight shows no such record.
    UpstreamError
        If the record has no name.
    """
    if not rows:
        raise NotFound("record_not_visible")
    row = Row(rows[0])
    title = row.text("Name")
    if title is None:
        raise UpstreamError("record_without_name")

    def views(names: tuple[str, ...]) -> list[FieldView]:
        return [view(f, row, currency=currency) for f in metadata.names(names)]

    written = row.text(SUMMARY)
    health = _health(row)
    kind_of = metadata.find(TYPE) if kind == "relationship" else None
    scheme = scheme_for(layout.scorecards, kind, row.text(SCORECARD), scorecards)
    chips = views(layout.summary_chips.get(kind, ()))
    return Summary(
        title=title,
        company=reference_of(metadata.find(COMPANY), row) if kind == "relationship" else None,
        type=label_of(kind_of, row),
        type_id=row.text(kind_of.name) if kind_of else None,
        health=health,
        header=Header(
            **told(scheme, health.score).model_dump(),
            trend=health.trend,
            renewal=renewal_of(metadata, row),
        ),
        chips=[chip for chip in chips if chip.value is not None],
        fields=views(layout.summary_fields.get(kind, ())),
        summary_html=(sanitise(written) or None) if written else None,
    )


def _health(row: Row) -> Health:
    score, previous = number(row.get(SCORE)), number(row.get(PREVIOUS))
    trend = trend_of(row.text(TREND), previous=previous, score=score)
    return Health(score=score, previous=previous, trend=trend)


def renewal_of(metadata: ObjectMetadata, row: Row) -> str | None:
    """Return the renewal date, ISO."""
    field = metadata.find(RENEWAL)
    at = moment(row.get(field.name)) if field and row.get(field.name) is not None else None
    return at.date().isoformat() if at else None


def reference_of(field: FieldMetadata | None, row: Row) -> Reference | None:
    """Return the record that a lookup of a row points to."""
    if field is None:
        return None
    gsid, name = row.text(field.name), row.text(f"{field.lookup_name}.Name")
    return Reference(id=gsid, name=name) if gsid and name else None


def label_of(field: FieldMetadata | None, row: Row) -> str | None:
    """Return what a lookup or picklist of a row says, in words."""
    if field is None:
        return None
    if field.lookup_name:
        return row.text(f"{field.lookup_name}.Name")
    raw = row.text(field.name)
    option = field.option(raw) if raw else None
    return option.label if option else raw
