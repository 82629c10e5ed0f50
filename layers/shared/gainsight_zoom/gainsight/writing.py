"""Answers to writes of records, whose refusals name the fields they are about.

Per-field errors sit at ``data.errors[i][j].errors[k]``; some refusals only name the field inside
their text, which quotes the user's data and therefore goes no further («Company API», update).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gainsight_zoom.errors import FieldsRefused, NotFound, UpstreamError
from gainsight_zoom.gainsight.envelope import open_envelope
from gainsight_zoom.outbound import Answer

BAD_REQUEST = 400
OBJECT_CODE = "GSOBJ_"
ABOUT_THE_CALL = frozenset({"GSOBJ_1011", "GSOBJ_1023", "GSOBJ_1024"})
FIELD_IN_TEXT = re.compile(r"\(\s*(\w{1,80})\s*=")


def open_written(answer: Answer, *, now: float) -> str:
    """Return the GSID of the one record that was written.

    Raises
    ------
    FieldsRefused
        If fields of it were refused.
    NotFound
        If this user's Gainsight has no such record.
    UpstreamError
        Or one of its kinds, as :func:`~gainsight_zoom.gainsight.envelope.open_envelope`.
    """
    refusals = refusals_of(answer)
    if refusals:
        raise FieldsRefused(refusals)
    data = open_envelope(answer, now=now)
    if data is None:
        raise NotFound("record_not_visible")
    records = data.get("records") if isinstance(data, Mapping) else None
    first = records[0] if isinstance(records, list) and records else None
    gsid = first.get("Gsid") if isinstance(first, Mapping) else None
    if not gsid:
        raise UpstreamError("gainsight_nothing_written")
    return str(gsid)


def refusals_of(answer: Answer) -> dict[str, str]:
    """Return error codes by field where a write was refused for its fields, else nothing."""
    return dict(_refusals(answer))


def _refusals(answer: Answer) -> Iterator[tuple[str, str]]:
    body = _body(answer)
    if body.get("result") is True:
        return
    found = False
    for error in _nested(body.get("data")):
        found = True
        yield str(error.get("fieldName") or ""), str(error.get("errorCode") or "")
    code = str(body.get("errorCode") or "")
    if not found and code.startswith(OBJECT_CODE) and code not in ABOUT_THE_CALL:
        named = FIELD_IN_TEXT.search(str(body.get("errorDesc") or ""))
        yield (named[1] if named else ""), code


def _body(answer: Answer) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except UpstreamError:
        return {"result": True}
    return body if isinstance(body, Mapping) else {"result": True}


def _nested(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every mapping with an error code, however deep the lists around it are."""
    if isinstance(data, list):
        for part in data:
            yield from _nested(part)
    elif isinstance(data, Mapping):
        if data.get("errorCode"):
            yield data
        yield from _nested(data.get("errors"))
