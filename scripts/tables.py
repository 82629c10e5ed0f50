"""Write the generated tables and the diagram into docs/: ``python -m scripts.tables [--check]``.

Each stands between ``<!-- table NAME -->`` and ``<!-- end -->``; what surrounds it is written by
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


def _diagram(template: Template) -> str:
    """Draw what calls what: routes, queues and schedules by their events, the rest by the roles."""
    drawn = _Drawn(template)
    lines = [
        "flowchart LR",
        "  pane([Pane in the Zoom client]) -->|bearer| api",
        "  browser([System browser]) -->|sign-in pages| api",
        "  zoom([Zoom]) -->|signed webhooks| api",
        "  subgraph aws [Your AWS account, one region]",
        "    api{{HTTP API}}",
        "    schedule{{EventBridge Scheduler}}",
        *(f"    {line}" for line in drawn.inside()),
        "  end",
        "  tokens -->|as the user| gainsight([Gainsight tenants])",
        "  tokens --> zoom",
        "  tokens -->|who somebody is| salesforce([Salesforce])",
    ]
    return "\n".join(["```mermaid", *lines, "```"])


class _Drawn:
    """The parts of the diagram that the template tells."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._queues = template.of_type("AWS::SQS::Queue")
        self._roles = {
            name: str(template.resources[_named(function.properties["Role"])])
            for name, function in template.functions.items()
        }

    def inside(self) -> Iterable[str]:
        """Yield the lines of what runs in AWS."""
        yield "subgraph tokens [hold tokens, and call other systems with them]"
        yield from (f"  {self._node(name)}" for name, role in self._roles.items() if _opens(role))
        yield "end"
        yield from (self._node(name) for name, role in self._roles.items() if not _opens(role))
        for name, function in self._template.functions.items():
            yield from self._fed(name, function.properties["Events"])
            yield from (f"{name} --> {queue}" for queue in self._sends_to(name))
        for name, queue in self._queues.items():
            if "RedrivePolicy" in queue:
                dead = _named(queue["RedrivePolicy"]["deadLetterTargetArn"])
                yield f"{name}[/{name}/] -.->|failed| {dead}[/{dead}/]"

    def _node(self, name: str) -> str:
        role = self._roles[name]
        used = [t.removesuffix("Table") for t in self._template.tables if t in role]
        return f'{name}["{name}<br/>{", ".join(used) or "no table"}"]'

    def _fed(self, name: str, events: Any) -> Iterable[str]:
        sources: dict[str, Callable[[Any], str]] = {
            "HttpApi": lambda _: "api",
            "SQS": lambda given: _named(given["Queue"]),
            "ScheduleV2": lambda _: "schedule",
        }
        fed = [sources[event["Type"]](event["Properties"]) for event in events.values()]
        yield from (f"{source} --> {name}" for source in dict.fromkeys(fed))

    def _sends_to(self, name: str) -> Iterable[str]:
        role = self._template.resources[_named(self._template.functions[name].properties["Role"])]
        for policy in role["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                if "sqs:SendMessage" in statement["Action"]:
                    yield _named(statement["Resource"])


def _named(reference: Any) -> str:
    """Name the resource behind a GetAtt."""
    return str(reference["Fn::GetAtt"]).partition(".")[0]


def _opens(role: str) -> bool:
    return "kms:Decrypt" in role


TABLES: dict[str, Callable[[Template], str]] = {
    "alarms": _alarms,
    "diagram": _diagram,
    "environment": _environment,
    "errors": _errors,
    "functions": _functions,
    "parameters": _parameters,
    "tables": _tables,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
