"""Logging out, disconnecting one tenant, and "Delete my data"."""

from gainsight_zoom import leaving
from gainsight_zoom.callers import Caller
from gainsight_zoom.observability import logger
from gainsight_zoom.wiring import Wiring


def log_out(wired: Wiring, caller: Caller) -> None:
    """Forget Gainsight's side and all sessions; repeating it does no harm.

    Zoom's own authorisation stays until the app is removed there.
    """
    wired.members.forget_all(caller.records, caller.uid)
    keys = wired.users.keys(caller.uid)
    wired.sign_ins.forget(keys)
    wired.users.erase(caller.uid, leaving.of_gainsight(keys))
    logger.info("logged out")


def disconnect(wired: Wiring, caller: Caller, tenant: str) -> None:
    """Forget the connection to one tenant and what came of it; repeating it does no harm."""
    pending = wired.sign_ins.pending(caller.uid, tenant)
    wired.sign_ins.forget(pending)
    wired.members.forget(caller.uid, tenant)
    mine = leaving.of_tenant(wired.users.keys(caller.uid), tenant)
    wired.users.erase(caller.uid, [*pending, *mine])
    logger.info("disconnected", extra={"tenant": tenant})


def delete_my_data(wired: Wiring, caller: Caller) -> None:
    """Delete all that is this user's and give Zoom its grant back; repeating it does no harm."""
    wired.leaving.leave(
        caller.uid,
        cause="delete_my_data",
        revoke_until=caller.deadline,
        records=caller.records,
    )
