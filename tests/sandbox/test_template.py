"""The template reader: what the sandbox takes from ``template.yaml``."""

from pathlib import Path

import pytest
from sandbox.template import Names, Unresolvable

from sandbox import template

TEMPLATE = """
Parameters:
  Stage: {Type: String, Default: dev}
  Domain: {Type: String}
Globals:
  Function:
    Timeout: 10
    Environment: {Variables: {TABLE: !Ref Orders, STAGE: !Ref Stage, KEY: !GetAtt Key.Arn}}
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {}}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      TimeToLiveSpecification: {AttributeName: ttl, Enabled: true}
      SSESpecification: {SSEEnabled: true}
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      Handler: reader.app.lambda_handler
      Environment: {Variables: {HOME: !Sub "https://${Domain}/${AWS::StackName}"}}
      Events:
        One: {Type: HttpApi, Properties: {Method: get, Path: "/orders/{id}"}}
        Other: {Type: SQS, Properties: {Queue: x}}
"""


@pytest.fixture
def parsed(tmp_path: Path) -> template.Template:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    return template.load(path)


def test_a_function_gets_what_globals_give_it(parsed: template.Template) -> None:
    reader = parsed.functions["Reader"]
    assert (reader.handler, reader.timeout_s, reader.memory_mb) == (
        "reader.app.lambda_handler",
        10,
        128,
    )
    names = Names(
        {"Orders": "t-orders", "Domain": "x.example", "AWS::StackName": "s"}, {"Key.Arn": "arn:k"}
    )
    assert parsed.environment(reader, names) == {
        "TABLE": "t-orders",
        "STAGE": "dev",
        "KEY": "arn:k",
        "HOME": "https://x.example/s",
    }


def test_only_http_events_are_routes(parsed: template.Template) -> None:
    assert [route.key for route in parsed.routes] == ["GET /orders/{id}"]


def test_a_table_is_created_as_declared(parsed: template.Template) -> None:
    orders = parsed.tables["Orders"]
    assert orders.create_arguments("t-orders") == {
        "TableName": "t-orders",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    }
    assert orders.ttl_attribute == "ttl"


@pytest.mark.parametrize(
    "value",
    [{"Ref": "Nothing"}, {"Fn::GetAtt": "Key.Nothing"}, {"Fn::ImportValue": "x"}],
)
def test_what_has_no_value_is_said(parsed: template.Template, value: object) -> None:
    with pytest.raises(Unresolvable):
        parsed.resolve(value, Names())


def test_nested_values_are_resolved(parsed: template.Template) -> None:
    value = {"a": [{"Fn::Join": ["-", [{"Ref": "Stage"}, "x"]]}, 3]}
    assert parsed.resolve(value, Names()) == {"a": ["dev-x", 3]}
