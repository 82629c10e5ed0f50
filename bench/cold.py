"""Cold starts, each beside its floor: fresh processes in pairs, bytecode present."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.cloud import AMBIENT, REGISTERED, TEMPLATE
from tests.harness import JONAS, load_event

from bench.deployment import PAUSE_S, Request, deployed
from bench.fresh import sign
from bench.rows import Row, Section
from bench.story import find_customer
from zoom_events.app import app
from zoom_events.inbox import build as build_inbox
from zoom_events.inbox import inbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.deployment import Deployment

__all__ = ["section"]

ROOT = Path(__file__).resolve().parent.parent
BOUND = 1.25
PAIRS, PAIRS_IN_DOUBT = 15, 60
DAY_MS = 86_400_000
FLOOR = ("Query", "Decrypt", "GetSecretValue")
FLOOR_UPSTREAM = "POST https://floor.example/query"
FLOOR_QUEUE = ("GetSecretValue", "SendMessage")
CROWD = {
    "participants": [
        {"participant_uuid": "D444-1", "name": "Priya Nair"},
        {"participant_uuid": "D444-2", "name": "Elena Marchetti"},
    ],
    "consented": [{"participant_uuid": "D444-2", "email": "elena@northwind.example"}],
}


@dataclass(frozen=True)
class Case:
    """A function's first request, and its floor's."""

    name: str
    recording: Path
    floor: Path
    note: str = ""


@dataclass
class Timed:
    """What fresh processes took, in milliseconds."""

    ratios: list[float] = field(default_factory=list)
    wall_ratios: list[float] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)
    floor_ms: list[float] = field(default_factory=list)
    request_ms: list[float] = field(default_factory=list)

    def add(self, own: Mapping[str, Any], floor: Mapping[str, Any]) -> None:
        """Take one pair."""
        self.ratios.append(own["cpu_ms"] / floor["cpu_ms"])
        self.wall_ratios.append(own["wall_ms"] / floor["wall_ms"])
        self.own_ms.append(own["cpu_ms"])
        self.floor_ms.append(floor["cpu_ms"])
        self.request_ms.append(own["request_cpu_ms"])


def section() -> Section:
    """Measure."""
    with tempfile.TemporaryDirectory() as scratch, deployed() as deployment:
        cases, environment = _record(deployment, Path(scratch))
        timed = _timed(cases, environment)
    return Section(
        "Cold start over the floor",
        "Import and first request in a fresh process, over those of a floor handler that has the "
        "same clients: `bench/floor.py`; `bench/floor_page.py` for the pane, which has none, and "
        "`bench/floor_queue.py` for webhooks. Processor time, so that other work on the machine "
        "does not count; bytecode present; interpreter start not counted. Median of the ratios of "
        f"{PAIRS} rounds, in each of which every floor runs once and every function beside it, in "
        f"turn; of {PAIRS_IN_DOUBT} where the first say that the bound is exceeded, since on a "
        "busy host processes of the same kind differ by a fifth. AWS, Zoom and Gainsight answer "
        "from a recording, at once; what the tenant's objects "
        "look like is in the table, as it is from the first request of any user on.",
        (*(_row(case, timed[case.name]) for case in cases), _left_out(cases)),
        machine_independent=False,
    )


def _row(case: Case, timed: Timed) -> Row:
    own, floor, request = map(median, (timed.own_ms, timed.floor_ms, timed.request_ms))
    by_clock = median(timed.wall_ratios)
    note = f"{own:.0f} ms over {floor:.0f} ms, the request {request:.0f} ms of it; "
    return Row(
        f"{case.name}: {case.note}",
        median(timed.ratios),
        BOUND,
        note=f"{note}by the clock {by_clock:.2f}",
    )


def _left_out(cases: list[Case]) -> Row:
    folders = {
        TEMPLATE.functions[route.function].handler.partition(".")[0] for route in TEMPLATE.routes
    }
    missing = sorted(folders - {case.name for case in cases})
    return Row("functions with a route that are left out", len(missing), 0, note=", ".join(missing))


def _timed(cases: list[Case], environment: Mapping[str, str]) -> dict[str, Timed]:
    """Run all in turn, once before it counts; then those in doubt."""
    timed = {case.name: Timed() for case in cases}
    for path in _recordings(cases):
        _run(path, environment)
    _take(timed, cases, environment, rounds=PAIRS)
    doubtful = [case for case in cases if median(timed[case.name].ratios) > BOUND]
    _take(timed, doubtful, environment, rounds=PAIRS_IN_DOUBT - PAIRS)
    return timed


def _recordings(cases: list[Case]) -> list[Path]:
    return [*dict.fromkeys(case.floor for case in cases), *(case.recording for case in cases)]


def _take(
    timed: Mapping[str, Timed], cases: list[Case], environment: Mapping[str, str], *, rounds: int
) -> None:
    """Run functions beside their floors, forwards and backwards."""
    for n in range(rounds):
        turn = _recordings(cases)[:: -1 if n % 2 else 1]
        took = {path: _run(path, environment) for path in turn}
        for case in cases:
            timed[case.name].add(took[case.recording], took[case.floor])


def _run(recording: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench.fresh", str(recording)],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    took: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if not took["as_recorded"]:
        raise RuntimeError(f"{recording.stem} answered {took['status']}, not as it was recorded")
    return took


def _record(deployment: Deployment, folder: Path) -> tuple[list[Case], dict[str, str]]:
    """Do each function's first request once for real, and keep what everybody answered."""
    webhook = _webhook(deployment)
    page = _asked(deployment, "pane/home")
    bearer = deployment.sign_in()
    admin = deployment.signed_in(uid=JONAS)
    customer = find_customer(deployment, bearer)
    _asked(deployment, "participant_sync/sync", bearer=admin, body=CROWD)  # describes people
    sealed = deployment.context(exp=int(deployment.clock.now() * 1000) + DAY_MS)
    session = _asked(deployment, "login_routing/create-session", body={"context": sealed})
    ticket = deployment.start_sign_in(bearer)
    record = _asked(deployment, "c360_fetch/record", bearer=bearer, path=customer)
    floor = _keep(folder, "floor", "bench.floor", _floor_request(session, record, names=FLOOR))
    requests = {
        "login_routing": session,
        "oauth_callback": _asked(
            deployment, "oauth_callback/go", path={"ticket": ticket}, cookies=[]
        ),
        "c360_fetch": record,
        "timeline_write": _asked(
            deployment, "timeline_write/activities", bearer=bearer, path=customer
        ),
        "participant_sync": _asked(deployment, "participant_sync/sync", bearer=bearer, body=CROWD),
        "usage_report": _asked(deployment, "usage_report/report", bearer=bearer),
        "tenant_admin": _asked(deployment, "tenant_admin/policy", bearer=admin),
    }
    floor_page = _keep(folder, "floor_page", "bench.floor_page", _floor_request())
    queue = _floor_request(webhook, names=FLOOR_QUEUE, status=webhook.status)
    floor_queue = _keep(folder, "floor_queue", "bench.floor_queue", queue)
    secret = REGISTERED.webhook_secret
    cases = [
        Case("pane", _keep(folder, "pane", "pane.app", page), floor_page, "`GET /app`"),
        *(
            Case(name, _keep(folder, name, f"{name}.app", request), floor, f"`{request.route}`")
            for name, request in requests.items()
        ),
        Case(
            "zoom_events",
            _keep(folder, "zoom_events", "zoom_events.app", webhook, webhook_secret=secret),
            floor_queue,
            f"`{webhook.route}`",
        ),
    ]
    python_path = os.pathsep.join(str(ROOT / p) for p in ("", "layers/shared", "functions"))
    environment = {
        **deployment.environment,
        **AMBIENT,
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": python_path,
    }
    return cases, environment


def _asked(deployment: Deployment, event: str, **parts: Any) -> Request:
    """Ask once, and return what that led to."""
    answer = deployment.call(event, **parts)
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise RuntimeError(f"{event} answered {answer.status}: {answer.body}")
    return deployment.requests[-1]


def _webhook(deployment: Deployment) -> Request:
    """Hear from Zoom that somebody came; the receiver has parts of its own."""
    event = load_event("zoom_events/participant-joined")
    sign(event, secret=REGISTERED.webhook_secret, now=deployment.clock.now() + PAUSE_S)
    app.dependency_overrides[inbox] = lambda: build_inbox(
        deployment.wired.config, clock=deployment.clock, aws_client=deployment.watched_client
    )
    answer = deployment.invoke("zoom_events", event)
    if answer.status != HTTPStatus.NO_CONTENT:
        raise RuntimeError(f"the webhook was answered {answer.status}: {answer.body}")
    return deployment.requests[-1]


def _floor_request(
    *like: Request, names: tuple[str, ...] = (), status: int = HTTPStatus.OK
) -> Request:
    """Make the floor's request, with one of the recorded answers to each of its calls."""
    event = load_event("pane/home")
    event["routeKey"] = "GET /floor/{name}"
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/floor/one"
    event["pathParameters"] = {"name": "one"}
    answers = [answer for request in like for answer in request.aws_answers]
    return Request(
        "GET /floor/{name}",
        event,
        aws_answers=[next(a for a in reversed(answers) if a["what"] == name) for name in names],
        upstream_answers=[
            {**a, "what": FLOOR_UPSTREAM} for request in like for a in request.upstream_answers
        ],
        status=status,
    )


def _keep(folder: Path, name: str, module: str, request: Request, **more: str) -> Path:
    path = folder / f"{name}.json"
    recording = {
        "module": module,
        "event": request.event,
        "aws": request.aws_answers,
        "upstream": request.upstream_answers,
        "status": request.status,
        "shape": request.shape,
        **more,
    }
    path.write_text(json.dumps(recording), "utf-8")
    return path
