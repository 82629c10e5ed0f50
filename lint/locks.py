"""Keep the locks in step with what they were made from: ``python -m lint.locks [--write]``.

A lock names one version of everything, with the hashes of every platform's file, for Python 3.11
and newer; it names no address, so that each machine installs from where it is told to.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LOCKS = (
    "layers/shared/requirements",
    "requirements-dev",
    "requirements-fuzz",
    "requirements-sam",
)
JAVASCRIPT_LOCKS = ("package-lock.json", ".ci/dynamodb-local/package-lock.json")


def main(arguments: list[str]) -> int:
    """Check the locks, or write them; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lint.locks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the locks anew")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    options = parser.parse_args(arguments)
    if options.write:
        for name in PYTHON_LOCKS:
            _compile(ROOT, name, *(["--upgrade"] if options.upgrade else []))
        return 0
    faults = [*_drifted(), *python_faults(ROOT), *javascript_faults(ROOT)]
    print("\n".join(faults) or "The locks are in step and name no address.")
    return 1 if faults else 0


def _drifted() -> Iterator[str]:
    """Compile copies that start from the present locks: a version moves only where it must."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for name in PYTHON_LOCKS:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            for ending in (".in", ".txt"):
                shutil.copy(ROOT / f"{name}{ending}", copy / f"{name}{ending}")
        for name in PYTHON_LOCKS:
            _compile(copy, name)
            lock = f"{name}.txt"
            if (copy / lock).read_text() != (ROOT / lock).read_text():
                yield f"{lock} is not what {name}.in asks for: run `make lock`"


def _compile(root: Path, name: str, *more: str) -> None:
    command = [
        str(Path(sys.executable).with_name("uv")),
        "pip",
        "compile",
        "--quiet",
        "--universal",
    ]
    shape = ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    files = ["--python-version", "3.11", f"{name}.in", "--output-file", f"{name}.txt"]
    subprocess.run([*command, *shape, *files, *more], cwd=root, check=True)  # noqa: S603


def python_faults(root: Path) -> Iterator[str]:
    """Yield Python locks that name an address or lack a hash."""
    for name in PYTHON_LOCKS:
        text = (root / f"{name}.txt").read_text()
        if "://" in text:
            yield f"{name}.txt names an address"
        for entry in text.replace("\\\n", " ").splitlines():
            if entry.strip() and "--hash=sha256:" not in entry:
                yield f"{name}.txt has no hash for {entry.split()[0]}"


def javascript_faults(root: Path) -> Iterator[str]:
    """Yield JavaScript locks that name an address or lack a hash."""
    for name in JAVASCRIPT_LOCKS:
        text = (root / name).read_text()
        if '"resolved"' in text:
            yield f"{name} names an address: keep omit-lockfile-registry-resolved in .npmrc"
        for package, entry in json.loads(text)["packages"].items():
            if package and "integrity" not in entry:
                yield f"{name} has no hash for {package}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
