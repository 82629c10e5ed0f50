"""How each section is read, what it becomes, and how many calls it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from gainsight_zoom.attributes import Attributes
from gainsight_zoom.briefs import Brief
from gainsight_zoom.relationships import Relationships
from gainsight_zoom.scorecards import Scorecard
from gainsight_zoom.summaries import Summary

from .brief import brief
from .scorecard import calls_of, scorecard
from .sections import (
    AttributesSection,
    BriefSection,
    RelationshipsSection,
    ScorecardSection,
    Section,
    SectionName,
    Subject,
    SummarySection,
    attributes,
    relationships_of,
    summary,
)


@dataclass(frozen=True)
class Reader:
    """How a section is read; one that is not kept is never shown stale."""

    read: Callable[[Subject], BaseModel]
    model: type[BaseModel]
    section: Callable[..., Section]
    calls: Callable[[Subject], int] = lambda _: 1
    kept: bool = True


READERS: Mapping[SectionName, Reader] = {
    "summary": Reader(summary, Summary, SummarySection),
    "relationships": Reader(relationships_of, Relationships, RelationshipsSection),
    "scorecard": Reader(
        lambda subject: scorecard(subject, subject.uid, subject.since),
        Scorecard,
        ScorecardSection,
        calls_of,
    ),
    "attributes": Reader(attributes, Attributes, AttributesSection),
    "brief": Reader(brief, Brief, BriefSection, calls=lambda _: 0, kept=False),
}
