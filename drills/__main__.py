"""``python -m drills``: run the drills and write their figures to docs/measurements.md.

Each drill is a seed and a bound: it ends by itself, and what it shows can be shown again. The exit
status is 1 when something was lost, came twice, or took longer than it may.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.rows import Section

COMMAND = "make drill"
ABOUT = """Time is the drill's own clock, so no machine changes these
figures; a seed tells the same story again."""
SEED = 7


def main(arguments: list[str]) -> int:
    """Run the drills; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="another story")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets are ordered by it, and so is the story
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "drills", *arguments])  # noqa: S606
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    sections = [_quietly(drill, options.seed) for drill in _drills()]
    exceeded = [row for section in sections for row in section.rows if not row.holds]
    for section in sections:
        print(section.markdown())
    if not options.dry:
        from bench.report import write  # noqa: PLC0415

        print(f"Written: {write(COMMAND, sections, about=ABOUT)}")
    for row in exceeded:
        print(f"Exceeded: {' | '.join(cell for cell in row.cells if cell)}", file=sys.stderr)
    return 1 if exceeded else 0


def _drills() -> tuple[Callable[[int], Section], ...]:
    from drills import faults, notes  # noqa: PLC0415 - once the logger is told to be quiet

    return (notes.section, faults.section)


def _quietly(drill: Callable[[int], Section], seed: int) -> Section:
    """Run a drill; what functions print meanwhile is their metrics, and traces of what is meant."""
    print(f"{drill.__module__}, seed {seed}", flush=True)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):  # noqa: PTH123
        return drill(seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
