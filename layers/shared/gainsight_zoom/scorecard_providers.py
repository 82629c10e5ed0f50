"""Who answers for a tenant's scorecards: what every tenant has, or the objects it opened to us.

Gainsight's public API has no scorecard calls, so a provider says what it can do. Scores are set by
adding a row to a custom object that a rule of the tenant consumes (docs/scorecard-setup.md).
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from gainsight_zoom import scorecard_sources as sources
from gainsight_zoom.errors import NotFound
from gainsight_zoom.fields import Row, columns, number
from gainsight_zoom.layouts import Scheme, ScorecardSetup
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind
from gainsight_zoom.schemes import scheme_in, scheme_view
from gainsight_zoom.scorecard_sources import Source
from gainsight_zoom.scorecards import (
    Capabilities,
    Capability,
    Choice,
    Fact,
    Measure,
    Overall,
    Reference,
    Scorecard,
    Sent,
    WaitingScorecard,
    basic,
    groups,
    iso,
    only_basic,
    overall,
    weeks,
)
from gainsight_zoom.summaries import PREVIOUS, SCORE, SCORECARD, TREND

NAMED: Mapping[str, str] = {"masters": "masters", "measures": "measures", "schemes": "bands"}
"""Where definitions stand in the document that is kept, by the role of their object."""
ACTIVE = "*active"
"""Stands for the choice of scorecard among the changes that were sent."""
NOT_OPENED = "Your Gainsight admin has not opened the scorecard objects to this app yet."
NOT_READABLE = "The scorecard objects cannot be read as they are set up. Ask your Gainsight admin."
NO_HISTORY = "Your Gainsight admin has not opened the score history to this app yet."
NO_UPDATES = "Changing scores from Zoom is not set up yet. Ask your Gainsight admin."
NOT_TAKEN: Mapping[str, str] = {
    "set": "Scores cannot be set here: your tenant's rule for scores from Zoom does not take them.",
    "change": "Scores can be set here, but not renewed or removed: "
    "your tenant's rule for scores from Zoom does not take that.",
    "comment": "A score goes without a comment: "
    "your tenant's rule for scores from Zoom does not take one.",
    "scorecard": "The scorecard cannot be changed here: "
    "your tenant's rule for scores from Zoom does not take that.",
}
NO_DATES = "Scores cannot be renewed here: your tenant does not tell this app when a score was set."
READ_ONLY = "Your Gainsight licence lets you read scores, not change them."


class Way(Protocol):
    """One user's way into the tenant."""

    def query(self, query: Query) -> list[dict[str, Any]]:
        """Read rows."""
        ...

    def describe(self, objects: Sequence[str]) -> dict[str, ObjectMetadata]:
        """Read metadata."""
        ...


class ScorecardProvider(Protocol):
    """What the Scorecard tab is read from."""

    def read(self, way: Way, sent: Mapping[str, Sent]) -> Scorecard:
        """Read the active scorecard of a record, with the changes that are on their way."""
        ...


@dataclass(frozen=True)
class Subject:
    """The record whose scorecard is asked for; `may_write` is the user's right to set scores."""

    kind: Kind
    gsid: str
    metadata: ObjectMetadata
    setup: ScorecardSetup
    may_write: bool
    now: float


@dataclass(frozen=True)
class BasicProvider:
    """The overall score, which every tenant has on the record itself."""

    subject: Subject
    why: str = NOT_OPENED

    def read(self, way: Way, sent: Mapping[str, Sent]) -> Scorecard:  # noqa: ARG002 - sends none
        """Read it.

        Raises
        ------
        NotFound
            If this user's Gainsight shows no such record.
        """
        row = own_scores(way, self.subject)
        return basic(
            self.subject.setup.scheme,
            title=row.text("Name"),
            scorecard=row.text(SCORECARD),
            whole=_overall(row, self.subject.setup.scheme),
            capabilities=only_basic(self.why),
        )


@dataclass(frozen=True)
class Definitions:
    """What changes rarely: scorecards, measures, ranges, and what the objects look like."""

    described: Mapping[str, ObjectMetadata]
    masters: Sequence[Mapping[str, Any]]
    measures: Sequence[Measure]
    bands: Sequence[Mapping[str, Any]]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Definitions":
        """Rebuild from what :func:`define` made."""
        return cls(
            described={
                n: ObjectMetadata.from_document(d) for n, d in document["described"].items()
            },
            masters=document["masters"],
            measures=[Measure(**m) for m in document["measures"]],
            bands=document["bands"],
        )

    def of(self, source: Source) -> ObjectMetadata:
        """Return what an object looks like; nothing is known of one that was not described."""
        known = self.described.get(source.object_name.lower())
        return known or ObjectMetadata(source.object_name, ())


@dataclass(frozen=True)
class ObjectsProvider:
    """Reads the scorecard objects of a tenant by the generic query, two calls for a record."""

    subject: Subject
    definitions: Definitions
    facts: Source
    history: Source | None
    updates: Source | None
    bare_since: int | None = None
    """When this user found no row about the record, lately: there is likely none now."""

    def read(self, way: Way, sent: Mapping[str, Sent]) -> Scorecard:
        """Read it; errors as those of the way."""
        if self.bare_since is None:
            own, current, past = self._of_full(way)
            since = int(self.subject.now)
        else:
            own, current, past = self._of_bare(way)
            since = self.bare_since
        read = self._scorecard(own, current, past, sent)
        return read if current or past else read.model_copy(update={"bare_since": since})

    def _of_full(self, way: Way) -> tuple[Row, list[Row], list[Row]]:
        """Read rows about the record, which bring its own scores along."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            asked = pool.submit(self._past, way)
            current = self._rows(way, self.facts)
            past = asked.result()
        own = self._along(self.facts, current)
        if own is None and self.history is not None:
            own = self._along(self.history, past)
        return own or own_scores(way, self.subject), current, past

    def _of_bare(self, way: Way) -> tuple[Row, list[Row], list[Row]]:
        """Read the record's own scores, and its history only if a measure has a score by now."""
        with ThreadPoolExecutor(max_workers=2) as pool:
            asked = pool.submit(own_scores, way, self.subject)
            current = self._rows(way, self.facts)
            own = asked.result()
        return own, current, self._past(way) if current else []

    def _past(self, way: Way) -> list[Row]:
        return [] if self.history is None else self._rows(way, self.history)

    def find(self, way: Way, measure_id: str) -> tuple[Measure, Fact | None, Scheme]:
        """Return a measure of the active scorecard and its score.

        Raises
        ------
        NotFound
            If it has none of this id.
        """
        rows = self._rows(way, self.facts)
        own = self._along(self.facts, rows) or own_scores(way, self.subject)
        scheme = self._scheme(own.text(SCORECARD))
        measure = next((m for m in self._measures(own) if m.id == measure_id), None)
        if measure is None:
            raise NotFound("no_such_measure")
        return measure, self._facts(rows, scheme).get(measure_id), scheme

    def would_show(self, fact: Fact | None, score: float | None, scheme: Scheme) -> bool:
        """Tell whether a reading would show that a score was set: by its date, or by another value.

        Without dates the present score set once more changes nothing that could be read.
        """
        if self.facts.name("at") is not None:
            return True
        return sources.read_back(self.facts, score, scheme) != (fact.score if fact else None)

    def scorecards(self) -> list[Choice]:
        """Return the scorecards that this kind of record may have."""
        kinds = (None, "", self.subject.kind)
        return [
            Choice(id=m["id"], name=m["name"], active=m["active"])
            for m in self.definitions.masters
            if m["kind"] in kinds
        ]

    def capabilities(self) -> Capabilities:
        """Say what can be done here, by this user."""
        updates = self.updates
        why = NO_UPDATES if updates is None else None if self.subject.may_write else READ_ONLY

        def able(what: str, *meanings: str) -> Capability:
            needed = ("request", self.subject.kind, *meanings)
            lacks = updates is not None and not all(updates.name(m) for m in needed)
            reason = why or (NOT_TAKEN[what] if lacks else None)
            return Capability(can=reason is None, reason=reason)

        yes, dated = Capability(can=True), self.facts.name("at") is not None
        renew = able("change", "measure", "action")
        return Capabilities(
            overall=yes,
            history=yes if self.history else Capability(can=False, reason=NO_HISTORY),
            measures=yes,
            set_score=able("set", "measure", "score"),
            renew_score=renew if dated or not renew.can else Capability(can=False, reason=NO_DATES),
            remove_score=able("change", "measure", "action"),
            comment=able("comment", "measure", "comment"),
            change_scorecard=able("scorecard", "scorecard", "action"),
        )

    def _scorecard(
        self, own: Row, current: list[Row], past: list[Row], sent: Mapping[str, Sent]
    ) -> Scorecard:
        subject, active = self.subject, own.text(SCORECARD)
        scheme, capable = self._scheme(active), self.capabilities()
        names = {m["id"]: m["name"] for m in self.definitions.masters}
        return Scorecard(
            provider="objects",
            title=own.text("Name"),
            scorecard=Reference(id=active, name=names.get(active or "")),
            scorecards=self.scorecards(),
            scheme=scheme_view(scheme),
            overall=_overall(own, scheme),
            history=self._weeks(past, scheme),
            groups=groups(
                self._measures(own),
                self._facts(current, scheme),
                sent,
                scheme=scheme,
                closed=capable.set_score.reason,
                now=subject.now,
            ),
            waiting_scorecard=_waiting_scorecard(sent.get(ACTIVE), active, names),
            capabilities=capable,
        )

    def _weeks(self, past: list[Row], scheme: Scheme) -> list[Any]:
        if self.history is None:
            return []
        snapshots = sources.read_history(past, self.history)
        return weeks(snapshots, scheme=scheme, now=self.subject.now)

    def _rows(self, way: Way, source: Source) -> list[Row]:
        query = sources.of_record(
            source,
            self.subject.kind,
            self.subject.gsid,
            described=self.definitions.of(source),
            record=self.subject.metadata,
        )
        return [Row(raw) for raw in way.query(query)]

    def _along(self, source: Source, rows: list[Row]) -> Row | None:
        described = self.definitions.of(source)
        return sources.scores_along(rows, source, self.subject.kind, described)

    def _facts(self, rows: list[Row], scheme: Scheme) -> dict[str, Fact]:
        return sources.read_facts(rows, self.facts, self.definitions.of(self.facts), scheme)

    def _measures(self, own: Row) -> list[Measure]:
        active = own.text(SCORECARD)
        return [m for m in self.definitions.measures if m.scorecard in (None, active)]

    def _scheme(self, active: str | None) -> Scheme:
        known = {"masters": self.definitions.masters, "bands": self.definitions.bands}
        return scheme_in(known, active, default=self.subject.setup.scheme)


def own_scores(way: Way, subject: Subject) -> Row:
    """Read the scores that stand on the record itself.

    Raises
    ------
    NotFound
        If this user's Gainsight shows no such record.
    """
    rows = way.query(
        Query(
            object_name=subject.kind,
            select=columns(subject.metadata.names(sources.OF_RECORD)),
            where=(Where("Gsid", "EQ", (subject.gsid,)),),
            limit=1,
        )
    )
    if not rows:
        raise NotFound("record_not_visible")
    return Row(rows[0])


def defining_calls(setup: ScorecardSetup) -> int:
    """Return how many calls :func:`define` makes."""
    return 1 + len(_defining(setup))


def well_defined(setup: ScorecardSetup, definitions: Mapping[str, Any]) -> bool:
    """Tell whether something was found of all that is set up, so that it may serve all users."""
    return all(definitions[NAMED[role]] for role in _defining(setup))


def define(way: Way, setup: ScorecardSetup) -> dict[str, Any]:
    """Read what changes rarely, all at once; errors as those of the way."""
    roles = _defining(setup)
    objects = sorted({named["object"] for named in setup.sources.values() if named.get("object")})
    with ThreadPoolExecutor(max_workers=1 + len(roles)) as pool:
        described = pool.submit(way.describe, objects)
        asked = {r: pool.submit(way.query, sources.whole(s)) for r, s in roles.items()}
        rows = {role: answer.result() for role, answer in asked.items()}
    read = {
        "masters": sources.read_masters,
        "measures": sources.read_measures,
        "schemes": sources.read_bands,
    }
    found = {r: read[r](rows[r], roles[r]) if r in roles else [] for r in read}
    return {
        "described": {n.lower(): d.to_document() for n, d in described.result().items()},
        **{NAMED[role]: rows for role, rows in found.items()},
    }


def _defining(setup: ScorecardSetup) -> dict[str, Source]:
    return {r: s for r in sources.DEFINITIONS if (s := sources.source(setup, r)) is not None}


def _overall(row: Row, scheme: Scheme) -> Overall:
    return overall(
        scheme,
        score=number(row.get(SCORE)),
        previous=number(row.get(PREVIOUS)),
        sign=row.text(TREND),
    )


def _waiting_scorecard(
    sent: Sent | None, active: str | None, names: Mapping[str, str]
) -> WaitingScorecard | None:
    if sent is None or sent.comment is None or sent.comment == active:
        return None
    return WaitingScorecard(
        id=sent.comment, name=names.get(sent.comment, sent.comment), since=iso(sent.since) or ""
    )
