"""What a Zoom user's consent leaves behind: their profile and Zoom's tokens."""

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import SessionExpired, UpstreamError
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.records import ZOOM_TENANT, Tokens, UserRecords, ZoomProfile
from gainsight_zoom.wiring import Wiring
from gainsight_zoom.zoom.client import ZoomUser


def accept_consent(
    wired: Wiring, person: ZoomUser, tokens: Tokens, deadline: Deadline, *, since: int
) -> UserRecords:
    """Store profile and tokens of a user who gave consent, and return their records.

    The e-mail is the one Zoom verified; it is what the identity rule compares with.

    Parameters
    ----------
    since : int
        When the consent was asked for (epoch seconds).

    Raises
    ------
    SessionExpired
        If the user left meanwhile; Zoom is asked to take the grant back.
    """
    profile = ZoomProfile(
        uid=person.id,
        email=person.email,
        account_id=person.account_id,
        timezone=person.timezone,
        seen_at=int(wired.clock.now()),
    )
    try:
        _store(wired, profile, tokens, since=since)
    except SessionExpired:
        _give_back(wired, tokens, deadline)
        raise
    logger.info("zoom authorized", extra={USER_KEY: user_reference(person.id)})
    return wired.users.load(person.id)


def _store(wired: Wiring, profile: ZoomProfile, tokens: Tokens, *, since: int) -> None:
    records = wired.users.load(profile.uid)
    wired.users.save_profile(profile, since=since)
    wired.keeper.connect(
        uid=profile.uid,
        provider="zoom",
        tenant=ZOOM_TENANT,
        tokens=tokens,
        user=None,
        previous=records.credential("zoom", ZOOM_TENANT),
        since=since,
    )


def _give_back(wired: Wiring, tokens: Tokens, deadline: Deadline) -> None:
    try:
        wired.zoom.revoke(tokens.access_token, deadline)
    except UpstreamError as error:
        logger.warning("zoom's grant not taken back", extra={"reason": error.reason})
