"""What is known to miss its bound is a ratchet: neither worse, nor better without being noticed."""

import pytest
from bench.known import Miss, faults
from bench.rows import Row

KNOWN = {"slow": Miss(4, "because")}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([Row("slow", 4, 3), Row("quick", 1, 3), Row("for information", 9)], []),
        ([Row("slow", 5, 3)], ["worse than known"]),
        ([Row("slow", 3, 3)], ["better than known"]),
        ([Row("slow", 4, 3), Row("another", 4, 3)], ["exceeded"]),
        ([], ["no longer measured"]),
    ],
)
def test_a_known_miss_may_neither_grow_nor_go_unnoticed(rows: list[Row], told: list[str]) -> None:
    assert [fault.partition(":")[0].partition(",")[0] for fault in faults(rows, KNOWN)] == told
