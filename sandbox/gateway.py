"""API Gateway on one machine: the template's routes in front of the real handlers.

Kept to: AWS, «Working with routes for HTTP APIs» (the most specific match wins, what matches none
is 404) and «AWS Lambda proxy integrations for HTTP APIs»; a function that raises, or answers what
is no answer, is 500 ``{"message": "Internal Server Error"}``.
"""

from __future__ import annotations

import sys
import time
import traceback
from typing import TYPE_CHECKING, Any, Protocol

from werkzeug.wrappers import Request, Response

from sandbox.apigateway import (
    MAX_PAYLOAD_BYTES,
    BadAnswer,
    event_of,
    match_path,
    own_error,
    response_of,
)
from sandbox.faults import Fault, FaultMiddleware, Faults, plain_answer
from sandbox.lambdas import TimedOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.party import Now, Token
    from sandbox.template import Route

__all__ = ["Gateway", "Invoker"]

_MESSAGES = {
    403: "Forbidden",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class Invoker(Protocol):
    """Runs a Lambda function by its logical id."""

    def invoke(self, function: str, event: Mapping[str, Any]) -> object:
        """Return what the handler returns; raise what it raises."""


class Gateway:
    """The party that plays our own deployed HTTP API, on its ``$default`` stage.

    Parameters
    ----------
    routes : iterable of Route
        Where a literal path and one with variables both match, the literal one wins.
    lambdas : Invoker
        Runs the function behind a route.
    hosts : tuple of str
        Logical hosts of the API.
    """

    def __init__(
        self,
        routes: Iterable[Route],
        lambdas: Invoker,
        *,
        token: Token,
        now: Now = time.time,
        hosts: tuple[str, ...] = ("app",),
    ) -> None:
        self.hosts = hosts
        self.faults = Faults()
        self._routes = sorted(routes, key=_literal_first)
        self._lambdas = lambdas
        self._now = now
        self._token = token
        self._app = FaultMiddleware(self._answer, self.faults, _fault_answer)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        return self._app(environ, start_response)

    def reset(self) -> None:
        """Forget faults; the gateway itself keeps nothing."""
        self.faults.clear()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        return self._respond(request)(environ, start_response)

    def _respond(self, request: Request) -> Response:
        raw_path = _raw_path(request)
        found = self._find(request.method, raw_path)
        if found is None:
            return own_error(404, "Not Found")
        route, parameters = found
        event = event_of(
            request,
            route,
            raw_path=raw_path,
            parameters=parameters,
            request_id=self._token(),
            now=self._now(),
        )
        if len(event.get("body", "")) > MAX_PAYLOAD_BYTES:
            return own_error(413, "Request Entity Too Large")
        return self._invoke(route, event)

    def _find(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]] | None:
        for route in self._routes:
            if route.method == method:
                parameters = match_path(route.path, raw_path)
                if parameters is not None:
                    return route, parameters
        return None

    def _invoke(self, route: Route, event: Mapping[str, Any]) -> Response:
        try:
            return response_of(self._lambdas.invoke(route.function, event))
        except TimedOut:
            print(f"{route.function} timed out on {route.key}", file=sys.stderr)
        except BadAnswer as error:
            print(f"{route.function}: {error}", file=sys.stderr)
        # Whatever a function raises, API Gateway answers the same; the trace is the log's.
        except Exception:
            traceback.print_exc()
        return own_error(500, _MESSAGES[500])


def _raw_path(request: Request) -> str:
    """Give the path still encoded; in ``PATH_INFO`` an encoded slash looks like a real one."""
    target = str(request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or "")
    return target.partition("?")[0] if target.startswith("/") else request.path


def _literal_first(route: Route) -> tuple[bool, ...]:
    return tuple(segment.startswith("{") for segment in route.path.split("/"))


def _fault_answer(fault: Fault) -> Response:
    """Errors of API Gateway itself; other kinds are answered as any party would."""
    message = _MESSAGES.get(fault.status)
    return plain_answer(fault) if message is None else own_error(fault.status, message)
