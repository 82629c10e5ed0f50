"""Scorecards: groups, measures, weights and history as the Scorecard tab shows them.

Overall and group scores are weighted means that leave out what has no score; a score older than its
measure's validity is stale; the history shows 18 weeks (Gainsight, «Scorecard in Zoom App»). What a
tenant's set-up cannot do is said with the reason, never shown as if it could.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from gainsight_zoom.layouts import Scheme
from gainsight_zoom.schemes import SchemeView, Score, Trend, scheme_view, told, trend_of
from gainsight_zoom.shapes import Shape

WEEKS = 18
DAY_S = 86_400
Action = Literal["SAVE", "RENEW", "REMOVE"]
AUTOMATED = "This measure is scored automatically in Gainsight."


class Capability(Shape):
    """Whether something can be done here, and if not, why."""

    can: bool
    reason: str | None = None


class Capabilities(Shape):
    """What the provider of a tenant can do for this user."""

    overall: Capability
    history: Capability
    measures: Capability
    set_score: Capability
    renew_score: Capability
    remove_score: Capability
    comment: Capability
    change_scorecard: Capability


class Reference(Shape):
    """A scorecard by name."""

    id: str | None
    name: str | None


class Choice(Shape):
    """A scorecard that this kind of record may have."""

    id: str
    name: str
    active: bool


class Overall(Score):
    """The overall score; ``at`` is when it was set, where that is known."""

    previous: float | None
    trend: Trend | None


class Week(Score):
    """The overall score of a week that began on that Monday."""

    week: str


class Waiting(Score):
    """A change that was sent and is not seen in Gainsight yet."""

    action: Action
    comment: str | None
    since: str


class MeasureView(Score):
    """One measure; shares are per cent, of its group and of the overall score."""

    id: str
    name: str
    description: str | None
    previous: float | None
    trend: Trend | None
    weight: float | None
    contribution_pct: float | None
    of_overall_pct: float | None
    input: Literal["manual", "automated"]
    stale: bool
    valid_until: str | None
    comment: str | None
    by: str | None
    at: str | None
    editable: bool
    reason: str | None
    waiting: Waiting | None


class GroupView(Score):
    """A group of measures; the one without a name holds those that are in none."""

    id: str | None
    name: str | None
    weight: float | None
    contribution_pct: float | None
    measures: list[MeasureView]


class WaitingScorecard(Shape):
    """A change of scorecard that was sent and is not seen in Gainsight yet."""

    id: str
    name: str
    since: str


class Scorecard(Shape):
    """Everything the Scorecard tab shows.

    ``bare_since`` is when all objects were asked and none had a row about the record, in epoch
    seconds.
    """

    provider: Literal["basic", "objects"]
    title: str | None = None
    scorecard: Reference
    scorecards: list[Choice]
    scheme: SchemeView
    overall: Overall
    history: list[Week]
    groups: list[GroupView]
    waiting_scorecard: WaitingScorecard | None
    capabilities: Capabilities
    bare_since: int | None = None


@dataclass(frozen=True)
class Measure:
    """A measure as a tenant defines it; weights count within the group, or overall without one."""

    id: str
    scorecard: str | None
    name: str
    description: str | None
    group: str | None
    group_weight: float | None
    weight: float | None
    manual: bool
    valid_days: float | None


@dataclass(frozen=True)
class Fact:
    """The current score of one measure of one record; ``at`` is epoch seconds."""

    measure: str
    score: float | None
    previous: float | None
    sign: str | None
    comment: str | None
    by: str | None
    at: float | None


@dataclass(frozen=True)
class Sent:
    """A change that was sent: what it asks for, and what the fact was then.

    Parameters
    ----------
    confirmed : bool
        Whether Gainsight is known to have stored it; if not, its answer was lost.
    visible : bool
        Whether a reading could show that it arrived; if not, the next one counts as showing it.
    """

    measure: str
    action: Action
    score: float | None
    comment: str | None
    since: float
    key: str
    seen_score: float | None
    seen_at: float | None
    confirmed: bool = True
    visible: bool = True

    def arrived(self, fact: Fact | None) -> bool:
        """Tell whether the fact is another than when the change was sent, if it would be."""
        score, at = (fact.score, fact.at) if fact else (None, None)
        return not self.visible or (score, at) != (self.seen_score, self.seen_at)


def only_basic(reason: str) -> Capabilities:
    """Return what every tenant can do: the overall score and where it is going."""
    no = Capability(can=False, reason=reason)
    return Capabilities(
        overall=Capability(can=True),
        history=no,
        measures=no,
        set_score=no,
        renew_score=no,
        remove_score=no,
        comment=no,
        change_scorecard=no,
    )


def groups(
    measures: Sequence[Measure],
    facts: Mapping[str, Fact],
    sent: Mapping[str, Sent],
    *,
    scheme: Scheme,
    closed: str | None,
    now: float,
) -> list[GroupView]:
    """Put measures into their groups, with their shares of what has a score.

    Parameters
    ----------
    closed : str or None
        Why no score can be set, if so.
    """
    by_group: dict[str | None, list[Measure]] = {}
    for measure in measures:
        by_group.setdefault(measure.group, []).append(measure)
    tops = {name: _top(name, members, facts) for name, members in by_group.items()}
    whole = sum(weight for _, weight in tops.values())
    views = []
    for name, members in by_group.items():
        score, weight = tops[name]
        share = _percent(weight, whole)
        own = [m for m in members if _scored(m, facts)]
        total = sum(_weight(m) for m in own)
        shown = [
            _measure(
                m,
                facts.get(m.id),
                sent.get(m.id),
                scheme=scheme,
                closed=closed,
                now=now,
                of_group=_percent(_weight(m), total) if m in own else None,
                of_overall=_percent(_weight(m), total, share or 0.0) if m in own else None,
            )
            for m in members
        ]
        named = told(scheme, score) if name is not None else told(scheme, None)
        views.append(
            GroupView(
                **named.model_dump(),
                id=name,
                name=name,
                weight=members[0].group_weight if name is not None else None,
                contribution_pct=share,
                measures=shown,
            )
        )
    return sorted(views, key=lambda view: view.name is None)


def weeks(
    snapshots: Iterable[tuple[float, float | None]], *, scheme: Scheme, now: float
) -> list[Week]:
    """Lay snapshots (epoch seconds, score) out over 18 weeks; the last one in a week counts."""
    latest: dict[date, float | None] = {}
    for at, score in sorted(snapshots, key=lambda s: s[0]):
        latest[_monday(at)] = score
    this = _monday(now)
    mondays = [this - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    return [
        Week(**told(scheme, latest.get(day)).model_dump(), week=day.isoformat()) for day in mondays
    ]


def overall(
    scheme: Scheme, *, score: float | None, previous: float | None, sign: str | None
) -> Overall:
    """Show an overall score."""
    return Overall(
        **told(scheme, score).model_dump(),
        previous=previous,
        trend=trend_of(sign, previous=previous, score=score),
    )


def basic(
    scheme: Scheme,
    *,
    title: str | None,
    scorecard: str | None,
    whole: Overall,
    capabilities: Capabilities,
) -> Scorecard:
    """Show what every tenant has."""
    return Scorecard(
        provider="basic",
        title=title,
        scorecard=Reference(id=scorecard, name=None),
        scorecards=[],
        scheme=scheme_view(scheme),
        overall=whole,
        history=[],
        groups=[],
        waiting_scorecard=None,
        capabilities=capabilities,
    )


def iso(at: float | None) -> str | None:
    """Return a moment as ISO 8601 in UTC, to the second."""
    if at is None:
        return None
    return datetime.fromtimestamp(int(at), UTC).isoformat().replace("+00:00", "Z")


def _measure(
    measure: Measure,
    fact: Fact | None,
    sent: Sent | None,
    *,
    scheme: Scheme,
    closed: str | None,
    now: float,
    of_group: float | None,
    of_overall: float | None,
) -> MeasureView:
    score = fact.score if fact else None
    previous = fact.previous if fact else None
    until = _valid_until(measure, fact)
    reason = closed or (None if measure.manual else AUTOMATED)
    return MeasureView(
        **told(scheme, score).model_dump(),
        id=measure.id,
        name=measure.name,
        description=measure.description,
        previous=previous,
        trend=trend_of(fact.sign if fact else None, previous=previous, score=score),
        weight=measure.weight,
        contribution_pct=of_group if measure.group is not None else None,
        of_overall_pct=of_overall,
        input="manual" if measure.manual else "automated",
        stale=until is not None and until < now,
        valid_until=iso(until),
        comment=fact.comment if fact else None,
        by=fact.by if fact else None,
        at=iso(fact.at) if fact else None,
        editable=reason is None,
        reason=reason,
        waiting=waiting(sent, scheme) if sent and not sent.arrived(fact) else None,
    )


def waiting(sent: Sent, scheme: Scheme) -> Waiting:
    """Show a change that was sent."""
    return Waiting(
        **told(scheme, sent.score).model_dump(),
        action=sent.action,
        comment=sent.comment,
        since=iso(sent.since) or "",
    )


def _valid_until(measure: Measure, fact: Fact | None) -> float | None:
    if fact is None or fact.at is None or fact.score is None or not measure.valid_days:
        return None
    return fact.at + measure.valid_days * DAY_S


def _top(
    name: str | None, members: Sequence[Measure], facts: Mapping[str, Fact]
) -> tuple[float | None, float]:
    """Return a group's score and its weight in the overall score; none without a score."""
    own = [(m, facts[m.id].score or 0.0) for m in members if _scored(m, facts)]
    total = sum(_weight(m) for m, _ in own)
    if not own or not total:
        return None, 0.0
    score = round(sum(_weight(m) * s for m, s in own) / total, 1)
    if name is None:
        return score, total
    weight = members[0].group_weight
    return score, 1.0 if weight is None else weight


def _scored(measure: Measure, facts: Mapping[str, Fact]) -> bool:
    fact = facts.get(measure.id)
    return fact is not None and fact.score is not None


def _weight(measure: Measure) -> float:
    return 1.0 if measure.weight is None else measure.weight


def _percent(part: float, whole: float, of: float = 100.0) -> float | None:
    return round(part / whole * of, 1) if whole else None


def _monday(at: float) -> date:
    day = datetime.fromtimestamp(at, UTC).date()
    return day - timedelta(days=day.weekday())
