"""What is loaded when: importing costs every cold start, and does nothing else."""

import ast
import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from tests.cloud import ROOT, TEMPLATE
from tests.rules.test_imports import LAYER, modules, rank

HANDLERS = sorted({f.handler.rpartition(".")[0] for f in TEMPLATE.functions.values()})
NEVER = {"aws_xray_sdk", "pydantic.v1", "httpx", "jsonschema", "moto", "sandbox", "tests"}
NOT_IN: dict[str, set[str]] = {
    "pane.app": {"boto3", "pydantic", "cryptography", "requests", "nh3"},
    "zoom_events.app": {"pydantic", "requests", "nh3"},  # Zoom waits three seconds
    "login_routing.app": {"requests", "nh3", "gainsight_zoom.gainsight", "gainsight_zoom.store"},
    "oauth_callback.app": {"gainsight_zoom.notes", "gainsight_zoom.matching"},
    "c360_fetch.app": {
        *(f"gainsight_zoom.{n}" for n in ("matching", "zoom", "routing")),
        *(f"gainsight_zoom.{n}" for n in ("activities", "attributes", "briefs", "calls_to_action")),
        *(f"gainsight_zoom.{n}" for n in ("editing", "notes", "roster", "scorecards", "visits")),
    },
    "timeline_write.app": {
        *(f"gainsight_zoom.{n}" for n in ("activities", "drafting", "notes", "posting", "usage")),
        *(f"gainsight_zoom.{n}" for n in ("publishing", "rendering", "roster", "richtext")),
    },
    "participant_sync.app": {
        *(f"gainsight_zoom.{n}" for n in ("enrolling", "reunions", "usage", "visits")),
    },
}
OF_LOGGING = {"LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE"}
SETTINGS = {v for f in TEMPLATE.functions.values() for v in f.environment} - OF_LOGGING
PATHS = {"PYTHONPATH": os.pathsep.join(str(ROOT / p) for p in ("layers/shared", "functions"))}

IMPORT = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted(sys.modules)))
"""
WATCHED_IMPORT = """
import collections, importlib, json, os, sys

seen = []
watching = False

def audit(event, arguments):
    if not watching:
        return
    if event.startswith(("socket.", "subprocess.", "os.system", "shutil.", "os.remove")):
        seen.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append(f"open {arguments[0]} {arguments[1]}")

class Environment(dict):
    def get(self, name, default=None):
        seen.append(f"environment {name}")
        return super().get(name, default)
    def __getitem__(self, name):
        seen.append(f"environment {name}")
        return super().__getitem__(name)

for library in ("pydantic", "cryptography.hazmat.primitives.ciphers.aead", "nh3", "zoneinfo",
                "aws_lambda_powertools", "aws_lambda_powertools.event_handler", "jmespath"):
    importlib.import_module(library)
sys.dont_write_bytecode = True
sys.addaudithook(audit)
watching = True
for name in sys.argv[1:]:
    os.environ = Environment()
    importlib.import_module(name)
watching = False
print(json.dumps(seen))
"""


def run(program: str, *arguments: str) -> Any:
    """Run a program in a process of its own, with nothing in its environment but the paths."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *arguments],
        env=PATHS,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def loaded(handler: str) -> frozenset[str]:
    """The modules that importing a handler loads in a fresh process."""
    return frozenset(run(IMPORT, handler))


def within(names: frozenset[str], packages: set[str]) -> set[str]:
    return {p for p in packages if any(n == p or n.startswith(f"{p}.") for n in names)}


def test_every_module_says_what_lives_there() -> None:
    folders = (
        "bench",
        "functions",
        "layers",
        "lint",
        "operator_tools",
        "sandbox",
        "scripts",
        "tests",
    )
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert found
    silent = [p for p in found if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert silent == []


@pytest.mark.parametrize("handler", HANDLERS)
def test_what_no_function_needs_is_not_loaded(handler: str) -> None:
    assert within(loaded(handler), NEVER) == set()


@pytest.mark.parametrize("handler", sorted(NOT_IN))
def test_what_this_function_does_not_need_is_not_loaded(handler: str) -> None:
    assert within(loaded(handler), NOT_IN[handler]) == set()


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_is_imported_with_an_empty_environment(handler: str) -> None:
    """Settings are read when the first request needs them, and named if they are missing."""
    assert handler in loaded(handler)


def test_the_sandbox_leaves_the_logger_to_the_functions() -> None:
    """Who makes it decides where it writes and under which name."""
    assert "gainsight_zoom.observability" not in loaded("sandbox.__main__")


def test_importing_the_domain_does_nothing() -> None:
    """No file is written, no socket opened, no setting read."""
    names = sorted(
        f"gainsight_zoom.{m}" for m in modules(LAYER) if rank(m) == "domain" and m != "__init__"
    )
    did = run(WATCHED_IMPORT, *names)
    read = {entry.removeprefix("environment ") for entry in did if entry.startswith("environment ")}
    assert read & SETTINGS == set()
    assert [entry for entry in did if not entry.startswith("environment ")] == []
