"""How the sample tenant's admin set the app's scorecards up, in the words of the product."""

from __future__ import annotations

from gainsight_zoom.layouts import ScorecardSetup

__all__ = ["SETUP"]

_OF_RECORD = {"company": "CompanyId", "relationship": "RelationshipId", "scorecard": "ScorecardId"}

SETUP = ScorecardSetup(
    sources={
        "masters": {
            "object": "scorecard_master",
            "id": "Gsid",
            "name": "Name",
            "kind": "EntityType",
            "scheme": "SchemeType",
            "active": "IsActive",
        },
        "measures": {
            "object": "scorecard_measure",
            "id": "Gsid",
            "name": "Name",
            "description": "Description",
            "scorecard": "ScorecardId",
            "group": "GroupName",
            "group_weight": "GroupWeight",
            "weight": "Weight",
            "input": "InputType",
            "valid_days": "ValidityDays",
        },
        "schemes": {
            "object": "scorecard_scheme_definition",
            "id": "Gsid",
            "label": "Name",
            "kind": "SchemeType",
            "low": "ScoreFrom",
            "high": "ScoreTo",
            "color": "Color",
        },
        "facts": {
            "object": "scorecard_fact",
            **_OF_RECORD,
            "measure": "MeasureId",
            "score": "Score",
            "previous": "PreviousScore",
            "trend": "Trend",
            "comment": "Comments",
            "by": "ScoreModifiedBy",
            "at": "ScoreModifiedDate",
        },
        "history": {
            "object": "scorecard_history",
            **_OF_RECORD,
            "week": "SnapshotDate",
            "score": "Score",
        },
        "updates": {
            "object": "Zoom_Score_Update__gc",
            "request": "RequestId__gc",
            "company": "Company__gc",
            "relationship": "Relationship__gc",
            "measure": "Measure__gc",
            "score": "Score__gc",
            "comment": "Comment__gc",
            "action": "Action__gc",
            "scorecard": "Scorecard__gc",
            "user": "RequestedBy__gc",
        },
    }
)
