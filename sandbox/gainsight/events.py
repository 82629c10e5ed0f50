"""Events Framework: ``POST /v1.0/api/eventManager/event`` (Gainsight, «Events Framework»)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.gainsight.envelope import Refusal, answer, unauthorized
from sandbox.gainsight.query import json_body

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

__all__ = ["Event", "Events"]

_NEEDED = ("topicName", "tenantId", "eventName", "eventVersion")


@dataclass(frozen=True)
class Event:
    """One published event."""

    topic: str
    name: str
    version: str
    body: dict[str, Any] = field(repr=False)


class Events:
    """The event endpoint of one tenant, opened by a shared secret instead of a token."""

    def __init__(self, *, tenant: str) -> None:
        self._tenant = tenant
        self.published: list[Event] = []

    @property
    def shared_secret(self) -> str:
        """What the admin copied from the tenant's event settings."""
        return f"event-secret-{self._tenant}"

    def publish(self, request: Request) -> Response:
        """Accept one event."""
        if request.headers.get("sharedSecret") != self.shared_secret:
            raise unauthorized()
        topic, tenant, name, version = (request.headers.get(each, "") for each in _NEEDED)
        if tenant != self._tenant or not topic or not name or not version:
            raise Refusal("GSOBJ_1008", "topicName, tenantId, eventName, eventVersion are needed")
        self.published.append(Event(topic, name, version, json_body(request)))
        return answer(None)
