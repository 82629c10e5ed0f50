"""The template itself: what alarms watch exists, every route has an event, nothing is left open."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox import template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = template.load(ROOT / "template.yaml")
ALARMS = TEMPLATE.of_type("AWS::CloudWatch::Alarm")

PUBLISHED = {
    # AWS, "API Gateway metrics and dimensions" (HTTP APIs), "Available CloudWatch metrics for
    # Amazon SQS", "Types of metrics for Lambda functions".
    "AWS/ApiGateway": ({"5xx", "4xx", "Count", "Latency", "IntegrationLatency"}, {"ApiId"}),
    "AWS/SQS": (
        {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
        {"QueueName"},
    ),
    "AWS/Lambda": ({"Errors", "Throttles", "Duration", "Invocations"}, {"FunctionName"}),
}
OWN_NAMESPACE = "GainsightZoom"


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_what_an_alarm_watches_exists(name: str) -> None:
    alarm = ALARMS[name]
    dimensions = {dimension["Name"] for dimension in alarm.get("Dimensions", [])}
    if alarm["Namespace"] == OWN_NAMESPACE:
        assert dimensions == {"service"}, "Powertools adds this one to every metric"
        assert emitted(alarm["MetricName"]), f"nothing emits {alarm['MetricName']}"
        return
    metrics, known_dimensions = PUBLISHED[alarm["Namespace"]]
    assert alarm["MetricName"] in metrics
    assert dimensions == known_dimensions


def emitted(metric: str) -> bool:
    sources = [*ROOT.glob("functions/**/*.py"), *ROOT.glob("layers/shared/gainsight_zoom/**/*.py")]
    return any(f'"{metric}"' in source.read_text() for source in sources)


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_can_fire_and_says_what_to_do(name: str) -> None:
    alarm = ALARMS[name]
    assert alarm["AlarmDescription"].endswith(".")
    assert alarm["AlarmActions"] == alarm["OKActions"]
    for target in referenced(alarm.get("Dimensions", [])):
        assert target in TEMPLATE.resources


def referenced(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*(referenced(item) for item in value))
    if not isinstance(value, dict):
        return set()
    if "Ref" in value:
        return {value["Ref"]}
    if "Fn::GetAtt" in value:
        return {value["Fn::GetAtt"].split(".")[0]}
    return referenced(list(value.values()))


def test_every_route_has_an_event() -> None:
    events = [json.loads(path.read_text()) for path in (ROOT / "events").rglob("*.json")]
    keys = {event["routeKey"] for event in events if "routeKey" in event}
    assert {route.key for route in TEMPLATE.routes} == keys


def test_routes_are_declared_once() -> None:
    keys = [route.key for route in TEMPLATE.routes]
    assert len(keys) == len(set(keys))


def test_every_handler_exists() -> None:
    for function in TEMPLATE.functions.values():
        module, _, attribute = function.handler.rpartition(".")
        source = ROOT / "functions" / f"{module.replace('.', '/')}.py"
        assert f"def {attribute}(" in source.read_text()


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


def test_a_token_is_opened_only_as_a_token() -> None:
    for name, role in TEMPLATE.of_type("AWS::IAM::Role").items():
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
