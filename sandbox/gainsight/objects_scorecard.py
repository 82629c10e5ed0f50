"""The scorecard objects, as this tenant's admin opened them («Scorecard Objects», glossary).

The glossary gives display names only; the API names are this stand-in's own.
"""

from __future__ import annotations

from sandbox.gainsight import fields as f
from sandbox.gainsight.schema import ObjectType

__all__ = ["PREFIX", "scorecard_types"]

PREFIX = "scorecard_"


def scorecard_types() -> tuple[ObjectType, ...]:
    """Describe Scorecard Master, Measure, Scheme Definition, Fact and History."""
    return (_master(), _measure(), _scheme(), _fact(), _history())


def _master() -> ObjectType:
    return ObjectType(
        name="scorecard_master",
        label="Scorecard Master",
        key_prefix="1S01",
        object_type="SYSTEM",
        writable=False,
        fields=(
            f.identity(),
            f.text("Name", "Name", name_field=True),
            f.text("EntityType", "Entity Type", 32),
            f.text("SchemeType", "Scheme Type", 16),
            f.boolean("IsActive", "Active"),
            *f.system_fields(),
        ),
    )


def _measure() -> ObjectType:
    return ObjectType(
        name="scorecard_measure",
        label="Scorecard Measure",
        key_prefix="1S02",
        object_type="SYSTEM",
        writable=False,
        fields=(
            f.identity(),
            f.text("Name", "Name", name_field=True),
            f.text("Description", "Description", 1000),
            f.lookup("ScorecardId", "Scorecard", "scorecard_master"),
            f.text("GroupName", "Group"),
            f.number("GroupWeight", "Group weight"),
            f.number("Weight", "Weight"),
            f.text("InputType", "Input type", 16),
            f.number("ValidityDays", "Validity in days"),
            *f.system_fields(),
        ),
    )


def _scheme() -> ObjectType:
    return ObjectType(
        name="scorecard_scheme_definition",
        label="Scorecard Scheme Definition",
        key_prefix="1S03",
        object_type="SYSTEM",
        writable=False,
        fields=(
            f.identity(),
            f.text("Name", "Name", name_field=True),
            f.text("SchemeType", "Scheme Type", 16),
            f.number("ScoreFrom", "From", 2),
            f.number("ScoreTo", "To", 2),
            f.text("Color", "Color", 16),
            *f.system_fields(),
        ),
    )


def _fact() -> ObjectType:
    return ObjectType(
        name="scorecard_fact",
        label="Scorecard Fact",
        key_prefix="1S04",
        object_type="SYSTEM",
        writable=False,
        fields=(
            f.identity(),
            f.lookup("CompanyId", "Company Id", "company"),
            f.lookup("RelationshipId", "Relationship Id", "relationship"),
            f.lookup("ScorecardId", "Scorecard Id", "scorecard_master"),
            f.lookup("MeasureId", "Measure Id", "scorecard_measure"),
            f.number("Score", "Score", 1),
            f.number("PreviousScore", "Previous Score", 1),
            f.text("Trend", "Trend", 10),
            f.rich("Comments", "Comments"),
            f.lookup("ScoreModifiedBy", "Score Modified By", "gsuser"),
            f.datetime("ScoreModifiedDate", "Score Modified Date"),
            *f.system_fields(),
        ),
        owner=("CompanyId__gr.Csm", "RelationshipId__gr.Csm"),
    )


def _history() -> ObjectType:
    return ObjectType(
        name="scorecard_history",
        label="Scorecard History",
        key_prefix="1S05",
        object_type="SYSTEM",
        writable=False,
        fields=(
            f.identity(),
            f.lookup("CompanyId", "Company Id", "company"),
            f.lookup("RelationshipId", "Relationship Id", "relationship"),
            f.lookup("ScorecardId", "Scorecard Id", "scorecard_master"),
            f.date("SnapshotDate", "Snapshot Date"),
            f.number("Score", "Score", 1),
            *f.system_fields(),
        ),
        owner=("CompanyId__gr.Csm", "RelationshipId__gr.Csm"),
    )
