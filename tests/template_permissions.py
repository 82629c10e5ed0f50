"""What the template's roles allow, in the words of what the sandbox saw called."""

from collections.abc import Iterator
from typing import Any

from sandbox.permissions import Permission
from sandbox.template import Names, Template

POLLING = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
LOGGING = {"logs:CreateLogStream", "logs:PutLogEvents"}
REFS = {
    "AWS::Partition": "aws",
    "AWS::Region": "region",
    "AWS::AccountId": "account",
    "AWS::StackName": "stack",
}


def granted(template: Template) -> dict[str, set[Permission]]:
    """List what each function's role allows on tables, keys and secrets, by function.

    Resources are named by logical id; ``X/index/Y`` is an index; a tenant's secrets are one
    resource, ``tenant secrets``. Left out is `by_lambda`.
    """
    return {name: {p for p in all_of if not _is_lambdas(p)} for name, all_of in _all(template)}


def by_lambda(template: Template) -> dict[str, set[Permission]]:
    """List what each role allows that Lambda itself does: writing logs, polling a queue."""
    return {name: {p for p in all_of if _is_lambdas(p)} for name, all_of in _all(template)}


def _is_lambdas(permission: Permission) -> bool:
    return permission.action.startswith("logs:") or permission.action in POLLING


def _all(template: Template) -> Iterator[tuple[str, set[Permission]]]:
    logical = {name: name for name in template.resources}
    attributes = {f"{name}.Arn": name for name in template.resources}
    names = Names({**REFS, **logical}, attributes)
    for function, declared in template.functions.items():
        role = template.resolve(declared.properties["Role"], names)
        policies = template.resources[role]["Properties"]["Policies"]
        yield (
            function,
            {
                permission
                for policy in template.resolve(policies, names)
                for statement in policy["PolicyDocument"]["Statement"]
                for permission in _of_statement(statement)
            },
        )


def _of_statement(statement: dict[str, Any]) -> set[Permission]:
    conditions = statement.get("Condition", {}).get("StringEquals", {})
    purpose = conditions.get("kms:EncryptionContext:purpose", "")
    return {
        Permission(action, _resource(resource), purpose)
        for action in _as_list(statement["Action"])
        for resource in _as_list(statement["Resource"])
    }


def _resource(text: str) -> str:
    return "tenant secrets" if text.endswith("secret:stack/tenant/*") else text


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
