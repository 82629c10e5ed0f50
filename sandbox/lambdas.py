"""Lambda on one machine: the template's functions, imported and called as Lambda would.

All handlers run under one lock: Powertools keeps the current event on a class, so that two handlers
of one process would otherwise read each other's request.

Kept to: AWS, «Using the Lambda context object», «Configure Lambda function timeout», «Lambda
environment variables».
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import IO, TYPE_CHECKING, Any

from botocore import session as botocore_session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping
    from pathlib import Path

    from sandbox.party import Token
    from sandbox.template import Names, Template

__all__ = ["HANDLER_LOCK", "Lambdas", "TimedOut", "merged_environment"]

HANDLER_LOCK = threading.RLock()
"""Held while any handler of this process runs. A pump that calls handlers takes it too; a stand-in
never does, since a handler that holds it waits for the stand-in's answer."""


PRODUCT = "gainsight_zoom"


class TimedOut(Exception):
    """The function ran longer than the template allows; Lambda would have stopped it."""


@dataclass(frozen=True)
class LambdaContext:
    """The context object Lambda hands to a handler.

    Parameters
    ----------
    deadline : float
        Value of ``monotonic()`` at which Lambda would stop the function.
    """

    function_name: str
    memory_limit_in_mb: int
    aws_request_id: str
    deadline: float
    monotonic: Callable[[], float]
    function_version: str = "$LATEST"

    @property
    def invoked_function_arn(self) -> str:
        """ARN of the function."""
        return f"arn:aws:lambda:us-east-1:123456789012:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """Name of the log group."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """Name of the log stream."""
        return "sandbox"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would stop the function."""
        return max(int((self.deadline - self.monotonic()) * 1000), 0)


class Lambdas:
    """The template's functions in this process.

    Parameters
    ----------
    template : Template
        Says which functions exist, their handlers, time-outs and variables. The folders
        ``functions`` and ``layers/shared`` beside it become importable.
    names : Names
        Values for what the variables refer to.
    overrides : Mapping[str, str]
        Variables with another value than the template's; each must be declared there.
    environ : MutableMapping
        Normally ``os.environ``; changed here, before any handler is imported.
    log : IO[str] or None
        Where handlers' standard output (logs, metrics) goes; None: to ours.
    cold : bool
        Forget before every request what the product keeps in memory between requests. Functions
        of one process share that, functions on Lambda do not.
    """

    def __init__(
        self,
        template: Template,
        *,
        names: Names,
        overrides: Mapping[str, str],
        environ: MutableMapping[str, str],
        token: Token,
        log: IO[str] | None = None,
        cold: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.environment = merged_environment(template, names, overrides)
        self.running: str | None = None
        """Logical id of the function that runs now, if one does."""
        self._functions = template.functions
        self._token = token
        self._log = log
        self._cold = cold
        self._monotonic = monotonic
        self._environ = environ
        if (
            cold
        ):  # a function that starts reads botocore's files of AWS's services; one time will do
            botocore_session.create_loader = cache(botocore_session.create_loader)
        environ.update(self.environment)
        for folder in ("layers/shared", "functions"):
            _make_importable(template.path.resolve().parent / folder)

    def load(self) -> None:
        """Import every handler, so that a mistake shows before the first request."""
        for name in self._functions:
            self._handler(name)

    def invoke(self, function: str, event: Mapping[str, Any]) -> object:
        """Run a function's handler under the process's lock.

        Raises
        ------
        TimedOut
            After the fact, when it ran longer than the template allows.
        Exception
            Whatever the handler raises.
        """
        declared = self._functions[function]
        with HANDLER_LOCK, self._output():
            handler = self._handler(function)
            if self._cold:
                # Clients it makes carry its name, so that even a call that a thread of it makes
                # after the answer is known for its own.
                self._environ["AWS_ACCESS_KEY_ID"] = function
                _forget_caches()
            context = LambdaContext(
                function_name=f"sandbox-{function}",
                memory_limit_in_mb=declared.memory_mb,
                aws_request_id=self._token(),
                deadline=self._monotonic() + declared.timeout_s,
                monotonic=self._monotonic,
            )
            self.running = function
            try:
                answer = handler(json.loads(json.dumps(event)), context)
            finally:
                self.running = None
        if context.get_remaining_time_in_millis() == 0:
            raise TimedOut(function)
        return answer

    def _handler(self, name: str) -> Callable[[dict[str, Any], LambdaContext], object]:
        module, _, attribute = self._functions[name].handler.rpartition(".")
        with HANDLER_LOCK, self._output():
            handler: Callable[[dict[str, Any], LambdaContext], object] = getattr(
                importlib.import_module(module), attribute
            )
        return handler

    def _output(self) -> contextlib.AbstractContextManager[object]:
        if self._log is None:
            return contextlib.nullcontext()
        return contextlib.redirect_stdout(self._log)


def merged_environment(
    template: Template, names: Names, overrides: Mapping[str, str]
) -> dict[str, str]:
    merged: dict[str, str] = {}
    for function in template.functions.values():
        own = template.environment(function, names)
        for key, value in {**own, **{k: overrides[k] for k in overrides if k in own}}.items():
            if merged.setdefault(key, value) != value:
                raise ValueError(f"{key} differs between functions: one process cannot hold both")
    undeclared = overrides.keys() - merged.keys()
    if undeclared:
        raise ValueError(f"not declared in the template: {', '.join(sorted(undeclared))}")
    return merged


def _forget_caches() -> None:
    product = [module for name, module in sys.modules.items() if name.startswith(PRODUCT)]
    for module in product:
        for value in list(vars(module).values()):
            forget = getattr(value, "cache_clear", None)
            if forget is not None:
                forget()


def _make_importable(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
