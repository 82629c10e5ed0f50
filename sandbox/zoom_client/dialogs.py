"""What follows when the user answers a question that the client asked for the app.

Kept to: Zoom, «In-client OAuth», and the types of ``@zoom/appssdk`` 0.16.41.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.zoom_client import invitations

if TYPE_CHECKING:
    from sandbox.zoom.people import ZoomUser
    from sandbox.zoom_client.desk import Desk
    from sandbox.zoom_client.panes import Dialog, Pane


def answer(desk: Desk, pane: Pane, dialog_id: str, *, agreed: bool, choice: list[str]) -> bool:
    """Take the user's answer to the open dialog; False when another one is open by now.

    ``choice`` holds the account for ``sign_in`` and the participants for ``invite``.
    """
    dialog = pane.dialog
    if dialog is None or dialog.id != dialog_id:
        return False
    pane.dialog = None
    if dialog.kind == "consent":
        _consent(desk, pane, dialog, agreed=agreed)
    elif agreed:
        _agree(desk, pane, dialog, choice)
    desk.touch()
    return True


def authorized(desk: Desk, pane: Pane, user: ZoomUser, asked: dict[str, Any]) -> None:
    """Issue the code for a user who has consented, and tell the app.

    Parameters
    ----------
    asked : dict
        ``challenge``, ``state`` (None when not given) and ``redirect_uri`` of ``authorize``.
    """
    code = desk.state.grants.issue_code(
        user,
        redirect_uri=asked["redirect_uri"],
        challenge=asked["challenge"],
        method=desk.state.settings.inclient_pkce,
    )
    _tell_authorized(desk, pane, asked, code)


def _tell_authorized(desk: Desk, pane: Pane, asked: dict[str, Any], code: str | None) -> None:
    """Send ``onAuthorized``; after "Decline" ``result`` is false and there is no code."""
    data: dict[str, Any] = {} if code is None else {"code": code}
    data |= {
        "redirectUri": asked["redirect_uri"],
        "result": code is not None,
        "timestamp": desk.seconds(),
    }
    if asked["state"] is not None:
        data["state"] = asked["state"]
    pane.event("onAuthorized", data)


def _consent(desk: Desk, pane: Pane, dialog: Dialog, *, agreed: bool) -> None:
    if agreed and pane.user is not None:
        desk.state.grants.consent(pane.user)
        authorized(desk, pane, pane.user, dialog.data)
    else:
        _tell_authorized(desk, pane, dialog.data, None)


def _agree(desk: Desk, pane: Pane, dialog: Dialog, choice: list[str]) -> None:
    if dialog.kind == "invite":
        present = [one for one in choice if one in desk.state.meeting.present]
        if present:
            invitations.send(desk, pane, present, text=dialog.data["text"])
    elif dialog.kind == "add_app" and pane.user is not None:
        desk.state.grants.consent(pane.user)
        desk.tell_user_context(pane)
    elif dialog.kind == "sign_in" and choice and choice[0] in desk.state.users:
        _sign_in(desk, pane, desk.state.users[choice[0]])


def _sign_in(desk: Desk, pane: Pane, user: ZoomUser) -> None:
    """Sign in mid-meeting: the stay ends and the user's own begins, with a new UUID."""
    stay = desk.stay(pane)
    pane.user, pane.screen_name, pane.participant = user, user.name, ""
    if stay is not None:
        desk.state.meeting.leave(stay.uuid)
        pane.participant = desk.state.meeting.join_user(user).uuid
    desk.tell_user_context(pane)
