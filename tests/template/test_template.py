"""The template itself: what alarms watch exists, every route has an event, nothing is left open."""

import ast
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sandbox.permissions import Permission
from sandbox.template import Names
from tests.template_permissions import LOGGING, POLLING, by_lambda

from gainsight_zoom import keepalive, observability
from sandbox import template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = template.load(ROOT / "template.yaml")
ALARMS = TEMPLATE.of_type("AWS::CloudWatch::Alarm")
ROLES = TEMPLATE.of_type("AWS::IAM::Role")
NO_ACTIONS: dict[str, Any] = {"AlarmActions": [], "OKActions": []}
ALARM_METRICS = 10
"""AWS, "CloudWatch quotas": so many metrics may stand behind one alarm."""

PUBLISHED = {
    # AWS, "API Gateway metrics and dimensions" (HTTP APIs), "Available CloudWatch metrics for
    # Amazon SQS", "Types of metrics for Lambda functions", "DynamoDB metrics and dimensions".
    "AWS/ApiGateway": ({"5xx", "4xx", "Count", "Latency", "IntegrationLatency"}, {"ApiId"}),
    "AWS/SQS": (
        {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
        {"QueueName"},
    ),
    "AWS/Lambda": ({"Errors", "Throttles", "Duration", "Invocations"}, {"FunctionName"}),
    "AWS/DynamoDB": ({"ReadThrottleEvents", "WriteThrottleEvents"}, {"TableName"}),
}
TYPES = {
    "ApiId": "AWS::Serverless::HttpApi",
    "QueueName": "AWS::SQS::Queue",
    "FunctionName": "AWS::Serverless::Function",
    "TableName": "AWS::DynamoDB::Table",
}
OWN_NAMESPACE = "GainsightZoom"
ITSELF = Names(
    {name: name for name in (*TEMPLATE.resources, "AWS::Region", "AWS::StackName")},
    {
        f"{name}.{attribute}": name
        for name in TEMPLATE.resources
        for attribute in ("Arn", "QueueName")
    },
)
"""Every resource called by its logical id."""


def _named(call: ast.Call) -> str:
    """Read which metric a call of ``count`` is about, written out or by a constant's name."""
    first = call.args[0]
    return str(getattr(observability, first.id) if isinstance(first, ast.Name) else first.value)  # type: ignore[attr-defined]


def counted() -> dict[str, set[str]]:
    """Return which metrics the code counts, each with the dimensions of its own that it adds."""
    found: dict[str, set[str]] = {}
    for folder in ("functions", "layers/shared/gainsight_zoom"):
        for source in ROOT.joinpath(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(source.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "count":
                    added = {str(keyword.arg) for keyword in node.keywords}
                    found.setdefault(_named(node), set()).update(added)
    return found


COUNTED = counted()


def assert_measured(namespace: str, metric: str, dimensions: dict[str, str]) -> None:
    """Insist that somebody emits a metric, under these dimensions of what is in the template."""
    if namespace == OWN_NAMESPACE:
        assert dimensions == {"service": "gainsight-zoom"}
        assert COUNTED[metric] == set(), "with a dimension more it is another metric"
        return
    metrics, known_dimensions = PUBLISHED[namespace]
    assert metric in metrics
    assert set(dimensions) == known_dimensions
    for name, resource in dimensions.items():
        assert TEMPLATE.resources[resource]["Type"] == TYPES[name]


def watched(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the metrics behind an alarm."""
    several = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
    found: list[dict[str, Any]] = TEMPLATE.resolve(several or [alarm], ITSELF)
    return found


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_what_an_alarm_watches_exists(name: str) -> None:
    metrics = watched({**ALARMS[name], **NO_ACTIONS})
    assert 0 < len(metrics) <= ALARM_METRICS
    for metric in metrics:
        dimensions = {d["Name"]: d["Value"] for d in metric["Dimensions"]}
        assert_measured(metric["Namespace"], metric["MetricName"], dimensions)


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_can_fire_and_says_what_to_do(name: str) -> None:
    alarm = ALARMS[name]
    assert alarm["AlarmDescription"].endswith(".")
    assert alarm["AlarmActions"] == alarm["OKActions"]
    assert alarm["EvaluationPeriods"] >= alarm.get("DatapointsToAlarm", 1)


def test_a_count_is_the_metric_that_alarms_watch(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in TEMPLATE.body["Globals"]["Function"]["Environment"]["Variables"].items():
        if name.startswith("POWERTOOLS"):
            monkeypatch.setenv(name, value)
    observability.count("Bugs", 3)
    written = json.loads(capsys.readouterr().out)
    (told,) = written["_aws"]["CloudWatchMetrics"]
    assert (told["Namespace"], told["Dimensions"]) == (OWN_NAMESPACE, [["service"]])
    assert (written["service"], written["Bugs"]) == ("gainsight-zoom", [3])


def test_an_age_that_an_alarm_waits_for_is_reached() -> None:
    """A message older than its queue keeps it is gone, and so is its age."""
    ages = {n: a for n, a in ALARMS.items() if a.get("MetricName", "").endswith("OldestMessage")}
    assert ages
    for name, alarm in ages.items():
        (metric,) = watched({**alarm, **NO_ACTIONS})
        queue = TEMPLATE.resources[metric["Dimensions"][0]["Value"]]["Properties"]
        waited = alarm["Threshold"] + alarm["Period"] * alarm["EvaluationPeriods"]
        assert waited < queue["MessageRetentionPeriod"], name


def test_what_is_overdue_rings_though_it_is_found_once_in_the_time_of_a_claim() -> None:
    overdue = ALARMS["RefreshOverdueAlarm"]
    assert overdue["DatapointsToAlarm"] == 1
    assert overdue["EvaluationPeriods"] * overdue["Period"] > keepalive.CLAIM_S


def test_every_function_that_crashes_rings() -> None:
    """By its errors, by the dead letters of its queue, or by its silence."""
    metrics = [m for alarm in ALARMS.values() for m in watched({**alarm, **NO_ACTIONS})]
    dimensions = [(m["MetricName"], d["Value"]) for m in metrics for d in m["Dimensions"]]
    heard = {value for metric, value in dimensions if metric == "Errors"}
    watched_queues = {v for m, v in dimensions if m == "ApproximateNumberOfMessagesVisible"}
    for name, function in TEMPLATE.functions.items():
        for event in function.properties.get("Events", {}).values():
            if event["Type"] == "SQS":
                queue = event["Properties"]["Queue"]["Fn::GetAtt"].partition(".")[0]
                policy = TEMPLATE.resources[queue]["Properties"]["RedrivePolicy"]
                dead = policy["deadLetterTargetArn"]["Fn::GetAtt"].partition(".")[0]
                heard |= {name} if dead in watched_queues else set()
    assert set(TEMPLATE.functions) - heard == {"TokenRefreshPlanner"}


def test_a_stack_that_never_ran_rings_nothing_yet_silence_rings() -> None:
    assert {alarm["TreatMissingData"] for alarm in ALARMS.values()} == {"notBreaching"}
    silent = ALARMS["PlannerSilentAlarm"]
    shown = {m["Id"]: m["Expression"] for m in silent["Metrics"] if "Expression" in m}
    assert shown == {
        "reported": "SUM([runs, swept, used])",
        "swept": "sweeps * 0",
        "used": "openings * 0",
    }, "whatever else runs makes a missing run a zero"
    assert (silent["ComparisonOperator"], silent["Threshold"]) == ("LessThanThreshold", 1)


def widgets(kind: str) -> list[dict[str, Any]]:
    """Return what the dashboard shows of one kind."""
    (dashboard,) = TEMPLATE.of_type("AWS::CloudWatch::Dashboard").values()
    body = json.loads(TEMPLATE.resolve(dashboard["DashboardBody"], ITSELF))
    return [w["properties"] for w in body["widgets"] if w["type"] == kind]


def written_out(metrics: list[list[Any]]) -> list[tuple[str, ...]]:
    """Undo the shorthand of a widget's metrics: ``.`` repeats one part, ``...`` all but the last.

    Source: AWS, "Dashboard body structure and syntax", metrics array format.
    """
    found: list[tuple[str, ...]] = []
    for metric in metrics:
        parts = [part for part in metric if isinstance(part, str)]
        if parts[0] == "...":
            kept = found[-1][: len(found[-1]) - len(parts) + 1]
            parts = [*kept, *parts[1:]]
        found.append(tuple(found[-1][n] if part == "." else part for n, part in enumerate(parts)))
    return found


def test_what_the_dashboard_shows_is_measured() -> None:
    shown = [m for widget in widgets("metric") for m in written_out(widget["metrics"])]
    for namespace, metric, *pairs in shown:
        assert_measured(namespace, metric, dict(zip(pairs[::2], pairs[1::2], strict=True)))
    assert {m[3] for m in shown if m[:2] == ("AWS/Lambda", "Errors")} == set(TEMPLATE.functions)
    dead = {n for n in TEMPLATE.of_type("AWS::SQS::Queue") if "DeadLetter" in n}
    assert dead <= {m[3] for m in shown if m[0] == "AWS/SQS"}
    assert {m[3] for m in shown if m[0] == "AWS/DynamoDB"} == set(TEMPLATE.tables)


def test_the_dashboard_shows_every_alarm_and_reads_every_log() -> None:
    (alarms,) = widgets("alarm")
    assert set(alarms["alarms"]) == set(ALARMS)
    groups = {f.properties["LoggingConfig"]["LogGroup"]["Ref"] for f in TEMPLATE.functions.values()}
    for widget in widgets("log"):
        assert set(re.findall(r"SOURCE '(\w+)'", widget["query"])) == groups


def test_a_rollout_watches_nothing_that_needs_its_aliases() -> None:
    """The API calls aliases, an alias is moved by CodeDeploy, and that one watches alarms."""
    preference = TEMPLATE.body["Globals"]["Function"]["DeploymentPreference"]
    for alarm in preference["Alarms"]:
        assert "HttpApi" not in json.dumps(ALARMS[alarm["Ref"]])
    allowed = TEMPLATE.body["Parameters"]["Rollout"]["AllowedValues"]
    assert set(TEMPLATE.body["Mappings"]["Gradual"]) == set(allowed)


def test_who_holds_tokens_calls_out_by_the_fixed_address() -> None:
    holders = {name for name, role in ROLES.items() if "kms:Decrypt" in json.dumps(role)}
    assert {f.logical_id for f in TEMPLATE.functions.values() if "VpcConfig" in f.properties} == {
        name.removesuffix("Role") for name in holders
    }
    joining = TEMPLATE.resources["NetworkInterfaces"]["Properties"]["Roles"]
    assert {role["Ref"] for role in joining} == holders


def test_what_costs_by_the_hour_is_there_only_when_wanted() -> None:
    network = {n: r for n, r in TEMPLATE.resources.items() if r["Type"].startswith("AWS::EC2::")}
    assert network
    assert {r.get("Condition") for r in network.values()} == {"HasFixedEgress"}


def test_every_route_has_an_event() -> None:
    events = [json.loads(path.read_text()) for path in (ROOT / "events").rglob("*.json")]
    keys = {event["routeKey"] for event in events if "routeKey" in event}
    assert {route.key for route in TEMPLATE.routes} == keys


def test_every_worker_has_an_event() -> None:
    """Whatever a queue or schedule calls is called by ``make sam-local`` too."""
    routed = {route.function for route in TEMPLATE.routes}
    for name, function in TEMPLATE.functions.items():
        module = function.handler.removesuffix(".lambda_handler").replace(".", "/")
        assert name in routed or (ROOT / "events" / f"{module}.json").is_file(), name


def test_each_queue_feeds_a_bounded_worker_that_hands_back_only_what_failed() -> None:
    queues = TEMPLATE.of_type("AWS::SQS::Queue")
    fed = [
        event["Properties"]
        for function in TEMPLATE.of_type("AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    ]
    names = [event["Queue"]["Fn::GetAtt"].partition(".")[0] for event in fed]
    assert sorted(names) == sorted(n for n, queue in queues.items() if "RedrivePolicy" in queue)
    for name, event in zip(names, fed, strict=True):
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert event["ScalingConfig"]["MaximumConcurrency"]
        dead = queues[name]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"]
        assert dead.partition(".")[0] in queues


def test_routes_are_declared_once() -> None:
    keys = [route.key for route in TEMPLATE.routes]
    assert len(keys) == len(set(keys))


def test_every_handler_exists() -> None:
    for function in TEMPLATE.functions.values():
        module, _, attribute = function.handler.rpartition(".")
        source = ROOT / "functions" / f"{module.replace('.', '/')}.py"
        defined = rf"(?m)^(def {attribute}\(|{attribute} = )"
        assert re.search(defined, source.read_text())


def test_the_access_log_holds_neither_path_nor_query() -> None:
    (api,) = TEMPLATE.of_type("AWS::Serverless::HttpApi").values()
    written = api["AccessLogSettings"]["Format"]
    json.loads(written.replace("\n", " "))
    for leak in ("$context.path", "querystring", "$context.http", "header", "sourceIp"):
        assert leak not in written
    assert api["DefaultRouteSettings"]["ThrottlingRateLimit"]


def test_what_is_only_for_the_sandbox_cannot_be_set() -> None:
    for function in TEMPLATE.functions.values():
        assert function.environment["SANDBOX"] == ""


@pytest.mark.parametrize("name", sorted(TEMPLATE.functions))
def test_a_role_lets_lambda_poll_the_functions_own_queue_and_write_its_own_log(name: str) -> None:
    own = TEMPLATE.functions[name].properties
    events = own.get("Events", {}).values()
    polled = [e["Properties"]["Queue"] for e in events if e["Type"] == "SQS"]
    queues, log = TEMPLATE.resolve([polled, own["LoggingConfig"]["LogGroup"]], ITSELF)
    polls = {Permission(action, queue) for action in POLLING for queue in queues}
    logs = {Permission(action, log) for action in LOGGING}
    assert by_lambda(TEMPLATE)[name] == polls | logs


def test_a_token_is_opened_only_as_a_token() -> None:
    for name, role in ROLES.items():
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                if "kms:" in str(statement["Action"]):
                    condition = statement["Condition"]["StringEquals"]
                    assert condition == {"kms:EncryptionContext:purpose": "oauth-token"}, name


def test_what_is_at_rest_is_under_keys_of_ours() -> None:
    for key in TEMPLATE.of_type("AWS::KMS::Key").values():
        assert key["EnableKeyRotation"] is True
    for secret in TEMPLATE.of_type("AWS::SecretsManager::Secret").values():
        assert "KmsKeyId" in secret


def test_the_operators_way_to_another_token_key_leaves_nothing_on_the_old_one_alone(
    tmp_path: Path,
) -> None:
    operations = (ROOT / "docs" / "operations.md").read_text()
    (command,) = re.findall(r"^  sed [^`]*", operations, flags=re.MULTILINE)
    text = (ROOT / "template.yaml").read_text()
    found = re.search(r"^  TokenKey:\n.*?\n\n", text, flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    copied = found[0].replace("  TokenKey:", "  NextTokenKey:", 1)
    (tmp_path / "template.yaml").write_text(text.replace(found[0], found[0] + copied))
    subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, check=True)

    changed = template.load(tmp_path / "template.yaml").body
    old, new = {"Fn::GetAtt": "TokenKey.Arn"}, {"Fn::GetAtt": "NextTokenKey.Arn"}
    variables = changed["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["TOKEN_KEY_ID"] == new
    for name, role in ROLES.items():
        before, after = (_statements(r) for r in (role, changed["Resources"][name]["Properties"]))
        assert after == [
            {**one, "Resource": [old, new]} if one["Resource"] == old else one for one in before
        ]


def _statements(role: Any) -> list[Any]:
    return [s for policy in role["Policies"] for s in policy["PolicyDocument"]["Statement"]]
