"""What the product says of itself: its template, its functions' modules, its errors."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox import template as templates

if TYPE_CHECKING:
    from types import ModuleType

    from sandbox.template import Template

    from gainsight_zoom.errors import AppError

__all__ = ["ROOT", "error_classes", "first_line", "function_modules", "load_template"]

ROOT = Path(__file__).resolve().parent.parent


def load_template() -> Template:
    """Read ``template.yaml``."""
    return templates.load(ROOT / "template.yaml")


def function_modules(template: Template) -> dict[str, ModuleType]:
    """Import the HTTP module of every function that has a route.

    Returns
    -------
    dict
        By the function's folder, in the template's order.
    """
    routed = {route.function for route in template.routes}
    modules = (f.handler.rpartition(".")[0] for n, f in template.functions.items() if n in routed)
    return {name.partition(".")[0]: importlib.import_module(name) for name in modules}


def error_classes() -> list[type[AppError]]:
    """Return every kind of error the product answers with, by status and code.

    The functions' modules have to be imported before: they have a few kinds of their own.
    """
    from gainsight_zoom.errors import AppError  # noqa: PLC0415 - importable once sandbox is

    def below(base: type[AppError]) -> list[type[AppError]]:
        return [base, *(c for sub in base.__subclasses__() for c in below(sub))]

    return sorted(below(AppError), key=lambda c: (c.status, c.code, c.__name__))


def first_line(documented: object) -> str:
    """Return the first line of a docstring, without its full stop."""
    return (inspect.getdoc(documented) or "").partition("\n")[0].rstrip(".")
