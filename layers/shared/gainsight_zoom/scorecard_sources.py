"""Where a tenant keeps its scorecards: queries made from the names an admin entered, and reading.

No public page gives API names of the scorecard objects (Gainsight, «Scorecard Objects» glossary has
display names only), so none is assumed here: an admin enters them, a describe confirms them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gainsight_zoom.fields import Row, moment, number
from gainsight_zoom.layouts import Band, Scheme, ScorecardSetup
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind
from gainsight_zoom.richtext import text_of
from gainsight_zoom.schemes import band_of
from gainsight_zoom.scorecards import Fact, Measure
from gainsight_zoom.summaries import PREVIOUS, SCORE, SCORECARD, TREND

OF_RECORD = ("Name", SCORE, PREVIOUS, TREND, SCORECARD)
DEFINITIONS = ("masters", "measures", "schemes")
MOST = 1_000
HISTORY_ROWS = 60
SCALE_END = 100.0
HUNDREDTH = 0.01
OFF = frozenset({"false", "0", "no", "inactive"})
FALLBACK_COLOR = "#8590a2"


@dataclass(frozen=True)
class Source:
    """One object with the API names of its fields by what they mean."""

    object_name: str
    fields: Mapping[str, str]

    def name(self, meaning: str) -> str | None:
        """Return the API name of a field, if the tenant has it."""
        return self.fields.get(meaning) or None

    def text(self, row: Row, meaning: str) -> str | None:
        """Read a field as text."""
        name = self.name(meaning)
        return row.text(name) if name else None

    def number(self, row: Row, meaning: str) -> float | None:
        """Read a field as a number."""
        name = self.name(meaning)
        value = number(row.get(name)) if name else None
        return None if value is None else float(value)

    def at(self, row: Row, meaning: str) -> float | None:
        """Read a field as a moment in epoch seconds."""
        name = self.name(meaning)
        raw = row.get(name) if name else None
        read = moment(raw) if raw is not None else None
        return read.timestamp() if read else None


def source(setup: ScorecardSetup, role: str, kind: Kind | None = None) -> Source | None:
    """Return the object of a role, the one for a kind of record before the common one."""
    named = setup.sources.get(f"{kind}_{role}") or setup.sources.get(role)
    if not named or not named.get("object"):
        return None
    fields = {meaning: name for meaning, name in named.items() if meaning != "object"}
    return Source(named["object"], fields)


def whole(source: Source) -> Query:
    """Return the query for all rows of a defining object."""
    return Query(object_name=source.object_name, select=_select(source), where=(), limit=MOST)


def of_record(
    source: Source, kind: Kind, gsid: str, *, described: ObjectMetadata, record: ObjectMetadata
) -> Query:
    """Return the query for the rows of one record, which bring the record's own scores along."""
    link = source.name(kind) or ""
    field = described.find(link)
    prefix = field.lookup_name if field else None
    along = [f"{prefix}.{f.name}" for f in record.names(OF_RECORD)] if prefix else []
    by = described.find(source.name("by") or "")
    names = [f"{by.lookup_name}.Name"] if by and by.lookup_name else []
    day = source.name("week")
    return Query(
        object_name=source.object_name,
        select=(*_select(source), *along, *names),
        where=(Where(link, "EQ", (gsid,)),),
        order_by={day: "desc"} if day else {},
        limit=HISTORY_ROWS if day else MOST,
    )


def scores_along(
    rows: Sequence[Row], source: Source, kind: Kind, described: ObjectMetadata
) -> Row | None:
    """Return the record's own scores that came along with rows about it, if any row came."""
    field = described.find(source.name(kind) or "")
    if not rows or field is None or not field.lookup_name:
        return None
    return Row({name: rows[0].get(f"{field.lookup_name}.{name}") for name in OF_RECORD})


def read_measures(rows: Sequence[Mapping[str, Any]], source: Source) -> list[dict[str, Any]]:
    """Read definitions of measures, as plain data for the cache."""
    measures = []
    for row in map(Row, rows):
        gsid, name = source.text(row, "id"), source.text(row, "name")
        if gsid and name:
            how = (source.text(row, "input") or "").lower()
            measure = Measure(
                id=gsid,
                scorecard=source.text(row, "scorecard"),
                name=name,
                description=source.text(row, "description"),
                group=source.text(row, "group"),
                group_weight=source.number(row, "group_weight"),
                weight=source.number(row, "weight"),
                manual=how == "manual",
                valid_days=source.number(row, "valid_days"),
            )
            measures.append(asdict(measure))
    return measures


def read_masters(rows: Sequence[Mapping[str, Any]], source: Source) -> list[dict[str, Any]]:
    """Read scorecards by id, name, the kind of record they are for, and whether in use."""
    masters = []
    for row in map(Row, rows):
        gsid, name = source.text(row, "id"), source.text(row, "name")
        if gsid and name:
            active = (source.text(row, "active") or "true").lower() not in OFF
            kind = (source.text(row, "kind") or "").lower() or None
            scheme = (source.text(row, "scheme") or "").lower() or None
            masters.append(
                {"id": gsid, "name": name, "kind": kind, "active": active, "scheme": scheme}
            )
    return masters


def read_bands(rows: Sequence[Mapping[str, Any]], source: Source) -> list[dict[str, Any]]:
    """Read the ranges of schemes, the lowest first.

    One without an end reaches up to the next of its kind, the last one to the end of the scale.
    """
    bands: list[dict[str, Any]] = []
    for row in map(Row, rows):
        low, label = source.number(row, "low"), source.text(row, "label")
        if low is None or label is None:
            continue
        bands.append(
            {
                "label": label,
                "low": low,
                "high": source.number(row, "high"),
                "color": _color(source.text(row, "color")),
                "id": source.text(row, "id"),
                "kind": (source.text(row, "kind") or "").lower(),
            }
        )
    bands.sort(key=lambda band: float(band["low"]))
    ends: dict[str, float] = {}
    for band in reversed(bands):
        low = band["low"]
        if band["high"] is None:
            band["high"] = max(low, ends.get(band["kind"], SCALE_END))
        ends[band["kind"]] = round(low - HUNDREDTH, 2)
    return bands


def read_facts(
    rows: Sequence[Row], source: Source, described: ObjectMetadata, scheme: Scheme
) -> dict[str, Fact]:
    """Read current scores by measure; a score given as a band's id is the band's middle."""
    by_field = described.find(source.name("by") or "")
    facts = {}
    for row in rows:
        measure = source.text(row, "measure")
        if not measure:
            continue
        comment = source.text(row, "comment")
        lookup = by_field.lookup_name if by_field else None
        facts[measure] = Fact(
            measure=measure,
            score=_score(source, row, "score", "score_id", scheme),
            previous=_score(source, row, "previous", "previous_id", scheme),
            sign=source.text(row, "trend"),
            comment=text_of(comment) if comment else None,
            by=row.text(f"{lookup}.Name") if lookup else source.text(row, "by"),
            at=source.at(row, "at"),
        )
    return facts


def read_history(rows: Sequence[Row], source: Source) -> list[tuple[float, float | None]]:
    """Read snapshots as moment and overall score; rows of single measures are passed over."""
    snapshots = []
    for row in rows:
        at = source.at(row, "week")
        if at is not None and not source.text(row, "measure"):
            snapshots.append((at, source.number(row, "score")))
    return snapshots


def read_back(source: Source, score: float | None, scheme: Scheme) -> float | None:
    """Return what :func:`read_facts` makes of a score once it is set."""
    if score is None or source.name("score") is not None:
        return score
    band = band_of(scheme, score)
    return _middle(band) if band else None


def _score(source: Source, row: Row, value: str, band_id: str, scheme: Scheme) -> float | None:
    score = source.number(row, value)
    if score is not None:
        return score
    wanted = source.text(row, band_id)
    band = next((b for b in scheme.bands if wanted and b.id == wanted), None)
    return _middle(band) if band else None


def _middle(band: Band) -> float:
    return round((band.low + band.high) / 2, 1)


def _select(source: Source) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in source.fields.values() if name))


def _color(raw: str | None) -> str:
    text = (raw or "").lower()
    return text if len(text) == len(FALLBACK_COLOR) and text.startswith("#") else FALLBACK_COLOR
