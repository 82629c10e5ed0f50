"""The state that Zoom's hosts and the Zoom client share: users, grants, the meeting, deep links.

Kept to: Zoom, «Using webhooks», «Zoom App context», «Deep links»; switches where they are silent.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.zoom import webhooks
from sandbox.zoom.context import encrypt_context
from sandbox.zoom.grants import Grants
from sandbox.zoom.meeting import Meeting
from sandbox.zoom.people import USERS, ZoomUser
from sandbox.zoom.settings import ZoomSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.party import Now, Token
    from sandbox.zoom.meeting import Change, Participant

_CONTEXT_ROLE = {"host": "host", "coHost": "co-host", "attendee": "participant"}
"""``attendrole``, which is spelt otherwise than the SDK's roles (types of ``@zoom/appssdk``)."""


@dataclass(frozen=True)
class Deeplink:
    """A link that opens the app in the client, for one user, with the app's own ``action``."""

    user: ZoomUser
    action: str
    expires_at: float


class ZoomState:
    """Everything the Zoom stand-ins know. Hold ``lock`` for anything but a plain read.

    Parameters
    ----------
    now : callable
        Epoch seconds.
    token : callable
        Unpredictable URL-safe text, new at every call.
    settings : ZoomSettings
        The app's registration and the switches.
    """

    def __init__(
        self,
        *,
        now: Now = time.time,
        token: Token = secrets.token_urlsafe,
        settings: ZoomSettings | None = None,
    ) -> None:
        self.now = now
        self.token = token
        self.settings = settings or ZoomSettings()
        self.lock = threading.RLock()
        self.users = {user.key: user for user in USERS}
        self.grants = Grants(self.settings, now, token)
        self.meeting = Meeting(now)
        self.deeplinks: dict[str, Deeplink] = {}
        self.removal_listeners: list[Callable[[dict[str, Any]], None]] = []
        """Called with the webhook to send when a user who had consented removes the app."""
        self.reset_state()

    def reset_state(self) -> None:
        """Back to the sample data: nobody consented, the meeting runs, no link is open."""
        with self.lock:
            self.grants.seed()
            self.meeting.seed()
            self.deeplinks.clear()

    def remove_app(self, user: ZoomUser) -> dict[str, Any]:
        """Let a user remove the app; returns the ``app_deauthorized`` webhook to send.

        It goes to the deauthorisation URL of whoever had consented (Zoom, «Deauthorization»).
        """
        with self.lock:
            consented = user.user_id in self.grants.consented
            self.grants.remove(user)
            webhook = webhooks.app_deauthorized(
                user, client_id=self.settings.client_id, at=self.now()
            )
            told = consented and self.settings.removal_is_told
            for listener in self.removal_listeners if told else ():
                listener(webhook)
            return webhook

    def webhook_of(self, change: Change) -> dict[str, Any] | None:
        """Build the webhook of a change in the meeting.

        None when there is none: a role changed, which the app has not subscribed to, or nobody
        authorised it whose meeting this is. A user-managed app hears of meetings of those who did,
        as their host ("the account/user must install your webhook-enabled app to authorise data
        flow", Zoom, «Webhook reference»). The order of events is the receiver's affair: here they
        come as they happened.
        """
        if not any(map(self.grants.has_consented, self._whose_events())):
            return None
        if change.kind == "started":
            return webhooks.meeting_started(self.meeting, at=change.at)
        if change.kind == "ended":
            return webhooks.meeting_ended(self.meeting, at=change.at)
        if change.participant is None or change.kind == "role":
            return None
        joined = change.kind == "join"
        return webhooks.participant_event(
            "meeting.participant_joined" if joined else "meeting.participant_left",
            self.meeting,
            change.participant,
            at=change.at,
        )

    def _whose_events(self) -> list[ZoomUser]:
        if not self.settings.attendees_bring_events:
            return [self.meeting.host]
        there = (one.user for one in self.meeting.present.values())
        return [self.meeting.host, *(user for user in there if user is not None)]

    def open_deeplink(self, user: ZoomUser, action: str) -> str:
        """Store a deep link and return its id, ``Zx_…`` (Zoom, «Generate a Zoom App deeplink»)."""
        link = f"Zx_{self.token()}"
        with self.lock:
            expires_at = self.now() + self.settings.deeplink_life_s
            self.deeplinks[link] = Deeplink(user, action, expires_at)
        return link

    def app_context(
        self,
        *,
        user: ZoomUser | None,
        participant: Participant | None,
        invitation: str = "",
        action: str = "",
    ) -> str:
        """Encrypt a fresh app context (Zoom, «Zoom App context»: its fields; times in ms).

        Parameters
        ----------
        user : ZoomUser or None
            Who is signed in; ``uid`` is left out for nobody and for whoever has not added the
            app (guest mode).
        participant : Participant or None
            The user's stay in the meeting; None outside a meeting: ``typ`` is then ``panel``
            and there is neither ``mid`` nor ``attendrole``.
        invitation, action : str
            ``iid`` and ``act``, for five minutes after an invitation or a deep link.
        """
        issued_ms = int(self.now() * 1000)
        payload: dict[str, Any] = {"typ": "panel" if participant is None else "meeting"}
        if user is not None and user.user_id in self.grants.added:
            payload["uid"] = user.user_id
        if participant is not None:
            payload["mid"] = self.meeting.uuid
        payload |= {
            "aud": self.settings.client_id,
            "iss": "marketplace.zoom.us",
            "ts": issued_ms,
            "exp": issued_ms + self.settings.context_life_ms,
            "entitlements": [],
        }
        if participant is not None:
            payload["attendrole"] = _CONTEXT_ROLE[participant.role]
        if invitation:
            payload["iid"] = invitation
        if action:
            payload["act"] = action
        return encrypt_context(payload, client_secret=self.settings.client_secret)
