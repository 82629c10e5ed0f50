"""The envelope of every Gainsight answer, and the refusals that end a request."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

__all__ = ["Refusal", "answer", "json_response", "not_found", "refused", "unauthorized"]


def json_response(body: object, *, status: int = 200) -> Response:
    """Answer `body` as JSON."""
    return Response(
        json.dumps(body, ensure_ascii=False), status=status, mimetype="application/json"
    )


def answer(data: object) -> Response:
    """Answer `data` inside a successful envelope."""
    return json_response(
        {
            "result": True,
            "errorCode": None,
            "errorDesc": None,
            "requestId": str(uuid.uuid4()),
            "data": data,
            "message": None,
        }
    )


@dataclass(eq=False)
class Refusal(Exception):
    """A request the tenant refuses.

    Parameters
    ----------
    code, description : str
        ``errorCode`` and ``errorDesc``.
    status : int
        HTTP status; 400 for what the object APIs refuse.
    data : object
        ``data`` of the envelope, for the nested errors of a write.
    message : str or None
        ``message`` of the envelope.
    """

    code: str
    description: str
    status: int = 400
    data: object = None
    message: str | None = None

    def __post_init__(self) -> None:
        super().__init__(self.code)

    def body(self) -> dict[str, Any]:
        """Build the envelope."""
        return {
            "result": False,
            "errorCode": self.code,
            "errorDesc": self.description,
            "requestId": str(uuid.uuid4()),
            "data": self.data,
            "message": self.message,
        }


def refused(refusal: Refusal, *, as_html: bool) -> Response:
    """Answer a refusal, as the HTML page with status 200 if the client did not ask for JSON."""
    if as_html:
        page = "<!doctype html><html><head><title>Gainsight</title></head><body>Error</body></html>"
        return Response(page, mimetype="text/html")
    return json_response(refusal.body(), status=refusal.status)


def unauthorized() -> Refusal:
    """Refuse a credential, as «Data Management APIs» shows it."""
    return Refusal("GS_APIG_2401", "Unauthorized", status=401, message="Unauthorized")


def not_found() -> Refusal:
    """Refuse an object the tenant does not have."""
    return Refusal("OBJECT_NOT_FOUND", "Requested object not found.")
