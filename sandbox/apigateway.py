"""The two translations of an HTTP API with payload format 2.0, as pure functions.

Sources: AWS, "AWS Lambda proxy integrations for HTTP APIs"; what its pages leave open (which bodies
are text, that paths arrive decoded) is taken from reports of captured events.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Request

    from sandbox.template import Route

__all__ = ["MAX_PAYLOAD_BYTES", "BadAnswer", "event_of", "match_path", "own_error", "response_of"]

MAX_PAYLOAD_BYTES = 6 * 1024 * 1024
"""Lambda's limit for a synchronous request and answer; API Gateway's own is 10 MB."""

_TEXT_TYPES = {"application/json", "application/xml", "application/javascript"}
_UNREPRESENTABLE_HEADERS = {"cookie", "connection", "transfer-encoding"}
_HOP_BY_HOP = {"content-length", "connection", "transfer-encoding"}


class BadAnswer(ValueError):
    """The function returned what API Gateway cannot turn into a response."""


def match_path(pattern: str, raw_path: str) -> dict[str, str] | None:
    """Match one request path against a route's path.

    Parameters
    ----------
    pattern : str
        As in the template, for example ``/c360/{tenant}/{kind}/{id}``.
    raw_path : str
        Percent-encoded, so that an encoded slash stays inside its segment.

    Returns
    -------
    dict or None
        Decoded path parameters; None when the route is another one.
    """
    wanted, given = pattern.split("/"), raw_path.split("/")
    if len(wanted) != len(given):
        return None
    parameters: dict[str, str] = {}
    for want, raw in zip(wanted, given, strict=True):
        segment = unquote(raw)
        if want.startswith("{"):
            if not segment:
                return None
            parameters[want.strip("{}")] = segment
        elif want != segment:
            return None
    return parameters


def event_of(
    request: Request,
    route: Route,
    *,
    raw_path: str,
    parameters: dict[str, str],
    request_id: str,
    now: float,
) -> dict[str, Any]:
    """Build the event of payload format 2.0 for a request that matched a route.

    Cookies move from the headers into a list of their own; header names are lower case and repeated
    headers and query parameters are joined by commas; keys without content are left out.
    """
    query = request.query_string.decode("latin-1")
    host = request.host
    moment = datetime.fromtimestamp(now, UTC)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": unquote(raw_path),
        "rawQueryString": query,
        "headers": _headers(request, host),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "sandbox",
            "domainName": host,
            "domainPrefix": host.partition(".")[0],
            "http": {
                "method": request.method,
                "path": unquote(raw_path),
                "protocol": "HTTP/1.1",
                "sourceIp": request.remote_addr or "127.0.0.1",
                "userAgent": request.headers.get("User-Agent", ""),
            },
            "requestId": request_id,
            "routeKey": route.key,
            "stage": "$default",
            "time": moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    cookies = [part.strip() for part in request.headers.get("Cookie", "").split(";")]
    optional = {
        "cookies": [cookie for cookie in cookies if cookie],
        "queryStringParameters": _joined(parse_qsl(query, keep_blank_values=True)),
        "pathParameters": parameters,
    }
    event.update({key: value for key, value in optional.items() if value})
    event.update(_body(request))
    return event


def response_of(answer: object) -> Response:
    """Turn what a function returned into an HTTP response.

    Raises
    ------
    BadAnswer
        If it cannot be serialised, is too large, or its body is not what it says.
    """
    try:
        encoded = json.dumps(answer)
    except (TypeError, ValueError):
        raise BadAnswer("the answer is not JSON") from None
    if len(encoded) > MAX_PAYLOAD_BYTES:
        raise BadAnswer("the answer is larger than Lambda allows")
    if not isinstance(answer, dict) or "statusCode" not in answer:
        return Response(encoded, mimetype="application/json")
    response = Response(_decoded_body(answer), status=int(answer["statusCode"]))
    del response.headers["Content-Type"]
    for name, value in (answer.get("headers") or {}).items():
        if name.lower() not in _HOP_BY_HOP:
            response.headers[name] = str(value)
    for cookie in answer.get("cookies") or ():
        response.headers.add("Set-Cookie", cookie)
    response.headers.setdefault("Content-Type", "text/plain;charset=UTF-8")
    response.autocorrect_location_header = False
    return response


def own_error(status: int, message: str) -> Response:
    """Build an error of API Gateway itself, which looks different from ours."""
    return Response(
        json.dumps({"message": message}, separators=(",", ":")),
        status=status,
        mimetype="application/json",
    )


def _headers(request: Request, host: str) -> dict[str, str]:
    pairs = [
        (name.lower(), value)
        for name, value in request.headers.items()
        if name.lower() not in _UNREPRESENTABLE_HEADERS
    ]
    added = {
        "x-forwarded-for": request.remote_addr or "127.0.0.1",
        "x-forwarded-port": host.partition(":")[2] or "443",
        "x-forwarded-proto": "https",
    }
    return {**_joined(pairs), **added}


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _body(request: Request) -> dict[str, Any]:
    raw = request.get_data(cache=True)
    if not raw:
        return {}
    if request.mimetype in _TEXT_TYPES or request.mimetype.startswith("text/"):
        return {"body": raw.decode("utf-8", "replace")}
    # Form posts included, as captured on a real HTTP API.
    return {"body": base64.b64encode(raw).decode("ascii"), "isBase64Encoded": True}


def _decoded_body(answer: dict[str, Any]) -> bytes:
    body = answer.get("body") or ""
    if not isinstance(body, str):
        raise BadAnswer("the body is not text")
    if not answer.get("isBase64Encoded"):
        return body.encode("utf-8")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        raise BadAnswer("the body is not base64") from None
