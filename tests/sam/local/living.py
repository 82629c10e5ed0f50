"""Turn a sample event into one of a user who is signed in to the running sandbox now.

The events of ``events/`` are real ones, so their sessions, contexts and ids are of another day.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.sam.artefacts import ROOT
from tests.story import Machine, Pane, main_job

EVENTS = ROOT / "events"
LEAVING = {"login_routing/log-out", "login_routing/disconnect"}


@dataclass(frozen=True)
class Living:
    """Somebody signed in with a customer open, and what the page has loaded."""

    machine: Machine
    pane: Pane
    record: dict[str, Any]
    asset: dict[str, str]

    def event(self, name: str) -> dict[str, Any]:
        """Load ``events/<name>.json`` with what is this user's and this day's."""
        event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
        if "routeKey" not in event:
            return event
        if "authorization" in event["headers"]:
            event["headers"]["authorization"] = f"Bearer {self._bearer(name)}"
        if name == "login_routing/create-session":
            event["body"] = self.machine.ask("GET", "app.zoom.us", "/api/context").text
        parameters = event.get("pathParameters", {})
        mine = {**self.asset, **{k: self.record[k] for k in ("tenant", "kind", "id")}}
        parameters |= {key: mine[key] for key in parameters.keys() & mine.keys()}
        path = event["routeKey"].partition(" ")[2].format(**parameters)
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        return event

    def _bearer(self, name: str) -> str:
        """Log-out ends every session of a user, so somebody else does it."""
        return (
            Pane(self.machine, user="jonas").open().bearer if name in LEAVING else self.pane.bearer
        )


def sign_in(machine: Machine) -> Living:
    """Live through the main job."""
    pane = Pane(machine)
    record = main_job(pane)
    page = machine.ask("GET", "app", "/app").text
    found = re.search(r'href="/assets/(?P<version>[^/]+)/(?P<file>[^"]+\.css)"', page)
    assert found, page
    return Living(machine, pane, record, found.groupdict())
