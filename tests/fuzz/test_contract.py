"""The API is what ``docs/openapi.json`` says, whatever is sent to it: ``make fuzz``.

Every operation is asked with lawful and with unlawful requests, by an admin who is signed in and by
nobody, against the sandbox as ``make run`` starts it. What the description does not know fails, and
so does any 5xx but the one that says that the tenant's call budget is used up.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, seed, settings
from schemathesis.checks import CHECKS, load_all_checks, not_a_server_error
from tests.sandbox_process import running_sandbox
from tests.story import Machine, Pane

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
EXAMPLES = int(os.environ.get("EXAMPLES", "30"))
SEED = int(os.environ.get("SEED", "0"))
ADMIN = ("jonas", "jonas@northstar.example")
BUSY = "upstream_busy"
MADE_UP_ONE_IN = 4  # how often a path stays as made up, which mostly names nothing

load_all_checks()
CONFORMANCE = [
    CHECKS.get_one(f"{what}_conformance")
    for what in ("status_code", "content_type", "response_headers", "response_schema")
]
API = schemathesis.openapi.from_path(str(DESCRIPTION))
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """The sandbox in a process of its own."""
    with running_sandbox() as started:
        yield started


@pytest.fixture
def admin(machine: Machine) -> Pane:
    """An admin's pane, signed in, before seed data."""
    assert machine.ask("POST", "control", "/reset").status_code < 400
    machine.cookies.clear()
    user, username = ADMIN
    pane = Pane(machine, user).open()
    pane.authorize_zoom()
    pane.sign_in(username)
    return pane


@pytest.fixture
def names(admin: Pane) -> dict[str, str]:
    """Path parameters that name something there is: made-up ones are nearly all not found."""
    (hit, *_) = admin.call("GET", "/search?q=northw").json()["results"]
    place = {name: hit[name] for name in ("tenant", "kind", "id")}
    draft = admin.call(
        "POST", "/timeline/drafts", json={"key": "fuzz-note", "name": hit["name"], **place}
    )
    timeline = f"/timeline/{'/'.join(place.values())}"
    (activity, *_) = admin.call("GET", timeline).json()["activities"]
    comment = admin.call(
        "POST", f"{timeline}/activities/{activity['id']}/comments", json={"html": "<p>Yes.</p>"}
    )
    return {
        **place,
        "draft_id": draft.json()["id"],
        "activity_id": activity["id"],
        "comment_id": comment.json()["id"],
    }


@seed(SEED)
@fuzzed
@API.parametrize()
def test_signed_in(admin: Pane, names: dict[str, str], case: schemathesis.Case) -> None:
    if crc32(repr(case.path_parameters).encode()) % MADE_UP_ONE_IN:
        known = {name: names[name] for name in case.path_parameters if name in names}
        case.path_parameters.update(known)
    _ask(admin.machine, case, {"Authorization": f"Bearer {admin.bearer}"})


@seed(SEED)
@fuzzed
@API.parametrize()
def test_signed_out(machine: Machine, case: schemathesis.Case) -> None:
    _ask(machine, case, {})


def _ask(machine: Machine, case: schemathesis.Case, headers: dict[str, str]) -> None:
    """Send a request and hold the answer to the description."""
    host = {"Host": f"app.localhost:{machine.port}"}
    answer = case.call(
        base_url=f"http://127.0.0.1:{machine.port}",
        headers={**headers, **host},
        allow_redirects=False,
    )
    busy = answer.status_code == 503 and answer.json()["error"]["code"] == BUSY
    checks = CONFORMANCE if busy else [not_a_server_error, *CONFORMANCE]
    case.validate_response(answer, checks=checks)
