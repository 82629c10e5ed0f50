"""One open app panel: who sits in front of it, what it was granted, what it has yet to hear.

Kept to: the types of ``@zoom/appssdk`` 0.16.41.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sandbox.zoom.people import ZoomUser

REMEMBERED_MESSAGES = 200

Status = Literal["unauthenticated", "authenticated", "authorized"]
DialogKind = Literal["consent", "sign_in", "add_app", "invite"]


@dataclass(frozen=True)
class Message:
    """Something for the page: an SDK event, or an effect such as opening a browser window."""

    number: int
    type: Literal["event", "effect"]
    name: str
    data: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as the page reads it."""
        return {"number": self.number, "type": self.type, "name": self.name, "data": self.data}


@dataclass(frozen=True)
class Dialog:
    """A question the client asks the user, on behalf of a call of the app."""

    id: str
    kind: DialogKind
    data: dict[str, Any]


@dataclass(frozen=True)
class Launch:
    """How the app was opened: an invitation's or a deep link's text, good until a moment."""

    text: str = ""
    until: float = 0.0

    def at(self, now: float) -> str:
        """Return the text while it lasts, else the empty text."""
        return self.text if now < self.until else ""


@dataclass
class Pane:
    """An app panel in one client. Everything here is guarded by the Zoom state's lock."""

    id: str
    user: ZoomUser | None
    participant: str
    screen_name: str
    product: str = "web"
    invitation: Launch = field(default_factory=Launch)
    action: Launch = field(default_factory=Launch)
    running_context: Literal["inMeeting", "inMainClient"] = "inMeeting"
    capabilities: frozenset[str] | None = None
    guest_at_config: bool = True
    popped_out: bool = False
    expanded: bool = False
    size: tuple[int, int] = (480, 720)
    do_not_disturb: bool = False
    open: bool = True
    dialog: Dialog | None = None
    number: int = 0
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=REMEMBERED_MESSAGES))

    def close_document(self) -> None:
        """The page in the panel is gone: it must call ``config`` again before anything else."""
        self.capabilities = None
        self.dialog = None
        self.messages.clear()

    def effect(self, name: str, data: dict[str, Any] | None = None) -> None:
        """Queue something for the client page itself to do."""
        self._queue("effect", name, data or {})

    def event(self, name: str, data: dict[str, Any]) -> None:
        """Queue an SDK event, if the app listed it."""
        if self.capabilities is not None and name in self.capabilities:
            self._queue("event", name, data)

    def after(self, number: int) -> list[dict[str, Any]]:
        """Return the messages that came after one."""
        return [message.as_json() for message in self.messages if message.number > number]

    def _queue(self, kind: Literal["event", "effect"], name: str, data: dict[str, Any]) -> None:
        self.number += 1
        self.messages.append(Message(self.number, kind, name, data))
