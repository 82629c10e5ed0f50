"""Lambda on one machine in processes of its own: each runs one invocation at a time, and may die.

As on Lambda, functions that run side by side share nothing but what they reach over the network,
and a process that is gone takes only its own invocation along.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox import template as templates
from sandbox.lambdas import Lambdas, merged_environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection
    from random import Random

    from sandbox.template import Names, Template

__all__ = ["CALLER", "WorkerDied", "Workers"]

CALLER = "workers"
"""Access key of their calls to AWS, so that these can be told from an onlooker's."""
WARM = ("sandbox", "gainsight_zoom.wiring")
"""What takes long to import; new processes are forked from one that has, in a second less."""


class WorkerDied(RuntimeError):
    """The process ended in the middle of an invocation; nobody knows how far it came."""


class FunctionFailed(RuntimeError):
    """The handler raised; the message is its trace."""


class _Worker:
    """One process, and the line to it."""

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(WARM))
        self._line, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other, *arguments), daemon=True)
        self.process.start()
        other.close()

    def ask(self, function: str, event: Mapping[str, Any]) -> object:
        """Run one invocation; the answer, or what went wrong."""
        try:
            self._line.send((function, dict(event)))
            answer, failure = self._line.recv()
        except (EOFError, OSError):
            wait([self.process.sentinel])
            raise WorkerDied(function) from None
        if failure is not None:
            raise FunctionFailed(failure)
        return answer

    def kill(self) -> None:
        """End it as the kernel would: nothing of it runs any more."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid or 0, signal.SIGKILL)
        self.process.join()
        self._line.close()


class Workers:
    """The template's functions in several processes.

    Parameters
    ----------
    count : int
        How many invocations may run at once; more of them wait.
    names, overrides
        As of `sandbox.lambdas.Lambdas`.
    log : Path or None
        Where handlers' output goes; None: nowhere.
    """

    running: str | None = None
    """Unknown: several may run. Calls to AWS are told by :data:`CALLER`."""

    def __init__(
        self,
        template: Template,
        *,
        count: int,
        names: Names,
        overrides: Mapping[str, str],
        log: Path | None = None,
    ) -> None:
        self.environment = merged_environment(template, names, overrides)
        os.environ.update(self.environment)  # processes start from ours, modules read it at once
        self._arguments = (str(template.path), names, dict(overrides), log)
        self._lock = threading.Lock()
        self._all = [_Worker(self._arguments) for _ in range(count)]
        self._idle: queue.SimpleQueue[int] = queue.SimpleQueue()
        for place in range(count):
            self._idle.put(place)

    @property
    def pids(self) -> list[int]:
        """The processes as they are now."""
        return [worker.process.pid or 0 for worker in self._all]

    def load(self) -> None:
        """Do nothing: each process imports a handler when it first needs it, as Lambda does."""

    def invoke(self, function: str, event: Mapping[str, Any]) -> object:
        """Run a function's handler in a process that is idle, or wait for one.

        Raises
        ------
        WorkerDied
            If the process ended meanwhile; another stands in its place.
        FunctionFailed
            If the handler raised.
        """
        place = self._idle.get()
        try:
            if not self._all[place].process.is_alive():
                self._replace(place)
            return self._all[place].ask(function, event)
        finally:
            self._idle.put(place)

    def kill(self, chance: Random) -> None:
        """Kill one of the processes, whatever it is doing."""
        with self._lock:
            victim = self._all[chance.randrange(len(self._all))].process
        with suppress(ProcessLookupError):
            os.kill(victim.pid or 0, signal.SIGKILL)
        wait([victim.sentinel])

    def restart(self) -> None:
        """Begin anew, with nothing in memory."""
        places = [self._idle.get() for _ in self._all]
        for place in places:
            self._replace(place)
            self._idle.put(place)

    def stop(self) -> None:
        """End all processes."""
        for worker in self._all:
            worker.kill()

    def _replace(self, place: int) -> None:
        self._all[place].kill()
        made = _Worker(self._arguments)
        with self._lock:
            self._all[place] = made


def _serve(
    line: Connection, path: str, names: Names, overrides: Mapping[str, str], log: Path | None
) -> None:
    """Answer one invocation after the other until the line is cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started us
    with (log or Path(os.devnull)).open("ab") as output:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(output.fileno(), stream.fileno())
        os.environ["AWS_ACCESS_KEY_ID"] = CALLER
        lambdas = Lambdas(
            templates.load(Path(path)),
            names=names,
            overrides=overrides,
            environ=os.environ,
            token=lambda: os.urandom(16).hex(),
        )
        with suppress(EOFError, OSError):
            while True:
                function, event = line.recv()
                line.send(_outcome(lambdas, function, event))


def _outcome(lambdas: Lambdas, function: str, event: Mapping[str, Any]) -> tuple[object, Any]:
    try:
        return lambdas.invoke(function, event), None
    # Whatever a handler raises is told to who invoked it, as Lambda does.
    except Exception:
        return None, traceback.format_exc()
