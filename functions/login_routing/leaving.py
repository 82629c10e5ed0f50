"""Logging out and disconnecting. Zoom's own authorisation stays until the app is removed there."""

from gainsight_zoom.accounts import gainsight_credentials
from gainsight_zoom.callers import Caller
from gainsight_zoom.observability import logger
from gainsight_zoom.wiring import Wiring


def log_out(wired: Wiring, caller: Caller) -> None:
    """Forget every Gainsight connection and all sessions; repeating it does no harm."""
    for credential in gainsight_credentials(caller.records):
        wired.credentials.delete(caller.uid, credential.provider, credential.tenant)
    wired.sessions.delete(caller.records.sessions)
    logger.info("logged out")


def disconnect(wired: Wiring, caller: Caller, tenant: str) -> None:
    """Forget the connection to one tenant; repeating it does no harm."""
    wired.credentials.delete(caller.uid, "gainsight", tenant)
    logger.info("disconnected", extra={"tenant": tenant})
