"""Keep the locks in step with what they were made from: ``python -m lint.locks [--write]``.

A lock names one version of everything, with the hashes of every platform's file, for Python 3.11
and newer; it names no address, so that each machine installs from where it is told to.

Their form is held anywhere. Whether they are what the registry gives today, and whether all of it
can be installed on both architectures, is asked of the registry; without it a developer may go on,
CI may not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import product
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
MACHINES = ("x86_64", "aarch64")
GLIBC = "2_28"
"""Of the machines that install wheels; Lambda's and Debian's are newer."""
PYTHONS = ("3.11", "3.13")
PIN = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w,.-]+\])?==[\w.!+-]+( ; [^;#@]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
INTEGRITY = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")
OUT_OF_REACH = 2
"""uv's status for what is no matter of the requirements; 1 is "these cannot be met"."""


class RegistryOutOfReach(Exception):
    """Nobody could be asked; the message is uv's."""


def main(arguments: list[str]) -> int:
    """Check the locks, or write them; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lint.locks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the locks anew")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    options = parser.parse_args(arguments)
    if options.write:
        for name, lock in compiled(ROOT, *(["--upgrade"] if options.upgrade else [])).items():
            (ROOT / f"{name}.txt").write_text(lock)
        return 0
    faults = [*python_faults(ROOT), *javascript_faults(ROOT)]
    asked = "what the registry gives, for both architectures"
    try:
        faults = faults or [*drift_faults(ROOT), *wheel_faults(ROOT)]
    except RegistryOutOfReach as error:
        if os.environ.get("CI"):
            faults = [f"The registry is out of reach:\n{error}"]
        asked = "whole by their form; no registry is in reach to ask for more"
    print("\n".join(faults) or f"The locks name no address and are {asked}.")
    return 1 if faults else 0


def python_faults(root: Path) -> Iterator[str]:
    """Yield Python locks with an address, or with a pin that has no whole SHA-256."""
    for name in PYTHON_LOCKS:
        text = (root / f"{name}.txt").read_text()
        if "://" in text:
            yield f"{name}.txt names an address"
        for entry in text.replace("\\\n", " ").splitlines():
            pin, *hashes = (part.strip() for part in re.split(r"\s(?=--hash)", entry.strip()))
            if pin and not PIN.fullmatch(pin):
                yield f"{name}.txt pins no version: {pin}"
            elif pin and not hashes:
                yield f"{name}.txt has no hash for {pin}"
            yield from (
                f"{name}.txt has a broken hash for {pin}"
                for one in hashes
                if not HASH.fullmatch(one)
            )


def javascript_faults(root: Path) -> Iterator[str]:
    """Yield JavaScript locks with an address, or with a package that has no whole SHA-512."""
    for name in JAVASCRIPT_LOCKS:
        text = (root / name).read_text()
        if '"resolved"' in text:
            yield f"{name} names an address: keep omit-lockfile-registry-resolved in .npmrc"
        for package, entry in json.loads(text)["packages"].items():
            if package and not INTEGRITY.fullmatch(entry.get("integrity", "")):
                yield f"{name} has no hash for {package}"


def drift_faults(root: Path) -> Iterator[str]:
    """Yield Python locks that are not what :func:`compiled` makes, hashes included.

    Raises
    ------
    RegistryOutOfReach
        If it cannot be asked.
    """
    for name, lock in compiled(root).items():
        if lock != (root / f"{name}.txt").read_text():
            yield f"{name}.txt is not what {name}.in and the registry make of it: run `make lock`"


def compiled(root: Path, *more: str) -> dict[str, str]:
    """Make each lock anew: the versions it has, of which one moves only where it must.

    Its hashes are asked for anew; uv would take those it finds.

    Raises
    ------
    RegistryOutOfReach
        If it cannot be asked.
    SystemExit
        If what is asked for cannot be met.
    """
    shape = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for name in PYTHON_LOCKS:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / f"{name}.in", copy / f"{name}.in")
            (copy / f"{name}.txt").write_text(_without_hashes((root / f"{name}.txt").read_text()))
        for name in PYTHON_LOCKS:
            files = [f"{name}.in", "--output-file", f"{name}.txt"]
            oldest = ["--no-annotate", "--python-version", PYTHONS[0]]
            done = _uv(copy, "compile", *shape, *oldest, *files, *more)
            if done.returncode:
                raise SystemExit(f"{name}.in: {done.stderr}")
        return {name: (copy / f"{name}.txt").read_text() for name in PYTHON_LOCKS}


def _without_hashes(lock: str) -> str:
    return re.sub(r" \\\n +--hash=\S*", "", lock)


def wheel_faults(root: Path) -> Iterator[str]:
    """Yield Python locks with a pin that one of the architectures has no wheel of.

    Raises
    ------
    RegistryOutOfReach
        If it cannot be asked.
    """

    def installed(case: tuple[str, str, str]) -> str | None:
        name, machine, python = case
        only = ["--dry-run", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
        where = ["--python-platform", f"{machine}-manylinux_{GLIBC}", "--python-version", python]
        with tempfile.TemporaryDirectory() as nowhere:
            done = _uv(root, "install", *only, *where, "--target", nowhere, "-r", f"{name}.txt")
        if done.returncode == 0:
            return None
        return f"{name}.txt cannot be installed on {machine} with Python {python}: {done.stderr}"

    with ThreadPoolExecutor(max_workers=4) as side_by_side:
        yield from filter(
            None, side_by_side.map(installed, product(PYTHON_LOCKS, MACHINES, PYTHONS))
        )


def _uv(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("uv")), "pip", *arguments, "--quiet"]
    done = subprocess.run(  # noqa: S603 - our own arguments
        command, cwd=root, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode == OUT_OF_REACH:
        raise RegistryOutOfReach(done.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
