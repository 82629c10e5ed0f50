"""All sections of a record in one model: for ``docs/openapi.json``, not for answering."""

from gainsight_zoom.shapes import Shape

from .attributes import AttributesSection
from .brief import BriefSection
from .relationships import RelationshipsSection
from .scorecard import ScorecardSection
from .summary import SummarySection


class EverySection(Shape):
    """The sections asked for."""

    summary: SummarySection | None = None
    relationships: RelationshipsSection | None = None
    scorecard: ScorecardSection | None = None
    attributes: AttributesSection | None = None
    brief: BriefSection | None = None
