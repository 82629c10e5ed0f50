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

from sandbox.gainsight.data.northstar import NORTHSTAR
from tests.sam.artefacts import ROOT
from tests.story import Machine, Pane, main_job

EVENTS = ROOT / "events"
PRIYA = "priya@northstar.example"
CUSTOMER = ("tenant", "kind", "id", "name")
WEBHOOK_SECRET = b"zoom_webhook_sandbox"
LEAVING = {
    "login_routing/delete-me": "lena",
    "login_routing/disconnect": "mei",
    "login_routing/log-out": "mei",
}
"""Each ends sessions of its user, so somebody else does it."""
GOVERNING = {
    "tenant_admin/change-layout",
    "tenant_admin/change-policy",
    "tenant_admin/import-configuration",
    "tenant_admin/restore",
}
"""Each is refused once policy or layout is not the version it names."""
DOCUMENTS = ("policy", "layout")
ACTIVITY = {
    "ContextName": "Company",
    "TypeName": "Call",
    "Subject": "Robot cell 7 stopped",
    "Notes": "<p>Ticket open.</p>",
    "author": PRIYA,
}
AUTHOR = {
    "AuthorId": {
        "fields": {"author": "Email"},
        "lookupField": "Gsid",
        "objectName": "GsUser",
        "multiMatchOption": "FIRSTMATCH",
        "onNoMatch": "ERROR",
    }
}


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
        if name in GOVERNING:
            event["body"] = self._govern(name, json.loads(event["body"]), parameters)
        mine = {**self.asset, **{k: self.record[k] for k in CUSTOMER[:3]}}
        if "draft_id" in parameters:
            mine["draft_id"] = self._draft()
        if "activity_id" in parameters:
            mine["activity_id"] = self._activity(name)
        parameters |= {key: mine[key] for key in parameters.keys() & mine.keys()}
        path = event["routeKey"].partition(" ")[2].format(**parameters)
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        return event

    def _govern(self, name: str, body: dict[str, Any], parameters: dict[str, str]) -> str:
        """Change what the admin sees now, and no more of the layout than the event says."""
        path = f"/admin/{self.record['tenant']}"
        policy, layout = (self.admin.call("GET", f"{path}/{n}").json() for n in DOCUMENTS)
        if name == "tenant_admin/restore":
            again = {part: policy[part] for part in ("version", "policy")}
            saved = self.admin.call("PUT", f"{path}/policy", json=again).json()
            parameters["number"] = str(saved["version"])
            return json.dumps({"version": saved["version"]})
        if name == "tenant_admin/change-policy":
            return json.dumps({**body, "version": policy["version"]})
        within = body.get("configuration", body)
        within["layout"] = {**layout["layout"], **within["layout"]}
        if within is body:
            return json.dumps({**body, "version": layout["version"]})
        seen = {"policy_version": policy["version"], "layout_version": layout["version"]}
        return json.dumps({**body, **seen})

    def _draft(self) -> str:
        """Begin a draft for one event alone."""
        customer = {name: self.record[name] for name in CUSTOMER}
        return str(self.pane.call("POST", "/timeline/drafts", json=customer).json()["id"])

    def _activity(self, name: str) -> str:
        """Have an activity of the user's own in Gainsight for one event alone."""
        written = {**ACTIVITY, "ExternalId": name, "GsCompanyId": self.record["id"]}
        self._ask_tenant("/v1/ant/es/activity", {"records": [written], "lookups": AUTHOR})
        by_name = {"name": "ExternalId", "alias": "A", "value": [name], "operator": "EQ"}
        where = {"conditions": [by_name], "expression": "A"}
        path = "/v1/data/objects/query/activity_timeline"
        found = self._ask_tenant(path, {"select": ["Gsid"], "where": where})
        return str(found["records"][0]["Gsid"])

    def _ask_tenant(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call the tenant as another integration of it, which takes nothing of our budget."""
        headers = {"accesskey": NORTHSTAR.access_key}
        answer = self.machine.ask("POST", NORTHSTAR.host, path, headers=headers, json=body)
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data

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
