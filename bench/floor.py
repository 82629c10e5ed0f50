"""The floor of a function that calls others: the same clients, no product.

A Powertools logger and resolver with validation, boto3 clients for DynamoDB, KMS and Secrets
Manager, a requests session; and one request that takes one call with each of them and answers
through a pydantic model. Whatever a function takes beyond this is ours.
"""

from typing import Any

import boto3
import requests
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from pydantic import BaseModel

CONFIG = Config(
    connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3}
)

logger = Logger()
app = APIGatewayHttpResolver(enable_validation=True)
aws = boto3.Session()
dynamodb = aws.client("dynamodb", config=CONFIG)
kms = aws.client("kms", config=CONFIG)
secrets = aws.client("secretsmanager", config=CONFIG)
session = requests.Session()


class Answer(BaseModel):
    """What the floor answers."""

    items: int
    key_bytes: int
    secret_chars: int
    result: bool


@app.get("/floor/<name>")
def floor(name: str) -> Answer:
    """Take one call with each client."""
    found = dynamodb.query(
        TableName="floor",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": name}},
    )
    key = kms.decrypt(CiphertextBlob=b"floor", EncryptionContext={"name": name})
    secret = secrets.get_secret_value(SecretId=name)
    upstream = session.post("https://floor.example/query", json={}, timeout=(3, 8)).json()
    logger.info("answered")
    return Answer(
        items=len(found["Items"]),
        key_bytes=len(key["Plaintext"]),
        secret_chars=len(secret["SecretString"]),
        result=upstream["result"],
    )


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer API Gateway."""
    return app.resolve(event, context)
