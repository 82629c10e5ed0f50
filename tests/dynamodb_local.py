"""Genuine DynamoDB Local for a test session: the server, and a cloud that keeps its tables there.

Name the fixture in a ``conftest.py``: ``from tests.dynamodb_local import dynamodb_local``.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from sandbox.aws import STACK
from sandbox.dynamodb_local import Absent, running
from tests.cloud import TEMPLATE, Cloud, InProcessAws

__all__ = ["CloudOnDynamoDbLocal", "dynamodb_local"]

VARIABLE = "AWS_ENDPOINT_URL_DYNAMODB"


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """Endpoint of an empty DynamoDB Local; fails, never skips, where it cannot be started."""
    try:
        with running() as endpoint:
            yield endpoint
    except Absent as error:
        pytest.fail(str(error))


class CloudOnDynamoDbLocal(Cloud):
    """A cloud whose tables are DynamoDB Local's; everything else stays moto's.

    Parameters
    ----------
    endpoint : str
        Where DynamoDB Local listens.
    """

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        urls = [f"{endpoint}/.*"]
        self._mock = InProcessAws(config={"core": {"passthrough": {"urls": urls}}})
        self._restored: dict[str, list[dict[str, Any]]] = {}
        os.environ[VARIABLE] = endpoint

    def close(self) -> None:
        """Let clients made from now on be moto's again."""
        del os.environ[VARIABLE]

    @contextmanager
    def fresh(self) -> Iterator[dict[str, str]]:
        """Work in tables as the template and the operator left them."""
        first = not self.environment
        with super().fresh() as environment:
            if first:
                self._restored = {name: self.items(name) for name in TEMPLATE.tables}
            else:
                self._restore()
            yield environment

    def _restore(self) -> None:
        dynamodb = boto3.client("dynamodb")
        for name, items in self._restored.items():
            table = f"{STACK}-{name}"
            for item in self.items(name):
                key = {attribute: item[attribute] for attribute in ("pk", "sk")}
                dynamodb.delete_item(TableName=table, Key=key)
            for item in items:
                dynamodb.put_item(TableName=table, Item=item)

    @staticmethod
    def _live_tables() -> Mapping[str, Any]:
        """Nothing of moto's is to be copied."""
        return {}
