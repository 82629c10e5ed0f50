"""Functions in processes of their own: side by side, and one that dies takes nobody along."""

import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox.template import Names, load
from sandbox.workers import FunctionFailed, WorkerDied, Workers

TEMPLATE = """
Globals:
  Function: {Timeout: 30, MemorySize: 256, Environment: {Variables: {SANDBOX: "", COLOUR: red}}}
Resources:
  Probe: {Type: AWS::Serverless::Function, Properties: {Handler: workers_probe.app.lambda_handler}}
"""
HANDLER = """
import os, pathlib, signal
seen = 0
def lambda_handler(event, context):
    global seen
    seen += 1
    if event.get("raise"):
        raise ValueError("told to")
    if event.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if "tell" in event:
        pathlib.Path(event["tell"]).write_text("here")
        with open(event["wait"]) as gate:
            gate.read()
    return {"pid": os.getpid(), "seen": seen, "colour": os.environ["COLOUR"]}
"""


@pytest.fixture
def workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    """Two processes."""
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "functions" / "workers_probe").mkdir(parents=True)
    (tmp_path / "functions" / "workers_probe" / "app.py").write_text(HANDLER)
    for name in ("SANDBOX", "COLOUR"):
        monkeypatch.setenv(name, "as before")
    made = Workers(load(tmp_path / "template.yaml"), count=2, names=Names(), overrides={})
    yield made
    made.stop()


def test_what_happens_to_a_process_stays_with_it(workers: Workers, tmp_path: Path) -> None:
    first = workers.invoke("Probe", {})
    assert first["colour"] == "red"
    with pytest.raises(FunctionFailed, match="told to"):
        workers.invoke("Probe", {"raise": True})
    again = [workers.invoke("Probe", {})["seen"] for _ in range(2)]
    assert sorted(again) == [2, 2]  # each remembers its own
    with pytest.raises(WorkerDied):
        workers.invoke("Probe", {"die": True})
    assert sorted(workers.invoke("Probe", {})["seen"] for _ in range(2)) == [1, 3]

    here, gate = tmp_path / "here", tmp_path / "gate"
    os.mkfifo(gate)
    found: list[object] = []
    busy = threading.Thread(
        target=lambda: found.append(workers.invoke("Probe", {"tell": str(here), "wait": str(gate)}))
    )
    busy.start()
    with gate.open("w"):
        beside = workers.invoke("Probe", {})
    busy.join()
    assert found[0]["pid"] != beside["pid"]  # side by side
    workers.kill(random.Random(1))  # noqa: S311
    assert workers.invoke("Probe", {})["pid"]  # who died while idle is replaced
    assert workers.invoke("Probe", {})["pid"]
