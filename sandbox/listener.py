"""A threaded local web server for a WSGI application, quiet, that can be stopped."""

from __future__ import annotations

import errno
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["Listener", "PortTaken"]

_POLL_INTERVAL_S = 0.05


class PortTaken(OSError):
    """Another process listens on the wanted port."""


class _QuietHandler(WSGIRequestHandler):
    """Logs no request: what the parties count tells more."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Listener:
    """Listens from construction on, in threads of its own.

    Parameters
    ----------
    port : int
        0 takes a free one; the attribute `port` tells which.
    bind : str
        Address to listen on; ``0.0.0.0`` lets containers in.

    Raises
    ------
    PortTaken
        If another process listens there.
    """

    def __init__(self, app: WSGIApplication, *, port: int, bind: str = "127.0.0.1") -> None:
        with _listening_socket(bind, port) as listening:
            self._server = make_server(
                bind,
                port,
                app,
                threaded=True,
                request_handler=_QuietHandler,
                fd=listening.fileno(),
            )
        self.port = self._server.port
        serve = partial(self._server.serve_forever, _POLL_INTERVAL_S)
        self._thread = threading.Thread(target=serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port; requests that still run are left to end."""
        self._server.shutdown()
        self._thread.join()


def _listening_socket(bind: str, port: int) -> socket.socket:
    # Bound here because werkzeug's own way to say that a port is taken is to exit the process.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((bind, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"port {port} is taken") from None
        raise
    listening.listen(128)
    return listening
