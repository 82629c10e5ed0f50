"""Scores that a user sent to the tenant's rule and Gainsight does not show yet.

Kept per user and record beside what they read of it; each is waited for three days of its own.
"""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Kind, Snapshot
from gainsight_zoom.scorecard_providers import ACTIVE
from gainsight_zoom.scorecards import Scorecard, Sent
from gainsight_zoom.store.snapshots import KEPT_S

from .sections import Subject

SECTION = "~scores"
"""Where they stand among the sections of the record."""
WAITS_S = KEPT_S


def load(subject: Subject, uid: str) -> dict[str, Sent]:
    """Return what still waits, by measure."""
    kept = subject.wired.snapshots.get(uid, place_of(subject), SECTION)
    return waiting(kept, subject.wired.clock.now())


def waiting(kept: Snapshot | None, now: float) -> dict[str, Sent]:
    """Read what was kept, without what has waited for too long."""
    sent = {name: Sent(**one) for name, one in kept.data.items()} if kept else {}
    return {name: one for name, one in sent.items() if one.since + WAITS_S > now}


def add(subject: Subject, uid: str, new: Sent, *, since: int) -> None:
    """Keep one more; it was sent, so that not keeping it is no failure of the sending."""
    try:
        _change(subject, uid, {new.measure: new}, since=since)
    except StoreUnavailable as error:
        logger.warning("sent score not kept", extra={"reason": error.reason})


def forget_arrived(
    subject: Subject, uid: str, sent: Mapping[str, Sent], read: Scorecard, *, since: int
) -> None:
    """Drop what Gainsight shows by now; of measures not shown nothing is known."""
    there = {m.id for g in read.groups for m in g.measures if not m.waiting}
    if read.waiting_scorecard is None:
        there.add(ACTIVE)
    arrived = {name: one for name, one in sent.items() if name in there}
    if read.provider == "objects" and arrived:
        _change(subject, uid, {}, since=since, arrived=arrived)


def place_of(subject: Subject) -> tuple[str, Kind, str]:
    """Name the record among a user's snapshots."""
    return subject.records.tenant.key, subject.kind, subject.gsid


def _change(
    subject: Subject,
    uid: str,
    new: Mapping[str, Sent],
    *,
    since: int,
    arrived: Mapping[str, Sent] = MappingProxyType({}),
) -> None:
    """Change what is kept as it is now: others may have been sent since it was read."""
    gone = {(name, one.key) for name, one in arrived.items()}
    left = {n: one for n, one in load(subject, uid).items() if (n, one.key) not in gone}
    data = {name: asdict(one) for name, one in {**left, **new}.items()}
    snapshot = Snapshot(data, as_of=int(subject.wired.clock.now()))
    subject.wired.snapshots.keep(uid, place_of(subject), {SECTION: snapshot}, since=since)
