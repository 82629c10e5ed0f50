"""The outside world of the load, in a process of its own, and the line to it."""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from sandbox.gainsight import GainsightTenant
from sandbox.running import Sandbox, Settings
from sandbox.workers import CALLER, Workers

from bench.crowd import settle

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from bench.crowd import Member

__all__ = ["OutsideWorld", "posted", "serve"]

OURS = ("app", "zoom-client")
LOOK_EVERY_S = 0.5


class OutsideWorld:
    """What the load asks of the other side of the line.

    Attributes
    ----------
    members : list of Member
        Those who are settled in it.
    """

    def __init__(self, line: Connection, port: int) -> None:
        self.port = port
        self._line = line
        self.members: list[Member] = line.recv()

    def counts(self) -> dict[str, float]:
        """Return calls so far, to AWS and to others, and the processor's seconds."""
        self._line.send("counts")
        found: dict[str, float] = self._line.recv()
        return found

    def rest(self, patience_s: float) -> Counter[str]:
        """Wait until no note waits; how many stand in Gainsight once, twice, or are missing."""
        give_up = time.monotonic() + patience_s
        while True:
            self._line.send("posted")
            found: Counter[str] = self._line.recv()
            if not found["missing"] or time.monotonic() > give_up:
                return found
            time.sleep(LOOK_EVERY_S)


def serve(line: Connection, port: int, aws_port: int, people: int, workers: int) -> None:
    """Run the sandbox with people settled in it, and answer until told to stop."""
    settings = Settings(port=port, aws_port=aws_port, workers=workers, engine="dynamodb-local")
    with Sandbox(settings) as sandbox:
        line.send(settle(sandbox, people))
        answers = {"counts": _counts, "posted": posted}
        while (asked := line.recv()) != "stop":
            line.send(answers[asked](sandbox))


def _counts(sandbox: Sandbox) -> dict[str, float]:
    assert sandbox.aws is not None  # noqa: S101
    assert isinstance(sandbox.lambdas, Workers)  # noqa: S101
    counts = sandbox.world.counts()
    return {
        "aws": sum(call.function == CALLER for call in sandbox.aws.calls()),
        "upstream": sum(n for name, n in counts.items() if name not in OURS),
        "workers_s": sum(map(_processor_s, sandbox.lambdas.pids)),
        "outside_s": time.process_time(),
    }


def posted(sandbox: Sandbox) -> Counter[str]:
    """Compare what is in the outbox with what stands in the tenants' Timelines.

    Returns
    -------
    Counter
        Notes that stand there ``once`` and ``twice``, and those ``missing``.
    """
    wanted = _published(sandbox)
    there: Counter[Any] = Counter(
        row["ExternalId"]
        for party in sandbox.world.parties.values()
        if isinstance(party, GainsightTenant)
        for row in party.records.rows("activity_timeline")
        if str(row.get("ExternalId", "")).startswith("gsz-")
    )
    return Counter(
        once=sum(n == 1 for n in there.values()),
        twice=sum(n > 1 for n in there.values()),
        missing=len(wanted - there.keys()),
    )


def _published(sandbox: Sandbox) -> set[str]:
    """Read the outbox: an item per note and customer, waiting or posted."""
    table = sandbox.lambdas.environment["NOTES_TABLE"]
    pages = (
        sandbox.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=table, ConsistentRead=True)
    )
    keys = (item["sk"]["S"] for page in pages for item in page["Items"])
    return {f"gsz-{'-'.join(sk.split('#')[1:])}" for sk in keys if sk.startswith("OUTBOX#")}


def _processor_s(pid: int) -> float:
    """Return the seconds a process has used of a processor, user and system (Linux)."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - no file to speak of
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
