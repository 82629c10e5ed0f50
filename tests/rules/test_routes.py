"""Template, events and code name the same routes: each once, in the function it belongs to."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cloud import ROOT, TEMPLATE
from tests.conftest import Logged
from tests.harness import Bench, handler_module

EVENTS = sorted((ROOT / "events").rglob("*.json"))
HTTP_EVENTS = [path for path in EVENTS if "routeKey" in json.loads(path.read_text())]
FOLDERS = {name: f.handler.partition(".")[0] for name, f in TEMPLATE.functions.items()}
HTTP_FOLDERS = sorted({FOLDERS[route.function] for route in TEMPLATE.routes})


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "events"))


def registered(folder: str) -> set[tuple[str, str]]:
    """Methods and paths that a function's code answers, as API Gateway writes them."""
    document: Any = json.loads(handler_module(folder).app.get_openapi_json_schema())
    return {
        (method.upper(), path.replace("<", "{").replace(">", "}"))
        for path, operations in document["paths"].items()
        for method in operations
    }


def shape(path: str) -> str:
    """A path without the names of its parameters: code and template may call them differently."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize("path", HTTP_EVENTS, ids=name_of)
def test_an_event_stands_in_the_folder_of_the_function_that_answers_it(path: Path) -> None:
    event = json.loads(path.read_text())
    (route,) = [r for r in TEMPLATE.routes if r.key == event["routeKey"]]
    assert path.parent.name == FOLDERS[route.function]


@pytest.mark.parametrize("path", HTTP_EVENTS, ids=name_of)
def test_an_event_is_one_of_api_gateways(path: Path) -> None:
    event = json.loads(path.read_text())
    context = event["requestContext"]
    method, _, pattern = event["routeKey"].partition(" ")
    assert event["version"] == "2.0"
    assert context["routeKey"] == event["routeKey"]
    assert (context["http"]["method"], context["http"]["path"]) == (method, event["rawPath"])
    assert pattern.format(**event.get("pathParameters", {})) == event["rawPath"]
    assert all(name == name.lower() for name in event["headers"])


@pytest.mark.parametrize("path", HTTP_EVENTS, ids=name_of)
def test_an_event_reaches_code(bench: Bench, logged: Logged, path: Path) -> None:
    """Whatever it answers to a session of another day, it is not that there is no such route."""
    answer = bench.invoke(path.parent.name, json.loads(path.read_text()))
    assert "no_such_route" not in logged.reasons
    assert answer.status != 405
    assert logged.levels("bug") == []


@pytest.mark.parametrize("folder", HTTP_FOLDERS)
def test_code_and_template_declare_the_same_routes(folder: str) -> None:
    declared = {(r.method, shape(r.path)) for r in TEMPLATE.routes if FOLDERS[r.function] == folder}
    assert {(method, shape(path)) for method, path in registered(folder)} == declared


def test_every_folder_of_events_is_a_functions() -> None:
    assert {path.parent.name for path in EVENTS} == set(FOLDERS.values())


def test_no_event_holds_a_real_secret() -> None:
    for path in EVENTS:
        assert "eyJ" not in path.read_text(), path
