"""The pane's own files: the home page, its assets, Zoom's domain verification."""

import os
from html import escape
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.config import frame_ancestors
from gainsight_zoom.errors import AppError, NotFound
from gainsight_zoom.web import create_app, error_answer, respond

from . import assets

IMMUTABLE = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"
CONTEXT_HEADER = "x-zoom-app-context"
MAX_CONTEXT_CHARS = 8192


def pane_policy() -> str:
    """Return the pane's content security policy: its own files only, framed by Zoom only."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        f"object-src 'none'; frame-ancestors {frame_ancestors()}"
    )


def render_error(error: AppError, request_id: str, event: APIGatewayProxyEventV2) -> Response[Any]:
    """Answer errors of the home page as a page, all others as JSON."""
    if event.path != "/app":
        return error_answer(error, request_id)
    body = assets.error_page(message=error.message, request_id=request_id)
    return _html(body, status=error.status)


app: APIGatewayHttpResolver = create_app(validation=False, render=render_error)


@app.get("/app")
def home() -> Response[str]:
    """Serve the home page with the app context that Zoom sent along, if it did."""
    context = app.current_event.headers.get(CONTEXT_HEADER, "")
    if len(context) > MAX_CONTEXT_CHARS:
        context = ""
    return _html(assets.home_page(context=escape(context, quote=True)))


@app.get("/assets/<version>/<file>")
def asset(version: str, file: str) -> Response[bytes]:
    """Serve one asset, compressed; immutable under its content version."""
    found = assets.find(file)
    if found is None:
        raise NotFound("no_such_asset")
    encoding, body = found.best(app.current_event.headers.get("accept-encoding", ""))
    headers = {
        "Cache-Control": IMMUTABLE if version == assets.version() else SHORT,
        "Vary": "Accept-Encoding",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(status_code=200, content_type=found.content_type, body=body, headers=headers)


@app.get("/zoomverify/<file>")
def zoom_verification(file: str) -> Response[str]:
    """Serve the file by which Zoom verifies the domain: its token is a setting."""
    token = os.environ.get("ZOOM_VERIFICATION", "").strip()
    if not token or file != "verifyzoom.html":
        raise NotFound("no_verification")
    return _html(escape(token))


def _html(body: str, *, status: int = 200) -> Response[str]:
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=body,
        headers={"Content-Security-Policy": pane_policy()},
    )


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context)
