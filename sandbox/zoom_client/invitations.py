"""Invitations to open the app, as the client sends and remembers them.

Kept to: the types of ``@zoom/appssdk`` 0.16.41.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.zoom_client.apis import ApiRefused
from sandbox.zoom_client.panes import Dialog

if TYPE_CHECKING:
    from sandbox.zoom_client.desk import Desk
    from sandbox.zoom_client.panes import Pane

MAX_INDIVIDUAL = 10
MAX_HEADING, MAX_TEXT = 40, 90


@dataclass(frozen=True)
class Invitation:
    """One invitation; ``to`` holds participant UUIDs, or the owner's e-mail outside a call."""

    uuid: str
    by: str
    to: tuple[str, ...]
    names: tuple[str, ...]
    text: str
    at: float


def send(desk: Desk, pane: Pane, to: list[str], *, text: str = "") -> dict[str, str]:
    """Remember an invitation and tell the app that it went out."""
    present = desk.state.meeting.present
    invitation = Invitation(
        uuid=f"{desk.state.token()}==",
        by=pane.screen_name,
        to=tuple(to),
        names=tuple(present[one].name if one in present else one for one in to),
        text=text,
        at=desk.state.now(),
    )
    desk.invitations.append(invitation)
    desk.tell(
        pane,
        "onSendAppInvitation",
        {
            "timestamp": desk.seconds(),
            "invitationUUID": invitation.uuid,
            "invitedUserCount": len(to),
        },
    )
    return {"invitationUUID": invitation.uuid}


def to_all(desk: Desk, pane: Pane) -> dict[str, str]:
    """Invite everybody else in the room."""
    return send(desk, pane, [one for one in desk.state.meeting.present if one != pane.participant])


def to_owner(desk: Desk, pane: Pane) -> dict[str, str]:
    """Invite whoever scheduled the meeting, in the call or by chat."""
    owner = desk.state.meeting.find_user(desk.state.meeting.host)
    return send(desk, pane, [owner.uuid if owner else desk.state.meeting.host.email])


def to_some(desk: Desk, pane: Pane, options: dict[str, Any]) -> dict[str, str]:
    """Invite chosen participants; on the wire their key is ``user_UUID_list``."""
    chosen = [str(one) for one in options.get("user_UUID_list") or []]
    if len(chosen) > MAX_INDIVIDUAL:
        raise ApiRefused(
            "10028",
            "A maximum of 10 individual invites can be sent at a time. "
            "Consider sending to everyone instead!",
        )
    if not chosen or not set(chosen) <= set(desk.state.meeting.present):
        raise ApiRefused("10026", "Failed to send the app invitation.")
    return send(desk, pane, chosen, text=str(options.get("messageText", "")))


def ask(desk: Desk, pane: Pane, options: dict[str, Any]) -> str:
    """Open the client's own dialog that chooses participants."""
    heading, text = str(options.get("dialogHeading", "")), str(options.get("messageText", ""))
    if len(heading) > MAX_HEADING:
        raise ApiRefused("10257", "DialogHeading is more than 40 characters.")
    if len(text) > MAX_TEXT:
        raise ApiRefused("10258", "MessageText is more than 90 characters.")
    pane.dialog = Dialog(desk.state.token(), "invite", {"heading": heading, "text": text})
    return "Success"
