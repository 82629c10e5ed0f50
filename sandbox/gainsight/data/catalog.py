"""Builds the data set of a tenant from its variant and its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.gainsight import objects, objects_activity, objects_people, objects_scorecard
from sandbox.gainsight.data.seeding import Seed, access_key_of, seeded
from sandbox.gainsight.oauth import Client
from sandbox.gainsight.tenant import DataSet

if TYPE_CHECKING:
    from sandbox.gainsight.objects import Variant
    from sandbox.gainsight.schema import ObjectType

__all__ = ["data_set"]

_PASSWORD = "gainsight"  # noqa: S105 - the password of every sample user


def data_set(
    key: str, *, name: str, host: str, variant: Variant, tables: dict[str, list[Seed]]
) -> DataSet:
    """Build a data set; its credentials follow from its key (``gsz-<key>``, ``m2m-<key>``)."""
    types = _types(variant)
    return DataSet(
        key=key,
        name=name,
        host=host,
        types=types,
        rows=seeded(key, types, tables),
        client=Client(
            client_id=f"gsz-{key}",
            client_secret=f"secret-{key}-0123456789abcdef",
            m2m_id=f"m2m-{key}",
            m2m_secret=f"m2m-secret-{key}-0123456789abcdef",
            password=_PASSWORD,
        ),
        access_key=access_key_of(key),
    )


def _types(variant: Variant) -> tuple[ObjectType, ...]:
    seed = variant.seed
    added = (objects_activity.zoom_score_update(), objects_activity.zoom_app_event())
    return (
        objects.company(variant),
        objects.relationship(variant),
        objects.relationship_type(),
        objects_people.person(),
        objects_people.company_person(seed),
        objects_people.relationship_person(seed),
        objects_people.gsuser(seed),
        objects_activity.activity_timeline(seed),
        *((objects_activity.call_to_action(seed),) if variant.calls_to_action else ()),
        *(added if variant.custom_fields else ()),
        *(objects_scorecard.scorecard_types() if variant.scorecards else ()),
    )
