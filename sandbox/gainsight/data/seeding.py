"""Turns tables written for people (labels, names, days) into rows as a tenant stores them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeAlias

from sandbox.gainsight.schema import Field, ObjectType, gsid
from sandbox.gainsight.values import parse_filter_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.gainsight.records import Row

__all__ = ["Seed", "access_key_of", "seeded"]

Seed: TypeAlias = dict[str, Any]
"""Field -> value as people write it; ``_key``: what lookups call the row; ``_shared``: a text that
makes its Gsid instead of tenant and key, so that two tenants can have a row of one id."""

_MADE = "2024-03-04T09:00:00Z"
_KEYS = {"gsuser": "Email", "person": "Email"}


def seeded(
    tenant: str, types: Iterable[ObjectType], tables: dict[str, list[Seed]]
) -> dict[str, list[Row]]:
    """Make a tenant's rows.

    Parameters
    ----------
    tenant : str
        Short key; part of what the ids are made of.
    types : iterable of ObjectType
        The tenant's objects.
    tables : dict
        Object name -> seeds, in the order a reading without ``orderBy`` gives them.

    Raises
    ------
    ValueError
        A seed names a field, an item or a row that does not exist.
    """
    kinds = {kind.name.lower(): kind for kind in types}
    ids = {
        name: {_key(name, seed): _gsid(tenant, kinds[name], seed) for seed in seeds}
        for name, seeds in tables.items()
    }
    return {
        name: [_row(kinds[name], seed, ids) for seed in seeds] for name, seeds in tables.items()
    }


def access_key_of(tenant: str) -> str:
    """Make a tenant's API key, which looks like a UUID (Gainsight, «Generate REST API Key»)."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"access-key.{tenant}"))


def _key(name: str, seed: Seed) -> str:
    return str(seed.get("_key") or seed[_KEYS.get(name, "Name")])


def _gsid(tenant: str, kind: ObjectType, seed: Seed) -> str:
    own = (tenant, _key(kind.name.lower(), seed))
    return gsid(kind.key_prefix, kind.name, *((seed["_shared"],) if "_shared" in seed else own))


def _row(kind: ObjectType, seed: Seed, ids: dict[str, dict[str, str]]) -> Row:
    values = {"CreatedDate": _MADE, _modified(kind): seed.get("CreatedDate", _MADE)} | seed
    row: Row = {"Gsid": ids[kind.name.lower()][_key(kind.name.lower(), seed)]}
    for name, value in values.items():
        if name.startswith("_") or (name not in seed and kind.field(name) is None):
            continue
        field = kind.field(name)
        if field is None:
            raise ValueError(f"{kind.name} has no field {name}")
        row[field.name] = _stored(field, value, ids)
    return row


def _modified(kind: ObjectType) -> str:
    return "LastModifiedDate" if kind.field("LastModifiedDate") else "ModifiedDate"


def _stored(field: Field, value: Any, ids: dict[str, dict[str, str]]) -> Any:
    if field.type in ("DATE", "DATETIME"):
        moment = parse_filter_time(value)
        if moment is None:
            raise ValueError(f"{field.name}: {value} is not a time")
        return moment
    if field.target:
        return ids[field.target][value]
    if field.picklist and isinstance(value, list):
        return [_item(field, label) for label in value]
    return _item(field, value) if field.picklist else value


def _item(field: Field, label: object) -> str:
    item = field.picklist.item(label) if field.picklist else None
    if item is None:
        raise ValueError(f"{field.name} has no item {label}")
    return item.gsid
