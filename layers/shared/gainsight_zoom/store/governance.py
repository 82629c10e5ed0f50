"""What admins decide, with every version of it: policies and layouts.

A version is written only over the one that was seen, together with its copy for the history and its
line in the audit trail. Twenty versions are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gainsight_zoom.records import AuditLine
from gainsight_zoom.store.audit import audit_item
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table
from gainsight_zoom.store.tenants import LAYOUT, POLICY, partition

Subject = Literal["policy", "layout"]
SORT_KEYS: Mapping[Subject, str] = {"policy": POLICY, "layout": LAYOUT}
HISTORY_PREFIX = "HISTORY#"
VERSIONS_KEPT = 20
OWN = frozenset({"pk", "sk", "schema", "version", "changed_at", "changed_by"})


@dataclass(frozen=True)
class Saved:
    """A document as it was saved; version 0 was never saved by an admin.

    ``at`` is epoch seconds, ``by`` who saved it, as the audit trail names them.
    """

    version: int
    document: Mapping[str, Any] | None
    at: int | None = None
    by: str | None = None


@dataclass(frozen=True)
class Change:
    """A document to save over the version that was seen, and the audit line about it."""

    subject: Subject
    seen: int
    document: Mapping[str, Any]
    line: AuditLine


class Stale(Exception):
    """Somebody saved a newer version meanwhile; nothing was written."""


class Governance:
    """Reads and writes documents of tenants."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def read(self, tenant: str, subject: Subject) -> Saved:
        """Read a document as it is now."""
        return _saved(self._tenants.get(partition(tenant), SORT_KEYS[subject]))

    def write(self, tenant: str, changes: Sequence[Change]) -> None:
        """Save all documents, or none.

        Raises
        ------
        Stale
            If one of them is no longer the version that was seen.
        """
        writes = []
        for change in changes:
            version = change.seen + 1
            item = {
                **change.document,
                "version": version,
                "changed_at": change.line.at,
                "changed_by": change.line.actor,
                "pk": partition(tenant),
            }
            kept = {**item, "sk": _history_key(change.subject, version)}
            old = _history_key(change.subject, version - VERSIONS_KEPT)
            writes += [
                self._tenants.putting(
                    {**item, "sk": SORT_KEYS[change.subject]}, _unchanged(change.seen)
                ),
                self._tenants.putting(kept),
                self._tenants.deleting(partition(tenant), old),
                self._tenants.putting(audit_item(change.line)),
            ]
        try:
            self._tenants.commit(writes)
        except ConditionFailed:
            raise Stale from None

    def history(self, tenant: str, subject: Subject) -> list[Saved]:
        """Read the versions that are kept, newest first."""
        prefix = f"{HISTORY_PREFIX}{SORT_KEYS[subject]}#"
        items = self._tenants.prefix(partition(tenant), prefix)
        return [_saved(item) for item in reversed(items)]

    def version(self, tenant: str, subject: Subject, number: int) -> Saved | None:
        """Read one of them."""
        item = self._tenants.get(partition(tenant), _history_key(subject, number))
        return None if item is None else _saved(item)


def _unchanged(seen: int) -> Condition:
    if seen == 0:
        return Condition("attribute_not_exists(version)", {}, {})
    return Condition("version = :seen", {}, {":seen": seen})


def _history_key(subject: Subject, version: int) -> str:
    return f"{HISTORY_PREFIX}{SORT_KEYS[subject]}#{max(version, 0):08d}"


def _saved(item: Item | None) -> Saved:
    if item is None:
        return Saved(version=0, document=None)
    return Saved(
        version=item.get("version", 0),
        document={k: v for k, v in item.items() if k not in OWN},
        at=item.get("changed_at"),
        by=item.get("changed_by"),
    )
