"""Tables as CSV (RFC 4180), of which a spreadsheet takes no cell for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = re.compile(r"((?:^|[;\t\r\n])[\s\"']*)([=+\-@\uff1d\uff0b\uff0d\uff20])")
"""At the start of a cell, in full width too, and where a program that splits at other characters
would have a cell start (OWASP, «CSV Injection»)."""


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with its heading; numbers stay numbers, empty cells stand for None."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return FORMULA.sub(r"\1'\2", value)
    return "" if value is None else value
