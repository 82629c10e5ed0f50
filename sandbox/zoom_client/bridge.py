"""Answers the Zoom Apps SDK, call by call, as ``@zoom/appssdk`` 0.16.41 has it on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.zoom_client import dialogs, invitations
from sandbox.zoom_client.apis import (
    CALLS,
    EVENTS,
    NOT_LISTED,
    NOT_TICKED,
    ApiRefused,
    refusal,
)
from sandbox.zoom_client.panes import Dialog

if TYPE_CHECKING:
    from sandbox.zoom.meeting import Participant, Role
    from sandbox.zoom_client.desk import Desk
    from sandbox.zoom_client.panes import DialogKind, Pane, Status

SUCCESS = "Success"
_POPOUT_MIN, _POPOUT_MAX = 280, 1600


class Bridge:
    """Plays the native side of the SDK for all panes of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state = desk.state
        self._plain = {
            "getRunningContext": lambda pane: pane.running_context,
            "getSupportedJsApis": lambda pane: {"supportedApis": self.supported(pane)},
            "getUserContext": self._user_context,
            "getAppContext": lambda pane: {"context": desk.context(pane)},
            "getMeetingUUID": lambda _pane: {"meetingUUID": self._state.meeting.uuid},
            "getMeetingContext": lambda _pane: {
                "meetingTopic": self._state.meeting.topic,
                "meetingID": str(self._state.meeting.number),
            },
            "getMeetingJoinUrl": lambda _pane: {
                "joinUrl": f"https://us06web.zoom.us/j/{self._state.meeting.number}"
            },
            "getMeetingParticipants": self._participants,
            "getMeetingChatContext": lambda _pane: {"chatChannelUUID": ""},
            "promptAuthorize": self._prompt_authorize,
            "sendAppInvitationToAllParticipants": lambda pane: invitations.to_all(desk, pane),
            "sendAppInvitationToMeetingOwner": lambda pane: invitations.to_owner(desk, pane),
            "bringAppToFront": lambda _pane: {"warning": "App is already in front"},
            "sendAppToBackground": lambda _pane: SUCCESS,
            "closeApp": self._close,
            "connect": _no_main_client,
        }
        self._with_options = {
            "openUrl": self._open_url,
            "appPopout": self._popout,
            "expandApp": self._expand,
            "showNotification": self._notify,
            "getMeetingParticipantsEmail": self._ask_emails,
            "sendAppInvitation": lambda pane, options: invitations.to_some(desk, pane, options),
            "showAppInvitationDialog": lambda pane, options: invitations.ask(desk, pane, options),
            "postMessage": _not_connected,
        }

    def answer(self, pane: Pane, request: dict[str, Any], *, url: str) -> dict[str, Any] | None:
        """Answer one request of the SDK.

        Parameters
        ----------
        request : dict
            ``{"jsCallId", "apiName", "data"?}``.
        url : str
            The address of the window that asks; ``authorize`` redirects there.

        Returns
        -------
        dict or None
            The message to post back, an object; None when the client was told to keep silent.
        """
        name = str(request.get("apiName", ""))
        options = request.get("data") or {}
        data: dict[str, Any] = {"jsCallId": request.get("jsCallId")}
        trouble = self._desk.trouble.get(name)
        if trouble is not None and trouble.silent:
            return None
        try:
            if trouble is not None:
                raise ApiRefused(trouble.code, trouble.message)
            data["result"] = self._result(pane, name, options, url)
        except ApiRefused as error:
            data |= {"errorCode": error.code, "errorMessage": error.message}
        return {"type": "apiResponse", "data": data}

    def _result(self, pane: Pane, name: str, options: dict[str, Any], url: str) -> object:
        if name == "config":
            return self._config(pane, options)
        if pane.capabilities is None or name not in pane.capabilities:
            raise ApiRefused(self._state.settings.not_listed_code, NOT_LISTED)
        refused = self.refused(pane, name)
        if refused is not None:
            raise ApiRefused(*refused)
        if name == "authorize":
            return self._authorize(pane, options, url)
        if name in self._plain:
            return self._plain[name](pane)
        if name in self._with_options:
            return self._with_options[name](pane, options)
        raise ApiRefused(*NOT_TICKED)

    def refused(self, pane: Pane, name: str) -> tuple[str, str] | None:
        """Return why this pane may not use a call or hear an event, or None.

        Guest mode ends only with a ``config`` after the change (Zoom, «In-client OAuth»).
        """
        return refusal(
            name,
            role=self.role(pane),
            guest=pane.guest_at_config or self.status(pane) != "authorized",
            in_meeting=pane.running_context == "inMeeting",
            settings=self._state.settings,
        )

    def role(self, pane: Pane) -> Role:
        """Return the role of the pane's user now; outside the meeting they are the owner."""
        stay = self._desk.stay(pane)
        return "host" if stay is None else stay.role

    def status(self, pane: Pane) -> Status:
        """Return how far the user is: signed out, signed in, or with the app added."""
        if pane.user is None:
            return "unauthenticated"
        added = pane.user.user_id in self._state.grants.added
        return "authorized" if added else "authenticated"

    def supported(self, pane: Pane) -> list[str]:
        """List the calls and events this user may use now."""
        return [name for name in (*CALLS, *EVENTS) if self.refused(pane, name) is None]

    def _config(self, pane: Pane, options: dict[str, Any]) -> dict[str, Any]:
        listed = [str(name) for name in options.get("js_api_lists") or []]
        authorized = self.status(pane) == "authorized"
        pane.capabilities = frozenset(listed)
        pane.guest_at_config = not authorized
        size = options.get("size") or {}
        pane.size = (int(size.get("width", pane.size[0])), int(size.get("height", pane.size[1])))
        settings = self._state.settings
        launched = "deeplink" if pane.action.at(self._state.now()) else "user"
        return {
            "runningContext": pane.running_context,
            "unsupportedApis": [one for one in listed if self.refused(pane, one) is not None],
            "clientVersion": settings.client_version,
            "browserVersion": "webview2/1.0",
            "auth": {
                "status": "authorized" if authorized else "unauthorized",
                "upgradable": False,
            },
            "userAgent": "Mozilla/5.0 ZoomWebKit/537.36 (KHTML, like Gecko) ZoomApps/1.0",
            "launchContext": {"origin": "App Launcher", "openBy": launched},
            "product": pane.product,
        }

    def _user_context(self, pane: Pane) -> dict[str, Any]:
        stay = self._desk.stay(pane)
        return {
            "status": self.status(pane),
            "screenName": pane.screen_name if stay is None else stay.name,
            "participantUUID": "" if stay is None else stay.uuid,
            "participantId": "" if stay is None else str(stay.number),
            "role": self.role(pane),
        }

    def _participants(self, _pane: Pane) -> dict[str, Any]:
        return {"participants": [_public(one) for one in self._state.meeting.present.values()]}

    def _authorize(self, pane: Pane, options: dict[str, Any], url: str) -> str:
        if pane.dialog is not None:
            raise ApiRefused("10285", "JsCall already  in pending.")
        if url not in self._state.settings.redirect_uris():
            raise ApiRefused("4709", "Redirect URI mismatch.")
        asked = {
            "challenge": str(options.get("codeChallenge", "")),
            "state": options.get("state"),
            "redirect_uri": url,
        }
        if pane.user is not None and self._state.grants.has_consented(pane.user):
            dialogs.authorized(self._desk, pane, pane.user, asked)
        else:
            pane.dialog = Dialog(self._state.token(), "consent", asked)
        return SUCCESS

    def _prompt_authorize(self, pane: Pane) -> str:
        if pane.dialog is not None:
            raise ApiRefused("10285", "JsCall already  in pending.")
        status = self.status(pane)
        if status != "authorized":
            kind: DialogKind = "sign_in" if status == "unauthenticated" else "add_app"
            pane.dialog = Dialog(self._state.token(), kind, {})
        return SUCCESS

    def _open_url(self, pane: Pane, options: dict[str, Any]) -> str:
        url = str(options.get("url", ""))
        allowed = self._state.settings.may_open(url)
        self._desk.record_opened(pane, url, allowed=allowed)
        if not allowed:
            pane.effect("untrusted", {"url": url})
            text = "Request to open URL failed, please make sure the domain has been whitelisted"
            raise ApiRefused("10015", f"{text} by the Zoom App.[Error from web: {url}]")
        pane.effect("open", {"url": url})
        return SUCCESS

    def _popout(self, pane: Pane, options: dict[str, Any]) -> object:
        undock = options.get("action") == "undock"
        if undock == pane.popped_out:
            return {"warning": f"App is already {'undocked' if undock else 'docked'}"}
        width, height = (
            min(max(int(options.get(key) or default), _POPOUT_MIN), _POPOUT_MAX)
            for key, default in zip(("width", "height"), pane.size, strict=True)
        )
        self._desk.popout(pane, undock=undock, width=width, height=height)
        return SUCCESS

    def _expand(self, pane: Pane, options: dict[str, Any]) -> str:
        action = "expand" if options.get("action") == "expand" else "collapse"
        pane.expanded = action == "expand"
        pane.event("onExpandApp", {"timestamp": self._desk.seconds(), "action": action})
        return SUCCESS

    @staticmethod
    def _notify(pane: Pane, options: dict[str, Any]) -> str:
        if pane.do_not_disturb:
            raise ApiRefused("10042", "Not allowed to show notification for do-not-disturb-mode.")
        shown = {key: str(options.get(key, "")) for key in ("type", "title", "message")}
        pane.effect("notification", shown)
        return SUCCESS

    def _ask_emails(self, pane: Pane, _options: dict[str, Any]) -> str:
        """Let everybody who is signed in agree at once; nobody else has a verified address."""
        for one in self._state.meeting.present.values():
            found: dict[str, Any] = {"participantUUID": one.uuid, "timestamp": self._desk.seconds()}
            if one.verified_email:
                found["participantEmail"] = one.verified_email
            else:
                found["errorMessage"] = "The participant is not logged in."
            pane.event("onParticipantEmail", found)
        return SUCCESS

    @staticmethod
    def _close(pane: Pane) -> str:
        pane.open = False
        return SUCCESS


def _public(participant: Participant) -> dict[str, Any]:
    """Return what the SDK tells of a participant: never an e-mail address."""
    return {
        "screenName": participant.name,
        "participantUUID": participant.uuid,
        "participantId": str(participant.number),
        "role": participant.role,
    }


def _no_main_client(_pane: Pane) -> object:
    raise ApiRefused("10039", "Failed to connect with the app in main client.")


def _not_connected(_pane: Pane, _options: dict[str, Any]) -> object:
    text = "Failed to do this action because app instances aren't connected."
    raise ApiRefused("10041", text)
