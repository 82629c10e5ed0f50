"""Tables of docs/ come from the code; `make check-docs` holds the committed ones to it."""

import re
from pathlib import Path

import pytest
from scripts import tables
from scripts.product import load_template

MARKED = "Before.\n\n<!-- table {name} -->\n{body}<!-- end -->\n\nAfter.\n"


def test_drift_fails_and_says_how_to_mend_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(MARKED.format(name="tables", body="| stale |\n"))

    assert tables.main(["--check"], folder=tmp_path) == 1
    assert "make docs" in capsys.readouterr().out

    assert tables.main([], folder=tmp_path) == 0
    assert tables.main(["--check"], folder=tmp_path) == 0
    assert page.read_text().startswith("Before.\n")
    assert page.read_text().endswith("After.\n")


@pytest.mark.parametrize("name", sorted(set(tables.TABLES) - {"diagram"}))
def test_every_table_has_rows_of_one_width(name: str) -> None:
    lines = tables.TABLES[name](load_template()).splitlines()

    assert len(lines) > 2
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


def test_each_table_stands_in_some_document() -> None:
    written = "".join(path.read_text("utf-8") for path in tables.DOCS.glob("*.md"))

    for name in tables.TABLES:
        assert f"<!-- table {name} -->" in written


def test_the_diagram_shows_what_is_in_the_template_and_nothing_else() -> None:
    template = load_template()
    drawn = tables.TABLES["diagram"](template)
    ours = {*template.functions, *template.of_type("AWS::SQS::Queue")}

    assert set(re.findall(r"(\w+)\[[\"/]", drawn)) == ours
    assert "TimelineWrite --> OutboxQueue" in drawn
    assert "OutboxQueue --> OutboxWorker" in drawn
    assert 'Pane["Pane<br/>no table"]' in drawn
