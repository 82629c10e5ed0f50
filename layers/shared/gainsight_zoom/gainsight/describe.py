"""Describe answers, brought to :class:`~gainsight_zoom.metadata.ObjectMetadata`."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from gainsight_zoom.errors import UpstreamError
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata, PicklistOption
from gainsight_zoom.shapes import Shape

FLAGS: Mapping[str, str] = {
    "includeChilds": "true",
    "childLevels": "0",
    "populatePickListOptions": "true",
    "useCollectionId": "false",
    "removeDeleted": "false",
    "removeHidden": "false",
    "host": "MDA",
    "sortFieldsByLabel": "true",
    "populateFieldId": "false",
    "honorUserContext": "true",
    "honorCustomLookup": "true",
    "populateAutoSuggestDetails": "true",
    "externalContext": "false",
}


class _Option(Shape):
    model_config = ConfigDict(extra="ignore")
    value: str
    label: str
    active: bool = True
    system_name: str | None = Field(None, alias="systemName")


class _Target(Shape):
    model_config = ConfigDict(extra="ignore")
    name: str = Field("", alias="objectName")


class _Lookup(Shape):
    model_config = ConfigDict(extra="ignore")
    lookup_name: str | None = Field(None, alias="lookupName")
    targets: list[_Target] | None = Field(None, alias="lookupObjects")


class _Properties(Shape):
    model_config = ConfigDict(extra="ignore")
    inline_editable: bool = Field(True, alias="inlineEditable")


class _Meta(Shape):
    """The flags of a field; where one is missing, the cautious reading is taken."""

    model_config = ConfigDict(extra="ignore")
    decimal_places: int | None = Field(None, alias="decimalPlaces")
    lookup: _Lookup | None = Field(None, alias="lookupDetail")
    properties: _Properties | None = None
    group: str | None = Field(None, alias="fieldGroupType")
    length: int | None = None
    updateable: bool | None = None
    read_only: bool | None = Field(None, alias="readOnly")
    formula: bool | None = Field(None, alias="formulaField")
    hidden: bool | None = None
    required: bool | None = None
    nillable: bool | None = None


class _Field(Shape):
    model_config = ConfigDict(extra="ignore")
    name: str = Field(alias="fieldName")
    label: str = ""
    data_type: str = Field(alias="dataType")
    options: list[_Option] | None = None
    meta: _Meta | None = None


class _Object(Shape):
    model_config = ConfigDict(extra="ignore")
    name: str = Field(alias="objectName")
    fields: list[_Field]


def read_objects(data: Any) -> dict[str, ObjectMetadata]:
    """Read describe data: a list of objects, one object, or objects by name.

    Returns
    -------
    dict
        By lower-case object name.

    Raises
    ------
    UpstreamError
        If it is none of these.
    """
    try:
        parsed = [_Object.model_validate(raw) for raw in _objects(data)]
    except ValidationError:
        raise UpstreamError("gainsight_describe_malformed") from None
    return {o.name.lower(): _metadata(o) for o in parsed}


def _objects(data: Any) -> Iterator[Any]:
    if isinstance(data, list):
        yield from data
    elif isinstance(data, Mapping) and "fields" in data:
        yield data
    elif isinstance(data, Mapping):
        yield from data.values()


def _metadata(parsed: _Object) -> ObjectMetadata:
    return ObjectMetadata(name=parsed.name, fields=tuple(_field(f) for f in parsed.fields))


def _field(parsed: _Field) -> FieldMetadata:
    meta = parsed.meta or _Meta.model_validate({})
    lookup, properties = meta.lookup or _Lookup.model_validate({}), meta.properties
    return FieldMetadata(
        name=parsed.name,
        label=parsed.label or parsed.name,
        data_type=parsed.data_type.upper(),
        decimals=meta.decimal_places,
        lookup_name=lookup.lookup_name,
        lookup_object=next((t.name.lower() for t in lookup.targets or []), None),
        group=(meta.group or "STANDARD").upper(),
        length=meta.length,
        updateable=bool(meta.updateable),
        read_only=bool(meta.read_only),
        formula=bool(meta.formula),
        hidden=bool(meta.hidden),
        inline_editable=properties is None or properties.inline_editable,
        required=bool(meta.required) or meta.nillable is False,
        options=tuple(
            PicklistOption(o.value, o.label, o.system_name or o.label, o.active)
            for o in parsed.options or []
        ),
    )
