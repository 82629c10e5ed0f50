"""The HTTP edge that all functions share: resolver, errors, headers, request id.

Routes raise; only this module turns errors into answers. Every answer, an error's too, carries the
four headers without which Zoom's client shows a blank panel (Zoom, «OWASP secure headers»).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.errors import AppError, MediaTypeRefused, NotFound, ValidationFailed
from gainsight_zoom.observability import BUGS, TENANT_KEY, USER_KEY, count, logger, tenant_of

SERVER_ERROR = 500
NOT_JSON = "json_invalid"
LAMBDA_CONTEXT = "lambda_context"
API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
SECURITY_HEADERS: Mapping[str, str] = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": API_POLICY,
    "Cache-Control": "no-store",
}

Renderer = Callable[[AppError, str, APIGatewayProxyEventV2], Response[Any]]


def create_app(
    *, validation: bool = True, render: Renderer | None = None
) -> APIGatewayHttpResolver:
    """Make a resolver whose every failure is one of our errors.

    Parameters
    ----------
    validation : bool
        Check arguments and answers against their types; costs import time.
    render : callable, optional
        Makes the answer to an error; JSON by default.
    """
    app = APIGatewayHttpResolver(enable_validation=validation)
    answer = render or error_answer

    def request_id() -> str:
        return str(app.lambda_context.aws_request_id)

    def on_app_error(error: AppError) -> Response[Any]:
        level = logger.error if error.status >= SERVER_ERROR else logger.info
        level("refused", extra={"code": error.code, "reason": error.reason})
        return answer(error, request_id(), app.current_event)

    def on_invalid(error: RequestValidationError) -> Response[Any]:
        fields = {_place(e["loc"], e["type"]): str(e["msg"]) for e in error.errors()}
        return answer(
            ValidationFailed("request_malformed", fields=fields), request_id(), app.current_event
        )

    def on_media_type(_: RequestUnsupportedContentType) -> Response[Any]:
        return answer(MediaTypeRefused("media_type"), request_id(), app.current_event)

    def on_not_found(_: NotFoundError) -> Response[Any]:
        return answer(NotFound("no_such_route"), request_id(), app.current_event)

    def on_bug(error: Exception) -> Response[Any]:
        logger.exception("bug", extra={"failure": type(error).__name__})
        count(BUGS)
        return answer(AppError("bug"), request_id(), app.current_event)

    app.exception_handler(AppError)(on_app_error)
    app.exception_handler(RequestValidationError)(on_invalid)
    app.exception_handler(RequestUnsupportedContentType)(on_media_type)
    app.exception_handler(Exception)(on_bug)
    app.not_found(on_not_found)
    return app


def respond(
    app: APIGatewayHttpResolver,
    event: dict[str, Any],
    context: LambdaContext,
    *,
    as_sent: bool = False,
) -> dict[str, Any]:
    """Answer an API Gateway event; the body of every ``lambda_handler``.

    Parameters
    ----------
    as_sent : bool
        Whether the routes read the bytes themselves, whatever they are.
    """
    app.append_context(**{LAMBDA_CONTEXT: context})
    with logger.append_context_keys(
        request_id=context.aws_request_id,
        route=event.get("routeKey", ""),
        **{USER_KEY: None, TENANT_KEY: tenant_of(event)},
    ):
        answer: dict[str, Any] = app.resolve(event if as_sent else _readable(event), context)
    given = {name.lower() for name in answer["headers"]}
    for name, value in SECURITY_HEADERS.items():
        if name.lower() not in given:
            answer["headers"][name] = value
    return answer


def _readable(event: dict[str, Any]) -> dict[str, Any]:
    """Make what could not be read properly be refused as malformed, before anything acts on it.

    Powertools fails on a multipart body that is not well formed, which no route of ours takes; and
    JSON may spell halves of a character (``"\\ud800"``), which no store and no answer can encode.
    """
    headers = event.get("headers", {})
    kinds = [name for name in headers if name.lower() == "content-type"]
    if any(headers[name].strip().lower().startswith("multipart/") for name in kinds):
        return {**event, "headers": {**headers, **dict.fromkeys(kinds, "multipart")}}
    return {**event, "body": ""} if _holds_half_characters(event.get("body")) else event


def _holds_half_characters(body: str | None) -> bool:
    if body is None or "\\ud" not in body.lower():
        return False
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except ValueError:
        return False  # no JSON: said by who parses it
    return False


def error_answer(
    error: AppError, request_id: str, _: APIGatewayProxyEventV2 | None = None
) -> Response[Any]:
    """Render an error as JSON."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "retryable": error.retryable,
        "request_id": request_id,
    }
    if error.fields:
        body["fields"] = error.fields
    if error.details:
        body["details"] = error.details
    headers = {}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    return Response(
        status_code=error.status,
        content_type="application/json",
        body={"error": body},
        headers=headers,
    )


def _place(location: tuple[Any, ...], kind: str) -> str:
    if kind == NOT_JSON:  # the rest of its location counts characters
        return str(location[0])
    return ".".join(str(part) for part in location[1:]) or str(location[0])
