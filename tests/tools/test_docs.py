"""What the docs point to is there."""

import contextlib
import importlib
import io
import re
import tomllib
from pathlib import Path

import pytest
from scripts.product import ROOT, load_template

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)\)")
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|yaml|json|md|in|js|css|html)|(?:[\w.-]+/)+)`")
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
API_RISK = re.compile(r"\bAPI(\d+)\b")
TARGETS = re.compile(r"\bmake((?: [a-z][a-z-]*)+)")
COMMAND = re.compile(r"python -m operator_tools\.(\w+)([^`\n]*)")
LAYER = ROOT / "layers" / "shared" / "gainsight_zoom"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_and_named_files_exist(page: Path) -> None:
    text = page.read_text("utf-8")

    links = [target for target in LINK.findall(text) if "://" not in target]
    assert [t for t in links if not (page.parent / t).exists()] == []

    named = set(NAMED.findall(text))
    places = (ROOT, LAYER, ROOT / "functions" / "pane")
    assert sorted(n for n in named if not any((p / n).exists() for p in places)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_named_tests_and_make_targets_exist(page: Path) -> None:
    text = page.read_text("utf-8")

    proofs = PROOF.findall(text)
    missing = [n for f, n in proofs if f"def {n}(" not in (ROOT / f).read_text("utf-8")]
    assert missing == []

    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    in_code = "\n".join(re.findall(r"`[^`]+`|```.*?```", text, re.DOTALL))
    asked = {name for names in TARGETS.findall(in_code) for name in names.split()}
    assert asked - known == set()


def test_every_attack_has_its_proof() -> None:
    rows = (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    table = [row for row in rows if row.startswith("| ") and not row.startswith("| Attack")]

    assert table
    assert [row for row in table if "`tests/" not in row.rsplit("|", 2)[1]] == []


def test_the_threat_model_has_an_answer_to_each_of_the_top_ten() -> None:
    """«OWASP API Security Top 10», 2023."""
    rows = (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    named = {number for row in rows if row.startswith("| ") for number in API_RISK.findall(row)}
    assert {int(number) for number in named} == set(range(1, 11))


def test_the_deploy_guide_names_what_the_template_has() -> None:
    text = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    template = load_template()
    told = {"AppSecretArn", "ApiEndpoint", "HomeUrl", "ZoomRedirectUrl", "GainsightRedirectUrl"}
    asked = {"PublicBaseUrl", "ZoomClientId", "CertificateArn", "AlarmTopicArn"}

    assert told <= set(template.body["Outputs"]) & set(re.findall(r"\w+", text))
    assert asked <= set(template.body["Parameters"]) & set(re.findall(r"\w+", text))


def test_deployments_name_environments_and_parameters_that_exist() -> None:
    environments = (ROOT / "samconfig.toml").read_text("utf-8")
    text = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    parameters = load_template().body["Parameters"]

    asked = set(re.findall(r"--config-env (\w+)", text))
    assert asked
    assert asked <= set(tomllib.loads(environments))
    for name, value in re.findall(r"\b([A-Z][a-z]\w+)=([\w.]+)", text + environments):
        allowed = parameters[name].get("AllowedValues", [value])
        assert value in {"...", *map(str, allowed)}, (name, value)


def test_every_alarm_says_what_people_feel_where_to_look_and_what_to_do() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    entries = dict(re.findall(r"^### `(\w+Alarm)`\n(.*?)(?=^##)", text, re.DOTALL | re.MULTILINE))

    assert set(entries) == set(load_template().of_type("AWS::CloudWatch::Alarm"))
    for name, entry in entries.items():
        assert re.findall(r"\*\*(.+?)\*\*: \S", entry) == ["People feel", "Look", "Do"], name


def test_the_alarm_of_what_schedules_call_names_the_log_of_each() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    entry = text.partition("### `ScheduleCrashAlarm`\n")[2].partition("\n### ")[0]
    template = load_template()
    for metric in template.of_type("AWS::CloudWatch::Alarm")["ScheduleCrashAlarm"]["Metrics"]:
        if "MetricStat" in metric:
            (watched,) = metric["MetricStat"]["Metric"]["Dimensions"]
            group = template.functions[watched["Value"]["Ref"]].properties["LoggingConfig"]
            name = template.resources[group["LogGroup"]["Ref"]]["Properties"]["LogGroupName"]
            assert f"`<stack>{name['Fn::Sub'].rpartition('}')[2]}`" in entry


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_of_the_operator_take_what_the_docs_give_them(page: Path) -> None:
    for name, given in COMMAND.findall(page.read_text("utf-8")):
        told = io.StringIO()
        with contextlib.redirect_stdout(told), pytest.raises(SystemExit) as ended:
            importlib.import_module(f"operator_tools.{name}").main(["--help"])
        assert ended.value.code == 0
        known = set(re.findall(r"--[a-z-]+", told.getvalue()))
        assert set(re.findall(r"--[a-z-]+", given)) <= known, (name, given)


def test_named_log_groups_exist() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    groups = {
        g["LogGroupName"]["Fn::Sub"].rpartition("}")[2]
        for g in load_template().of_type("AWS::Logs::LogGroup").values()
    }
    assert set(re.findall(r"`<stack>(-[a-z0-9-]+)`", text)) <= groups


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
