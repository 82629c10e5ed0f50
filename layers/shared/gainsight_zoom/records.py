"""The plain records that cross the seams between functions, domain, stores and clients.

Times are epoch seconds (UTC) unless a name says otherwise.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

from gainsight_zoom.errors import NotFound
from gainsight_zoom.layouts import Layout
from gainsight_zoom.policies import Admission, Automatic, Portfolio, TabOff, UserGroup

Kind = Literal["company", "relationship"]
Provider = Literal["zoom", "gainsight"]
Integration = Literal["gainsight", "salesforce"]
CredentialStatus = Literal["active", "reconnect_required"]
ZOOM_TENANT = "-"
ACTOR_CHARS = 32


@dataclass(frozen=True)
class ZoomProfile:
    """What Zoom's own ``/users/me`` says about a user; the e-mail is verified by Zoom.

    With ``deauthorized_at`` it is the tombstone of somebody who left and holds nothing else.
    ``seen_at`` is when they last opened the app, to the day.
    """

    uid: str
    email: str
    account_id: str
    timezone: str | None = None
    deauthorized_at: int | None = None
    seen_at: int | None = None


@dataclass(frozen=True)
class Session:
    """A bearer handed to one pane: this Zoom user, in this meeting, until then.

    ``shown`` is the customer that the pane shows, by a hash.
    """

    uid: str
    secret_hash: str
    meeting_uuid: str | None
    role: str | None
    created_at: int
    expires_at: int
    shown: str | None = None


@dataclass(frozen=True)
class GainsightUser:
    """The Gainsight user behind a credential, as read with that user's own token."""

    gsid: str
    name: str
    email: str = field(repr=False)
    license: str
    active: bool = True
    super_admin: bool = False


@dataclass(frozen=True)
class Tokens:
    """An access and a refresh token of one generation."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: int
    scope: str = ""
    api_url: str | None = None


@dataclass(frozen=True)
class Credential:
    """A user's connection to one provider, its tokens still sealed.

    ``version`` counts generations of tokens; a lease names the one caller who may refresh it.
    ``integration`` says how the user proved who they are: one who came by Salesforce acts with the
    tenant's machine credential.
    ``refresh_due`` is when it is to be refreshed though nobody used it; ``unsure_since`` when a
    refresh of this generation went unanswered. ``confirmed_at`` is when Gainsight last said, after
    the sign-in, that ``user`` still is who they were; it is asked about admins.
    """

    uid: str
    provider: Provider
    tenant: str
    sealed: bytes = field(repr=False)
    version: int
    expires_at: int
    status: CredentialStatus
    created_at: int
    user: GainsightUser | None = None
    integration: Integration = "gainsight"
    lease_owner: str | None = None
    lease_until: int | None = None
    refresh_due: int | None = None
    unsure_since: int | None = None
    confirmed_at: int | None = None

    @property
    def owner(self) -> GainsightUser:
        """Whose it is in Gainsight; raises `NotFound` for Zoom's own, which is nobody's there."""
        if self.user is None:
            raise NotFound("credential_without_user")
        return self.user

    @property
    def actor(self) -> str:
        """What the audit trail calls its owner; errors as `owner`."""
        return actor_of(self.uid, self.tenant, self.owner.gsid)


@dataclass(frozen=True)
class Due:
    """A record whose time has come: whose, its sort key, and the time that was found on it.

    ``claims`` counts how often it was claimed and not dealt with since.
    """

    uid: str
    record: str
    at: int
    claims: int = 0


@dataclass(frozen=True)
class Tombstone:
    """A leaving: whose, since when, and the random text that tells it from a later one."""

    uid: str
    at: int
    salt: str


@dataclass(frozen=True)
class Lease:
    """The outcome of asking to be the one who refreshes; ``current`` is the credential then."""

    won: bool
    current: Credential | None


@dataclass(frozen=True)
class Customer:
    """A record named by all three: tenant, kind and GSID; with its name as last seen."""

    tenant: str
    kind: Kind
    id: str
    name: str


@dataclass(frozen=True)
class RecentCustomer:
    """A customer this user opened, and when; ``company`` names that of a relationship, if known."""

    customer: Customer
    opened_at: int
    company: str | None = None


@dataclass(frozen=True)
class Prepared:
    """A meeting to come that was looked at, and whom it is about where that could be told.

    ``read`` says whether that customer's record was read for the user, ``opens`` whether Zoom lets
    the app open by itself, None where it was not asked.
    """

    meeting_id: str
    starts_at: int
    customer: Customer | None = None
    read: bool = False
    opens: bool | None = None


@dataclass(frozen=True)
class Agenda:
    """A user's next meetings, as far as they were prepared.

    ``told`` says whether Zoom tells this app of them at all, ``opens`` whether it lets the app open
    by itself, None before it was asked; ``since`` is when the session began whose pane asked for
    it; ``due`` when to look again, None for not before a pane asks.
    """

    since: int
    due: int | None
    told: bool | None = None
    opens: bool | None = None
    meetings: tuple[Prepared, ...] = ()


@dataclass(frozen=True)
class Series:
    """With which customer a recurring meeting was, and when last.

    ``meeting`` is the key of its number, or of one call's UUID while Zoom has not told the number.
    """

    meeting: str
    customer: Customer
    last_met: int


@dataclass(frozen=True)
class UserRecords:
    """Everything one read of a user's partition brings, or what of it concerns one tenant.

    ``automatic_off`` is what the user does not want done without being asked.
    """

    profile: ZoomProfile | None = None
    credentials: tuple[Credential, ...] = ()
    mappings: tuple[str, ...] = ()
    recents: tuple[RecentCustomer, ...] = ()
    sessions: tuple[Session, ...] = ()
    automatic_off: frozenset[Automatic] = frozenset()
    agenda: Agenda | None = None
    series: tuple[Series, ...] = ()

    def credential(self, provider: Provider, tenant: str) -> Credential | None:
        """Find the connection to one provider and tenant."""
        for credential in self.credentials:
            if (credential.provider, credential.tenant) == (provider, tenant):
                return credential
        return None

    @property
    def zoom_authorized(self) -> bool:
        """Whether Zoom's consent stands, so that the e-mail is known and current."""
        credential = self.credential("zoom", ZOOM_TENANT)
        return (
            self.profile is not None
            and self.profile.deauthorized_at is None
            and credential is not None
            and credential.status == "active"
        )


@dataclass(frozen=True)
class Tenant:
    """One Gainsight organisation as the operator registered it.

    ``host`` is the logical host; ``token_path`` overrides what the tenant's own metadata says;
    ``record_urls`` are templates with ``{id}`` per kind. ``enabled`` and ``writes`` are the
    operator's switches: for everything, and for what would change something in Gainsight.
    """

    key: str
    name: str
    host: str
    environment: str
    data_center: str
    enabled: bool = True
    writes: bool = True
    currency: str = "USD"
    custom_host_confirmed: bool = False
    token_path: str | None = None
    record_urls: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """What a tenant's admin decided about who may use the app, and what it does.

    ``keep_alive_days``: connections that rest that long are refreshed, so that none lapses;
    ``idle_days``: those of users who stayed away that long are let go instead.
    ``copy_comments``: comments made here are copied into the activities this app posted.
    ``call_share``: per cent of the tenant's call limits that this app may use.
    ``relationship_edits``: whether relationships may be edited; not every tenant allows it by API.
    ``admins``: e-mail addresses of those who may decide here besides super admins.
    ``record_urls``: templates with ``{id}`` per kind, instead of the operator's.
    ``consent_requests``: whether users may have Zoom ask participants for their address, which
    those see as a dialogue; ``people_chunk``: how many addresses one query of people names.
    ``usage_object``: the tenant's own object that what happened is delivered into; empty for none.
    ``automatic_off``: what the app shall not do here without being asked.
    """

    enabled: bool = True
    admission: Admission = field(default_factory=Admission)
    admins: tuple[str, ...] = field(default=(), repr=False)
    groups: tuple[UserGroup, ...] = ()
    tabs_off: tuple[TabOff, ...] = ()
    portfolio: Portfolio = field(default_factory=Portfolio)
    viewers_write_people: bool = False
    ignored_mail_domains: tuple[str, ...] = ()
    record_urls: dict[str, str] = field(default_factory=dict)
    same_organisation_domains: tuple[str, ...] = ()
    named_pairs: tuple[tuple[str, str], ...] = ()
    keep_alive_days: int = 14
    idle_days: int = 90
    copy_comments: bool = False
    call_share: int = 40
    relationship_edits: bool = True
    consent_requests: bool = False
    people_chunk: int = 200
    usage_object: str = ""
    automatic_off: tuple[Automatic, ...] = ()


@dataclass(frozen=True)
class TenantRecords:
    """A tenant's profile, policy and layout, read together."""

    tenant: Tenant
    policy: Policy
    layout: Layout

    def record_url(self, kind: Kind, gsid: str) -> str | None:
        """Return where a record opens in Gainsight."""
        template = self.policy.record_urls.get(kind) or self.tenant.record_urls.get(kind)
        return template.replace("{id}", gsid) if template else None


@dataclass(frozen=True)
class Snapshot:
    """What a user read of a section, as JSON, and when (epoch seconds)."""

    data: Any = field(repr=False)
    as_of: int


@dataclass(frozen=True)
class StoredMetadata:
    """Describe documents by lower-case object name as the table kept them, and until when."""

    documents: dict[str, Any] = field(repr=False)
    expires_at: int


Extent = Literal["records", "whole"]
"""How much of a tenant is read: with its cached metadata, or without."""


@dataclass(frozen=True)
class LoadedTenant:
    """A tenant as it was read; no records where there is none, no metadata where none was read."""

    key: str
    records: TenantRecords | None
    metadata: StoredMetadata | None


@dataclass(frozen=True)
class AuditLine:
    """One accomplished change; names users as `actor_of` does, or the operator."""

    tenant: str
    at: int
    actor: str
    action: str
    target: str
    id: str


def actor_of(uid: str, tenant: str, gsid: str) -> str:
    """Name a user in lines that outlast them: who knows both ids can check it, nobody can read it.

    Whose it is stands beside the list of the tenant's users until they leave (`store.members`).
    """
    return hashlib.sha256(f"{tenant}\0{uid}\0{gsid}".encode()).hexdigest()[:ACTOR_CHARS]


def meeting_key(meeting_uuid: str) -> str:
    """Return what stands for a meeting in keys: its UUID holds slashes and tells nobody apart."""
    return hashlib.sha256(meeting_uuid.encode()).hexdigest()
