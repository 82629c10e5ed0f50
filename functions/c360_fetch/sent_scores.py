"""Scores that a user sent to the tenant's rule and Gainsight does not show yet.

Kept per user and record beside what they read of it; each is waited for three days of its own. So
long the press is known as well when nothing waits for it any more: it may come again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Kind, Snapshot
from gainsight_zoom.scorecard_providers import ACTIVE
from gainsight_zoom.scorecards import Scorecard, Sent
from gainsight_zoom.store.snapshots import KEPT_S

from .sections import SCORES, Subject

WAITS_S = KEPT_S


def waiting(kept: Snapshot | None, now: float) -> dict[str, Sent]:
    """Return what still waits, by measure, and what was put aside, under names of no measure."""
    sent = {name: Sent(**one) for name, one in kept.data.items()} if kept else {}
    return {name: one for name, one in sent.items() if one.since + WAITS_S > now}


def pressed(sent: Mapping[str, Sent], wish: Sent) -> Sent | None:
    """Return what is kept of a press, whether it waits or was put aside."""
    return next((one for one in sent.values() if _same(one, wish)), None)


def add(subject: Subject, new: Sent, *, shown: bool = True) -> None:
    """Keep one more; it was sent, so that not keeping it is no failure of the sending.

    Parameters
    ----------
    shown : bool
        Whether it is what the measure waits for. What waited before is put aside, so that its
        press is known if it comes again.
    """

    def added(kept: dict[str, Sent]) -> dict[str, Sent]:
        left = {name: one for name, one in kept.items() if not _same(one, new)}
        if shown and new.measure in left:
            before = left[new.measure]
            left[_aside(before)] = before
        return {**left, (new.measure if shown else _aside(new)): new}

    _change_if_possible(subject, added)


def settle(
    subject: Subject, sent: Mapping[str, Sent], *, found: Sequence[Sent], gone: Sequence[Sent]
) -> dict[str, Sent]:
    """Keep what was found as stored, and drop what is gone; return what was sent, by measure."""

    def settled(kept: dict[str, Sent]) -> dict[str, Sent]:
        known = (*found, *gone)
        left = {name: one for name, one in kept.items() if not _among(one, known)}
        for one in found:
            waits = kept.get(one.measure)
            name = one.measure if waits is None or _same(waits, one) else _aside(one)
            left[name] = replace(one, confirmed=True)
        return left

    if found or gone:
        _change_if_possible(subject, settled)
    return settled(dict(sent))


def forget_arrived(subject: Subject, sent: Mapping[str, Sent], read: Scorecard) -> None:
    """Put aside what Gainsight shows by now; of measures not shown nothing is known."""
    there = {m.id for g in read.groups for m in g.measures if not m.waiting}
    if read.waiting_scorecard is None:
        there.add(ACTIVE)
    arrived = [one for name, one in sent.items() if name in there and one.confirmed]

    def without(kept: dict[str, Sent]) -> dict[str, Sent]:
        past = {name for name, one in kept.items() if _among(one, arrived)}
        aside = {_aside(kept[name]): replace(kept[name], comment=None) for name in past}
        return {name: one for name, one in kept.items() if name not in past} | aside

    if read.provider == "objects" and arrived:
        _change(subject, without)


def place_of(subject: Subject) -> tuple[str, Kind, str]:
    """Name the record among a user's snapshots."""
    return subject.records.tenant.key, subject.kind, subject.gsid


def _same(one: Sent, other: Sent) -> bool:
    return (one.measure, one.key) == (other.measure, other.key)


def _among(one: Sent, presses: Sequence[Sent]) -> bool:
    return any(_same(one, other) for other in presses)


def _aside(one: Sent) -> str:
    """Name a press that no measure waits for; no measure is named like that."""
    return f"{one.measure}/{one.key}"


def _change_if_possible(
    subject: Subject, change: Callable[[dict[str, Sent]], dict[str, Sent]]
) -> None:
    try:
        _change(subject, change)
    except StoreUnavailable as error:
        logger.warning("sent score not kept", extra={"reason": error.reason})


def _change(subject: Subject, change: Callable[[dict[str, Sent]], dict[str, Sent]]) -> None:
    """Change what is kept as it is now: others may have been sent since it was read."""
    now = subject.wired.clock.now()

    def to(kept: Snapshot | None) -> Snapshot:
        changed = change(waiting(kept, now))
        return Snapshot({name: _packed(one) for name, one in changed.items()}, as_of=int(now))

    place, since = place_of(subject), subject.since
    subject.wired.snapshots.change(subject.uid, place, SCORES, to, since=since)


def _packed(one: Sent) -> dict[str, Any]:
    """Leave out the flags that are as usual: the version before this one knows none."""
    return {name: value for name, value in asdict(one).items() if value is not True}
