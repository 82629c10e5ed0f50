"""Modules that are loaded when something of them is first asked for."""

import importlib
import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def lazily(name: str) -> ModuleType:
    """Return a module that is loaded by the first access to anything in it.

    For a handler whose routes need different modules: its first request pays for its own alone
    (``bench/cold.py``). Python's own recipe (The Python Standard Library, ``importlib``,
    «Implementing lazy imports»).

    Raises
    ------
    ModuleNotFoundError
        If there is none of that name.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        return importlib.import_module(name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
