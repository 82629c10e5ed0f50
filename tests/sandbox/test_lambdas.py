"""Handlers are imported and called as Lambda would: own environment, own context, one at a time."""

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sandbox.lambdas import Lambdas, TimedOut
from sandbox.template import Names

from sandbox import template

TEMPLATE = """
Globals:
  Function: {Timeout: 2, MemorySize: 256, Environment: {Variables: {SANDBOX: "", COLOUR: red}}}
Resources:
  Echo: {Type: AWS::Serverless::Function, Properties: {Handler: lambdas_probe.app.lambda_handler}}
"""
HANDLER = """
import json, os, threading, time
COLOUR = os.environ["COLOUR"]
inside = 0
most = 0
def lambda_handler(event, context):
    global inside, most
    inside += 1
    most = max(most, inside)
    print(json.dumps({"log": event["n"]}))
    time.sleep(event.get("sleep", 0))
    inside -= 1
    return {
        "colour": COLOUR, "n": event["n"], "id": context.aws_request_id, "most": most,
        "left": context.get_remaining_time_in_millis(), "memory": context.memory_limit_in_mb,
        "where": [context.function_name, context.invoked_function_arn, context.log_group_name],
        "stream": context.log_stream_name,
    }
"""

Start = Callable[..., Lambdas]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "functions" / "lambdas_probe").mkdir(parents=True)
    (tmp_path / "functions" / "lambdas_probe" / "app.py").write_text(HANDLER)
    monkeypatch.setattr(sys, "path", [*sys.path])
    environ: dict[str, str] = {}
    monkeypatch.setenv("COLOUR", "from the machine")

    def start(**changed: object) -> Lambdas:
        arguments = {
            "names": Names(),
            "overrides": {},
            "environ": environ,
            "token": lambda: "request-1",
            **changed,
        }
        return Lambdas(template.load(tmp_path / "template.yaml"), **arguments)  # type: ignore[arg-type]

    yield start
    for name in [name for name in sys.modules if name.startswith("lambdas_probe")]:
        del sys.modules[name]


def test_a_handler_is_called_with_a_context(
    start: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX", "")
    lambdas = start(environ=os.environ, overrides={"COLOUR": "blue"})
    lambdas.load()
    answer = lambdas.invoke("Echo", {"n": 1})
    assert isinstance(answer, dict)
    assert answer["colour"] == "blue"
    assert answer["id"] == "request-1"
    assert answer["memory"] == 256
    assert 1000 < answer["left"] <= 2000
    assert answer["where"][0] == "sandbox-Echo"
    assert answer["where"][1].endswith(":function:sandbox-Echo")
    assert '{"log": 1}' in capsys.readouterr().out


def test_one_at_a_time(start: Start) -> None:
    lambdas = start(log=io.StringIO())
    answers: list[object] = []
    threads = [
        threading.Thread(
            target=lambda n=n: answers.append(lambdas.invoke("Echo", {"n": n, "sleep": 0.001}))
        )
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer["most"] for answer in answers if isinstance(answer, dict)} == {1}
    assert len(answers) == 12
    assert lambdas.running is None


def test_logs_go_where_they_are_told(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    log = io.StringIO()
    start(log=log).invoke("Echo", {"n": 7})
    assert log.getvalue() == '{"log": 7}\n'
    assert capsys.readouterr().out == ""


def test_too_long_is_a_time_out(start: Start) -> None:
    moments = iter([0.0, 0.5, 2.5])
    lambdas = start(log=io.StringIO(), monotonic=lambda: next(moments))
    with pytest.raises(TimedOut):
        lambdas.invoke("Echo", {"n": 1})


def test_only_declared_variables_can_be_set(start: Start) -> None:
    with pytest.raises(ValueError, match="SHAPE"):
        start(overrides={"SHAPE": "round"})


def test_functions_of_one_process_may_not_disagree(start: Start, tmp_path: Path) -> None:
    start()
    path = tmp_path / "template.yaml"
    path.write_text(
        TEMPLATE + "  Other: {Type: AWS::Serverless::Function, Properties: {Handler: x.y, "
        "Environment: {Variables: {COLOUR: green}}}}\n"
    )
    with pytest.raises(ValueError, match="COLOUR"):
        start()
