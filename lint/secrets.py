"""Look for secrets in tracked files: ``python -m lint.secrets``.

detect-secrets finds; ``lint/known_findings.txt`` lists what a person has looked at and found
harmless, one per line: path, kind, first 12 digits of the finding's SHA-1.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

from lint.house import ROOT, tracked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KNOWN = ROOT / "lint" / "known_findings.txt"
SAMPLES = ("events/", "sandbox/", "tests/")
GUESSERS = ("Base64HighEntropyString", "HexHighEntropyString", "KeywordDetector")
LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-fuzz.txt",
    "requirements-sam.txt",
    "package-lock.json",
)


def find(paths: list[Path]) -> Iterator[str]:
    """Yield findings as ``path kind digits``.

    Sample data is made to look like secrets, so there only what has the shape of a real
    provider's key counts, not what is merely random or called a password.
    """
    samples = [path for path in paths if path.as_posix().startswith(SAMPLES)]
    with default_settings() as settings:
        yield from _scan([path for path in paths if path not in samples])
        settings.disable_plugins(*GUESSERS)
        yield from _scan(samples)


def _scan(paths: list[Path]) -> Iterator[str]:
    found = SecretsCollection(root=str(ROOT))
    for path in paths:
        if path.name not in LOCKS:
            found.scan_file(path.as_posix())
    for name, secret in found:
        yield f"{name} {secret.type.replace(' ', '-')} {secret.secret_hash[:12]}"


def main() -> int:
    """Compare findings with the known ones; return the exit status."""
    known = {line for line in KNOWN.read_text("utf-8").splitlines() if line}
    found = set(find(tracked()))
    for finding in sorted(found - known):
        print(f"Is this a secret? {finding}")
    for finding in sorted(known - found):
        print(f"No longer there, drop it from {KNOWN.name}: {finding}")
    if found == known:
        print("No secret in tracked files.")
    return 0 if found == known else 1


if __name__ == "__main__":
    sys.exit(main())
