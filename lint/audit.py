"""Ask public advisory databases about everything that is locked: ``python -m lint.audit``.

Not part of the gate: it needs the databases in reach (OSV for Python, the registry's own for
JavaScript), and what it finds changes without a change of ours. Run it before a release.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from lint.locks import JAVASCRIPT_LOCKS, PYTHON_LOCKS, ROOT


def main(arguments: list[str]) -> int:
    """Audit every lock; 1 where something is known to be vulnerable or could not be asked about."""
    parser = argparse.ArgumentParser(prog="python -m lint.audit", description=__doc__)
    parser.add_argument("--service-url", help="another server with OSV's interface")
    options = parser.parse_args(arguments)
    service = ["--service-url", options.service_url] if options.service_url else []
    failed = [name for name in PYTHON_LOCKS if _python(ROOT / f"{name}.txt", service)]
    failed += [name for name in JAVASCRIPT_LOCKS if _javascript(ROOT / name)]
    print(f"Not clean: {', '.join(failed)}" if failed else "No advisory against a locked package.")
    return 1 if failed else 0


def as_script(lock: str) -> str:
    """Turn a requirements lock into the inline metadata of a script, which uv can audit."""
    pins = [line.removesuffix("\\").strip() for line in lock.splitlines() if "==" in line]
    listed = "\n".join(f"#   {pin!r}," for pin in pins)
    return f'# /// script\n# requires-python = ">=3.11"\n# dependencies = [\n{listed}\n# ]\n# ///\n'


def _python(lock: Path, service: list[str]) -> int:
    print(f"{lock.relative_to(ROOT)}:", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "locked.py"
        script.write_text(as_script(lock.read_text()))
        uv = str(Path(sys.executable).with_name("uv"))
        command = [uv, "audit", "--preview-features", "audit", "--script", str(script), *service]
        return subprocess.run(command, cwd=scratch, check=False).returncode  # noqa: S603


def _javascript(lock: Path) -> int:
    print(f"{lock.relative_to(ROOT)}:", flush=True)
    command = ["npm", "audit", "--omit=optional"]
    return subprocess.run(command, cwd=lock.parent, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
