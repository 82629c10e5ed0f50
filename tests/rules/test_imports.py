"""Who may import whom: functions -> domain -> nothing; stores and clients are handed to it.

Packages of the layer, from the bottom: plain records and errors; the domain, which is plain Python
without I/O; the adapters (stores and clients), which know the domain's records; the wiring, which
puts all together; the edges, which functions are made of.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "layers" / "shared" / "gainsight_zoom"
FUNCTIONS = ROOT / "functions"
SANDBOX = ROOT / "sandbox"

BOTTOM = {
    "clock",
    "config",
    "errors",
    "hosts",
    "layouts",
    "metadata",
    "observability",
    "policies",
    "queries",
    "records",
}
ADAPTERS = {"aws", "outbound", "gainsight", "salesforce", "store", "zoom"}
"""Modules, and packages with all in them, that speak to something outside."""
WIRING = {"wiring"}
EDGES = {"batches", "callers", "schedules", "web"}

ONLY_IN: dict[str, set[str]] = {
    "requests": {"outbound", "wiring"},
    "urllib3": {"outbound"},
    "boto3": {"aws", "store.table"},
    "botocore": {"aws", "store.table", "store.credentials"},
    "cryptography": {"sealing", "zoom.context"},
    "nh3": {"richtext"},
    "aws_lambda_powertools": {"aws", "observability", *EDGES},
}
NOWHERE = {"httpx", "aiohttp", "urllib.request", "http.client", "socket", "subprocess"}
VAGUE = {"utils", "util", "helpers", "services", "managers", "common", "misc", "base"}


@cache
def modules(top: Path) -> dict[str, Path]:
    """Every module below a folder, by dotted name."""
    named = {
        ".".join(path.relative_to(top).with_suffix("").parts): path for path in top.rglob("*.py")
    }
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


@cache
def imports(path: Path) -> frozenset[str]:
    """What a file imports at run time, as dotted names of modules or of what is in them."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    return frozenset(_imported(tree)) | lazy(path)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def lazy(path: Path) -> set[str]:
    """Which modules a file has loaded when something of them is first asked for."""
    calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
    return {ast.literal_eval(c.args[0]) for c in calls if getattr(c.func, "id", "") == "Lazily"}


def layer_imports(path: Path) -> set[str]:
    """Which modules of the layer a file imports, without the package's name."""
    own = set()
    for name in imports(path):
        if name.partition(".")[0] == LAYER.name:
            inside = name.partition(".")[2]
            while inside and inside not in modules(LAYER):
                inside = inside.rpartition(".")[0]
            own.add(inside)
    return own - {""}


def rank(module: str) -> str:
    """Say to which part of the layer a module belongs."""
    top = module.partition(".")[0]
    for name, part in (
        ("bottom", BOTTOM),
        ("adapters", ADAPTERS),
        ("wiring", WIRING),
        ("edges", EDGES),
    ):
        if top in part:
            return name
    return "domain"


ALLOWED: dict[str, set[str]] = {
    "bottom": {"bottom"},
    "domain": {"bottom", "domain"},
    "adapters": {"bottom", "domain", "adapters"},
    "wiring": {"bottom", "domain", "adapters"},
    "edges": {"bottom", "domain", "wiring", "edges"},
}


@pytest.mark.parametrize("module", sorted(modules(LAYER)))
def test_nothing_imports_upward(module: str) -> None:
    upward = {
        found
        for found in layer_imports(modules(LAYER)[module])
        if rank(found) not in ALLOWED[rank(module)]
    }
    assert upward == set(), f"{module} ({rank(module)}) imports upward"


@pytest.mark.parametrize("module", sorted(m for m in modules(LAYER) if rank(m) == "adapters"))
def test_one_outside_system_does_not_know_another(module: str) -> None:
    """Clients share the one way out; stores share the table; neither knows the other."""
    own = module.partition(".")[0]
    shared = {"store": set(), "aws": set(), "outbound": set()}.get(own, {"outbound"})
    found = {
        name
        for name in layer_imports(modules(LAYER)[module])
        if rank(name) == "adapters" and name.partition(".")[0] not in {own, *shared}
    }
    assert found == set()


def test_there_are_no_circles() -> None:
    graph = {name: layer_imports(path) for name, path in modules(LAYER).items()}
    done: set[str] = set()
    while ready := {n for n in graph if n not in done and graph[n] <= done}:
        done |= ready
    assert set(graph) == done, sorted(set(graph) - done)


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    """So `requests` is the one way out, DynamoDB is spoken in one place, and so on."""
    found = {
        name
        for name, path in modules(LAYER).items()
        if any(i == library or i.startswith(f"{library}.") for i in imports(path))
    }
    assert found <= ONLY_IN[library]


@pytest.mark.parametrize("name", sorted(modules(FUNCTIONS)))
def test_functions_speak_to_nothing_themselves(name: str) -> None:
    forbidden = {*ONLY_IN, *NOWHERE} - {"aws_lambda_powertools"}
    found = {i for i in imports(modules(FUNCTIONS)[name]) if _within(i, forbidden)}
    assert found == set()


@pytest.mark.parametrize("name", sorted(modules(FUNCTIONS)))
def test_functions_do_not_know_each_other(name: str) -> None:
    folders = {path.name for path in FUNCTIONS.iterdir() if path.is_dir()}
    others = folders - {name.partition(".")[0]}
    assert {i for i in imports(modules(FUNCTIONS)[name]) if _within(i, others)} == set()


@pytest.mark.parametrize("top", [LAYER, FUNCTIONS], ids=["layer", "functions"])
def test_the_product_does_not_know_its_stand_ins(top: Path) -> None:
    for name, path in modules(top).items():
        found = {i for i in imports(path) if _within(i, {"sandbox", "tests", "bench", "moto"})}
        assert found == set(), name


def test_nothing_speaks_to_the_network_by_itself() -> None:
    for name, path in (modules(LAYER) | modules(FUNCTIONS)).items():
        assert {i for i in imports(path) if _within(i, NOWHERE)} == set(), name


@pytest.mark.parametrize("top", [LAYER, FUNCTIONS, SANDBOX], ids=["layer", "functions", "sandbox"])
def test_every_module_is_named_for_what_it_is_about(top: Path) -> None:
    """A module for everything is where a noun of the domain is missing."""
    parts = {part for name in modules(top) for part in name.split(".")}
    assert parts & VAGUE == set()


def test_routes_and_models_keep_their_types_at_run_time() -> None:
    """With postponed annotations a JSON body is taken for a query parameter."""
    for name, path in (modules(LAYER) | modules(FUNCTIONS)).items():
        uses = imports(path)
        routed = any(_within(i, {"aws_lambda_powertools", "pydantic"}) for i in uses)
        assert not (routed and "__future__.annotations" in uses), name


def test_every_dependency_is_one_we_name() -> None:
    named = (LAYER.parent / "requirements.in").read_text("utf-8").lower().replace("-", "_")
    known = {*sys.stdlib_module_names, LAYER.name, "boto3", "botocore", "urllib3"}
    known |= {path.name for path in FUNCTIONS.iterdir()}
    for name, path in (modules(LAYER) | modules(FUNCTIONS)).items():
        for top in {i.partition(".")[0] for i in imports(path)} - known:
            assert top in named, f"{name} imports {top}"


def _within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_what_is_loaded_lazily_is_there() -> None:
    late = {name for top in (LAYER, FUNCTIONS) for p in modules(top).values() for name in lazy(p)}
    known = modules(FUNCTIONS).keys() | {f"{LAYER.name}.{name}" for name in modules(LAYER)}
    assert late
    assert late <= known
