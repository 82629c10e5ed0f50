"""docs/measurements.md: figures with their date and machine."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.rows import Section

__all__ = ["write"]

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "measurements.md"
HEAD = """# How fast is it, and how do we know?

Written by `make bench` on {date}, on {machine}. The budgets are those of the project's design; the
figures that no machine changes are held by `make check-bench`, the others are looked at here.
Milliseconds are this machine's, not Lambda's: only ratios carry over.
"""


def write(sections: list[Section]) -> str:
    """Write the report; return its path in the repository."""
    today = datetime.now(UTC).date().isoformat()
    parts = [HEAD.format(date=today, machine=_machine()), *(s.markdown() for s in sections)]
    TARGET.write_text("\n".join(parts), "utf-8")
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
