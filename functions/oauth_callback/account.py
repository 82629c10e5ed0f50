"""The Gainsight account behind a fresh token: whose it is, and connecting it."""

from gainsight_zoom.clock import Deadline
from gainsight_zoom.connection import FreshConnection
from gainsight_zoom.errors import AppError, SignInRejected
from gainsight_zoom.gainsight.oauth import TokenOwner
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.owners import USER_FIELDS, user_of
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import (
    AuditLine,
    GainsightUser,
    Integration,
    Tenant,
    TenantRecords,
    Tokens,
    actor_of,
)
from gainsight_zoom.salesforce.ids import normal_id
from gainsight_zoom.usage import Act, Actor
from gainsight_zoom.wiring import Wiring


class WrongAccount(SignInRejected):
    """Somebody logged in to Gainsight whose account is not this Zoom user's."""

    status = 403
    code = "wrong_account"
    message = "This Gainsight account does not belong to your Zoom account."

    def __init__(self, reason: str, *, zoom_email: str = "", tenant: str = "") -> None:
        super().__init__(reason)
        self.zoom_email = zoom_email
        self.tenant = tenant


class OrganisationUnknown(SignInRejected):
    """No tenant is registered for the Salesforce organisation somebody logged in to."""

    status = 403
    code = "organisation_unknown"
    message = (
        "Your Salesforce organisation is not set up for this app. Ask your Gainsight admin to have "
        "it registered, or sign in with your Gainsight account."
    )


class NotAdmitted(SignInRejected):
    """The account is right, but its licence or the tenant's policy does not admit it."""

    status = 403

    def __init__(self, cause: AppError) -> None:
        super().__init__(cause.reason)
        self.public_code = cause.code
        self.public_message = cause.message


def read_owner(
    wired: Wiring, tenant: Tenant, tokens: Tokens, owner: TokenOwner, deadline: Deadline
) -> GainsightUser:
    """Read the user record of a token's owner, with that very token.

    Raises
    ------
    WrongAccount
        If the token does not say whose it is, or no user record fits. Without proof nobody is
        connected: guessing by the expected e-mail would defeat the identity rule.
    """
    if owner.gsid is None and owner.email is None:
        raise WrongAccount("owner_unknown", tenant=tenant.name)
    way = _way(wired, tenant, tokens, owner.gsid or str(owner.email), deadline)
    metadata = wired.catalog.objects(tenant.key, way)["gsuser"]
    condition = (
        Where("Gsid", "EQ", (owner.gsid,))
        if owner.gsid is not None
        else Where("Email", "EQ", (owner.email or "",))
    )
    rows = way.query(
        Query(
            object_name="gsuser",
            select=tuple(f.name for f in metadata.names(USER_FIELDS)),
            where=(condition,),
            limit=2,
        )
    )
    if len(rows) != 1:
        raise WrongAccount("owner_not_found", tenant=tenant.name)
    user = user_of(rows[0], metadata)
    if user is None:
        raise WrongAccount("owner_record_incomplete")
    if owner.email is not None and owner.email.casefold() != user.email.casefold():
        raise WrongAccount("owner_contradicts_record", tenant=tenant.name)
    return user


def find_by_salesforce_id(
    wired: Wiring, tenant: Tenant, tokens: Tokens, user_id: str, deadline: Deadline
) -> GainsightUser:
    """Find the one user whose ``SfdcUserId`` is exactly this, with the machine credential.

    Gainsight may keep ids with 15 or with 18 characters and compare text without regard to case,
    which would take two different users for one; so what it finds is compared once more here.

    Parameters
    ----------
    user_id : str
        With 18 characters.

    Raises
    ------
    WrongAccount
        If there is none, or more than one. A user name proves nothing: it can be changed.
    """
    way = _way(wired, tenant, tokens, user_id, deadline)
    metadata = wired.catalog.objects(tenant.key, way)["gsuser"]
    field = metadata.find("SfdcUserId")
    if field is None:
        raise WrongAccount("salesforce_ids_not_synced", tenant=tenant.name)
    rows = way.query(
        Query(
            object_name="gsuser",
            select=tuple(f.name for f in metadata.names((*USER_FIELDS, field.name))),
            where=tuple(Where(field.name, "EQ", (form,)) for form in (user_id, user_id[:15])),
            joined_by="OR",
            limit=10,
        )
    )
    found = [
        user
        for row in rows
        if normal_id(str(row.get(field.name) or "")) == user_id
        and (user := user_of(row, metadata)) is not None
    ]
    if len(found) != 1:
        raise WrongAccount("salesforce_user_not_found", tenant=tenant.name)
    return found[0]


def _way(
    wired: Wiring, tenant: Tenant, tokens: Tokens, payer: str, deadline: Deadline
) -> FreshConnection:
    return FreshConnection(
        tenant,
        tokens.access_token,
        api=wired.gainsight,
        allowance=wired.allowance(tenant.key, payer),
        deadline=deadline,
    )


def connect_account(
    wired: Wiring,
    found: TenantRecords,
    *,
    uid: str,
    tokens: Tokens,
    user: GainsightUser,
    integration: Integration,
    since: int,
) -> None:
    """Store the connection, remember the tenant for this user only, and leave an audit line.

    Parameters
    ----------
    since : int
        When this sign-in began (epoch seconds).

    Raises
    ------
    SessionExpired
        If the user left after that.
    """
    key = found.tenant.key
    previous = wired.credentials.get(uid, "gainsight", key)
    actor = actor_of(uid, key, user.gsid)
    wired.members.remember(uid, key, user.gsid, since=since)
    wired.keeper.connect(
        uid=uid,
        provider="gainsight",
        tenant=key,
        tokens=tokens,
        user=user,
        previous=previous,
        since=since,
        integration=integration,
    )
    wired.users.remember_mapping(uid, key, since=since)
    wired.audit.append(
        AuditLine(
            tenant=key,
            at=int(wired.clock.now()),
            actor=actor,
            action="signed_in" if integration == "gainsight" else "signed_in_with_salesforce",
            target=actor,
            id=wired.token(),
        )
    )
    wired.journal.tell(Actor(key, user.gsid, uid), Act("signed_in", str(since)))
    logger.info("gainsight connected", extra={USER_KEY: user_reference(uid), "tenant": key})
