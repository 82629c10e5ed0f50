"""Sessions: the table holds the SHA-256 of the secret, so that a dump logs nobody in."""

from gainsight_zoom.records import Session
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Table
from gainsight_zoom.store.tombstones import put_for_user

PREFIX = "SESSION#"


def parse(uid: str, item: Item) -> Session:
    """Read a session from its item."""
    return Session(
        uid=uid,
        secret_hash=str(item["sk"]).removeprefix(PREFIX),
        meeting_uuid=item.get("meeting_uuid"),
        role=item.get("role"),
        created_at=item["created_at"],
        expires_at=item["expires_at"],
        shown=item.get("shown"),
    )


class Sessions:
    """Writes sessions; they are read with the rest of the user's partition."""

    def __init__(self, identity: Table) -> None:
        self._identity = identity

    def save(self, session: Session, *, since: int) -> None:
        """Write a session.

        Parameters
        ----------
        since : int
            When Zoom made the context it is minted from.

        Raises
        ------
        SessionExpired
            If the user left after that.
        """
        item = {
            "pk": f"USER#{session.uid}",
            "sk": PREFIX + session.secret_hash,
            "meeting_uuid": session.meeting_uuid,
            "role": session.role,
            "created_at": session.created_at,
            "expires_at": session.expires_at,
            "shown": session.shown,
            "ttl": session.expires_at,
        }
        put_for_user(self._identity, session.uid, [item], since=since)

    def show(self, session: Session, shown: str) -> bool:
        """Note what the pane shows; False where that is known or the session has ended."""
        try:
            self._identity.update(
                f"USER#{session.uid}",
                PREFIX + session.secret_hash,
                change=Condition("SET shown = :shown", {}, {":shown": shown}),
                condition=(
                    "attribute_exists(pk) AND (attribute_not_exists(shown) OR shown <> :shown)"
                ),
            )
        except ConditionFailed:
            return False
        return True

    def delete(self, sessions: tuple[Session, ...]) -> None:
        """Delete sessions; repeating it does no harm."""
        self._identity.delete_many((f"USER#{s.uid}", PREFIX + s.secret_hash) for s in sessions)
