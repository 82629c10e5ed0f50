"""Every function with every event of ``events/``, through Lambda's own runtime interface."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.sam.artefacts import ROOT
from tests.sam.local.conftest import SamLocal
from tests.sam.local.living import EVENTS, Living, sign_in
from tests.story import Machine
from tests.template_permissions import granted

from sandbox import template

TEMPLATE = template.load(ROOT / "template.yaml")

ONCE_ONLY = 400
"""A ticket, a state or a code of some other day."""
BUSY = 503
"""All who try events here share one tenant's call budget; an answer says how long to wait."""
DRAWS = 3
ASK_GAINSIGHT = {
    function
    for function, allowed in granted(TEMPLATE).items()
    if any(permission.resource == "tenant secrets" for permission in allowed)
}
"""Whose calls cost some of it: they may read what the app is to the tenant."""
EACH_FUNCTION = "each-function"
"""``EVENTS=each-function make sam-local``: one event per function, where time is short."""

EXPECTED = {
    "c360_fetch/edit-attributes": 422,
    "c360_fetch/remove-measure": 404,
    "c360_fetch/set-measure": 404,
    "c360_fetch/set-scorecard": 422,
    "login_routing/delete-me": 204,
    "login_routing/disconnect": 204,
    "login_routing/log-out": 204,
    "oauth_callback/gainsight-callback": ONCE_ONLY,
    "oauth_callback/go": ONCE_ONLY,
    "oauth_callback/go-on": ONCE_ONLY,
    "oauth_callback/salesforce-callback": ONCE_ONLY,
    "oauth_callback/zoom-authorized": ONCE_ONLY,
    "oauth_callback/zoom-callback": ONCE_ONLY,
    "oauth_callback/zoom-install": 303,
    "pane/zoom-verification": 404,
    "participant_sync/choose-customer": 204,
    "participant_sync/match": 404,
    "tenant_admin/disconnect-user": 404,
    "timeline_write/add-comment": 201,
    "timeline_write/begin-draft": 201,
    "timeline_write/delete-activity": 204,
    "timeline_write/delete-comment": 404,
    "timeline_write/discard-draft": 204,
    "timeline_write/edit-comment": 404,
    "timeline_write/meet": 204,
    "timeline_write/publish": 409,
    "timeline_write/undo": 409,
    "usage_report/tell": 202,
    "zoom_events/app-deauthorized": 204,
    "zoom_events/meeting-ended": 204,
    "zoom_events/participant-joined": 204,
}
"""Status by event where it is not 200."""


@pytest.fixture(scope="module")
def living(start_api: Machine) -> Living:
    """Sign in through ``sam local start-api``."""
    return sign_in(start_api)


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


def names() -> list[str]:
    """List all events, or the first of each function."""
    found = sorted(
        path.relative_to(EVENTS).with_suffix("").as_posix() for path in EVENTS.rglob("*.json")
    )
    if os.environ.get("EVENTS") != EACH_FUNCTION:
        return found
    return list({function_of(name, load(name)): name for name in reversed(found)}.values())


def function_of(name: str, event: dict[str, Any]) -> str:
    """Find the function by its route, or a worker by its module, which its event is named after."""
    if "routeKey" in event:
        return next(r.function for r in TEMPLATE.routes if r.key == event["routeKey"])
    module = name.replace("/", ".").replace("-", "_")
    return next(f.logical_id for f in TEMPLATE.functions.values() if f.handler.startswith(module))


def invoke(sam_local: SamLocal, function: str, file: Path) -> Any:
    """Send an event to a function and return its answer.

    SAM draws a port and does not see that podman forwards it to another container already; no
    answer comes then, and it draws once more.
    """
    for _ in range(DRAWS):
        done = subprocess.run(
            sam_local.command("invoke", function, "--event", str(file)),
            cwd=ROOT,
            env=sam_local.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        if done.stdout.strip():
            return json.loads(done.stdout.splitlines()[-1])
    raise AssertionError(done.stderr)


@pytest.mark.parametrize("name", names())
def test_an_event_is_answered(
    name: str, sam_local: SamLocal, living: Living, tmp_path: Path
) -> None:
    event = living.event(name)
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    function = function_of(name, event)
    answer = invoke(sam_local, function, file)
    if "routeKey" not in event:
        assert "errorType" not in (answer or {}), answer
        assert (answer or {}).get("batchItemFailures", []) == [], answer
        return
    if answer["statusCode"] == BUSY and function in ASK_GAINSIGHT:
        time.sleep(float(answer["headers"]["Retry-After"]))
        answer = invoke(sam_local, function, file)
    assert answer["statusCode"] == EXPECTED.get(name, 200), answer
