"""What a table lost comes back; what it has stays, and who left stays gone."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from operator_tools import restore, sweeping
from tests.background import Background
from tests.cloud import TEMPLATE
from tests.harness import JONAS, PRIYA, Bench
from tests.notebook import Notebook

RESTORED = "restored"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PAGE_ITEMS", 3)


class Copy:
    """A copy of a live table, as a restore from a point in time makes one."""

    def __init__(self, live: str, logical_id: str) -> None:
        self.dynamodb = boto3.client("dynamodb")
        self.live = live
        self.dynamodb.create_table(**TEMPLATE.tables[logical_id].create_arguments(RESTORED))
        for item in self.items(live):
            self.dynamodb.put_item(TableName=RESTORED, Item=item)

    def items(self, table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.dynamodb.scan(TableName=table)["Items"]
        return found

    def lose(self, prefix: str) -> None:
        for item in self.items(self.live):
            if item["pk"]["S"].startswith(prefix):
                key = {name: item[name] for name in ("pk", "sk")}
                self.dynamodb.delete_item(TableName=self.live, Key=key)

    def close(self) -> None:
        self.dynamodb.delete_table(TableName=RESTORED)


def run(bench: Bench, tmp_path: Path, table: str, *more: str) -> int:
    return restore.main(
        [table, RESTORED, "--checkpoint", str(tmp_path / "r.json"), *more],
        environment=bench.environment,
        clients=boto3.client,
        clock=bench.clock,
    )


def test_lost_connections_come_back_and_newer_ones_stay(
    bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bearers = {uid: bench.signed_in(uid=uid) for uid in (PRIYA, JONAS)}
    copy = Copy(bench.wired.config.identity_table, "IdentityTable")
    try:
        copy.lose(f"USER#{PRIYA}")
        bench.record(bearers[JONAS])
        kept = [i for i in copy.items(copy.live) if i["pk"]["S"] == f"USER#{JONAS}"]
        before = Background(bench).dump()

        assert run(bench, tmp_path, "identity") == 0
        assert Background(bench).dump() == before
        assert "Nothing was written" in capsys.readouterr().out

        assert run(bench, tmp_path, "identity", "--confirm") == 0
        assert bench.record(bearers[PRIYA]).status == 200
        now = [i for i in copy.items(copy.live) if i["pk"]["S"] == f"USER#{JONAS}"]
        assert now == kept
        assert not (tmp_path / "r.json").exists()
    finally:
        copy.close()


def test_who_left_meanwhile_does_not_come_back(bench: Bench, tmp_path: Path) -> None:
    bearer = bench.signed_in()
    book = Notebook(bench, bearer)
    assert book.publish(book.begin()).status == 200
    copy = Copy(bench.wired.config.notes_table, "NotesTable")
    try:
        assert bench.call("login_routing/delete-me", bearer=bearer).status == 204
        assert run(bench, tmp_path, "notes", "--confirm") == 0
        assert copy.items(copy.live) == []

        bench.clock.advance(1)
        again = Notebook(bench, bench.signed_in())
        assert again.publish(again.begin()).status == 200
        assert run(bench, tmp_path, "notes", "--confirm") == 0
        keys = [item["pk"]["S"] for item in copy.items(copy.live)]
        assert sum(key.startswith("BELL#") for key in keys) == 1
    finally:
        copy.close()


def test_what_was_counted_comes_back_but_nothing_that_names_who_left(
    bench: Bench, tmp_path: Path
) -> None:
    background = Background(bench)
    bearers = {uid: bench.signed_in(uid=uid) for uid in (PRIYA, JONAS)}
    for bearer in bearers.values():
        bench.record(bearer)
    assert background.drain("usage") == []
    gsid = bench.wired.users.load(PRIYA).credentials[0].user.gsid  # type: ignore[union-attr]
    copy = Copy(bench.wired.config.usage_table, "UsageTable")
    try:
        before = copy.items(copy.live)
        assert bench.call("login_routing/delete-me", bearer=bearers[PRIYA]).status == 204
        after_leaving = copy.items(copy.live)
        copy.lose("northstar#")
        copy.lose("USER#")
        assert copy.items(copy.live) == []
        assert run(bench, tmp_path, "usage") == 0
        assert copy.items(copy.live) == []
        assert run(bench, tmp_path, "usage", "--confirm") == 0
        back = copy.items(copy.live)
        assert sorted(map(str, back)) == sorted(map(str, after_leaving)) != sorted(map(str, before))
        assert gsid not in str(back)
        assert PRIYA not in str(back)
    finally:
        copy.close()


def test_what_has_expired_is_left_behind(bench: Bench, tmp_path: Path) -> None:
    bench.open_pane()
    copy = Copy(bench.wired.config.identity_table, "IdentityTable")
    try:
        copy.lose("USER#")
        bench.clock.advance(9 * 3600)
        assert run(bench, tmp_path, "identity", "--confirm") == 0
        assert "SESSION#" not in json.dumps(copy.items(copy.live))
    finally:
        copy.close()


def test_the_live_table_is_no_source(bench: Bench) -> None:
    with pytest.raises(SystemExit):
        restore.main(["notes", bench.wired.config.notes_table], environment=bench.environment)
