"""The built artefact, for both architectures: what is in it, what is not, and that it runs."""

import json
import os
import subprocess
from pathlib import Path

import boto3
import pytest
from tests.cloud import TEMPLATE
from tests.sam.artefacts import ARM64, NATIVE, ROOT, Artefact, elf_machine, native_machine

ARTEFACTS = [Artefact(ARM64, "aarch64"), Artefact(NATIVE, native_machine())]
RUNTIME_PACKAGES = ("boto3", "botocore", "s3transfer", "dateutil", "six.py", "jmespath", "urllib3")
UNCHECKED_HASH = 1
LAYER_LIMIT_BYTES = 60_000_000
FUNCTION_LIMIT_BYTES = 5_000_000

every_artefact = pytest.mark.parametrize("artefact", ARTEFACTS, ids=lambda a: a.machine)


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@every_artefact
def test_shared_objects_are_of_the_target(artefact: Artefact) -> None:
    found = {file.name: elf_machine(file) for file in artefact.folder.rglob("*.so")}
    assert found, "cryptography and pydantic bring some"
    assert set(found.values()) == {artefact.machine}


@every_artefact
def test_nothing_is_shipped_that_is_not_needed(artefact: Artefact) -> None:
    shipped = [path.relative_to(artefact.folder) for path in artefact.folder.rglob("*")]
    names = {part for path in shipped for part in path.parts}
    assert not names & {"tests", "events", "docs", "notes", "node_modules", "package.json"}
    assert not names & {".pytest_cache", ".mypy_cache", ".ruff_cache", "requirements.txt"}
    assert not [name for name in names if name.endswith(("tsconfig.json", ".d.ts", ".map"))]


@every_artefact
def test_boto3_is_the_runtimes_own(artefact: Artefact) -> None:
    assert not {"boto3", "botocore"} & {path.name for path in artefact.layer.iterdir()}


@every_artefact
def test_every_module_has_bytecode_that_is_never_checked(artefact: Artefact) -> None:
    for folder in [artefact.layer, *artefact.functions]:
        sources = list(folder.rglob("*.py"))
        assert sources
        for source in sources:
            compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
            assert compiled.is_file(), f"{source} has no bytecode"
            assert int.from_bytes(compiled.read_bytes()[4:8], "little") == UNCHECKED_HASH


@every_artefact
def test_it_is_small(artefact: Artefact) -> None:
    assert size(artefact.layer) < LAYER_LIMIT_BYTES
    for function in artefact.functions:
        assert size(function) < FUNCTION_LIMIT_BYTES


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only what Lambda's runtime brings, so that a package the layer lacks is missed."""
    folder = tmp_path_factory.mktemp("runtime")
    site_packages = Path(boto3.__file__).parents[1]
    for name in RUNTIME_PACKAGES:
        (folder / name).symlink_to(site_packages / name)
    return folder


SMOKE = """
import importlib, json, marshal, pathlib, sys
task, layer, runtime, handler, event, *late = sys.argv[1:]
sys.path[:0] = [task, layer]
sys.path.append(runtime)
module, _, name = handler.rpartition(".")
found = getattr(importlib.import_module(module), name)
for one in late:
    importlib.import_module(one)
import gainsight_zoom.web
# What a traceback shows on Lambda; importing rewrites it to where the file lies here.
cached = pathlib.Path(gainsight_zoom.web.__cached__).read_bytes()
code = marshal.loads(cached[16:]).co_filename
class Context:
    function_name = "smoke"; memory_limit_in_mb = 512; aws_request_id = "smoke"
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:smoke"
    def get_remaining_time_in_millis(self): return 10_000
answer = found(json.load(open(event)), Context()) if event else {}
print(json.dumps({"status": answer.get("statusCode"), "code": code}))
"""


def loaded_late(artefact: Artefact, function: str, handler: str) -> list[str]:
    """List what a handler may load after it was imported: its folder's and the layer's modules."""
    folder = handler.partition(".")[0]
    others = {f.handler.rpartition(".")[0] for f in TEMPLATE.functions.values()}
    return sorted(
        {
            ".".join(source.relative_to(place).with_suffix("").parts).removesuffix(".__init__")
            for place, package in (
                (artefact.folder / function, folder),
                (artefact.layer, "gainsight_zoom"),
            )
            for source in (place / package).rglob("*.py")
        }
        - others
    )


def run_smoke(runtime: Path, function: str, event: Path | None = None) -> dict[str, object]:
    """Import a built function with the runtime's Python and nothing else; send it one event."""
    declared = TEMPLATE.functions[function]
    variables = dict.fromkeys(declared.environment, "x") | {
        "SANDBOX": "",
        "FRAME_ANCESTORS": "'self'",
        "LOG_LEVEL": "INFO",
    }
    artefact = Artefact(NATIVE, native_machine())
    done = subprocess.run(
        [
            python313(),
            "-I",
            "-c",
            SMOKE,
            str(artefact.folder / function),
            str(artefact.layer),
            str(runtime),
            declared.handler,
            str(event or ""),
            *loaded_late(artefact, function, declared.handler),
        ],
        env={**variables, "AWS_DEFAULT_REGION": "us-east-1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def python313() -> str:
    found = subprocess.run(
        [ROOT / "scripts" / "python.sh", "3.13"], stdout=subprocess.PIPE, text=True, check=True
    )
    return found.stdout.strip()


@pytest.mark.parametrize("function", sorted(TEMPLATE.functions))
def test_every_function_imports_from_the_artefact_alone(function: str, runtime: Path) -> None:
    assert run_smoke(runtime, function)["code"] == "/opt/python/gainsight_zoom/web.py"


def test_the_built_pane_answers(runtime: Path) -> None:
    assert run_smoke(runtime, "Pane", ROOT / "events/pane/home.json")["status"] == 200
