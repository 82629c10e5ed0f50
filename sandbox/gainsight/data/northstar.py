"""Northstar: the tenant most is tried against."""

from __future__ import annotations

from sandbox.gainsight.data import northstar_customers as customers
from sandbox.gainsight.data import northstar_people as people
from sandbox.gainsight.data import northstar_scorecards as scorecards
from sandbox.gainsight.data.catalog import data_set
from sandbox.gainsight.data.northstar_timeline import ACTIVITIES, CALLS_TO_ACTION
from sandbox.gainsight.objects import Variant

__all__ = ["NORTHSTAR"]

NORTHSTAR = data_set(
    "northstar",
    name="Northstar",
    host="northstar.gainsightcloud.com",
    variant=Variant(seed="northstar", scorecards=True, calls_to_action=True),
    tables={
        "gsuser": people.USERS,
        "company": customers.COMPANIES,
        "relationship_type": customers.RELATIONSHIP_TYPES,
        "relationship": customers.RELATIONSHIPS,
        "person": people.PEOPLE,
        "company_person": people.COMPANY_PEOPLE,
        "relationship_person": people.RELATIONSHIP_PEOPLE,
        "activity_timeline": ACTIVITIES,
        "call_to_action": CALLS_TO_ACTION,
        "scorecard_master": scorecards.MASTERS,
        "scorecard_scheme_definition": scorecards.SCHEMES,
        "scorecard_measure": scorecards.MEASURES,
        "scorecard_fact": scorecards.FACTS,
        "scorecard_history": scorecards.HISTORY,
    },
)
