"""What a tenant's describe says about an object: fields, types, picklists, lookups.

Real API names differ between tenants in case and spelling (``Arr``/``ARR``,
``RenewalDate``/``Renewal_Date``), so fields are always found here before they are used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ALIASES: Mapping[str, tuple[str, ...]] = {
    "renewaldate": ("renewal_date",),
    "typeid": ("relationshiptypeid",),
    "customerlifetimeinmonths": ("customer_lifetime_in_months",),
}


SHAPE = 2
"""Of the documents in the cache; those of another shape are fetched anew."""


@dataclass(frozen=True)
class PicklistOption:
    """One item of a picklist; ``value`` is its GSID."""

    value: str
    label: str
    system_name: str
    active: bool


@dataclass(frozen=True)
class FieldMetadata:
    """One field of an object; ``lookup_name`` is the path prefix such as ``Csm__gr``.

    ``group`` is STANDARD, CUSTOM or SYSTEM; ``length`` counts characters; ``lookup_object`` is the
    lower-case name of the object that a lookup leads to. What was not told counts as not editable.
    """

    name: str
    label: str
    data_type: str
    decimals: int | None = None
    lookup_name: str | None = None
    lookup_object: str | None = None
    group: str = "STANDARD"
    length: int | None = None
    updateable: bool = False
    read_only: bool = False
    formula: bool = False
    hidden: bool = False
    inline_editable: bool = True
    required: bool = False
    options: tuple[PicklistOption, ...] = field(default=(), repr=False)

    def option(self, value: str) -> PicklistOption | None:
        """Find a picklist item by GSID, else by system name or label.

        Some Gainsight services answer labels where the object query answers GSIDs.
        """
        for option in self.options:
            if option.value == value:
                return option
        for option in self.options:
            if value in (option.system_name, option.label):
                return option
        return None


@dataclass(frozen=True)
class ObjectMetadata:
    """One object of a tenant."""

    name: str
    fields: tuple[FieldMetadata, ...] = field(repr=False)

    def find(self, name: str) -> FieldMetadata | None:
        """Find a field by API name in any case, or by a known other spelling."""
        by_name = {f.name.lower(): f for f in self.fields}
        wanted = name.lower()
        for candidate in (wanted, *ALIASES.get(wanted, ())):
            if candidate in by_name:
                return by_name[candidate]
        return None

    def names(self, wanted: Iterable[str]) -> tuple[FieldMetadata, ...]:
        """Return those of the wanted fields that this tenant has, in the order asked."""
        found = (self.find(name) for name in wanted)
        return tuple(f for f in found if f is not None)

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON for the cache."""
        return {
            "shape": SHAPE,
            "name": self.name,
            "fields": [
                {**vars(f), "options": [vars(option) for option in f.options]} for f in self.fields
            ],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "ObjectMetadata":
        """Rebuild from :meth:`to_document`."""
        return cls(
            name=document["name"],
            fields=tuple(
                FieldMetadata(**{**f, "options": tuple(PicklistOption(**o) for o in f["options"])})
                for f in document["fields"]
            ),
        )
