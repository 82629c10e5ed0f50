"""The browser's way through a Gainsight sign-in, from the ticket to "Welcome to Gainsight"."""

from aws_lambda_powertools.event_handler import Response

from gainsight_zoom import access
from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import AppError, SignInRejected
from gainsight_zoom.identity import Match, compare
from gainsight_zoom.observability import logger
from gainsight_zoom.records import (
    GainsightUser,
    SignInState,
    TenantRecords,
    Ticket,
    Tokens,
    UserRecords,
)
from gainsight_zoom.sessions import digest
from gainsight_zoom.signin import LIFETIME_S, check_issuer, form_nonce, issue_state
from gainsight_zoom.wiring import Wiring

from .account import NotAdmitted, WrongAccount, connect_account, read_owner
from .browser import Browser, cookie
from .pages import cancelled_page, confirm_page, go_page, provider_page, welcome_page

CALLBACK = "/oauth/gainsight/callback"


def show_ticket(wired: Wiring, browser: Browser, secret: str) -> Response[str]:
    """Show whose Zoom account a ticket would connect to which tenant; nothing is used up yet.

    Raises
    ------
    SignInRejected
        If the ticket does not hold.
    """
    ticket = wired.sign_ins.peek_ticket(digest(secret), now=int(wired.clock.now()))
    tenant = _tenant(wired, ticket.tenant)
    own = browser.secret or wired.token()
    return go_page(
        email=_zoom_email(wired.users.load(ticket.uid)),
        tenant=tenant.tenant,
        action=f"/oauth/go/{secret}",
        nonce=form_nonce(browser=own, ticket=secret),
        cookie=cookie(own),
    )


def send_to_provider(
    wired: Wiring, browser: Browser, deadline: Deadline, ticket: Ticket
) -> Response[str]:
    """Create state and PKCE, remember the issuer, and lead to the tenant's login page.

    The ticket is used up only once the tenant has answered: while Gainsight is down, the same page
    can be tried again.
    """
    tenant = _tenant(wired, ticket.tenant).tenant
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
    return provider_page(url=url, tenant=tenant)


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
    return _decide(wired, browser, found, kept, tokens, user)


def confirm_sign_in(wired: Wiring, browser: Browser, ticket: Ticket) -> Response[str]:
    """Connect two accounts that the user just said are both theirs.

    Raises
    ------
    SignInRejected
        If the ticket carries no sign-in to confirm.
    """
    browser.use_up(wired, ticket)
    if ticket.sealed is None or ticket.user is None:
        raise SignInRejected("ticket_purpose")
    tokens = wired.keeper.unseal(
        ticket.sealed, uid=ticket.uid, provider="gainsight", tenant=ticket.tenant
    )
    found = _tenant(wired, ticket.tenant)
    connect_account(
        wired, found, uid=ticket.uid, tokens=tokens, user=ticket.user, since=ticket.issued_at
    )
    return welcome_page(user=ticket.user, tenant=found.tenant)


def _decide(
    wired: Wiring,
    browser: Browser,
    found: TenantRecords,
    state: SignInState,
    tokens: Tokens,
    user: GainsightUser,
) -> Response[str]:
    uid = state.uid or ""
    zoom_email = _zoom_email(wired.users.load(uid))
    match = compare(zoom_email=zoom_email, gainsight_email=user.email, policy=found.policy)
    if match is Match.REFUSED:
        raise WrongAccount("identity_rule", zoom_email=zoom_email, tenant=found.tenant.name)
    try:
        access.admit(found.tenant, found.policy, user)
    except AppError as error:
        raise NotAdmitted(error) from None
    if match is Match.SAME:
        connect_account(wired, found, uid=uid, tokens=tokens, user=user, since=state.issued_at)
        return welcome_page(user=user, tenant=found.tenant)
    secret = wired.token()
    sealed = wired.keeper.seal(tokens, uid=uid, provider="gainsight", tenant=found.tenant.key)
    wired.sign_ins.issue_ticket(
        Ticket(
            digest=digest(secret),
            kind="confirm",
            uid=uid,
            tenant=found.tenant.key,
            username=user.email,
            expires_at=int(wired.clock.now()) + LIFETIME_S,
            browser_hash=browser.binding,
            sealed=sealed,
            user=user,
        ),
        since=state.issued_at,
    )
    nonce = form_nonce(browser=browser.secret or "", ticket=secret)
    return confirm_page(
        zoom_email=zoom_email,
        user=user,
        tenant=found.tenant,
        action=f"/oauth/go/{secret}",
        nonce=nonce,
    )


def _tenant(wired: Wiring, key: str) -> TenantRecords:
    found = wired.tenancy.load((key,)).get(key)
    if found is None:
        raise SignInRejected("tenant_gone")
    return found


def _zoom_email(records: UserRecords) -> str:
    if records.profile is None or not records.zoom_authorized:
        raise SignInRejected("zoom_not_authorized")
    return records.profile.email
