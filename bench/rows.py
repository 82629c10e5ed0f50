"""A figure beside its bound, and how a table of them is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Row", "Section", "table"]


@dataclass(frozen=True)
class Row:
    """One figure.

    Parameters
    ----------
    bound : float or None
        What the value may not exceed; None for a figure that is told for information.
    note : str
        What the figure is made of, where that is not plain.
    """

    what: str
    value: float
    bound: float | None = None
    unit: str = ""
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the value is within its bound."""
        return self.bound is None or self.value <= self.bound

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What, measured, bound, note."""
        bound = "" if self.bound is None else f"<= {_number(self.bound)}{self.unit}"
        verdict = "" if self.holds else " **exceeded**"
        return self.what, f"{_number(self.value)}{self.unit}{verdict}", bound, self.note


@dataclass(frozen=True)
class Section:
    """Figures of one kind, and how they came about."""

    title: str
    method: str
    rows: tuple[Row, ...]
    machine_independent: bool

    def markdown(self) -> str:
        """Write the section."""
        head = ("What", "Measured", "Bound", "")
        return f"## {self.title}\n\n{self.method}\n\n{table(head, (r.cells for r in self.rows))}\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}".replace(",", " ")
    return f"{value:.2f}"
