"""The whole sandbox, put together: AWS, our functions, and everybody they talk to."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, cast

import boto3

from sandbox import gainsight, template
from sandbox.aws import FAKE_CREDENTIALS, AwsEndpoint, Engine, provision, wipe
from sandbox.control import Control
from sandbox.deliveries import Deliveries
from sandbox.dynamodb_local import running as dynamodb_local
from sandbox.forwarding import ForwardedApi
from sandbox.gateway import Gateway
from sandbox.lambdas import HANDLER_LOCK, Lambdas
from sandbox.listener import Listener
from sandbox.pump import Pump
from sandbox.salesforce import Salesforce
from sandbox.seed import seed
from sandbox.template import Names
from sandbox.workers import Workers
from sandbox.world import World
from sandbox.zoom import Zoom, ZoomSettings
from sandbox.zoom_client import ZoomClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from sandbox.party import Now, Party

__all__ = ["Sandbox", "Settings"]

ROOT = Path(__file__).resolve().parent.parent
ZOOM_CLIENT_ID = "zoom_client_sandbox"
APP_SECRET = {
    "zoom_client_secret": "zoom_secret_sandbox_0123456789",
    "zoom_webhook_secret": "zoom_webhook_sandbox",
    "salesforce_client_secret": "salesforce_secret_sandbox_0123456789",
}
SALESFORCE_CLIENT_ID = "salesforce_client_sandbox"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the sandbox runs.

    Parameters
    ----------
    port, aws_port : int
        Local ports of the parties and of AWS.
    bind : str
        Address to listen on; ``0.0.0.0`` lets containers in.
    engine : Engine
        Who plays AWS.
    api : str or None
        Origin of another server that runs the functions (``sam local start-api``); None: they run
        in this process.
    log : IO[str] or None
        Where the functions' logs and metrics go; None: to standard output.
    cold : bool
        Every request finds a function that has just started.
    workers : int
        Run the functions in so many processes of their own, an invocation each at a time; 0: in
        this one, one after the other.
    """

    port: int = 8400
    aws_port: int = 8401
    bind: str = "127.0.0.1"
    engine: Engine = "moto"
    api: str | None = None
    log: IO[str] | None = None
    cold: bool = False
    workers: int = 0

    def origin(self, host: str) -> str:
        """Address under which a browser on this machine reaches a logical host."""
        return f"http://{host}.localhost:{self.port}"


class Sandbox:
    """Runs from construction until `stop`; also a context manager.

    Parameters
    ----------
    now : callable
        The time of everybody outside: epoch seconds.

    Raises
    ------
    PortTaken
        If another process listens on one of the ports.
    """

    def __init__(self, settings: Settings, *, now: Now = time.time) -> None:
        self.settings = settings
        self._now = now
        self._template = template.load(ROOT / "template.yaml")
        self._resources = contextlib.ExitStack()
        self._clients: dict[str, Any] = {}
        self._making = threading.Lock()
        try:
            self._start()
        except BaseException:
            self._resources.close()
            raise

    def _start(self) -> None:
        callback = f"{self.settings.origin('app')}/oauth/gainsight/callback"
        self._tenants = gainsight.tenants(now=self._now, token=_token, redirect_uris=(callback,))
        self.aws = self._aws()
        self._names = provision(self._template, self.client, secrets=_secrets(self._tenants))
        self.lambdas = self._lambdas()
        if self.aws is not None:
            self.aws.caller = lambda: self.lambdas.running
        if self.settings.api is None:
            self.lambdas.load()
        self.pump = Pump(
            self._template, clients=self.client, names=self._names, lambdas=self.lambdas
        )
        self.world = self._world()
        seed(self.lambdas.environment, self.client("dynamodb"), reporting=True)
        listener = Listener(self.world, port=self.settings.port, bind=self.settings.bind)
        self._resources.callback(listener.stop)
        self._resources.callback(self.pump.stop)
        self._resources.callback(self.deliveries.stop)
        self.pump.start()
        self.deliveries.start()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def stop(self) -> None:
        """Close the ports and let waiting faults go."""
        for party in self.world.parties.values():
            party.faults.clear()
        self._resources.close()

    def reset(self) -> None:
        """Return all parties and tables to the seed data."""
        from gainsight_zoom.wiring import wiring  # noqa: PLC0415 - its logger wants Lambda's setting

        self.world.reset()
        with HANDLER_LOCK:
            wipe(self._template, self.client, self._names)
            self.pump.purge()
            self.pump.start_schedules_over()
            self.deliveries.forget()
            seed(self.lambdas.environment, self.client("dynamodb"), reporting=True)
            wiring.cache_clear()  # functions remember tenants and policies for a minute
        if isinstance(self.lambdas, Workers):
            self.lambdas.restart()
        if self.aws is not None:
            self.aws.forget_calls()

    def environment(self, machine: str) -> dict[str, str]:
        """Give the functions' environment as needed by who reaches this machine at `machine`."""
        return {**self.lambdas.environment, **self._overrides(machine)}

    def _aws(self) -> AwsEndpoint | None:
        if self.settings.engine == "real":
            return None
        os.environ.update(FAKE_CREDENTIALS)
        dynamodb = None
        if self.settings.engine == "dynamodb-local":
            dynamodb = self._resources.enter_context(dynamodb_local())
        endpoint = AwsEndpoint(
            port=self.settings.aws_port,
            bind=self.settings.bind,
            dynamodb=dynamodb,
        )
        self._resources.callback(endpoint.stop)
        return endpoint

    def client(self, service: str) -> Any:
        """Give an onlooker's boto3 client of one service."""
        with self._making:  # boto3 makes clients one at a time; once made they serve all threads
            if service not in self._clients:
                make = cast("Callable[[str], Any]", self.aws.client if self.aws else boto3.client)
                self._clients[service] = make(service)
            return self._clients[service]

    def _lambdas(self) -> Lambdas | Workers:
        refs = {
            **self._names.refs,
            "PublicBaseUrl": self.settings.origin("app"),
            "ZoomClientId": ZOOM_CLIENT_ID,
            "SalesforceClientId": SALESFORCE_CLIENT_ID,
            "FrameAncestors": f"'self' {self.settings.origin('app.zoom.us')}",
        }
        names, overrides = Names(refs, self._names.attributes), self._overrides("127.0.0.1")
        if self.settings.workers:
            workers = Workers(
                self._template, count=self.settings.workers, names=names, overrides=overrides
            )
            self._resources.callback(workers.stop)
            return workers
        return Lambdas(
            self._template,
            names=names,
            overrides=overrides,
            environ=os.environ,
            token=_request_id,
            log=self.settings.log,
            cold=self.settings.cold,
        )

    def _overrides(self, machine: str) -> dict[str, str]:
        port = self.settings.port
        aws = "" if self.aws is None else f"http://{machine}:{self.settings.aws_port}"
        mapping = {
            "connect": f"http://{machine}:{port}",
            "browser": f"http://{{host}}.localhost:{port}",
            "aws": aws,
        }
        return {"SANDBOX": json.dumps(mapping)}

    def _world(self) -> World:
        base_url = self.settings.origin("app")
        settings = ZoomSettings(public_base_url=base_url)
        self.zoom = zoom = Zoom(now=self._now, token=_token, settings=settings)
        self.deliveries = Deliveries(
            zoom, url=f"http://127.0.0.1:{self.settings.port}/zoom/events", host="app"
        )
        parties: dict[str, Party] = {
            "app": self._api(),
            "zoom-client": ZoomClient(zoom),
            "zoom-oauth": zoom.oauth,
            "zoom-api": zoom.api,
            "salesforce": Salesforce(
                now=self._now,
                token=_token,
                redirect_uris=(f"{base_url}/oauth/salesforce/callback",),
            ),
        }
        parties |= {f"gainsight-{key}": tenant for key, tenant in self._tenants.items()}
        world = World(parties, front=f"{self.settings.origin('app.zoom.us')}/")
        control = Control(
            world,
            reset=self.reset,
            aws_calls=list if self.aws is None else self.aws.calls,
            environment=self.environment,
            schedules=self.pump,
        )
        world.add("control", "control", control)
        return world

    def _api(self) -> Party:
        if self.settings.api is not None:
            return ForwardedApi(self.settings.api)
        return Gateway(self._template.routes, self.lambdas, token=_request_id)


def _request_id() -> str:
    """Make an id as Lambda does."""
    return str(uuid.uuid4())


def _token() -> str:
    return secrets.token_urlsafe(32)


def _secrets(tenants: Iterable[str]) -> dict[str, dict[str, str]]:
    clients = {
        f"tenant/{key}": {
            "client_id": f"gsz-{key}",
            "client_secret": f"secret-{key}-0123456789abcdef",
            "m2m_client_id": f"m2m-{key}",
            "m2m_client_secret": f"m2m-secret-{key}-0123456789abcdef",
        }
        for key in tenants
    }
    return {"app": APP_SECRET, **clients}
