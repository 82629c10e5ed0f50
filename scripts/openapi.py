"""Write docs/openapi.json from the functions' own types: ``python -m scripts.openapi [--check]``.

Which routes there are, and what their path parameters are called, is the template's word; what goes
in and out is the word of each function's resolver. Nothing is started and nothing is called.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
import tomllib
from typing import TYPE_CHECKING, Any, TypeAlias

from aws_lambda_powertools.event_handler import Response

from scripts.openapi_parts import (
    AS_CSV,
    COMPONENTS,
    CREATING,
    ERROR_JSON,
    ERROR_PAGE,
    OWN_STATUS,
    PANE_OPERATIONS,
    REQUEST_BODIES,
)
from scripts.product import ROOT, error_classes, first_line, function_modules, load_template

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from sandbox.template import Route, Template

__all__ = ["Undescribed", "document", "main", "rendered"]

TARGET = ROOT / "docs" / "openapi.json"
REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')
PARAMETER = re.compile(r"\{(\w+)\}")

Schema: TypeAlias = dict[str, Any]


class Undescribed(Exception):
    """The template and the functions do not agree on the routes."""


def main(arguments: list[str], *, target: Path = TARGET) -> int:
    """Write the document, or compare it; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on drift")
    options = parser.parse_args(arguments)
    try:
        text = rendered()
    except Undescribed as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        target.write_text(text, "utf-8")
        return 0
    if target.exists() and target.read_text("utf-8") == text:
        return 0
    print(f"{target.name} is not what the code says: run `make openapi`.", file=sys.stderr)
    return 1


def rendered() -> str:
    """Return the document as it is committed."""
    template = load_template()
    made = document(template, function_modules(template))
    return json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def document(template: Template, modules: dict[str, ModuleType]) -> Schema:
    """Put the whole document together.

    Raises
    ------
    Undescribed
        If a route is in the template or in a resolver only.
    """
    operations: dict[tuple[str, str], Schema] = {}
    schemas: dict[str, Schema] = {}
    for folder, module in modules.items():
        if folder == "pane":
            operations |= {_shape(*key): operation for key, operation in PANE_OPERATIONS.items()}
            continue
        described = _apart(folder, _described(module), schemas)
        operations |= _operations(module, described["paths"])
        schemas |= described["components"]["schemas"]
    paths = _paths(template.routes, operations)
    codes = sorted({c.code for c in error_classes()})
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    components = json.loads(json.dumps(COMPONENTS))
    components["schemas"] |= _used(schemas, by=paths)
    components["schemas"]["Error"]["properties"]["error"]["properties"]["code"]["enum"] = codes
    made: Schema = _without_titles(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Gainsight App for Zoom",
                "version": project["version"],
                "license": {"name": project["license"], "identifier": project["license"]},
            },
            "servers": [{"url": "/"}],
            "paths": paths,
            "components": components,
        }
    )
    return made


def _used(schemas: dict[str, Schema], *, by: Schema) -> dict[str, Schema]:
    """Return those that something refers to, at first or at second hand."""
    found: set[str] = set()
    new = set(REFERENCE.findall(json.dumps(by))) & schemas.keys()
    while new:
        found |= new
        told = json.dumps([schemas[name] for name in new])
        new = (set(REFERENCE.findall(told)) & schemas.keys()) - found
    return {name: schema for name, schema in schemas.items() if name in found}


def _operations(module: ModuleType, paths: Schema) -> dict[tuple[str, str], Schema]:
    made: dict[tuple[str, str], Schema] = {}
    for path, item in paths.items():
        for method, described in item.items():
            name = described["operationId"].removesuffix(re.sub(r"\W", "_", path) + f"_{method}")
            operation_id = f"{module.__name__.partition('.')[0]}_{name}"
            made[_shape(method, path)] = _operation(operation_id, getattr(module, name), described)
    return made


def _operation(name: str, handler: Any, described: Schema) -> Schema:
    signature = inspect.signature(handler, eval_str=True)
    page = signature.return_annotation == Response[str]
    operation: Schema = {
        "operationId": name,
        "summary": first_line(handler),
        "responses": _responses(name, signature.return_annotation, described, page=page),
    }
    if described.get("parameters"):
        operation["parameters"] = described["parameters"]
    body = described.get("requestBody") or REQUEST_BODIES.get(name)
    if body:
        operation["requestBody"] = body
    if {"caller", "entrance"} & signature.parameters.keys():
        operation["security"] = [{"bearer": []}]
    return operation


def _responses(name: str, returned: Any, described: Schema, *, page: bool) -> Schema:
    if returned == Response[None]:
        success: Schema = {"204": {"description": "Done"}}
    elif page:
        success = {"200": {"description": "A page", "content": {"text/html": {}}}}
    else:
        success = {"200": {**described["responses"]["200"], "description": "OK"}}
    if name in AS_CSV:
        success["200"]["content"]["text/csv"] = {"schema": {"type": "string"}}
    if name in CREATING:
        made = {"201": {**success["200"], "description": "Created"}}
        success = success | made if CREATING[name] == "once" else made
    return OWN_STATUS.get(name, success) | (ERROR_PAGE if page else ERROR_JSON)


def _paths(routes: tuple[Route, ...], operations: dict[tuple[str, str], Schema]) -> Schema:
    paths: Schema = {}
    left = dict(operations)
    for route in routes:
        operation = left.pop(_shape(route.method, route.path), None)
        if operation is None:
            raise Undescribed(f"{route.key} is in template.yaml, but {route.function} has no route")
        paths.setdefault(route.path, {})[route.method.lower()] = _renamed(operation, route.path)
    if left:
        method, path = next(iter(left))
        raise Undescribed(f"{method} {path} is answered by a function, but not in template.yaml")
    return paths


def _renamed(operation: Schema, path: str) -> Schema:
    """Call the path parameters what the template calls them; their order is the same."""
    names = iter(PARAMETER.findall(path))
    parameters = [
        {**p, "name": next(names)} if p["in"] == "path" else p
        for p in operation.get("parameters", [])
    ]
    return {**operation, "parameters": parameters} if parameters else operation


def _described(module: ModuleType) -> Schema:
    described: Schema = json.loads(module.app.get_openapi_json_schema(title="", version=""))
    return described


def _apart(folder: str, described: Schema, known: dict[str, Schema]) -> Schema:
    """Give models a name of their own where another function has a different one of that name."""
    schemas = described["components"]["schemas"]
    taken = [name for name, schema in schemas.items() if known.get(name, schema) != schema]
    text = json.dumps(described)
    for name in taken:
        own = folder.title().replace("_", "") + name
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{own}"')
    apart: Schema = json.loads(text)
    renamed = apart["components"]["schemas"]
    for name in taken:
        renamed[folder.title().replace("_", "") + name] = renamed.pop(name)
    return apart


def _shape(method: str, path: str) -> tuple[str, str]:
    return method.upper(), PARAMETER.sub("{}", path)


def _without_titles(value: Any) -> Any:
    """Drop the titles that are made from field names; a property may still be called title."""
    if isinstance(value, list):
        return [_without_titles(item) for item in value]
    if not isinstance(value, dict):
        return value
    info = "version" in value
    return {
        k: _without_titles(v)
        for k, v in value.items()
        if info or k != "title" or not isinstance(v, str)
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
