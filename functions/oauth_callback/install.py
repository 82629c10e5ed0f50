"""Zoom's web flow: "Add" on our page or in the Marketplace.

Zoom's own "Add" arrives at the callback without a state of ours: the flow is restarted once from
our side, never continued, since its code might be somebody else's (login CSRF).
"""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import SignInRejected, UpstreamError
from gainsight_zoom.observability import logger
from gainsight_zoom.sessions import digest
from gainsight_zoom.signin import LIFETIME_S, issue_state
from gainsight_zoom.tickets import SignInState
from gainsight_zoom.wiring import Wiring

from .browser import RESTARTED, Browser, cookie
from .consent import accept_consent
from .pages import added_page, declined_page, redirect, restart_page

CALLBACK = "/oauth/zoom/callback"


def start_install(wired: Wiring, browser: Browser, *more: Cookie) -> Response[str]:
    """Send the browser to Zoom's consent page, with state, PKCE S256, and more cookies if any."""
    secret = browser.secret or wired.token()
    state, verifier = wired.token(), wired.token()
    issued = issue_state(
        state=state,
        verifier=verifier,
        record=SignInState(
            digest=digest(state),
            purpose="zoom_install",
            binding=digest(secret),
            code_verifier=verifier,
            expires_at=int(wired.clock.now()) + LIFETIME_S,
        ),
    )
    wired.sign_ins.issue_state(issued.record)
    url = wired.zoom.authorize_url(
        redirect_uri=wired.config.public_base_url + CALLBACK,
        state=state,
        code_challenge=issued.code_challenge,
    )
    return redirect(url, cookie(secret), *more)


def finish_install(
    wired: Wiring, browser: Browser, deadline: Deadline, *, code: str | None, state: str | None
) -> Response[str]:
    """Store the consent and lead back into the Zoom client.

    Raises
    ------
    SignInRejected
        If there is a state and it does not hold.
    """
    if code is None:
        return declined_page()
    if state is None:
        return _restart(wired, browser)
    kept = wired.sign_ins.consume_state(
        digest(state), binding=browser.binding, now=int(wired.clock.now())
    )
    if kept.purpose != "zoom_install":
        raise SignInRejected("state_purpose")
    tokens = wired.zoom.exchange_code(
        code=code,
        redirect_uri=wired.config.public_base_url + CALLBACK,
        code_verifier=kept.code_verifier,
        deadline=deadline,
    )
    person = wired.zoom.me(tokens.access_token, deadline)
    accept_consent(wired, person, tokens, deadline, since=kept.issued_at)
    try:
        return redirect(wired.zoom.deeplink(tokens.access_token, deadline))
    except UpstreamError as error:
        logger.warning("no deep link", extra={"reason": error.reason})
        return added_page(person.email)


def _restart(wired: Wiring, browser: Browser) -> Response[str]:
    if browser.restarted:
        logger.info("install restarted twice")
        return restart_page()
    return start_install(wired, browser, cookie("1", RESTARTED))
