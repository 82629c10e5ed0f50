"""What no tracked file may hold: ``python -m lint.house``.

Each rule is something a reviewer would otherwise say again; its message gives the reason.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class TextRule:
    """A pattern that may not occur in files whose path matches `where`."""

    pattern: re.Pattern[str]
    where: re.Pattern[str]
    reason: str


TEXT_RULES = (
    TextRule(
        re.compile(r"\b(?:pypi|pythonhosted|npmjs|yarnpkg|debian)\.(?:org|com)\b"),
        re.compile(r""),
        "names a package registry: each machine is told where to install from",
    ),
    TextRule(
        re.compile(r"\blog_event\s*=\s*True|LOG_EVENT"),
        re.compile(r"^(?:functions|layers|template\.yaml)"),
        "logs events: they hold Authorization headers, OAuth codes and notes",
    ),
    TextRule(
        re.compile(r"\bpragma: no cover\b"),
        re.compile(r"\.py$"),
        "hides code from coverage: test it or leave it out",
    ),
    TextRule(
        re.compile(r"^class \w+\((?:pydantic\.)?BaseModel\b", re.MULTILINE),
        re.compile(r"^(?:functions|layers)/(?!shared/gainsight_zoom/shapes\.py)"),
        "builds its validator on every cold start: derive from gainsight_zoom.shapes.Shape",
    ),
    TextRule(
        re.compile(r"\bfacts/\w+\.md\b|\bdesign\.md\b"),
        re.compile(r""),
        "cites a paper that is not in this repository: name the public source",
    ),
)
SHAPELESS = re.compile(r"(?:^|/)(?:utils?|helpers?|services?|managers?|common|misc)(?:\.py|/)")


def faults_of(path: str, text: str) -> list[str]:
    """List what one file does that none may.

    Parameters
    ----------
    path : str
        Relative to the repository, with forward slashes.
    """
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {rule.reason}"
        for rule in TEXT_RULES
        if rule.where.search(path)
        for match in rule.pattern.finditer(text)
    ]
    if path.endswith(".py") and SHAPELESS.search(path):
        found.append(f"{path}: a name for anything; the domain's noun is still missing")
    return found


def tracked(root: Path = ROOT) -> list[Path]:
    """List the files git tracks, without vendored ones."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if (root / path).is_file() and "vendor-" not in path.name]


def main() -> int:
    """Check every tracked file; return the exit status."""
    faults: list[str] = []
    for path in tracked():
        if path.parts[0] == "lint" or path.parts[:2] == ("tests", "lint"):
            continue
        try:
            text = (ROOT / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        faults += faults_of(path.as_posix(), text)
    print("\n".join(faults) or "No tracked file breaks a house rule.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
