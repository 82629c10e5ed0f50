"""Where a drill takes place: the bench with its queues and schedules, and processes that die."""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
from sandbox.aws import STACK
from sandbox.pump import Pump
from sandbox.salesforce import to_18
from sandbox.template import Names
from tests.cloud import AMBIENT, TEMPLATE, Cloud
from tests.doubles import InProcess, LambdaContext
from tests.harness import Bench

from drills.queues import Sqs
from gainsight_zoom import aws
from gainsight_zoom.config import Config
from gainsight_zoom.records import ZoomProfile
from gainsight_zoom.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import requests

__all__ = ["MOST_AT_ONCE", "Fate", "Killed", "Stage", "salesforce_id", "staged"]

ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"
SWEEP_S = 60.0
MOST_AT_ONCE = 3
"""Workers inside one another; more of the same would show nothing new."""


class Killed(BaseException):
    """The process is gone, as after SIGKILL: nothing of it runs any more."""


class Fate:
    """Decides which invocation dies and at which of its steps.

    A step is the moment before or after a call to AWS or to another system: between two of them
    nobody outside the process can tell where it ended.
    """

    def __init__(self, chance: random.Random) -> None:
        self.deaths: Counter[str] = Counter()
        self.risk = 0.0
        self.latest_step = 30
        self._chance = chance
        self._lives: list[tuple[str, int]] = []

    @property
    def depth(self) -> int:
        """How many invocations run inside one another."""
        return len(self._lives)

    @contextmanager
    def life(self, of: str) -> Iterator[None]:
        """Run one invocation; it may end with `Killed` at any step, the last being its answer."""
        left = self._chance.randint(1, self.latest_step) if self._chance.random() < self.risk else 0
        self._lives.append((of, left))
        try:
            yield
            if self._lives[-1][1]:
                self._die()
        finally:
            self._lives.pop()

    def step(self) -> None:
        """Go one step on in the innermost invocation."""
        if not self._lives or not self._lives[-1][1]:
            return
        of, left = self._lives[-1]
        self._lives[-1] = (of, left - 1)
        if left == 1:
            self._die()

    def _die(self) -> None:
        self.deaths[self._lives[-1][0]] += 1
        raise Killed


class Network(InProcess):
    """Carries requests to the stand-ins; trouble may be made for each before it leaves."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.party, stage.clock)
        self._stage = stage

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        """Answer one request."""
        stage = self._stage
        stage.fate.step()
        stage.trouble(request)
        answer = super().send(request, **options)
        stage.fate.step()
        return answer


class Stage(Bench):
    """A deployment whose queues and schedules run on the drill's clock.

    Parameters
    ----------
    seed : int
        The same one tells the same story.
    visibility_s : float
        ``OutboxVisibilitySeconds``.

    Attributes
    ----------
    fate : Fate
        Which invocations die.
    trouble : callable
        Called with every request to another system before it leaves.
    """

    def __init__(
        self,
        cloud: Cloud,
        settings: Mapping[str, str],
        *,
        seed: int = 0,
        visibility_s: float = 20.0,
    ) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.fate = Fate(self.chance)
        self.trouble: Callable[[requests.PreparedRequest], None] = lambda _: None
        self._clients: dict[str, Any] = {}
        super().__init__(cloud, settings)
        urls = {name: _url(name) for name in TEMPLATE.of_type("AWS::SQS::Queue")}
        hidden = {urls["OutboxQueue"]: visibility_s}
        self.sqs = Sqs(self.clock, chance=self.chance, visibility_s=hidden)
        self.pump = Pump(
            TEMPLATE,
            clients=lambda _: self.sqs,
            names=Names(urls),
            lambdas=Workers(self),
            monotonic=self.clock.monotonic,
        )
        self._swept_at = self.clock.now()
        self.transport = Network(self)
        self.restart()

    def token(self) -> str:
        """Make a token that a seed makes again."""
        return f"{self.chance.getrandbits(252):064x}"

    def hire(self, number: int) -> str:
        """Give a CSM a place in Zoom and in Northstar's Gainsight; return the Zoom user id."""
        uid, email = f"csm{number:019d}", f"csm{number}@northstar.example"
        row = dict(self.northstar.find("gsuser", Email="priya@northstar.example"))
        row |= {"Gsid": f"1P01{number:032d}", "Email": email, "Name": f"CSM {number}"}
        row |= {"SFDCUserName": email, "SfdcUserId": salesforce_id(number)}
        self.northstar.records.put("gsuser", row)
        since = int(self.clock.now())
        self.wired.users.save_profile(ZoomProfile(uid, email, ACCOUNT), since=since)
        self.connected(uid=uid, email=email)
        return uid

    def turn(self) -> None:
        """Let queues be worked off once and the sweeper come round each minute."""
        self.traffic.all.clear()  # of hours of it nobody asks
        try:
            self.pump.turn()
            if self.clock.now() >= self._swept_at + SWEEP_S:
                self._swept_at = self.clock.now()
                with suppress(Exception):  # whatever it raises, the schedule comes round again
                    self.pump.run_schedule("OutboxSweeper")
        except Killed:
            self.restart()

    def _build(self) -> Any:
        return build(
            Config.from_env(self.environment),
            clock=self.clock,
            token=self.token,
            adapter=self.transport,
            aws_client=self.client,
            jitter=self.chance.random,
        )

    def client(self, service: str, endpoint: str | None = None, **_: Any) -> Any:
        """Hand out the one client of a service; each of its calls is two steps."""
        if service == "sqs":
            return self.sqs
        if service not in self._clients:
            made = aws.client(service, endpoint)
            for moment in ("before-call", "after-call"):
                made.meta.events.register(moment, lambda **_: self.fate.step())
            self._clients[service] = made
        return self._clients[service]


class Workers:
    """Runs the functions that nobody waits for; each invocation has its own fate."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def invoke(self, function: str, event: Mapping[str, Any]) -> object:
        """Run a function by its logical id."""
        stage = self._stage
        module = import_module(TEMPLATE.functions[function].handler.rpartition(".")[0])
        seconds = TEMPLATE.functions[function].timeout_s
        context = LambdaContext(stage.clock, stage.clock.monotonic() + seconds)
        with stage.fate.life(function):
            if function == "OutboxWorker":
                return module.answer_rings(stage.wired, dict(event), context)
            if function == "OutboxSweeper":
                return module.sweep(stage.wired)
            return module.lambda_handler(dict(event), context, stage.wired)


def salesforce_id(number: int) -> str:
    """Make the Salesforce user id of somebody who was hired."""
    return to_18(f"0055g00000{number:05d}")


@cache
def _cloud() -> Cloud:
    return Cloud()


@contextmanager
def staged(**settings: Any) -> Iterator[Stage]:
    """Set a stage up in an AWS that is all in memory."""
    before = dict(os.environ)
    os.environ.update(AMBIENT)
    try:
        with _cloud().fresh() as environment:
            os.environ.update(environment)
            yield Stage(_cloud(), environment, **settings)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _url(queue: str) -> str:
    return str(boto3.client("sqs").get_queue_url(QueueName=f"{STACK}-{queue}")["QueueUrl"])
