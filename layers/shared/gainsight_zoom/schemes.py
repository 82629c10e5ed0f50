"""Scores in the words and colours of the tenant: a scheme's bands."""

from typing import Literal

from gainsight_zoom.records import Band, Scheme
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
