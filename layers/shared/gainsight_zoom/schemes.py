"""Scores in the words and colours of the tenant: a scheme's bands."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from gainsight_zoom.layouts import Band, Scheme, ScorecardSetup
from gainsight_zoom.records import Kind
from gainsight_zoom.shapes import Shape

Trend = Literal["up", "down", "flat"]
TREND_SIGNS: dict[str, Trend] = {
    "^": "up",
    "up": "up",
    "v": "down",
    "down": "down",
    ">": "flat",
    "flat": "flat",
    "none": "flat",
}
KINDS: Mapping[str, Any] = {"number": "number", "grade": "grade", "color": "color"}


class BandView(Shape):
    """A range of scores with its name and colour; the id is Gainsight's, where it has one."""

    id: str | None
    label: str
    low: float
    high: float
    color: str


class SchemeView(Shape):
    """How the tenant shows scores; bands from the lowest up."""

    kind: Literal["number", "grade", "color"]
    min: float
    max: float
    bands: list[BandView]


class Score(Shape):
    """A score with what the scheme calls it."""

    score: float | None
    label: str | None
    color: str | None


def document_name(setup: ScorecardSetup) -> str:
    """Return the name under which the definitions of a set-up are kept; another for another."""
    return f"~scorecards-{zlib.crc32(repr(sorted(setup.sources.items())).encode()):08x}"


def scheme_for(
    setup: ScorecardSetup,
    kind: Kind,
    scorecard: str | None,
    definitions: Mapping[str, Any] | None,
) -> Scheme:
    """Return the scheme in which the Scorecard of a record shows its scores.

    Parameters
    ----------
    scorecard : str or None
        GSID of the record's active scorecard.
    definitions : Mapping or None
        What is kept of the tenant under :func:`document_name`; without it, and where no facts are
        read for this kind of record, the scheme of the set-up.
    """
    facts = setup.sources.get(f"{kind}_facts") or setup.sources.get("facts")
    if not definitions or not facts or not facts.get("object"):
        return setup.scheme
    return scheme_in(definitions, scorecard, default=setup.scheme)


def scheme_in(definitions: Mapping[str, Any], scorecard: str | None, *, default: Scheme) -> Scheme:
    """Return the scheme of a scorecard among a tenant's; the default where it is not known."""
    master = next((m for m in definitions["masters"] if m["id"] == scorecard), None)
    return _scheme_of(definitions["bands"], master["scheme"] if master else None, default)


def _scheme_of(bands: Sequence[Mapping[str, Any]], kind: str | None, default: Scheme) -> Scheme:
    of_kind = [b for b in bands if not kind or not b["kind"] or b["kind"] == kind]
    several = len({b["kind"] for b in of_kind if b["kind"]}) > 1
    if several or not of_kind:
        return default
    names = ("label", "low", "high", "color", "id")
    shown = tuple(Band(**{name: band[name] for name in names}) for band in of_kind)
    return Scheme(kind=KINDS.get(kind or of_kind[0]["kind"], default.kind), bands=shown)


def scheme_view(scheme: Scheme) -> SchemeView:
    """Show a scheme."""
    return SchemeView(
        kind=scheme.kind,
        min=min((b.low for b in scheme.bands), default=0),
        max=max((b.high for b in scheme.bands), default=100),
        bands=[BandView(**vars(band)) for band in scheme.bands],
    )


def band_of(scheme: Scheme, score: float | None) -> Band | None:
    """Find the band of a score: the highest one that begins at or below it."""
    if score is None or not scheme.bands:
        return None
    begun = [band for band in scheme.bands if band.low <= score]
    return begun[-1] if begun else scheme.bands[0]


def told(scheme: Scheme, score: float | None) -> Score:
    """Say a score in the tenant's scheme; a number stays a number, coloured by its band."""
    band = band_of(scheme, score)
    if score is None or band is None:
        return Score(score=score, label=None, color=None)
    label = f"{score:g}" if scheme.kind == "number" else band.label
    return Score(score=score, label=label, color=band.color)


def trend_of(sign: str | None, *, previous: float | None, score: float | None) -> Trend | None:
    """Read the trend as Gainsight signs it, or work it out from two scores."""
    signed = TREND_SIGNS.get((sign or "").lower())
    if signed is not None or previous is None or score is None:
        return signed
    if score == previous:
        return "flat"
    return "up" if score > previous else "down"
