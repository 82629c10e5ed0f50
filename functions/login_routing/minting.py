"""Exchanging Zoom's app context for a session of the pane."""

from typing import Literal

from gainsight_zoom import keepalive
from gainsight_zoom.accounts import shown
from gainsight_zoom.errors import ContextRejected
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.records import Session
from gainsight_zoom.session_views import MeetingView, SessionView, ZoomView, session_view
from gainsight_zoom.sessions import LIFETIME_S, bearer_token, digest, surplus
from gainsight_zoom.shapes import Shape
from gainsight_zoom.usage import Act, Actor
from gainsight_zoom.wiring import Wiring
from gainsight_zoom.zoom.context import AppContext, open_context

from .reopening import customer_of_meeting, look_ahead


class MintedSession(SessionView):
    """A session with the bearer that opens it; ``expires_at`` in epoch seconds."""

    token: str
    expires_at: int


class GuestAnswer(Shape):
    """For somebody who is not signed in to Zoom or has not added the app: nothing of anybody."""

    guest: Literal[True] = True
    zoom: ZoomView
    meeting: MeetingView


def exchange_context(wired: Wiring, sealed: str) -> MintedSession | GuestAnswer:
    """Verify a context and mint a session.

    Raises
    ------
    ContextRejected
        If Zoom did not make this context for this app just now.
    SessionExpired
        If the user left after Zoom made it.
    """
    now = wired.clock.now()
    context = _open(wired, sealed, now)
    if context.invitation and context.meeting_uuid:
        wired.meetings.note_invitation(
            context.meeting_uuid,
            context.invitation,
            "added" if context.uid else "opened",
            now=int(now),
        )
    if context.uid is None:
        return GuestAnswer(
            zoom=ZoomView(user_id=None, email=None, authorized=False),
            meeting=MeetingView(uuid=context.meeting_uuid, role=context.role),
        )
    return _mint(wired, context.uid, context, int(now))


def _open(wired: Wiring, sealed: str, now: float) -> AppContext:
    """Open a context, after a rotation of the app's secret with the new one."""
    client_id = wired.config.zoom_client_id
    try:
        return open_context(sealed, client_secret=wired.zoom_secret(), client_id=client_id, now=now)
    except ContextRejected:
        rotated = wired.secrets.read_again(wired.config.app_secret_id)
        if rotated is None:
            raise
    return open_context(
        sealed, client_secret=rotated["zoom_client_secret"], client_id=client_id, now=now
    )


def _mint(wired: Wiring, uid: str, context: AppContext, now: int) -> MintedSession:
    records = wired.users.load(uid)
    secret = wired.token()
    session = Session(
        uid=uid,
        secret_hash=digest(secret),
        meeting_uuid=context.meeting_uuid,
        role=context.role,
        created_at=now,
        expires_at=now + LIFETIME_S,
        shown=shown(records, records.recents[0].customer) if records.recents else None,
    )
    wired.sessions.delete(surplus(records, now=now))
    wired.sessions.save(session, since=context.made_at)
    if keepalive.newly_seen(records, now=now):
        wired.users.note_seen(uid, now=now)
    logger.info(
        "session minted",
        extra={USER_KEY: user_reference(uid), "in_meeting": bool(context.meeting_uuid)},
    )
    tenants = wired.tenancy.load(tuple(c.tenant for c in records.credentials))
    look_ahead(wired, session, records, tenants)
    meeting_with = customer_of_meeting(wired, session, records, tenants)
    view = session_view(session, records, tenants, meeting_with=meeting_with)
    opened = Act("app_opened", context.meeting_uuid or session.secret_hash)
    wired.journal.tell_all(
        [
            (Actor(account.tenant, account.user.gsid, uid, context.meeting_uuid), opened)
            for account in view.accounts
        ]
    )
    return MintedSession(
        **dict(view), token=bearer_token(uid=uid, secret=secret), expires_at=session.expires_at
    )
