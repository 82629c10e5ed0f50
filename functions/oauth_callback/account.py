"""The Gainsight account behind a fresh token: whose it is, and connecting it."""

from gainsight_zoom.clock import Deadline
from gainsight_zoom.connection import FreshConnection
from gainsight_zoom.errors import AppError, SignInRejected
from gainsight_zoom.fields import Row
from gainsight_zoom.gainsight.oauth import TokenOwner
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import AuditLine, GainsightUser, Tenant, TenantRecords, Tokens
from gainsight_zoom.wiring import Wiring

USER_FIELDS = ("Gsid", "Name", "Email", "LicenseType", "IsActiveUser", "IsSuperAdmin")


class WrongAccount(SignInRejected):
    """Somebody logged in to Gainsight whose account is not this Zoom user's."""

    status = 403
    code = "wrong_account"
    message = "This Gainsight account does not belong to your Zoom account."

    def __init__(self, reason: str, *, zoom_email: str = "", tenant: str = "") -> None:
        super().__init__(reason)
        self.zoom_email = zoom_email
        self.tenant = tenant


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
    way = FreshConnection(
        tenant,
        tokens.access_token,
        api=wired.gainsight,
        allowance=wired.allowance(tenant.key, owner.gsid or str(owner.email)),
        deadline=deadline,
    )
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
    user = _user(Row(rows[0]), metadata)
    if owner.email is not None and owner.email.casefold() != user.email.casefold():
        raise WrongAccount("owner_contradicts_record", tenant=tenant.name)
    return user


def connect_account(
    wired: Wiring,
    found: TenantRecords,
    *,
    uid: str,
    tokens: Tokens,
    user: GainsightUser,
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
    wired.keeper.connect(
        uid=uid,
        provider="gainsight",
        tenant=key,
        tokens=tokens,
        user=user,
        previous=previous,
        since=since,
    )
    wired.users.remember_mapping(uid, key, since=since)
    wired.audit.append(
        AuditLine(
            tenant=key,
            at=int(wired.clock.now()),
            actor_gsid=user.gsid,
            action="signed_in",
            target=user.gsid,
            id=wired.token(),
        )
    )
    logger.info("gainsight connected", extra={USER_KEY: user_reference(uid), "tenant": key})


def _user(row: Row, metadata: ObjectMetadata) -> GainsightUser:
    gsid, email = row.text("Gsid"), row.text("Email")
    if not gsid or not email:
        raise WrongAccount("owner_record_incomplete")
    license_field = metadata.find("LicenseType")
    raw = row.text("LicenseType") or ""
    option = license_field.option(raw) if license_field else None
    return GainsightUser(
        gsid=gsid,
        name=row.text("Name") or email,
        email=email,
        license=option.system_name if option else raw,
        active=row.get("IsActiveUser") in (True, "true"),
        super_admin=row.get("IsSuperAdmin") in (True, "true"),
    )
