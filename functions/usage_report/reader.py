"""Who reads what was counted: their own for everybody, all of a tenant for its admins."""

from dataclasses import dataclass

from gainsight_zoom import access
from gainsight_zoom.accounts import usable_credential
from gainsight_zoom.callers import Caller
from gainsight_zoom.connection import Connection
from gainsight_zoom.records import Credential, GainsightUser, TenantRecords
from gainsight_zoom.wiring import Wiring

MINE, EVERYONE = "mine", "everyone"


@dataclass(frozen=True)
class Reader:
    """A user of one tenant, and whose acts they ask about: a GSID, or None for everybody's."""

    wired: Wiring
    caller: Caller
    found: TenantRecords
    credential: Credential
    user: GainsightUser
    whose: str | None

    @property
    def tenant(self) -> str:
        """The key of the tenant."""
        return self.found.tenant.key

    def connect(self) -> Connection:
        """Make the reader's own way into Gainsight."""
        return self.wired.connect(self.found, self.credential, self.caller.deadline)


def reader_of(wired: Wiring, caller: Caller, tenant: str, whose: str) -> Reader:
    """Accept the caller as a reader.

    Parameters
    ----------
    whose : str
        ``mine``, ``everyone``, or the GSID of a user.

    Raises
    ------
    NotFound, ReconnectRequired, AppOff, LicenseRequired
        As in `usable_credential`.
    Forbidden
        If the acts are not the caller's own and they are no admin.
    """
    known = wired.tenancy.load((tenant,))
    credential = usable_credential(caller.records, known, tenant)
    user = credential.owner
    own = user.gsid
    asked = own if whose == MINE else None if whose == EVERYONE else whose
    if asked != own:
        access.demand(user, access.ADMIN, known[tenant].policy)
    return Reader(wired, caller, known[tenant], credential, user, asked)
