"""The product with its outside world in this process, and a record of whom each request calls."""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from tests.cloud import AMBIENT, Cloud
from tests.doubles import InProcess
from tests.harness import Answer, Bench

from bench.fresh import shape_of
from gainsight_zoom import aws
from gainsight_zoom.config import Config
from gainsight_zoom.store.table import Table
from gainsight_zoom.wiring import build

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import requests

__all__ = ["Deployment", "Request", "Sent", "deployed"]

PAUSE_S = 20.0
"""Between requests on the bench's clock, so that the tenant's call budget is never what is told."""


@dataclass(frozen=True)
class Sent:
    """One call a request led to; times are seconds of a clock that never runs backwards.

    ``items``: of a transaction, what it writes or checks.
    """

    to: Literal["aws", "upstream"]
    what: str
    began: float
    ended: float
    items: int = 1


@dataclass
class Request:
    """What one request to a function led to.

    Attributes
    ----------
    sent : list of Sent
        Calls in the order they began.
    aws_answers, upstream_answers : list
        Raw answers as they came, to be played back to a fresh process.
    status, shape
        Of the answer, as :func:`bench.fresh.shape_of` tells it; empty where it does not matter.
    """

    route: str
    event: dict[str, Any] = field(repr=False)
    sent: list[Sent] = field(default_factory=list)
    aws_answers: list[dict[str, Any]] = field(default_factory=list, repr=False)
    upstream_answers: list[dict[str, Any]] = field(default_factory=list, repr=False)
    total_s: float = 0.0
    status: int = HTTPStatus.OK
    shape: str = ""

    @property
    def upstream(self) -> list[Sent]:
        """Calls to Zoom and Gainsight."""
        return [s for s in self.sent if s.to == "upstream"]

    @property
    def aws_before_upstream(self) -> int | None:
        """AWS calls that began before the first of them; None where there is none."""
        if not self.upstream:
            return None
        first = min(s.began for s in self.upstream)
        return sum(s.to == "aws" and s.began < first for s in self.sent)

    @property
    def rounds(self) -> int:
        """Serial upstream rounds: the longest chain of calls that waited for one another."""
        rounds, until = 0, float("-inf")
        for call in sorted(self.upstream, key=lambda s: s.ended):
            if call.began >= until:
                rounds, until = rounds + 1, call.ended
        return rounds

    @property
    def slowest_s(self) -> float:
        """Duration of the longest upstream call."""
        return max((s.ended - s.began for s in self.upstream), default=0.0)


class _Upstream(InProcess):
    """Carries requests to the stand-ins, each after a delay of its own."""

    def __init__(self, deployment: Deployment) -> None:
        super().__init__(deployment.party, deployment.clock)
        self._deployment = deployment

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        """Answer one request."""
        began = time.perf_counter()
        time.sleep(self._deployment.delay_s)
        answer = super().send(request, **options)
        self._deployment.note_upstream(request, answer, began)
        return answer


class Deployment(Bench):
    """A bench whose every request is recorded.

    Attributes
    ----------
    requests : list of Request
        What was asked, in order.
    delay_s : float
        What each upstream call takes, for real.
    fresh_process : bool
        Whether each request meets a process that has nothing in memory.
    pause_s : float
        What passes on the clock before each request.
    """

    def __init__(self, cloud: Cloud, settings: Mapping[str, str]) -> None:
        super().__init__(cloud, settings)
        self.requests: list[Request] = []
        self.delay_s = 0.0
        self.fresh_process = True
        self.pause_s = PAUSE_S
        self._lock = threading.Lock()
        self.clock.advance(time.time() - self.clock.now())
        self.restart()

    def restart(self) -> None:
        """Forget all that a process keeps in memory."""
        self.wired = build(
            Config.from_env(self.environment),
            clock=self.clock,
            token=self.token,
            adapter=_Upstream(self),
            aws_client=self.watched_client,
        )

    def forget_metadata(self, tenant: str) -> None:
        """Remove what the table keeps of a tenant's metadata."""
        table = Table(aws.client("dynamodb"), self.environment["TENANTS_TABLE"])
        found = table.prefix(f"TENANT#{tenant}", "METADATA#")
        table.delete_many((item["pk"], item["sk"]) for item in found)

    def invoke(self, folder: str, event: dict[str, Any], *, seconds: float = 10.0) -> Answer:
        """Run a real handler and record what it does."""
        self.clock.advance(self.pause_s)
        if self.fresh_process:
            self.restart()
        self.requests.append(Request(str(event["routeKey"]), event))
        began = time.perf_counter()
        answer = super().invoke(folder, event, seconds=seconds)
        self.requests[-1].total_s = time.perf_counter() - began
        self.requests[-1].status = answer.status
        self.requests[-1].shape = shape_of(answer.body)
        return answer

    def note_upstream(self, request: Any, answer: requests.Response, began: float) -> None:
        """Write one upstream call down."""
        what = f"{request.method} {request.url}"
        kept = {
            "what": what,
            "status": answer.status_code,
            "headers": dict(answer.headers),
            "body": base64.b64encode(answer.content).decode(),
        }
        with self._lock:
            self.requests[-1].sent.append(Sent("upstream", what, began, time.perf_counter()))
            self.requests[-1].upstream_answers.append(kept)

    def watched_client(self, service: str, endpoint: str | None, *, brisk: bool = False) -> Any:
        """Make a client whose calls are written down."""
        client = aws.client(service, endpoint, brisk=brisk)
        client.meta.events.register("before-call", self._note_aws)
        client.meta.events.register("before-parse", self._keep_aws)
        return client

    def _note_aws(self, model: Any, params: Mapping[str, Any], **_: Any) -> None:
        name = f"{model.service_model.service_id.lower()}:{model.name}".replace(" ", "")
        now = time.perf_counter()
        items = 1
        if model.name == "TransactWriteItems":
            items = len(json.loads(params["body"])["TransactItems"])
        with self._lock:
            if self.requests:
                self.requests[-1].sent.append(Sent("aws", name, now, now, items))

    def _keep_aws(self, operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
        kept = {
            "what": operation_model.name,
            "status": response_dict["status_code"],
            "headers": dict(response_dict["headers"]),
            "body": base64.b64encode(response_dict["body"]).decode(),
        }
        with self._lock:
            if self.requests:
                self.requests[-1].aws_answers.append(kept)


@cache
def _cloud() -> Cloud:
    """Make the one AWS of this process."""
    return Cloud()


@contextmanager
def deployed() -> Iterator[Deployment]:
    """Set the product up in an AWS that is all in memory."""
    before = dict(os.environ)
    os.environ.update(AMBIENT)
    try:
        with _cloud().fresh() as settings:
            os.environ.update(settings)
            yield Deployment(_cloud(), settings)
    finally:
        os.environ.clear()
        os.environ.update(before)
