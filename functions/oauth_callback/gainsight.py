"""The browser's way through a tenant's own login."""

from aws_lambda_powertools.event_handler import Response

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import SignInRejected
from gainsight_zoom.observability import logger
from gainsight_zoom.sessions import digest
from gainsight_zoom.signin import LIFETIME_S, check_issuer, issue_state
from gainsight_zoom.tickets import SignInState, Ticket
from gainsight_zoom.wiring import Wiring

from .account import read_owner
from .browser import Browser
from .deciding import decide, destination, tenant_of
from .pages import cancelled_page, provider_page

CALLBACK = "/oauth/gainsight/callback"


def send_to_gainsight(
    wired: Wiring, browser: Browser, deadline: Deadline, ticket: Ticket
) -> Response[str]:
    """Create state and PKCE, remember the issuer, and lead to the tenant's login page.

    The ticket is used up only once the tenant has answered: while Gainsight is down, the same page
    can be tried again.
    """
    tenant = tenant_of(wired, ticket.tenant).tenant
    endpoints = wired.gainsight_oauth.discover(tenant, deadline)
    browser.use_up(wired, ticket)
    state, verifier = wired.token(), wired.token()
    issued = issue_state(
        state=state,
        verifier=verifier,
        record=SignInState(
            digest=digest(state),
            purpose="gainsight",
            binding=browser.binding,
            code_verifier=verifier,
            expires_at=int(wired.clock.now()) + LIFETIME_S,
            uid=ticket.uid,
            tenant=tenant.key,
            issuer=endpoints.issuer,
            token_endpoint=endpoints.token,
        ),
    )
    wired.sign_ins.issue_state(issued.record, since=ticket.issued_at)
    url = wired.gainsight_oauth.authorize_url(
        tenant,
        endpoints,
        redirect_uri=wired.config.public_base_url + CALLBACK,
        state=state,
        code_challenge=issued.code_challenge,
        login_hint=ticket.username,
    )
    return provider_page(url=url, to=destination(wired, ticket))


def finish_sign_in(
    wired: Wiring,
    browser: Browser,
    deadline: Deadline,
    *,
    code: str | None,
    state: str | None,
    error: str | None,
    issuer: str | None,
) -> Response[str]:
    """Check everything, exchange the code, apply the identity rule, and connect.

    Raises
    ------
    SignInRejected
        If cookie, state or issuer do not hold, with one public message for all.
    WrongAccount
        If the Gainsight account that logged in may not be connected to this Zoom account.
    NotAdmitted
        If that account's licence or the tenant's policy does not admit it.
    """
    if not state:
        raise SignInRejected("state_missing")
    now = int(wired.clock.now())
    kept = wired.sign_ins.consume_state(digest(state), binding=browser.binding, now=now)
    if kept.purpose != "gainsight" or not kept.uid or not kept.tenant or not kept.token_endpoint:
        raise SignInRejected("state_purpose")
    check_issuer(kept, issuer)
    if error is not None or not code:
        logger.info("sign-in cancelled at the provider")
        return cancelled_page()
    found = wired.tenancy.load_with_metadata((kept.tenant,)).get(kept.tenant)
    if found is None:
        raise SignInRejected("tenant_gone")
    tokens, owner = wired.gainsight_oauth.exchange_code(
        found.tenant,
        token_endpoint=kept.token_endpoint,
        code=code,
        redirect_uri=wired.config.public_base_url + CALLBACK,
        code_verifier=kept.code_verifier,
        deadline=deadline,
    )
    user = read_owner(wired, found.tenant, tokens, owner, deadline)
    return decide(wired, browser, found, kept, tokens, user)
