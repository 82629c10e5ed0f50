"""The base of every model that checks or describes data, and values that several share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Lifetime = Annotated[int, Field(ge=0, le=10 * 365 * 86_400)]
"""Seconds a token is said to last; what no token lasts is no answer."""


class Shape(BaseModel):
    """A model whose validator is built when it is first used, not when its module is imported.

    A function imports many models and a request needs a few: building all of them was a good part
    of a cold start (``bench/cold.py``).
    """

    model_config = ConfigDict(defer_build=True)
