"""Fixture: genuine DynamoDB Local for a test session.

Name it in a ``conftest.py``: ``from tests.dynamodb_local import dynamodb_local``.
"""

from collections.abc import Iterator

import pytest
from sandbox.dynamodb_local import Absent, running

__all__ = ["dynamodb_local"]


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """Endpoint of an empty DynamoDB Local; fails, never skips, where it cannot be started."""
    try:
        with running() as endpoint:
            yield endpoint
    except Absent as error:
        pytest.fail(str(error))
