"""Zoom's consent inside the client: ``authorize()`` and what ``onAuthorized`` brings.

The redirect address is that of the window that called ``authorize()``, so the home page is on the
app's OAuth allow list and nothing else is accepted (Zoom, «Zoom Apps authentication»).
"""

from typing import Annotated

from pydantic import ConfigDict, Field

from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import Forbidden, SignInRejected, ValidationFailed
from gainsight_zoom.session_views import SessionView, session_view
from gainsight_zoom.sessions import digest
from gainsight_zoom.shapes import Shape
from gainsight_zoom.signin import LIFETIME_S, issue_state
from gainsight_zoom.tickets import SignInState
from gainsight_zoom.wiring import Wiring

from .consent import accept_consent


class Authorization(Shape):
    """The arguments of ``zoomSdk.authorize()``."""

    code_challenge: str
    state: str


class Authorized(Shape):
    """What the event ``onAuthorized`` carries."""

    model_config = ConfigDict(extra="forbid")
    code: Annotated[str, Field(min_length=1, max_length=4096)]
    state: Annotated[str, Field(min_length=1, max_length=200)]
    redirect_uri: Annotated[str, Field(max_length=2000)]


def start_authorization(wired: Wiring, caller: Caller) -> Authorization:
    """Issue a state bound to this session."""
    state, verifier = wired.token(), wired.token()
    issued = issue_state(
        state=state,
        verifier=verifier,
        method=wired.config.zoom_inclient_pkce,
        record=SignInState(
            digest=digest(state),
            purpose="zoom_in_client",
            binding=caller.session.secret_hash,
            code_verifier=verifier,
            expires_at=int(wired.clock.now()) + LIFETIME_S,
            uid=caller.uid,
        ),
    )
    wired.sign_ins.issue_state(issued.record, since=caller.session.created_at)
    return Authorization(code_challenge=issued.code_challenge, state=state)


def finish_authorization(wired: Wiring, caller: Caller, event: Authorized) -> SessionView:
    """Exchange the code, learn the verified e-mail, store Zoom's tokens.

    Raises
    ------
    SignInRejected
        If the state does not hold.
    ValidationFailed
        If the window was not our home page.
    Forbidden
        If another Zoom user gave consent than the one this session is of.
    """
    now = int(wired.clock.now())
    state = wired.sign_ins.consume_state(
        digest(event.state), binding=caller.session.secret_hash, now=now
    )
    if state.purpose != "zoom_in_client":
        raise SignInRejected("state_purpose")
    home = f"{wired.config.public_base_url}/app"
    if event.redirect_uri.partition("#")[0].partition("?")[0] != home:
        raise ValidationFailed("redirect_uri", fields={"redirect_uri": "Not this app's page."})
    tokens = wired.zoom.exchange_code(
        code=event.code,
        redirect_uri=event.redirect_uri,
        code_verifier=state.code_verifier,
        deadline=caller.deadline,
    )
    person = wired.zoom.me(tokens.access_token, caller.deadline)
    if person.id != caller.uid:
        raise Forbidden("zoom_user_mismatch")
    records = accept_consent(wired, person, tokens, caller.deadline, since=state.issued_at)
    tenants = wired.tenancy.load(tuple(c.tenant for c in records.credentials))
    return session_view(caller.session, records, tenants)
