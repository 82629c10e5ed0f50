"""What a Zoom user's consent leaves behind: their profile and Zoom's tokens."""

from gainsight_zoom.observability import logger
from gainsight_zoom.records import ZOOM_TENANT, Tokens, UserRecords, ZoomProfile
from gainsight_zoom.wiring import Wiring
from gainsight_zoom.zoom.client import ZoomUser


def accept_consent(wired: Wiring, person: ZoomUser, tokens: Tokens) -> UserRecords:
    """Store profile and tokens of a user who gave consent, and return their records.

    The e-mail is the one Zoom verified; it is what the identity rule compares with.
    """
    records = wired.users.load(person.id)
    wired.users.save_profile(
        ZoomProfile(
            uid=person.id,
            email=person.email,
            account_id=person.account_id,
            timezone=person.timezone,
        )
    )
    wired.keeper.connect(
        uid=person.id,
        provider="zoom",
        tenant=ZOOM_TENANT,
        tokens=tokens,
        user=None,
        previous=records.credential("zoom", ZOOM_TENANT),
    )
    logger.info("zoom authorized", extra={"zoom_user": person.id})
    return wired.users.load(person.id)
