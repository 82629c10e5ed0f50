"""Every parser as one function of bytes, and bytes to begin with; see ``parsers.py`` beside it."""

import base64
import contextlib
import json
from collections.abc import Callable
from typing import Any

from sandbox.zoom.context import encrypt_context

from gainsight_zoom.activities import Cursor, Filter
from gainsight_zoom.drafting import utc
from gainsight_zoom.errors import AppError
from gainsight_zoom.gainsight.describe import read_objects
from gainsight_zoom.gainsight.envelope import open_envelope, records_of
from gainsight_zoom.gainsight.writing import open_written, refusals_of
from gainsight_zoom.hosts import host_in, host_of, is_gainsight_host, is_host
from gainsight_zoom.outbound import Answer
from gainsight_zoom.richtext import sanitise, sanitise_comment, text_of
from gainsight_zoom.zoom.context import open_context
from gainsight_zoom.zoom.webhooks import Malformed, answer_validation, read, verify_signature
from tenant_admin.people import PilotFile, read_pilot_list

NOW = 1_795_341_731.0
CLIENT, SECRET = "client", "secret"
REFUSALS = (AppError, Malformed)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _document(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _open(sealed: str) -> None:
    open_context(sealed, client_secret=SECRET, client_id=CLIENT, now=NOW)


def context(data: bytes) -> None:
    """The app context: its claims where the bytes are JSON, else the text as it travels."""
    claims = _document(data)
    _open(encrypt_context(claims, client_secret=SECRET) if claims else _text(data))


def sealed_context(data: bytes) -> None:
    """The parts of the context's envelope."""
    _open(base64.urlsafe_b64encode(data).decode().rstrip("="))


def webhook(data: bytes) -> None:
    """A webhook's signature, validation and event; its first line is the timestamp."""
    head, _, body = data.partition(b"\n")
    with contextlib.suppress(AppError):
        verify_signature(body, timestamp=_text(head), signature="v0=0", secret=SECRET, now=NOW)
    document = _document(body)
    if isinstance(document, dict):
        with contextlib.suppress(AppError):
            answer_validation(document, secret=SECRET)
        read(document, client_id=CLIENT, now=NOW)


def hosts(data: bytes) -> None:
    """What somebody types as their domain."""
    text = _text(data)
    assert is_host(text) or not is_gainsight_host(text)
    with contextlib.suppress(AppError):
        assert is_host(host_of(text, data_center="US1"))
    host_in(text)


def html(data: bytes) -> None:
    """Rich text, in and out: what is clean stays as it is."""
    clean = sanitise(_text(data))
    assert "<script" not in clean
    assert sanitise(clean) == clean
    sanitise_comment(clean)
    text_of(clean)


def csv(data: bytes) -> None:
    """The list of a pilot's people."""
    read_pilot_list(PilotFile(csv=_text(data)))


def dates(data: bytes) -> None:
    """Moments, filters of the Timeline and its cursors."""
    text = _text(data)
    readers: list[Callable[[str], object]] = [
        utc,
        lambda text: Filter(since=text, until=text).bounds(),
        Cursor.decode,
    ]
    for reader in readers:
        with contextlib.suppress(AppError):
            reader(text)


def gainsight(data: bytes) -> None:
    """Gainsight's answers: to reads, to writes, and about objects."""
    readers: list[Callable[[Answer], object]] = [
        lambda answer: records_of(open_envelope(answer, now=NOW)),
        lambda answer: read_objects(open_envelope(answer, now=NOW)),
        lambda answer: open_written(answer, now=NOW),
        refusals_of,
    ]
    for status in (200, 400, 429):
        answer = Answer(status, {"Retry-After": _text(data[:12])}, data)
        for reader in readers:
            with contextlib.suppress(AppError):
                reader(answer)


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()


CLAIMS = {"uid": "u", "mid": "m", "ts": 1, "exp": 1_795_341_999_000, "aud": CLIENT}
PERSON = {"user_name": "n", "id": "i", "email": "a@b.example"}
CALL = {"uuid": "u", "id": 1, "host_id": "h", "participant": PERSON}
JOINED = {"event": "meeting.participant_joined", "event_ts": 1}
GONE = {"client_id": CLIENT, "user_id": "u", "deauthorization_time": "2026-11-22T10:00:00Z"}
FIELD = {"fieldName": "Name", "dataType": "STRING", "meta": {}}

SEEDS: dict[Callable[[bytes], None], tuple[bytes, ...]] = {
    context: (_json({**CLAIMS, "iss": "marketplace.zoom.us"}), b"DAABAgMEBQYHCAkKCwAA0QAAAEYG"),
    sealed_context: (b"\x0cabcdefghijkl\x00\x00\x04\x00\x00\x00",),
    webhook: (
        b"1\n" + _json({**JOINED, "payload": {"account_id": "a", "object": CALL}}),
        b"1\n" + _json({"event": "app_deauthorized", "payload": GONE}),
        b"1\n" + _json({"payload": {"plainToken": "x"}}),
    ),
    hosts: (b"acme", b"https://acme.us2.gainsightcloud.com/v1", b"1.2.3.4"),
    html: (b'<p>a<a href="https://b">c</a><script>d</script>&amp;</p>', b"<ul><li>"),
    csv: (b"\xef\xbb\xbfE-mail;Name\na@b.example;x\n", b'"never closed'),
    dates: (b"2026-11-22T10:02:11+01:00", b"2026-11-22", b"WzEsW11d"),
    gainsight: (
        _json({"result": True, "data": {"records": [{"Gsid": "1"}]}}),
        _json({"result": True, "data": [{"objectName": "Company", "fields": [FIELD]}]}),
        _json({"result": False, "errorCode": "GSOBJ_1009", "errorDesc": "x"}),
        b"<html>",
    ),
}
"""All parsers."""
