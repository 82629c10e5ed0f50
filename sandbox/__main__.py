"""``python -m sandbox``: run the outside world, and our app in it, on this machine."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading
import time
from typing import IO

from sandbox.aws import ENGINES
from sandbox.dynamodb_local import Absent
from sandbox.listener import PortTaken
from sandbox.running import ROOT, Sandbox, Settings

LOG = ROOT / ".cache" / "sandbox" / "functions.log"

WAKES_S = 0.5
"""A signal that another thread took is looked at once the main one wakes (``signal``, "Signals and
threads")."""


def main(arguments: list[str]) -> int:
    """Run until Ctrl-C.

    Returns
    -------
    int
        Exit status: 1 when a port is taken or DynamoDB Local is missing.
    """
    options = _parse(arguments)
    started = time.monotonic()
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    with contextlib.ExitStack() as resources:
        log = None if options.logs else resources.enter_context(_open_log())
        settings = Settings(
            port=options.port,
            aws_port=options.aws_port or options.port + 1,
            bind=options.bind,
            engine=options.aws,
            api=options.api,
            log=log,
            cold=options.cold,
            workers=options.workers,
        )
        try:
            resources.enter_context(Sandbox(settings))
        except PortTaken as error:
            _complain(f"{error}: stop the program that has it, or choose with PORT=8500.")
            return 1
        except Absent as error:
            _complain(str(error))
            return 1
        if not options.quiet:
            _greet(settings, time.monotonic() - started)
        while not stopped.wait(WAKES_S):
            pass
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8400, help="port of all parties")
    parser.add_argument("--aws-port", type=int, help="port of AWS; default: the next one")
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--aws", choices=ENGINES, default="moto", help="who plays AWS")
    parser.add_argument("--api", help="origin of another server that runs the functions")
    parser.add_argument("--cold", action="store_true", help="start every function anew each time")
    parser.add_argument("--workers", type=int, default=0, help="run functions in N processes")
    parser.add_argument("--logs", action="store_true", help="show the functions' logs here")
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is well")
    return parser.parse_args(arguments)


def _open_log() -> IO[str]:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    return LOG.open("w", buffering=1, encoding="utf-8")


def _greet(settings: Settings, seconds: float) -> None:
    lines = [
        f"Ready in {seconds:.1f} s. Open {settings.origin('app.zoom.us')}/",
        "Sign in as priya@northstar.example; the password is gainsight. Ctrl-C ends it.",
        "For Admin choose Jonas Weber under Who am I, and sign in as jonas@northstar.example.",
    ]
    print("\n".join(lines), flush=True)


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
