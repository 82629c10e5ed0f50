"""The sign-in dance as plain decisions: tickets, the browser's cookie, states, the form's nonce.

The Zoom client's web view and the system browser share no cookies. So the pane hands the browser a
single-use ticket; the browser shows whom it is about to connect, gets a cookie of its own, and only
that browser can finish. Nothing here does I/O.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gainsight_zoom.config import PkceMethod
from gainsight_zoom.errors import SignInRejected
from gainsight_zoom.pkce import challenge
from gainsight_zoom.sessions import digest
from gainsight_zoom.tickets import SIGN_IN_LIFETIME_S, SignInState, Ticket

LIFETIME_S = SIGN_IN_LIFETIME_S
COOKIE = "__Host-gsz-signin"
NO_TENANT = "-"
MAX_SECRET_CHARS = 200


@dataclass(frozen=True)
class IssuedState:
    """A state to store, with the parts that go to the provider and are stored nowhere."""

    record: SignInState
    state: str = field(repr=False)
    code_challenge: str = field(repr=False)


def start_ticket(
    *,
    secret: str,
    uid: str,
    tenant: str,
    username: str,
    now: int,
    login_host: str | None = None,
) -> Ticket:
    """Make the record of a ticket that the pane hands to the browser.

    Parameters
    ----------
    tenant : str
        ``NO_TENANT`` for Salesforce, whose login tells the organisation.
    login_host : str, optional
        Where Salesforce's login takes place.
    """
    return Ticket(
        digest=digest(secret),
        kind="start",
        uid=uid,
        tenant=tenant,
        username=username,
        expires_at=now + LIFETIME_S,
        integration="gainsight" if login_host is None else "salesforce",
        login_host=login_host,
    )


def form_nonce(*, browser: str, ticket: str) -> str:
    """Derive the nonce of a form: only who holds the cookie and the ticket can know it."""
    return hmac.new(browser.encode(), ticket.encode(), hashlib.sha256).hexdigest()


def check_form(
    *,
    browser: str | None,
    ticket: str,
    nonce: str | None,
    origin: str | None,
    base_url: str,
) -> str:
    """Accept a form only from our own page in the browser that was shown it.

    Returns
    -------
    str
        The browser's cookie value.

    Raises
    ------
    SignInRejected
        With the reason ``origin``, ``cookie_missing`` or ``nonce``.
    """
    parts = urlsplit(base_url)
    if origin != f"{parts.scheme}://{parts.netloc}":
        raise SignInRejected("origin")
    if not browser or len(browser) > MAX_SECRET_CHARS:
        raise SignInRejected("cookie_missing")
    expected = form_nonce(browser=browser, ticket=ticket)
    if not nonce or not hmac.compare_digest(nonce.encode(), expected.encode()):
        raise SignInRejected("nonce")
    return browser


def issue_state(
    *,
    state: str,
    verifier: str,
    record: SignInState,
    method: PkceMethod = "S256",
) -> IssuedState:
    """Complete a state record: its key is the hash of the state, so the table tells nobody it."""
    return IssuedState(record=record, state=state, code_challenge=challenge(verifier, method))


def check_issuer(state: SignInState, issuer: str | None) -> None:
    """Compare the callback's ``iss`` with the issuer the sign-in was started at (RFC 9207).

    Raises
    ------
    SignInRejected
        If they differ. Without an ``iss`` the code still goes only to the stored endpoint.
    """
    if issuer is not None and issuer != state.issuer:
        raise SignInRejected("issuer_mismatch")
