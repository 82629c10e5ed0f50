"""Who is this, where do they sign in, how do they leave: sessions, logins, connections, ``/me``."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ConfigDict

from gainsight_zoom.callers import AnyCaller, AnyWiring
from gainsight_zoom.routing import LoginRoute
from gainsight_zoom.session_views import SessionView, session_view
from gainsight_zoom.shapes import Shape
from gainsight_zoom.web import create_app, respond

from .automatic import AutomaticAnswer, AutomaticBody, switch_automatic
from .leaving import delete_my_data, disconnect, log_out
from .minting import GuestAnswer, MintedSession, exchange_context
from .starting import LoginStart, StartedLogin, WhoSignsIn, route_login, start_login

app = create_app()


class ContextExchange(Shape):
    """The sealed context, from the home page's header or from ``getAppContext()``."""

    model_config = ConfigDict(extra="forbid")
    context: str


@app.post("/session")
def create_session(wired: AnyWiring, body: ContextExchange) -> MintedSession | GuestAnswer:
    """Exchange Zoom's app context for a bearer; a guest gets none."""
    return exchange_context(wired, body.context)


@app.get("/session")
def read_session(wired: AnyWiring, caller: AnyCaller) -> SessionView:
    """Tell the pane who it belongs to."""
    tenants = wired.tenancy.load(tuple(c.tenant for c in caller.records.credentials))
    return session_view(caller.session, caller.records, tenants)


@app.delete("/session")
def delete_session(wired: AnyWiring, caller: AnyCaller) -> Response[None]:
    """Log out: forget every Gainsight connection and all sessions of this user."""
    log_out(wired, caller)
    return Response(status_code=204)


@app.post("/login/route")
def login_route(wired: AnyWiring, caller: AnyCaller, body: WhoSignsIn) -> LoginRoute:
    """Say where a username signs in."""
    return route_login(wired, caller, body)


@app.post("/login/start")
def login_start(wired: AnyWiring, caller: AnyCaller, body: LoginStart) -> StartedLogin:
    """Open a sign-in: the address to open in the system browser, good for ten minutes."""
    return start_login(wired, caller, body)


@app.delete("/connections/<tenant>")
def delete_connection(
    wired: AnyWiring,
    caller: AnyCaller,
    tenant: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")],
) -> Response[None]:
    """Forget the connection to one tenant."""
    disconnect(wired, caller, tenant)
    return Response(status_code=204)


@app.put("/me/automatic")
def put_automatic(
    wired: AnyWiring, caller: AnyCaller, body: Annotated[AutomaticBody, Body()]
) -> AutomaticAnswer:
    """Say what the app shall not do without being asked."""
    return switch_automatic(wired, caller, body)


@app.delete("/me")
def delete_me(wired: AnyWiring, caller: AnyCaller) -> Response[None]:
    """Delete everything this app keeps of this user, at once."""
    delete_my_data(wired, caller)
    return Response(status_code=204)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
