"""What was assumed of a tenant, what was found, and whether the code copes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Finding", "table"]

HEAD = ("Question", "Assumed", "Found", "Do we cope?")
WIDEST = (30, 32, 50, 11)
VERDICT = {True: "yes", False: "NO", None: "-"}


@dataclass(frozen=True)
class Finding:
    """One question, settled.

    Never holds a value of a record: what is printed may be sent to us.

    Parameters
    ----------
    copes : bool or None
        Whether our code works with what was found; None where nothing of ours depends on it yet,
        or where nothing was there to be seen.
    """

    question: str
    assumed: str
    found: str
    copes: bool | None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The row of the table."""
        return self.question, self.assumed, self.found, VERDICT[self.copes]


def table(findings: Iterable[Finding]) -> str:
    """Lay the findings out in columns; a cell that is too long goes on in the next line."""
    rows = [HEAD, tuple("-" * width for width in WIDEST), *(f.cells for f in findings)]
    lines: list[str] = []
    for row in rows:
        columns = [_wrapped(cell, width) for cell, width in zip(row, WIDEST, strict=True)]
        for n in range(max(len(column) for column in columns)):
            parts = [
                (column[n] if n < len(column) else "").ljust(width)
                for column, width in zip(columns, WIDEST, strict=True)
            ]
            lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
