"""Who makes a call, and what of the tenant that caller may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sandbox.gainsight.envelope import Refusal, unauthorized

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

    from sandbox.gainsight.records import Records, Row
    from sandbox.gainsight.schema import ObjectType
    from sandbox.gainsight.settings import Settings
    from sandbox.gainsight.tokens import Tokens

__all__ = ["LOGIN_LICENCES", "Caller", "identify", "may_log_in", "visible"]

LOGIN_LICENCES = ("Full", "Viewer", "Viewer_Analytics")


@dataclass(frozen=True)
class Caller:
    """The holder of a credential; `user` is None for the tenant-wide ones."""

    kind: Literal["user", "m2m", "accesskey", "anonymous"]
    scopes: frozenset[str] = frozenset({"read", "read_write"})
    user: Row | None = field(default=None, repr=False)

    @property
    def gsid(self) -> str | None:
        """Id of the user, None for a tenant-wide credential."""
        return str(self.user["Gsid"]) if self.user else None


def licence(records: Records, user: Row) -> str:
    """Name the licence of a user, ``Full`` and so on."""
    of_user = records.type("gsuser").field("LicenseType")
    item = of_user.picklist.item(user.get("LicenseType")) if of_user and of_user.picklist else None
    return item.system_name if item else ""


def may_log_in(records: Records, user: Row) -> bool:
    """Tell whether a user's licence and status allow a login («User License Management»)."""
    return bool(user.get("IsActiveUser")) and licence(records, user) in LOGIN_LICENCES


def identify(request: Request, *, records: Records, tokens: Tokens, access_key: str) -> Caller:
    """Find out who calls, from the ``Authorization`` or the ``accesskey`` header.

    Raises
    ------
    Refusal
        401 GS_APIG_2401 for no credential or a bad one; 400 GSOBJ_1024 for headers that make no
        sense: both at once, or a scheme other than Bearer.
    """
    key = request.headers.get("accesskey")
    header = request.headers.get("Authorization")
    if key is None and header is None:
        raise unauthorized()
    if key is not None and header is not None:
        raise Refusal("GSOBJ_1024", "Invalid authorization headers")
    if key is not None:
        if key != access_key:
            raise unauthorized()
        return Caller("accesskey")
    scheme, _, token = str(header).partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal("GSOBJ_1024", "Invalid authorization headers")
    return _holder(token.strip(), records=records, tokens=tokens)


def _holder(token: str, *, records: Records, tokens: Tokens) -> Caller:
    access = tokens.access(token)
    if access is None:
        raise unauthorized()
    if access.user is None:
        return Caller("m2m")
    user = records.get("gsuser", access.user)
    if user is None or not may_log_in(records, user):
        raise unauthorized()
    return Caller("user", access.scopes, user)


def require_write(caller: Caller, *, records: Records, settings: Settings, timeline: bool) -> None:
    """Refuse a write the credential is not good for.

    Raises
    ------
    Refusal
        403. No source shows this answer; its code is this stand-in's own.
    """
    if "read_write" not in caller.scopes:
        raise Refusal("GS_APIG_2403", "Insufficient scope", status=403, message="Forbidden")
    if not settings.licence_limits_writes or caller.user is None or timeline:
        return
    if licence(records, caller.user) != "Full":
        raise Refusal("GS_APIG_2403", "Insufficient permissions", status=403, message="Forbidden")


def visible(
    caller: Caller, kind: ObjectType, row: Row, *, records: Records, settings: Settings
) -> bool:
    """Tell whether the caller may see a row: all of them, or those of the own portfolio."""
    if caller.user is None or not kind.owner:
        return True
    if str(caller.user.get("Email", "")).lower() not in settings.portfolio_only:
        return True
    return any(
        records.read(kind, row, records.path(kind, path, max_steps=1)) == caller.gsid
        for path in kind.owner
    )
