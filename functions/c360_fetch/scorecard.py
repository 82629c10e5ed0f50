"""The Scorecard section, and changes of scores on their way to the tenant's rule."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from gainsight_zoom import access, scorecard_sources
from gainsight_zoom.errors import (
    NotPossible,
    UpstreamError,
    ValidationFailed,
)
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Snapshot
from gainsight_zoom.schemes import document_name, scheme_view
from gainsight_zoom.scorecard_providers import (
    ACTIVE,
    NOT_READABLE,
    BasicProvider,
    Definitions,
    ObjectsProvider,
    ScorecardProvider,
    define,
    defining_calls,
    well_defined,
)
from gainsight_zoom.scorecard_providers import Subject as Scored
from gainsight_zoom.scorecard_sources import Source
from gainsight_zoom.scorecards import (
    AUTOMATED,
    DAY_S,
    Capability,
    MeasureView,
    Scorecard,
    Sent,
    WaitingScorecard,
    groups,
    iso,
)
from gainsight_zoom.shapes import Shape

from . import score_updates, sent_scores
from .sections import SCORES, Section, Subject

COMMENT_CHARS = 4_000


class ScorecardSection(Section):
    """The Scorecard."""

    data: Scorecard | None = None


class ScoreBody(Shape):
    """A score to be set, or the present one to be renewed; ``key`` is one press of a button."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["SAVE", "RENEW"] = "SAVE"
    score: float | None = None
    comment: str | None = Field(None, max_length=COMMENT_CHARS)
    key: str = Field(min_length=8, max_length=64)


class ActiveBody(Shape):
    """The scorecard that shall be the active one."""

    model_config = ConfigDict(extra="forbid")
    scorecard_id: str = Field(min_length=1, max_length=64)
    key: str = Field(min_length=8, max_length=64)


class MeasureAnswer(Shape):
    """A measure with the change that is on its way."""

    measure: MeasureView


class ActiveAnswer(Shape):
    """The change of scorecard that is on its way."""

    waiting_scorecard: WaitingScorecard


def calls_of(subject: Subject) -> int:
    """Return how many calls the section is going to take."""
    setup = subject.records.layout.scorecards
    if scorecard_sources.source(setup, "facts", subject.kind) is None:
        return 1
    history = scorecard_sources.source(setup, "history", subject.kind)
    return 1 + (history is not None) + _cold_calls(subject)


def scorecard(subject: Subject) -> Scorecard:
    """Read the section; objects that cannot be read leave what every tenant has, and say so."""
    subject.way.open_record(subject.kind, subject.gsid)
    setup, now = subject.records.layout.scorecards, subject.wired.clock.now()
    updates = scorecard_sources.source(setup, "updates", subject.kind)
    sent = sent_scores.waiting(subject.kept.get(SCORES), now)
    sent = score_updates.settle(subject, updates, sent)
    try:
        since_bare = _bare_since(subject.kept.get("scorecard"), now)
        read = _provider(subject, bare_since=since_bare).read(subject.way, sent)
    except score_updates.PASSING:
        raise
    except UpstreamError as error:
        logger.warning("scorecard objects not readable", extra={"reason": error.reason})
        subject.wired.catalog.forget(*_document(subject), user=subject.user.gsid)
        read = BasicProvider(_scored(subject), why=NOT_READABLE).read(subject.way, sent)
    sent_scores.forget_arrived(subject, sent, read)
    return read


def change_score(subject: Subject, measure_id: str, body: ScoreBody) -> MeasureAnswer:
    """Send a score, or the wish to renew it, to the tenant's rule.

    Raises
    ------
    Forbidden
        If the user's licence does not allow it.
    NotPossible
        If the measure is automated, or the tenant's set-up does not take this.
    ValidationFailed
        If the score is not one of the scheme.
    NotFound
        If the active scorecard has no such measure.
    UpstreamUncertain
        If nobody knows whether it arrived: the same press finds out, and never sends it twice.
    """
    return _send(
        subject,
        measure_id,
        action=body.action,
        score=body.score,
        comment=body.comment or None,
        key=body.key,
    )


def remove_score(subject: Subject, measure_id: str, key: str) -> MeasureAnswer:
    """Ask the tenant's rule to take a score away; errors as :func:`change_score`."""
    return _send(subject, measure_id, action="REMOVE", score=None, comment=None, key=key)


def change_scorecard(subject: Subject, body: ActiveBody) -> ActiveAnswer:
    """Ask the tenant's rule to make another scorecard the active one.

    Raises
    ------
    Forbidden, NotPossible
        As :func:`change_score`.
    ValidationFailed
        If this kind of record has no such scorecard.
    """
    provider, updates = _writable(subject, "change_scorecard")
    chosen = next((s for s in provider.scorecards() if s.id == body.scorecard_id), None)
    if chosen is None or not chosen.active:
        told = "Choose one of the scorecards in use."
        raise ValidationFailed("no_such_scorecard", fields={"scorecard_id": told})
    now = subject.wired.clock.now()
    wish = Sent(ACTIVE, "SAVE", None, chosen.id, now, body.key, None, None)
    since = iso(score_updates.deliver(subject, updates, wish).since) or ""
    return ActiveAnswer(
        waiting_scorecard=WaitingScorecard(id=chosen.id, name=chosen.name, since=since)
    )


def _send(
    subject: Subject,
    measure_id: str,
    *,
    action: Literal["SAVE", "RENEW", "REMOVE"],
    score: float | None,
    comment: str | None,
    key: str,
) -> MeasureAnswer:
    needed = {"SAVE": "set_score", "RENEW": "renew_score", "REMOVE": "remove_score"}[action]
    provider, updates = _writable(subject, needed)
    measure, fact, scheme = provider.find(subject.way, measure_id)
    if not measure.manual:
        raise NotPossible(AUTOMATED, reason="measure_automated")
    if comment is not None:
        _demand(provider.capabilities().comment)
    if action == "SAVE":
        shown = scheme_view(scheme)
        if score is None or not shown.min <= score <= shown.max:
            told = f"Choose a score from {shown.min:g} to {shown.max:g}."
            raise ValidationFailed("score_outside", fields={"score": told})
    if action == "RENEW" and (fact is None or fact.score is None):
        raise ValidationFailed("nothing_to_renew", fields={"score": "There is no score to renew."})
    now = subject.wired.clock.now()
    asked = score if action == "SAVE" else fact.score if fact and action == "RENEW" else None
    wish = Sent(
        measure=measure_id,
        action=action,
        score=asked,
        comment=comment,
        since=now,
        key=key,
        seen_score=fact.score if fact else None,
        seen_at=fact.at if fact else None,
        visible=provider.would_show(fact, asked, scheme),
    )
    sent = replace(score_updates.deliver(subject, updates, wish), visible=True)  # not read yet
    facts = {measure_id: fact} if fact else {}
    (group,) = groups([measure], facts, {measure_id: sent}, scheme=scheme, closed=None, now=now)
    (view,) = group.measures
    shares = {"contribution_pct": None, "of_overall_pct": None}
    return MeasureAnswer(measure=view.model_copy(update=shares))


def _writable(subject: Subject, capability: str) -> tuple[ObjectsProvider, Source]:
    access.demand(subject.user, access.SCORECARD_WRITE, subject.records.policy)
    subject.way.open_record(subject.kind, subject.gsid)
    subject.demand_tab("scorecard")
    subject.way.prepare(2 + _defining_calls(subject))
    provider = _provider(subject)
    if not isinstance(provider, ObjectsProvider) or provider.updates is None:
        capabilities = provider.read(subject.way, {}).capabilities
        raise _impossible(getattr(capabilities, capability))
    _demand(getattr(provider.capabilities(), capability))
    return provider, provider.updates


def _demand(capability: Capability) -> None:
    if not capability.can:
        raise _impossible(capability)


def _impossible(capability: Capability) -> NotPossible:
    return NotPossible(capability.reason or "", reason="scorecard_set_up")


def _defining_calls(subject: Subject) -> int:
    """Return how many calls it takes until definitions and metadata are in memory."""
    setup = subject.records.layout.scorecards
    described = 0 if subject.wired.catalog.knows(subject.records.tenant.key) else 1
    if scorecard_sources.source(setup, "facts", subject.kind) is None:
        return described
    return described + _cold_calls(subject)


def _cold_calls(subject: Subject) -> int:
    known = subject.wired.catalog.has(*_document(subject), user=subject.user.gsid)
    return 0 if known else defining_calls(subject.records.layout.scorecards)


def _document(subject: Subject) -> tuple[str, str]:
    """Return the tenant, and the name under which its definitions are kept."""
    return subject.records.tenant.key, document_name(subject.records.layout.scorecards)


def _scored(subject: Subject) -> Scored:
    return Scored(
        kind=subject.kind,
        gsid=subject.gsid,
        metadata=subject.metadata[subject.kind],
        setup=subject.records.layout.scorecards,
        may_write=access.SCORECARD_WRITE in access.rights(subject.user, subject.records.policy),
        now=subject.wired.clock.now(),
    )


def _bare_since(kept: Snapshot | None, now: float) -> int | None:
    """Return when this user found no row about the record, if that was within a day.

    Scores of weeks come once a week: a day later somebody looks whether there are any by now.
    """
    try:
        since = Scorecard.model_validate(kept.data).bare_since if kept else None
    except ValidationError:  # written by another version
        return None
    return since if since is not None and now - since < DAY_S else None


def _provider(subject: Subject, *, bare_since: int | None = None) -> ScorecardProvider:
    """Make the provider; metadata and definitions that are not known are asked for side by side."""
    setup, kind = subject.records.layout.scorecards, subject.kind
    facts = scorecard_sources.source(setup, "facts", kind)
    if facts is None:
        return BasicProvider(_scored(subject))
    with ThreadPoolExecutor(max_workers=1) as pool:
        scored = pool.submit(_scored, subject)
        document = subject.wired.catalog.document(
            *_document(subject),
            lambda: define(subject.way, setup),
            user=subject.user.gsid,
            complete=partial(well_defined, setup),
        )
    return ObjectsProvider(
        scored.result(),
        Definitions.from_document(document),
        facts=facts,
        history=scorecard_sources.source(setup, "history", kind),
        updates=scorecard_sources.source(setup, "updates", kind),
        bare_since=bare_since,
    )
