"""The fault drill in small; ``make drill`` goes through every fault of every system."""

import pytest
from drills.faults import Aws, Person, people_meet, waiting_by_the_clock
from drills.stage import Stage
from tests.cloud import Cloud


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("dynamodb", "throttled"),
        ("dynamodb", "drop"),
        ("kms", "server_error"),
        ("secretsmanager", "drop"),
        ("sqs", "throttled"),
        ("Gainsight", "unavailable"),
    ],
)
def test_who_meets_a_fault_is_told_to_try_again_and_loses_nothing(
    cloud: Cloud, who: str, kind: str
) -> None:
    stage = Stage(cloud, cloud.environment, seed=1)
    with waiting_by_the_clock(stage):
        outcome = people_meet(stage, [Person(stage, 1)], Aws(stage), who, kind)
    assert outcome.unexplained == {}
    assert (outcome.lost, outcome.twice) == (0, 0)
