"""Comments on activities, kept with the tenant; a pointer stays with the author, for leaving."""

from typing import Any

from gainsight_zoom.notes import Comment
from gainsight_zoom.records import AuditLine
from gainsight_zoom.store.audit import audit_item
from gainsight_zoom.store.notes import COMMENTED
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table
from gainsight_zoom.store.tombstones import PROFILE, not_left_since, partition

PREFIX = "COMMENT#"
_KEPT = ("author_gsid", "author_name", "html", "created_at", "edited_at", "version")


class Comments:
    """Reads and writes comments; each write leaves its audit line in the same transaction."""

    def __init__(self, tenants: Table, notes: Table, identity: Table) -> None:
        self._tenants = tenants
        self._notes = notes
        self._identity = identity

    def of_activity(self, tenant: str, activity_id: str) -> tuple[Comment, ...]:
        """Read the comments on an activity, oldest first."""
        items = self._tenants.prefix(f"TENANT#{tenant}", f"{PREFIX}{activity_id}#")
        found = [_comment(tenant, item) for item in items]
        return tuple(sorted(found, key=lambda c: (c.created_at, c.id)))

    def get(self, tenant: str, activity_id: str, comment_id: str) -> Comment | None:
        """Read one comment."""
        item = self._tenants.get(f"TENANT#{tenant}", _sort_key(activity_id, comment_id))
        return None if item is None else _comment(tenant, item)

    def add(self, comment: Comment, line: AuditLine, *, uid: str, since: int) -> bool:
        """Write a new comment; False if there is one of this id already.

        Parameters
        ----------
        since : int
            When the session came to be for which it is made: a user who left later writes none.

        Raises
        ------
        ConditionFailed
            If the user left.
        """
        pointer = {"pk": partition(uid), "sk": _pointer(comment)}
        try:
            self._tenants.commit(
                [
                    self._tenants.putting(
                        _item(comment), Condition("attribute_not_exists(pk)", {}, {})
                    ),
                    self._notes.putting(pointer),
                    self._tenants.putting(audit_item(line)),
                    self._identity.checking(partition(uid), PROFILE, not_left_since(since)),
                ]
            )
        except ConditionFailed as failed:
            if failed.current is None or not str(failed.current["sk"]).startswith(PREFIX):
                raise
            return False
        return True

    def edit(self, seen: Comment, changed: Comment, line: AuditLine) -> None:
        """Replace the version of a comment that was seen.

        Raises
        ------
        ConditionFailed
            If it has changed or gone meanwhile.
        """
        self._tenants.commit(
            [
                self._tenants.putting(_item(changed), _fence(seen)),
                self._tenants.putting(audit_item(line)),
            ]
        )

    def delete(self, seen: Comment, line: AuditLine, *, uid: str) -> None:
        """Delete a comment and its author's pointer; errors as `edit`."""
        self._tenants.commit(
            [
                self._tenants.deleting(
                    f"TENANT#{seen.tenant}", _sort_key(seen.activity_id, seen.id), _fence(seen)
                ),
                self._notes.deleting(partition(uid), _pointer(seen)),
                self._tenants.putting(audit_item(line)),
            ]
        )

    def delete_all(self, tenant: str, activity_id: str) -> None:
        """Delete all comments on an activity that is gone; repeating it does no harm."""
        items = self._tenants.prefix(f"TENANT#{tenant}", f"{PREFIX}{activity_id}#")
        self._tenants.delete_many((str(item["pk"]), str(item["sk"])) for item in items)


def _fence(seen: Comment) -> Condition:
    return Condition("#version = :seen", {"#version": "version"}, {":seen": seen.version})


def _sort_key(activity_id: str, comment_id: str) -> str:
    return f"{PREFIX}{activity_id}#{comment_id}"


def _pointer(comment: Comment) -> str:
    return f"{COMMENTED}{comment.tenant}#{comment.activity_id}#{comment.id}"


def _item(comment: Comment) -> Item:
    return {
        "pk": f"TENANT#{comment.tenant}",
        "sk": _sort_key(comment.activity_id, comment.id),
        **{name: getattr(comment, name) for name in _KEPT},
    }


def _comment(tenant: str, item: Item) -> Comment:
    activity_id, comment_id = str(item["sk"]).removeprefix(PREFIX).rsplit("#", 1)
    kept: dict[str, Any] = {name: item.get(name) for name in _KEPT}
    return Comment(id=comment_id, tenant=tenant, activity_id=activity_id, **kept)
