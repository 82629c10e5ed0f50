"""``python -m bench``: measure against the budgets and write docs/measurements.md.

With ``--check`` only what no machine changes is measured and nothing is written. The exit status is
1 when a bound is exceeded and `bench.known` does not know it, or knows it otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from bench.known import faults
from bench.report import write

if TYPE_CHECKING:
    from bench.rows import Section

ABOUT = """Each bound was set before it was measured; the
figures that no machine changes are held by `make check-bench`, a part of `make check`: what is
known to miss its bound, with the reason, stands in `bench/known.py` and may get neither worse nor,
unnoticed, better. The others are looked at here.
Milliseconds are this machine's, not Lambda's: only ratios carry over."""


def main(arguments: list[str]) -> int:
    """Measure; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--check", action="store_true", help="hold the machine-independent bounds")
    options = parser.parse_args(arguments)
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    sections = _machine_independent()
    if not options.check:
        sections += _timed()
        print(f"Written: {write('make bench', sections, about=ABOUT)}")
    rows = [row for section in sections for row in section.rows]
    for row in rows:
        if options.check and row.bound is not None:
            _say(row.cells)
    found = list(faults(rows))
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


def _machine_independent() -> list[Section]:
    from bench import (  # noqa: PLC0415 - once the logger is told to be quiet
        brief,
        calls,
        modules,
        people,
        usage,
        weight,
    )

    return [
        *calls.sections(),
        people.section(),
        usage.section(),
        brief.section(),
        weight.section(),
        modules.section(),
    ]


def _timed() -> list[Section]:
    from bench import cold, latency, usage  # noqa: PLC0415

    print("Measuring cold starts; leave the machine alone for three minutes.", flush=True)
    return [latency.section(), usage.timed(), cold.section()]


def _say(cells: tuple[str, ...]) -> None:
    print(f"{cells[0]:<50} {cells[1]:<12} {cells[2]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
