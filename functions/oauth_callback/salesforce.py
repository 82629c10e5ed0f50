"""The browser's way through Salesforce's login, which proves who somebody is and nothing else."""

from aws_lambda_powertools.event_handler import Response

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import SalesforceOff, SignInRejected, UpstreamUnauthorized
from gainsight_zoom.observability import logger
from gainsight_zoom.records import GainsightUser, Tenant, TenantRecords, Tokens
from gainsight_zoom.salesforce.oauth import Identity, SalesforceLogin
from gainsight_zoom.sessions import digest
from gainsight_zoom.signin import LIFETIME_S, issue_state
from gainsight_zoom.tickets import SignInState, Ticket
from gainsight_zoom.wiring import Wiring

from .account import NotAdmitted, OrganisationUnknown, find_by_salesforce_id
from .browser import Browser
from .deciding import decide, destination
from .pages import cancelled_page, not_installed_page, provider_page

CALLBACK = "/oauth/salesforce/callback"
NOT_INSTALLED = "OAUTH_APPROVAL_ERROR_GENERIC"


def send_to_salesforce(wired: Wiring, browser: Browser, ticket: Ticket) -> Response[str]:
    """Create state and PKCE and lead to Salesforce's login page.

    Raises
    ------
    SignInRejected
        If the ticket names no login.
    """
    if ticket.login_host is None:
        raise SignInRejected("ticket_purpose")
    login = _login(wired)
    browser.use_up(wired, ticket)
    state, verifier = wired.token(), wired.token()
    issued = issue_state(
        state=state,
        verifier=verifier,
        record=SignInState(
            digest=digest(state),
            purpose="salesforce",
            binding=browser.binding,
            code_verifier=verifier,
            expires_at=int(wired.clock.now()) + LIFETIME_S,
            uid=ticket.uid,
            issuer=ticket.login_host,
        ),
    )
    wired.sign_ins.issue_state(issued.record, since=ticket.issued_at)
    url = login.authorize_url(
        ticket.login_host,
        redirect_uri=wired.config.public_base_url + CALLBACK,
        state=state,
        code_challenge=issued.code_challenge,
        login_hint=ticket.username,
    )
    return provider_page(url=url, to=destination(wired, ticket))


def finish_salesforce(
    wired: Wiring,
    browser: Browser,
    deadline: Deadline,
    *,
    code: str | None,
    state: str | None,
    error: str | None,
) -> Response[str]:
    """Learn who logged in, find their Gainsight user, and go on as with any sign-in.

    Raises
    ------
    SignInRejected
        If cookie or state do not hold.
    OrganisationUnknown
        If no tenant is registered for the organisation.
    WrongAccount
        If nobody in Gainsight is this Salesforce user, or the identity rule refuses them.
    NotAdmitted
        If the admin has not switched Salesforce on, or licence or policy refuse the user.
    """
    if not state:
        raise SignInRejected("state_missing")
    now = int(wired.clock.now())
    kept = wired.sign_ins.consume_state(digest(state), binding=browser.binding, now=now)
    if kept.purpose != "salesforce" or not kept.uid or not kept.issuer:
        raise SignInRejected("state_purpose")
    if error is not None or not code:
        logger.info("sign-in cancelled at the provider")
        return not_installed_page() if error == NOT_INSTALLED else cancelled_page()
    identity = _login(wired).identify(
        kept.issuer,
        code=code,
        redirect_uri=wired.config.public_base_url + CALLBACK,
        code_verifier=kept.code_verifier,
        deadline=deadline,
    )
    found = _tenant(wired, identity)
    tokens, user = _find(wired, found.tenant, identity, deadline)
    return decide(wired, browser, found, kept, tokens, user)


def _login(wired: Wiring) -> SalesforceLogin:
    if wired.salesforce is None:
        raise NotAdmitted(SalesforceOff("salesforce_not_set_up"))
    return wired.salesforce


def _tenant(wired: Wiring, identity: Identity) -> TenantRecords:
    key = wired.tenants.of_salesforce_org(identity.org_id)
    found = None if key is None else wired.tenancy.load_with_metadata((key,)).get(key)
    if found is None or not found.tenant.enabled:
        raise OrganisationUnknown("organisation_unknown")
    if not found.policy.portfolio.enabled:
        raise NotAdmitted(SalesforceOff("salesforce_off"))
    return found


def _find(
    wired: Wiring, tenant: Tenant, identity: Identity, deadline: Deadline
) -> tuple[Tokens, GainsightUser]:
    try:
        tokens = wired.machine.get(tenant, deadline)
    except SalesforceOff as error:
        raise NotAdmitted(error) from None
    try:
        user = find_by_salesforce_id(wired, tenant, tokens, identity.user_id, deadline)
    except UpstreamUnauthorized:
        tokens = wired.machine.get(tenant, deadline, refused=tokens.access_token)
        user = find_by_salesforce_id(wired, tenant, tokens, identity.user_id, deadline)
    return tokens, user
