"""Meetings to come and who is invited to them, as Zoom tells."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Planned:
    """A meeting to come, by its number, and when it starts (epoch seconds)."""

    meeting_id: str
    starts_at: int


@dataclass(frozen=True)
class Invited:
    """Somebody invited or registered; ``id`` is that of a registration."""

    email: str = field(repr=False)
    name: str = field(default="", repr=False)
    id: str = ""
    internal: bool = False
