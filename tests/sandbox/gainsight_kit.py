"""What the tests of the Gainsight stand-in share: a clock, foreseeable tokens, a client."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.gainsight import DATA_SETS, GainsightTenant
from werkzeug.test import Client

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

NOON = 1_795_348_800.0
PRIYA = "priya@northstar.example"
JONAS = "jonas@northstar.example"


@dataclass
class Clock:
    """A clock that moves by hand."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """A tenant, its clock, and a caller with a credential."""

    tenant: GainsightTenant
    clock: Clock
    credential: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """Call the API with the credential, asking for JSON."""
        sent = {"Accept": "application/json"} | self.credential | headers
        return Client(self.tenant).open(path, method=method, json=body, headers=sent)

    def query(self, name: str, **body: Any) -> list[dict[str, Any]]:
        """Read rows; the query must succeed."""
        response = self.call("POST", f"/v1/data/objects/query/{name}", body)
        assert response.status_code == 200, response.text
        records: list[dict[str, Any]] = response.json["data"]["records"]
        return records

    def refusal(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Call, and give status and ``errorCode`` of the refusal."""
        response = self.call(method, path, body)
        assert response.json["result"] is False, response.text
        return response.status_code, response.json["errorCode"]

    def as_user(self, email: str, *scopes: str) -> Desk:
        """The same tenant, called with a user's token."""
        token = self.tenant.issue(email, *scopes).access_token
        return Desk(self.tenant, self.clock, {"Authorization": f"Bearer {token}"})


def desk(key: str = "northstar") -> Desk:
    """Set up a tenant, called with its access key."""
    clock, numbers = Clock(), itertools.count(1)
    data_set = next(each for each in DATA_SETS if each.key == key)
    tenant = GainsightTenant(data_set, now=clock, token=lambda: f"token-{next(numbers)}")
    return Desk(tenant, clock, {"accesskey": tenant.data_set.access_key})


def where(*conditions: tuple[str, str, list[Any]], expression: str = "") -> dict[str, Any]:
    """Write a ``where`` of conditions A, B, C ..., all of which must hold by default."""
    aliases = "ABCDEFGH"[: len(conditions)]
    return {
        "conditions": [
            {"name": name, "alias": alias, "operator": operator, "value": value}
            for alias, (name, operator, value) in zip(aliases, conditions, strict=True)
        ],
        "expression": expression or " AND ".join(aliases),
    }
