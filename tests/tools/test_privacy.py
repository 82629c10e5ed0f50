"""docs/privacy.md says of how long things are kept what the code does."""

import re

import pytest
from scripts.product import ROOT, load_template

from gainsight_zoom import (
    accounts,
    encounters,
    recurring,
    roster,
    sessions,
    tickets,
    usage,
    visits,
)
from gainsight_zoom.records import Policy
from gainsight_zoom.store import audit, notes, snapshots, tombstones

PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ([^|]+) \|[^|]+\| ([^|]+) \|[^|]+\|$", PAGE, re.MULTILINE))
HOUR, DAY = 3_600, 86_400


@pytest.mark.parametrize(
    ("what", "kept_s"),
    [
        ("Sessions of open panes", sessions.LIFETIME_S),
        ("A sign-in that is under way", tickets.SIGN_IN_LIFETIME_S),
        ("Zoom's and Gainsight's tokens", Policy().idle_days * DAY),
        ("What you read last", snapshots.KEPT_S),
        ("What a customer's Summary showed", visits.KEPT_S),
        ("Which customer a recurring meeting", recurring.KEPT_S),
        ("Drafts, published notes", notes.KEPT_AFTER_POSTING_S),
        ("A line per change", audit.KEPT_S),
        ("What you did in calls", usage.KEPT_DAYS * DAY),
        ("Who joined and left", roster.KEPT_S),
        ("Addresses that somebody agreed", encounters.KEPT_S),
        ("Which people Gainsight already knows", visits.KEPT_S),
        ("With which customer a call is", notes.OWED_S),
        ("What became of people you added", encounters.KEPT_S),
    ],
)
def test_a_period_is_the_codes_own(what: str, kept_s: int) -> None:
    (told,) = [period for row, period in ROWS.items() if row.startswith(what)]
    assert in_words(kept_s) in told


def in_words(seconds: int) -> str:
    if seconds < HOUR:
        return f"{seconds // 60} minutes"
    return f"{seconds // HOUR} hours" if seconds <= DAY else f"{seconds // DAY} days"


def test_numbers_beside_the_tables_hold() -> None:
    template = load_template()
    assert f"The last {accounts.RECENT_KEPT} customers" in PAGE
    assert f"for {in_words(tombstones.KEPT_S)} (so that nothing" in PAGE
    days = template.body["Parameters"]["LogRetentionDays"]["Default"]
    assert f"`LogRetentionDays` ({days} unless" in PAGE
    recovery = template.tables["MeetingsTable"].properties["PointInTimeRecoverySpecification"]
    assert recovery["RecoveryPeriodInDays"] == 1


def test_every_row_says_what_why_how_long_and_who() -> None:
    rows = [row for row in PAGE.splitlines() if row.startswith("| ") and "---" not in row]
    assert rows
    for row in rows:
        assert all(cell.strip() for cell in row.strip("|").split("|")), row
