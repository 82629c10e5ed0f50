"""The API's host, answered by another local server, such as ``sam local start-api``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from werkzeug.wrappers import Request, Response

from sandbox.faults import FaultMiddleware, Faults

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = ["ForwardedApi"]

_TIMEOUT_S = 60
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "server"}


class ForwardedApi:
    """A party that passes every request on, with its ``Host``, and the answer back.

    Parameters
    ----------
    origin : str
        Where the other server listens, ``http://127.0.0.1:3000``.
    """

    def __init__(self, origin: str, *, hosts: tuple[str, ...] = ("app",)) -> None:
        self.hosts = hosts
        self.faults = Faults()
        self._origin = origin
        self._app = FaultMiddleware(self._forward, self.faults)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        return self._app(environ, start_response)

    def reset(self) -> None:
        """Forget faults; the other server keeps what it keeps."""
        self.faults.clear()

    def _forward(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        target = environ.get("REQUEST_URI") or request.full_path
        answer = requests.request(
            request.method,
            f"{self._origin}{target}",
            data=request.get_data(),
            headers={k: v for k, v in request.headers.items() if k.lower() not in _HOP_BY_HOP},
            allow_redirects=False,
            timeout=_TIMEOUT_S,
        )
        response = Response(answer.content, status=answer.status_code)
        response.autocorrect_location_header = False
        del response.headers["Content-Type"]
        for name, value in answer.raw.headers.items():
            if name.lower() not in _HOP_BY_HOP:
                response.headers.add(name, value)
        return response(environ, start_response)
