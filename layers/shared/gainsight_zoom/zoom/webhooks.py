"""Zoom's webhooks: who sent them, and what they say, reduced to what this application needs.

Source: Zoom, «Using webhooks». Phone numbers, leave reasons and customer keys are dropped here, so
that they pass no queue. Written without pydantic: Zoom waits three seconds, a cold start included.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gainsight_zoom.errors import ValidationFailed, WebhookRejected
from gainsight_zoom.roster import Attendee, RosterChange, RosterEvent

WINDOW_S = 300
MAX_TIMESTAMP_DIGITS = 12
TOKEN = re.compile(r"[\x20-\x39\x3b-\x7e]{1,64}")
MAX_NAME_CHARS = 200
MAX_ID_CHARS = 128
LATEST_MS = 253_402_300_800_000
"""The year 10000; JSON may hold any number."""
VALIDATION = "endpoint.url_validation"
DEAUTHORIZED = "app_deauthorized"
CHANGES: Mapping[str, RosterChange] = {
    "meeting.started": "started",
    "meeting.ended": "ended",
    "meeting.participant_joined": "joined",
    "meeting.participant_left": "left",
    "meeting.participant_joined_breakout_room": "joined_room",
    "meeting.participant_left_breakout_room": "left_room",
}
ABOUT_A_PERSON = frozenset({"joined", "left", "joined_room", "left_room"})


class Malformed(Exception):
    """A signed event that lacks what it has to have; the message names the field."""


@dataclass(frozen=True)
class Deauthorized:
    """A user removed the app, at that time (epoch seconds)."""

    uid: str
    at: int


def verify_signature(
    raw_body: bytes, *, timestamp: str, signature: str, secret: str, now: float
) -> None:
    """Accept a webhook only if Zoom signed exactly these bytes within the last five minutes.

    Parameters
    ----------
    raw_body : bytes
        The body as received, base64 undone, never re-serialised.
    timestamp, signature : str
        Headers ``x-zm-request-timestamp`` (epoch seconds, decimal) and ``x-zm-signature``
        (``v0=`` and 64 hex digits).

    Raises
    ------
    WebhookRejected
        On any mismatch. The message is fixed and repeats no input.
    """
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > MAX_TIMESTAMP_DIGITS:
        raise WebhookRejected("timestamp_malformed")
    expected = _sign(secret, b"v0:" + timestamp.encode() + b":" + raw_body)
    if not hmac.compare_digest(f"v0={expected}".encode(), signature.encode()):
        raise WebhookRejected("signature")
    if abs(now - int(timestamp)) > WINDOW_S:
        raise WebhookRejected("timestamp_outside_window")


def answer_validation(document: Mapping[str, Any], *, secret: str) -> dict[str, str]:
    """Answer Zoom's check of the address, by signing its token and nothing that looks like more.

    A token with a colon could be the beginning of ``v0:timestamp:body``: signing it would give
    whoever sent it a signature for a webhook of their own.

    Raises
    ------
    ValidationFailed
        If the token is not a short one without a colon.
    """
    token = _mapping(document.get("payload")).get("plainToken")
    if not isinstance(token, str) or TOKEN.fullmatch(token) is None:
        raise ValidationFailed("plain_token")
    return {"plainToken": token, "encryptedToken": _sign(secret, token.encode())}


def read(
    document: Mapping[str, Any], *, client_id: str, now: float
) -> RosterEvent | Deauthorized | None:
    """Read a verified webhook; None where it is none of ours.

    Raises
    ------
    Malformed
        If it is one of ours and lacks something.
    """
    event = document.get("event")
    payload = _mapping(document.get("payload"))
    if event == DEAUTHORIZED:
        return _deauthorized(document, payload, client_id, now)
    change = CHANGES.get(event) if isinstance(event, str) else None
    return None if change is None else _roster_event(change, document, payload)


def _deauthorized(
    document: Mapping[str, Any], payload: Mapping[str, Any], client_id: str, now: float
) -> Deauthorized | None:
    if payload.get("client_id") != client_id:
        return None
    told = (payload.get("deauthorization_time"), payload.get("event_ts"), document.get("event_ts"))
    moments = (_moment_ms(value) for value in told)
    at_ms = next((moment for moment in moments if moment is not None), now * 1000)
    return Deauthorized(uid=_required(payload, "user_id"), at=int(min(at_ms / 1000, now)))


def _roster_event(
    change: RosterChange, document: Mapping[str, Any], payload: Mapping[str, Any]
) -> RosterEvent:
    meeting = _mapping(payload.get("object"))
    person = _mapping(meeting.get("participant"))
    own_time = {"joined": "join_time", "left": "leave_time"}.get(change, "")
    at_ms = _moment_ms(document.get("event_ts")) or _moment_ms(person.get(own_time))
    if at_ms is None:
        raise Malformed("event_ts")
    return RosterEvent(
        change=change,
        at_ms=int(at_ms),
        account_id=_required(payload, "account_id"),
        meeting_uuid=_required(meeting, "uuid"),
        meeting_id=_text(meeting, "id"),
        host_id=_text(meeting, "host_id"),
        attendee=_attendee(person) if change in ABOUT_A_PERSON else None,
        room=_text(meeting, "breakout_room_uuid"),
    )


def _attendee(person: Mapping[str, Any]) -> Attendee:
    """Read a participant; without a UUID their number in the main session names the stay."""
    key = _text(person, "participant_uuid") or _text(person, "parent_user_id")
    return Attendee(
        key=key or _required(person, "user_id"),
        name=_text(person, "user_name", limit=MAX_NAME_CHARS),
        uid=_text(person, "participant_user_id") or _text(person, "id"),
        email=_text(person, "email", limit=MAX_NAME_CHARS),
        registrant_id=_text(person, "registrant_id"),
    )


def _sign(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _required(source: Mapping[str, Any], name: str) -> str:
    found = _text(source, name)
    if not found:
        raise Malformed(name)
    return found


def _text(source: Mapping[str, Any], name: str, *, limit: int = MAX_ID_CHARS) -> str:
    """Return a text or number as text; ids come as either, names cut within a character."""
    value = source.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:limit].encode("utf-8", "replace").decode()


def _moment_ms(value: object) -> float | None:
    """Read epoch milliseconds, ISO 8601, or ``2024-09-08 15:58:40`` in UTC."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 <= value < LATEST_MS else None
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000
