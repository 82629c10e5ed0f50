"""All app panels of the sandbox's Zoom clients, and what happens to them.

Kept to: the types of ``@zoom/appssdk`` 0.16.41 for what events carry, Zoom's «In-client OAuth» and
«Guest mode» for what ends and begins it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.zoom.people import Attendee
from sandbox.zoom_client.bridge import Bridge
from sandbox.zoom_client.panes import Launch, Pane

if TYPE_CHECKING:
    from sandbox.zoom.meeting import Change, Participant, Role
    from sandbox.zoom.people import ZoomUser
    from sandbox.zoom.state import ZoomState
    from sandbox.zoom_client.invitations import Invitation
    from sandbox.zoom_client.panes import Status

LAUNCH_LIFE_S = 300
"""How long a context has ``iid`` and ``act`` after the app was opened so: «Zoom App context»."""
GUEST_NAME = "Signed-out guest"
_MAX_PANES = 64


@dataclass(frozen=True)
class Trouble:
    """A call told to fail with a code, or to stay without an answer."""

    code: str = ""
    message: str = ""
    silent: bool = False


@dataclass(frozen=True)
class Opened:
    """An address the app asked the system browser to open."""

    url: str
    by: str
    allowed: bool
    at: float


class Desk:
    """Holds the panes. Call it with ``state.lock`` held, and ``touch`` after a change."""

    def __init__(self, state: ZoomState) -> None:
        self.state = state
        self.panes: dict[str, Pane] = {}
        self.opened: list[Opened] = []
        self.invitations: list[Invitation] = []
        self.trouble: dict[str, Trouble] = {}
        self.changed = threading.Condition(state.lock)
        self.revision = 0
        self.bridge = Bridge(self)
        state.meeting.listeners.append(self._meeting_changed)

    def reset(self) -> None:
        """Close all panes and forget what they did."""
        self.panes.clear()
        self.opened.clear()
        self.invitations.clear()
        self.trouble.clear()
        self.touch()

    def touch(self) -> None:
        """Count a change and wake every page that waits for news."""
        with self.changed:
            self.revision += 1
            self.changed.notify_all()

    def seconds(self) -> int:
        """Return the time as SDK events carry it: epoch seconds."""
        return int(self.state.now())

    def enter(
        self,
        user: ZoomUser | None,
        *,
        role: Role | None = None,
        status: Status | None = None,
        deeplink: str = "",
        invitation: str = "",
        product: str = "",
    ) -> Pane:
        """Open the client, in the meeting, with the app's panel.

        Parameters
        ----------
        user : ZoomUser or None
            Whose computer it is; None is somebody without an account.
        role : str, optional
            Role in the meeting; by default what the user has, else host of their own meeting.
        status : str, optional
            ``unauthenticated`` signs the user out of Zoom, ``authenticated`` takes the app away
            from them, ``authorized`` adds it; by default nothing changes.
        deeplink, invitation : str
            What opened the app: a link id of ``/v2/zoomapp/deeplink``, an invitation's UUID.
        product : str
            ``desktop`` or ``web`` of ``config``; by default that of the settings.
        """
        meeting = self.state.meeting
        if user is not None and status == "authenticated":
            self.state.remove_app(user)
        if user is not None and status == "authorized":
            self.state.grants.added.add(user.user_id)
        signed_in = None if status == "unauthenticated" else user
        name = GUEST_NAME if user is None else user.name
        pane = Pane(self.state.token(), signed_in, "", name)
        pane.product = product or self.state.settings.product
        if meeting.status == "started":
            stay = self._stay_of(signed_in, name, role)
            pane.participant = stay.uuid
        else:
            pane.running_context = "inMainClient"
        now = self.state.now()
        found = self.state.deeplinks.get(deeplink)
        if found is not None and found.user == user and now < found.expires_at:
            pane.action = Launch(found.action, now + LAUNCH_LIFE_S)
        pane.invitation = Launch(invitation, now + LAUNCH_LIFE_S)
        self.panes[pane.id] = pane
        while len(self.panes) > _MAX_PANES:
            del self.panes[next(iter(self.panes))]
        self.touch()
        return pane

    def _stay_of(self, user: ZoomUser | None, name: str, role: Role | None) -> Participant:
        meeting = self.state.meeting
        if user is not None:
            return meeting.join_user(user, role=role)
        for one in meeting.present.values():
            if one.user is None and one.name == name:
                return meeting.set_role(one.uuid, role) if role else one
        return meeting.join(Attendee(name=name, signed_in=False), role=role or "attendee")

    def stay(self, pane: Pane) -> Participant | None:
        """Return the pane's participant, None once they left or the meeting ended."""
        return self.state.meeting.present.get(pane.participant)

    def context(self, pane: Pane) -> str:
        """Encrypt a fresh app context for this pane."""
        now = self.state.now()
        return self.state.app_context(
            user=pane.user,
            participant=self.stay(pane),
            invitation=pane.invitation.at(now),
            action=pane.action.at(now),
        )

    def tell(self, pane: Pane, name: str, data: dict[str, Any]) -> None:
        """Send an event to a pane whose user may hear it."""
        if self.bridge.refused(pane, name) is None:
            pane.event(name, data)

    def tell_user_context(self, pane: Pane) -> None:
        """Send ``onMyUserContextChange``, with the ``status`` it has in practice."""
        stay = self.stay(pane)
        pane.event(
            "onMyUserContextChange",
            {
                "timestamp": self.seconds(),
                "role": self.bridge.role(pane),
                "screenName": pane.screen_name if stay is None else stay.name,
                "status": self.bridge.status(pane),
            },
        )

    def set_status(self, pane: Pane, status: Status, user: ZoomUser | None) -> None:
        """Sign the pane's user in or out of Zoom, add the app for them or take it away.

        Parameters
        ----------
        user : ZoomUser or None
            Who signs in where nobody is; None leaves a signed-out client signed out.
        """
        pane.user = None if status == "unauthenticated" else pane.user or user
        if pane.user is not None:
            pane.screen_name = pane.user.name
            if status == "authenticated":
                self.state.remove_app(pane.user)
            else:
                self.state.grants.added.add(pane.user.user_id)
        self.tell_user_context(pane)

    def rejoin(self) -> None:
        """Bring every client that is outside back into the running meeting."""
        for pane in list(self.panes.values()):
            self.join(pane)

    def join(self, pane: Pane) -> None:
        """Bring one client that is outside into the running meeting."""
        if pane.running_context == "inMeeting" or self.state.meeting.status != "started":
            return
        pane.participant = self._stay_of(pane.user, pane.screen_name, None).uuid
        pane.running_context = "inMeeting"
        told = {"runningContext": "inMeeting", "timestamp": self.seconds()}
        self.tell(pane, "onRunningContextChange", told)

    def popout(self, pane: Pane, *, undock: bool, width: int = 0, height: int = 0) -> None:
        """Pop the panel out or merge it back; the same web view stays."""
        pane.popped_out = undock
        if undock:
            pane.size = (width or pane.size[0], height or pane.size[1])
        pane.event(
            "onAppPopout",
            {
                "timestamp": self.seconds(),
                "action": "undock" if undock else "dock",
                "width": pane.size[0],
                "height": pane.size[1],
                "orientation": "portrait" if pane.size[1] >= pane.size[0] else "landscape",
            },
        )
        self.touch()

    def record_opened(self, pane: Pane, url: str, *, allowed: bool) -> None:
        """Remember what the app asked the system browser to open."""
        self.opened.append(Opened(url, pane.screen_name, allowed, self.state.now()))

    def _meeting_changed(self, change: Change) -> None:
        for pane in self.panes.values():
            if change.kind == "ended" or (
                change.kind == "leave"
                and change.participant is not None
                and change.participant.uuid == pane.participant
            ):
                self._out_of_meeting(pane, ended=change.kind == "ended")
            elif change.participant is not None:
                self._others_changed(pane, change, change.participant)
        self.touch()

    def _out_of_meeting(self, pane: Pane, *, ended: bool) -> None:
        """The app goes on in the main client, which alone hears that the meeting ended."""
        if pane.running_context != "inMeeting":
            return
        pane.running_context = "inMainClient"
        at = self.seconds()
        told = {"runningContext": "inMainClient", "timestamp": at}
        self.tell(pane, "onRunningContextChange", told)
        if ended:
            self.tell(pane, "onMeeting", {"timestamp": at, "action": "ended"})

    def _others_changed(self, pane: Pane, change: Change, participant: Participant) -> None:
        if change.kind == "role":
            if participant.uuid == pane.participant:
                self.tell_user_context(pane)
            return
        role = participant.role.lower() if participant.role == "coHost" else participant.role
        event = {
            "timestamp": int(change.at),
            "participants": [
                {
                    "status": change.kind,
                    "screenName": participant.name,
                    "participantUUID": participant.uuid,
                    "participantId": str(participant.number),
                    "role": role,
                }
            ],
        }
        for _ in range(2 if self.state.settings.participant_change_twice else 1):
            self.tell(pane, "onParticipantChange", event)
