"""The meeting of a session as its user may know it, and their ways into Gainsight.

Which meeting it is, and to which Zoom account its roster belongs, comes from the session and the
profile, never from the request: what Zoom tells a host's account about attendees is shown in that
meeting to users of that account, and to nobody else.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from gainsight_zoom import access, contacts, recurring
from gainsight_zoom.accounts import gainsight_credentials, usable_credential
from gainsight_zoom.budgets import Priority
from gainsight_zoom.callers import Caller
from gainsight_zoom.clock import Deadline
from gainsight_zoom.connection import Connection
from gainsight_zoom.contacts import PeopleObjects
from gainsight_zoom.encounters import KEPT_S, Encounter
from gainsight_zoom.errors import AppError, UpstreamError, UpstreamUnauthorized
from gainsight_zoom.invitations import Invited
from gainsight_zoom.mailboxes import FREE_MAIL, mail_domain
from gainsight_zoom.observability import logger
from gainsight_zoom.policies import Automatic
from gainsight_zoom.records import (
    ZOOM_TENANT,
    Customer,
    GainsightUser,
    Kind,
    Series,
    TenantRecords,
    meeting_key,
)
from gainsight_zoom.renewal import Renewal
from gainsight_zoom.roster import Roster
from gainsight_zoom.wiring import Wiring

PARALLEL = 8


@dataclass(frozen=True)
class Way:
    """One tenant as this user may use it."""

    wired: Wiring
    records: TenantRecords
    user: GainsightUser
    connection: Connection
    automatic: tuple[Automatic, ...]

    @property
    def tenant(self) -> str:
        """The tenant's key."""
        return self.records.tenant.key

    def does(self, what: Automatic) -> bool:
        """Tell whether something is done here without being asked."""
        return what in self.automatic

    @property
    def may_write(self) -> bool:
        """Whether this user may add and link people."""
        return access.PEOPLE_WRITE in access.rights(self.user, self.records.policy)

    def demand_tab(self, kind: Kind, gsid: str) -> None:
        """Insist that people are shown to this user for a record; errors as `TabGate.demand`."""
        self.wired.gate.demand(
            "people", self.records, self.user, self.connection, kind=kind, gsid=gsid
        )

    def objects(self) -> PeopleObjects:
        """Return what the objects of people look like; errors as in ``Connection.query``."""
        document = self.wired.catalog.document(self.tenant, contacts.DOCUMENT, self._describe)
        return PeopleObjects.from_document(document)

    def calls(self, planned: int) -> int:
        """Return how many calls it takes, describing included where that is not known."""
        return planned + (not self.wired.catalog.has(self.tenant, contacts.DOCUMENT))

    def _describe(self) -> dict[str, object]:
        described = self.connection.describe(contacts.OBJECTS)
        if not described.keys() >= contacts.NEEDED:
            raise UpstreamError("gainsight_people_objects")
        return {n: described[n].to_document() for n in contacts.OBJECTS if n in described}


@dataclass(frozen=True)
class Meeting:
    """What is known before anybody is asked."""

    wired: Wiring
    caller: Caller
    uuid: str
    roster: Roster | None
    encounter: Encounter
    ways: dict[str, Way]
    failed: dict[str, AppError]
    now: int

    @property
    def my_email(self) -> str:
        """The user's own address, verified by Zoom."""
        profile = self.caller.records.profile
        return profile.email if profile else ""

    @property
    def own_domains(self) -> frozenset[str]:
        """The mail domains of the user's own organisation."""
        mine = {mail_domain(self.my_email)}
        for way in self.ways.values():
            mine.add(mail_domain(way.user.email))
            mine.update(way.records.policy.same_organisation_domains)
        return frozenset(mine - FREE_MAIL - {""})

    @property
    def ignored_domains(self) -> frozenset[str]:
        """The mail domains that admins set aside."""
        many = (way.records.policy.ignored_mail_domains for way in self.ways.values())
        return frozenset(domain for domains in many for domain in domains)

    def keep(self, made: Encounter) -> "Meeting":
        """Write down what was found out, and go on with it."""
        self.wired.encounters.save(
            self.caller.uid,
            self.uuid,
            self.encounter,
            made,
            now=self.now,
            since=self.caller.session.created_at,
        )
        return replace(self, encounter=made)

    def remember(self, customer: Customer, *, at: int) -> None:
        """Write down whom the meetings with this number are about; for now of this call alone
        while Zoom has not told the number."""
        number = self.roster.meeting_id if self.roster else ""
        self.wired.encounters.remember(
            self.caller.uid,
            Series(meeting_key(number or self.uuid), customer, at),
            kept_s=recurring.KEPT_S if number else KEPT_S,
            since=self.caller.session.created_at,
        )


def open_meeting(wired: Wiring, caller: Caller) -> Meeting | None:
    """Read the session's meeting; None where the pane is not in one."""
    uuid, now = caller.session.meeting_uuid, int(wired.clock.now())
    if not uuid:
        return None
    keys = tuple(c.tenant for c in gainsight_credentials(caller.records))
    reading = wired.encounters.reading(caller.uid, uuid, keys, now=now)
    (encounter,) = wired.read_with(keys, reading, document=contacts.DOCUMENT)
    ways, failed = open_ways(wired, caller, known=wired.tenancy.load(keys))
    profile = caller.records.profile
    roster = (
        wired.meetings.roster(uuid, account_id=profile.account_id, now=now)
        if profile and profile.account_id and caller.records.zoom_authorized
        else None
    )
    return Meeting(wired, caller, uuid, roster, encounter.only(ways), ways, failed, now)


def open_ways(
    wired: Wiring,
    caller: Caller,
    priority: Priority = "interactive",
    *,
    known: dict[str, TenantRecords] | None = None,
) -> tuple[dict[str, Way], dict[str, AppError]]:
    """Make the ways into all connected tenants; one that is not to be had fails alone.

    Parameters
    ----------
    known : dict of TenantRecords, optional
        The tenants, where they were just read.
    """
    keys = tuple(c.tenant for c in gainsight_credentials(caller.records))
    known = _tenants(wired, keys) if known is None else known
    ways: dict[str, Way] = {}
    failed: dict[str, AppError] = {}
    for key in keys:
        try:
            way = _way(wired, caller, key, known, priority)
        except AppError as error:
            failed[key] = error
        else:
            if access.sees_people(way.records.policy, way.user):
                ways[key] = way
    return ways, failed


def open_way(wired: Wiring, caller: Caller, tenant: str) -> Way:
    """Make the way into one tenant; errors as in ``usable_credential``."""
    return _way(wired, caller, tenant, _tenants(wired, (tenant,)))


def _tenants(wired: Wiring, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
    """Read tenants, with what is cached of their objects where that is not in memory yet."""
    lacking = tuple(key for key in keys if not wired.catalog.has(key, contacts.DOCUMENT))
    wired.tenancy.load_with_metadata(lacking)
    return wired.tenancy.load(keys)


def _way(
    wired: Wiring,
    caller: Caller,
    tenant: str,
    known: dict[str, TenantRecords],
    priority: Priority = "interactive",
) -> Way:
    credential = usable_credential(caller.records, known, tenant)
    connection = wired.connect(known[tenant], credential, caller.deadline, priority)
    automatic = access.automatic(known[tenant].policy, caller.records)
    return Way(wired, known[tenant], credential.owner, connection, automatic)


def ask_zoom(meeting: Meeting) -> Encounter:
    """Learn once who was invited and who registered, as far as the user's own consent goes.

    The scopes are optional and only hosts are told: whatever Zoom refuses is left out silently,
    and no refusal of these calls ends the connection to Zoom. That of a refresh may.
    """
    encounter, caller = meeting.encounter, meeting.caller
    if meeting.roster is None or not meeting.roster.meeting_id or encounter.invited is not None:
        return encounter
    credential = caller.records.credential("zoom", ZOOM_TENANT)
    if credential is None or credential.status != "active":
        return encounter
    zoom, number = meeting.wired.zoom, meeting.roster.meeting_id
    renewal = Renewal(credential, meeting.wired.keeper, caller.deadline, may_end=False)

    def ask(of: Callable[[str, str, Deadline], tuple[Invited, ...]]) -> tuple[Invited, ...]:
        return _or_nobody(renewal, lambda token: of(number, token, caller.deadline))

    try:
        renewal.open()
        with ThreadPoolExecutor(max_workers=2) as pool:
            invited, registered = pool.map(ask, (zoom.invitees, zoom.registrants))
    except AppError as error:
        logger.info("zoom not asked", extra={"reason": error.reason})
        return encounter
    return replace(encounter, invited=invited, registered=registered)


def _or_nobody(renewal: Renewal, ask: Callable[[str], tuple[Invited, ...]]) -> tuple[Invited, ...]:
    """Ask; errors are those of a token that could not be had, not Zoom's refusal of the call."""

    def told(token: str) -> tuple[Invited, ...]:
        try:
            return ask(token)
        except UpstreamUnauthorized:
            raise
        except AppError as error:
            logger.info("zoom does not tell", extra={"reason": error.reason})
            return ()

    try:
        return renewal.call(told)
    except UpstreamUnauthorized:
        return ()
