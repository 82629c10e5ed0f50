"""Ten o'clock: everybody comes at once, and the tenant's limit holds."""

from drills.ten_oclock import section


def test_everybody_has_a_turn_within_the_bound_and_gainsight_refuses_nobody() -> None:
    rows = section(1).rows
    assert [row.what for row in rows if not row.holds] == []
