"""The admin behind a request: connected to the tenant, in good standing, and allowed to decide."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gainsight_zoom import access
from gainsight_zoom.accounts import usable_credential
from gainsight_zoom.callers import Caller, CallerAnew
from gainsight_zoom.connection import Connection
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.portfolio import CHECKED_FOR_S
from gainsight_zoom.records import ACTOR_CHARS, Credential, GainsightUser, TenantRecords
from gainsight_zoom.wiring import Wiring

ACTOR = re.compile(rf"[0-9a-f]{{{ACTOR_CHARS}}}")


@dataclass(frozen=True)
class Admin:
    """Who decides, about which tenant, as it is right now."""

    wired: Wiring
    caller: Caller
    found: TenantRecords
    credential: Credential
    user: GainsightUser

    @property
    def tenant(self) -> str:
        """The key of the tenant."""
        return self.found.tenant.key

    def naming(self, told: Iterable[tuple[str, int]]) -> Callable[[str, int], str]:
        """Make what turns names of the audit trail, told at some time, into GSIDs.

        The names of people who left since, and all else, stay as they are.
        """
        actors = {name for name, _ in told if ACTOR.fullmatch(name)}
        known = self.wired.members.named(self.tenant, actors)

        def named(name: str, at: int) -> str:
            meant = known.get(name)
            return meant.gsid if meant is not None and meant.since <= at else name

        return named

    def connect(self) -> Connection:
        """Make the admin's own way into Gainsight."""
        return self.wired.connect(self.found, self.credential, self.caller.deadline)

    def objects(self) -> dict[str, ObjectMetadata]:
        """Return what the tenant's objects look like."""
        return self.wired.catalog.objects(self.tenant, self.connect())


def admin_of(wired: Wiring, caller: CallerAnew, tenant: str) -> Admin:
    """Accept the caller as an admin of a tenant.

    The tenant was read with them: who was an admin a minute ago may be none any more. What
    Gainsight says of the caller is at most ten minutes old: most of these routes ask it nothing
    else, so that it would not refuse whom it has demoted or deactivated.

    Raises
    ------
    NotFound
        If the caller is not connected to the tenant.
    Forbidden
        If they are no admin of it.
    ReconnectRequired
        If their connection is dead, or their licence or role in Gainsight is another one now.
    LicenseRequired
        If Gainsight knows them no more, or as inactive.
    UpstreamError
        Or one of its kinds, where Gainsight had to be asked and cannot say.
    """
    known = wired.tenancy.load((tenant,))
    credential = usable_credential(caller.records, known, tenant)
    found, user = known[tenant], credential.owner
    access.demand(user, access.ADMIN, found.policy)
    admin = Admin(wired, caller, found, credential, user)
    _confirm(admin)
    return admin


def _confirm(admin: Admin) -> None:
    """Have Gainsight say that the admin still is who they were, where it last did long ago."""
    wired, seen, now = admin.wired, admin.credential, int(admin.wired.clock.now())
    if max(seen.created_at, seen.confirmed_at or 0) + CHECKED_FOR_S > now:
        return
    wired.standing.check_now(admin.tenant, admin.user, admin.connect())
    wired.credentials.confirm(seen, at=now)
