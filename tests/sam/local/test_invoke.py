"""Every function with every event of ``events/``, through Lambda's own runtime interface."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.sam.artefacts import ROOT
from tests.sam.local.conftest import SamLocal
from tests.sam.local.living import EVENTS, Living, sign_in
from tests.story import Machine

from sandbox import template

ONCE_ONLY = 400
"""A ticket, a state or a code of some other day."""

EXPECTED = {
    "login_routing/disconnect": 204,
    "login_routing/log-out": 204,
    "oauth_callback/gainsight-callback": ONCE_ONLY,
    "oauth_callback/go": ONCE_ONLY,
    "oauth_callback/go-on": ONCE_ONLY,
    "oauth_callback/zoom-authorized": ONCE_ONLY,
    "oauth_callback/zoom-callback": ONCE_ONLY,
    "oauth_callback/zoom-install": 303,
    "pane/zoom-verification": 404,
}
"""Status by event where it is not 200."""


@pytest.fixture(scope="module")
def living(start_api: Machine) -> Living:
    """Sign in through ``sam local start-api``."""
    return sign_in(start_api)


def names() -> list[str]:
    return sorted(
        path.relative_to(EVENTS).with_suffix("").as_posix() for path in EVENTS.rglob("*.json")
    )


def function_of(name: str, event: dict[str, Any]) -> str:
    """Find the function by its route, or a worker by its module, which its event is named after."""
    parsed = template.load(ROOT / "template.yaml")
    if "routeKey" in event:
        return next(r.function for r in parsed.routes if r.key == event["routeKey"])
    module = name.replace("/", ".").replace("-", "_")
    return next(f.logical_id for f in parsed.functions.values() if f.handler.startswith(module))


@pytest.mark.parametrize("name", names())
def test_an_event_is_answered(
    name: str, sam_local: SamLocal, living: Living, tmp_path: Path
) -> None:
    event = living.event(name)
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    done = subprocess.run(
        sam_local.command("invoke", function_of(name, event), "--event", str(file)),
        cwd=ROOT,
        env=sam_local.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: Any = json.loads(done.stdout.splitlines()[-1])
    if "routeKey" not in event:
        assert "errorType" not in (answer or {}), answer
        return
    assert answer["statusCode"] == EXPECTED.get(name, 200), answer
