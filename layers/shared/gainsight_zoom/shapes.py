"""The base of every model that checks or describes data; no model itself."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A model whose validator is built when it is first used, not when its module is imported.

    A function imports many models and a request needs a few: building all of them was a good part
    of a cold start (``bench/cold.py``).
    """

    model_config = ConfigDict(defer_build=True)
