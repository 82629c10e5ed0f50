"""What a function loads at import: a set that no machine changes, where milliseconds do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from sandbox.template import load

from bench.rows import Row, Section

__all__ = ["section"]

ROOT = Path(__file__).resolve().parent.parent
POWERTOOLS = {"aws_lambda_powertools", "botocore", "jmespath", "typing_extensions"}
PYDANTIC = {"annotated_types", "pydantic", "pydantic_core", "typing_inspection"}
BOTO3 = {"boto3", "botocore", "dateutil", "s3transfer", "six", "urllib3"}
URLLIB3 = {"_brotli", "brotli"}
"""It takes brotli where it is installed, as in our layer: 0.4 ms."""

REQUESTS = {"certifi", "charset_normalizer", "idna", "requests", "urllib3"}
OWN_NEEDS = {"cryptography", "nh3"}
ALLOWED = {"pane": POWERTOOLS}
"""By function; all others call somebody."""

ALLOWED_ELSE = POWERTOOLS | PYDANTIC | BOTO3 | URLLIB3 | REQUESTS | OWN_NEEDS
NEVER = ("pydantic.v1", "aws_lambda_powertools.utilities.parser")
COMPILED_PARTS = {"cython_runtime"}
LIST_MODULES = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted(sys.modules)))
"""


def section() -> Section:
    """Import each handler in a process of its own and look at what came along."""
    functions = load(ROOT / "template.yaml").functions.values()
    modules = dict.fromkeys(f.handler.rpartition(".")[0] for f in functions)
    rows = tuple(map(_row, modules))
    return Section(
        "Packages loaded at import that a function does not need",
        "Beyond Powertools; and, in functions that call others, beyond pydantic, boto3, requests, "
        "cryptography and nh3. See `bench/modules.py`.",
        rows,
        machine_independent=True,
    )


def _row(module: str) -> Row:
    folder = module.partition(".")[0]
    loaded = _loaded(module)
    packages = {name.partition(".")[0] for name in loaded}
    allowed = ALLOWED.get(folder, ALLOWED_ELSE) | {folder, "gainsight_zoom"} | COMPILED_PARTS
    foreign = {p for p in packages - sys.stdlib_module_names - allowed if not p.startswith("_")}
    foreign |= {name for name in NEVER if name in loaded}
    note = ", ".join(sorted(foreign)) or f"{len(loaded)} modules in all"
    return Row(module, len(foreign), 0, note=note)


def _loaded(module: str) -> set[str]:
    python_path = os.pathsep.join(str(ROOT / p) for p in ("layers/shared", "functions"))
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", LIST_MODULES, module],
        env={"PYTHONPATH": python_path, "PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout))
