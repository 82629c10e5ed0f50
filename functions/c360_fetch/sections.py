"""What a section of a record is, and the record it is read from.

How each is read stands in a module of its own, loaded when somebody asks for it (`readers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from gainsight_zoom.connection import Connection
from gainsight_zoom.errors import AppError, TabSwitchedOff
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.policies import Automatic
from gainsight_zoom.records import GainsightUser, Kind, Snapshot, TenantRecords
from gainsight_zoom.schemes import document_name
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring

SectionName = Literal["summary", "relationships", "scorecard", "attributes", "brief"]
SECTION_NAMES: tuple[SectionName, ...] = get_args(SectionName)
SCORES = "~scores"
"""Where scores that were sent stand among what is kept of a record's sections."""
BESIDE: Mapping[str, tuple[str, ...]] = {"scorecard": (SCORES, "scorecard"), "brief": ("summary",)}
"""What of that each section takes, to be read together with who asks."""
OF_SUMMARY = frozenset({"relationships", "brief"})
"""Sections that are shown on the Summary tab."""


def names_of(text: str) -> tuple[SectionName, ...]:
    """Return the sections named in a list with commas, each once; others are passed over."""
    known: dict[str, SectionName] = {name: name for name in SECTION_NAMES}
    return tuple(dict.fromkeys(known[name] for name in text.split(",") if name in known))


class SectionError(Shape):
    """Why a section is not there, or not fresh."""

    code: str
    message: str
    retryable: bool


class Section(Shape):
    """A section and how old it is.

    ``as_of`` is ISO 8601 in UTC; ``retry_in_s`` is when asking again will be answered afresh.
    """

    status: Literal["ok", "stale", "error", "absent"]
    as_of: str
    error: SectionError | None = None
    retry_in_s: int | None = None


class SectionAbsent(AppError):
    """There is no such section for this record or user; ``told`` is the reason, in words."""

    status = 404
    code = "absent"

    def __init__(self, told: str, *, reason: str) -> None:
        super().__init__(reason)
        self.told = told


@dataclass(frozen=True)
class Subject:
    """One record as one user may read it, in which meeting; `since` is when their session began.

    ``kept`` is what of it was read together with the user, by section.
    """

    wired: Wiring
    uid: str
    since: int
    meeting_uuid: str | None
    way: Connection
    records: TenantRecords
    user: GainsightUser
    kind: Kind
    gsid: str
    automatic: tuple[Automatic, ...] = ()
    kept: Mapping[str, Snapshot] = field(default_factory=dict)

    @property
    def metadata(self) -> Mapping[str, ObjectMetadata]:
        """What the tenant's objects look like; fetched with this user's token if need be."""
        return self.wired.catalog.objects(self.records.tenant.key, self.way)

    @property
    def scorecards(self) -> Any:
        """What is known of the tenant's scorecards without asking; None if nothing is."""
        name = document_name(self.records.layout.scorecards)
        return self.wired.catalog.kept_document(self.records.tenant.key, name)

    def demand_tab(self, tab: str) -> None:
        """Insist that a tab is on for this user and record; errors as `TabGate.demand`."""
        self.wired.gate.demand(
            tab, self.records, self.user, self.way, kind=self.kind, gsid=self.gsid
        )


def require_section(subject: Subject, name: SectionName) -> None:
    """Insist that the tab of a section is on for this user and record.

    Raises
    ------
    SectionAbsent
        With the sentence that says why.
    """
    try:
        subject.demand_tab("summary" if name in OF_SUMMARY else name)
    except TabSwitchedOff as off:
        raise SectionAbsent(off.fields["tab"], reason="tab_off") from None
    if name == "brief" and name not in subject.automatic:
        raise SectionAbsent("The brief is switched off.", reason="automatic_off")
