"""Who is called, how often and in how many rounds: figures that no machine changes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.background import Background
from tests.cloud import TEMPLATE
from tests.harness import MEETING, PRIYA

from bench.deployment import PAUSE_S, deployed
from bench.known import AHEAD, KNOWN
from bench.rows import Row, Section
from bench.story import TENANT, administer, find_customer, go_through, meet, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.deployment import Deployment, Request
    from bench.story import Customer

__all__ = ["sections"]

AWS_BEFORE_UPSTREAM = 3
WEBHOOK = 1
ROUNDS_WARM, ROUNDS_COLD = 1, 2
FIRST_SCREEN_WARM, FIRST_SCREEN_COLD = 1, 3
OTHER_TAB_WARM = 2
CALL_S = 0.05
AFTER_EXPIRY_S = 3_700
LAPSED = ", the access token has lapsed"
NOWHERE = ", no tenant named"
CROWDED = ", others called a moment ago"
USED_BEFORE = ", process used before"


def sections() -> list[Section]:
    """Count."""
    with deployed() as deployment:
        go_through(deployment)
        requests = deployment.requests
    with deployed() as deployment:
        bearer = deployment.sign_in()
        customer = find_customer(deployment, bearer)
        deployment.delay_s = CALL_S
        screen = _first_screen(deployment, customer)
        tabs = _other_tabs(deployment, bearer, customer)
        rounds, special = _rounds(deployment, bearer, customer)
        deployment.delay_s = 0.0
        others = work(deployment, deployment.sign_in(), customer)
        webhook = _webhook(deployment)
        first = len(deployment.requests)
        administer(deployment)
        deployment.sign_in()
        meet(deployment, customer)
        others += deployment.requests[first:]
    before = _before_upstream([*requests, *special, *others], webhook)
    return [rounds, before, screen, tabs]


def _rounds(
    deployment: Deployment, bearer: str, customer: Customer
) -> tuple[Section, list[Request]]:
    def read(section: str = "summary", *, forget: bool = False) -> Request:
        if forget:
            deployment.forget_metadata(TENANT)
        query = f"sections={section}"
        deployment.call("c360_fetch/record", bearer=bearer, path=customer, query=query)
        return deployment.requests[-1]

    warm, cold = read(), read(forget=True)
    read("scorecard")
    scored, first_scored = read("scorecard"), read("scorecard", forget=True)
    deployment.fresh_process = False
    again = read()
    deployment.fresh_process = True
    find_customer(deployment, bearer)
    search = deployment.requests[-1]
    deployment.call("c360_fetch/search", bearer=bearer, query="q=northw")
    everywhere = deployment.requests[-1]
    deployment.pause_s = 0.0
    crowded = read()
    deployment.pause_s = PAUSE_S
    deployment.clock.advance(AFTER_EXPIRY_S)
    lapsed = read()
    lapsed.route += LAPSED
    again.route += USED_BEFORE
    everywhere.route += NOWHERE
    crowded.route += CROWDED
    section = Section(
        "Serial upstream rounds of `GET /c360` and `GET /search`",
        "The longest chain of calls to Gainsight that waited for one another, each call taking "
        f"{CALL_S * 1000:.0f} ms. Warm and cold: the tenant's metadata is in the table, or not.",
        (
            Row("record, warm, new process", warm.rounds, ROUNDS_WARM),
            Row(f"record, warm{USED_BEFORE}", again.rounds, ROUNDS_WARM),
            Row("record, cold", cold.rounds, ROUNDS_COLD, note=_paths(cold)),
            Row("Scorecard, warm", scored.rounds, ROUNDS_WARM),
            Row("Scorecard, cold", first_scored.rounds, ROUNDS_COLD, note=_paths(first_scored)),
            Row("search of two kinds, warm", search.rounds, note=f"{len(search.upstream)} calls"),
            Row(f"record{LAPSED}", lapsed.rounds, note=_paths(lapsed)),
        ),
        machine_independent=True,
    )
    return section, [lapsed, again, everywhere, crowded]


def _webhook(deployment: Deployment) -> Row:
    """Take one webhook where one was taken before."""
    background = Background(deployment)
    background.webhook(_started(deployment))
    with deployment.watch() as traffic:
        background.webhook(_started(deployment))
    made = len(traffic.aws)
    return Row(f"POST /zoom/events{USED_BEFORE}", made, WEBHOOK, note="in all: queued, answered")


def _started(deployment: Deployment) -> dict[str, Any]:
    """What Zoom tells of a meeting that starts."""
    meeting = {"uuid": MEETING, "id": 1, "host_id": PRIYA}
    told = {"account_id": "account", "object": meeting}
    return {
        "event": "meeting.started",
        "event_ts": int(deployment.clock.now() * 1000),
        "payload": told,
    }


def _before_upstream(requests: list[Request], webhook: Row) -> Section:
    worst: dict[str, list[Request]] = defaultdict(list)
    for request in requests:
        worst[request.route].append(request)
    rows = []
    for route, same in sorted(worst.items(), key=lambda item: item[0].partition(" ")[2]):
        counts = [r.aws_before_upstream for r in same if r.aws_before_upstream is not None]
        if counts:
            bound = None if route.endswith(LAPSED) else AWS_BEFORE_UPSTREAM
            reason = KNOWN[route].reason if route in KNOWN else ""
            rows.append(Row(route, max(counts), bound, note=reason))
        else:
            most = max(sum(s.to == "aws" for s in r.sent) for r in same)
            rows.append(Row(route, most, note="in all: calls nobody else"))
    rows.append(webhook)
    left_out = ("Pane", "ZoomEvents")
    missing = sorted(
        r.key for r in TEMPLATE.routes if r.key not in worst and r.function not in left_out
    )
    rows.append(Row("routes the story does not go through", len(missing), note=", ".join(missing)))
    return Section(
        "AWS calls before the first upstream call of a route",
        "Through the routes once, metadata known, each request in a process that has nothing in "
        f"memory, which is the worst case, unless it says otherwise. {AHEAD}",
        tuple(rows),
        machine_independent=True,
    )


def _first_screen(deployment: Deployment, customer: Customer) -> Section:
    def calls(*, forget: bool) -> int:
        fresh = deployment.open_pane()
        if forget:
            deployment.forget_metadata(TENANT)
        first = len(deployment.requests)
        deployment.call("login_routing/read-session", bearer=fresh)
        deployment.call("c360_fetch/record", bearer=fresh, path=customer)
        return sum(len(request.upstream) for request in deployment.requests[first:])

    calls(forget=False)
    return Section(
        "Gainsight calls for the first screen of a signed-in user",
        "`GET /session` and the Summary of the customer shown last, in a new process.",
        (
            Row("warm metadata", calls(forget=False), FIRST_SCREEN_WARM),
            Row("cold metadata", calls(forget=True), FIRST_SCREEN_COLD),
        ),
        machine_independent=True,
    )


def _other_tabs(deployment: Deployment, bearer: str, customer: Customer) -> Section:
    bare = {**customer, "id": deployment.gsid("Wingtip Software")}

    def record(sections: str, of: Customer = customer) -> list[Request]:
        deployment.call("c360_fetch/record", bearer=bearer, path=of, query=f"sections={sections}")
        return deployment.requests[-1:]

    def timeline() -> list[Request]:
        deployment.call("timeline_write/types", bearer=bearer, path={"tenant": TENANT})
        deployment.call("timeline_write/activities", bearer=bearer, path=customer, query="")
        return deployment.requests[-2:]

    opened: dict[str, Callable[[], list[Request]]] = {
        "Timeline": timeline,
        "Scorecard": lambda: record("scorecard"),
        "Scorecard, nothing is scored": lambda: record("scorecard", bare),
        "Attributes": lambda: record("attributes"),
    }
    rows = []
    record("summary", bare)
    for tab, open_tab in opened.items():
        open_tab()
        made = open_tab()
        note = ", ".join(filter(None, map(_paths, made)))
        rows.append(Row(tab, sum(len(r.upstream) for r in made), OTHER_TAB_WARM, note=note))
    return Section(
        "Gainsight calls of the other tabs",
        "Each opened once before, then in a new process. What the Summary asks is told above, a "
        "sync of the People tab and the brief below.",
        tuple(rows),
        machine_independent=True,
    )


def _paths(request: Request) -> str:
    return ", ".join(s.what.rpartition("/")[2] for s in request.upstream)
