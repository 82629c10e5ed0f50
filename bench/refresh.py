"""``python -m bench.refresh``: the keep-alive of many credentials, on genuine DynamoDB Local.

Writes its part of docs/measurements.md.

Two things are measured. What the planner reads and queues for what is due, in a table of 10,000 and
of 100,000 credentials (a million is extrapolated: reads follow what is due, not what there is). And
what 12 workers over one queue call the provider for, when each message is delivered three times.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3

from bench.report import write
from bench.rows import Row, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (10_000, 100_000)
EXTRAPOLATED = 1_000_000
DUE = 1_000
WORKERS = 12
DELIVERIES = 3
TICKS = 3
READS_PER_DUE = 1.1
NOW = 1_795_341_731
DAY = 86_400
TABLE = "bench-identity"
BATCH_WRITE_MAX = 25


@dataclass
class Planned:
    """What one size showed."""

    credentials: int
    due: int
    items_read: int
    pages: int
    messages: int
    seconds: float


class Clock:
    """Stands still at the time of the measurement."""

    def now(self) -> float:
        """Epoch seconds."""
        return NOW

    def monotonic(self) -> float:
        """Real seconds, for deadlines."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for real: others are at work."""
        time.sleep(seconds)


class Queue:
    """Takes messages in place of SQS."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def send_all(self, messages: list[dict[str, Any]]) -> int:
        """Take all."""
        self.messages += messages
        return 0


class Keys:
    """One data key in place of KMS: sealing is not what is measured."""

    def data_key(self, _: Any) -> tuple[bytes, bytes]:
        """Return the key."""
        return b"k" * 32, b"w"

    def unwrap(self, _: bytes, __: Any) -> bytes:
        """Return the key."""
        return b"k" * 32


def main(arguments: list[str]) -> int:
    """Measure; return 1 when a bound is exceeded."""
    parser = argparse.ArgumentParser(prog="python -m bench.refresh", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args(arguments)
    os.environ |= {
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
        "POWERTOOLS_METRICS_NAMESPACE": "Bench",
        "POWERTOOLS_SERVICE_NAME": "bench",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    from sandbox.dynamodb_local import running  # noqa: PLC0415 - after the environment
    from scripts import product  # noqa: PLC0415, F401 - makes the functions importable

    rows: list[Row] = []
    print(f"{'credentials':>12} {'due':>6} {'read':>6} {'read/due':>9} {'messages':>9} {'s':>7}")
    for size in options.sizes:
        with running() as endpoint:
            planned = plan(endpoint, size)
            _tell(planned)
            rows += _rows(planned)
            if size == max(options.sizes):
                calls, seconds = work(endpoint, planned)
    last = planned.items_read / planned.due
    print(f"{EXTRAPOLATED:>12} {DUE:>6} {round(last * DUE):>6} {last:>9.2f}   (extrapolated)")
    of = f"{EXTRAPOLATED:,} connections, extrapolated: "
    note = "the index holds what is due apart, so the rest is not read"
    rows.append(Row(f"{of}items read for one that is due", last, READS_PER_DUE, note=note))
    delivered = f"{DUE:,} connections, delivered {DELIVERIES} times each to {WORKERS} workers"
    rows += [
        Row(f"{delivered}: refreshed", len(calls)),
        Row(f"{delivered}: calls to the provider, each", max(calls.values()), 1),
    ]
    print(
        f"{WORKERS} workers, {DUE} credentials delivered {DELIVERIES} times each: "
        f"{sum(calls.values())} provider calls for {len(calls)} credentials in {seconds:.1f} s"
    )
    section = Section(
        "What the refresh planner reads and queues",
        f"{DUE:,} connections are due, and the schedule comes round {TICKS} times.",
        tuple(rows),
        machine_independent=True,
    )
    print(f"Written: {write('make bench-refresh', [section], about='On DynamoDB Local.')}")
    return 0 if all(row.holds for row in rows) and len(calls) == DUE else 1


def _rows(planned: Planned) -> Iterator[Row]:
    of = f"{planned.credentials:,} connections: "
    yield Row(
        f"{of}items read for one that is due", planned.items_read / planned.due, READS_PER_DUE
    )
    yield Row(f"{of}messages for one that is due", planned.messages / DUE, 1)


def _tell(planned: Planned) -> None:
    ratio = planned.items_read / planned.due
    print(
        f"{planned.credentials:>12} {planned.due:>6} {planned.items_read:>6} {ratio:>9.2f} "
        f"{planned.messages:>9} {planned.seconds:>7.1f}   (measured; {planned.pages} pages)",
        flush=True,
    )


def plan(endpoint: str, size: int) -> Planned:
    """Fill a table and let the schedule come round a few times."""
    from gainsight_zoom.clock import Deadline  # noqa: PLC0415
    from token_refresh.planner import plan as plan_once  # noqa: PLC0415

    dynamodb = _client(endpoint)
    _fill(dynamodb, size)
    read: Counter[str] = Counter()

    def note(parsed: dict[str, Any], **_: Any) -> None:
        read["items"] += parsed.get("ScannedCount", 0)
        read["pages"] += 1

    dynamodb.meta.events.register("after-call.dynamodb.Query", note)
    wired = wiring(dynamodb)
    began = time.monotonic()
    with redirect_stdout(io.StringIO()):
        told = [plan_once(wired, Deadline.after(wired.clock, 3600)) for _ in range(TICKS)]
    return Planned(
        credentials=size,
        due=sum(one["due"] for one in told),
        items_read=read["items"],
        pages=read["pages"],
        messages=len(wired.refresh_queue.messages),
        seconds=time.monotonic() - began,
    )


def work(endpoint: str, planned: Planned) -> tuple[Counter[str], float]:
    """Deliver what was planned three times to a dozen workers; count the provider's calls."""
    from gainsight_zoom.clock import Deadline  # noqa: PLC0415
    from gainsight_zoom.errors import AppError  # noqa: PLC0415
    from gainsight_zoom.records import Tokens  # noqa: PLC0415
    from token_refresh.worker import keep_alive  # noqa: PLC0415

    calls: Counter[str] = Counter()
    counting = threading.Lock()
    wired = wiring(_client(endpoint))
    dues = list(wired.refreshes.due(now=NOW + DAY))
    messages = [{"uid": d.uid, "record": d.record, "at": d.at} for d in dues] * DELIVERIES
    random.Random(planned.credentials).shuffle(messages)  # noqa: S311 - an order, no secret

    def refresh(credential: Any, tokens: Any, _: Any) -> Any:
        with counting:
            calls[credential.uid] += 1
        time.sleep(0.02)
        return Tokens(tokens.access_token + "+", "next", NOW + 3600)

    wired.keeper._refreshers = {"zoom": refresh}

    def deliver(message: dict[str, Any]) -> dict[str, Any] | None:
        try:
            keep_alive(wired, message, Deadline.after(wired.clock, 60))
        except AppError:
            return message
        return None

    began = time.monotonic()
    with redirect_stdout(io.StringIO()), ThreadPoolExecutor(WORKERS) as workers:
        while messages:
            messages = [again for again in workers.map(deliver, messages) if again is not None]
    return calls, time.monotonic() - began


def wiring(dynamodb: Any) -> Any:
    """Put the product's real parts together over this table, without KMS, SQS or secrets."""
    from gainsight_zoom.records import Policy  # noqa: PLC0415
    from gainsight_zoom.store.credentials import Credentials  # noqa: PLC0415
    from gainsight_zoom.store.refreshes import Refreshes  # noqa: PLC0415
    from gainsight_zoom.store.table import Table  # noqa: PLC0415
    from gainsight_zoom.store.users import Users  # noqa: PLC0415
    from gainsight_zoom.tokens import TokenKeeper  # noqa: PLC0415

    table = Table(dynamodb, TABLE)
    clock, credentials = Clock(), Credentials(table)
    names = iter(range(10**9))

    return SimpleNamespace(
        clock=clock,
        users=Users(table),
        credentials=credentials,
        refreshes=Refreshes(table),
        refresh_queue=Queue(),
        tenancy=SimpleNamespace(load=lambda _: {}),
        keeper=TokenKeeper(
            credentials,
            Keys(),
            clock=clock,
            token=lambda: f"owner-{next(names)}",
            refreshers={},
            keep_alive_days=lambda *_: Policy().keep_alive_days,
            withdrawn=lambda _: None,
        ),
    )


def _client(endpoint: str) -> Any:
    from botocore.config import Config  # noqa: PLC0415

    return boto3.client(
        "dynamodb", endpoint_url=endpoint, config=Config(max_pool_connections=WORKERS + 4)
    )


def _fill(dynamodb: Any, size: int) -> None:
    from scripts.product import load_template  # noqa: PLC0415

    declared = load_template().tables["IdentityTable"]
    dynamodb.create_table(**declared.create_arguments(TABLE))
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda batch: _write(dynamodb, batch), _batches(size)))


def _write(dynamodb: Any, batch: list[dict[str, Any]]) -> None:
    pending: Any = {TABLE: [{"PutRequest": {"Item": item}} for item in batch]}
    while pending:
        pending = dynamodb.batch_write_item(RequestItems=pending).get("UnprocessedItems")


def _batches(size: int) -> Iterator[list[dict[str, Any]]]:
    from gainsight_zoom.sealing import context_of, seal  # noqa: PLC0415
    from gainsight_zoom.store.refreshes import index_attributes  # noqa: PLC0415
    from gainsight_zoom.store.table import _typed  # noqa: PLC0415

    chance = random.Random(size)  # noqa: S311 - sample data
    due = set(chance.sample(range(size), DUE))
    tokens = {
        "access_token": "a" * 640,
        "refresh_token": "r" * 640,
        "expires_at": NOW,
        "scope": "",
        "api_url": None,
    }
    batch: list[dict[str, Any]] = []
    for n in range(size):
        uid = f"user{n:08d}"
        when = NOW - chance.randrange(DAY) if n in due else NOW + chance.randrange(DAY, 14 * DAY)
        context = context_of(provider="zoom", tenant="-", uid=uid)
        batch.append(
            _typed(
                {
                    "pk": f"USER#{uid}",
                    "sk": "CREDENTIAL#zoom#-",
                    "sealed": seal(Keys(), tokens, context),
                    "version": 1,
                    "expires_at": NOW - DAY,
                    "status": "active",
                    "created_at": NOW - DAY,
                    **index_attributes(f"USER#{uid}", when),
                }
            )
        )
        if len(batch) == BATCH_WRITE_MAX:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
