"""docs/data-model.md names every key and attribute that the main job leaves in the tables."""

import re
from collections.abc import Iterator
from typing import Any

from scripts.product import ROOT
from tests.harness import Bench

from gainsight_zoom import aws

PAGE = (ROOT / "docs" / "data-model.md").read_text("utf-8")
SECTION = re.compile(r"^### (\w+)$(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `([^`]+)` / `([^`]+)`[^|]*\|([^|]*)\|", re.MULTILINE)
ALWAYS = {"pk", "sk", "schema"}
VARIABLES = {"IdentityTable": "IDENTITY_TABLE", "TenantsTable": "TENANTS_TABLE"}


def documented(table: str) -> list[tuple[re.Pattern[str], set[str] | None]]:
    """Read the kinds of items of a table; attributes are None where they are told in words."""
    section = next(body for name, body in SECTION.findall(PAGE) if name == table)
    kinds = []
    for pk, sk, attributes in ROW.findall(section):
        named = set(re.findall(r"`(\w+)`", attributes))
        in_words = not named and attributes.strip() != "none"
        kinds.append((pattern(f"{pk} / {sk}"), None if in_words else named))
    return kinds


def test_the_main_job_leaves_nothing_undocumented(bench: Bench) -> None:
    bearer = bench.sign_in()
    bench.search(bearer, "northw")
    bench.record(bearer)
    bench.start_sign_in(bearer)
    bench.call("oauth_callback/zoom-authorize", bearer=bearer, body={})
    bench.call("oauth_callback/zoom-install", cookies=[])

    for table, variable in VARIABLES.items():
        kinds = documented(table)
        items = list(_items(bench.environment[variable]))
        assert items
        for item in items:
            key = f"{item['pk']['S']} / {item['sk']['S']}"
            known = [named for pattern, named in kinds if pattern.fullmatch(key)]
            assert known, f"{table} holds {key}"
            if known[0] is not None:
                assert set(item) - ALWAYS <= known[0], key


def _items(table: str) -> Iterator[dict[str, Any]]:
    yield from aws.client("dynamodb").scan(TableName=table)["Items"]


def pattern(key: str) -> re.Pattern[str]:
    parts = re.split(r"(<[^>]+>)", key)
    return re.compile("".join(".+" if p.startswith("<") else re.escape(p) for p in parts))
