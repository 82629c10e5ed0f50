"""Short makers of fields, one per data type, so that the objects read as tables.

Kept to: Gainsight, «Data Management APIs».
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict, Unpack

from sandbox.gainsight.schema import Field, Picklist

__all__ = [
    "boolean",
    "currency",
    "custom",
    "date",
    "datetime",
    "derived",
    "email",
    "fixed",
    "identity",
    "lookup",
    "multi",
    "number",
    "percentage",
    "pick",
    "rich",
    "system_fields",
    "text",
    "url",
]


class Flags(TypedDict, total=False):
    """Flags of a field that differ from an ordinary one's."""

    createable: bool
    updateable: bool
    read_only: bool
    formula: bool
    hidden: bool
    required: bool
    nillable: bool
    inline_editable: bool
    name_field: bool
    unique: bool
    description: str


def text(name: str, label: str, length: int = 255, **flags: Unpack[Flags]) -> Field:
    """Make a STRING field of at most `length` characters."""
    return Field(name=name, label=label, type="STRING", length=length, **flags)


def email(name: str, label: str, **flags: Unpack[Flags]) -> Field:
    """Make an EMAIL field."""
    return Field(name=name, label=label, type="EMAIL", length=255, **flags)


def url(name: str, label: str, **flags: Unpack[Flags]) -> Field:
    """Make a URL field."""
    return Field(name=name, label=label, type="URL", length=1024, **flags)


def rich(name: str, label: str, length: int = 131_072, **flags: Unpack[Flags]) -> Field:
    """Make a rich text (HTML) field."""
    return Field(name=name, label=label, type="RICHTEXTAREA", length=length, **flags)


def number(name: str, label: str, decimals: int = 0, **flags: Unpack[Flags]) -> Field:
    """Make a NUMBER field."""
    return Field(name=name, label=label, type="NUMBER", decimals=decimals, **flags)


def currency(name: str, label: str, **flags: Unpack[Flags]) -> Field:
    """Make a CURRENCY field of two decimals."""
    return Field(name=name, label=label, type="CURRENCY", decimals=2, **flags)


def percentage(name: str, label: str, **flags: Unpack[Flags]) -> Field:
    """Make a PERCENTAGE field of one decimal."""
    return Field(name=name, label=label, type="PERCENTAGE", decimals=1, **flags)


def boolean(name: str, label: str, **flags: Unpack[Flags]) -> Field:
    """Make a BOOLEAN field."""
    return Field(name=name, label=label, type="BOOLEAN", **flags)


def date(name: str, label: str, **flags: Unpack[Flags]) -> Field:
    """Make a DATE field."""
    return Field(name=name, label=label, type="DATE", **flags)


def datetime(name: str, label: str, **flags: Unpack[Flags]) -> Field:
    """Make a DATETIME field."""
    return Field(name=name, label=label, type="DATETIME", **flags)


def pick(name: str, label: str, picklist: Picklist, **flags: Unpack[Flags]) -> Field:
    """Make a PICKLIST field over `picklist`."""
    return Field(name=name, label=label, type="PICKLIST", picklist=picklist, **flags)


def multi(name: str, label: str, picklist: Picklist, **flags: Unpack[Flags]) -> Field:
    """Make a MULTISELECTDROPDOWNLIST field over `picklist`."""
    return Field(name=name, label=label, type="MULTISELECTDROPDOWNLIST", picklist=picklist, **flags)


def lookup(name: str, label: str, target: str, **flags: Unpack[Flags]) -> Field:
    """Make a LOOKUP field that holds the Gsid of a record of `target`."""
    return Field(name=name, label=label, type="LOOKUP", length=36, target=target, **flags)


def fixed(made: Field) -> Field:
    """Make a field nobody may write through the API, as scores and NPS are."""
    return replace(made, createable=False, updateable=False, read_only=True, inline_editable=False)


def derived(made: Field, path: str) -> Field:
    """Make a field whose value is read through a lookup `path` of its own record."""
    return replace(fixed(made), formula=True, derived_from=path)


def custom(made: Field) -> Field:
    """Make a field one an admin added."""
    return replace(made, group="CUSTOM")


def identity(prefix_label: str = "Gsid") -> Field:
    """Make the Gsid field of an object."""
    return Field(
        name="Gsid",
        label=prefix_label,
        type="GSID",
        length=36,
        group="SYSTEM",
        createable=False,
        updateable=False,
        read_only=True,
        nillable=False,
        inline_editable=False,
    )


def system_fields(
    modified: str = "ModifiedDate", modified_by: str = "ModifiedBy"
) -> tuple[Field, ...]:
    """Make the four fields that say who made a record and who changed it last, and when."""
    made = (
        datetime("CreatedDate", "Created Date"),
        lookup("CreatedBy", "Created By", "gsuser"),
        datetime(modified, "Modified Date"),
        lookup(modified_by, "Modified By", "gsuser"),
    )
    return tuple(replace(fixed(field), group="SYSTEM") for field in made)
