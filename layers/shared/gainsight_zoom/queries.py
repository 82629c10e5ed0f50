"""Reads of Gainsight objects, as values: what is asked, apart from asking it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Where:
    """One condition of a query; ``operator`` as Gainsight names it (``EQ``, ``CONTAINS`` ...)."""

    name: str
    operator: str
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True)
class Query:
    """A read of one object.

    Parameters
    ----------
    object_name : str
        Lower-case object name.
    where : tuple of Where
        Joined by ``joined_by``; parentheses are not known to work, so there are none.
    limit : int
        At most 5000.
    """

    object_name: str
    select: tuple[str, ...]
    where: tuple[Where, ...]
    joined_by: str = "AND"
    order_by: Mapping[str, str] = field(default_factory=dict)
    limit: int = 20

    def body(self) -> dict[str, Any]:
        """Return the request body (Gainsight, «Company API», read request)."""
        aliases = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(self.where)]
        conditions = [
            {"name": w.name, "alias": alias, "value": list(w.values), "operator": w.operator}
            for alias, w in zip(aliases, self.where, strict=True)
        ]
        body: dict[str, Any] = {"select": list(self.select), "limit": self.limit, "offset": 0}
        if conditions:
            expression = f" {self.joined_by} ".join(aliases)
            body["where"] = {"conditions": conditions, "expression": expression}
        if self.order_by:
            body["orderBy"] = dict(self.order_by)
        return body
