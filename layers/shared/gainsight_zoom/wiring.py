"""Where real objects are made and put together, once per process.

Functions depend on :func:`wiring`; tests override that dependency with their own :class:`Wiring`.
The settings are read and checked as a whole at the start; every part is made, and its module
imported, when something first asks for it: what a function does not use costs it no cold start
(``bench/cold.py``).
"""

# ruff: noqa: PLC0415 - the imports of this module stand where they are paid for

from __future__ import annotations

import random
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from gainsight_zoom import aws
from gainsight_zoom.clock import SystemClock, random_token
from gainsight_zoom.config import Config, ConfigurationError
from gainsight_zoom.errors import ReconnectRequired, UpstreamError
from gainsight_zoom.observability import logger
from gainsight_zoom.records import ZOOM_TENANT

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests.adapters import BaseAdapter

    from gainsight_zoom.activity_types import SeenTypes
    from gainsight_zoom.allowances import Allowance, Purse
    from gainsight_zoom.budgets import Priority
    from gainsight_zoom.catalog import Catalog
    from gainsight_zoom.clock import Clock, Deadline
    from gainsight_zoom.connection import Connection
    from gainsight_zoom.gainsight.client import GainsightClient
    from gainsight_zoom.gainsight.machine import MachineTokens
    from gainsight_zoom.gainsight.oauth import GainsightOAuth
    from gainsight_zoom.gainsight.people import PeopleClient
    from gainsight_zoom.gainsight.timeline import TimelineClient
    from gainsight_zoom.journal import Journal
    from gainsight_zoom.leaving import Leaving
    from gainsight_zoom.outbound import Outbound
    from gainsight_zoom.portfolio import Guard, Standing
    from gainsight_zoom.records import Credential, Provider, TenantRecords, Tokens, UserRecords
    from gainsight_zoom.salesforce.oauth import SalesforceLogin
    from gainsight_zoom.store.agendas import Agendas
    from gainsight_zoom.store.audit import Audit
    from gainsight_zoom.store.budgets import Budgets
    from gainsight_zoom.store.comments import Comments
    from gainsight_zoom.store.credentials import Credentials
    from gainsight_zoom.store.encounters import Encounters
    from gainsight_zoom.store.governance import Governance
    from gainsight_zoom.store.meetings import Meetings
    from gainsight_zoom.store.members import Members
    from gainsight_zoom.store.notes import NotesStore
    from gainsight_zoom.store.refreshes import Refreshes
    from gainsight_zoom.store.sessions import Sessions
    from gainsight_zoom.store.signins import SignIns
    from gainsight_zoom.store.snapshots import Snapshots
    from gainsight_zoom.store.table import Reading, Table
    from gainsight_zoom.store.tenants import Tenants
    from gainsight_zoom.store.usage import Usage
    from gainsight_zoom.store.users import Users
    from gainsight_zoom.store.visits import VisitStore
    from gainsight_zoom.tabgate import TabGate
    from gainsight_zoom.tenancy import Tenancy
    from gainsight_zoom.tokens import TokenKeeper
    from gainsight_zoom.zoom.client import ZoomClient

CLIENT_NAMES = ("client_id", "client_secret")
MACHINE_NAMES = ("m2m_client_id", "m2m_client_secret")

Made = TypeVar("Made")


class Part(Generic[Made]):
    """A part of the wiring: made when first asked for, and once, whichever threads ask.

    Parts keep what all have to share, and a session of boto3 makes one client at a time only
    (Boto3, «Multithreading and multiprocessing»).
    """

    _making = RLock()

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self._make = make

    def __set_name__(self, _: type[Wiring], name: str) -> None:
        """Learn under which name it stands."""
        self._name = name

    def __get__(self, wired: Wiring, _: type[Wiring]) -> Made:
        """Make it, unless another thread just did; later Python finds it without asking here."""
        made = vars(wired)
        with self._making:
            if self._name not in made:
                made[self._name] = self._make(wired)
        found: Made = made[self._name]
        return found


class Wiring:
    """Everything a route may ask for; its arguments are those of :func:`build`."""

    def __init__(
        self,
        config: Config,
        *,
        clock: Clock,
        token: Callable[[], str],
        adapter: BaseAdapter | None,
        aws_client: Callable[..., Any],
        jitter: Callable[[], float],
    ) -> None:
        self.config = config
        self.clock = clock
        self.token = token
        self._adapter = adapter
        self._aws_client = aws_client
        self._jitter = jitter

    @Part
    def _dynamodb(self) -> Any:
        return self._client("dynamodb")

    @Part
    def _identity(self) -> Table:
        from gainsight_zoom.store.table import Table

        return Table(self._dynamodb, self.config.identity_table)

    @Part
    def _tenants_table(self) -> Table:
        from gainsight_zoom.store.table import Table

        return Table(self._dynamodb, self.config.tenants_table)

    @Part
    def _notes_table(self) -> Table:
        from gainsight_zoom.store.table import Table

        return Table(self._dynamodb, self.config.notes_table)

    @Part
    def _outbound(self) -> Outbound:
        from gainsight_zoom.outbound import Outbound

        return Outbound(
            clock=self.clock,
            sandbox=self.config.sandbox,
            adapter=self._adapter,
            jitter=self._jitter,
        )

    @Part
    def secrets(self) -> aws.Secrets:
        return aws.Secrets(self._client("secretsmanager"))

    @Part
    def users(self) -> Users:
        from gainsight_zoom.store.users import Users

        return Users(self._identity)

    @Part
    def sessions(self) -> Sessions:
        from gainsight_zoom.store.sessions import Sessions

        return Sessions(self._identity)

    @Part
    def credentials(self) -> Credentials:
        from gainsight_zoom.store.credentials import Credentials

        return Credentials(self._identity)

    @Part
    def sign_ins(self) -> SignIns:
        from gainsight_zoom.store.signins import SignIns

        return SignIns(self._identity)

    @Part
    def refreshes(self) -> Refreshes:
        from gainsight_zoom.store.refreshes import Refreshes

        return Refreshes(self._identity)

    @Part
    def snapshots(self) -> Snapshots:
        from gainsight_zoom.store.snapshots import Snapshots

        return Snapshots(self._identity)

    @Part
    def visits(self) -> VisitStore:
        from gainsight_zoom.store.visits import VisitStore

        return VisitStore(self._identity)

    @Part
    def encounters(self) -> Encounters:
        from gainsight_zoom.store.encounters import Encounters

        return Encounters(self._identity)

    @Part
    def agendas(self) -> Agendas:
        from gainsight_zoom.store.agendas import Agendas

        return Agendas(self._identity)

    @Part
    def tenants(self) -> Tenants:
        from gainsight_zoom.store.tenants import Tenants

        return Tenants(self._tenants_table)

    @Part
    def audit(self) -> Audit:
        from gainsight_zoom.store.audit import Audit

        return Audit(self._tenants_table)

    @Part
    def governance(self) -> Governance:
        from gainsight_zoom.store.governance import Governance

        return Governance(self._tenants_table)

    @Part
    def members(self) -> Members:
        from gainsight_zoom.store.members import Members

        return Members(self._tenants_table, self._identity)

    @Part
    def meetings(self) -> Meetings:
        from gainsight_zoom.store.meetings import Meetings
        from gainsight_zoom.store.table import Table

        return Meetings(Table(self._dynamodb, self.config.meetings_table), self._identity)

    @Part
    def notes(self) -> NotesStore:
        from gainsight_zoom.store.notes import NotesStore

        return NotesStore(self._notes_table, self._tenants_table, self._identity)

    @Part
    def comments(self) -> Comments:
        from gainsight_zoom.store.comments import Comments

        return Comments(self._tenants_table, self._notes_table, self._identity)

    @Part
    def usage(self) -> Usage:
        from gainsight_zoom.store.table import Table
        from gainsight_zoom.store.usage import Usage

        return Usage(Table(self._dynamodb, self.config.usage_table), self._identity)

    @Part
    def catalog(self) -> Catalog:
        from gainsight_zoom.catalog import Catalog
        from gainsight_zoom.store.metadata import MetadataStore

        return Catalog(MetadataStore(self._tenants_table), clock=self.clock)

    @Part
    def tenancy(self) -> Tenancy:
        from gainsight_zoom.tenancy import Tenancy

        return Tenancy(self.tenants, self.catalog, clock=self.clock)

    @Part
    def standing(self) -> Standing:
        from gainsight_zoom.portfolio import Standing

        return Standing(self.catalog, clock=self.clock)

    @Part
    def gate(self) -> TabGate:
        from gainsight_zoom.tabgate import TabGate

        return TabGate(self.catalog, clock=self.clock)

    @Part
    def seen_types(self) -> SeenTypes:
        from gainsight_zoom.activity_types import SeenTypes

        return SeenTypes(clock=self.clock)

    @Part
    def budgets(self) -> Budgets:
        from gainsight_zoom.store.budgets import Budgets

        return Budgets(self._tenants_table)

    @Part
    def purse(self) -> Purse:
        from gainsight_zoom.allowances import Purse

        return Purse(self.budgets, clock=self.clock, share_of=self._call_share)

    @Part
    def refresh_queue(self) -> aws.Queue:
        return aws.Queue(self._sqs, self.config.refresh_queue_url)

    @Part
    def doorbell(self) -> aws.Doorbell:
        return aws.Doorbell(self._sqs, self.config.outbox_queue_url)

    @Part
    def journal(self) -> Journal:
        from gainsight_zoom.journal import Journal

        return Journal(
            aws.Queue(lambda: self._client("sqs", brisk=True), self.config.usage_queue_url),
            clock=self.clock,
        )

    @Part
    def gainsight(self) -> GainsightClient:
        from gainsight_zoom.gainsight.client import GainsightClient

        return GainsightClient(self._outbound, clock=self.clock)

    @Part
    def timeline(self) -> TimelineClient:
        from gainsight_zoom.gainsight.timeline import TimelineClient

        return TimelineClient(self._outbound, clock=self.clock)

    @Part
    def people(self) -> PeopleClient:
        from gainsight_zoom.gainsight.people import PeopleClient

        return PeopleClient(self._outbound, clock=self.clock)

    @Part
    def gainsight_oauth(self) -> GainsightOAuth:
        from gainsight_zoom.gainsight.oauth import GainsightOAuth

        return GainsightOAuth(self._outbound, clock=self.clock, secrets=self._tenant_secret)

    @Part
    def machine(self) -> MachineTokens:
        from gainsight_zoom.gainsight.machine import MachineTokens

        return MachineTokens(self._outbound, clock=self.clock, secrets=self._machine_secret)

    @Part
    def zoom(self) -> ZoomClient:
        from gainsight_zoom.zoom.client import ZoomClient

        return ZoomClient(
            self._outbound,
            clock=self.clock,
            origin=self.config.zoom_origin,
            api_origin=self.config.zoom_api_origin,
            client_id=self.config.zoom_client_id,
            secret=self.zoom_secret,
        )

    @Part
    def salesforce(self) -> SalesforceLogin | None:
        if not self.config.salesforce_client_id:
            return None
        from gainsight_zoom.salesforce.oauth import SalesforceLogin

        return SalesforceLogin(
            self._outbound,
            client_id=self.config.salesforce_client_id,
            secret=self._salesforce_secret,
        )

    @Part
    def keeper(self) -> TokenKeeper:
        from gainsight_zoom.tokens import TokenKeeper

        return TokenKeeper(
            self.credentials,
            aws.KmsKeys(self._client("kms"), self.config.token_key_id),
            clock=self.clock,
            token=self.token,
            refreshers={
                "zoom": lambda _, tokens, deadline: self.zoom.refresh(tokens, deadline),
                "gainsight": self._refresh_gainsight,
            },
            keep_alive_days=self._keep_alive_days,
            withdrawn=lambda uid: self.leaving.leave(uid, cause="consent_withdrawn"),
            jitter=self._jitter,
        )

    @Part
    def leaving(self) -> Leaving:
        from gainsight_zoom.leaving import Leaving, acted
        from gainsight_zoom.store.tombstones import Tombstones

        return Leaving(
            users=self.users,
            tombstones=Tombstones(self._identity),
            sign_ins=self.sign_ins,
            audit=self.audit,
            revoke=self._revoke_zoom,
            erasers=(
                lambda uid: self.members.forget_all(self.users.load(uid), uid),
                lambda uid: self.members.unname(acted(self.users.keys(uid))),
                self.meetings.forget,
                self.notes.erase,
                self.usage.forget,
            ),
            clock=self.clock,
            salt=self.token,
        )

    def read_about(
        self, uid: str, tenants: tuple[str, ...], *more: Reading[Any], session: str
    ) -> tuple[UserRecords, *tuple[Any, ...]]:
        """Read in one call what of a user concerns some tenants, the tenants, and what is wanted.

        Parameters
        ----------
        session : str
            The hash of its secret.
        """
        mine = self.users.reading(uid, tenants, session=session)
        return tuple(self.read_with(tenants, mine, *more))

    def read_with(
        self, tenants: tuple[str, ...], *wanted: Reading[Any], document: str | None = None
    ) -> list[Any]:
        """Read together what is wanted, and tenants.

        They come with their metadata and what is left of their call budgets, as far as that is not
        in memory: of the metadata `document`, where one is named.
        """
        from gainsight_zoom.layouts import DEFAULT_LAYOUT

        lacking = self.tenancy.lacking(tenants, metadata=True, document=document)
        theirs = self.tenants.reading(lacking, default_layout=DEFAULT_LAYOUT)
        left = [self.budgets.reading(key, self.purse.unseen(key)) for key in tenants]
        loaded, *made = theirs.table.read_together(theirs, *left, *wanted)
        self.tenancy.learn(loaded)
        for key, ledgers in zip(tenants, made, strict=False):
            self.purse.learn(key, ledgers)
        return made[len(tenants) :]

    def zoom_secret(self, *, fresh: bool = False) -> str:
        """Read the Zoom client secret."""
        return self.secrets.read(self.config.app_secret_id, fresh=fresh)["zoom_client_secret"]

    def guard(self, found: TenantRecords, credential: Credential) -> Guard | None:
        """Make what holds the user of a machine credential to the record rule; None for others."""
        if credential.integration == "gainsight" or credential.user is None:
            return None
        from gainsight_zoom.portfolio import Guard

        rule = found.policy.portfolio
        return Guard(found.tenant.key, credential.user, rule, self.standing)

    def connect(
        self,
        found: TenantRecords,
        credential: Credential,
        deadline: Deadline,
        priority: Priority = "interactive",
    ) -> Connection:
        """Make a user's way into a tenant, paid for by that user and held to the record rule.

        Raises
        ------
        NotFound
            If the connection is not that of a Gainsight user.
        """
        from gainsight_zoom.connection import Connection

        return Connection(
            tenant=found.tenant,
            credential=credential,
            keeper=self.keeper,
            api=self.gainsight,
            allowance=self.allowance(found.tenant.key, credential.owner.gsid, priority),
            deadline=deadline,
            guard=self.guard(found, credential),
        )

    def allowance(self, tenant: str, user: str, priority: Priority = "interactive") -> Allowance:
        """Open an account for one request's calls of a tenant, on behalf of a user of it."""
        from gainsight_zoom.budgets import Payer

        return self.purse.allowance(Payer(tenant, user, priority))

    def _client(self, service: str, **how: bool) -> Any:
        endpoint = self.config.sandbox.aws if self.config.sandbox else None
        return self._aws_client(service, endpoint, **how)

    def _sqs(self) -> Any:
        return self._client("sqs")

    def _salesforce_secret(self, *, fresh: bool = False) -> str:
        return self.secrets.read(self.config.app_secret_id, fresh=fresh)["salesforce_client_secret"]

    def _tenant_secret(self, tenant: str, *, fresh: bool = False) -> dict[str, str]:
        found = self._of_tenant(tenant, CLIENT_NAMES, fresh=fresh)
        if not found:
            raise UpstreamError("tenant_secret_incomplete")
        return found

    def _machine_secret(self, tenant: str, *, fresh: bool = False) -> dict[str, str]:
        return self._of_tenant(tenant, MACHINE_NAMES, fresh=fresh)

    def _of_tenant(self, tenant: str, names: tuple[str, ...], *, fresh: bool) -> dict[str, str]:
        """Read parts of a tenant's secret, none unless all; one set up wrongly harms no other.

        Raises
        ------
        UpstreamError
            If it is missing or no JSON object.
        """
        try:
            found = self.secrets.read(self.config.tenant_secret_prefix + tenant, fresh=fresh)
        except ConfigurationError:
            logger.error("tenant secret unusable", extra={"tenant": tenant})
            raise UpstreamError("tenant_secret_unusable") from None
        return {name: found[name] for name in names} if found.keys() >= set(names) else {}

    def _tenant(self, key: str) -> TenantRecords:
        found = self.tenancy.load((key,)).get(key)
        if found is None:
            raise ReconnectRequired(tenant=key, reason="tenant_gone")
        return found

    def _refresh_gainsight(
        self, credential: Credential, tokens: Tokens, deadline: Deadline
    ) -> Tokens:
        tenant = self._tenant(credential.tenant).tenant
        if credential.integration == "salesforce":
            return self.machine.get(tenant, deadline, refused=tokens.access_token)
        return self.gainsight_oauth.refresh(tenant, tokens, deadline)

    def _call_share(self, tenant: str) -> int:
        return self._tenant(tenant).policy.call_share

    def _keep_alive_days(self, provider: Provider, tenant: str) -> int:
        from gainsight_zoom import keepalive

        known = {} if provider == "zoom" else self.tenancy.load((tenant,))
        return keepalive.keep_alive_days(provider, tenant, known)

    def _revoke_zoom(self, records: UserRecords, deadline: Deadline) -> None:
        credential = records.credential("zoom", ZOOM_TENANT)
        if credential is not None:
            self.zoom.revoke(self.keeper.access(credential, deadline).token, deadline)


def build(
    config: Config,
    *,
    clock: Clock | None = None,
    token: Callable[[], str] = random_token,
    adapter: BaseAdapter | None = None,
    aws_client: Callable[..., Any] = aws.client,
    jitter: Callable[[], float] = random.random,
) -> Wiring:
    """Put everything together.

    Parameters
    ----------
    adapter : BaseAdapter, optional
        Transport for outbound calls instead of the network.
    aws_client : callable
        Makes a client from a service's name and an endpoint, ``brisk`` or not.
    jitter : callable
        Returns a number in [0, 1), by which pauses and due times are spread.
    """
    return Wiring(
        config,
        clock=clock or SystemClock(),
        token=token,
        adapter=adapter,
        aws_client=aws_client,
        jitter=jitter,
    )


@cache
def wiring() -> Wiring:
    """Dependency: what the environment says, checked; the real objects follow on first use."""
    return build(Config.from_env())
