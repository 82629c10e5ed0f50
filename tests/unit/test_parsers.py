"""Whatever comes from outside is read, or refused as ours to refuse; nothing else happens.

Each parser is given what its sender could send at worst: JSON with numbers beyond all bounds, with
its own keys in the wrong places, and texts of any kind.
"""

import base64
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sandbox.zoom.context import encrypt_context

from gainsight_zoom.activities import Cursor, Filter
from gainsight_zoom.drafting import utc
from gainsight_zoom.errors import (
    AppError,
    ContextRejected,
    UpstreamError,
    ValidationFailed,
    WebhookRejected,
)
from gainsight_zoom.gainsight.describe import read_objects
from gainsight_zoom.gainsight.envelope import open_envelope, records_of
from gainsight_zoom.gainsight.machine import _Token as MachineToken
from gainsight_zoom.gainsight.oauth import _TokenAnswer as GainsightToken
from gainsight_zoom.gainsight.people import _gsid
from gainsight_zoom.gainsight.timeline import _written
from gainsight_zoom.gainsight.writing import open_written, refusals_of
from gainsight_zoom.governing import is_email
from gainsight_zoom.outbound import Answer
from gainsight_zoom.roster import RosterEvent
from gainsight_zoom.zoom.client import _TokenAnswer as ZoomToken
from gainsight_zoom.zoom.context import AppContext, open_context
from gainsight_zoom.zoom.webhooks import (
    CHANGES,
    Deauthorized,
    Malformed,
    answer_validation,
    read,
    verify_signature,
)
from tenant_admin.people import PilotFile, read_pilot_list

NOW = 1_795_341_731.0
CLIENT, SECRET = "client", "secret"
DAY_S = 86_400
TEN_YEARS_S = 10 * 365 * DAY_S
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400), math.nan, math.inf])
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=20)


def documents(*keys: str) -> st.SearchStrategy[Any]:
    """Make JSON of any shape, with these keys often in it."""
    names = st.sampled_from(keys) | st.text(max_size=5)
    return st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=len(keys))
        ),
        max_leaves=12,
    )


def given_keys(*keys: str, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Make an object with each of these keys or without it."""
    loose = {key: documents(*keys) for key in keys if key not in fixed}
    return st.fixed_dictionaries(fixed, optional=loose)


# --- Zoom ------------------------------------------------------------------------------------


@given(given_keys("uid", "mid", "attendrole", "ts", "exp", "aud", "iss"))
@example({"ts": 10**400, "exp": NOW * 2000, "aud": CLIENT, "iss": "marketplace.zoom.us"})
@example({"exp": 10**400, "aud": CLIENT, "iss": "marketplace.zoom.us", "uid": "u"})
def test_any_claims_make_a_context_or_are_rejected(claims: dict[str, Any]) -> None:
    token = encrypt_context(claims, client_secret=SECRET)
    try:
        found = open_context(token, client_secret=SECRET, client_id=CLIENT, now=NOW)
    except ContextRejected:
        return
    assert isinstance(found, AppContext)
    assert found.made_at >= 0


PERSON = given_keys(
    *("participant_uuid", "user_id", "user_name", "id", "email", "join_time", "leave_time")
)
PAYLOAD = given_keys(
    *("account_id", "user_id", "deauthorization_time", "event_ts", "plainToken"),
    client_id=st.just(CLIENT) | st.text(max_size=3),
    object=given_keys("uuid", "id", "host_id", "breakout_room_uuid", participant=PERSON)
    | documents("participant"),
)
WEBHOOKS = given_keys(
    "event_ts",
    event=st.sampled_from([*CHANGES, "app_deauthorized"]) | documents(),
    payload=PAYLOAD | documents("object"),
)


@given(WEBHOOKS)
@example({"event": "app_deauthorized", "event_ts": 10**400, "payload": {"client_id": CLIENT}})
@example(
    {
        "event": "meeting.ended",
        "event_ts": math.inf,
        "payload": {"account_id": "a", "object": {"uuid": "u"}},
    }
)
def test_any_signed_webhook_is_read_or_malformed(document: dict[str, Any]) -> None:
    try:
        found = read(document, client_id=CLIENT, now=NOW)
    except Malformed:
        return
    assert found is None or isinstance(found, RosterEvent | Deauthorized)


@given(WEBHOOKS)
def test_a_validation_signs_a_short_token_or_nothing(document: dict[str, Any]) -> None:
    try:
        answer = answer_validation(document, secret=SECRET)
    except ValidationFailed:
        return
    assert ":" not in answer["plainToken"]


@given(st.binary(max_size=50), st.text(max_size=20), st.text(max_size=80))
def test_no_made_up_signature_is_accepted(body: bytes, timestamp: str, signature: str) -> None:
    with pytest.raises(WebhookRejected):
        verify_signature(body, timestamp=timestamp, signature=signature, secret=SECRET, now=NOW)


# --- dates and cursors -----------------------------------------------------------------------

MOMENTS = (
    st.text(max_size=40)
    | st.text(alphabet="0123456789-:T+.ZW ", max_size=30)
    | st.datetimes(timezones=st.none() | st.timezones()).map(datetime.isoformat)
)


@given(MOMENTS)
@example("0001-01-01T00:00:00+14:00")
@example("9999-12-31T23:59:59-12:00")
def test_a_moment_is_brought_to_utc_or_refused(text: str) -> None:
    try:
        moment = utc(text)
    except ValidationFailed:
        return
    assert moment.endswith("Z")
    assert utc(moment) == moment


@given(MOMENTS, MOMENTS)
@example("9999-12-31", "9999-12-31")
@example("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-12:00")
def test_a_filter_has_bounds_or_is_refused(since: str, until: str) -> None:
    try:
        first, after = Filter(since=since, until=until).bounds()
    except ValidationFailed:
        return
    assert first is not None
    assert after is not None
    assert first.tzinfo is UTC
    assert after.tzinfo is UTC


def _cursor(document: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


@given(st.text(max_size=60) | documents().map(_cursor))
@example(_cursor([math.inf, []]))
@example(_cursor([10**400, []]))
@example(base64.urlsafe_b64encode(b"[" * 5_000).decode())
def test_a_cursor_is_ours_or_refused(text: str) -> None:
    try:
        cursor = Cursor.decode(text)
    except ValidationFailed:
        return
    assert Cursor.decode(cursor.encode()) == cursor
    datetime.fromtimestamp(cursor.at_ms / 1000, UTC)


# --- CSV -------------------------------------------------------------------------------------


@given(
    st.text(max_size=200)
    | st.text(alphabet='aB1@.,;"\n\r\t\x00 ', max_size=200)
    | st.lists(st.emails() | st.text(max_size=10), max_size=8).map("\n".join)
)
@example("\ufeffE-mail\nPriya@Northstar.example;x\n")
@example('"never closed')
def test_a_pilot_list_holds_addresses_and_nothing_else(text: str) -> None:
    try:
        found = read_pilot_list(PilotFile(csv=text))
    except ValidationFailed:
        return
    assert all(is_email(user) for user in found.users)
    assert len(set(found.users)) == len(found.users)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(0 < refused.line <= lines for refused in found.refused)


# --- Gainsight -------------------------------------------------------------------------------

KEYS = ("result", "data", "records", "errorCode", "errorDesc", "errors", "fieldName", "Gsid")
ENVELOPES = given_keys(*KEYS, result=st.booleans() | SCALARS, data=documents(*KEYS))
STATUSES = st.sampled_from([200, 201, 204, 400, 401, 403, 404, 409, 418, 429])
RETRY = st.sampled_from(["", "5", "-1", "1e9", "Thu, 01 Jan 9999 00:00:00 GMT", "x"])
READERS: list[Callable[[Answer], object]] = [
    lambda answer: open_envelope(answer, now=NOW),
    lambda answer: records_of(open_envelope(answer, now=NOW)),
    lambda answer: open_written(answer, now=NOW),
    refusals_of,
]


@pytest.mark.parametrize("reader", READERS)
@given(
    status=STATUSES,
    content=(ENVELOPES | documents(*KEYS)).map(lambda d: json.dumps(d).encode())
    | st.binary(max_size=60),
    retry_after=RETRY,
)
@example(status=200, content=b"[" * 5_000, retry_after="")
@example(status=200, content=b'{"result": true, "data": {"records": [1]}}', retry_after="")
@example(
    status=400,
    content=b'{"result": false, "data": ' + b"[" * 800 + b"]" * 800 + b"}",
    retry_after="",
)
def test_any_answer_of_gainsight_is_read_or_an_error_of_ours(
    reader: Callable[[Answer], object], status: int, content: bytes, retry_after: str
) -> None:
    try:
        reader(Answer(status, {"Retry-After": retry_after}, content))
    except AppError:
        return


TOKENS = (ZoomToken, GainsightToken, MachineToken)


@pytest.mark.parametrize("model", TOKENS)
@given(documents("access_token", "refresh_token", "expires_in", "scope", "api_url"))
@example({"access_token": "a", "expires_in": 10**400})
@example({"access_token": "a", "expires_in": 1e308})
@example({"access_token": "a", "expires_in": -1})
def test_any_token_lasts_as_long_as_tokens_do_or_is_refused(
    model: type[BaseModel], document: Any
) -> None:
    try:
        lasts_s = getattr(model.model_validate(document), "expires_in", None)
    except ValidationError:
        return
    assert lasts_s is None or 0 <= lasts_s < TEN_YEARS_S + DAY_S


FIELD = given_keys(
    *("label", "options", "meta", "lookupDetail", "lookupObjects", "decimalPlaces", "length"),
    fieldName=st.text(max_size=5) | documents(),
    dataType=st.text(max_size=5) | documents(),
)
OBJECT = given_keys(
    objectName=st.text(max_size=5) | documents(), fields=st.lists(FIELD, max_size=2)
)


@given(OBJECT | st.lists(OBJECT, max_size=2) | documents("objectName", "fields", "fieldName"))
def test_any_description_is_read_or_refused(data: Any) -> None:
    try:
        found = read_objects(data)
    except UpstreamError:
        return
    assert all(name == name.lower() for name in found)


@pytest.mark.parametrize("reader", [_written, _gsid])
@given(documents("success", "failures", "activityId", "errorCode", "records", "Gsid", "gsid"))
def test_any_fate_of_a_written_record_is_known_or_an_error_of_ours(
    reader: Callable[[Any], object], data: Any
) -> None:
    try:
        reader(data)
    except AppError:
        return
