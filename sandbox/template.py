"""What ``template.yaml`` says, read as the sandbox and the template's tests need it.

Intrinsic functions are kept as CloudFormation's long form (``{"Ref": "X"}``) and resolved on
request, against parameter values and the names the sandbox gave to resources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Function", "Names", "Route", "Table", "Template", "Unresolvable", "load"]

Value: TypeAlias = Any
"""What YAML holds: a scalar, list or mapping, intrinsic functions in CloudFormation's long form."""


class Unresolvable(ValueError):
    """The template refers to something that has no value here."""


@dataclass(frozen=True)
class Route:
    """One explicit route of the HTTP API: `method` in capitals, `path` as API Gateway writes it."""

    method: str
    path: str
    function: str

    @property
    def key(self) -> str:
        """API Gateway's route key, ``GET /c360/{tenant}/{kind}/{id}``."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Function:
    """One Lambda function, with what Globals give it."""

    logical_id: str
    handler: str
    timeout_s: int
    memory_mb: int
    environment: Mapping[str, Any]
    """Variables as written, intrinsic functions unresolved."""
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """One DynamoDB table; `properties` are CloudFormation's."""

    logical_id: str
    properties: Mapping[str, Any]

    def create_arguments(self, name: str) -> dict[str, Any]:
        """Give the arguments of DynamoDB's ``CreateTable`` for a table of this shape."""
        copied = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes")
        shape = {key: self.properties[key] for key in copied if key in self.properties}
        return {"TableName": name, **shape}

    @property
    def ttl_attribute(self) -> str | None:
        """Name of the attribute that holds the time to live."""
        ttl = self.properties.get("TimeToLiveSpecification", {})
        return ttl.get("AttributeName") if ttl.get("Enabled") else None


@dataclass(frozen=True)
class Names:
    """Values for what the template refers to.

    Parameters
    ----------
    refs : Mapping[str, str]
        By logical id, parameter or pseudo parameter; parameters left out take their default.
    attributes : Mapping[str, str]
        By ``LogicalId.Attribute``.
    """

    refs: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Template:
    """A parsed template."""

    path: Path
    body: Mapping[str, Any]

    @property
    def resources(self) -> Mapping[str, Any]:
        """All resources by logical id."""
        resources: Mapping[str, Any] = self.body["Resources"]
        return resources

    def of_type(self, resource_type: str) -> dict[str, Any]:
        """Return the properties of every resource of one type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == resource_type
        }

    @property
    def functions(self) -> dict[str, Function]:
        """All Lambda functions by logical id."""
        common = self.body.get("Globals", {}).get("Function", {})
        return {
            name: _function(name, common, own)
            for name, own in self.of_type("AWS::Serverless::Function").items()
        }

    @property
    def routes(self) -> tuple[Route, ...]:
        """All routes of the HTTP API."""
        return tuple(
            Route(event["Properties"]["Method"].upper(), event["Properties"]["Path"], name)
            for name, own in self.of_type("AWS::Serverless::Function").items()
            for event in own.get("Events", {}).values()
            if event["Type"] == "HttpApi"
        )

    @property
    def tables(self) -> dict[str, Table]:
        """All DynamoDB tables by logical id."""
        return {
            name: Table(name, own) for name, own in self.of_type("AWS::DynamoDB::Table").items()
        }

    def environment(self, function: Function, names: Names) -> dict[str, str]:
        """Resolve one function's environment variables.

        Raises
        ------
        Unresolvable
            When a variable refers to something `names` does not know.
        """
        return {key: str(self.resolve(value, names)) for key, value in function.environment.items()}

    def resolve(self, value: Value, names: Names) -> Value:
        """Replace the intrinsic functions in `value` (Ref, GetAtt, Sub, Join)."""
        if isinstance(value, list):
            return [self.resolve(item, names) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._intrinsic(name, argument, names)
        return {key: self.resolve(item, names) for key, item in value.items()}

    def _intrinsic(self, name: str, argument: Value, names: Names) -> Value:
        match name:
            case "Ref":
                return self._ref(argument, names)
            case "Fn::GetAtt":
                return self._attribute(argument, names)
            case "Fn::Sub":
                return self._sub(argument, names)
            case "Fn::Join":
                return argument[0].join(self.resolve(argument[1], names))
        raise Unresolvable(f"{name} is not supported")

    def _ref(self, target: str, names: Names) -> str:
        if target in names.refs:
            return names.refs[target]
        parameter = self.body.get("Parameters", {}).get(target, {})
        if "Default" in parameter:
            return str(parameter["Default"])
        raise Unresolvable(f"no value for {target}")

    def _attribute(self, target: str, names: Names) -> str:
        if target in names.attributes:
            return names.attributes[target]
        raise Unresolvable(f"no value for {target}")

    def _sub(self, argument: Value, names: Names) -> str:
        text, local = argument if isinstance(argument, list) else (argument, {})

        def value_of(match: re.Match[str]) -> str:
            target = match.group(1)
            if target in local:
                return str(self.resolve(local[target], names))
            if "." in target:
                return self._attribute(target, names)
            return self._ref(target, names)

        return re.sub(r"\$\{([^!}]+)\}", value_of, text)


def load(path: Path) -> Template:
    """Read a SAM template, CloudFormation's short tags included."""
    return Template(path, yaml.load(path.read_text("utf-8"), Loader=_Loader))  # noqa: S506


class _Loader(yaml.SafeLoader):
    """A safe loader that knows CloudFormation's tags."""


def _tag(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Value = None
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, list):
        value = ".".join(value)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _tag)


def _function(name: str, common: Mapping[str, Any], own: Mapping[str, Any]) -> Function:
    variables = {
        **common.get("Environment", {}).get("Variables", {}),
        **own.get("Environment", {}).get("Variables", {}),
    }
    properties = {**common, **own}
    return Function(
        logical_id=name,
        handler=properties["Handler"],
        timeout_s=properties.get("Timeout", 3),
        memory_mb=properties.get("MemorySize", 128),
        environment=variables,
        properties=properties,
    )
