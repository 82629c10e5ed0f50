"""The Summary section."""

from gainsight_zoom import summaries
from gainsight_zoom.summaries import Summary

from .sections import Section, Subject


class SummarySection(Section):
    """The Summary."""

    data: Summary | None = None


def summary(subject: Subject) -> Summary:
    """Read the section."""
    metadata, layout = subject.metadata[subject.kind], subject.records.layout
    rows = subject.way.query(summaries.plan(subject.kind, subject.gsid, metadata, layout))
    return summaries.read(
        rows,
        kind=subject.kind,
        metadata=metadata,
        layout=layout,
        currency=subject.records.tenant.currency,
        scorecards=subject.scorecards,
    )
