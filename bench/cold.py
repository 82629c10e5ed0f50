"""Cold starts, each beside its floor: fresh processes in pairs, bytecode present."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.cloud import AMBIENT
from tests.harness import load_event

from bench.deployment import deployed
from bench.rows import Row, Section
from bench.story import find_customer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.deployment import Deployment, Request

__all__ = ["section"]

ROOT = Path(__file__).resolve().parent.parent
BOUND = 1.25
PAIRS = 15
DAY_MS = 86_400_000
WHY_OVER = (
    "`c360_fetch` misses the bound. Of the 120 to 150 ms it takes over the floor, profiled with "
    "bytecode present, about 50 go into the methods that Python's `dataclasses` generates for 96 "
    "classes of ours, and 15 into its 78 pydantic models, those of all sections, whichever a "
    "request reads. The rest is reading our 81 modules, `cryptography` (10 ms), and a request of "
    "eight AWS calls where the floor's has three. Python 3.13 shows the same ratio as 3.11."
)
OK = 200


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


def section() -> Section:
    """Measure."""
    with tempfile.TemporaryDirectory() as scratch, deployed() as deployment:
        cases, environment = _record(deployment, Path(scratch))
        for case in cases:
            for path in (case.recording, case.floor):
                _run(path, environment)
        timed = {case.name: _pairs(case, environment) for case in cases}
    return Section(
        "Cold start over the floor",
        "Import and first request in a fresh process, over those of a floor handler "
        "(`bench/floor.py`; for the pane, which has no clients, `bench/floor_page.py`). Processor "
        "time, so that other work on the machine does not count; bytecode present; interpreter "
        f"start not counted. Median of the ratios of {PAIRS} pairs, run in turn. AWS and Gainsight "
        f"answer from a recording, at once.\n\n{WHY_OVER}",
        tuple(_row(case, timed[case.name]) for case in cases),
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


def _pairs(case: Case, environment: Mapping[str, str]) -> Timed:
    timed = Timed()
    for n in range(PAIRS):
        first, second = (case.recording, case.floor) if n % 2 else (case.floor, case.recording)
        took = {path: _run(path, environment) for path in (first, second)}
        own, floor = took[case.recording], took[case.floor]
        timed.ratios.append(own["cpu_ms"] / floor["cpu_ms"])
        timed.wall_ratios.append(own["wall_ms"] / floor["wall_ms"])
        timed.own_ms.append(own["cpu_ms"])
        timed.floor_ms.append(floor["cpu_ms"])
        timed.request_ms.append(own["request_cpu_ms"])
    return timed


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
    if took["status"] != OK:
        raise RuntimeError(f"{recording.stem} answered {took['status']}")
    return took


def _record(deployment: Deployment, folder: Path) -> tuple[list[Case], dict[str, str]]:
    """Do each function's first request once for real, and keep what everybody answered."""
    deployment.call("pane/home")
    page = deployment.requests[-1]
    bearer = deployment.sign_in()
    customer = find_customer(deployment, bearer)
    sealed = deployment.context(exp=int(deployment.clock.now() * 1000) + DAY_MS)
    deployment.call("login_routing/create-session", body={"context": sealed})
    session = deployment.requests[-1]
    ticket = deployment.start_sign_in(bearer)
    deployment.call("oauth_callback/go", path={"ticket": ticket}, cookies=[])
    hop = deployment.requests[-1]
    deployment.call("c360_fetch/record", bearer=bearer, path=customer)
    record = deployment.requests[-1]
    floor = _keep(folder, "floor", "bench.floor", _floor_request(session, record))
    floor_page = _keep(folder, "floor_page", "bench.floor_page", _floor_request())
    cases = [
        Case("pane", _keep(folder, "pane", "pane.app", page), floor_page, "`GET /app`"),
        *(
            Case(name, _keep(folder, name, f"{name}.app", request), floor, f"`{request.route}`")
            for name, request in (
                ("login_routing", session),
                ("oauth_callback", hop),
                ("c360_fetch", record),
            )
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


def _floor_request(*like: Request) -> Request:
    """Make the floor's request, with one of the recorded answers to each of its calls."""
    from bench.deployment import Request  # noqa: PLC0415

    event = load_event("pane/home")
    event["routeKey"] = "GET /floor/{name}"
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/floor/one"
    event["pathParameters"] = {"name": "one"}
    answers = [answer for request in like for answer in request.aws_answers]
    return Request(
        "GET /floor/{name}",
        event,
        aws_answers=[
            next(a for a in reversed(answers) if a["what"] == name)
            for name in ("Query", "Decrypt", "GetSecretValue")
            if like
        ],
        upstream_answers=[a for request in like for a in request.upstream_answers],
    )


def _keep(folder: Path, name: str, module: str, request: Request) -> Path:
    path = folder / f"{name}.json"
    recording = {
        "module": module,
        "event": request.event,
        "aws": request.aws_answers,
        "upstream": request.upstream_answers,
    }
    path.write_text(json.dumps(recording), "utf-8")
    return path
