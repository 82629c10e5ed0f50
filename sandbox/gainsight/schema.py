"""Objects, fields and picklists of a tenant, and the deterministic ids of its data set.

Kept to: Gainsight, «Data Management APIs».
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "DATE_TYPES",
    "ID_TYPES",
    "NUMBER_TYPES",
    "TEXT_TYPES",
    "DataType",
    "Field",
    "Item",
    "ObjectType",
    "Picklist",
    "gsid",
]

DataType = Literal[
    "STRING",
    "GSID",
    "EMAIL",
    "URL",
    "LOOKUP",
    "RICHTEXTAREA",
    "NUMBER",
    "PERCENTAGE",
    "CURRENCY",
    "BOOLEAN",
    "DATE",
    "DATETIME",
    "PICKLIST",
    "MULTISELECTDROPDOWNLIST",
]
TEXT_TYPES = frozenset({"STRING", "EMAIL", "URL", "RICHTEXTAREA"})
ID_TYPES = frozenset({"GSID", "LOOKUP"})
NUMBER_TYPES = frozenset({"NUMBER", "PERCENTAGE", "CURRENCY"})
DATE_TYPES = frozenset({"DATE", "DATETIME"})

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 36


def gsid(prefix: str, *seed: str) -> str:
    """Make the 36-character id that always belongs to `seed`.

    Parameters
    ----------
    prefix : str
        Four characters that name the object, ``1P02`` for a company.
    *seed : str
        Any texts; the same ones give the same id, in any tenant.
    """
    number = int.from_bytes(hashlib.sha256("\x00".join(seed).encode()).digest(), "big")
    letters: list[str] = []
    while len(letters) < _LENGTH - len(prefix):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return prefix + "".join(letters)


@dataclass(frozen=True)
class Item:
    """One value of a picklist."""

    gsid: str
    label: str
    system_name: str
    active: bool
    order: int
    default: bool


@dataclass(frozen=True)
class Picklist:
    """A picklist category with its items, in display order."""

    gsid: str
    name: str
    items: tuple[Item, ...]

    @classmethod
    def of(
        cls, seed: str, name: str, *labels: str, inactive: tuple[str, ...] = (), default: str = ""
    ) -> Picklist:
        """Make a picklist whose ids depend only on the tenant's `seed`, its name and the labels."""
        items = tuple(
            Item(
                gsid=gsid("1I00", seed, name, label),
                label=label,
                system_name=label.replace(" ", "_").replace("+", "").replace("__", "_"),
                active=label not in inactive,
                order=order,
                default=label == default,
            )
            for order, label in enumerate((*labels, *inactive), start=1)
        )
        return cls(gsid=gsid("1I01", seed, name), name=name, items=items)

    def item(self, label_or_gsid: object) -> Item | None:
        """Find an item, active or not, by its label, system name or GSID."""
        return next(
            (i for i in self.items if label_or_gsid in (i.gsid, i.label, i.system_name)), None
        )


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of an object, with the flags describe shows of it."""

    name: str
    label: str
    type: DataType
    group: Literal["STANDARD", "CUSTOM", "SYSTEM"] = "STANDARD"
    createable: bool = True
    updateable: bool = True
    read_only: bool = False
    formula: bool = False
    hidden: bool = False
    required: bool = False
    nillable: bool = True
    inline_editable: bool = True
    name_field: bool = False
    unique: bool = False
    length: int | None = None
    decimals: int | None = None
    target: str | None = None
    picklist: Picklist | None = None
    derived_from: str | None = None
    description: str | None = None

    @property
    def lookup_name(self) -> str | None:
        """Name that steps through this lookup in a path, ``Csm__gr``; None if it is none."""
        return f"{self.name.removesuffix('__gc')}__gr" if self.target else None

    @property
    def writable(self) -> bool:
        """Whether a client may set it at all."""
        return (self.createable or self.updateable) and not (self.read_only or self.formula)


@dataclass(frozen=True, kw_only=True)
class ObjectType:
    """One object of the tenant.

    `queryable` is False for an object that is reached through lookups only; `writable` is False
    for one the data API does not insert, update or delete. `owner` is the path whose value must be
    the reading user's id, for users who see their own portfolio only.
    """

    name: str
    label: str
    key_prefix: str
    fields: tuple[Field, ...]
    object_type: Literal["STANDARD", "CUSTOM", "SYSTEM"] = "STANDARD"
    queryable: bool = True
    writable: bool = True
    owner: tuple[str, ...] = ()

    def field(self, name: object) -> Field | None:
        """Find a field by name, in any case."""
        wanted = str(name).lower()
        return next((f for f in self.fields if f.name.lower() == wanted), None)

    def lookup(self, name: str) -> Field | None:
        """Find the lookup field a path steps through by ``<lookup>__gr``, in any case."""
        wanted = name.lower()
        return next(
            (f for f in self.fields if f.lookup_name and f.lookup_name.lower() == wanted), None
        )
