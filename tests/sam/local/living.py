"""Turn a sample event into one of a user who is signed in to the running sandbox now.

The events of ``events/`` are real ones, so their sessions, contexts and ids are of another day.
"""

import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass
from typing import Any

from tests.sam.artefacts import ROOT
from tests.story import Machine, Pane, main_job

EVENTS = ROOT / "events"
CUSTOMER = ("tenant", "kind", "id", "name")
WEBHOOK_SECRET = b"zoom_webhook_sandbox"
LEAVING = {
    "login_routing/delete-me": "lena",
    "login_routing/disconnect": "mei",
    "login_routing/log-out": "mei",
}
"""Each ends sessions of its user, so somebody else does it."""


@dataclass(frozen=True)
class Living:
    """Somebody signed in with a customer open, an admin, and what the page has loaded."""

    machine: Machine
    pane: Pane
    admin: Pane
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
        if "x-zm-signature" in event["headers"]:
            _sign(event)
        parameters = event.get("pathParameters", {})
        mine = {**self.asset, **{k: self.record[k] for k in CUSTOMER[:3]}}
        if "draft_id" in parameters:
            mine["draft_id"] = self._draft()
        if "activity_id" in parameters:
            mine["activity_id"] = self._activity()
        parameters |= {key: mine[key] for key in parameters.keys() & mine.keys()}
        path = event["routeKey"].partition(" ")[2].format(**parameters)
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        return event

    def _draft(self) -> str:
        """Begin a draft for one event alone."""
        customer = {name: self.record[name] for name in CUSTOMER}
        return str(self.pane.call("POST", "/timeline/drafts", json=customer).json()["id"])

    def _activity(self) -> str:
        """Find an activity of the customer."""
        timeline = "/timeline/{tenant}/{kind}/{id}".format(**self.record)
        return str(self.pane.call("GET", timeline).json()["activities"][0]["id"])

    def _bearer(self, name: str) -> str:
        if name in LEAVING:
            return Pane(self.machine, user=LEAVING[name]).open().bearer
        return self.admin.bearer if name.startswith("tenant_admin/") else self.pane.bearer


def sign_in(machine: Machine) -> Living:
    """Live through the main job, twice."""
    pane = Pane(machine)
    record = main_job(pane)
    admin = Pane(machine, user="jonas").open()
    admin.authorize_zoom()
    admin.sign_in("jonas@northstar.example", "northstar")
    page = machine.ask("GET", "app", "/app").text
    found = re.search(r'href="/assets/(?P<version>[^/]+)/(?P<file>[^"]+\.css)"', page)
    assert found, page
    return Living(machine, pane, admin, record, found.groupdict())


def _sign(event: dict[str, Any]) -> None:
    """Sign a webhook anew, as of now (Zoom, "Using webhooks")."""
    stamp = str(int(time.time()))
    message = f"v0:{stamp}:{event['body']}".encode()
    signature = hmac.new(WEBHOOK_SECRET, message, hashlib.sha256).hexdigest()
    event["headers"]["x-zm-request-timestamp"] = stamp
    event["headers"]["x-zm-signature"] = f"v0={signature}"
