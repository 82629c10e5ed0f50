"""What the beginning of a call asks of Gainsight: counted, so no machine changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.harness import MEETING, PRIYA

from bench.deployment import deployed
from bench.rows import Row, Section
from bench.story import find_customer
from gainsight_zoom.roster import Attendee, RosterEvent

if TYPE_CHECKING:
    from bench.deployment import Deployment, Request

__all__ = ["section"]

ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"
BRIEF, WITHOUT_SUMMARY, PEOPLE, MINE = 2, 3, 1, 2
A_QUARTER_S = 1_000


def section() -> Section:
    """Count the calls of the brief and of what stands in the picker."""
    with deployed() as deployment:
        bearer = deployment.sign_in()
        where = find_customer(deployment, bearer)
        _elena_joins(deployment)
        deployment.fresh_process = False

        def calls(event: str, **parts: Any) -> Request:
            deployment.call(event, bearer=bearer, **parts)
            return deployment.requests[-1]

        def brief() -> int:
            request = calls("c360_fetch/record", path=where, query="sections=brief")
            return len(request.upstream)

        def since() -> int:
            return len(calls("participant_sync/since", path=where).upstream)

        def mine() -> int:
            return len(calls("c360_fetch/mine").upstream)

        calls("c360_fetch/record", path=where)
        first, shown = brief(), brief()
        described, again, own, kept = since(), since(), mine(), mine()
        deployment.clock.advance(A_QUARTER_S)
        old = brief()
    return Section(
        "Gainsight calls at the beginning of a call",
        "The brief follows the Summary; who came is compared once per call; a user's own customers "
        "stand in the picker for six hours. Metadata is known unless it says otherwise.",
        (
            Row("brief, calls to action not described yet", first, note="describe"),
            Row("brief, after the Summary", shown, BRIEF),
            Row("brief, the Summary older than a quarter of an hour", old, WITHOUT_SUMMARY),
            Row("who came, people not described yet", described, PEOPLE + 1, note="describe"),
            Row("who came, again in the same call", again, 0),
            Row("own customers, one tenant", own, MINE),
            Row("own customers, kept", kept, 0),
        ),
        machine_independent=True,
    )


def _elena_joins(deployment: Deployment) -> None:
    now = deployment.clock.now()
    who = Attendee("D444-2", "Elena Marchetti", email="elena@northwind.example")
    joined = RosterEvent("joined", int(now * 1000), ACCOUNT, MEETING, "84512345678", PRIYA, who)
    deployment.wired.meetings.apply(joined, now=int(now))
