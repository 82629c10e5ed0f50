"""Northstar's scorecards: definitions, current scores, and the weeks before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.gainsight.data.seeding import Seed

__all__ = ["FACTS", "HISTORY", "MASTERS", "MEASURES", "SCHEMES"]

_PRIYA = "priya@northstar.example"
_LAST_MONDAY = date(2026, 11, 16)

MASTERS: list[Seed] = [
    {"Name": "Customer Health", "EntityType": "company", "SchemeType": "number", "IsActive": True},
    {"Name": "Renewal Risk", "EntityType": "company", "SchemeType": "grade", "IsActive": True},
    {"Name": "Pilot Health", "EntityType": "company", "SchemeType": "color", "IsActive": False},
    {
        "Name": "Plant Health",
        "EntityType": "relationship",
        "SchemeType": "number",
        "IsActive": True,
    },
]


def _band(kind: str, name: str, low: float, high: float, color: str) -> Seed:
    return {
        "_key": f"{kind} {name}",
        "Name": name,
        "SchemeType": kind,
        "ScoreFrom": low,
        "ScoreTo": high,
        "Color": color,
    }


SCHEMES: list[Seed] = [
    _band("number", "At risk", 0, 49.99, "#c9372c"),
    _band("number", "Watch", 50, 74.99, "#e2b203"),
    _band("number", "Healthy", 75, 100, "#22a06b"),
    _band("grade", "D", 0, 39.99, "#c9372c"),
    _band("grade", "C", 40, 59.99, "#e56910"),
    _band("grade", "B", 60, 79.99, "#e2b203"),
    _band("grade", "A", 80, 100, "#22a06b"),
    _band("color", "Red", 0, 49.99, "#c9372c"),
    _band("color", "Green", 50, 100, "#22a06b"),
]


def _measure(
    name: str, group: str | None, weights: tuple[int | None, int], how: str, days: int | None
) -> Seed:
    seed: Seed = {
        "Name": name,
        "ScorecardId": "Customer Health",
        "Weight": weights[1],
        "InputType": how,
    }
    optional = {"GroupName": group, "GroupWeight": weights[0], "ValidityDays": days}
    return seed | {n: v for n, v in optional.items() if v is not None}


MEASURES: list[Seed] = [
    _measure("Feature adoption", "Adoption", (40, 60), "Automated", 14)
    | {"Description": "Share of licensed features in use."},
    _measure("Seat usage", "Adoption", (40, 40), "Automated", 14),
    _measure("Executive relationship", "Relationship", (35, 50), "Manual", 60)
    | {"Description": "How well we know the people who decide."},
    _measure("Champion strength", "Relationship", (35, 30), "Manual", 30),
    _measure("NPS sentiment", "Relationship", (35, 20), "Automated", None),
    _measure("CSM pulse", None, (None, 25), "Manual", 30),
    {
        "Name": "Renewal likelihood",
        "ScorecardId": "Renewal Risk",
        "Weight": 1,
        "InputType": "Manual",
    },
    {"Name": "Uptime", "ScorecardId": "Plant Health", "Weight": 70, "InputType": "Automated"},
    {"Name": "Plant pulse", "ScorecardId": "Plant Health", "Weight": 30, "InputType": "Manual"},
]


def _fact(measure: str, score: float | None, previous: float | None, day: str, **more: str) -> Seed:
    seed: Seed = {
        "_key": f"Northwind {measure}",
        "CompanyId": "Northwind Robotics",
        "ScorecardId": "Customer Health",
        "MeasureId": measure,
        "ScoreModifiedDate": day,
        "ScoreModifiedBy": _PRIYA,
    }
    if score is not None and previous is not None:
        seed |= {"Score": score, "PreviousScore": previous}
        seed["Trend"] = "^" if score > previous else "v" if score < previous else ">"
    return seed | more


FACTS: list[Seed] = [
    _fact("Feature adoption", 82, 74, "2026-11-20"),
    _fact("Seat usage", 86, 84, "2026-11-20"),
    _fact(
        "Executive relationship",
        *(70, 70, "2026-08-03"),
        Comments="<p>New COO since July; <strong>intro pending</strong>.</p>",
    ),
    _fact("Champion strength", 75, 60, "2026-11-12"),
    _fact("NPS sentiment", None, None, "2026-11-01"),
    _fact("CSM pulse", 75, 80, "2026-11-18"),
    {
        "_key": "Lyon Uptime",
        "RelationshipId": "Plant Lyon",
        "ScorecardId": "Plant Health",
        "MeasureId": "Uptime",
        "Score": 91,
        "PreviousScore": 88,
        "ScoreModifiedDate": "2026-11-19",
    },
    {
        "_key": "Lyon Plant pulse",
        "RelationshipId": "Plant Lyon",
        "ScorecardId": "Plant Health",
        "MeasureId": "Plant pulse",
        "Score": 61,
        "PreviousScore": 61,
        "ScoreModifiedDate": "2026-11-10",
        "ScoreModifiedBy": _PRIYA,
    },
]

_WEEKLY = (58, 58, 60, 61, 63, 62, 64, 66, None, 67, 69, 68, 70, 71, 71, 74, 71, 77)

HISTORY: list[Seed] = [
    {
        "_key": f"Northwind week {n}",
        "CompanyId": "Northwind Robotics",
        "ScorecardId": "Customer Health",
        "SnapshotDate": (_LAST_MONDAY - timedelta(weeks=17 - n)).isoformat(),
        "Score": score,
    }
    for n, score in enumerate(_WEEKLY)
    if score is not None
]
