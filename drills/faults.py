"""The fault drill: a meeting of 20 goes on while one system after another fails in every way.

Each person goes through the same steps, tries again what failed as the answer tells, and writes a
note. A system fails until everybody has met it, then it is well again; what is counted is what
people saw, what was lost, and how long it took until everything was as if nothing had happened.
"""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import botocore.endpoint
from bench.rows import Row, Section
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from moto.core.models import botocore_stubber
from sandbox.faults import KINDS, Fault
from sandbox.zoom.people import ZoomUser
from tests.cloud import BASE_URL

from drills.signing_in import sign_in, title_of
from drills.stage import staged
from gainsight_zoom.policies import Portfolio
from gainsight_zoom.records import Integration, Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.harness import Answer

    from drills.stage import Stage

__all__ = ["Outcome", "attendees", "people_meet", "section"]

PEOPLE = 20
SHARE = 80
"""Per cent of the tenant's limits that the app may use: under less, what one waits for is mostly
one's turn (see the ten o'clock drill)."""
NORTHWIND = "Northwind Robotics"
BETWEEN_S = 900.0
ASKS_AGAIN_S = 10.0
OUTBOX_MEETS_IT_S = 30
LOOK_EVERY_S = 5
RECOVERS_WITHIN_S = 420.0
"""A minute for a limit that Gainsight said is reached, five for the outbox' longest wait so far,
and the minute in which the sweeper comes round."""
GIVE_UP_S = 4 * 3_600.0
AWS_FAULTS = ("throttled", "server_error", "drop", "store_then_timeout")
AWS_SERVICES = ("dynamodb", "kms", "secretsmanager", "sqs")
PARTIES = ("Gainsight", "Zoom", "Salesforce")
EVERYTHING = (
    *((party, kind) for party in PARTIES for kind in KINDS),
    *((service, kind) for service in AWS_SERVICES for kind in AWS_FAULTS),
)
"""Every way in which every system can fail."""
THROTTLED = {"dynamodb": "ProvisionedThroughputExceededException"}
UNEXPLAINED = {HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.TOO_MANY_REQUESTS}


class Aws:
    """Lets an AWS service fail as long as told."""

    def __init__(self, stage: Stage) -> None:
        self.service = self.kind = ""
        for service in ("dynamodb", "kms", "secretsmanager"):
            client = stage.client(service)
            client.meta.events.register_first("before-send", self._answer)
        stage.sqs.before_send = self._refuse
        stage.sqs.after_send = self._keep_silent

    def fail(self, service: str = "", kind: str = "") -> None:
        """Fail from now on; without arguments, be well again."""
        self.service, self.kind = service, kind

    def _answer(self, event_name: str, request: Any, **more: Any) -> AWSResponse | None:
        if event_name.split(".")[1] != self.service.replace("secretsmanager", "secrets-manager"):
            return None
        if self.kind == "drop":
            raise EndpointConnectionError(endpoint_url=request.url)
        if self.kind == "store_then_timeout":
            botocore_stubber(event_name, request, **more)
            raise ReadTimeoutError(endpoint_url=request.url)
        status = 500 if self.kind == "server_error" else 400
        name = THROTTLED.get(self.service, "ThrottlingException")
        body = b'{"__type":"%s"}' % (b"InternalServerError" if status > 400 else name.encode())  # noqa: PLR2004
        headers: Any = HeadersDict()
        return AWSResponse(request.url, status, headers, _Raw(body))

    def _refuse(self) -> None:
        if self.service != "sqs" or self.kind == "store_then_timeout":
            return
        if self.kind == "drop":
            raise EndpointConnectionError(endpoint_url="https://sqs")
        raise ClientError({"Error": {"Code": self.kind, "Message": ""}}, "SendMessage")

    def _keep_silent(self) -> None:
        if (self.service, self.kind) == ("sqs", "store_then_timeout"):
            raise ReadTimeoutError(endpoint_url="https://sqs")


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        """Yield the body, as urllib3 does."""
        yield self.read()


@dataclass
class Outcome:
    """What one fault did to a meeting."""

    who: str
    kind: str
    saw: Counter[str] = field(default_factory=Counter)
    unexplained: Counter[str] = field(default_factory=Counter)
    signed_in_again: int = 0
    lost: int = 0
    twice: int = 0
    seen_after_s: float = 0.0
    posted_after_s: float = 0.0

    @property
    def row(self) -> Row:
        """The line of the table."""
        saw = ", ".join(f"{what} {n}x" for what, n in sorted(self.saw.items())) or "nothing"
        again = f"; {self.signed_in_again} signed in again" if self.signed_in_again else ""
        recovery = max(self.seen_after_s, self.posted_after_s)
        note = f"lost {self.lost}, twice {self.twice}; saw {saw}{again}"
        return Row(f"{self.who}: {self.kind}", round(recovery), RECOVERS_WITHIN_S, " s", note)


class Person:
    """Somebody in the meeting, with a pane."""

    def __init__(self, stage: Stage, number: int, integration: Integration = "gainsight") -> None:
        self.number = number
        self.uid = stage.hire(number)
        self.due = 0.0
        self._integration = integration
        self._stage = stage
        self._bearer = ""
        self._left: list[Callable[[], Answer | None]] = []
        self._draft: dict[str, Any] = {}
        self._round = 0
        self.subject = ""

    @property
    def done(self) -> bool:
        """Whether every step has been gone through."""
        return not self._left

    @property
    def draft_id(self) -> str:
        """The note of this round."""
        return str(self._draft["id"])

    def begin(self) -> None:
        """Start over, with a note of its own."""
        self._round += 1
        self.due, self._draft = 0.0, {}
        if not self._bearer:
            self._open()
        self.subject = f"Note {self._round} of {self.number}"
        customer = {"tenant": "northstar", "kind": "company", "id": self._stage.gsid(NORTHWIND)}
        note = {"name": NORTHWIND, "type": "Update", "subject": self.subject}
        body = {**customer, **note, "key": self.subject, "notes_html": f"<p>{self.subject}</p>"}
        self._left = [
            self._open,
            self._authorize,
            self._sign_in,
            lambda: self._ask("login_routing/read-session"),
            lambda: self._ask("c360_fetch/search", query="q=northw"),
            lambda: self._ask(
                "c360_fetch/record", path=customer, query="sections=summary,scorecard"
            ),
            lambda: self._ask("participant_sync/sync", body={"cursor": None}),
            lambda: self._ask("timeline_write/activities", path=customer),
            lambda: self._keep(self._ask("timeline_write/begin-draft", body=body)),
            self._publish,
        ]

    def try_everything(self, outcome: Outcome) -> None:
        """Take every step once; what fails is left."""
        failed = [step for step in self._left if not self._taken(step, outcome)]
        self._left = failed if self._bearer else [self._open, *failed[1:]]

    def go_on(self, outcome: Outcome) -> None:
        """Take what steps are left until one fails."""
        while self._left and self._taken(self._left[0], outcome):
            self._left.pop(0)

    def _taken(self, step: Callable[[], Answer | None], outcome: Outcome) -> bool:
        """Take a step; False if it failed or something it needs is missing."""
        answer = step()
        if answer is None:
            return False
        trouble = list(_trouble(answer))
        if answer.status in UNEXPLAINED:
            outcome.unexplained[f"{answer.status} {answer.body[:80]}"] += 1
        outcome.saw.update(trouble)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            self._open()
        if "reconnect_required" in answer.body:
            self._stage.connected(uid=self.uid, email=self.email)
            outcome.signed_in_again += 1
        wait_s = answer.headers.get("Retry-After") or _turn_in_s(answer) or ASKS_AGAIN_S
        self.due = self._stage.clock.now() + float(wait_s)
        return not trouble

    @property
    def email(self) -> str:
        """Their address at Zoom and Gainsight."""
        return f"csm{self.number}@northstar.example"

    def _open(self) -> Answer:
        answer = self._stage.exchange(self._stage.context(self.uid))
        if answer.status == HTTPStatus.OK:
            self._bearer = str(answer.json["token"])
        return answer

    def _authorize(self) -> Answer:
        asked = self._ask("oauth_callback/zoom-authorize", body={})
        if asked.status != HTTPStatus.OK:
            return asked
        zoom, address = self._stage.zoom, f"{BASE_URL}/app"
        user = ZoomUser(f"csm{self.number}", self.uid, "CSM", str(self.number), self.number)
        zoom.grants.consent(user)
        code = zoom.grants.issue_code(
            user,
            redirect_uri=address,
            challenge=asked.json["code_challenge"],
            method=zoom.settings.inclient_pkce,
        )
        body = {"code": code, "state": asked.json["state"], "redirect_uri": address}
        return self._ask("oauth_callback/zoom-authorized", body=body)

    def _sign_in(self) -> Answer:
        return sign_in(
            self._stage,
            self.number,
            self._integration,
            press=lambda body: self._ask("login_routing/start", body=body),
        )

    def _publish(self) -> Answer | None:
        if not self._draft:
            return None
        path, body = {"draft_id": self.draft_id}, {"version": self._draft["version"]}
        return self._ask("timeline_write/publish", path=path, body=body)

    def _keep(self, answer: Answer) -> Answer:
        if answer.status in (HTTPStatus.OK, HTTPStatus.CREATED):
            self._draft = answer.json
        return answer

    def _ask(self, name: str, **arguments: Any) -> Answer:
        return self._stage.call(name, bearer=self._bearer, seconds=20, **arguments)


def _turn_in_s(answer: Answer) -> int:
    """Return when the pane asks again for a section that waits for its turn; 0: it is not told."""
    if answer.status != HTTPStatus.OK or title_of(answer):
        return 0
    sections = (answer.json.get("sections") or {}).values()
    return max((section["retry_in_s"] or 0 for section in sections if section), default=0)


def _trouble(answer: Answer) -> Iterator[str]:
    """Name what a person sees go wrong; sections and parts fail inside an answer."""
    page = title_of(answer)
    if answer.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
        yield f'page "{page}"' if page else str(answer.code)
        return
    if page:
        return
    body = answer.json
    for section in (body.get("sections") or {}).values():
        if section and section["status"] in ("error", "stale"):
            told = section["error"]["code"] if section["error"] else ""
            yield f"{section['status']} {told}".strip()
    for problem in body.get("problems") or body.get("failures") or []:
        yield str(problem["code"])


def attendees(stage: Stage, people: int, who: str) -> list[Person]:
    """Hire people; where it is Salesforce that will fail, they sign in there."""
    by_rule = Portfolio(enabled=True, records="all")
    stage.wired.tenants.save_policy("northstar", Policy(call_share=SHARE, portfolio=by_rule))
    stage.restart()
    integration: Integration = "salesforce" if who == "Salesforce" else "gainsight"
    return [Person(stage, number, integration) for number in range(people)]


def people_meet(stage: Stage, people: list[Person], aws: Aws, who: str, kind: str) -> Outcome:
    """Hold one meeting under one fault, until it is over and everything is posted."""
    outcome = Outcome(who, kind)
    stage.clock.advance(BETWEEN_S)
    for person in people:
        person.begin()
    heal = _break(stage, aws, who, kind)
    for person in people:
        person.try_everything(outcome)
    _pass(stage, OUTBOX_MEETS_IT_S)
    heal()
    well = stage.clock.now()
    while not all(person.done for person in people):
        _step(stage, people, outcome)
        _insist(stage, well)
    outcome.seen_after_s = stage.clock.now() - well
    waiting = people
    while waiting := [person for person in waiting if not _posted(stage, person)]:
        _pass(stage, LOOK_EVERY_S)
        _insist(stage, well)
    outcome.posted_after_s = stage.clock.now() - well
    _count(stage, people, outcome)
    return outcome


def _break(stage: Stage, aws: Aws, who: str, kind: Any) -> Callable[[], None]:
    if who in AWS_SERVICES:
        stage.restart()  # a process that has nothing in memory needs all of AWS
        aws.fail(who, kind)
        return aws.fail
    parties = {
        "Gainsight": (stage.northstar,),
        "Zoom": (stage.zoom.oauth, stage.zoom.api),
        "Salesforce": (stage.salesforce,),
    }[who]
    for party in parties:
        party.faults.add(Fault(kind=kind, times=None, delay_s=30.0))

    def heal() -> None:
        for party in parties:
            party.faults.clear()

    return heal


def _step(stage: Stage, people: list[Person], outcome: Outcome) -> None:
    for person in people:
        if not person.done and person.due <= stage.clock.now():
            person.go_on(outcome)
    _pass(stage, 1)


def _pass(stage: Stage, seconds: int) -> None:
    for _ in range(seconds):
        stage.turn()
        stage.clock.advance(1.0)


def _insist(stage: Stage, since: float) -> None:
    if stage.clock.now() > since + GIVE_UP_S:
        raise RuntimeError("the meeting never recovers")


def _posted(stage: Stage, person: Person) -> bool:
    note = stage.wired.notes.load(person.uid).note(person.draft_id)
    return note is not None and note.state == "posted"


def _count(stage: Stage, people: list[Person], outcome: Outcome) -> None:
    subjects = Counter(r["Subject"] for r in stage.northstar.records.rows("activity_timeline"))
    outcome.lost = sum(not subjects[person.subject] for person in people)
    outcome.twice = sum(subjects[person.subject] > 1 for person in people)


@contextmanager
def waiting_by_the_clock(stage: Stage) -> Iterator[None]:
    """Let botocore's own pauses between attempts pass on the drill's clock."""
    module: Any = botocore.endpoint
    before, module.time = module.time, SimpleNamespace(sleep=stage.clock.sleep)
    try:
        yield
    finally:
        module.time = before


def _meet_anew(seed: int, people: int, who: str, kind: str) -> Outcome:
    """Hold a meeting in a deployment of its own, where everybody has been before."""
    with staged(seed=seed) as stage, waiting_by_the_clock(stage):
        return people_meet(stage, attendees(stage, people, who), Aws(stage), who, kind)


def _quiet() -> None:
    """Let nobody see what functions print: metrics, and traces of what is meant."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - for good


def section(seed: int, *, people: int = PEOPLE) -> Section:
    """Go through every fault of every system."""
    with ProcessPoolExecutor(initializer=_quiet) as pool:
        outcomes = list(pool.map(partial(_meet_anew, seed, people), *zip(*EVERYTHING, strict=True)))
    unexplained = sum((o.unexplained for o in outcomes), Counter[str]())
    return Section(
        "A meeting goes on, whatever fails",
        f"{people} people open the pane, consent, sign in, search, read, meet, and publish a note "
        f"while one system fails in one way, at every step of each. "
        "Measured: seconds from its recovery until everybody has seen everything and every note "
        f"is posted; the tenant lets the app use {SHARE} % of its limits, and each fault has a "
        f"deployment of its own. Seed {seed}.",
        (
            Row("notes lost", sum(o.lost for o in outcomes), 0),
            Row("notes posted twice", sum(o.twice for o in outcomes), 0),
            Row(
                "answers that explain nothing (500, raw 429)",
                unexplained.total(),
                0,
                note=", ".join(unexplained),
            ),
            *(outcome.row for outcome in outcomes),
        ),
        machine_independent=True,
    )
