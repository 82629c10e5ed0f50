"""The engines that the store's contract is held on: moto always, DynamoDB Local when asked for."""

from collections.abc import Iterator

import pytest
from tests.cloud import Cloud
from tests.dynamodb_local import CloudOnDynamoDbLocal, dynamodb_local

__all__ = ["dynamodb_local"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``make test-dynamodb-local`` choose the engine."""
    parser.addoption(
        "--dynamodb-local", action="store_true", help="use genuine DynamoDB Local, not moto"
    )


@pytest.fixture(scope="session")
def one_cloud(request: pytest.FixtureRequest) -> Iterator[Cloud]:
    """This session's AWS, on the chosen engine."""
    if not request.config.getoption("--dynamodb-local", default=False):
        yield Cloud()
        return
    endpoint = request.getfixturevalue("dynamodb_local")
    cloud = CloudOnDynamoDbLocal(endpoint)
    yield cloud
    cloud.close()
