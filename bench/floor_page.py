"""The floor of a function that only serves files: logger, resolver without validation, a page."""

from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
app = APIGatewayHttpResolver()


@app.get("/floor/<name>")
def floor(name: str) -> Response[str]:
    """Serve a file."""
    logger.info("answered", extra={"file": name})
    page = Path(__file__).read_text(encoding="utf-8")
    return Response(status_code=200, content_type="text/html; charset=utf-8", body=page)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return app.resolve(event, context)
