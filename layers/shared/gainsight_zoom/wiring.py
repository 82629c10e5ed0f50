"""Where real objects are made and put together, once per process.

Functions depend on :func:`wiring`; tests override that dependency with their own :class:`Wiring`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from requests.adapters import BaseAdapter

from gainsight_zoom import aws, keepalive
from gainsight_zoom.activity_types import SeenTypes
from gainsight_zoom.allowances import Allowance, Purse
from gainsight_zoom.budgets import Payer, Priority
from gainsight_zoom.catalog import Catalog
from gainsight_zoom.clock import Clock, Deadline, SystemClock, random_token
from gainsight_zoom.config import Config, ConfigurationError
from gainsight_zoom.connection import Connection
from gainsight_zoom.errors import ReconnectRequired, UpstreamError
from gainsight_zoom.gainsight.client import GainsightClient
from gainsight_zoom.gainsight.machine import MachineTokens
from gainsight_zoom.gainsight.oauth import GainsightOAuth
from gainsight_zoom.gainsight.people import PeopleClient
from gainsight_zoom.gainsight.timeline import TimelineClient
from gainsight_zoom.journal import Journal
from gainsight_zoom.leaving import Leaving, acted
from gainsight_zoom.observability import logger
from gainsight_zoom.outbound import Outbound
from gainsight_zoom.portfolio import Guard, Standing
from gainsight_zoom.records import (
    ZOOM_TENANT,
    Credential,
    Provider,
    TenantRecords,
    Tokens,
    UserRecords,
)
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
from gainsight_zoom.store.metadata import MetadataStore
from gainsight_zoom.store.notes import NotesStore
from gainsight_zoom.store.refreshes import Refreshes
from gainsight_zoom.store.sessions import Sessions
from gainsight_zoom.store.signins import SignIns
from gainsight_zoom.store.snapshots import Snapshots
from gainsight_zoom.store.table import Reading, Table
from gainsight_zoom.store.tenants import Tenants
from gainsight_zoom.store.tombstones import Tombstones
from gainsight_zoom.store.usage import Usage
from gainsight_zoom.store.users import Users
from gainsight_zoom.store.visits import VisitStore
from gainsight_zoom.summaries import DEFAULT_LAYOUT
from gainsight_zoom.tabgate import TabGate
from gainsight_zoom.tenancy import Tenancy
from gainsight_zoom.tokens import TokenKeeper
from gainsight_zoom.zoom.client import ZoomClient

CLIENT_NAMES = ("client_id", "client_secret")
MACHINE_NAMES = ("m2m_client_id", "m2m_client_secret")


@dataclass(frozen=True)
class Wiring:
    """Everything a route may ask for."""

    config: Config
    clock: Clock
    token: Callable[[], str]
    secrets: aws.Secrets
    users: Users
    sessions: Sessions
    credentials: Credentials
    sign_ins: SignIns
    tenants: Tenants
    tenancy: Tenancy
    audit: Audit
    catalog: Catalog
    keeper: TokenKeeper
    refreshes: Refreshes
    refresh_queue: aws.Queue
    meetings: Meetings
    leaving: Leaving
    zoom: ZoomClient
    gainsight_oauth: GainsightOAuth
    gainsight: GainsightClient
    purse: Purse
    snapshots: Snapshots
    visits: VisitStore
    timeline: TimelineClient
    notes: NotesStore
    comments: Comments
    doorbell: aws.Doorbell
    seen_types: SeenTypes
    salesforce: SalesforceLogin | None
    machine: MachineTokens
    members: Members
    governance: Governance
    standing: Standing
    gate: TabGate
    encounters: Encounters
    people: PeopleClient
    usage: Usage
    journal: Journal
    agendas: Agendas

    def read_about(
        self, uid: str, tenant: str, *more: Reading[Any], session: str
    ) -> tuple[UserRecords, *tuple[Any, ...]]:
        """Read in one call what of a user concerns a tenant, and what else is wanted.

        The tenant comes along, with its metadata, as far as it is not in memory.

        Parameters
        ----------
        session : str
            The hash of its secret.
        """
        lacking = self.tenancy.lacking((tenant,), metadata=True)
        theirs = self.tenants.reading(lacking, default_layout=DEFAULT_LAYOUT)
        mine = self.users.reading(uid, tenant, session=session)
        records, loaded, *made = mine.table.read_together(mine, theirs, *more)
        self.tenancy.learn(loaded)
        return records, *made

    def zoom_secret(self, *, fresh: bool = False) -> str:
        """Read the Zoom client secret."""
        return self.secrets.read(self.config.app_secret_id, fresh=fresh)["zoom_client_secret"]

    def guard(self, found: TenantRecords, credential: Credential) -> Guard | None:
        """Make what holds the user of a machine credential to the record rule; None for others."""
        if credential.integration == "gainsight" or credential.user is None:
            return None
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
        return self.purse.allowance(Payer(tenant, user, priority))


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
    clock = clock or SystemClock()
    endpoint = config.sandbox.aws if config.sandbox else None
    dynamodb = aws_client("dynamodb", endpoint)
    secrets = aws.Secrets(aws_client("secretsmanager", endpoint))
    outbound = Outbound(clock=clock, sandbox=config.sandbox, adapter=adapter, jitter=jitter)
    identity = Table(dynamodb, config.identity_table)
    tenants_table = Table(dynamodb, config.tenants_table)
    notes_table = Table(dynamodb, config.notes_table)
    notes = NotesStore(notes_table, tenants_table, identity)
    catalog = Catalog(MetadataStore(tenants_table), clock=clock)
    tenancy = Tenancy(Tenants(tenants_table), catalog, clock=clock)
    credentials, users, sign_ins = Credentials(identity), Users(identity), SignIns(identity)
    meetings = Meetings(Table(dynamodb, config.meetings_table), identity)
    audit = Audit(tenants_table)
    usage = Usage(Table(dynamodb, config.usage_table), identity)

    def zoom_secret(*, fresh: bool = False) -> str:
        return secrets.read(config.app_secret_id, fresh=fresh)["zoom_client_secret"]

    def tenant_secret(tenant: str, *, fresh: bool = False) -> dict[str, str]:
        found = _of_tenant(secrets, config, tenant, CLIENT_NAMES, fresh=fresh)
        if not found:
            raise UpstreamError("tenant_secret_incomplete")
        return found

    def machine_secret(tenant: str, *, fresh: bool = False) -> dict[str, str]:
        return _of_tenant(secrets, config, tenant, MACHINE_NAMES, fresh=fresh)

    def salesforce_secret(*, fresh: bool = False) -> str:
        return secrets.read(config.app_secret_id, fresh=fresh)["salesforce_client_secret"]

    zoom = ZoomClient(
        outbound,
        clock=clock,
        origin=config.zoom_origin,
        api_origin=config.zoom_api_origin,
        client_id=config.zoom_client_id,
        secret=zoom_secret,
    )
    gainsight_oauth = GainsightOAuth(outbound, clock=clock, secrets=tenant_secret)
    machine = MachineTokens(outbound, clock=clock, secrets=machine_secret)
    members = Members(tenants_table, identity)
    keeper = TokenKeeper(
        credentials,
        aws.KmsKeys(aws_client("kms", endpoint), config.token_key_id),
        clock=clock,
        token=token,
        refreshers={
            "zoom": lambda _, tokens, deadline: zoom.refresh(tokens, deadline),
            "gainsight": partial(_refresh_gainsight, gainsight_oauth, machine, tenancy),
        },
        keep_alive_days=partial(_keep_alive_days, tenancy),
        withdrawn=lambda uid: leaving.leave(uid, cause="consent_withdrawn"),
        jitter=jitter,
    )
    leaving = Leaving(
        users=users,
        tombstones=Tombstones(identity),
        sign_ins=sign_ins,
        audit=audit,
        revoke=partial(_revoke_zoom, zoom, keeper),
        erasers=(
            lambda uid: members.forget_all(users.load(uid), uid),
            lambda uid: members.unname(acted(users.keys(uid))),
            meetings.forget,
            notes.erase,
            usage.forget,
        ),
        clock=clock,
        salt=token,
    )
    return Wiring(
        config=config,
        clock=clock,
        token=token,
        secrets=secrets,
        users=users,
        sessions=Sessions(identity),
        credentials=credentials,
        sign_ins=sign_ins,
        tenants=Tenants(tenants_table),
        tenancy=tenancy,
        audit=audit,
        catalog=catalog,
        keeper=keeper,
        refreshes=Refreshes(identity),
        refresh_queue=aws.Queue(lambda: aws_client("sqs", endpoint), config.refresh_queue_url),
        meetings=meetings,
        leaving=leaving,
        zoom=zoom,
        gainsight_oauth=gainsight_oauth,
        gainsight=GainsightClient(outbound, clock=clock),
        snapshots=Snapshots(identity),
        visits=VisitStore(identity),
        purse=Purse(Budgets(tenants_table), clock=clock, share_of=partial(_call_share, tenancy)),
        timeline=TimelineClient(outbound, clock=clock),
        notes=notes,
        comments=Comments(tenants_table, notes_table, identity),
        doorbell=aws.Doorbell(lambda: aws_client("sqs", endpoint), config.outbox_queue_url),
        seen_types=SeenTypes(clock=clock),
        salesforce=(
            SalesforceLogin(
                outbound, client_id=config.salesforce_client_id, secret=salesforce_secret
            )
            if config.salesforce_client_id
            else None
        ),
        machine=machine,
        members=members,
        governance=Governance(tenants_table),
        standing=Standing(catalog, clock=clock),
        gate=TabGate(catalog, clock=clock),
        encounters=Encounters(identity),
        people=PeopleClient(outbound, clock=clock),
        usage=usage,
        journal=Journal(
            aws.Queue(lambda: aws_client("sqs", endpoint, brisk=True), config.usage_queue_url),
            clock=clock,
        ),
        agendas=Agendas(identity),
    )


@cache
def wiring() -> Wiring:
    """Dependency: the real objects, made on first use from the environment."""
    return build(Config.from_env())


def _of_tenant(
    secrets: aws.Secrets, config: Config, tenant: str, names: tuple[str, ...], *, fresh: bool
) -> dict[str, str]:
    """Read parts of a tenant's secret, none unless all; one set up wrongly harms no other tenant.

    Raises
    ------
    UpstreamError
        If it is missing or no JSON object.
    """
    try:
        found = secrets.read(config.tenant_secret_prefix + tenant, fresh=fresh)
    except ConfigurationError:
        logger.error("tenant secret unusable", extra={"tenant": tenant})
        raise UpstreamError("tenant_secret_unusable") from None
    return {name: found[name] for name in names} if found.keys() >= set(names) else {}


def _refresh_gainsight(
    oauth: GainsightOAuth,
    machine: MachineTokens,
    tenancy: Tenancy,
    credential: Credential,
    tokens: Tokens,
    deadline: Deadline,
) -> Tokens:
    found = tenancy.load((credential.tenant,)).get(credential.tenant)
    if found is None:
        raise ReconnectRequired(tenant=credential.tenant, reason="tenant_gone")
    if credential.integration == "salesforce":
        return machine.get(found.tenant, deadline, refused=tokens.access_token)
    return oauth.refresh(found.tenant, tokens, deadline)


def _call_share(tenancy: Tenancy, tenant: str) -> int:
    found = tenancy.load((tenant,)).get(tenant)
    if found is None:
        raise ReconnectRequired(tenant=tenant, reason="tenant_gone")
    return found.policy.call_share


def _keep_alive_days(tenancy: Tenancy, provider: Provider, tenant: str) -> int:
    known = {} if provider == "zoom" else tenancy.load((tenant,))
    return keepalive.keep_alive_days(provider, tenant, known)


def _revoke_zoom(
    zoom: ZoomClient, keeper: TokenKeeper, records: UserRecords, deadline: Deadline
) -> None:
    credential = records.credential("zoom", ZOOM_TENANT)
    if credential is not None:
        zoom.revoke(keeper.access(credential, deadline).token, deadline)
