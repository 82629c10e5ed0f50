"""Modules that are loaded when something of them is first asked for."""

from importlib import import_module
from typing import Any


class Lazily:
    """Stands in for a module until something of it is asked for, by whichever threads.

    For a handler whose routes need different modules: its first request pays for its own alone
    (``bench/cold.py``). Not `importlib.util.LazyLoader`: a second thread may find the module half
    loaded, in Python 3.11 at least, where ``import`` waits.

    Parameters
    ----------
    name : str
        The module's, in full.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """Load the module, unless it is, and return what is asked for."""
        return getattr(import_module(self._name), name)
