"""Which SDK calls and events the client knows, and who may use them.

Kept to: the types of ``@zoom/appssdk`` 0.16.41, which say of each its roles, whether it works in
guest mode, and its errors. "Participant" and "Attendee" are one role here, as `getUserContext` has
it. Where two sources differ a comment says which one is kept to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.zoom.meeting import Role
    from sandbox.zoom.settings import ZoomSettings

_HOSTS: frozenset[Role] = frozenset({"host", "coHost"})
_ALL: frozenset[Role] = frozenset({"host", "coHost", "attendee"})

GUEST_MODE = ("10284", "API is not support in guest mode.")
"""Of `promptAuthorize`'s errors."""
MEETING_ROLE = ("80012", "require_meeting_role")
"""As developers met it (Zoom's forum)."""
NOT_TICKED = ("80004", "app_not_support")
"""As developers met it: the call was not added to the app in Marketplace (Zoom's forum)."""
NOT_LISTED = "The Zoom client encountered an error while processing the request"
NOT_HERE = "This running context is currently unsupported."
"""Texts of the types; which code goes with them are switches of `ZoomSettings`."""


class ApiRefused(Exception):
    """An answer with ``errorCode`` and ``errorMessage``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Access:
    """Who may use a call or hear an event."""

    roles: frozenset[Role] = _ALL
    guest: bool = False
    in_meeting: bool = False


_EVERYBODY = Access(guest=True)
CALLS: dict[str, Access] = {
    "getRunningContext": _EVERYBODY,
    "getSupportedJsApis": _EVERYBODY,
    "getUserContext": _EVERYBODY,
    "getAppContext": _EVERYBODY,
    "getMeetingUUID": Access(guest=True, in_meeting=True),
    "getMeetingContext": Access(_HOSTS, in_meeting=True),
    "getMeetingJoinUrl": Access(_HOSTS, in_meeting=True),
    "getMeetingParticipants": Access(_HOSTS, in_meeting=True),
    "getMeetingParticipantsEmail": Access(in_meeting=True),
    "getMeetingChatContext": Access(guest=True, in_meeting=True),
    "authorize": Access(),
    "promptAuthorize": _EVERYBODY,
    "sendAppInvitation": Access(_HOSTS, in_meeting=True),
    "sendAppInvitationToAllParticipants": Access(in_meeting=True),
    "sendAppInvitationToMeetingOwner": Access(in_meeting=True),
    "showAppInvitationDialog": Access(in_meeting=True),
    "appPopout": _EVERYBODY,
    "expandApp": _EVERYBODY,
    "openUrl": _EVERYBODY,
    "showNotification": _EVERYBODY,
    "bringAppToFront": _EVERYBODY,
    "sendAppToBackground": _EVERYBODY,
    "closeApp": _EVERYBODY,
    "connect": _EVERYBODY,
    "postMessage": _EVERYBODY,
}
EVENTS: dict[str, Access] = {
    "onAuthorized": Access(),
    # The types have it for host and co-host; «In-client OAuth» has every guest wait for it.
    "onMyUserContextChange": _EVERYBODY,
    "onParticipantChange": Access(_HOSTS),
    "onParticipantEmail": Access(),
    "onMeeting": Access(),
    "onRunningContextChange": Access(),
    "onSendAppInvitation": Access(_HOSTS),
    "onAppPopout": _EVERYBODY,
    "onExpandApp": _EVERYBODY,
    "onConnect": _EVERYBODY,
    "onMessage": _EVERYBODY,
    "onAppVisibilityChange": _EVERYBODY,
}


def refusal(
    name: str, *, role: Role, guest: bool, in_meeting: bool, settings: ZoomSettings
) -> tuple[str, str] | None:
    """Return code and message of why this user may not use a call or event, or None.

    Calls that the stand-in does not play count as not ticked in Marketplace.
    """
    not_ticked = settings.apis_not_ticked
    access = CALLS.get(name) or EVENTS.get(name)
    if access is None or name in not_ticked:
        return NOT_TICKED
    if guest and not access.guest:
        return GUEST_MODE
    if access.in_meeting and not in_meeting:
        return settings.not_here_code, NOT_HERE
    if role not in access.roles:
        return MEETING_ROLE
    return None
