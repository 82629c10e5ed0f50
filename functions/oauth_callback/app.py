"""Consent and sign-in: Zoom's in-client and web flow, and the browser's way through a login."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.callers import AnyCaller, AnyDeadline, AnyWiring
from gainsight_zoom.session_views import SessionView
from gainsight_zoom.web import create_app, respond

from .browser import Browser, browser
from .deciding import confirm_sign_in, show_ticket
from .gainsight import finish_sign_in, send_to_gainsight
from .in_client import Authorization, Authorized, finish_authorization, start_authorization
from .install import finish_install, start_install
from .pages import error_page_or_json
from .salesforce import finish_salesforce, send_to_salesforce

app = create_app(render=error_page_or_json)

TicketSecret = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{20,100}$")]
AnyBrowser = Annotated[Browser, Depends(browser)]
Page = Response[str]


@app.post("/oauth/zoom/authorize")
def zoom_authorize(wired: AnyWiring, caller: AnyCaller) -> Authorization:
    """Prepare ``zoomSdk.authorize()``."""
    return start_authorization(wired, caller)


@app.post("/oauth/zoom/authorized")
def zoom_authorized(wired: AnyWiring, caller: AnyCaller, body: Authorized) -> SessionView:
    """Take what ``onAuthorized`` brought and finish Zoom's consent."""
    return finish_authorization(wired, caller, body)


@app.get("/oauth/zoom/install")
def zoom_install(wired: AnyWiring, browser: AnyBrowser) -> Page:
    """Send the browser to Zoom's consent page."""
    return start_install(wired, browser)


@app.get("/oauth/zoom/callback")
def zoom_callback(
    wired: AnyWiring,
    browser: AnyBrowser,
    until: AnyDeadline,
    code: Annotated[str | None, Query(max_length=4096)] = None,
    state: Annotated[str | None, Query(max_length=200)] = None,
) -> Page:
    """Finish an install that began on our page, restart one that did not."""
    return finish_install(wired, browser, until, code=code, state=state)


@app.get("/oauth/go/<ticket>")
def go(wired: AnyWiring, browser: AnyBrowser, ticket: TicketSecret) -> Page:
    """Show, in the browser, whose Zoom account is about to be connected to which tenant."""
    return show_ticket(wired, browser, ticket)


@app.post("/oauth/go/<ticket>")
def go_on(wired: AnyWiring, browser: AnyBrowser, until: AnyDeadline, ticket: TicketSecret) -> Page:
    """Use the ticket up: off to the provider, or «these are both me»."""
    accepted = browser.accept_form(wired, ticket)
    if accepted.kind == "confirm":
        return confirm_sign_in(wired, browser, accepted)
    if accepted.integration == "salesforce":
        return send_to_salesforce(wired, browser, accepted)
    return send_to_gainsight(wired, browser, until, accepted)


@app.get("/oauth/gainsight/callback")
def gainsight_callback(
    wired: AnyWiring,
    browser: AnyBrowser,
    until: AnyDeadline,
    code: Annotated[str | None, Query(max_length=4096)] = None,
    state: Annotated[str | None, Query(max_length=200)] = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
    iss: Annotated[str | None, Query(max_length=300)] = None,
) -> Page:
    """Finish a Gainsight sign-in."""
    return finish_sign_in(wired, browser, until, code=code, state=state, error=error, issuer=iss)


@app.get("/oauth/salesforce/callback")
def salesforce_callback(
    wired: AnyWiring,
    browser: AnyBrowser,
    until: AnyDeadline,
    code: Annotated[str | None, Query(max_length=4096)] = None,
    state: Annotated[str | None, Query(max_length=200)] = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
) -> Page:
    """Finish a sign-in with Salesforce."""
    return finish_salesforce(wired, browser, until, code=code, state=state, error=error)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
