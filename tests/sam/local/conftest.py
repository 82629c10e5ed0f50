"""Lambda's runtime in containers, and a sandbox that the containers reach."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.sam.artefacts import NATIVE, ROOT, native_machine
from tests.sam.local.published import Published, publish
from tests.sandbox_process import await_listening, free_ports, running_sandbox
from tests.story import Machine

SAM = ROOT / ".venv-sam" / "bin" / "sam"
PODMAN_HOST = "10.88.0.1"
START_TIMEOUT_S = 120
CONNECT_TIMEOUT_S = 60


@dataclass(frozen=True)
class Containers:
    """How SAM reaches the engine, and containers this machine."""

    environment: dict[str, str]
    host: str


@pytest.fixture(scope="session")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    """Docker where it runs, podman answering its API elsewhere."""
    ready = subprocess.run(
        [ROOT / ".ci" / "ready-container.sh"], check=True, stdout=subprocess.PIPE, text=True
    )
    variables = {**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"}
    variables |= {"AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "sandbox"}
    if ready.stdout.split()[-1] == "docker":
        yield Containers(variables, _docker_host())
        return
    socket = tmp_path_factory.mktemp("podman") / "podman.sock"
    with subprocess.Popen([ROOT / ".ci" / "ready-container.sh", "serve", socket]) as service:
        try:
            _await_socket(socket)
            yield Containers({**variables, "DOCKER_HOST": f"unix://{socket}"}, PODMAN_HOST)
        finally:
            service.terminate()


def _docker_host() -> str:
    """On Linux the bridge's gateway; Docker Desktop has a name for it."""
    if os.uname().sysname == "Darwin":
        return "host.docker.internal"
    template = "{{(index .IPAM.Config 0).Gateway}}"
    asked = subprocess.run(
        ["docker", "network", "inspect", "bridge", "--format", template],  # noqa: S607
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return asked.stdout.strip()


@dataclass(frozen=True)
class SamLocal:
    """A sandbox for containers, and SAM told where it is."""

    machine: Machine
    api_port: int
    containers: Containers
    variables: Path
    published: Published

    @property
    def environment(self) -> dict[str, str]:
        """What SAM needs; it asks STS for the account, and waits long where nobody answers."""
        sts = f"http://127.0.0.1:{self.machine.aws_port}"
        return {
            **self.containers.environment,
            "AWS_ENDPOINT_URL_STS": sts,
            "SAM_CLI_CONTAINER_CONNECTION_TIMEOUT": str(CONNECT_TIMEOUT_S),
        }

    def command(self, *arguments: str) -> list[str]:
        """Build a ``sam local`` command line for the built template."""
        return [
            str(SAM),
            "local",
            *arguments,
            "--template",
            str(self.published.template),
            "--layer-cache-basedir",
            str(self.published.cache),
            "--parameter-overrides",
            f"Architecture={'arm64' if native_machine() == 'aarch64' else 'x86_64'}",
            "--env-vars",
            str(self.variables),
            *(["--skip-pull-image"] if self.containers.host == PODMAN_HOST else []),
        ]


@pytest.fixture(scope="session")
def sam_local(
    containers: Containers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SamLocal]:
    """A sandbox whose API host is ``sam local start-api``'s, wherever that is started."""
    (api_port,) = free_ports(1)
    api = f"http://127.0.0.1:{api_port}"
    with running_sandbox("--bind", "0.0.0.0", "--api", api) as machine:  # noqa: S104 - containers
        path = f"/environment?machine={containers.host}"
        environment = machine.ask("GET", "control", path).json()
        variables = tmp_path_factory.mktemp("sam") / "variables.json"
        variables.write_text(json.dumps({"Parameters": environment}))
        published = publish(NATIVE, tmp_path_factory.mktemp("layers"))
        yield SamLocal(machine, api_port, containers, variables, published)


@pytest.fixture(scope="session")
def start_api(sam_local: SamLocal) -> Iterator[Machine]:
    """The built template's HTTP API behind the sandbox's API host."""
    command = sam_local.command(
        "start-api", "--port", str(sam_local.api_port), "--warm-containers", "LAZY"
    )
    with subprocess.Popen(command, env=sam_local.environment, cwd=ROOT) as process:
        try:
            await_listening(process, sam_local.api_port, START_TIMEOUT_S)
            yield sam_local.machine
        finally:
            process.terminate()


def _await_socket(socket: Path) -> None:
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while not socket.exists():
        assert time.monotonic() < give_up_at, "the container engine did not start"
        time.sleep(0.05)
