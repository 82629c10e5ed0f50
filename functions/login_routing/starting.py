"""Starting a sign-in to Gainsight: where, and the ticket that the browser is sent off with."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import AppOff, ValidationFailed, ZoomNotAuthorized
from gainsight_zoom.identity import mail_domain
from gainsight_zoom.records import TenantRecords
from gainsight_zoom.routing import LoginRoute, candidates, route
from gainsight_zoom.signin import start_ticket
from gainsight_zoom.wiring import Wiring


class WhoSignsIn(BaseModel):
    """Integration and username, as typed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    integration: Literal["gainsight"]
    username: Annotated[str, Field(min_length=3, max_length=254)]


class LoginStart(WhoSignsIn):
    """The same, with the tenant chosen where there are several."""

    tenant: Annotated[str | None, Field(pattern=r"^[a-z0-9-]{1,40}$")] = None


class StartedLogin(BaseModel):
    """The address to open in the system browser, and until when (epoch seconds)."""

    go_url: str
    expires_at: int


def route_login(wired: Wiring, caller: Caller, who: WhoSignsIn) -> LoginRoute:
    """Say where a username signs in.

    Raises
    ------
    ZoomNotAuthorized
        If Zoom has not told us the user's e-mail yet.
    """
    _require_zoom(caller)
    mapped, known = _reachable(wired, caller, who)
    return route(caller.records, mapped, known)


def start_login(wired: Wiring, caller: Caller, login: LoginStart) -> StartedLogin:
    """Issue a ticket for the one tenant that username and choice lead to.

    Raises
    ------
    ZoomNotAuthorized
        As :func:`route_login`.
    ValidationFailed
        If they lead to none, or to several.
    AppOff
        If the tenant's admin switched the app off.
    """
    _require_zoom(caller)
    mapped, known = _reachable(wired, caller, login)
    keys = candidates(caller.records, mapped, known)
    if login.tenant is not None:
        keys = tuple(k for k in keys if k == login.tenant)
    if len(keys) != 1:
        raise ValidationFailed(
            "tenant_not_determined", fields={"tenant": "Choose the domain to sign in to."}
        )
    if not known[keys[0]].policy.enabled:
        raise AppOff("tenant_off")
    secret = wired.token()
    ticket = start_ticket(
        secret=secret,
        uid=caller.uid,
        tenant=keys[0],
        username=login.username,
        now=int(wired.clock.now()),
    )
    wired.sign_ins.issue_ticket(ticket, since=caller.session.created_at)
    return StartedLogin(
        go_url=f"{wired.config.public_base_url}/oauth/go/{secret}", expires_at=ticket.expires_at
    )


def _require_zoom(caller: Caller) -> None:
    if not caller.records.zoom_authorized:
        raise ZoomNotAuthorized("zoom_not_authorized")


def _reachable(
    wired: Wiring, caller: Caller, who: WhoSignsIn
) -> tuple[tuple[str, ...], dict[str, TenantRecords]]:
    mapped = wired.tenants.of_mail_domain(mail_domain(who.username))
    return mapped, wired.tenancy.load((*mapped, *caller.records.mappings))
