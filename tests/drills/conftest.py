"""Drills are told by a seed and run without a network."""

import pytest


@pytest.fixture(autouse=True)
def no_sockets(socket_disabled: None) -> None:
    """Refuse every socket."""
