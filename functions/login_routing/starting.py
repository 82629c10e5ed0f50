"""Starting a sign-in: where it takes place, and the ticket that the browser is sent off with."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import (
    SalesforceOff,
    SalesforceUnknown,
    ValidationFailed,
    ZoomNotAuthorized,
)
from gainsight_zoom.hosts import host_of
from gainsight_zoom.identity import mail_domain
from gainsight_zoom.records import Integration, TenantRecords
from gainsight_zoom.routing import (
    LoginRoute,
    candidates,
    entered,
    route,
    route_to,
    route_to_salesforce,
)
from gainsight_zoom.salesforce.ids import PRODUCTION_HOST, SANDBOX_HOST, login_host
from gainsight_zoom.shapes import Shape
from gainsight_zoom.signin import NO_TENANT, start_ticket
from gainsight_zoom.wiring import Wiring


class WhoSignsIn(Shape):
    """Integration and username as typed; the domain, where the user was asked for it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    integration: Integration
    username: Annotated[str | None, Field(min_length=3, max_length=254)] = None
    domain: Annotated[str | None, Field(min_length=1, max_length=2000)] = None
    data_center: Literal["US1", "US2", "EU"] | None = None


class LoginStart(WhoSignsIn):
    """The same, with the tenant chosen where there are several, and Salesforce's login."""

    tenant: Annotated[str | None, Field(pattern=r"^[a-z0-9-]{1,40}$")] = None
    salesforce: Annotated[str, Field(max_length=300)] = "production"


class StartedLogin(Shape):
    """The address to open in the system browser, and until when (epoch seconds)."""

    go_url: str
    expires_at: int


def route_login(wired: Wiring, caller: Caller, who: WhoSignsIn) -> LoginRoute:
    """Say where a username signs in.

    Raises
    ------
    ZoomNotAuthorized
        If Zoom has not told us the user's e-mail yet.
    SalesforceOff
        If this deployment has no Salesforce app.
    ValidationFailed
        One of its kinds, if the domain that was entered leads nowhere.
    """
    _require_zoom(caller)
    if who.integration == "salesforce":
        _require_salesforce(wired)
        keys = tuple(c.tenant for c in caller.records.credentials)
        return route_to_salesforce(caller.records, wired.tenancy.load(keys))
    if who.domain is not None:
        return route_to(caller.records, _entered(wired, who.domain, who.data_center))
    mapped, known = _reachable(wired, caller, who)
    return route(caller.records, mapped, known)


def start_login(wired: Wiring, caller: Caller, login: LoginStart) -> StartedLogin:
    """Issue a ticket for the one login that username and choice lead to.

    Raises
    ------
    ZoomNotAuthorized, SalesforceOff
        As :func:`route_login`.
    ValidationFailed
        Or one of its kinds, if they lead to none, or to several.
    """
    _require_zoom(caller)
    host, tenant = None, NO_TENANT
    if login.integration == "salesforce":
        _require_salesforce(wired)
        host = _salesforce_host(wired, login.salesforce)
    else:
        tenant = _chosen(wired, caller, login).tenant.key
    secret = wired.token()
    ticket = start_ticket(
        secret=secret,
        uid=caller.uid,
        tenant=tenant,
        username=login.username or "",
        now=int(wired.clock.now()),
        login_host=host,
    )
    wired.sign_ins.issue_ticket(ticket, since=caller.session.created_at)
    return StartedLogin(
        go_url=f"{wired.config.public_base_url}/oauth/go/{secret}", expires_at=ticket.expires_at
    )


def _chosen(wired: Wiring, caller: Caller, login: LoginStart) -> TenantRecords:
    if login.domain is not None:
        return _entered(wired, login.domain, login.data_center)
    mapped, known = _reachable(wired, caller, login)
    keys = candidates(caller.records, mapped, known)
    if login.tenant is not None:
        keys = tuple(k for k in keys if k == login.tenant)
    if len(keys) != 1:
        raise ValidationFailed(
            "tenant_not_determined", fields={"tenant": "Choose the domain to sign in to."}
        )
    return known[keys[0]]


def _entered(wired: Wiring, domain: str, data_center: str | None) -> TenantRecords:
    """Find the tenant of a domain that was entered; nothing is asked of anybody for that."""
    key = wired.tenants.of_host(host_of(domain, data_center=data_center))
    found = wired.tenancy.load((key,)).get(key) if key is not None else None
    return entered(found, data_center=data_center)


def _salesforce_host(wired: Wiring, choice: str) -> str:
    host = login_host(choice)
    if host in (PRODUCTION_HOST, SANDBOX_HOST) or wired.tenants.knows_salesforce_host(host):
        return host
    raise SalesforceUnknown


def _require_salesforce(wired: Wiring) -> None:
    if wired.salesforce is None:
        raise SalesforceOff("salesforce_not_set_up")


def _require_zoom(caller: Caller) -> None:
    if not caller.records.zoom_authorized:
        raise ZoomNotAuthorized("zoom_not_authorized")


def _reachable(
    wired: Wiring, caller: Caller, who: WhoSignsIn
) -> tuple[tuple[str, ...], dict[str, TenantRecords]]:
    if who.username is None:
        raise ValidationFailed(
            "username_missing", fields={"username": "Enter the username you use for Gainsight."}
        )
    mapped = wired.tenants.of_mail_domain(mail_domain(who.username))
    return mapped, wired.tenancy.load((*mapped, *caller.records.mappings))
