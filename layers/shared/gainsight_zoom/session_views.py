"""The session view: who the pane belongs to and which Gainsight tenants it is connected to."""

from collections.abc import Mapping
from typing import Literal

from gainsight_zoom import access
from gainsight_zoom.accounts import admitted, gainsight_credentials
from gainsight_zoom.policies import ANY_TYPE, Automatic
from gainsight_zoom.records import (
    Agenda,
    Credential,
    Customer,
    GainsightUser,
    Integration,
    Policy,
    RecentCustomer,
    Session,
    TenantRecords,
    UserRecords,
)
from gainsight_zoom.shapes import Shape

RECENT_SHOWN = 8


class ZoomView(Shape):
    """The Zoom side of a session; the e-mail is the one Zoom verified."""

    user_id: str | None
    email: str | None
    authorized: bool


class MeetingView(Shape):
    """The meeting a session is bound to."""

    uuid: str | None
    role: str | None


class UserView(Shape):
    """The Gainsight user of an account."""

    gsid: str
    name: str
    email: str
    license: str


class TabsView(Shape):
    """Which tabs to show; relationships by type GSID, ``*`` for any other."""

    company: list[str]
    relationship: dict[str, list[str]]


class TabsOffView(Shape):
    """Why a tab is not shown, one sentence each; relationships as in the tabs."""

    company: dict[str, str]
    relationship: dict[str, dict[str, str]]


class AccountView(Shape):
    """One connected tenant.

    ``automatic`` is what is done here without being asked, ``automatic_off`` what the admin closed.
    """

    tenant: str
    name: str
    host: str
    data_center: str
    environment: str
    integration: Integration
    status: Literal["active", "reconnect_required"]
    user: UserView
    rights: list[str]
    tabs: TabsView
    tabs_off: TabsOffView
    automatic: list[Automatic]
    automatic_off: list[Automatic]


class CustomerView(Shape):
    """A customer by all that names it."""

    tenant: str
    kind: Literal["company", "relationship"]
    id: str
    name: str


class CompanyView(Shape):
    """The company of a relationship."""

    name: str


class RecentView(CustomerView):
    """A customer that was opened; its company where it is a relationship and that was known."""

    company: CompanyView | None


class SessionView(Shape):
    """What ``GET /session`` answers; ``automatic_off`` is what the user switched off themselves.

    ``meetings_told`` says whether Zoom tells this app of the user's meetings to come,
    ``app_opens`` whether it may let the app open by itself in them.
    """

    guest: Literal[False] = False
    zoom: ZoomView
    meeting: MeetingView
    accounts: list[AccountView]
    last_selected: CustomerView | None
    recent: list[RecentView]
    automatic_off: list[Automatic]
    meetings_told: bool
    app_opens: bool


def session_view(
    session: Session,
    records: UserRecords,
    tenants: Mapping[str, TenantRecords],
    *,
    meeting_with: Customer | None = None,
) -> SessionView:
    """Put the view together; tenants that are off or refuse the user are left out.

    Parameters
    ----------
    meeting_with : Customer, optional
        Whom the meeting is about, which goes before the customer shown last.
    """
    profile = records.profile
    accounts = [
        _account(credential, tenants[credential.tenant], records)
        for credential in gainsight_credentials(records)
        if admitted(credential, tenants)
    ]
    shown = {account.tenant for account in accounts}
    recents = [one for one in records.recents if one.customer.tenant in shown]
    agenda = records.agenda or Agenda(since=0, due=None)
    first = _customer(meeting_with) if meeting_with and meeting_with.tenant in shown else None
    return SessionView(
        zoom=ZoomView(
            user_id=session.uid,
            email=profile.email if profile and records.zoom_authorized else None,
            authorized=records.zoom_authorized,
        ),
        meeting=MeetingView(uuid=session.meeting_uuid, role=session.role),
        accounts=accounts,
        last_selected=first or (_customer(recents[0].customer) if recents else None),
        recent=[_recent(one) for one in recents[:RECENT_SHOWN]],
        automatic_off=sorted(records.automatic_off),
        meetings_told=agenda.told is True,
        app_opens=agenda.told is True and agenda.opens is not False,
    )


def _account(credential: Credential, records: TenantRecords, mine: UserRecords) -> AccountView:
    tenant, policy, user = records.tenant, records.policy, credential.owner
    return AccountView(
        tenant=tenant.key,
        name=tenant.name,
        host=tenant.host,
        data_center=tenant.data_center,
        environment=tenant.environment,
        integration=credential.integration,
        status=credential.status,
        user=UserView(gsid=user.gsid, name=user.name, email=user.email, license=user.license),
        rights=list(access.rights(user, policy)),
        tabs=tabs_view(policy, user),
        tabs_off=tabs_off_view(policy, user),
        automatic=list(access.automatic(policy, mine)),
        automatic_off=list(policy.automatic_off),
    )


def tabs_view(policy: Policy, user: GainsightUser) -> TabsView:
    """Say which tabs a user sees."""
    return TabsView(
        company=list(access.tabs("company", policy, user)[ANY_TYPE]),
        relationship={
            type_id: list(tabs)
            for type_id, tabs in access.tabs("relationship", policy, user).items()
        },
    )


def tabs_off_view(policy: Policy, user: GainsightUser) -> TabsOffView:
    """Say why a user does not see the others."""
    return TabsOffView(
        company=access.tabs_off("company", policy, user)[ANY_TYPE],
        relationship=access.tabs_off("relationship", policy, user),
    )


def _recent(recent: RecentCustomer) -> RecentView:
    company = CompanyView(name=recent.company) if recent.company else None
    return RecentView(**_customer(recent.customer).model_dump(), company=company)


def _customer(customer: Customer) -> CustomerView:
    return CustomerView(
        tenant=customer.tenant, kind=customer.kind, id=customer.id, name=customer.name
    )
