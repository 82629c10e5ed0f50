"""The outbox: what was published waits in the table until Gainsight has it.

A ring of the doorbell is for a user. Whoever hears it reads that user's items and works them off
per customer in the order of publishing, each under a lease that ends after every worker that could
hold it has. All writes are fenced by the item's version. A ring that is lost, comes twice, late or
to two workers at once does no harm, and neither does a worker that dies between any two steps.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import AppError, ConditionFailed, RecordRefused, WritesPaused
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.notes import OutboxItem
from gainsight_zoom.observability import logger
from gainsight_zoom.posting import (
    TimelineWay,
    after_failure,
    after_success,
    overtaken,
    post,
)
from gainsight_zoom.records import AuditLine, GainsightUser
from gainsight_zoom.refusals import fields_of

LEASE_S = 90
MIN_TIME_FOR_A_POST_S = 12.0
WAITS_FOR_USER = frozenset({"reconnect_required", "app_off", "license_required", "forbidden"})
SETTLE_ATTEMPTS = 5


class UserLeft(Exception):
    """The user left; nothing is posted any more."""


class OutboxStore(Protocol):
    """What the outbox needs of a store; `write` and `settle` raise `ConditionFailed`."""

    def outbox(self, uid: str) -> tuple[OutboxItem, ...]:
        """Read a user's items, strongly consistent."""
        ...

    def item(self, uid: str, draft_id: str, target_id: str) -> OutboxItem | None:
        """Read one item, strongly consistent."""
        ...

    def write(self, seen: OutboxItem, changed: OutboxItem) -> OutboxItem:
        """Replace exactly the version that was seen."""
        ...

    def settle(
        self, seen: OutboxItem, changed: OutboxItem, line: AuditLine, *, now: int
    ) -> OutboxItem:
        """Replace exactly the version that was seen, together with an audit line."""
        ...


class Author(TimelineWay, Protocol):
    """A user's way to the Timeline of one tenant."""

    user: GainsightUser

    @property
    def actor(self) -> str:
        """What the audit trail calls the user."""
        ...

    def activity_fields(self) -> ObjectMetadata | None:
        """Return what is known of the activity object."""
        ...


class Outbox:
    """Works off what waits.

    Parameters
    ----------
    author : callable
        Makes a user's way into a tenant; raises an `AppError` where there is none at present, and
        `UserLeft` for a user who left.
    tell : callable
        Hears of each item that was posted or could not be, as it then is.
    """

    def __init__(
        self,
        store: OutboxStore,
        *,
        clock: Clock,
        token: Callable[[], str],
        author: Callable[[str, str, Deadline], Author],
        tell: Callable[[OutboxItem], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._token = token
        self._author = author
        self._tell = tell

    def work(self, uid: str, deadline: Deadline) -> int | None:
        """Post what is due of a user.

        Returns
        -------
        int or None
            When to come again (epoch seconds); None if nothing waits that a timer could help.
        """
        lanes: dict[tuple[str, str, str], list[OutboxItem]] = defaultdict(list)
        for item in self._store.outbox(uid):
            if item.state == "queued":
                lanes[item.lane].append(item)
        try:
            ends = [self._lane(lane, deadline) for lane in lanes.values()]
        except UserLeft:
            logger.info("outbox stopped: the user left")
            return None
        return min((at for at in ends if at is not None), default=None)

    def _lane(self, lane: list[OutboxItem], deadline: Deadline) -> int | None:
        """Work off one customer's notes until one has to wait; return until when."""
        for item in sorted(lane, key=lambda i: (i.order, i.draft_id)):
            if deadline.remaining() < MIN_TIME_FOR_A_POST_S:
                return int(self._clock.now())
            left = self._one(item, deadline)
            if left is None:
                return int(self._clock.now()) + LEASE_S
            if left.state == "queued":
                return self._retry_at(left)
        return None

    def _retry_at(self, item: OutboxItem) -> int:
        return item.due if item.due is not None else int(self._clock.now()) + LEASE_S

    def _one(self, item: OutboxItem, deadline: Deadline) -> OutboxItem | None:
        """Try one item; None if somebody else has it, else as it then is."""
        now = int(self._clock.now())
        early = item.due is not None and item.due > now and item.reason not in WAITS_FOR_USER
        if item.leased(now) or early:
            return item
        try:
            author = self._author(item.uid, item.tenant, deadline)
        except AppError as error:
            tried = 0 if isinstance(error, WritesPaused) else 1
            return self._put_off(replace(item, attempts=item.attempts + tried), item, error, {})
        claimed = self._claim(item, now)
        return None if claimed is None else self._post(claimed, author)

    def _claim(self, item: OutboxItem, now: int) -> OutboxItem | None:
        until = now + LEASE_S
        try:
            return self._store.write(
                item,
                replace(
                    item,
                    lease_owner=self._token(),
                    lease_until=until,
                    due=until,
                    attempts=item.attempts + 1,
                ),
            )
        except ConditionFailed:
            return None

    def _post(self, claimed: OutboxItem, author: Author) -> OutboxItem | None:
        try:
            activity_id = post(claimed, author)
        except AppError as error:
            logger.info(
                "note not posted",
                extra={
                    "external_id": claimed.external_id,
                    "code": error.code,
                    "reason": error.reason,
                    "attempt": claimed.attempts,
                },
            )
            return self._put_off(claimed, claimed, error, _told(error, author))
        line = self._line(claimed, author)
        done = after_success(claimed, activity_id)
        try:
            settled = self._store.settle(claimed, done, line, now=int(self._clock.now()))
        except ConditionFailed:
            return self._reconcile(claimed, done, line)
        self._tell(settled)
        return settled

    def _put_off(
        self, item: OutboxItem, seen: OutboxItem, error: AppError, fields: Mapping[str, str]
    ) -> OutboxItem | None:
        now = int(self._clock.now())
        later = after_failure(item, error, fields=fields, now=now)
        if later.reason in WAITS_FOR_USER and later.reason == seen.reason:
            if seen.due is not None and seen.due > now:
                return seen
            later = replace(later, attempts=seen.attempts)
        try:
            put_off = self._store.write(seen, later)
        except ConditionFailed:
            return None
        self._tell(put_off)
        return put_off

    def _reconcile(
        self, claimed: OutboxItem, done: OutboxItem, line: AuditLine
    ) -> OutboxItem | None:
        """Bring home a success whose fence was lost: a newer text was published, or a lease ended.

        Our text is in Gainsight now, perhaps over a newer one: that one has to go again. Where the
        text is the same, whoever took over finds it posted.
        """
        for _ in range(SETTLE_ATTEMPTS):
            current = self._store.item(claimed.uid, claimed.draft_id, claimed.target.id)
            if current is None or current.revision == claimed.revision:
                return current
            now = int(self._clock.now())
            again = overtaken(
                current, revision=claimed.revision, activity_id=done.activity_id, now=now
            )
            try:
                return self._store.settle(current, again, line, now=now)
            except ConditionFailed:
                continue
        return None

    def _line(self, item: OutboxItem, author: Author) -> AuditLine:
        first = item.posted_revision is None
        return AuditLine(
            tenant=item.tenant,
            at=int(self._clock.now()),
            actor=author.actor,
            action="activity.create" if first else "activity.update",
            target=f"{item.target.kind}/{item.target.id}/{item.external_id}",
            id=self._token(),
        )


def _told(error: AppError, author: Author) -> dict[str, str]:
    if not isinstance(error, RecordRefused):
        return {}
    return fields_of(error, author.activity_fields())
