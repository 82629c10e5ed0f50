"""What all sign-ins share: the page that names the Zoom account, the identity rule, the welcome."""

from aws_lambda_powertools.event_handler import Response

from gainsight_zoom import access
from gainsight_zoom.errors import AppError, SignInRejected
from gainsight_zoom.hosts import reachable
from gainsight_zoom.identity import Match, compare
from gainsight_zoom.records import GainsightUser, Integration, TenantRecords, Tokens, UserRecords
from gainsight_zoom.sessions import digest
from gainsight_zoom.signin import LIFETIME_S, form_nonce
from gainsight_zoom.tickets import SignInState, Ticket
from gainsight_zoom.wiring import Wiring

from .account import NotAdmitted, WrongAccount, connect_account
from .browser import Browser, cookie
from .pages import Destination, confirm_page, go_page, welcome_page


def show_ticket(wired: Wiring, browser: Browser, secret: str) -> Response[str]:
    """Show whose Zoom account a ticket would connect to what; nothing is used up yet.

    Raises
    ------
    SignInRejected
        If the ticket does not hold.
    """
    ticket = wired.sign_ins.peek_ticket(digest(secret), now=int(wired.clock.now()))
    own = browser.secret or wired.token()
    return go_page(
        email=_zoom_email(wired.users.load(ticket.uid)),
        to=destination(wired, ticket),
        action=f"/oauth/go/{secret}",
        nonce=form_nonce(browser=own, ticket=secret),
        cookie=cookie(own),
    )


def destination(wired: Wiring, ticket: Ticket) -> Destination:
    """Say where a ticket leads.

    Raises
    ------
    SignInRejected
        If its tenant is gone.
    """
    if ticket.login_host is not None:
        return Destination("Gainsight", "Salesforce", ticket.login_host)
    tenant = tenant_of(wired, ticket.tenant).tenant
    return Destination(tenant.name, "Gainsight", tenant.host)


def tenant_of(wired: Wiring, key: str) -> TenantRecords:
    """Return a tenant whose host may be spoken to.

    Raises
    ------
    SignInRejected
        If it is gone, off, or waits for its host to be confirmed.
    """
    found = wired.tenancy.load((key,)).get(key)
    if found is None or not reachable(found.tenant):
        raise SignInRejected("tenant_gone")
    return found


def decide(
    wired: Wiring,
    browser: Browser,
    found: TenantRecords,
    state: SignInState,
    tokens: Tokens,
    user: GainsightUser,
) -> Response[str]:
    """Apply the identity rule, then licence and policy, and connect.

    Raises
    ------
    WrongAccount
        If the Gainsight account may not be connected to this Zoom account.
    NotAdmitted
        If that account's licence or the tenant's policy does not admit it.
    """
    uid = state.uid or ""
    integration: Integration = "salesforce" if state.purpose == "salesforce" else "gainsight"
    zoom_email = _zoom_email(wired.users.load(uid))
    match = compare(zoom_email=zoom_email, gainsight_email=user.email, policy=found.policy)
    if match is Match.REFUSED:
        raise WrongAccount("identity_rule", zoom_email=zoom_email, tenant=found.tenant.name)
    admit(found, user, integration)
    if match is Match.SAME:
        connect_account(
            wired,
            found,
            uid=uid,
            tokens=tokens,
            user=user,
            integration=integration,
            since=state.issued_at,
        )
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
            integration=integration,
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


def confirm_sign_in(wired: Wiring, browser: Browser, ticket: Ticket) -> Response[str]:
    """Connect two accounts that the user just said are both theirs.

    Raises
    ------
    SignInRejected
        If the ticket carries no sign-in to confirm.
    NotAdmitted
        If the admin decided otherwise meanwhile.
    """
    browser.use_up(wired, ticket)
    if ticket.sealed is None or ticket.user is None:
        raise SignInRejected("ticket_purpose")
    tokens = wired.keeper.unseal(
        ticket.sealed, uid=ticket.uid, provider="gainsight", tenant=ticket.tenant
    )
    found = tenant_of(wired, ticket.tenant)
    admit(found, ticket.user, ticket.integration)
    connect_account(
        wired,
        found,
        uid=ticket.uid,
        tokens=tokens,
        user=ticket.user,
        integration=ticket.integration,
        since=ticket.issued_at,
    )
    return welcome_page(user=ticket.user, tenant=found.tenant)


def admit(found: TenantRecords, user: GainsightUser, integration: Integration) -> None:
    """Let a user in as ``access.admit`` does, in the words of a sign-in.

    Raises
    ------
    NotAdmitted
        With the reason why not.
    """
    try:
        access.admit(found.tenant, found.policy, user, integration=integration)
    except AppError as error:
        raise NotAdmitted(error) from None


def _zoom_email(records: UserRecords) -> str:
    if records.profile is None or not records.zoom_authorized:
        raise SignInRejected("zoom_not_authorized")
    return records.profile.email
