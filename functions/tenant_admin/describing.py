"""What an admin can choose from: fields by describe, types by what records show."""

from typing import Literal

from gainsight_zoom.fields import TYPES
from gainsight_zoom.governing import editable
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.shapes import Shape
from gainsight_zoom.summaries import TYPE

from .admin import Admin

ObjectName = Literal["company", "relationship", "gsuser", "activity_timeline"]
LOOKED_AT = 500


class FieldChoice(Shape):
    """A field of an object."""

    name: str
    label: str
    type: str
    editable: bool
    required: bool


class TypeChoice(Shape):
    """A type of relationships."""

    id: str
    label: str


class FieldChoices(Shape):
    """What can be chosen of one object."""

    object: str
    fields: list[FieldChoice]
    types_seen: list[str] = []
    relationship_types: list[TypeChoice] = []


def read_choices(admin: Admin, name: ObjectName) -> FieldChoices:
    """Describe an object for an admin.

    Raises
    ------
    UpstreamError
        Or one of its kinds, if Gainsight cannot be asked.
    """
    described = admin.objects()[name]
    return FieldChoices(
        object=name,
        fields=[
            FieldChoice(
                name=f.name,
                label=f.label,
                type=TYPES.get(f.data_type, "text"),
                editable=editable(f),
                required=f.required,
            )
            for f in described.fields
            if not f.hidden
        ],
        types_seen=(
            list(admin.wired.seen_types.of(admin.tenant, admin.connect()))
            if name == "activity_timeline"
            else []
        ),
        relationship_types=_types(admin, described) if name == "relationship" else [],
    )


def _types(admin: Admin, described: ObjectMetadata) -> list[TypeChoice]:
    """Collect the types that relationships have: the list of types itself is in no public API."""
    field = described.find(TYPE)
    if field is None:
        return []
    if field.options:
        return [TypeChoice(id=o.value, label=o.label) for o in field.options if o.active]
    label = f"{field.lookup_name}.Name"
    rows = admin.connect().query(
        Query(
            object_name="relationship",
            select=("Gsid", field.name, label),
            where=(Where("Gsid", "IS_NOT_NULL", ()),),
            limit=LOOKED_AT,
        )
    )
    found = {
        str(r[field.name]): str(r.get(label) or r[field.name]) for r in rows if r.get(field.name)
    }
    return [TypeChoice(id=i, label=t) for i, t in sorted(found.items(), key=lambda kv: kv[1])]
