"""Zoom's webhooks: verified over the bytes as they came, queued in one call, answered.

Zoom repeats what is answered with 5xx and never what is answered with 4xx; so what we cannot store
is a 503, and what is not ours or makes no sense is acknowledged.
"""

import base64
import binascii
import json
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from gainsight_zoom.errors import WebhookRejected
from gainsight_zoom.observability import count, logger
from gainsight_zoom.web import create_app, respond
from gainsight_zoom.zoom import webhooks

from .inbox import Inbox, inbox

app = create_app(validation=False)

NO_CONTENT = 204


@app.post("/zoom/events")
def receive(box: Annotated[Inbox, Depends(inbox)]) -> Response[Any]:
    """Take one webhook."""
    raw_body = _raw_body(app.current_event.raw_event)
    secret = box.verify(raw_body, app.current_event.headers)
    document = _document(raw_body)
    if document.get("event") == webhooks.VALIDATION:
        answer = webhooks.answer_validation(document, secret=secret)
        return Response(status_code=200, content_type="application/json", body=json.dumps(answer))
    _queue(box, document)
    return Response(status_code=NO_CONTENT)


def _queue(box: Inbox, document: dict[str, Any]) -> None:
    try:
        found = webhooks.read(document, client_id=box.client_id, now=box.clock.now())
    except webhooks.Malformed as error:
        logger.warning("webhook malformed", extra={"field": str(error)})
        count("WebhooksMalformed")
        return
    if found is None:
        return
    if isinstance(found, webhooks.Deauthorized):
        box.queue.send({"deauthorized": found.uid, "at": found.at})
    else:
        box.queue.send({"roster": found.to_message()})


def _raw_body(event: dict[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode()
    try:
        return base64.b64decode(body)
    except binascii.Error:
        raise WebhookRejected("body_not_base64") from None


def _document(raw_body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw_body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return respond(app, event, context, as_sent=True)
