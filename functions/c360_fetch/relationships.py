"""The section that lists a company's relationships."""

from gainsight_zoom import relationships
from gainsight_zoom.relationships import Relationships

from .sections import Section, SectionAbsent, Subject


class RelationshipsSection(Section):
    """The relationships of a company."""

    data: Relationships | None = None


def relationships_of(subject: Subject) -> Relationships:
    """Read the section.

    Raises
    ------
    SectionAbsent
        If the record is a relationship itself.
    """
    if subject.kind != "company":
        told = "Relationships belong to companies."
        raise SectionAbsent(told, reason="relationship_of_relationship")
    metadata = subject.metadata["relationship"]
    rows = subject.way.query(relationships.plan(subject.gsid, metadata))
    setup = subject.records.layout.scorecards
    return relationships.read(rows, metadata=metadata, setup=setup, scorecards=subject.scorecards)
