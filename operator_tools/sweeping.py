"""Going through a whole table, page by page, with a checkpoint from which to go on.

Functions never scan; an operator's command may. The checkpoint is written after each page, and what
is done to an item may be done twice: so a command can be stopped anywhere and started again.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.types import TypeDeserializer

from gainsight_zoom.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

__all__ = ["Checkpoint", "deployment", "sweep"]

PAGE_ITEMS = 500
_plain = TypeDeserializer().deserialize


@dataclass(frozen=True)
class Checkpoint:
    """Where a command stands, in a file.

    Parameters
    ----------
    command : str
        What the file is about; another command's is refused.
    """

    path: Path
    command: str

    def read(self) -> dict[str, Any]:
        """Return what was written last; empty where nothing was.

        Raises
        ------
        ValueError
            If the file belongs to another command.
        """
        if not self.path.exists():
            return {}
        state: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
        if state.pop("command") != self.command:
            raise ValueError(f"{self.path} belongs to another command: name another --checkpoint")
        return state

    def write(self, **state: Any) -> None:
        """Write where the command stands, all or nothing."""
        scratch = self.path.with_suffix(".tmp")
        scratch.write_text(json.dumps({"command": self.command, **state}), "utf-8")
        scratch.replace(self.path)

    def remove(self) -> None:
        """Forget it: all is done."""
        self.path.unlink(missing_ok=True)


def sweep(
    dynamodb: Any, table: str, work: Callable[[dict[str, Any]], bool], after: Any = None
) -> Iterator[tuple[int, int, Any]]:
    """Show every item of a table to some work, a page at a time.

    Parameters
    ----------
    work : callable
        Takes an item and says whether it did anything to it.
    after : object
        Key to go on after, as an earlier run yielded it.

    Yields
    ------
    tuple
        Items seen and worked on in a page, and the key to go on after; None after the last page.
    """
    while True:
        more = {} if after is None else {"ExclusiveStartKey": after}
        page = dynamodb.scan(TableName=table, ConsistentRead=True, Limit=PAGE_ITEMS, **more)
        items = [{k: _plain(v) for k, v in item.items()} for item in page["Items"]]
        done = sum(work(item) for item in items)
        after = page.get("LastEvaluatedKey")
        yield len(items), done, after
        if after is None:
            return


def deployment(function: str | None, environment: Mapping[str, str] = os.environ) -> Config:
    """Read a deployment's settings: those of one of its functions, or our own environment.

    Raises
    ------
    ConfigurationError
        If something is missing.
    """
    if function is None:
        return Config.from_env(environment)
    found = boto3.client("lambda").get_function_configuration(FunctionName=function)
    return Config.from_env(found["Environment"]["Variables"])
