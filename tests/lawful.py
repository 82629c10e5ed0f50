"""Whether a function may make the calls it makes: its role in the template, against what it did."""

from collections.abc import Iterable, Iterator
from functools import cache

from sandbox.aws import STACK
from sandbox.permissions import Permission, needed
from tests.cloud import TEMPLATE, AwsCall
from tests.template_permissions import granted


@cache
def _allowed() -> dict[str, set[Permission]]:
    """What each function's role allows, by the name of the function's handler."""
    by_function = granted(TEMPLATE)
    return {f.handler: by_function[name] for name, f in TEMPLATE.functions.items()}


def beyond_role(handler: str, calls: Iterable[AwsCall]) -> set[str]:
    """Name what a handler did that its role does not allow; on AWS it would have failed there.

    Parameters
    ----------
    handler : str
        As the template names it, ``c360_fetch.app.lambda_handler``.
    """
    lacking = permissions(calls) - _allowed()[handler]
    return {
        f"{handler} lacks {permission.action} on {permission.resource}"
        for permission in lacking
        if permission.resource.partition("/")[0] in {*TEMPLATE.resources, "tenant secrets"}
    }


def permissions(calls: Iterable[AwsCall]) -> set[Permission]:
    """What calls need, with resources named as the template does."""
    return {permission for call in calls for permission in _logical(call)}


def _logical(call: AwsCall) -> Iterator[Permission]:
    for found in needed(call.action, call.parameters):
        resource = found.resource.removeprefix(f"{STACK}-")
        if call.action.startswith("kms:"):
            resource = "TokenKey"  # Decrypt need not name it: the ciphertext does
        elif call.action.startswith("secretsmanager:"):
            resource = "AppSecret" if resource.endswith("/app") else "tenant secrets"
        yield Permission(found.action, resource, found.purpose)


LEAVING = {
    *(
        Permission(f"dynamodb:{action}", table)
        for action in ("Query", "DeleteItem")
        for table in ("IdentityTable", "MeetingsTable", "NotesTable", "UsageTable")
    ),
    Permission("dynamodb:PutItem", "TenantsTable"),
    Permission("dynamodb:DeleteItem", "TenantsTable"),
}
"""What deleting all that is a user's takes (``tests/handlers/test_leaving_traces.py``)."""

WARM: dict[str, set[Permission]] = {
    "C360Fetch": {Permission("dynamodb:DeleteItem", "IdentityTable")},
    "ParticipantSync": {
        Permission("secretsmanager:GetSecretValue", "AppSecret"),
        *LEAVING,
    },
    "CallPreparer": {
        *(
            Permission(f"dynamodb:{action}", "IdentityTable")
            for action in ("GetItem", "PutItem", "UpdateItem", "ConditionCheckItem")
        ),
        *(
            Permission(f"dynamodb:{action}", "TenantsTable")
            for action in ("BatchGetItem", "UpdateItem")
        ),
        Permission("dynamodb:Query", "IdentityTable/index/refresh"),
        Permission("kms:Decrypt", "TokenKey", "oauth-token"),
        Permission("kms:GenerateDataKey", "TokenKey", "oauth-token"),
        Permission("secretsmanager:GetSecretValue", "AppSecret"),
        Permission("secretsmanager:GetSecretValue", "tenant secrets"),
        *LEAVING,
    },
    "OauthCallback": {Permission("dynamodb:Query", "TenantsTable")},
    "OutboxWorker": {Permission("dynamodb:Query", "TenantsTable")},
    "UsageReport": {Permission("dynamodb:PutItem", "TenantsTable")},
    "UsageDeliverer": {Permission("dynamodb:PutItem", "TenantsTable")},
}
"""What a function needs only after a while, by its logical id, so that no cold one shows it:
customers of long ago forgotten, Zoom's token refreshed an hour later, the customer of a recurring
meeting, its turn right after somebody else's; and all of what works in quiet minutes only
(``tests/rules/test_roles.py``). Besides, what only some tenants have: Salesforce, of whose
organisation the tenant is asked for, and comments that are copied with a note that is sent again.
"""
