"""What the app may do for a user without being asked: what they switched off."""

from pydantic import ConfigDict, Field

from gainsight_zoom.callers import Caller
from gainsight_zoom.policies import AUTOMATIC, Automatic
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring


class AutomaticBody(Shape):
    """All that is to be off; what is not named is on."""

    model_config = ConfigDict(extra="forbid")
    off: list[Automatic] = Field(max_length=len(AUTOMATIC))


class AutomaticAnswer(Shape):
    """What is off by the user's own choice."""

    off: list[Automatic]


def switch_automatic(wired: Wiring, caller: Caller, body: AutomaticBody) -> AutomaticAnswer:
    """Write the user's choice; the same again does no harm.

    Raises
    ------
    SessionExpired
        If the user left meanwhile.
    """
    off = sorted(set(body.off))
    wired.users.prefer(caller.uid, off, since=caller.session.created_at)
    return AutomaticAnswer(off=off)
