"""What the client page is told: a pane, the meeting, and what went to the system browser."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sandbox.zoom.settings import SCOPES

if TYPE_CHECKING:
    from sandbox.zoom.people import ZoomUser
    from sandbox.zoom_client.desk import Desk
    from sandbox.zoom_client.panes import Pane


def user_view(user: ZoomUser) -> dict[str, str]:
    """Return one account for a chooser."""
    return {"key": user.key, "name": user.name, "email": user.email}


def meeting_view(desk: Desk) -> dict[str, Any]:
    """Return the meeting as everybody in it sees it."""
    meeting = desk.state.meeting
    return {
        "uuid": meeting.uuid,
        "number": meeting.number,
        "topic": meeting.topic,
        "status": meeting.status,
        "started_at": meeting.started_at,
        "now": desk.state.now(),
        "participants": [
            {
                "uuid": one.uuid,
                "name": one.name,
                "role": one.role,
                "internal": one.user is not None,
            }
            for one in meeting.present.values()
        ],
    }


def dialog_view(desk: Desk, pane: Pane) -> dict[str, Any] | None:
    """Return the question the page must ask now, or None."""
    dialog = pane.dialog
    if dialog is None:
        return None
    view: dict[str, Any] = {"id": dialog.id, "kind": dialog.kind}
    if dialog.kind in ("consent", "add_app"):
        view["scopes"] = [SCOPES.get(one, one) for one in desk.state.settings.scopes]
    if dialog.kind == "invite":
        view |= dialog.data
    return view


def pane_view(desk: Desk, pane: Pane, *, after: int) -> dict[str, Any]:
    """Return everything the page draws, and the messages after one."""
    return {
        "pane": pane.id,
        "revision": desk.revision,
        "user": user_view(pane.user) if pane.user else None,
        "screen_name": pane.screen_name,
        "participant": pane.participant,
        "status": desk.bridge.status(pane),
        "role": desk.bridge.role(pane),
        "running_context": pane.running_context,
        "configured": pane.capabilities is not None,
        "open": pane.open,
        "popped_out": pane.popped_out,
        "expanded": pane.expanded,
        "size": {"width": pane.size[0], "height": pane.size[1]},
        "do_not_disturb": pane.do_not_disturb,
        "dialog": dialog_view(desk, pane),
        "messages": pane.after(after),
        "number": pane.number,
        "meeting": meeting_view(desk),
        "opened": opened_view(desk),
        "invitations": invitations_view(desk),
    }


def opened_view(desk: Desk) -> list[dict[str, Any]]:
    """Return what was asked of the system browser, oldest first."""
    return [asdict(one) for one in desk.opened]


def invitations_view(desk: Desk) -> list[dict[str, Any]]:
    """Return the invitations that went out, oldest first."""
    return [asdict(one) for one in desk.invitations]
