"""The types of activities a tenant has, and the custom fields each of them asks for.

The public API has no list of types («Timeline APIs»): the admin's list and what recent activities
show are put together. What a type requires only the admin can say; a refusal says it too late.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

from gainsight_zoom.activities import OBJECT, custom_fields
from gainsight_zoom.attributes import LOOKUPS
from gainsight_zoom.clock import Clock
from gainsight_zoom.editing import Unfit, wire_value
from gainsight_zoom.errors import Forbidden, UpstreamError, ValidationFailed
from gainsight_zoom.fields import TYPES, FieldType, Row
from gainsight_zoom.layouts import Layout
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.refusals import CUSTOM
from gainsight_zoom.shapes import Shape

LOOKED_AT = 500
FRESH_S = 6 * 3600
EVERY_TYPE = "*"


class Option(Shape):
    """A value to choose."""

    value: str
    label: str


class CustomField(Shape):
    """A custom field of activities; only active picklist values are offered."""

    name: str
    label: str
    type: FieldType
    options: list[Option]
    lookup: Literal["user", "company"] | None


class Reader(Protocol):
    """A way to read as some user."""

    def query(self, query: Query) -> list[dict[str, Any]]:
        """Read rows."""
        ...


class SeenTypes:
    """The types that recent activities of a tenant show, kept in memory for hours."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    def of(self, tenant: str, reader: Reader) -> tuple[str, ...]:
        """Return the types; none where Gainsight cannot be asked now.

        Raises
        ------
        ReconnectRequired
            If the connection is dead.
        """
        expires_at, known = self._known.get(tenant, (0.0, ()))
        if expires_at > self._clock.now():
            return known
        try:
            found = seen(reader.query(plan()))
        except (UpstreamError, Forbidden):
            return known
        self._known[tenant] = (self._clock.now() + FRESH_S, found)
        return found

    def kept(self, tenant: str) -> tuple[str, ...]:
        """Return the types in memory, fresh or not."""
        return self._known.get(tenant, (0.0, ()))[1]


class ActivityType(Shape):
    """A type, with the custom fields to show for it, by name, and those that are needed."""

    name: str
    fields: list[str]
    required: list[str]


def plan() -> Query:
    """Return the query for the types of the latest activities."""
    return Query(
        object_name=OBJECT,
        select=("TypeName",),
        where=(Where("TypeName", "IS_NOT_NULL", ()),),
        order_by={"CreatedDate": "desc"},
        limit=LOOKED_AT,
    )


def seen(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the types of an answer to :func:`plan`, most used first."""
    counts: dict[str, int] = {}
    for raw in rows:
        name = Row(raw).text("TypeName")
        if name:
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def types(
    layout: Layout, seen_types: Iterable[str], metadata: ObjectMetadata
) -> list[ActivityType]:
    """Put the types together: the admin's in their order, then those only seen."""
    names = list(dict.fromkeys((*layout.timeline_types, *seen_types)))
    return [
        ActivityType(
            name=name,
            fields=_names(layout.timeline_fields, name, metadata, layout.timeline_required),
            required=required(layout, name, metadata),
        )
        for name in names
    ]


def required(layout: Layout, type_name: str, metadata: ObjectMetadata) -> list[str]:
    """Return the custom fields a type needs, by API name."""
    return _names(layout.timeline_required, type_name, metadata)


def offered(metadata: ObjectMetadata) -> list[CustomField]:
    """Return all custom fields of activities."""
    return [
        CustomField(
            name=field.name,
            label=field.label,
            type=TYPES.get(field.data_type, "text"),
            options=[Option(value=o.value, label=o.label) for o in field.options if o.active],
            lookup=LOOKUPS.get(field.lookup_object or ""),
        )
        for field in custom_fields(metadata)
    ]


def checked(values: Mapping[str, Any], metadata: ObjectMetadata) -> dict[str, Any]:
    """Turn custom field values into what Gainsight takes; empty ones are left out.

    Raises
    ------
    ValidationFailed
        With every field that is unknown or does not take its value.
    """
    known = {field.name: field for field in custom_fields(metadata)}
    taken: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in values.items():
        field = known.get(name)
        if field is None:
            wrong[CUSTOM + name] = "Gainsight has no such field."
        elif not _empty(value):
            try:
                taken[name] = wire_value(field, value)
            except Unfit as unfit:
                wrong[CUSTOM + name] = str(unfit)
    if wrong:
        raise ValidationFailed("custom_fields", fields=wrong)
    return taken


def labels(metadata: ObjectMetadata) -> dict[str, str]:
    """Return the names of custom fields for people."""
    return {field.name: field.label for field in custom_fields(metadata)}


def _names(
    by_type: Mapping[str, tuple[str, ...]],
    type_name: str,
    metadata: ObjectMetadata,
    more: Mapping[str, tuple[str, ...]] | None = None,
) -> list[str]:
    wanted = [*by_type.get(EVERY_TYPE, ()), *by_type.get(type_name, ())]
    if more:
        wanted += [*more.get(EVERY_TYPE, ()), *more.get(type_name, ())]
    found = (metadata.find(name) for name in wanted)
    return list(dict.fromkeys(field.name for field in found if field is not None))


def _empty(value: Any) -> bool:
    return value is None or value in ("", [])
