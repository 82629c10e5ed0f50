"""What panes that are still open ask and expect: ``python -m lint.contract [--write]``.

A pane stays open for hours and meets an API that is newer. ``lint/contract.json`` holds the shapes
of the oldest version whose panes are served; ``docs/openapi.json`` may differ from it only so that
such a pane notices nothing: whatever it sends is still taken, whatever it reads is still there.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from lint.house import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT = ROOT / "docs" / "openapi.json"
CONTRACT = ROOT / "lint" / "contract.json"
WAY_OUT = """\
Panes that are open would break. Keep what they use for one version more, or, before the first
release and once no pane of the old version is open: python -m lint.contract --write"""
UNSHAPED = {"default", "description", "operationId", "summary"}
LIMITS = {
    **dict.fromkeys(("minimum", "minLength", "minItems"), 1),
    **dict.fromkeys(("maximum", "maxLength", "maxItems", "maxProperties"), -1),
}
"""Limits of what is taken, and the direction in which they get narrower."""

Schema: TypeAlias = dict[str, Any]


def contract_of(document: Schema) -> Schema:
    """Return what a pane can notice of an OpenAPI document.

    The codes of errors are left out: a pane shows the message of one it does not know.
    """
    components = json.loads(json.dumps(document["components"]))
    components["schemas"]["Error"]["properties"]["error"]["properties"]["code"].pop("enum", None)
    made: Schema = _shaped(
        {
            "version": document["info"]["version"],
            "paths": document["paths"],
            "components": {k: components[k] for k in ("responses", "schemas")},
        }
    )
    return made


def _shaped(value: Any, *, named: bool = False) -> Any:
    """Drop what only people read; in `properties` and the like keys are names."""
    if isinstance(value, list):
        return [_shaped(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        k: _shaped(v, named=k in ("properties", "schemas") and not named)
        for k, v in value.items()
        if named or k not in UNSHAPED
    }


def breaks(old: Schema, new: Schema) -> list[str]:
    """List what a pane that knows `old` would stumble over in `new`, both made by `contract_of`."""
    found: list[str] = []
    for path, item in old["paths"].items():
        for method, before in item.items():
            name = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            if after is None:
                found.append(f"{name} is gone")
            else:
                found += [f"{name}: {told}" for told in _operation(before, after, old, new)]
    return found


def _operation(before: Schema, after: Schema, old: Schema, new: Schema) -> Iterator[str]:
    if "security" in after and "security" not in before:
        yield "asks who is calling"
    sent = _Values(old, new, sent=True)
    yield from _parameters(before, after, sent)
    body, taken = (operation.get("requestBody", {}) for operation in (before, after))
    if taken.get("required") and not body.get("required"):
        yield "needs a body"
    yield from _contents(body, taken, sent, "body")
    for status, promised in before["responses"].items():
        if status not in after["responses"]:
            yield f"no longer answers {status}"
            continue
        given, expected = _resolved(after["responses"][status], new), _resolved(promised, old)
        yield from _contents(expected, given, _Values(new, old, sent=False), status)


def _parameters(before: Schema, after: Schema, sent: _Values) -> Iterator[str]:
    was, now = (
        {(p["in"], p["name"]): p for p in operation.get("parameters", [])}
        for operation in (before, after)
    )
    for key, parameter in now.items():
        if parameter.get("required") and not was.get(key, {}).get("required"):
            yield f"needs {key[1]}"
    for key, parameter in was.items():
        if key not in now:
            yield f"no longer takes {key[1]}"
        else:
            yield from sent.faults(parameter["schema"], now[key]["schema"], key[1])


def _contents(before: Schema, after: Schema, values: _Values, where: str) -> Iterator[str]:
    for media, known in before.get("content", {}).items():
        if media not in after.get("content", {}):
            yield f"{where}: no {media} any more"
            continue
        was, now = known.get("schema", {}), after["content"][media].get("schema", {})
        written, read = (was, now) if values.sent else (now, was)
        yield from values.faults(written, read, where)


@dataclass(frozen=True)
class _Values:
    """Values of one side's schemas, and whether the other side knows them.

    What an old pane sends goes to an API of today; what that one answers goes to the old pane,
    which passes over new fields and does not mind how long a text is.
    """

    of_writer: Schema
    of_reader: Schema
    sent: bool

    def faults(
        self, written: Schema, read: Schema, where: str, seen: frozenset[str] = frozenset()
    ) -> list[str]:
        """List where a value that is written is not understood; `seen` ends what holds itself."""
        pair = f"{written.get('$ref')} {read.get('$ref')}"
        if pair in seen:
            return []
        seen = seen | {pair} if "$ref" in written else seen
        readable = list(_alternatives(read, self.of_reader))
        found: list[str] = []
        for one in _alternatives(written, self.of_writer):
            tried = [list(self._one(one, other, where, seen)) for other in readable]
            found += sorted(tried, key=lambda told: (_other_kind(told, where), len(told)))[0]
        return found

    def _one(
        self, written: Schema, read: Schema, where: str, seen: frozenset[str]
    ) -> Iterator[str]:
        known, can_be = _enumerated(read), _enumerated(written)
        kind, wanted = written.get("type"), read.get("type")
        if known is not None and not (can_be and can_be <= known):
            more = ", ".join(sorted(map(str, (can_be or set()) - known)))
            yield f"{where}: {more or 'any value'} is not known"
        elif wanted not in (None, kind) and (kind, wanted) != ("integer", "number"):
            yield f"{where}: is {kind or 'anything'}, not {wanted}"
        else:
            if self.sent:
                yield from _limits(written, read, where)
            yield from self._members(written, read, where, seen)
            if "items" in read:
                items = written.get("items", {}), read["items"]
                yield from self.faults(*items, f"{where}[]", seen)

    def _members(
        self, written: Schema, read: Schema, where: str, seen: frozenset[str]
    ) -> Iterator[str]:
        has, knows = written.get("properties", {}), read.get("properties", {})
        for name in sorted(set(read.get("required", [])) - set(written.get("required", []))):
            yield f"{where}.{name}: may be missing"
        for name in sorted(has.keys() & knows.keys()):
            yield from self.faults(has[name], knows[name], f"{where}.{name}", seen)
        if self.sent and read.get("additionalProperties") is False:
            for name in sorted(has.keys() - knows.keys()):
                yield f"{where}.{name}: is no longer taken"
        if not self.sent:
            for name in sorted(knows.keys() - has.keys()):
                yield f"{where}.{name}: is gone"
        other, known = (schema.get("additionalProperties") for schema in (written, read))
        if isinstance(other, dict) and isinstance(known, dict):
            yield from self.faults(other, known, f"{where}.*", seen)


def _limits(written: Schema, read: Schema, where: str) -> Iterator[str]:
    if read.get("pattern") not in (None, written.get("pattern")):
        yield f"{where}: has another pattern"
    for limit, sign in LIMITS.items():
        if limit in read and (limit not in written or read[limit] * sign > written[limit] * sign):
            yield f"{where}: {limit} is {read[limit]}"


def _alternatives(schema: Schema, document: Schema) -> Iterator[Schema]:
    schema = _resolved(schema, document)
    several = schema.get("anyOf") or schema.get("oneOf")
    if not several:
        yield schema
        return
    for one in several:
        yield from _alternatives(one, document)


def _resolved(schema: Schema, document: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def _enumerated(schema: Schema) -> set[Any] | None:
    if "const" in schema:
        return {schema["const"]}
    return set(schema["enum"]) if "enum" in schema else None


def _other_kind(told: list[str], where: str) -> bool:
    """Whether this was not the alternative that was meant: its own type or value did not fit."""
    return any(line.startswith(f"{where}: ") for line in told)


def main(arguments: list[str]) -> int:
    """Hold today's document to the contract, or make it the contract; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lint.contract", description=__doc__)
    parser.add_argument("--write", action="store_true", help="from now on serve panes of this one")
    today = contract_of(json.loads(DOCUMENT.read_text("utf-8")))
    if parser.parse_args(arguments).write:
        CONTRACT.write_text(rendered(today), "utf-8")
        return 0
    found = breaks(json.loads(CONTRACT.read_text("utf-8")), today)
    print("\n".join([*found, WAY_OUT] if found else ["Open panes are understood."]))
    return 1 if found else 0


def rendered(contract: Schema) -> str:
    """Write a contract with one line per operation, answer or schema, as it is committed."""

    def lines(part: Schema) -> str:
        return ",\n".join(
            f"  {json.dumps(name)}: {json.dumps(part[name], sort_keys=True)}"
            for name in sorted(part)
        )

    components = contract["components"]
    return (
        f'{{\n"version": {json.dumps(contract["version"])},\n'
        f'"paths": {{\n{lines(contract["paths"])}\n}},\n"components": {{\n'
        f'"responses": {{\n{lines(components["responses"])}\n}},\n'
        f'"schemas": {{\n{lines(components["schemas"])}\n}}}}\n}}\n'
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
