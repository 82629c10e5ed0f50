"""House rules for the template. Each says in its message why it is one.

cfn-lint reads a SAM template as it is written, with Globals merged into each function.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template  # noqa: TC002 - cfn-lint reads the annotations

Path = list[str | int]
Found = Iterator[tuple[Path, str]]
WITHOUT_RESOURCE = frozenset(
    f"ec2:{action}"
    for action in (
        "CreateNetworkInterface",
        "DescribeNetworkInterfaces",
        "DescribeSubnets",
        "DeleteNetworkInterface",
        "AssignPrivateIpAddresses",
        "UnassignPrivateIpAddresses",
    )
)
"""What Lambda needs in a network, as AWSLambdaVPCAccessExecutionRole has it: for every resource."""
POLICIES = (
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
)
WILD = "*?"
SCANS = frozenset({"dynamodb:scan", "dynamodb:partiqlselect"})
"""In lower case: IAM does not tell cases apart."""


class HouseRule(CloudFormationLintRule):  # type: ignore[misc]
    """A rule that yields where it is broken and what to do."""

    tags = ["house"]
    source_url = ""

    def match(self, cfn: Template) -> list[RuleMatch]:
        """Collect what the rule finds."""
        return [RuleMatch(path, message) for path, message in self.find(cfn)]

    @abstractmethod
    def find(self, cfn: Template) -> Found:
        """Yield the path of each breach and a message."""


def _properties(cfn: Template, resource_type: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in cfn.get_resources(resource_type).items():
        yield name, resource.get("Properties", {})


def _functions(cfn: Template) -> dict[str, dict[str, Any]]:
    kinds = ("AWS::Serverless::Function", "AWS::Lambda::Function")
    return {name: function for kind in kinds for name, function in _properties(cfn, kind)}


def _target(value: Any) -> str | None:
    """Name the resource a Ref or GetAtt points to."""
    if not isinstance(value, dict):
        return None
    if "Ref" in value:
        return str(value["Ref"])
    attribute = value.get("Fn::GetAtt", "")
    first = attribute.split(".")[0] if isinstance(attribute, str) else attribute[0]
    return str(first) or None


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _identity_statements(cfn: Template) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every statement of every identity policy.

    A key's own policy is not one: its ``Resource: "*"`` means that key.
    """
    for name, role in _properties(cfn, "AWS::IAM::Role"):
        for number, policy in enumerate(role.get("Policies", [])):
            where: Path = ["Resources", name, "Properties", "Policies", number, "PolicyDocument"]
            yield from _statements(policy["PolicyDocument"], where)
    for kind in POLICIES:
        for name, policy in _properties(cfn, kind):
            where = ["Resources", name, "Properties", "PolicyDocument"]
            yield from _statements(policy["PolicyDocument"], where)


def _statements(document: dict[str, Any], where: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for number, statement in enumerate(_as_list(document["Statement"])):
        yield [*where, "Statement", number], statement


class LogGroupPerFunction(HouseRule):
    """E9001."""

    id = "E9001"
    shortdesc = "Each function has a log group of its own, with retention"
    description = "Without one Lambda makes a group that keeps its logs for ever"

    def find(self, cfn: Template) -> Found:
        """Yield functions without one, and those that share one."""
        groups = dict(_properties(cfn, "AWS::Logs::LogGroup"))
        functions = _functions(cfn)
        chosen = {
            name: _target(function.get("LoggingConfig", {}).get("LogGroup"))
            for name, function in functions.items()
        }
        shared = Counter(chosen.values())
        for name, group in chosen.items():
            path: Path = ["Resources", name]
            if group not in groups:
                yield path, f"{name} names no log group of this template (LoggingConfig.LogGroup)"
            elif "RetentionInDays" not in groups[group]:
                yield path, f"{group}, the log group of {name}, keeps logs for ever"
            elif shared[group] > 1:
                yield path, f"{name} shares {group}: an alarm or a reader cannot tell them apart"


class DeadLettersAreSeen(HouseRule):
    """E9002."""

    id = "E9002"
    shortdesc = "Each queue has a dead-letter queue, and that one an alarm"
    description = "What cannot be worked off must neither vanish nor wait unnoticed"

    def find(self, cfn: Template) -> Found:
        """Yield queues without a dead-letter queue, and those without an alarm."""
        queues = dict(_properties(cfn, "AWS::SQS::Queue"))
        dead_letters = {
            name: _target(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn"))
            for name, queue in queues.items()
        }
        for name, target in dead_letters.items():
            if target is None and name not in dead_letters.values():
                yield ["Resources", name], f"{name} has no dead-letter queue (RedrivePolicy)"
        watched = set(self._watched(cfn))
        for target in {target for target in dead_letters.values() if target in queues}:
            if target not in watched:
                yield (
                    ["Resources", target],
                    f"No alarm watches ApproximateNumberOfMessagesVisible of {target}",
                )

    def _watched(self, cfn: Template) -> Iterator[str | None]:
        for _, alarm in _properties(cfn, "AWS::CloudWatch::Alarm"):
            if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible":
                for dimension in alarm.get("Dimensions", []):
                    if dimension["Name"] == "QueueName":
                        yield _target(dimension["Value"])


class NoWildcard(HouseRule):
    """E9003."""

    id = "E9003"
    shortdesc = "No wildcard action, and no resource that is one"
    description = "A role lists the actions used, on the resources used"

    def find(self, cfn: Template) -> Found:
        """Yield wildcards, and managed policies, which bring wildcards along."""
        for path, statement in _identity_statements(cfn):
            for key, value in self._too_wide(statement):
                yield [*path, key], f"{value}: write out what is used instead"
        for name, role in _properties(cfn, "AWS::IAM::Role"):
            if role.get("ManagedPolicyArns"):
                yield (
                    ["Resources", name],
                    f"{name} takes a managed policy: write the actions used into the role",
                )

    def _too_wide(self, statement: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        yield from ((key, key) for key in ("NotAction", "NotResource") if key in statement)
        for action in _as_list(statement.get("Action")):
            if any(card in str(action) for card in WILD):
                yield "Action", action
        if set(_as_list(statement.get("Action"))) <= WITHOUT_RESOURCE:
            return
        for resource in _as_list(statement.get("Resource")):
            if self._is_wide(resource):
                yield "Resource", resource

    def _is_wide(self, resource: Any) -> bool:
        """Tell whether a resource has a wildcard other than at the end of a name of ours."""
        text = resource.get("Fn::Sub", "") if isinstance(resource, dict) else resource
        text = str(text[0] if isinstance(text, list) else text)
        if "?" in text:
            return True
        if "*" not in text:
            return False
        name = text.split(":", 5)[-1]
        return text.index("*") != len(text) - 1 or "${AWS::StackName}" not in name


class NoScan(HouseRule):
    """E9004."""

    id = "E9004"
    shortdesc = "No function may scan a table"
    description = "A scan's cost and time grow with everybody's data; every access has a key"

    def find(self, cfn: Template) -> Found:
        """Yield statements that allow a scan, PartiQL's included."""
        for path, statement in _identity_statements(cfn):
            for action in _as_list(statement.get("Action")):
                if str(action).lower() in SCANS:
                    yield [*path, "Action"], f"{action}: give the access pattern a key or an index"


class NoCatchAllRoute(HouseRule):
    """E9005."""

    id = "E9005"
    shortdesc = "Each route is written out"
    description = "A catch-all accepts paths and methods that nobody meant to serve"

    def find(self, cfn: Template) -> Found:
        """Yield greedy paths, ``$default`` and any-method routes."""
        for name, function in _functions(cfn).items():
            for event in function.get("Events", {}).values():
                if event["Type"] in {"HttpApi", "Api"} and self._catches_all(event):
                    yield ["Resources", name], f"{name} has a catch-all route: write routes out"
        for name, route in _properties(cfn, "AWS::ApiGatewayV2::Route"):
            key = str(route.get("RouteKey", ""))
            if "+}" in key or key == "$default" or key.startswith("ANY "):
                yield ["Resources", name], f"{name} is the catch-all {key}: write routes out"

    def _catches_all(self, event: dict[str, Any]) -> bool:
        """SAM takes a missing path and method for everything."""
        route = event.get("Properties", {})
        path, method = route.get("Path", "$default"), route.get("Method", "ANY").upper()
        return "+}" in path or path == "$default" or method in {"ANY", "*"}


class NoEventLogging(HouseRule):
    """E9006."""

    id = "E9006"
    shortdesc = "No function logs its events"
    description = "Events hold Authorization headers, OAuth codes and notes"

    def find(self, cfn: Template) -> Found:
        """Yield functions whose environment switches it on."""
        for name, function in _functions(cfn).items():
            variables = function.get("Environment", {}).get("Variables", {})
            if "POWERTOOLS_LOGGER_LOG_EVENT" in variables:
                yield ["Resources", name], f"{name} would write tokens and notes to its log"


class RolePerFunction(HouseRule):
    """E9007."""

    id = "E9007"
    shortdesc = "Each function has an explicit role of its own"
    description = (
        "SAM's generated roles carry managed policies; a shared one gives each the other's"
    )

    def find(self, cfn: Template) -> Found:
        """Yield functions with a role from elsewhere or a shared one."""
        roles = dict(_properties(cfn, "AWS::IAM::Role"))
        functions = _functions(cfn)
        chosen = {name: _target(function.get("Role")) for name, function in functions.items()}
        shared = Counter(chosen.values())
        for name, role in chosen.items():
            if role not in roles:
                yield ["Resources", name], f"{name} has no role of this template"
            elif shared[role] > 1:
                yield ["Resources", name], f"{name} shares {role}: each function gets its own"


class TablesKeepTheirData(HouseRule):
    """E9008."""

    id = "E9008"
    shortdesc = "Each table survives mistakes"
    description = "Credentials and drafts cannot be made again"

    def find(self, cfn: Template) -> Found:
        """Yield tables that could be lost or are kept under AWS's own key."""
        for name, resource in cfn.get_resources("AWS::DynamoDB::Table").items():
            table = resource.get("Properties", {})
            recovery = table.get("PointInTimeRecoverySpecification", {})
            encryption = table.get("SSESpecification", {})
            missing = {
                "DeletionPolicy: Retain": resource.get("DeletionPolicy") != "Retain",
                "UpdateReplacePolicy: Retain": resource.get("UpdateReplacePolicy") != "Retain",
                "DeletionProtectionEnabled": table.get("DeletionProtectionEnabled") is not True,
                "point-in-time recovery": recovery.get("PointInTimeRecoveryEnabled") is not True,
                "SSE with a key of ours": "KMSMasterKeyId" not in encryption,
                "on-demand billing": table.get("BillingMode") != "PAY_PER_REQUEST",
            }
            for what in [what for what, absent in missing.items() if absent]:
                yield ["Resources", name], f"{name} lacks {what}"
