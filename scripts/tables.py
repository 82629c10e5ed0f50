"""Write the generated tables into docs/: ``python -m scripts.tables [--check]``.

A table stands between ``<!-- table NAME -->`` and ``<!-- end -->``; what surrounds it is written by
people. Source: template.yaml and the error classes.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from scripts.product import ROOT, error_classes, first_line, function_modules, load_template

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.template import Template

__all__ = ["TABLES", "filled", "main"]

DOCS = ROOT / "docs"
MARKED = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

Cells = Iterable[Sequence[str]]


def main(arguments: list[str], *, folder: Path = DOCS) -> int:
    """Write the tables, or compare them; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.tables", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on drift")
    options = parser.parse_args(arguments)
    template = load_template()
    stale = []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text("utf-8")
        fresh = filled(text, template)
        if fresh != text:
            stale.append(path.name)
            if not options.check:
                path.write_text(fresh, "utf-8")
    if options.check and stale:
        print(f"{', '.join(stale)}: a table is not what the code says: run `make docs`.")
        return 1
    return 0


def filled(text: str, template: Template) -> str:
    """Return a document with its tables as they are now."""

    def replaced(match: re.Match[str]) -> str:
        return match[1] + TABLES[match[2]](template) + "\n" + match[3]

    return MARKED.sub(replaced, text)


def _table(head: Sequence[str], rows: Cells) -> str:
    lines = [head, ["---"] * len(head), *([c.replace("|", "\\|") for c in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _functions(template: Template) -> str:
    rows = []
    for name, function in template.functions.items():
        role = function.properties["Role"]["Fn::GetAtt"].partition(".")[0]
        rows.append(
            (
                f"`{name}`<br>`{function.handler.removesuffix('.lambda_handler')}`",
                "<br>".join(_triggers(function.properties["Events"])),
                f"{function.timeout_s} s",
                "<br>".join(_allowed(template.resources[role]["Properties"])),
            )
        )
    return _table(("Function", "Called by", "Time-out", "May do, beside logging"), rows)


def _triggers(events: Any) -> list[str]:
    told = []
    for event in events.values():
        given = event["Properties"]
        if event["Type"] == "HttpApi":
            told.append(f"`{given['Method']} {given['Path']}`")
        elif event["Type"] == "SQS":
            told.append(f"queue `{given['Queue']['Fn::GetAtt'].partition('.')[0]}`")
        else:
            told.append(f"schedule, {given['ScheduleExpression']}")
    return told


def _allowed(role: Any) -> list[str]:
    allowed = []
    for policy in role["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            actions = [actions] if isinstance(actions, str) else actions
            service = actions[0].partition(":")[0]
            if service != "logs":
                verbs = ", ".join(a.partition(":")[2] for a in actions)
                allowed.append(f"{statement['Sid']}: {service} {verbs}")
    return allowed or ["nothing"]


def _parameters(template: Template) -> str:
    rows = []
    for name, parameter in template.body["Parameters"].items():
        default = parameter.get("Default")
        allowed = ", ".join(str(v) for v in parameter.get("AllowedValues", []))
        shown = "required" if default is None else f"`{default}`" if default != "" else "empty"
        described = " ".join(str(parameter.get("Description", "")).split())
        rows.append((f"`{name}`", shown, allowed, described))
    return _table(("Parameter", "Default", "Allowed", "What it is"), rows)


def _environment(template: Template) -> str:
    variables: dict[str, Any] = {}
    for function in template.functions.values():
        variables |= function.environment
    rows = [(f"`{name}`", _source(value, template)) for name, value in sorted(variables.items())]
    return _table(("Variable", "Set from"), rows)


def _source(value: Any, template: Template) -> str:
    if not isinstance(value, dict):
        return f"fixed: `{value}`" if value != "" else "empty when deployed"
    ((intrinsic, argument),) = value.items()
    if intrinsic == "Ref":
        kind = "parameter" if argument in template.body["Parameters"] else "resource"
        return f"{kind} `{argument}`"
    if intrinsic == "Fn::GetAtt":
        return f"resource `{argument}`"
    return f"`{argument}`"


def _tables(template: Template) -> str:
    rows = []
    for name, table in template.tables.items():
        given = table.properties
        indexes = [
            f"`{i['IndexName']}`: {_keys(i['KeySchema'])}, {i['Projection']['ProjectionType']}"
            for i in given.get("GlobalSecondaryIndexes", [])
        ]
        recovery = given["PointInTimeRecoverySpecification"]
        days = recovery.get("RecoveryPeriodInDays", 35)
        kept = template.resources[name].get("DeletionPolicy", "Delete") == "Retain"
        rows.append(
            (
                f"`{name}`",
                _keys(given["KeySchema"]),
                "<br>".join(indexes) or "none",
                f"`{table.ttl_attribute}`" if table.ttl_attribute else "none",
                f"{days} days back" if recovery["PointInTimeRecoveryEnabled"] else "no",
                "stays" if kept else "goes with it",
            )
        )
    head = ("Table", "Key", "Indexes", "TTL attribute", "Point-in-time recovery", "Stack deleted")
    return _table(head, rows)


def _keys(schema: Any) -> str:
    return ", ".join(f"`{k['AttributeName']}`" for k in schema)


def _alarms(template: Template) -> str:
    rows = [
        (f"`{name}`", " ".join(str(alarm["AlarmDescription"]).split()))
        for name, alarm in template.of_type("AWS::CloudWatch::Alarm").items()
    ]
    return _table(("Alarm", "What it says"), rows)


def _errors(template: Template) -> str:
    function_modules(template)
    rows = [
        (
            f"`{c.code}`",
            str(c.status),
            "yes" if c.retryable else "no",
            c.message,
            "A bug, or anything else nobody foresaw" if c.__base__ is Exception else first_line(c),
        )
        for c in error_classes()
    ]
    return _table(("Code", "Status", "Retryable", "What the user is told", "When"), rows)


TABLES: dict[str, Callable[[Template], str]] = {
    "alarms": _alarms,
    "environment": _environment,
    "errors": _errors,
    "functions": _functions,
    "parameters": _parameters,
    "tables": _tables,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
