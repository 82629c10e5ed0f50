"""What the docs point to is there."""

import re
from pathlib import Path

import pytest
from scripts.product import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)\)")
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|yaml|json|md|in|js|css|html)|(?:[\w.-]+/)+)`")
LAYER = ROOT / "layers" / "shared" / "gainsight_zoom"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_and_named_files_exist(page: Path) -> None:
    text = page.read_text("utf-8")

    links = [target for target in LINK.findall(text) if "://" not in target]
    assert [t for t in links if not (page.parent / t).exists()] == []

    named = set(NAMED.findall(text))
    places = (ROOT, LAYER, ROOT / "functions" / "pane")
    assert sorted(n for n in named if not any((p / n).exists() for p in places)) == []


def test_every_decision_is_dated_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text("utf-8")))

    notes = {path.name for path in folder.glob("*.md")} - {"README.md"}
    assert listed == notes
    for name in notes:
        assert re.search(r"\b2\d{3}-\d{2}-\d{2}\b", (folder / name).read_text("utf-8")), name


def test_every_shipped_dependency_has_its_line() -> None:
    shipped = (ROOT / "layers" / "shared" / "requirements.in").read_text("utf-8").splitlines()
    told = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")

    for line in shipped:
        name = line.partition("#")[0].strip()
        if name:
            assert f"**{name}**" in told
