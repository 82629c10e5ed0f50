"""The operator's commands over a whole table: stopped anywhere, they go on and end the same."""

import json
import re
from pathlib import Path
from typing import Any

import boto3
import pytest
from operator_tools import offboard_tenant, reencrypt, sweeping
from tests.background import Background
from tests.harness import JONAS, PRIYA, Bench


class Stopped(Exception):
    """Ctrl-C, or a machine that went away."""


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PAGE_ITEMS", 3)


@pytest.fixture
def lived(bench: Bench) -> Bench:
    for uid in (PRIYA, JONAS):
        bearer = bench.signed_in("northstar", *(["kestrel"] if uid == PRIYA else []), uid=uid)
        bench.record(bearer)
    bench.start_sign_in(bench.open_pane(), tenant="northstar")
    assert Background(bench).drain("usage") == []
    return bench


def offboard(bench: Bench, tmp_path: Path, *more: str, clients: Any = boto3.client) -> int:
    return offboard_tenant.main(
        ["northstar", "--checkpoint", str(tmp_path / "c.json"), *more],
        environment=bench.environment,
        clients=clients,
        sleep=bench.clock.advance,
    )


def test_without_confirmation_it_only_counts(
    lived: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Background(lived).dump()
    assert offboard(lived, tmp_path) == 0
    assert Background(lived).dump() == before
    assert "Nothing was deleted" in capsys.readouterr().out


def test_nothing_of_the_tenant_remains_and_all_of_the_others(lived: Bench, tmp_path: Path) -> None:
    assert offboard(lived, tmp_path, "--confirm", "northstar", "--with-audit") == 0
    held = json.loads(Background(lived).dump())
    keys = json.dumps([[i.get("pk"), i["sk"], i.get("tenant")] for i in held])
    assert re.search(r'[#"]northstar["#]', keys) is None
    assert "CREDENTIAL#gainsight#kestrel" in lived.wired.users.keys(PRIYA)
    assert lived.wired.users.keys(JONAS)[0] == "CREDENTIAL#zoom#-"
    assert not (tmp_path / "c.json").exists()
    secrets = boto3.client("secretsmanager")
    with pytest.raises(secrets.exceptions.InvalidRequestException):
        secrets.get_secret_value(SecretId=f"{lived.wired.config.tenant_secret_prefix}northstar")
    secrets.restore_secret(SecretId=f"{lived.wired.config.tenant_secret_prefix}northstar")


def test_stopped_anywhere_it_goes_on(lived: Bench, tmp_path: Path) -> None:
    real = boto3.client("dynamodb")
    deletions = iter(range(1000))

    class Failing:
        exceptions = real.exceptions

        def __getattr__(self, name: str) -> Any:
            if name == "delete_item" and next(deletions) % 3 == 2:
                raise Stopped
            return getattr(real, name)

    runs = 0
    while True:
        runs += 1
        try:
            offboard(
                lived,
                tmp_path,
                "--confirm",
                "northstar",
                clients=lambda s: Failing() if s == "dynamodb" else boto3.client(s),
            )
        except Stopped:
            continue
        break
    assert runs > 2
    assert not [k for k in lived.wired.users.keys(PRIYA) if k.endswith("#northstar")]
    boto3.client("secretsmanager").restore_secret(
        SecretId=f"{lived.wired.config.tenant_secret_prefix}northstar"
    )


def test_stopped_while_it_waits_it_waits_again(lived: Bench, tmp_path: Path) -> None:
    waited: list[float] = []

    def stopped_once(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            raise Stopped

    def run() -> int:
        return offboard_tenant.main(
            ["kestrel", "--checkpoint", str(tmp_path / "c.json"), "--confirm", "kestrel"],
            environment=lived.environment,
            clients=boto3.client,
            sleep=stopped_once,
        )

    with pytest.raises(Stopped):
        run()
    assert run() == 0
    assert len(waited) == 2
    boto3.client("secretsmanager").restore_secret(
        SecretId=f"{lived.wired.config.tenant_secret_prefix}kestrel"
    )


def test_a_checkpoint_of_something_else_is_refused(lived: Bench, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('{"command": "offboard aurora delete=True"}')
    with pytest.raises(ValueError, match="another command"):
        offboard(lived, tmp_path)


def test_a_wrong_confirmation_is_refused(lived: Bench, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        offboard(lived, tmp_path, "--confirm", "aurora")


def test_credentials_are_sealed_anew_under_the_current_key(
    lived: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kms = boto3.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    before = lived.wired.credentials.get(PRIYA, "gainsight", "northstar")
    status = reencrypt.main(
        ["--checkpoint", str(tmp_path / "r.json")],
        environment={**lived.environment, "TOKEN_KEY_ID": key},
    )
    after = lived.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert before is not None
    assert after is not None
    assert status == 0
    assert after.sealed != before.sealed
    assert after.version == before.version
    assert lived.view(lived.open_pane())["accounts"]
    assert "5 sealed anew" in capsys.readouterr().out
    assert lived.record(lived.open_pane()).status == 200


def test_a_blob_of_another_row_is_reported_even_after_a_stop(
    lived: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = lived.wired.credentials.get(JONAS, "gainsight", "northstar")
    assert theirs is not None
    for tenant in ("northstar", "kestrel"):
        boto3.client("dynamodb").update_item(
            TableName=lived.wired.config.identity_table,
            Key={"pk": {"S": f"USER#{PRIYA}"}, "sk": {"S": f"CREDENTIAL#gainsight#{tenant}"}},
            UpdateExpression="SET sealed = :s",
            ExpressionAttributeValues={":s": {"B": theirs.sealed}},
        )
    real = boto3.client("dynamodb")
    pages = iter(range(1000))

    class Stopping:
        exceptions = real.exceptions

        def __getattr__(self, name: str) -> Any:
            if name == "scan" and next(pages) % 2:
                raise Stopped
            return getattr(real, name)

    def run() -> int:
        return reencrypt.main(
            ["--checkpoint", str(tmp_path / "r.json")],
            environment=lived.environment,
            clients=lambda s: Stopping() if s == "dynamodb" else boto3.client(s),
        )

    stops, status = 0, None
    while status is None:
        try:
            status = run()
        except Stopped:
            stops += 1
    assert stops > 2
    assert status == 1
    assert "2 broken" in capsys.readouterr().out.splitlines()[-1]
