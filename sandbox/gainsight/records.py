"""The rows of a tenant, in memory, and the paths that are read from them.

Kept to: Gainsight, «Company API».
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sandbox.gainsight.envelope import Refusal, not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.gainsight.schema import Field, ObjectType

__all__ = ["Path", "Records", "Row"]

Row: TypeAlias = dict[str, Any]
"""Field name as described -> stored value: dates as epoch ms, picklists and lookups as GSIDs."""


@dataclass(frozen=True)
class Path:
    """A field of an object, or of what its lookups lead to.

    `steps` are the lookup fields on the way; `asked` is the path as the client wrote it.
    """

    asked: str
    steps: tuple[Field, ...]
    field: Field


class Records:
    """All rows of one tenant.

    Parameters
    ----------
    types : iterable of ObjectType
        The tenant's objects.
    """

    def __init__(self, types: Iterable[ObjectType]) -> None:
        self.types = {kind.name.lower(): kind for kind in types}
        self._rows: dict[str, dict[str, Row]] = {name: {} for name in self.types}
        self.hidden: Callable[[str], bool] = lambda _: False
        """Tells which objects, by lower-case name, the tenant keeps to itself at present."""

    def type(self, name: str) -> ObjectType:
        """Find an object by name, in any case.

        Raises
        ------
        Refusal
            OBJECT_NOT_FOUND.
        """
        found = self.types.get(name.lower())
        if found is None or self.hidden(name.lower()):
            raise not_found()
        return found

    def rows(self, kind: ObjectType | str) -> list[Row]:
        """List the rows of an object, oldest first."""
        return list(self._table(kind).values())

    def get(self, kind: ObjectType | str, gsid: object) -> Row | None:
        """Find a row by its id."""
        return self._table(kind).get(str(gsid))

    def find(self, kind: ObjectType | str, **values: object) -> Row:
        """Find the first row whose fields have these values; a LookupError if there is none."""
        for row in self.rows(kind):
            if all(row.get(name) == value for name, value in values.items()):
                return row
        raise LookupError(f"no {kind} with {values}")

    def put(self, kind: ObjectType | str, row: Row) -> None:
        """Store a row under its ``Gsid``."""
        self._table(kind)[row["Gsid"]] = row

    def delete(self, kind: ObjectType | str, gsid: str) -> None:
        """Remove a row."""
        del self._table(kind)[gsid]

    def referrers(self, gsid: str) -> int:
        """Count the rows of any object that look up this id."""
        return sum(
            any(field.target and row.get(field.name) == gsid for field in kind.fields)
            for name, kind in self.types.items()
            for row in self._rows[name].values()
        )

    def snapshot(self) -> dict[str, dict[str, Row]]:
        """Copy all rows, for `restore`."""
        return copy.deepcopy(self._rows)

    def restore(self, rows: dict[str, dict[str, Row]]) -> None:
        """Put back the rows of a `snapshot`."""
        self._rows = copy.deepcopy(rows)

    def path(self, kind: ObjectType, asked: object, *, max_steps: int) -> Path:
        """Resolve ``Field`` or ``Lookup__gr.Field``, in any case.

        Raises
        ------
        Refusal
            GSOBJ_1002 for what is not there; P_5005 for ``company_person.Name``, as live tenants
            answer.
        """
        *lookups, last = str(asked).split(".")
        steps: list[Field] = []
        here = kind
        for name in lookups:
            step = here.lookup(name)
            if step is None or step.target is None or len(steps) == max_steps:
                raise _invalid_field(kind, asked)
            steps.append(step)
            here = self.type(step.target)
        field = here.field(last)
        if field is None:
            raise _invalid_field(here, asked)
        return Path(str(asked), tuple(steps), field)

    def read(self, kind: ObjectType, row: Row, path: Path) -> Any:
        """Read a path from a row; None where a lookup is empty or leads nowhere."""
        here: Row | None = row
        for step in path.steps:
            here = self.get(step.target or "", here.get(step.name)) if here else None
            kind = self.type(step.target or "")
        if here is None:
            return None
        if path.field.derived_from:
            onward = self.path(kind, path.field.derived_from, max_steps=1)
            return self.read(kind, here, onward)
        return here.get(path.field.name)

    def _table(self, kind: ObjectType | str) -> dict[str, Row]:
        name = kind if isinstance(kind, str) else kind.name
        return self._rows[name.lower()]


def _invalid_field(kind: ObjectType, asked: object) -> Refusal:
    if kind.name == "company_person" and str(asked).lower() == "name":
        return Refusal("P_5005", f"Field not found ({kind.name}.{asked})")
    return Refusal("GSOBJ_1002", f"Invalid field, re-check the data mapping ({kind.name}.{asked})")
