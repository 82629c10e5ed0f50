"""``python -m drills [NAME...]``: run drills and write their figures to docs/measurements.md.

Each drill is a seed and a bound: it ends by itself, and what it shows can be shown again. The exit
status is 1 when something was lost, came twice, or took longer than it may.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.rows import Section

NAMES = ("notes", "killed", "faults", "ten_oclock")
ABOUT = """Time is the drill's own clock, so no machine changes these
figures; a seed tells the same story again."""
REAL = """Time is the machine's, and so is chance; what may neither be lost nor come twice is
not."""
SEED = 7
PEOPLE = 20


def main(arguments: list[str]) -> int:
    """Run the drills; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], help="all if none is named")
    parser.add_argument("--seed", type=int, default=SEED, help="another story")
    parser.add_argument("--people", type=int, default=PEOPLE, help="in the meeting of the faults")
    options = parser.parse_args(arguments)
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets are ordered by it, and so is the story
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "drills", *arguments])  # noqa: S606
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    from bench.report import write  # noqa: PLC0415 - once the logger is told to be quiet

    exceeded = []
    for name in options.names or NAMES:
        print(f"{name}, seed {options.seed}", flush=True)
        section = _run(name, options.seed, options.people)
        print(section.markdown())
        about = ABOUT if section.machine_independent else REAL
        print(f"Written: {write(f'make drill DRILL={name}', [section], about=about)}", flush=True)
        exceeded += [row for row in section.rows if not row.holds]
    for row in exceeded:
        print(f"Exceeded: {' | '.join(cell for cell in row.cells if cell)}", file=sys.stderr)
    return 1 if exceeded else 0


def _run(name: str, seed: int, people: int) -> Section:
    """Run a drill; what functions print meanwhile is their metrics, and traces of what is meant."""
    from drills import faults, killed, notes, ten_oclock  # noqa: PLC0415

    with (
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
        redirect_stderr(nowhere),
    ):
        drill: dict[str, Callable[[], Section]] = {
            "notes": lambda: notes.section(seed),
            "killed": lambda: killed.section(seed),
            "faults": lambda: faults.section(seed, people=people),
            "ten_oclock": lambda: ten_oclock.section(seed),
        }
        return drill[name]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
