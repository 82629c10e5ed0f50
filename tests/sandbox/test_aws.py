"""AWS on one machine: what the template declares exists, and calls are remembered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from sandbox import aws, template

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def declared() -> template.Template:
    return template.load(ROOT / "template.yaml")


@pytest.fixture
def running() -> list[str | None]:
    return [None]


@pytest.fixture
def endpoint(running: list[str | None]) -> Iterator[aws.AwsEndpoint]:
    endpoint = aws.AwsEndpoint(port=0)
    endpoint.caller = lambda: running[0]
    yield endpoint
    endpoint.stop()


def test_the_template_is_provisioned_once(
    endpoint: aws.AwsEndpoint, declared: template.Template
) -> None:
    names = aws.provision(declared, endpoint.client, secrets={"app": {"a": "1"}})
    assert aws.provision(declared, endpoint.client, secrets={"app": {"a": "2"}}) == names
    table = endpoint.client("dynamodb").describe_table(TableName=names.refs["IdentityTable"])
    assert table["Table"]["GlobalSecondaryIndexes"][0]["IndexName"] == "refresh"
    secret = endpoint.client("secretsmanager").get_secret_value(SecretId=names.refs["AppSecret"])
    assert secret["SecretString"] == '{"a": "2"}'
    queue = {"QueueUrl": names.refs["OutboxQueue"], "AttributeNames": ["VisibilityTimeout"]}
    told = endpoint.client("sqs").get_queue_attributes(**queue)["Attributes"]
    assert int(told["VisibilityTimeout"]) <= 30  # seconds, not minutes as deployed


def test_a_data_key_opens_only_with_its_context(
    endpoint: aws.AwsEndpoint, declared: template.Template
) -> None:
    names = aws.provision(declared, endpoint.client, secrets={})
    kms = endpoint.client("kms")
    made = kms.generate_data_key(
        KeyId=names.attributes["TokenKey.Arn"],
        KeySpec="AES_256",
        EncryptionContext={"purpose": "oauth-token", "user": "a"},
    )
    opened = kms.decrypt(
        CiphertextBlob=made["CiphertextBlob"],
        EncryptionContext={"purpose": "oauth-token", "user": "a"},
    )
    assert opened["Plaintext"] == made["Plaintext"]
    with pytest.raises(ClientError, match="InvalidCiphertext"):
        kms.decrypt(
            CiphertextBlob=made["CiphertextBlob"],
            EncryptionContext={"purpose": "oauth-token", "user": "b"},
        )


def test_wiping_empties_tables_and_keeps_keys(
    endpoint: aws.AwsEndpoint, declared: template.Template
) -> None:
    names = aws.provision(declared, endpoint.client, secrets={})
    dynamodb = endpoint.client("dynamodb")
    table = names.refs["TenantsTable"]
    dynamodb.put_item(TableName=table, Item={"pk": {"S": "TENANT#a"}, "sk": {"S": "PROFILE"}})
    aws.wipe(declared, endpoint.client, names)
    assert dynamodb.scan(TableName=table)["Items"] == []
    assert aws.provision(declared, endpoint.client, secrets={}) == names


def test_calls_are_remembered_by_function(
    endpoint: aws.AwsEndpoint, declared: template.Template, running: list[str | None]
) -> None:
    names = aws.provision(declared, endpoint.client, secrets={})
    assert endpoint.calls() == []
    running[0] = "Pane"
    key = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    table = names.refs["IdentityTable"]
    endpoint.client("dynamodb", key="sandbox").get_item(TableName=table, Key=key)
    endpoint.client("dynamodb").get_item(TableName=table, Key=key)
    endpoint.client("kms", key="sandbox").describe_key(KeyId=names.attributes["TokenKey.Arn"])
    made = [(call.function, call.action) for call in endpoint.calls()]
    assert made == [("Pane", "dynamodb:GetItem"), ("Pane", "kms:DescribeKey")]
    assert endpoint.calls()[0].request["TableName"] == names.refs["IdentityTable"]
    endpoint.forget_calls()
    assert endpoint.calls() == []
