"""What the routes of participants take and answer."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from gainsight_zoom.attendance import Presence, State
from gainsight_zoom.matching import Confidence, Group, How, Offer, Source, Why
from gainsight_zoom.records import Customer, Kind
from gainsight_zoom.roster import InvitationState
from gainsight_zoom.shapes import Shape

MOST_PARTICIPANTS, MOST_ADDED, MOST_INVITATIONS = 1_000, 25, 200
Uuid = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(max_length=320)]
Email = Annotated[str, Field(max_length=320, pattern=r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]+$")]
Gsid = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
ParticipantId = Annotated[str, Field(pattern=r"^[a-f0-9]{24}$")]


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


class NamedCustomerBody(CustomerBody):
    """A record, and its name as the user saw it."""

    name: Annotated[str, Field(min_length=1, max_length=320)]

    def customer(self) -> Customer:
        """Return it as the record that is kept."""
        return Customer(self.tenant, self.kind, self.id, self.name)


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


class MatchBody(Shape):
    """Who somebody is, by the user's word: an address, a person, or nobody known."""

    model_config = ConfigDict(extra="forbid")
    email: Email | None = None
    tenant: Key | None = None
    person_id: Gsid | None = None
    none: Literal[True] | None = None
    customer: CustomerBody | None = None


class NewPersonBody(Shape):
    """One person to be added to a customer, or linked where ``person_id`` is known.

    Who was matched by hand may have no address here: then the person's own one is used.
    """

    model_config = ConfigDict(extra="forbid")
    participant_id: ParticipantId | None = None
    name: Annotated[str, Field(min_length=1, max_length=320)]
    email: Email | None = None
    title: Annotated[str, Field(max_length=255)] | None = None
    role: Annotated[str, Field(max_length=255)] | None = None
    primary: bool = False
    person_id: Gsid | None = None


class PeopleBody(Shape):
    """People for one customer; ``key`` is one press of the button."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    customer: CustomerBody
    people: Annotated[list[NewPersonBody], Field(min_length=1, max_length=MOST_ADDED)]


class FailureView(Shape):
    """Why one person was not taken."""

    code: str
    message: str
    fields: dict[str, str] = {}


class ResultView(Shape):
    """What became of one person."""

    participant_id: str | None
    name: str
    email: str
    status: Literal["added", "linked", "already", "refused", "busy"]
    person_id: str | None
    error: FailureView | None


class PeopleAnswer(Shape):
    """What became of each, in the order they were sent."""

    results: list[ResultView]


class FoundPeople(Shape):
    """People found by name or address; those of the customer first."""

    query: str
    people: list[PersonView]
    more: bool
