"""Writing notes through the front door, and letting the outbox run."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.doubles import LambdaContext
from tests.harness import PRIYA, Answer, Bench

from gainsight_zoom.publishing import UNDO_S
from timeline_write.outbox import answer_rings
from timeline_write.sweeper import sweep

NORTHWIND = "Northwind Robotics"


def rung(message: Mapping[str, Any], message_id: str = "m1") -> dict[str, Any]:
    """Make the event of one ring of the doorbell."""
    return {
        "Records": [
            {
                "messageId": message_id,
                "receiptHandle": "r",
                "body": json.dumps(message),
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:OutboxQueue",
                "awsRegion": "eu-central-1",
            }
        ]
    }


class Notebook:
    """One user's notes in one tenant."""

    def __init__(self, bench: Bench, bearer: str, *, uid: str = PRIYA) -> None:
        self.bench = bench
        self.bearer = bearer
        self.uid = uid

    def customer(self, name: str = NORTHWIND, kind: str = "company") -> dict[str, str]:
        """Name a customer as the pane does."""
        return {"kind": kind, "id": self.bench.gsid(name, kind), "name": name}

    def begin(self, name: str = NORTHWIND, kind: str = "company", **fields: Any) -> Any:
        """Begin a note."""
        body = {
            "tenant": "northstar",
            **self.customer(name, kind),
            "type": "Update",
            "subject": "Weekly",
            "notes_html": "<p>Cell 7 runs again.</p>",
            **fields,
        }
        answer = self.call("begin-draft", body=body)
        assert answer.status == 201, answer.body
        return answer.json

    def save(self, draft: Any, **fields: Any) -> Any:
        """Save a note."""
        answer = self.call(
            "save-draft",
            path={"draft_id": draft["id"]},
            body={"version": draft["version"], **fields},
        )
        assert answer.status == 200, answer.body
        return answer.json

    def publish(self, draft: Any, *names: str) -> Answer:
        """Publish a note, to further customers by name."""
        body: dict[str, Any] = {"version": draft["version"]}
        if names:
            body["targets"] = [self.customer(name) for name in names]
        return self.call("publish", path={"draft_id": draft["id"]}, body=body)

    def read(self, draft: Any) -> Any:
        """Read a note."""
        answer = self.call("draft", path={"draft_id": draft["id"]})
        assert answer.status == 200, answer.body
        return answer.json

    def list(self, name: str = NORTHWIND, query: str = "", kind: str = "company") -> Any:
        """List the activities of a customer."""
        where = {"tenant": "northstar", "kind": kind, "id": self.bench.gsid(name, kind)}
        answer = self.call("activities", path=where, query=query)
        assert answer.status == 200, answer.body
        return answer.json

    def call(self, name: str, **arguments: Any) -> Answer:
        """Call a route of the Timeline."""
        return self.bench.call(f"timeline_write/{name}", bearer=self.bearer, **arguments)

    def at(self, activity: Any, name: str = NORTHWIND) -> dict[str, str]:
        """Name an activity as a path does."""
        gsid = self.bench.gsid(name)
        return {
            "tenant": "northstar",
            "kind": "company",
            "id": gsid,
            "activity_id": activity["id"] if isinstance(activity, dict) else activity,
        }

    def ring(
        self, message: Mapping[str, Any] | None = None, *, seconds: float = 60.0
    ) -> dict[str, Any]:
        """Let the worker hear one ring, for this user unless it is another."""
        context: Any = LambdaContext(self.bench.clock, self.bench.clock.monotonic() + seconds)
        with self.bench.in_role_of("timeline_write.outbox.lambda_handler"):
            return answer_rings(self.bench.wired, rung(message or self._ring()), context)

    def _ring(self) -> dict[str, str]:
        kept = self.bench.cloud.items("NotesTable")
        mine = (i for i in kept if i["pk"]["S"] == f"USER#{self.uid}" and "bell" in i)
        return {"bell": next((i["bell"]["S"] for i in mine), "nobody's")}

    def run(self, *, hours: float = 1.0) -> None:
        """Let time go by and the outbox run until nothing is due within that time."""
        until = self.bench.clock.now() + hours * 3600
        self.bench.clock.advance(UNDO_S)
        while self.bench.clock.now() <= until:
            with self.bench.in_role_of("timeline_write.sweeper.lambda_handler"):
                found = sweep(self.bench.wired)
            if found:
                self.ring()
            due = [i.due for i in self.bench.wired.notes.outbox(self.uid) if i.due is not None]
            if not due:
                return
            self.bench.clock.advance(max(min(due) - self.bench.clock.now(), 1))


def activities(bench: Bench, tenant: str = "northstar") -> Sequence[Any]:
    """Return what this app posted in a tenant."""
    rows = bench.gainsight[tenant].records.rows("activity_timeline")
    return [row for row in rows if str(row.get("ExternalId", "")).startswith("gsz-")]


def audit_lines(bench: Bench, tenant: str = "northstar") -> list[str]:
    """Return the actions of a tenant's audit trail."""
    table = bench.wired.audit._tenants
    return [str(i["action"]) for i in table.prefix(f"TENANT#{tenant}", "AUDIT#")]
