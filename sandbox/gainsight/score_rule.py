"""The admin's rule that turns rows of Zoom_Score_Update__gc into scores («Rules Engine»).

A real rule runs on a schedule or on an event; this one runs when the tenant is next asked anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.settings import Settings
    from sandbox.party import Now

__all__ = ["ScoreRule"]

_OBJECT = "Zoom_Score_Update__gc"
_CONSUMED = "_consumed"


class ScoreRule:
    """Consumes what is old enough, oldest first, each row once."""

    def __init__(self, *, records: Records, settings: Settings, now: Now) -> None:
        self._records = records
        self._settings = settings
        self._now = now

    def run(self) -> None:
        """Run the rule, if the admin switched it on."""
        if not self._settings.score_rule or _OBJECT.lower() not in self._records.types:
            return
        due_ms = (self._now() - self._settings.score_rule_delay_s) * 1000
        for row in self._records.rows(_OBJECT):
            if not row.get(_CONSUMED) and row["CreatedDate"] <= due_ms:
                row[_CONSUMED] = True
                self._consume(row)

    def _consume(self, row: Row) -> None:
        kind = "company" if row.get("Company__gc") else "relationship"
        record = self._records.get(kind, row.get(f"{kind.title()}__gc"))
        if record is None:
            return
        if row.get("Action__gc") == "ACTIVATE":
            record["ScorecardId"] = row.get("Scorecard__gc")
            return
        fact = self._fact(kind, record, row)
        measure = self._records.get("scorecard_measure", row.get("Measure__gc"))
        if fact is None or measure is None or measure.get("InputType") != "Manual":
            return
        self._score(fact, row)
        self._roll_up(kind, record)

    def _fact(self, kind: str, record: Row, row: Row) -> Row | None:
        link = f"{kind.title()}Id"
        for fact in self._records.rows("scorecard_fact"):
            if (fact.get(link), fact.get("MeasureId")) == (record["Gsid"], row.get("Measure__gc")):
                return fact
        return None

    def _score(self, fact: Row, row: Row) -> None:
        action, now_ms = row.get("Action__gc") or "SAVE", int(self._now() * 1000)
        if action == "SAVE":
            before, after = fact.get("Score"), row.get("Score__gc")
            fact |= {"PreviousScore": before, "Score": after, "Trend": _trend(before, after)}
        elif action == "REMOVE":
            fact |= {"PreviousScore": fact.get("Score"), "Score": None, "Trend": None}
        if row.get("Comment__gc"):
            fact["Comments"] = row["Comment__gc"]
        fact |= {"ScoreModifiedBy": row.get("RequestedBy__gc"), "ScoreModifiedDate": now_ms}

    def _roll_up(self, kind: str, record: Row) -> None:
        link = f"{kind.title()}Id"
        groups: dict[str, list[tuple[float, float]]] = {}
        weights: dict[str, float] = {}
        for fact in self._records.rows("scorecard_fact"):
            measure = self._records.get("scorecard_measure", fact.get("MeasureId"))
            score = fact.get("Score")
            if measure is None or fact.get(link) != record["Gsid"] or score is None:
                continue
            if measure.get("ScorecardId") != record.get("ScorecardId"):
                continue
            name = measure.get("GroupName") or measure["Gsid"]
            groups.setdefault(name, []).append((measure.get("Weight") or 1, score))
            weights[name] = measure.get("GroupWeight") or measure.get("Weight") or 1
        if groups:
            means = {name: _mean(scores) for name, scores in groups.items()}
            after = round(_mean([(weights[name], mean) for name, mean in means.items()]), 1)
            before = record.get("CurrentScore")
            trend = _trend(before, after)
            record |= {"PreviousScore": before, "CurrentScore": after, "Trend": trend}


def _mean(weighted: list[tuple[float, float]]) -> float:
    return sum(w * s for w, s in weighted) / sum(w for w, _ in weighted)


def _trend(before: Any, after: Any) -> str | None:
    if before is None or after is None:
        return None
    return ">" if after == before else "^" if after > before else "v"
