"""What happens by itself in a running sandbox: keep-alive, webhooks, leaving."""

import time
from typing import Any

import boto3
from sandbox.aws import ONLOOKER, STACK
from tests.story import Machine, Pane

from gainsight_zoom.budgets import LIMITS

UIDS = {
    "priya": "KdYKjnimT4KPd8FFgQt9FQ",
    "jonas": "JWeBer0aSx2kQpT7vN3hYw",
    "mei": "MTanaka8Qz5rLc1xWb6pGA",
}
ZOOM = "CREDENTIAL#zoom#-"
GAINSIGHT = "CREDENTIAL#gainsight#northstar"
PATIENCE_S = 60.0


class Tables:
    """The sandbox's tables, read and changed behind the product's back."""

    def __init__(self, machine: Machine) -> None:
        self._dynamodb: Any = boto3.client(
            "dynamodb",
            endpoint_url=f"http://127.0.0.1:{machine.aws_port}",
            region_name="us-east-1",
            aws_access_key_id=ONLOOKER,
            aws_secret_access_key="sandbox",  # noqa: S106
        )

    def item(self, user: str, sk: str) -> dict[str, Any] | None:
        """Read one item of a user."""
        found: dict[str, Any] | None = self._dynamodb.get_item(
            TableName=f"{STACK}-IdentityTable", Key=_key(user, sk), ConsistentRead=True
        ).get("Item")
        return found

    def change(self, user: str, sk: str, **values: dict[str, Any]) -> None:
        """Set attributes of one item of a user, given in DynamoDB's own form."""
        self._dynamodb.update_item(
            TableName=f"{STACK}-IdentityTable",
            Key=_key(user, sk),
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
            ExpressionAttributeNames={f"#{name}": name for name in values},
            ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
        )

    def leave_note(self, user: str) -> None:
        """Put something of a user's into the notes, whatever it says."""
        key = _key(user, "DRAFT#of-another-day")
        self._dynamodb.put_item(TableName=f"{STACK}-NotesTable", Item=key)

    def forget_metadata(self) -> None:
        """Let what is cached of northstar's objects expire."""
        table = f"{STACK}-TenantsTable"
        found = self._dynamodb.query(
            TableName=table,
            KeyConditionExpression="pk = :pk and begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": "TENANT#northstar"}, ":sk": {"S": "METADATA#"}},
        )["Items"]
        assert found
        for item in found:
            self._dynamodb.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})

    def rest(self) -> None:
        """Let northstar's call budget be as full as after some quiet minutes."""
        for calls in LIMITS:
            self._dynamodb.delete_item(
                TableName=f"{STACK}-TenantsTable",
                Key={"pk": {"S": "TENANT#northstar"}, "sk": {"S": f"BUDGET#{calls}"}},
            )

    def let_something_be_due(self) -> None:
        """Have something wait that no doorbell rang for."""
        key = {"pk": {"S": "USER#nobody"}, "sk": {"S": "WAITS"}}
        due = {"due_shard": {"S": "0"}, "due": {"N": "1"}}
        self._dynamodb.put_item(TableName=f"{STACK}-NotesTable", Item={**key, **due})

    def stays(self, user: str) -> int:
        """Count what the roster knows of a user."""
        found: int = self._dynamodb.query(
            TableName=f"{STACK}-MeetingsTable",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"USER#{UIDS[user]}"}},
        )["Count"]
        return found

    def version(self, user: str, sk: str) -> int:
        """Read of which generation a connection is; 0 if there is none."""
        item = self.item(user, sk)
        return 0 if item is None else int(item["version"]["N"])

    def await_version(self, user: str, sk: str, version: int) -> None:
        """Wait until a connection is of a generation."""
        _await(lambda: self.version(user, sk) == version)

    def await_left(self, user: str) -> None:
        """Wait until the tombstone says that nothing is left to be done."""
        _await(
            lambda: (
                "salt" in (profile := self.item(user, "PROFILE") or {})
                and "refresh_due" not in profile
            )
        )
        assert self.item(user, ZOOM) is None
        assert self.item(user, GAINSIGHT) is None

    def await_stays(self, user: str) -> None:
        """Wait until the roster knows a user."""
        _await(lambda: self.stays(user) > 0)


def keep_alive_and_leave(machine: Machine) -> None:
    """Let connections rest, refresh, idle and be refused; let users leave in each way."""
    tables = Tables(machine)
    panes = {name: _connected(machine, name) for name in UIDS}
    for name in ("jonas", "mei", "priya"):
        machine.ask("POST", "app.zoom.us", "/api/participants", json={"user": name})
        _rejoin(machine, name)
        tables.await_stays(name)
        tables.leave_note(name)
    _refresh_what_rests(machine, tables)
    _let_go_of_the_idle(machine, tables)
    _leave_with_a_dead_grant(panes["mei"], tables)
    _remove_the_app(machine, "priya")
    tables.await_left("priya")
    assert tables.stays("priya") == 0


def _connected(machine: Machine, name: str) -> Pane:
    pane = Pane(machine, user=name).open()
    pane.authorize_zoom()
    pane.sign_in(f"{name}@northstar.example", "northstar")
    return pane


def _rejoin(machine: Machine, name: str) -> None:
    """Leave the meeting and join it again, so that both are told."""
    meeting = machine.ask("GET", "app.zoom.us", "/api/state").json()["meeting"]
    for one in meeting["participants"]:
        if one["name"].lower().startswith(name):
            machine.ask("DELETE", "app.zoom.us", f"/api/participants/{one['uuid']}")
    machine.ask("POST", "app.zoom.us", "/api/participants", json={"user": name})


def _refresh_what_rests(machine: Machine, tables: Tables) -> None:
    resting = (("priya", GAINSIGHT), ("mei", ZOOM))
    versions = [tables.version(*credential) for credential in resting]
    for credential in resting:
        tables.change(*credential, refresh_due={"N": "1"})
    _plan(machine)
    for credential, version in zip(resting, versions, strict=True):
        tables.await_version(*credential, version + 1)


def _let_go_of_the_idle(machine: Machine, tables: Tables) -> None:
    tables.change("jonas", "PROFILE", seen_at={"N": "1"})
    tables.change("jonas", ZOOM, refresh_due={"N": "1"}, created_at={"N": "1"})
    _plan(machine)
    tables.await_left("jonas")


def _leave_with_a_dead_grant(pane: Pane, tables: Tables) -> None:
    before = tables.item("mei", ZOOM)
    assert before is not None
    version = tables.version("mei", ZOOM)
    tables.change("mei", ZOOM, refresh_due={"N": "1"})
    _plan(pane.machine)
    tables.await_version("mei", ZOOM, version + 1)
    tables.change("mei", ZOOM, sealed=before["sealed"], expires_at={"N": "1"})
    assert pane.call("DELETE", "/me").status_code == 204
    assert tables.item("mei", GAINSIGHT) is None
    assert tables.stays("mei") == 0


def _remove_the_app(machine: Machine, name: str) -> None:
    removal = {"user": name, "status": "authenticated"}
    removed = machine.ask("POST", "app.zoom.us", "/api/panes", json=removal)
    assert removed.status_code == 201, removed.text


def _plan(machine: Machine) -> None:
    planned = machine.ask("POST", "control", "/schedules", json={"function": "TokenRefreshPlanner"})
    assert planned.status_code == 200, planned.text


def _key(user: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": f"USER#{UIDS[user]}"}, "sk": {"S": sk}}


def _await(condition: Any) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < give_up_at, "waited in vain"
        time.sleep(0.05)
