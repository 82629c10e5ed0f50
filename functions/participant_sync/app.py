"""Who is in the call, who they are in Gainsight, adding them: ``/participants``, ``/people``."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import StringConstraints

from gainsight_zoom.callers import AnyCaller, AnyEntrance, AnyWiring, CallerHere
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.records import Kind
from gainsight_zoom.web import create_app, respond

from .shapes import ParticipantView, SyncAnswer, SyncBody
from .sync import synchronise

if TYPE_CHECKING:
    from . import adding, by_hand, finding
    from . import since as reunion
else:
    adding = Lazily("participant_sync.adding")
    by_hand = Lazily("participant_sync.by_hand")
    finding = Lazily("participant_sync.finding")
    reunion = Lazily("participant_sync.since")

app = create_app()

TenantKey = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]
Text = Annotated[
    str, Query(), StringConstraints(strip_whitespace=True, min_length=2, max_length=100)
]


@app.post("/participants/sync")
def sync(wired: AnyWiring, caller: AnyCaller, body: Annotated[SyncBody, Body()]) -> SyncAnswer:
    """Say who is in the session's meeting, and who they are in Gainsight."""
    return synchronise(wired, caller, body)


@app.put("/participants/<participant_id>/match")
def match(
    wired: AnyWiring,
    caller: AnyCaller,
    participant_id: Annotated[str, Path(pattern=r"^[a-f0-9]{24}$")],
    body: "Annotated[by_hand.MatchBody, Body()]",
) -> ParticipantView:
    """Take the user's word for who somebody is."""
    return by_hand.match_by_hand(wired, caller, participant_id, body)


@app.put("/participants/customer")
def customer(
    wired: AnyWiring, caller: AnyCaller, body: "Annotated[by_hand.NamedCustomerBody, Body()]"
) -> Response[None]:
    """Remember with which customer this recurring meeting is."""
    by_hand.choose_customer(wired, caller, body)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@app.get("/participants/since/<tenant>/<kind>/<gsid>")
def since(
    wired: AnyWiring,
    caller: AnyCaller,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")],
) -> "reunion.SinceAnswer":
    """Say who is new in this call and who is missing, against the last one with a customer."""
    return reunion.since_last_call(wired, caller, tenant=tenant, kind=kind, gsid=gsid)


@app.get("/people/<tenant>")
def find(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    q: Text,
    company: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = None,
) -> "finding.FoundPeople":
    """Find people of a tenant by name or address."""
    return finding.find_people(wired, caller, tenant=tenant, text=q, company=company)


@app.post("/people")
def add(
    entrance: AnyEntrance, body: "Annotated[adding.PeopleBody, Body()]"
) -> "adding.PeopleAnswer":
    """Add people to a customer, or link those whom Gainsight knows."""
    return adding.add_people(entrance, body)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
