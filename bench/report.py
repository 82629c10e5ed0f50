"""docs/measurements.md: figures with their date and machine, one part per command."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["write"]

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "measurements.md"


class Written(Protocol):
    """A section of the report."""

    def markdown(self) -> str:
        """Write the section."""
        ...


def write(command: str, sections: Sequence[Written], *, about: str) -> str:
    """Replace what an earlier run of this command wrote; return the report's path.

    Parameters
    ----------
    command : str
        As one types it, ``make bench``; its part of the report is found by it.
    about : str
        What to know before reading the figures.
    """
    today = datetime.now(UTC).date().isoformat()
    told = f"Written by `{command}` on {today}, on {_machine()}. {about}\n"
    part = "\n".join([f"<!-- part {command} -->", told, *(s.markdown() for s in sections)])
    part += "<!-- end -->\n"
    report = TARGET.read_text("utf-8")
    earlier = re.compile(rf"<!-- part {re.escape(command)} -->.*?<!-- end -->\n", re.DOTALL)
    report = earlier.sub(lambda _: part, report) if earlier.search(report) else f"{report}\n{part}"
    TARGET.write_text(report, "utf-8")
    return str(TARGET.relative_to(ROOT))


def _machine() -> str:
    processor = _processor_name() or platform.machine()
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} x {processor}, {system}, Python {platform.python_version()}"


def _processor_name() -> str:
    listing = Path("/proc/cpuinfo")
    if not listing.exists():
        return platform.processor()
    named = (line for line in listing.read_text().splitlines() if line.startswith("model name"))
    return next(named, "").partition(":")[2].strip()
