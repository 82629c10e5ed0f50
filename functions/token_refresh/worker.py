"""Refreshes connections that rest, lets go of those whose users stayed away, finishes leavings."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom import leaving
from gainsight_zoom.batches import work_off
from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import ReconnectRequired
from gainsight_zoom.keepalive import Verdict, decide
from gainsight_zoom.observability import USER_KEY, count, logger, user_reference
from gainsight_zoom.records import Credential, Due, UserRecords
from gainsight_zoom.store.credentials import sort_key
from gainsight_zoom.wiring import Wiring, wiring

NEEDS_S = 15.0


def keep_alive(wired: Wiring, message: dict[str, Any], deadline: Deadline) -> None:
    """Do what one message leads to; a repeated one leads to nothing.

    Raises
    ------
    UpstreamUnavailable, UpstreamBusy, UpstreamError
        If the provider cannot say now; the message comes again.
    """
    due = Due(uid=message["uid"], record=message["record"], at=message["at"])
    records = wired.users.load(due.uid)
    credential = _named(due, records)
    tenants = wired.tenancy.load(
        tuple(c.tenant for c in records.credentials if c.provider == "gainsight")
    )
    verdict = decide(due, credential, records, tenants, now=int(wired.clock.now()))
    told = {USER_KEY: user_reference(due.uid), "record": due.record, "verdict": verdict.value}
    logger.info("keep-alive", extra=told)
    if verdict is Verdict.FINISH_LEAVING:
        wired.leaving.leave(due.uid, cause="resumed", revoke_until=deadline)
    elif credential is not None and verdict is Verdict.LET_GO:
        _let_go(wired, credential, deadline)
    elif credential is not None and verdict is Verdict.REFRESH:
        _refresh(wired, credential, deadline)
    elif credential is not None and verdict is Verdict.REST:
        wired.keeper.rest(credential)


def _named(due: Due, records: UserRecords) -> Credential | None:
    for credential in records.credentials:
        if sort_key(credential.provider, credential.tenant) == due.record:
            return credential
    return None


def _refresh(wired: Wiring, credential: Credential, deadline: Deadline) -> None:
    try:
        wired.keeper.renew(credential, deadline)
    except ReconnectRequired as error:
        wired.credentials.mark_reconnect_required(credential)
        count("RefreshesRefused")
        logger.info("refresh refused", extra={"reason": error.reason})
    else:
        count("RefreshesDone")


def _let_go(wired: Wiring, credential: Credential, deadline: Deadline) -> None:
    """Without Zoom's consent there is no e-mail to compare with, so then all goes."""
    count("ConnectionsLetGo")
    if credential.provider == "zoom":
        wired.leaving.leave(credential.uid, cause="idle", revoke_until=deadline)
        return
    wired.members.forget(credential.uid, credential.tenant)
    keys = leaving.of_tenant(wired.users.keys(credential.uid), credential.tenant)
    wired.users.erase(credential.uid, keys)


def lambda_handler(
    event: dict[str, Any], context: LambdaContext, wired: Wiring | None = None
) -> dict[str, Any]:
    """Work off a batch of SQS."""
    objects = wired or wiring()
    return work_off(
        event,
        context,
        objects.clock,
        lambda message, deadline: keep_alive(objects, message, deadline),
        needs_s=NEEDS_S,
    )
