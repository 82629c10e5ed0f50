"""Bytes at every parser, guided by coverage: ``make fuzz-bytes`` (SECONDS=6 for each).

Each parser has a process of its own. Whatever it raises but its own refusals ends that process and
leaves the bytes in ``.cache/fuzz``. What the parsers' answers must be like besides is told by
``tests/unit/test_parsers.py``, which makes up documents instead of bytes.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import atheris
from bench.report import write
from bench.rows import Row, Section

with atheris.instrument_imports(include=["gainsight_zoom", "tenant_admin"]):
    from tests.fuzz.targets import REFUSALS, SEEDS

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / ".cache" / "fuzz"
SECONDS = int(os.environ.get("SECONDS", "6"))
AT_ONCE = 2
LIMITS = (f"-max_total_time={SECONDS}", "-timeout=5", "-max_len=600", "-seed=7")
RUNS = re.compile(rb"Done (\d+) runs")
COVERED = re.compile(rb"cov: (\d+)")
PARSERS = {target.__name__: target for target in SEEDS}
LAST_CHARS = 3_000


def run(name: str, arguments: list[str]) -> None:
    """Fuzz one parser in this process, which ends with it."""

    def one(data: bytes) -> None:
        try:
            PARSERS[name](data)
        except REFUSALS:
            return

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def fuzz(name: str) -> tuple[int, int, str]:
    """Fuzz one parser in a process of its own; runs, branches reached, and what a fault told."""
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[PARSERS[name]]):
            (Path(corpus) / str(number)).write_bytes(seed)
        where = f"-artifact_prefix={FOUND}/{name}-"
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.parsers", name, *LIMITS, where, corpus],
            cwd=ROOT,
            env={**os.environ, "POWERTOOLS_LOG_LEVEL": "CRITICAL"},
            capture_output=True,
            check=False,
        )
    told = RUNS.search(done.stderr)
    covered = max(map(int, COVERED.findall(done.stderr)), default=0)
    fault = "" if done.returncode == 0 and told else done.stderr.decode("utf-8", "replace")
    return int(told[1]) if told else 0, covered, fault[-LAST_CHARS:]


def main(arguments: list[str]) -> int:
    """Fuzz all parsers, or the one that is named, and write what came of it."""
    if arguments:
        run(arguments[0], arguments[1:])
    FOUND.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(AT_ONCE) as several:
        found = dict(zip(PARSERS, several.map(fuzz, PARSERS), strict=True))
    faults = {name: fault for name, (_, _, fault) in found.items() if fault}
    tried = (
        Row(f"{name}: inputs tried", runs, note=f"{covered} branches reached")
        for name, (runs, covered, _) in found.items()
    )
    section = Section(
        "Bytes at every parser",
        f"Guided by coverage (atheris), {SECONDS} s each. A fault is anything but a parser's own "
        "refusal, or 5 s without an answer.",
        (Row("parsers with a fault", len(faults), 0, note=", ".join(faults)), *tried),
        machine_independent=False,
    )
    print(section.markdown())
    for name, fault in faults.items():
        print(f"--- {name}\n{fault}", file=sys.stderr)
    print(f"Written: {write('make fuzz-bytes', [section], about='Made up anew from one seed.')}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
