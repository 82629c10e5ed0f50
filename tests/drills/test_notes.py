"""The notes drill in small; ``make drill`` runs all of it."""

from drills.notes import Plan, run
from drills.stage import Stage
from tests.cloud import Cloud

SMALL = Plan(publishes=6, people=2, within_s=60, to_several=0.5, edited=0.5, worker_dies=0.5)


def test_every_note_is_posted_once_with_its_latest_text(cloud: Cloud) -> None:
    result = run(Stage(cloud, cloud.environment, seed=1), SMALL)
    assert result.wrong == []
    assert result.deaths["OutboxWorker"] > 0
    assert result.trouble.total() > 0
    assert len(result.waits_s) == SMALL.publishes
