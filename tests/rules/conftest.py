"""Rules are looked up, not tried out over a network."""

import pytest


@pytest.fixture(autouse=True)
def no_sockets(socket_disabled: None) -> None:
    """Refuse every socket."""
