"""Each house rule of the template is seen to fire, and to be silent on our own template."""

from pathlib import Path

import pytest
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.template import Template

ROOT = Path(__file__).resolve().parents[2]
RULES = Rules.create_from_directory(str(ROOT / "lint" / "cfn_rules"))

ROLE = (
    "AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}"
)


def broken(template: str) -> list[tuple[str, str]]:
    """Apply the house rules only; give (rule, message) of what they find."""
    parsed, errors = decode_str(template)
    assert not errors
    cfn = Template("template.yaml", parsed, ["us-east-1"])
    assert cfn.transform() == []
    return sorted((rule.id, found.message) for rule in RULES.values() for found in rule.match(cfn))


def function(role: str = "!GetAtt Role.Arn", group: str = "!Ref Group", more: str = "") -> str:
    return (
        "{Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Code: "
        f"{{ZipFile: x}}, Role: {role}, LoggingConfig: {{LogGroup: {group}}}{more}}}}}"
    )


def resources(**named: str) -> str:
    lines = [f"  {name}: {text}" for name, text in named.items()]
    return "\n".join(["Resources:", *lines, ""])


GROUP = "{Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}"
PLAIN_ROLE = f"{{Type: {ROLE}}}}}"


def role_with(statement: str) -> str:
    policy = (
        f"{{PolicyName: p, PolicyDocument: {{Version: '2012-10-17', Statement: [{statement}]}}}}"
    )
    return f"{{Type: {ROLE}, Policies: [{policy}]}}}}"


def test_our_own_template_keeps_every_rule() -> None:
    assert broken((ROOT / "template.yaml").read_text()) == []


def test_a_function_with_what_it_needs_is_fine() -> None:
    assert broken(resources(Role=PLAIN_ROLE, Group=GROUP, One=function())) == []


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("{Type: AWS::Logs::LogGroup, Properties: {}}", "keeps logs for ever"),
        ("{Type: AWS::SNS::Topic, Properties: {}}", "names no log group"),
    ],
)
def test_a_log_group_with_retention_is_needed(group: str, message: str) -> None:
    ((rule, text),) = broken(resources(Role=PLAIN_ROLE, Group=group, One=function()))
    assert rule == "E9001"
    assert message in text


def test_log_groups_and_roles_are_not_shared() -> None:
    found = broken(resources(Role=PLAIN_ROLE, Group=GROUP, One=function(), Two=function()))
    assert [rule for rule, _ in found] == ["E9001", "E9001", "E9007", "E9007"]


def test_a_role_from_elsewhere_is_refused() -> None:
    elsewhere = function(role="arn:aws:iam::123456789012:role/any")
    assert [rule for rule, _ in broken(resources(Group=GROUP, One=elsewhere))] == ["E9007"]


def test_sams_generated_role_is_refused() -> None:
    template = f"""
Transform: AWS::Serverless-2016-10-31
Globals: {{Function: {{LoggingConfig: {{LogGroup: !Ref Group}}}}}}
Resources:
  Group: {GROUP}
  One:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.13, Handler: a.b, InlineCode: x}}
"""
    assert [rule for rule, _ in broken(template)] == ["E9007"]


def test_managed_policies_are_refused() -> None:
    role = f"{{Type: {ROLE}, ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']}}}}"
    ((rule, text),) = broken(resources(Role=role))
    assert (rule, "managed policy" in text) == ("E9003", True)


QUEUE = "{Type: AWS::SQS::Queue, Properties: {}}"
FED_QUEUE = (
    "{Type: AWS::SQS::Queue, Properties: {RedrivePolicy: "
    "{deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}}}"
)


def alarm(metric: str) -> str:
    return (
        "{Type: AWS::CloudWatch::Alarm, Properties: {Namespace: AWS/SQS, "
        f"MetricName: {metric}, Dimensions: [{{Name: QueueName, Value: !GetAtt Dead.QueueName}}], "
        "ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1, Period: 60, "
        "Statistic: Maximum, Threshold: 0}}"
    )


def test_a_queue_needs_a_dead_letter_queue() -> None:
    ((rule, text),) = broken(resources(Work=QUEUE))
    assert (rule, "no dead-letter queue" in text) == ("E9002", True)


def test_a_dead_letter_queue_needs_its_alarm() -> None:
    visible = alarm("ApproximateNumberOfMessagesVisible")
    assert broken(resources(Work=FED_QUEUE, Dead=QUEUE, Alarm=visible)) == []
    for watch in (alarm("NumberOfMessagesSent"), "{Type: AWS::SNS::Topic}"):
        ((rule, text),) = broken(resources(Work=FED_QUEUE, Dead=QUEUE, Alarm=watch))
        assert (rule, "No alarm" in text) == ("E9002", True)


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Action: 'kms:*', Resource: 'arn:aws:kms:us-east-1:123456789012:key/a'}",
        "{Effect: Allow, Action: kms:Decrypt, Resource: '*'}",
        "{Effect: Allow, Action: kms:Decrypt, Resource: !Sub 'arn:aws:kms:*:1:${AWS::StackName}*'}",
        "{Effect: Allow, Action: sqs:SendMessage, Resource: !Sub 'arn:aws:sqs:us-east-1:1:*'}",
        "{Effect: Allow, Action: dynamodb:Get?tem, Resource: 'arn:aws:s3:::a'}",
        "{Effect: Allow, Action: kms:Decrypt, Resource: 'arn:aws:s3:::?'}",
        "{Effect: Allow, NotAction: kms:Decrypt, Resource: 'arn:aws:s3:::a'}",
    ],
)
def test_wildcards_are_refused(statement: str) -> None:
    assert {rule for rule, _ in broken(resources(Role=role_with(statement)))} == {"E9003"}


def test_names_that_begin_with_the_stacks_may_end_in_a_wildcard() -> None:
    statement = (
        "{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Sub "
        "'arn:${AWS::Partition}:secretsmanager:us-east-1:1:secret:${AWS::StackName}/tenant/*'}"
    )
    assert broken(resources(Role=role_with(statement))) == []


@pytest.mark.parametrize(
    "kind",
    [
        "AWS::IAM::Policy",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::RolePolicy",
        "AWS::IAM::UserPolicy",
        "AWS::IAM::GroupPolicy",
    ],
)
def test_policies_beside_roles_are_held_too(kind: str) -> None:
    policy = (
        f"{{Type: {kind}, Properties: {{PolicyName: p, PolicyDocument: {{Version: '2012-10-17', "
        "Statement: {Effect: Allow, Action: 'a:*', Resource: 'arn:aws:s3:::a'}}}}"
    )
    assert {rule for rule, _ in broken(resources(Policy=policy))} == {"E9003"}


def test_joining_a_network_knows_no_narrower_resource() -> None:
    joining = "{Effect: Allow, Action: [ec2:CreateNetworkInterface], Resource: '*'}"
    more = "{Effect: Allow, Action: [ec2:CreateNetworkInterface, s3:GetObject], Resource: '*'}"
    assert broken(resources(Role=role_with(joining))) == []
    assert [rule for rule, _ in broken(resources(Role=role_with(more)))] == ["E9003"]


@pytest.mark.parametrize("scan", ["dynamodb:Scan", "dynamodb:scan", "dynamodb:PartiQLSelect"])
def test_scans_are_refused(scan: str) -> None:
    statement = (
        f"{{Effect: Allow, Action: [dynamodb:GetItem, {scan}], "
        "Resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/a'}"
    )
    assert [rule for rule, _ in broken(resources(Role=role_with(statement)))] == ["E9004"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/{proxy+}"), ("ANY", "/app"), ("GET", "/assets/{rest+}")]
)
def test_catch_all_routes_are_refused(method: str, path: str) -> None:
    template = f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Role: {PLAIN_ROLE}
  Group: {GROUP}
  Api: {{Type: AWS::Serverless::HttpApi, Properties: {{}}}}
  One:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      InlineCode: x
      Role: !GetAtt Role.Arn
      LoggingConfig: {{LogGroup: !Ref Group}}
      Events:
        A: {{Type: HttpApi, Properties: {{ApiId: !Ref Api, Method: {method}, Path: "{path}"}}}}
"""
    assert [rule for rule, _ in broken(template)] == ["E9005"]


@pytest.mark.parametrize("key", ["$default", "ANY /x", "GET /{proxy+}"])
def test_catch_all_routes_written_by_hand_are_refused(key: str) -> None:
    route = f"{{Type: AWS::ApiGatewayV2::Route, Properties: {{ApiId: a, RouteKey: '{key}'}}}}"
    assert [rule for rule, _ in broken(resources(Route=route))] == ["E9005"]


def test_logging_events_is_refused() -> None:
    more = ", Environment: {Variables: {POWERTOOLS_LOGGER_LOG_EVENT: 'true'}}"
    found = broken(resources(Role=PLAIN_ROLE, Group=GROUP, One=function(more=more)))
    assert [rule for rule, _ in found] == ["E9006"]


def test_a_table_that_can_be_lost_is_refused() -> None:
    table = (
        "{Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{AttributeName: pk, KeyType: HASH}],"
        " AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]}}"
    )
    found = broken(resources(Table=table))
    assert {rule for rule, _ in found} == {"E9008"}
    assert len(found) == 6
