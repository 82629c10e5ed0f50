"""Ten o'clock: everybody comes at once, and the tenant's limit holds."""

from drills.ten_oclock import Morning, section


def test_everybody_has_a_turn_within_the_bound_and_gainsight_refuses_nobody() -> None:
    rows = section(1).rows
    assert [row.what for row in rows if not row.holds] == []


def test_a_call_that_was_made_ready_is_seen_at_once() -> None:
    morning = Morning([5.0, 6.0, 7.0, 8.0], asked=4, refused=0, most_in_a_minute=4, made_ready=2)
    assert morning.seen(1) == [0.0, 0.0, 7.0, 8.0]
    assert morning.seen(2) == [0.0, 6.0, 0.0, 8.0]
