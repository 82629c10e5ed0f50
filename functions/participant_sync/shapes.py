"""What a sync takes and answers, and what the other routes share with it."""

from typing import Annotated

from pydantic import ConfigDict, Field

from gainsight_zoom.attendance import Presence, State
from gainsight_zoom.matching import Confidence, Group, How, Offer, Source, Why
from gainsight_zoom.records import Kind
from gainsight_zoom.roster import InvitationState
from gainsight_zoom.shapes import Shape

MOST_PARTICIPANTS, MOST_INVITATIONS = 1_000, 200
Uuid = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(max_length=320)]
Email = Annotated[str, Field(max_length=320, pattern=r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]+$")]
Gsid = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]


class ParticipantBody(Shape):
    """Somebody as the Zoom client lists them; it never tells e-mail addresses."""

    model_config = ConfigDict(extra="forbid")
    participant_uuid: Uuid
    name: Name = ""
    role: Annotated[str, Field(max_length=40)] | None = None


class ConsentBody(Shape):
    """An address somebody agreed to share, as the Zoom client handed it to the pane."""

    model_config = ConfigDict(extra="forbid")
    participant_uuid: Uuid
    email: Email


class CustomerBody(Shape):
    """A record by all that names it."""

    model_config = ConfigDict(extra="ignore")
    tenant: Key
    kind: Kind
    id: Gsid
    name: Annotated[str, Field(max_length=320)] | None = None


class SyncBody(Shape):
    """What this user's Zoom client knows; which meeting it is, the session says."""

    model_config = ConfigDict(extra="forbid")
    participants: Annotated[list[ParticipantBody], Field(max_length=MOST_PARTICIPANTS)] = []
    me: ParticipantBody | None = None
    consented: Annotated[list[ConsentBody], Field(max_length=MOST_PARTICIPANTS)] = []
    customer: CustomerBody | None = None
    cursor: Annotated[str, Field(pattern=r"^\d{1,3}$")] | None = None
    refresh: bool = False
    invitations: Annotated[list[Uuid], Field(max_length=MOST_INVITATIONS)] = []


class PlaceView(Shape):
    """A company somebody belongs to."""

    id: str
    name: str
    company_person_id: str
    title: str | None


class RelationshipPlaceView(Shape):
    """A relationship somebody belongs to."""

    id: str
    name: str


class PersonView(Shape):
    """A person in one Gainsight tenant."""

    tenant: str
    person_id: str
    name: str
    title: str | None
    companies: list[PlaceView]
    relationships: list[RelationshipPlaceView]
    at_customer: bool


class ParticipantView(Shape):
    """Somebody in the call, or expected, and who they are in Gainsight."""

    id: str
    participant_uuid: str | None
    name: str
    role: str | None
    me: bool
    presence: Presence
    joined_at: str | None
    left_at: str | None
    group: Group
    email: str | None
    email_source: Source | None
    how: How | None
    confidence: Confidence | None
    people: list[PersonView]
    unknown_because: Why | None
    offers: list[Offer]


class CanView(Shape):
    """What this user may do, by tenant where it depends on that."""

    add: dict[str, bool]
    link: dict[str, bool]
    ask_consent: bool
    invite: bool


class ReasonView(Shape):
    """Why a customer is suggested."""

    people: int
    domain: str | None
    remembered: bool


class SuggestionView(Shape):
    """A customer this meeting may be about."""

    tenant: str
    kind: Kind
    id: str
    name: str
    reason: ReasonView


class RememberedView(Shape):
    """The customer of this recurring meeting's last occurrence."""

    tenant: str
    kind: Kind
    id: str
    name: str
    last_met: str


class RoleView(Shape):
    """What a person can be to a customer."""

    id: str
    label: str


class ProblemView(Shape):
    """A tenant that could not be asked."""

    tenant: str
    code: str
    message: str
    retryable: bool


class SyncAnswer(Shape):
    """Who is in the call; ``complete`` is false while more of them are to be looked up.

    ``invitations`` tells of those asked about, by Zoom's id: opened, or the app added.
    """

    state: State
    as_of: str
    complete: bool
    cursor: str | None
    can: CanView
    people: list[ParticipantView]
    suggested: list[SuggestionView]
    remembered: RememberedView | None
    roles: dict[str, list[RoleView]]
    problems: list[ProblemView]
    invitations: dict[str, InvitationState] = {}
