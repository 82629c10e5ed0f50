"""The outbox in memory, held to the same contract as the table."""

from dataclasses import replace

from gainsight_zoom.notes import OutboxItem
from gainsight_zoom.records import AuditLine
from gainsight_zoom.store.table import ConditionFailed


class OutboxInMemory:
    """Items by draft and target of one user, and the audit lines that came with them."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], OutboxItem] = {}
        self.lines: list[AuditLine] = []

    def outbox(self, uid: str) -> tuple[OutboxItem, ...]:
        """Read a user's items."""
        found = [item for item in self.items.values() if item.uid == uid]
        return tuple(sorted(found, key=lambda i: (i.draft_id, i.target.id)))

    def item(self, uid: str, draft_id: str, target_id: str) -> OutboxItem | None:
        """Read one item."""
        found = self.items.get((draft_id, target_id))
        return found if found is not None and found.uid == uid else None

    def write(self, seen: OutboxItem, changed: OutboxItem) -> OutboxItem:
        """Replace exactly the version that was seen."""
        key = (seen.draft_id, seen.target.id)
        current = self.items.get(key)
        if current is None or current.version != seen.version:
            raise ConditionFailed(None)
        self.items[key] = replace(changed, version=seen.version + 1)
        return self.items[key]

    def settle(
        self,
        seen: OutboxItem,
        changed: OutboxItem,
        line: AuditLine,
        *,
        now: int,  # noqa: ARG002 - when the table may forget it
    ) -> OutboxItem:
        """Replace exactly the version that was seen, together with an audit line."""
        written = self.write(seen, changed)
        self.lines.append(line)
        return written

    def put(self, item: OutboxItem, *, seen: OutboxItem | None) -> None:
        """Publish: write an item over the version seen, or as a new one."""
        key = (item.draft_id, item.target.id)
        current = self.items.get(key)
        if (current.version if current else None) != (seen.version if seen else None):
            raise ConditionFailed(None)
        self.items[key] = item
