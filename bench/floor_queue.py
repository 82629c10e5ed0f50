"""The floor of a function that only takes something in: one secret read, one message sent.

A Powertools logger and resolver without validation, boto3 clients for Secrets Manager and SQS.
"""

import json
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

CONFIG = Config(
    connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3}
)
NO_CONTENT = 204

logger = Logger()
app = APIGatewayHttpResolver()
aws = boto3.Session()
secrets = aws.client("secretsmanager", config=CONFIG)
sqs = aws.client("sqs", config=CONFIG)


@app.get("/floor/<name>")
def floor(name: str) -> Response[str]:
    """Take one call with each client."""
    secrets.get_secret_value(SecretId=name)
    sqs.send_message(QueueUrl="https://floor.example/queue", MessageBody=json.dumps({"name": name}))
    logger.info("answered")
    return Response(status_code=NO_CONTENT)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return app.resolve(event, context)
