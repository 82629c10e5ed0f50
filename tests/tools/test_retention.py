"""What docs/data-model.md says of how long things are kept is what the code and template do."""

import re

from tests.background import Background
from tests.cloud import TEMPLATE
from tests.handlers.test_leaving_traces import lived
from tests.harness import Bench
from tests.tools.test_data_model import PAGE, pattern

from gainsight_zoom import (
    accounts,
    catalog,
    encounters,
    recurring,
    roster,
    sessions,
    signin,
    visits,
)
from gainsight_zoom.records import Policy
from gainsight_zoom.store import audit, governance, notes, snapshots, tombstones

DAY = 86_400
DYNAMODBS_OWN_DAYS = 35
SQSS_OWN_S = 4 * DAY
UNITS = {"minutes": 60, "hours": 3600, "days": DAY, "day": DAY}
WORDS = {"half a year": 180 * DAY, "a day": DAY}
ROW = re.compile(r"^\| `([^`]+)` / `([^`]+)`[^|]*\|[^|]*\|([^|]*)\|", re.MULTILINE)

KEPT: dict[str, int] = {
    "USER#<uid> / PROFILE": tombstones.KEPT_S,
    "USER#<uid> / SNAPSHOT#<tenant>#<kind>#<gsid>#<section>": snapshots.KEPT_S,
    "USER#<uid> / SNAPSHOT#<tenant>#<kind>#<gsid>#~scores": snapshots.KEPT_S,
    "USER#<uid> / VISIT#<tenant>#<kind>#<gsid>#values": visits.KEPT_S,
    "USER#<uid> / VISIT#<tenant>#<kind>#<gsid>#people": visits.KEPT_S,
    "USER#<uid> / SYNC#<tenant>#<hash>#asked": encounters.KEPT_S,
    "USER#<uid> / SYNC#<tenant>#<hash>#said": encounters.KEPT_S,
    "USER#<uid> / SYNC#-#<hash>#asked": encounters.KEPT_S,
    "USER#<uid> / SYNC#-#<hash>#said": encounters.KEPT_S,
    "USER#<uid> / SERIES#<tenant>#<hash>": recurring.KEPT_S,
    "USER#<uid> / ADDING#<tenant>#<hash>": encounters.KEPT_S,
    "USER#<uid> / SESSION#<hash>": sessions.LIFETIME_S,
    "USER#<uid> / SIGNIN#<key>": signin.LIFETIME_S,
    "TICKET#<hash> / -": signin.LIFETIME_S,
    "STATE#<hash> / -": signin.LIFETIME_S,
    "TENANT#<tenant> / METADATA#<object>#<n>": catalog.KEPT_S,
    "TENANT#<tenant> / AUDIT#<time>#<id>": audit.KEPT_S,
    "USER#<uid> / DRAFT#<id>": notes.KEPT_AFTER_POSTING_S,
    "USER#<uid> / OUTBOX#<draft>#<target>": notes.KEPT_AFTER_POSTING_S,
    "USER#<uid> / MET#<hash>": notes.OWED_S,
    "MEETING#<hash> / META": roster.KEPT_S,
    "MEETING#<hash> / STAY#<key>": roster.KEPT_S,
    "USER#<uid> / MEETING#<hash>": roster.KEPT_S,
}
"""By item, how long the code keeps it once it has served (seconds)."""

SERVES_FIRST = {
    "USER#<uid> / PROFILE",
    "USER#<uid> / DRAFT#<id>",
    "USER#<uid> / OUTBOX#<draft>#<target>",
}
"""Kept for that time only once it has served, and without an end before."""

COUNTS = {
    "USER#<uid> / RECENT#<tenant>#<kind>#<gsid>": accounts.RECENT_KEPT,
    "TENANT#<tenant> / HISTORY#<subject>#<version>": governance.VERSIONS_KEPT,
}


def rows() -> dict[str, str]:
    """Read from the page, by item, how long it is kept."""
    items = PAGE.partition("\n## Items")[2].partition("\n## How")[0]
    return {f"{pk} / {sk}": kept.strip() for pk, sk, kept in ROW.findall(items)}


def seconds(kept: str) -> int | None:
    """Read a time out of words; None where there is none."""
    for words, value in WORDS.items():
        if words in kept:
            return value
    found = re.search(r"(\d+) (minutes|hours|days?)\b", kept)
    return int(found[1]) * UNITS[found[2]] if found else None


def test_each_time_on_the_page_is_the_codes() -> None:
    told = {item: value for item, kept in rows().items() if (value := seconds(kept)) is not None}
    assert KEPT.items() <= told.items()


def test_each_number_on_the_page_is_the_codes() -> None:
    for item, count in COUNTS.items():
        assert f"the last {count}" in rows()[item]


def test_idle_time_is_the_policys() -> None:
    assert f"(the policy's `idle_days`, {Policy().idle_days} unless set)" in PAGE.replace(
        "\n  ", " "
    )


def test_queues_and_backups_are_the_templates() -> None:
    told = PAGE.partition("## Queues, logs, backups")[2]
    for name, queue in TEMPLATE.of_type("AWS::SQS::Queue").items():
        (row,) = [line for line in told.splitlines() if f"`{name}`" in line]
        assert seconds(row.rpartition("| ")[2]) == queue.get(
            "MessageRetentionPeriod", SQSS_OWN_S
        ), row
    (backups,) = [line for line in told.splitlines() if "point-in-time recovery" in line]
    for name, table in TEMPLATE.tables.items():
        days = table.properties["PointInTimeRecoverySpecification"].get(
            "RecoveryPeriodInDays", DYNAMODBS_OWN_DAYS
        )
        assert (f"`{name}` one day" in backups) if days == 1 else (f"{days} days" in backups)


def test_nothing_in_the_tables_outlives_it(bench: Bench) -> None:
    lived(bench, Background(bench))
    told = rows()
    known = {pattern(item): item for item in told}
    seen = set()
    for table in TEMPLATE.tables:
        for item in bench.cloud.items(table):
            key = f"{item['pk']['S']} / {item['sk']['S']}"
            kind = next((item for one, item in known.items() if one.fullmatch(key)), None)
            kept = seconds(told[kind]) if kind else None
            if kept is not None and kind not in SERVES_FIRST:
                assert int(item["ttl"]["N"]) - bench.clock.now() <= kept, key
                seen.add(kind)
    assert len(seen) > 12, "the story leaves things of many kinds"
