"""The parts of what an admin decides: who may use the app, which tabs, which fields, whose records.

E-mail addresses are kept in lower case, as :mod:`gainsight_zoom.governing` leaves them.
"""

from dataclasses import dataclass, field
from typing import Literal, get_args

AdmissionMode = Literal["licensed", "license_kinds", "listed", "pilot"]
RecordRule = Literal["own", "listed", "all"]
RecordKind = Literal["company", "relationship"]
Automatic = Literal["brief", "suggestions", "series", "mine", "drafts", "ready", "opening"]
AUTOMATIC: tuple[Automatic, ...] = get_args(Automatic)
"""What the app does without being asked: the brief, customers suggested from who is in the call,
the customer of a recurring meeting, the user's own customers in the picker, a draft for a call that
ended without a note, the customer of the next call made ready, the app opened at its start."""
LICENSES = ("Full", "Viewer", "Viewer_Analytics")
ANY_TYPE = "*"


@dataclass(frozen=True)
class Admission:
    """Who of the licensed users may use the app; both lists are kept whichever is in force."""

    mode: AdmissionMode = "licensed"
    license_kinds: tuple[str, ...] = LICENSES
    listed: tuple[str, ...] = field(default=(), repr=False)
    pilot: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class UserGroup:
    """Some users, by e-mail address or by licence, under a name the admin gave."""

    name: str
    users: tuple[str, ...] = field(default=(), repr=False)
    licenses: tuple[str, ...] = ()


@dataclass(frozen=True)
class TabOff:
    """A tab that some do not get for some records, and why, in one sentence.

    Parameters
    ----------
    type : str
        GSID of a relationship type, ``*`` for all records of the kind.
    group : str or None
        Name of a group of users; None stands for everybody.
    """

    tab: str
    kind: RecordKind
    type: str = ANY_TYPE
    group: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Portfolio:
    """What users may see who signed in with Salesforce and act with the tenant's own credential.

    That credential does not know a user's record permissions, so an admin has to choose:
    ``own`` is what the user is the CSM of, ``listed`` are companies by GSID and what belongs to
    them, ``all`` is everything.
    """

    enabled: bool = False
    records: RecordRule = "own"
    companies: tuple[str, ...] = ()
