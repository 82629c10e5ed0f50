"""Tables that people open in spreadsheets: no cell of them is taken for a formula."""

import csv
import io

import pytest

from gainsight_zoom.spreadsheets import as_csv


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("\uff1d1+1", "'\uff1d1+1"),
        (" =1+1", " '=1+1"),
        ("\t=1+1", "\t'=1+1"),
        ("a;=1+1", "a;'=1+1"),  # a spreadsheet that splits at semicolons
        ('a;"=1+1', "a;\"'=1+1"),
        ("a\n+1", "a\n'+1"),
        ("O'Hara - Sons, a=b; c", "O'Hara - Sons, a=b; c"),
        ("", ""),
        (None, ""),
        (-3, "-3"),
        (1.5, "1.5"),
    ],
)
def test_a_cell_is_never_a_formula(value: object, written: str) -> None:
    _, row = csv.reader(io.StringIO(as_csv(["name", "total"], [[value, 1]])))
    assert row == [written, "1"]
