"""What it costs to run, and which limit is met first: ``make cost`` writes docs/cost.md.

The calls of one meeting are counted by going through it with the real handlers. Prices are public
list prices, known by reading, not by a bill.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from scripts.product import ROOT, load_template
from tests.background import Background
from tests.harness import JONAS, Bench, load_event
from tests.notebook import NORTHWIND, Notebook

from bench.deployment import Deployment, Request, Sent, deployed
from bench.rows import table
from gainsight_zoom.agendas import AHEAD_S, LOOK_S, QUARTER_S, QUIET_S
from gainsight_zoom.budgets import LIMITS
from gainsight_zoom.publishing import UNDO_S
from gainsight_zoom.records import Policy
from gainsight_zoom.store.refreshes import SHARDS
from gainsight_zoom.usage import KINDS
from participant_sync.preparer import NEEDS_S, PARALLEL
from zoom_events import inbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Meeting", "measure", "text"]

PRICED_ON = "28 November 2026"
SIZES = {100: 1, 10_000: 10, 1_000_000: 1_000}
"""Meetings a day, and over how many Gainsight tenants they are spread."""
DAYS = 30
BUSIEST_HOUR = 0.15
"""Part of a day's meetings that begin within the busiest hour."""
OTHERS = 6
"""People in a meeting besides the one with the pane; each joins and leaves once."""
ASSETS = 22
"""Files of the pane's first load beside the page: `bench.weight`."""
ACTS, TOLD_AGAIN = 7, 8
"""Things that are counted in a meeting, and how often one is told that was told before: a tab seen
counts once a quarter of an hour."""
LOOKS = 6
"""Times a user is looked at, an hour apart by day and night, for each of their four meetings."""
COLD_PANES = 0.25
"""Part of the panes that load their files; the others have them, immutable, in the client."""
CALL_S = 0.05
"""What a call takes while counting, so that what runs side by side is seen to."""
BUSY_MS, ROUND_MS = 60, 500
"""Assumed: our own time of an invocation, and one round of calls to Gainsight."""
MEMORY_GB = 0.5
BEFORE, ANOTHER_CALL = "Acme Retail", "another-call=="
"""With whom the call before was: what is of the tenant, or read seldom, is there already."""
LOG_KB, ANSWER_KB, PANE_KB = 2.5, 5.0, 50.0
READ_UNITS, WRITE_UNITS = 2, 2
"""Assumed: a query reads up to 8 KB, a written item has up to 2 KB; a transaction costs double."""
IDLE_POLLS = 648_000
"""Receives a month by which Lambda asks one queue when nothing comes: 5 pollers, every 20 s."""

PRICES = {
    "API requests": (1.00e-6, "1.00 a million (HTTP API)"),
    "Lambda requests": (0.20e-6, "0.20 a million"),
    "Lambda time": (0.0000133334, "0.0000133334 a GB-second (arm64)"),
    "Table reads": (0.125e-6, "0.125 a million read units (DynamoDB on demand)"),
    "Table writes": (0.625e-6, "0.625 a million write units"),
    "Key operations": (3e-6, "0.03 for 10,000 (KMS)"),
    "Secret reads": (5e-6, "0.05 for 10,000 (Secrets Manager)"),
    "Queue requests": (0.40e-6, "0.40 a million (SQS standard)"),
    "Logs": (0.50, "0.50 a GB taken in (CloudWatch)"),
    "Sent to the internet": (0.09, "0.09 a GB"),
}
OWN_METRICS = 16 + len(KINDS)
"""Names that ``count()`` is given; one of them by kind."""
NAT = 0.045 * 24 * DAYS + 0.005 * 24 * DAYS
READS = ("GetItem", "Query", "BatchGetItem")
TRANSACTED = 2
ZOOM = "zoom.us"
PREPARING_S, EVERY_S = 120, 300
"""How long `CallPreparer` works at most, and how often it is called (template)."""
ROUTE_THROTTLE, ACCOUNT_CONCURRENCY, TABLE_UNITS, KMS_A_SECOND = 50, 1_000, 40_000, 10_000
"""The webhook's own throttle (template); AWS' default quotas."""


@dataclass(frozen=True)
class Step:
    """Something that happens so many times in a meeting, and what it leads to each time."""

    name: str
    times: float
    aws: Counter[str]
    gainsight: int
    rounds: int
    by: By = "http"
    transacted: int = 0

    @property
    def ms(self) -> float:
        """Assumed duration."""
        return BUSY_MS + ROUND_MS * self.rounds

    @property
    def billed_ms(self) -> float:
        """What of it is billed: a schedule's one invocation is for many at once."""
        return self.ms / PARALLEL if self.by == "schedule" else self.ms


WAYS_OUT = """\
Past Gainsight's limits users see their last data and notes wait; agree with Gainsight on more, or
raise `call_share` in **Admin**. Making calls ready takes no part in the rush of a minute: it works
in between, with calls that nobody waits for; for whom its time does not suffice, a call begins as
without it. Where acts are counted too slowly reports lag, and lose nothing
for four days. Parameters, `MaximumConcurrency` and the webhook route's throttle
are raised in the template, AWS' quotas by asking."""
Meeting = tuple["Step", ...]
By = Literal["http", "queue", "schedule"]


def measure() -> Meeting:
    """Go through one meeting in processes that were used before, and count."""
    with deployed() as deployment:
        return tuple(_steps(deployment))


def _steps(deployment: Deployment) -> Iterator[Step]:
    deployment.signed_in()
    deployment.fresh_process = False
    deployment.delay_s = CALL_S
    for _, _, act in _with_customer(deployment, deployment.open_pane(), BEFORE):
        act()
    mine = partial(deployment.call, "c360_fetch/mine", bearer=deployment.signed_in(uid=JONAS))
    yield _step(deployment, "your own customers, read anew", 0.5, partial(mine, seconds=30))
    bearer = deployment.open_pane(mid=ANOTHER_CALL)
    for name, times, act in _with_customer(deployment, bearer, NORTHWIND):
        yield _step(deployment, name, times, act)
    book = Notebook(deployment, bearer)
    draft = book.begin()
    yield _step(deployment, "begin a note", 0.7, book.begin)
    saved = [draft]

    def save() -> None:
        saved.append(book.save(saved[-1], subject=f"Weekly {len(saved)}"))

    yield _step(deployment, "save a note by itself", 6, save)
    yield _step(deployment, "publish", 0.7, lambda: book.publish(saved[-1]))
    deployment.clock.advance(UNDO_S + 1)
    yield _step(deployment, "post a note (queue)", 0.7, book.ring, by="queue")
    yield from _behind(deployment, book)


def _with_customer(
    deployment: Deployment, bearer: str, name: str
) -> Iterator[tuple[str, float, Callable[[], object]]]:
    """What the pane asks in a call with a customer, how often, in an order that may be.

    The second time of what is asked again finds what the first has left.
    """
    gsid = deployment.gsid(name)
    customer = {"tenant": "northstar", "kind": "company", "id": gsid}

    def call(event: str, **more: object) -> Callable[[], object]:
        return lambda: deployment.call(event, bearer=bearer, seconds=30, **more)  # type: ignore[arg-type]

    def record(sections: str) -> Callable[[], object]:
        return call("c360_fetch/record", path=customer, query=f"sections={sections}")

    sync, mine = call("participant_sync/sync"), call("c360_fetch/mine")
    yield "open the pane", 1, lambda: deployment.call("pane/home")
    yield "exchange Zoom's context", 1, deployment.open_pane
    yield "who is here, first", 1, sync
    yield "read the session", 2, call("login_routing/read-session")
    yield "your own customers", 0.5, mine
    yield "search", 2, call("c360_fetch/search", query="q=northw")
    yield "Summary, first", 1, record("summary")
    yield "Summary, again", 1, record("summary")
    yield "with whom the call is", 1, call("timeline_write/meet", body={**customer, "name": name})
    yield "Brief", 1, record("brief")
    yield "who is new", 1, call("participant_sync/since", path=customer)
    yield "Scorecard", 0.5, record("scorecard")
    yield "Attributes", 0.3, record("attributes")
    yield "Timeline", 1, call("timeline_write/activities", path=customer)
    yield "who is here, again", 7, sync
    drafts = call("timeline_write/drafts")
    yield "notes under way, a call left none", 0.3, drafts
    yield "notes under way", 1.7, drafts


def _behind(deployment: Deployment, book: Notebook) -> Iterator[Step]:
    """What nobody waits for."""
    behind = Background(deployment)
    behind.inbox = inbox.build(
        deployment.wired.config, clock=deployment.clock, aws_client=deployment.watched_client
    )
    body = load_event("zoom_events/participant-joined")["body"].encode()
    behind.webhook(body)
    webhooks = 2 * OTHERS + 2
    yield _step(deployment, "webhook", webhooks, lambda: behind.webhook(body))
    told = behind.waiting("events")[0]["roster"]
    now = {"roster": {**told, "at_ms": int(deployment.clock.now() * 1000)}}
    yield _step(
        deployment,
        "apply a webhook (queue)",
        webhooks,
        lambda: behind.deliver("events", now),
        by="queue",
    )
    book.begin()
    (drafted,) = behind.waiting("usage")

    def count() -> object:
        return behind.deliver("usage", drafted)

    yield _step(deployment, "count an act (queue)", ACTS, count, by="queue")
    yield _step(deployment, "one that was counted before (queue)", TOLD_AGAIN, count, by="queue")
    yield from _ahead(deployment, behind)


def _ahead(bench: Deployment, behind: Background) -> Iterator[Step]:
    """What is done before anybody asks, for one user who lets Zoom tell of their meetings."""
    bench.wired.users.erase(JONAS, ["NEXT"])

    def look() -> None:
        if behind.prepare()["looked_at"] != 1:
            raise AssertionError("nobody was looked at")

    _until_quiet(bench)
    bench.zoom.meeting.next_at = bench.clock.now() + QUARTER_S
    look()
    _until_quiet(bench, LOOK_S)
    bench.zoom.meeting.next_at = bench.clock.now() + LOOK_S
    yield _step(bench, "what is next (schedule)", LOOKS, look, by="schedule")
    _until_quiet(bench, LOOK_S - AHEAD_S)
    yield _step(bench, "make a call ready (schedule)", 1, look, by="schedule")


def _until_quiet(bench: Bench, after_s: float = 0) -> None:
    """Go to the middle of the quiet minutes after so long."""
    bench.clock.advance(after_s)
    middle = (QUIET_S.start + QUIET_S.stop) // 2
    bench.clock.advance(QUARTER_S - bench.clock.now() % QUARTER_S + middle)


def _step(
    deployment: Deployment, name: str, times: float, act: Callable[[], object], *, by: By = "http"
) -> Step:
    start = len(deployment.requests)
    deployment.requests.append(Request(name, {}))
    act()
    found = deployment.requests[start:]
    aws = Counter(sent.what for request in found for sent in request.sent if sent.to == "aws")
    if by == "queue":
        aws["sqs:ReceiveMessage"] += 1
        aws["sqs:DeleteMessage"] += 1
    elif by == "schedule":
        aws["dynamodb:Query"] -= SHARDS  # who is due is found once for all
    return Step(
        name,
        times,
        aws,
        transacted=sum(
            sent.items
            for request in found
            for sent in request.sent
            if sent.what == "dynamodb:TransactWriteItems"
        ),
        gainsight=sum(_is_limited(sent) for request in found for sent in request.upstream),
        rounds=sum(request.rounds for request in found),
        by=by,
    )


def _is_limited(sent: Sent) -> bool:
    """Tell whether a call counts for Gainsight's limits: no call of Zoom, nor for a token."""
    return ZOOM not in sent.what and "oauth" not in sent.what


def _used(meeting: Meeting) -> dict[str, float]:
    """Units of one meeting, by the names of `PRICES`."""
    calls: Counter[str] = Counter()
    for step in meeting:
        for what, count in step.aws.items():
            calls[what] += count * step.times  # type: ignore[assignment]
    assets = ASSETS * COLD_PANES
    http = sum(step.times for step in meeting if step.by == "http") + assets
    invocations = sum(step.times for step in meeting if step.by != "schedule") + assets
    ms = sum(step.times * step.billed_ms for step in meeting) + assets * BUSY_MS
    reads = sum(calls[f"dynamodb:{name}"] for name in READS)
    transacted = sum(step.transacted * step.times for step in meeting)
    written = (
        calls["dynamodb:PutItem"] + calls["dynamodb:UpdateItem"] + calls["dynamodb:DeleteItem"]
    )
    return {
        "API requests": http,
        "Lambda requests": invocations,
        "Lambda time": ms / 1000 * MEMORY_GB,
        "Table reads": reads * READ_UNITS,
        "Table writes": (written + transacted * TRANSACTED) * WRITE_UNITS,
        "Key operations": sum(n for what, n in calls.items() if what.startswith("kms:")),
        "Secret reads": sum(n for what, n in calls.items() if what.startswith("secretsmanager:")),
        "Queue requests": sum(n for what, n in calls.items() if what.startswith("sqs:")),
        "Logs": invocations * LOG_KB / 1e6,
        "Sent to the internet": (http * ANSWER_KB + COLD_PANES * PANE_KB) / 1e6,
    }


def _monthly(meeting: Meeting, size: int) -> dict[str, float]:
    used = {name: units * size * DAYS for name, units in _used(meeting).items()}
    used["Queue requests"] += IDLE_POLLS * _queues()
    minutes = 24 * 60 * DAYS
    scheduled = minutes * (1 + 2 / 5 + 1 / 60)
    used["Lambda requests"] += scheduled
    used["Table reads"] += minutes / 5 * SHARDS
    used["Lambda time"] += scheduled * BUSY_MS / 1000 * MEMORY_GB
    return {name: units * PRICES[name][0] for name, units in used.items()}


def _fixed() -> dict[str, float]:
    """What a stack costs a month before anybody uses it."""
    alarms = load_template().of_type("AWS::CloudWatch::Alarm").values()
    watched = sum(sum("MetricStat" in m for m in alarm.get("Metrics", [])) or 1 for alarm in alarms)
    return {
        "2 KMS keys": 2 * 1.00,
        "secrets, 1 and 1 per tenant": 0.40,
        f"{OWN_METRICS} own metrics": OWN_METRICS * 0.30,
        f"{watched} metrics behind alarms": watched * 0.10,
        "dashboard": 3.00,
    }


def _queues() -> int:
    functions = load_template().functions.values()
    events = (e for f in functions for e in f.properties.get("Events", {}).values())
    return sum(event["Type"] == "SQS" for event in events)


def _limits(meeting: Meeting, size: int) -> list[tuple[str, float, float]]:
    """What is asked of each limit in the busiest hour, and what there is."""
    template = load_template()
    parameters = template.body["Parameters"]
    share = Policy().call_share / 100
    hour = size * BUSIEST_HOUR / 3600
    tenants = SIZES[size]
    objects = [s for s in meeting if "post a note" not in s.name]
    gainsight = sum(s.gainsight * s.times for s in objects)
    asked = sum(s.gainsight * s.times for s in objects if s.by != "schedule")
    notes = sum(s.times for s in meeting if "post a note" in s.name)
    webhooks = sum(s.times for s in meeting if s.name == "webhook")
    used = _used(meeting)
    minute, day = LIMITS["objects"]
    outbox = template.functions["OutboxWorker"].properties["Events"]["Doorbell"]["Properties"]
    recorder = template.functions["UsageRecorder"].properties["Events"]["Told"]["Properties"]
    posting = next(s.ms for s in meeting if "post a note" in s.name) / 1000
    running = used["Lambda time"] / MEMORY_GB * hour
    return [
        (
            "Gainsight, a minute, one tenant, our share",
            asked * hour * 60 / tenants,
            minute.calls * share,
        ),
        ("Gainsight, a day, one tenant, our share", gainsight * size / tenants, day.calls * share),
        (
            "Gainsight Timeline, a minute, one tenant, our share",
            notes * hour * 60 / tenants,
            LIMITS["timeline"][0].calls * share,
        ),
        (
            "API, a second (`ThrottlingRate`)",
            used["API requests"] * hour,
            parameters["ThrottlingRate"]["Default"],
        ),
        ("webhooks, a second (the route's own throttle)", webhooks * hour, ROUTE_THROTTLE),
        (
            "webhooks at once (`WebhookConcurrency`)",
            webhooks * hour * BUSY_MS / 1000,
            parameters["WebhookConcurrency"]["Default"],
        ),
        (
            "notes being posted at once (`MaximumConcurrency`)",
            notes * hour * posting,
            outbox["ScalingConfig"]["MaximumConcurrency"],
        ),
        (
            "acts being counted at once (`MaximumConcurrency`)",
            sum(s.times for s in meeting if "count" in s.name) * hour * BUSY_MS / 1000,
            recorder["ScalingConfig"]["MaximumConcurrency"],
        ),
        (
            "seconds of work an hour, making calls ready",
            _looking_s(meeting) * size / 24 + _readying_s(meeting) * size * BUSIEST_HOUR,
            PARALLEL * (PREPARING_S - NEEDS_S) * 3600 / EVERY_S * len(QUIET_S) / QUARTER_S,
        ),
        ("Lambda at once, an account's default", running, ACCOUNT_CONCURRENCY),
        ("write units a second of one table, default", used["Table writes"] * hour, TABLE_UNITS),
        ("KMS a second, default of a small region", used["Key operations"] * hour, KMS_A_SECOND),
    ]


def _looking_s(meeting: Meeting) -> float:
    return sum(s.times * s.ms for s in meeting if s.name.startswith("what is next")) / 1000


def _readying_s(meeting: Meeting) -> float:
    return sum(s.times * s.ms for s in meeting if s.name.startswith("make a call ready")) / 1000


def text(meeting: Meeting) -> str:
    """Write the page."""
    prices = table(("What", "US dollars"), ((name, told) for name, (_, told) in PRICES.items()))
    parts = (
        _head(),
        "## A month, in US dollars",
        _bill(meeting),
        _beside(),
        "## Which limit is met first",
        _first_limits(meeting),
        "## One meeting",
        _one_meeting(meeting),
        "## Prices",
        prices,
    )
    return "\n\n".join(parts) + "\n"


def _beside() -> str:
    return f"""`FixedEgress` adds {NAT:.0f} a month and 0.045 a GB. Not counted: support, tax,
free tiers, point-in-time recovery and storage (cents a GB), refreshes of connections that rest,
metadata (a call to Gainsight per tenant every six hours), your own people."""


def _head() -> str:
    spread = ", ".join(
        f"{tenants:,} tenant{'s' if tenants > 1 else ''} at {size:,} a day"
        for size, tenants in SIZES.items()
    )
    return f"""# What does it cost, and what gives way first?

Written by `make cost`. Calls are counted by going through a meeting with the real functions, in
processes that were used before. **Prices are public list prices of us-east-1 as known on
{PRICED_ON}: check before use.** Assumed, not measured:

- {BUSY_MS} ms of our own time for an invocation, {ROUND_MS} ms for a round of calls to Gainsight;
- {READ_UNITS} read units a query, {WRITE_UNITS} write units a write, twice that in a transaction,
  {LOG_KB} KB of log an invocation;
- {OTHERS} other people in a meeting, who join and leave once;
- everybody hosts four meetings a day and lets Zoom tell of them, which is looked at every hour;
- {COLD_PANES:.0%} of panes load their files, the others have them;
- {BUSIEST_HOUR:.0%} of a day's meetings begin in its busiest hour, spread evenly over
  {spread}."""


def _bill(meeting: Meeting) -> str:
    months = {size: _monthly(meeting, size) for size in SIZES}
    rows: list[Sequence[str]] = [
        (name, *(_dollars(months[size][name]) for size in SIZES)) for name in PRICES
    ]
    parts = _fixed()
    fixed = {size: sum(parts.values()) + 0.40 * tenants for size, tenants in SIZES.items()}
    rows.append((", ".join(parts), *(_dollars(fixed[size]) for size in SIZES)))
    totals = {size: sum(months[size].values()) + fixed[size] for size in SIZES}
    rows.append(("**Together**", *(f"**{_dollars(totals[size])}**" for size in SIZES)))
    each = (f"{totals[size] / (size * DAYS) * 100:.3f} cents" for size in SIZES)
    rows.append(("a meeting", *each))
    return table(("", *(f"{size:,} meetings a day" for size in SIZES)), rows)


def _first_limits(meeting: Meeting) -> str:
    head = ("Limit, in the busiest hour", "there is", *(f"{size:,} a day" for size in SIZES))
    by_size = {size: _limits(meeting, size) for size in SIZES}
    rows = []
    for n, (name, _, there) in enumerate(by_size[100]):
        used = (by_size[size][n][1] / there for size in SIZES)
        rows.append((name, f"{there:,.0f}", *(_part(part) for part in used)))
    told = []
    for size, found in by_size.items():
        name, asked, there = max(found, key=lambda limit: limit[1] / limit[2])
        over = [limit for limit in found if limit[1] > limit[2]]
        verdict = "is exceeded" if over else "is nearest"
        told.append(
            f"- **{size:,} a day**: *{name}* {verdict}, at {_part(asked / there)}."
            f"{_also(over, name)}"
        )
    return "\n\n".join((table(head, rows), "\n".join(told), _one_tenant(meeting), WAYS_OUT))


def _one_tenant(meeting: Meeting) -> str:
    """How many meetings a day one tenant takes, whatever else gives."""
    found = [limit for limit in _limits(meeting, 100) if limit[0].startswith("Gainsight")]
    most = min(100 * there / asked for _, asked, there in found)
    return (
        f"One tenant alone takes about **{most:,.0f} meetings a day** at Gainsight's standard\n"
        f"limits and our share of {Policy().call_share} %."
    )


def _also(over: list[tuple[str, float, float]], first: str) -> str:
    names = ", ".join(f"*{name}*" for name, _, _ in over if name != first)
    return f" Also exceeded: {names}." if names else ""


def _one_meeting(meeting: Meeting) -> str:
    rows = [
        (
            step.name,
            f"{step.times:g}",
            " ".join(f"{what.partition(':')[2]} {n}" for what, n in sorted(step.aws.items()))
            or "none",
            str(step.gainsight),
        )
        for step in meeting
    ]
    total = sum(step.gainsight * step.times for step in meeting)
    rows.append(("**together**", "", "", f"**{total:.1f}**"))
    return table(("What", "Times", "AWS calls each", "Gainsight calls each"), rows)


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount < 100 else f"{amount:,.0f}"  # noqa: PLR2004


def _part(part: float) -> str:
    shown = f"{part:.0%}" if part >= 0.01 else "< 1 %"  # noqa: PLR2004
    return f"**{shown}**" if part > 1 else shown


def main() -> int:
    """Write docs/cost.md."""
    (ROOT / "docs" / "cost.md").write_text(text(measure()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
