"""Rows that the tenant's rule consumes: one for one press, also where Gainsight's answer was lost.

A press whose row may have been stored unseen is kept with its key: its next try, and whoever reads
the section, looks for the row first.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gainsight_zoom.errors import (
    AppError,
    FieldsRefused,
    NotPossible,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnauthorized,
    UpstreamUnavailable,
    UpstreamUncertain,
)
from gainsight_zoom.observability import logger
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import AuditLine
from gainsight_zoom.scorecard_providers import ACTIVE
from gainsight_zoom.scorecard_sources import Source
from gainsight_zoom.scorecards import Sent
from gainsight_zoom.usage import Act, Actor, Place

from . import sent_scores
from .sections import SCORES, Subject

LATE_S = 120
"""What is not there so long after it was sent does not come any more."""
PASSING = (UpstreamBusy, UpstreamUnavailable, UpstreamUnauthorized)
NOT_TAKEN = "Your tenant did not take the score. Ask your Gainsight admin to check the set-up."
NOT_KNOWN = (
    "Gainsight did not say whether it took this, and does not let this app look. "
    "Ask your Gainsight admin to check the set-up."
)


def deliver(subject: Subject, updates: Source, wish: Sent) -> Sent:
    """Send the row of a press, unless an earlier try of the same press did; return what was sent.

    Raises
    ------
    NotPossible
        If the tenant refuses the row, or nobody can find out whether it has it already.
    UpstreamUncertain
        If the answer was lost and the row is not found: the same press looks again.
    UpstreamBusy, UpstreamError
        As for every call.
    """
    kept = sent_scores.waiting(subject.kept.get(SCORES), subject.wired.clock.now())
    before = sent_scores.pressed(kept, wish)
    if before is not None and before.confirmed:
        return before
    if before is not None and _stored_before(subject, updates, before):
        wish = before
    else:
        _insert(subject, updates, wish)
    _record(subject, wish)
    done = replace(wish, confirmed=True)
    sent_scores.add(subject, done)
    return done


def settle(subject: Subject, updates: Source | None, sent: Mapping[str, Sent]) -> dict[str, Sent]:
    """Find out what became of presses whose answer was lost; return what was sent, by measure.

    What cannot be found out now counts as on its way.
    """
    unknown = [one for one in sent.values() if not one.confirmed]
    if not unknown or updates is None or updates.name("request") is None:
        return dict(sent)
    found, gone = [], []
    try:
        for one in unknown:
            if _there(subject, updates, one):
                found.append(one)
            elif one.since + LATE_S < subject.wired.clock.now():
                gone.append(one)
    except UpstreamError as error:
        logger.info("not known what became of a score", extra={"reason": error.reason})
    for one in found:
        _record(subject, one)
    return sent_scores.settle(subject, sent, found=found, gone=gone)


def _insert(subject: Subject, updates: Source, wish: Sent) -> None:
    try:
        subject.way.insert(updates.object_name, _row(subject, updates, wish))
    except UpstreamUncertain:
        if not _there_after_all(subject, updates, wish):
            raise
    except UpstreamUnavailable:  # most likely nothing was stored; no gateway says so for certain
        sent_scores.add(subject, replace(wish, confirmed=False), shown=False)
        raise
    except (UpstreamBusy, UpstreamUnauthorized):
        raise
    except UpstreamError as refused:
        if not _there_already(subject, updates, wish, refused):
            raise _told(refused) from None


def _row(subject: Subject, updates: Source, wish: Sent) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "measure": wish.measure,
        "score": wish.score,
        "comment": wish.comment,
        "action": wish.action,
    }
    if wish.measure == ACTIVE:
        asked = {"scorecard": wish.comment, "action": "ACTIVATE"}
    whole = {
        "request": _request(subject, wish),
        subject.kind: subject.gsid,
        "user": subject.user.gsid,
        **asked,
    }
    return {n: v for m, v in whole.items() if v is not None and (n := updates.name(m))}


def _told(refused: UpstreamError) -> AppError:
    if not isinstance(refused, FieldsRefused):
        return refused
    logger.warning("score row refused", extra={"reason": refused.reason})
    return NotPossible(NOT_TAKEN, reason=refused.reason)


def _there(subject: Subject, updates: Source, wish: Sent) -> bool:
    name, request = updates.name("request") or "", _request(subject, wish)
    query = Query(updates.object_name, select=("Gsid",), where=(Where(name, "EQ", (request,)),))
    return bool(subject.way.query(query))


def _there_after_all(subject: Subject, updates: Source, wish: Sent) -> bool:
    """Look for a row whose answer was lost, and keep the press where that finds none.

    A row that is not there may still arrive; of one that cannot be looked for nothing is known.
    """
    unknown = replace(wish, confirmed=False)
    try:
        there = _there(subject, updates, wish)
    except AppError as error:
        logger.warning("score row not looked for", extra={"reason": error.reason})
        wired = subject.wired
        _audit(subject, "scorecard.unanswered", wish, at=wired.clock.now(), line=wired.token())
        sent_scores.add(subject, unknown)
        return False
    if not there:
        sent_scores.add(subject, unknown, shown=False)
    return there


def _there_already(subject: Subject, updates: Source, wish: Sent, refused: UpstreamError) -> bool:
    """Look for the row where a refusal may be of its request field, which tenants make unique.

    No source has the code of such a refusal. Errors only where trying again may help.
    """
    request = (updates.name("request") or "").lower()
    about = {name.lower() for name in getattr(refused, "refusals", {"": ""})}
    if not about & {"", request}:
        return False
    try:
        return _there(subject, updates, wish)
    except PASSING:
        raise
    except UpstreamError:
        return False


def _stored_before(subject: Subject, updates: Source, wish: Sent) -> bool:
    try:
        return _there(subject, updates, wish)
    except PASSING:
        raise
    except UpstreamError as error:
        raise NotPossible(NOT_KNOWN, reason=error.reason) from None


def _request(subject: Subject, wish: Sent) -> str:
    """Name one press of a button, the same whenever it is sent again."""
    tenant = subject.records.tenant.key
    parts = (subject.uid, tenant, subject.kind, subject.gsid, wish.measure, wish.key)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _record(subject: Subject, wish: Sent) -> None:
    """Write down what was sent: under its own name, so that it stands there once."""
    active = wish.measure == ACTIVE
    action = "scorecard.activate" if active else f"scorecard.{wish.action.lower()}"
    _audit(subject, action, wish, at=wish.since, line=_request(subject, wish))
    if not active:
        act = Act("measure_set", f"{wish.measure}/{wish.key}", Place.of(subject.kind, subject.gsid))
        tenant, user = subject.records.tenant.key, subject.user.gsid
        subject.wired.journal.tell(Actor(tenant, user, subject.uid, subject.meeting_uuid), act)


def _audit(subject: Subject, action: str, wish: Sent, *, at: float, line: str) -> None:
    what = wish.comment if wish.measure == ACTIVE else wish.measure
    subject.wired.audit.append(
        AuditLine(
            tenant=subject.records.tenant.key,
            at=int(at),
            actor=subject.way.actor,
            action=action,
            target=f"{subject.kind}/{subject.gsid}/{what}",
            id=line,
        )
    )
