"""What a sync of a large meeting asks of Gainsight: counted, so no machine changes it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.harness import MEETING, PRIYA

from bench.deployment import deployed
from bench.rows import Row, Section
from gainsight_zoom.contacts import CALLS_PER_CHUNK
from gainsight_zoom.records import Policy
from gainsight_zoom.roster import Attendee, Roster, Stay

if TYPE_CHECKING:
    from bench.deployment import Deployment, Request

__all__ = ["section"]

TENANTS = ("northstar", "kestrel", "aurora")
ATTENDEES, UNKNOWN_OF_TEN = 1_000, 4
JOINED_MS = 1_000
ONE_KNOWN = 4
"""So many attendees, and one of them has an address."""
BETWEEN_TURNS_S = 20.0
"""What the pane waits; the tenant's call budget fills up meanwhile."""
MOST_TURNS = 50


@dataclass
class Crowd:
    """A roster of many, as the store would read it; writing it event by event takes minutes."""

    stays: tuple[Stay, ...]

    def roster(self, meeting_uuid: str, **_: object) -> Roster:
        """Answer for the meeting."""
        return Roster(JOINED_MS, None, self.stays if meeting_uuid == MEETING else ())


def section() -> Section:
    """Count the calls of one user's syncs from the first to the last of a large meeting."""
    with deployed() as deployment:
        bearer = deployment.signed_in(*TENANTS)
        warm = _turns(deployment, bearer, _crowd(ONE_KNOWN))
        first = _turns(deployment, bearer, _crowd(ATTENDEES))
        again = _turns(deployment, bearer, _crowd(ATTENDEES))
        left = _turns(deployment, bearer, _crowd(ATTENDEES, left=100))
        new = _turns(deployment, bearer, _crowd(ATTENDEES + 10))
    known = ATTENDEES * (10 - UNKNOWN_OF_TEN) // 10
    chunks = math.ceil(known / Policy().people_chunk)
    bound = len(TENANTS) * CALLS_PER_CHUNK * chunks
    busiest = max(_most_of_one_tenant(request) for request in first)
    return Section(
        "Gainsight calls of the People tab's sync",
        f"{ATTENDEES:,} attendees, {UNKNOWN_OF_TEN * 10} % without an address, "
        f"{len(TENANTS)} tenants, {Policy().people_chunk} addresses a query, metadata known. "
        "Bound: tenants x objects x ceil(n / chunk); the objects are Person, Company Person, "
        "Relationship Person, and Company Person once more for mail domains.",
        (
            Row(f"{known} new addresses, all turns", _calls(first), bound),
            Row("turns until everybody was looked up", len(first), chunks),
            Row("of one turn, most for one tenant", busiest, CALLS_PER_CHUNK),
            Row("one address, one turn, objects not described yet", _calls(warm), note="describe"),
            Row("nothing has changed", _calls(again), 0),
            Row("100 have left", _calls(left), 0),
            Row("6 new addresses among 10 who joined", _calls(new), len(TENANTS) * CALLS_PER_CHUNK),
        ),
        machine_independent=True,
    )


def _turns(deployment: Deployment, bearer: str, crowd: Crowd) -> list[Request]:
    cursor, made = None, []
    for _ in range(MOST_TURNS):
        deployment.clock.advance(BETWEEN_TURNS_S)
        deployment.restart()
        deployment.fresh_process = False
        object.__setattr__(deployment.wired, "meetings", crowd)
        answer = deployment.call(
            "participant_sync/sync", bearer=bearer, body={"cursor": cursor}, seconds=20
        ).json
        deployment.fresh_process = True
        made.append(deployment.requests[-1])
        if answer["problems"]:
            raise RuntimeError(f"the sync met {answer['problems'][0]['code']}")
        cursor = answer["cursor"]
        if answer["complete"]:
            return made
    raise RuntimeError("the sync does not end")


def _crowd(people: int, *, left: int = 0) -> Crowd:
    return Crowd(
        (
            Stay(Attendee("P-me", "Priya Nair", uid=PRIYA), JOINED_MS, None, None),
            *(_stay(n, left=n < left) for n in range(people)),
        )
    )


def _stay(number: int, *, left: bool) -> Stay:
    email = f"person{number}@company{number % 40}.example"
    hidden = (number + 1) % 10 < UNKNOWN_OF_TEN
    who = Attendee(f"P{number}", f"Person {number}", email="" if hidden else email)
    return Stay(who, JOINED_MS, JOINED_MS + 1 if left else None, None)


def _calls(requests: list[Request]) -> int:
    return sum(len(request.upstream) for request in requests)


def _most_of_one_tenant(request: Request) -> int:
    hosts = [sent.what.split("/")[2] for sent in request.upstream]
    return max((hosts.count(host) for host in hosts), default=0)
