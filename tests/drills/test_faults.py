"""The fault drill in small; ``make drill`` goes through every fault of every system."""

import ast

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from drills.faults import (
    AWS_FAULTS,
    AWS_SERVICES,
    EVERYTHING,
    PARTIES,
    Aws,
    attendees,
    people_meet,
    waiting_by_the_clock,
)
from drills.stage import Stage
from sandbox.faults import KINDS
from tests.cloud import ROOT, TEMPLATE, Cloud
from tests.template_permissions import granted


def _imports(source: str) -> set[str]:
    tree = ast.parse(source)
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_every_system_that_is_called_fails_in_every_way_it_can() -> None:
    clients = {
        path.parent.name
        for path in (ROOT / "layers/shared/gainsight_zoom").glob("*/*.py")
        if "gainsight_zoom.outbound" in _imports(path.read_text("utf-8"))
    }
    assert clients == {party.lower() for party in PARTIES}
    assert {(party, kind) for party in PARTIES for kind in KINDS} <= set(EVERYTHING)


def test_every_aws_service_that_a_role_names_fails() -> None:
    actions = {p.action for all_of in granted(TEMPLATE).values() for p in all_of}
    assert {action.partition(":")[0] for action in actions} == set(AWS_SERVICES)


@pytest.mark.parametrize("kind", AWS_FAULTS)
def test_a_queue_has_taken_only_what_it_answers_too_late(cloud: Cloud, kind: str) -> None:
    stage = Stage(cloud, cloud.environment, seed=1)
    Aws(stage).fail("sqs", kind)
    with pytest.raises((ClientError, BotoCoreError)):
        stage.sqs.send_message(QueueUrl="queue", MessageBody="{}")
    taken = stage.sqs.receive_message(QueueUrl="queue")["Messages"]
    assert bool(taken) is (kind == "store_then_timeout")


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("dynamodb", "throttled"),
        ("dynamodb", "drop"),
        ("kms", "server_error"),
        ("secretsmanager", "drop"),
        ("sqs", "throttled"),
        ("sqs", "store_then_timeout"),
        ("Gainsight", "unavailable"),
        ("Salesforce", "server_error"),
    ],
)
def test_who_meets_a_fault_is_told_to_try_again_and_loses_nothing(
    cloud: Cloud, who: str, kind: str
) -> None:
    stage = Stage(cloud, cloud.environment, seed=1)
    with waiting_by_the_clock(stage):
        outcome = people_meet(stage, attendees(stage, 1, who), Aws(stage), who, kind)
    assert outcome.unexplained == {}
    assert (outcome.lost, outcome.twice) == (0, 0)
