"""Acts that only the pane sees succeed: invitations, which Zoom's client sends."""

from typing import Literal

from pydantic import ConfigDict, Field

from gainsight_zoom.records import Kind
from gainsight_zoom.shapes import Shape
from gainsight_zoom.usage import EVERYWHERE, Act, Place

from .reader import Reader


class Told(Shape):
    """An act, and the customer on screen; ``key`` is one press of a button."""

    model_config = ConfigDict(extra="forbid")
    tenant: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    kind: Literal["invitation_sent"]
    key: str = Field(min_length=8, max_length=64)
    count: int = Field(1, ge=1, le=100)
    customer_kind: Kind | None = None
    customer_id: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{1,64}$")


def note(reader: Reader, told: Told) -> None:
    """Write an act of the reader's own down."""
    place = EVERYWHERE
    if told.customer_kind is not None and told.customer_id is not None:
        place = Place.of(told.customer_kind, told.customer_id)
    actor = reader.caller.acting(reader.tenant, reader.user.gsid)
    reader.wired.journal.tell(actor, Act(told.kind, told.key, place, told.count))
