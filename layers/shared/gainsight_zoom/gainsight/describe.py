"""Describe answers, brought to :class:`~gainsight_zoom.metadata.ObjectMetadata`."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gainsight_zoom.errors import UpstreamError
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata, PicklistOption

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


class _Option(BaseModel):
    model_config = ConfigDict(extra="ignore")
    value: str
    label: str
    active: bool = True
    system_name: str | None = Field(None, alias="systemName")


class _Lookup(BaseModel):
    model_config = ConfigDict(extra="ignore")
    lookup_name: str | None = Field(None, alias="lookupName")


class _Meta(BaseModel):
    model_config = ConfigDict(extra="ignore")
    decimal_places: int | None = Field(None, alias="decimalPlaces")
    lookup: _Lookup | None = Field(None, alias="lookupDetail")


class _Field(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: str = Field(alias="fieldName")
    label: str = ""
    data_type: str = Field(alias="dataType")
    options: list[_Option] | None = None
    meta: _Meta | None = None


class _Object(BaseModel):
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
    return FieldMetadata(
        name=parsed.name,
        label=parsed.label or parsed.name,
        data_type=parsed.data_type.upper(),
        decimals=parsed.meta.decimal_places if parsed.meta else None,
        lookup_name=_lookup_name(parsed.meta),
        options=tuple(
            PicklistOption(o.value, o.label, o.system_name or o.label, o.active)
            for o in parsed.options or []
        ),
    )


def _lookup_name(meta: _Meta | None) -> str | None:
    return meta.lookup.lookup_name if meta and meta.lookup else None
