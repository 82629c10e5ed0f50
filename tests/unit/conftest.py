"""Domain code is tested without a network: a socket opened here is a mistake."""

import pytest


@pytest.fixture(autouse=True)
def no_sockets(socket_disabled: None) -> None:
    """Refuse every socket."""
