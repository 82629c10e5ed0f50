"""Import lookups: a GSID field filled by matching another object («Timeline APIs»)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.gainsight.envelope import Refusal

if TYPE_CHECKING:
    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.schema import ObjectType

__all__ = ["LookupMiss", "Lookups"]

_MULTI = ("FIRSTMATCH", "MARKASERROR")
_NO_MATCH = ("NULLABLE", "DEFAULTVALUE", "ERROR")


class LookupMiss(Exception):
    """A lookup with ``onNoMatch`` ERROR found nothing, or MARKASERROR found several."""

    def __init__(self, field: str, wanted: object) -> None:
        super().__init__(field)
        self.field = field
        self.wanted = wanted


class Lookups:
    """The ``lookups`` of one call.

    Parameters
    ----------
    grammar : object
        ``{target field: {fields: {column: other's field}, lookupField, objectName,
        multiMatchOption, onNoMatch, defaultValue?}}``; None for no lookups.
    records : Records
        The tenant's rows.

    Raises
    ------
    Refusal
        The grammar is not of this form.
    """

    def __init__(self, grammar: object, *, records: Records) -> None:
        self._records = records
        if grammar is not None and not isinstance(grammar, dict):
            raise Refusal("GSOBJ_1002", "lookups must be an object")
        self._grammar: dict[str, dict[str, Any]] = grammar or {}
        for target, lookup in self._grammar.items():
            self._check(target, lookup)

    def fill(self, kind: ObjectType, record: dict[str, Any]) -> dict[str, Any]:
        """Copy a record of `kind` with its lookup fields filled.

        Columns that fed a lookup and are no fields of `kind` are gone.

        Raises
        ------
        LookupMiss
            See there.
        """
        filled = dict(record)
        for target, lookup in self._grammar.items():
            if any(column in record for column in lookup["fields"]):
                filled[target] = self._match(target, lookup, record)
        feeding = {column for lookup in self._grammar.values() for column in lookup["fields"]}
        for column in feeding - set(self._grammar):
            if kind.field(column) is None:
                filled.pop(column, None)
        return filled

    def _check(self, target: str, lookup: object) -> None:
        right = (
            isinstance(lookup, dict)
            and isinstance(lookup.get("fields"), dict)
            and bool(lookup["fields"])
            and lookup.get("multiMatchOption") in _MULTI
            and lookup.get("onNoMatch") in _NO_MATCH
        )
        if not right or not isinstance(lookup, dict):
            raise Refusal("GSOBJ_1002", f"Invalid lookup ({target})")
        kind = self._records.type(str(lookup.get("objectName")))
        for name in (lookup.get("lookupField"), *lookup["fields"].values()):
            if kind.field(name) is None:
                raise Refusal("GSOBJ_1002", f"Invalid lookup field ({target}: {name})")

    def _match(self, target: str, lookup: dict[str, Any], record: dict[str, Any]) -> Any:
        kind = self._records.type(lookup["objectName"])
        wanted = {other: record.get(column) for column, other in lookup["fields"].items()}
        found = [row for row in self._records.rows(kind) if _has(kind, row, wanted)]
        if not found:
            if lookup["onNoMatch"] == "ERROR":
                raise LookupMiss(target, list(wanted.values()))
            return lookup.get("defaultValue") if lookup["onNoMatch"] == "DEFAULTVALUE" else None
        if len(found) > 1 and lookup["multiMatchOption"] == "MARKASERROR":
            raise LookupMiss(target, list(wanted.values()))
        field = kind.field(lookup["lookupField"])
        return found[0].get(field.name) if field else None


def _has(kind: ObjectType, row: Row, wanted: dict[str, Any]) -> bool:
    return all(
        field is not None and _same(row.get(field.name), value)
        for field, value in ((kind.field(name), value) for name, value in wanted.items())
    )


def _same(stored: object, wanted: object) -> bool:
    if isinstance(stored, str) and isinstance(wanted, str):
        return stored.lower() == wanted.lower()
    return stored is not None and stored == wanted
