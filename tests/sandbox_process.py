"""A sandbox in a process of its own, as ``make run`` starts it, on ports nobody else has."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.story import Machine

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 180


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextlib.contextmanager
def running_sandbox(*arguments: str) -> Iterator[Machine]:
    """Run ``python -m sandbox`` for the length of a ``with`` block."""
    port, aws_port = free_ports(2)
    command = [sys.executable, "-m", "sandbox", "--quiet", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--aws-port", str(aws_port), *arguments], cwd=ROOT, env={**os.environ}
    ) as process:
        try:
            await_listening(process, port, START_TIMEOUT_S)
            yield Machine(port, aws_port)
        finally:
            process.terminate()


def await_listening(process: subprocess.Popen[bytes], port: int, timeout_s: float) -> None:
    """Return once a process listens on its port; fail when it ends or takes too long."""
    give_up_at = time.monotonic() + timeout_s
    while time.monotonic() < give_up_at:
        assert process.poll() is None, f"the process ended with status {process.returncode}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listened on port {port} within {timeout_s:.0f} s")
