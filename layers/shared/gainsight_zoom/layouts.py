"""What the tabs show of a tenant: the plain records of a layout, and the one to begin with."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class AttributeGroup:
    """A titled group of fields by API name, in order; those also in ``read_only`` are shown only.

    A field named ``*custom`` stands for all custom fields not named elsewhere.
    """

    name: str
    fields: tuple[str, ...]
    read_only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Band:
    """A range of scores, both ends included, with its name and colour (``#rrggbb``)."""

    label: str
    low: float
    high: float
    color: str
    id: str | None = None


@dataclass(frozen=True)
class Scheme:
    """How a tenant shows scores; bands from the lowest up."""

    kind: Literal["number", "grade", "color"] = "number"
    bands: tuple[Band, ...] = (
        Band("Red", 0, 49.99, "#c9372c"),
        Band("Yellow", 50, 74.99, "#e2b203"),
        Band("Green", 75, 100, "#22a06b"),
    )


@dataclass(frozen=True)
class ScorecardSetup:
    """Where a tenant keeps its scorecards, by API names that an admin entered.

    Parameters
    ----------
    scheme : Scheme
        What to show scores in where the tenant's own schemes cannot be read.
    sources : dict
        ``masters``, ``measures``, ``schemes``, ``facts``, ``history`` and ``updates``, each with
        its ``object`` and the API names of its fields by what they mean; see
        ``docs/scorecard-setup.md``. ``relationship_facts`` and ``relationship_history`` where a
        tenant keeps those apart.
    """

    scheme: Scheme = Scheme()
    sources: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """What the tabs show, fields by API name, in order; chips stand above the Summary's grid.

    ``timeline_fields`` are the custom fields of an activity type, ``*`` standing for all types;
    those of ``timeline_required`` have to be filled in. ``summary_groups`` are the fields of the
    Summary once more, under headings.
    """

    summary_chips: dict[str, tuple[str, ...]]
    summary_fields: dict[str, tuple[str, ...]]
    timeline_types: tuple[str, ...] = ("Update", "Call", "Meeting", "Email", "Milestone")
    timeline_fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    timeline_required: dict[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: dict[str, tuple[AttributeGroup, ...]] = field(default_factory=dict)
    scorecards: ScorecardSetup = ScorecardSetup()
    summary_groups: dict[str, tuple[AttributeGroup, ...]] = field(default_factory=dict)


DEFAULT_LAYOUT = Layout(
    summary_chips={"company": ("Stage", "Status"), "relationship": ("Stage", "Status")},
    summary_fields={
        "company": (
            "Arr",
            "RenewalDate",
            "Csm",
            "CustomerLifetimeInMonths",
            "Users",
            "Nps",
        ),
        "relationship": ("Arr", "RenewalDate", "Csm", "OriginalContractDate"),
    },
)
