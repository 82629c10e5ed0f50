"""Finding customers, reading and editing their records: ``/search``, ``/c360``, ``/lookup``."""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import StringConstraints

from gainsight_zoom.callers import AnyCaller, AnyWiring, CallerHere
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.records import Kind
from gainsight_zoom.web import create_app, respond

from .connections import ReaderHere, ScorerHere, SearcherHere, subject_of
from .records import CustomerRecord, fetch_record
from .sections import SECTION_NAMES, names_of

if TYPE_CHECKING:
    from . import attributes as editing
    from . import lookup, scorecard
    from . import mine as own
    from . import search as finding
else:
    editing = Lazily("c360_fetch.attributes")
    finding = Lazily("c360_fetch.search")
    lookup = Lazily("c360_fetch.lookup")
    own = Lazily("c360_fetch.mine")
    scorecard = Lazily("c360_fetch.scorecard")

Answer = TypeVar("Answer")
app = create_app()

Gsid = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Text = Annotated[
    str, Query(), StringConstraints(strip_whitespace=True, min_length=2, max_length=100)
]
ONE_SECTION = "|".join(SECTION_NAMES)
SectionNames = Annotated[str, Query(pattern=rf"^({ONE_SECTION})(,({ONE_SECTION})){{0,4}}$")]
TenantKey = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]


@app.get("/search")
def search(
    wired: AnyWiring,
    caller: SearcherHere,
    q: Text,
    kind: "Annotated[finding.SearchKind, Query()]" = "all",
    tenant: Annotated[str | None, Query()] = None,
) -> "finding.SearchAnswer":
    """Find companies and relationships by name in the tenants named, or in every connected one."""
    only = None if tenant is None else tenant.split(",")
    return finding.search_customers(wired, caller, text=q, kind=kind, only=only)


@app.get("/search/mine")
def mine(wired: AnyWiring, caller: AnyCaller) -> "own.MineAnswer":
    """List the user's own customers, as kept for some hours."""
    return own.my_customers(wired, caller)


@app.get("/c360/<tenant>/<kind>/<gsid>")
def record(
    wired: AnyWiring,
    caller: ReaderHere,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Gsid,
    sections: SectionNames = "summary",
) -> CustomerRecord:
    """Read sections of one customer's record."""
    names = names_of(sections)
    return fetch_record(wired, caller, tenant=tenant, kind=kind, gsid=gsid, sections=names)


@app.patch("/c360/<tenant>/<kind>/<gsid>/attributes")
def attributes(
    wired: AnyWiring,
    caller: CallerHere,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Gsid,
    changes: "Annotated[editing.ChangesBody, Body()]",
) -> "editing.Changed":
    """Change fields of one customer's record, unless they changed meanwhile."""
    return editing.change_attributes(
        wired, caller, tenant=tenant, kind=kind, gsid=gsid, body=changes
    )


@app.put("/c360/<tenant>/<kind>/<gsid>/scorecard/measures/<measure_id>")
def set_measure(
    wired: AnyWiring,
    caller: ScorerHere,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Gsid,
    measure_id: Gsid,
    score: "Annotated[scorecard.ScoreBody, Body()]",
) -> "Response[scorecard.MeasureAnswer]":
    """Send a score of a measure to Gainsight, or renew the one it has."""
    subject = subject_of(wired, caller, tenant=tenant, kind=kind, gsid=gsid)
    return _accepted(scorecard.change_score(subject, measure_id, score))


@app.delete("/c360/<tenant>/<kind>/<gsid>/scorecard/measures/<measure_id>")
def remove_measure(
    wired: AnyWiring,
    caller: ScorerHere,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Gsid,
    measure_id: Gsid,
    key: Annotated[str, Query(min_length=8, max_length=64)],
) -> "Response[scorecard.MeasureAnswer]":
    """Ask Gainsight to take the score of a measure away."""
    subject = subject_of(wired, caller, tenant=tenant, kind=kind, gsid=gsid)
    return _accepted(scorecard.remove_score(subject, measure_id, key))


@app.put("/c360/<tenant>/<kind>/<gsid>/scorecard/active")
def set_scorecard(
    wired: AnyWiring,
    caller: ScorerHere,
    tenant: TenantKey,
    kind: Annotated[Kind, Path()],
    gsid: Gsid,
    active: "Annotated[scorecard.ActiveBody, Body()]",
) -> "Response[scorecard.ActiveAnswer]":
    """Ask Gainsight to make another scorecard the active one."""
    subject = subject_of(wired, caller, tenant=tenant, kind=kind, gsid=gsid)
    return _accepted(scorecard.change_scorecard(subject, active))


@app.get("/lookup/<tenant>/users")
def users(wired: AnyWiring, caller: CallerHere, tenant: TenantKey, q: Text) -> "lookup.UserAnswer":
    """Find active users of a tenant by name or e-mail."""
    return lookup.find_users(wired, caller, tenant=tenant, text=q)


def _accepted(answer: Answer) -> Response[Answer]:
    return Response(status_code=202, content_type="application/json", body=answer)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
