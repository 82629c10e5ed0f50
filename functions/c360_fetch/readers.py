"""How each section is read, what it becomes, and how many calls it takes.

Only what a request asks for is loaded: most first requests of a process want the Summary, and the
modules of the others would be a fifth of its cold start (``bench/cold.py``).
"""

# ruff: noqa: PLC0415 - the imports of this module stand where they are paid for

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from gainsight_zoom.shapes import Shape

from .sections import Section, SectionName, Subject

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler


@dataclass(frozen=True)
class Reader:
    """How a section is read; one that is not kept is never shown stale."""

    read: Callable[[Subject], BaseModel]
    model: type[BaseModel]
    section: Callable[..., Section]
    calls: Callable[[Subject], int] = lambda _: 1
    kept: bool = True


def reader_of(name: SectionName) -> Reader:
    """Return how a section is read, after loading what it takes."""
    if name == "summary":
        from gainsight_zoom.summaries import Summary

        from .summary import SummarySection, summary

        return Reader(summary, Summary, SummarySection)
    if name == "relationships":
        from gainsight_zoom.relationships import Relationships

        from .relationships import RelationshipsSection, relationships_of

        return Reader(relationships_of, Relationships, RelationshipsSection)
    if name == "scorecard":
        from gainsight_zoom.scorecards import Scorecard

        from .scorecard import ScorecardSection, calls_of, scorecard

        return Reader(scorecard, Scorecard, ScorecardSection, calls_of)
    if name == "attributes":
        from gainsight_zoom.attributes import Attributes

        from .attributes import AttributesSection, attributes

        return Reader(attributes, Attributes, AttributesSection)
    from gainsight_zoom.briefs import Brief

    from .brief import BriefSection, brief

    return Reader(brief, Brief, BriefSection, calls=lambda _: 0, kept=False)


class Sections(Shape):
    """The sections asked for, each a `Section` as its own module has it."""

    summary: Any = None
    relationships: Any = None
    scorecard: Any = None
    attributes: Any = None
    brief: Any = None

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _: Any, handler: "GetJsonSchemaHandler", /
    ) -> dict[str, Any]:
        """Describe every section, which takes loading them all (``docs/openapi.json``)."""
        from .documented import EverySection

        return handler.resolve_ref_schema(handler(EverySection.__pydantic_core_schema__))
