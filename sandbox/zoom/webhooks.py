"""Zoom's webhooks: payloads, signature, and one attempt at delivering («Using webhooks»)."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from sandbox.zoom.people import ACCOUNT_ID

if TYPE_CHECKING:
    from sandbox.zoom.meeting import Meeting, Participant
    from sandbox.zoom.people import ZoomUser

RETRY_AFTER_S = (300, 1200, 3600)
ANSWER_WITHIN_S = 3.0

Stay = Literal["meeting.participant_joined", "meeting.participant_left"]


def sign(raw_body: bytes, *, timestamp: str, secret: str) -> str:
    """Return the value of ``x-zm-signature`` for exactly these bytes."""
    message = b"v0:" + timestamp.encode() + b":" + raw_body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def utc(at: float) -> str:
    """Write epoch seconds as Zoom does, e.g. ``2021-07-13T21:44:51Z``."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _meeting_object(meeting: Meeting) -> dict[str, Any]:
    return {
        "uuid": meeting.uuid,
        "host_id": meeting.host.user_id,
        "topic": meeting.topic,
        "type": 8,
        "start_time": utc(meeting.started_at),
        "duration": 60,
        "timezone": meeting.timezone,
    }


def meeting_started(meeting: Meeting, *, at: float) -> dict[str, Any]:
    """Build ``meeting.started``; here ``object.id`` is a number."""
    return {
        "event": "meeting.started",
        "event_ts": int(at * 1000),
        "payload": {
            "account_id": ACCOUNT_ID,
            "object": {"id": meeting.number, **_meeting_object(meeting)},
        },
    }


def meeting_ended(meeting: Meeting, *, at: float) -> dict[str, Any]:
    """Build ``meeting.ended``: as started, plus ``end_time``; here ``object.id`` is text."""
    ended = meeting.ended_at if meeting.ended_at is not None else at
    return {
        "event": "meeting.ended",
        "event_ts": int(at * 1000),
        "payload": {
            "account_id": ACCOUNT_ID,
            "object": {
                "id": str(meeting.number),
                **_meeting_object(meeting),
                "end_time": utc(ended),
            },
        },
    }


def participant_event(
    event: Stay,
    meeting: Meeting,
    participant: Participant,
    *,
    at: float,
    reason: str = "left the meeting",
) -> dict[str, Any]:
    """Build ``meeting.participant_joined`` or ``…_left``.

    E-mail follows Zoom's «Email address display rules»; ids are empty for whoever is not of
    the host's account; ``leave_reason`` carries HTML, as Zoom's does.
    """
    user_id = participant.user.user_id if participant.user else ""
    person: dict[str, Any] = {
        "user_id": str(participant.number),
        "user_name": participant.name,
        "id": user_id,
        "participant_user_id": user_id,
        "participant_uuid": participant.uuid,
        "email": participant.shown_email,
        "registrant_id": participant.registrant_id,
    }
    if event == "meeting.participant_joined":
        person["join_time"] = utc(participant.joined_at)
    else:
        person["leave_time"] = utc(participant.left_at or at)
        person["leave_reason"] = (
            f"{participant.name} left the meeting.<br>Reason: {participant.name} {reason}."
        )
    return {
        "event": event,
        "event_ts": int(at * 1000),
        "payload": {
            "account_id": ACCOUNT_ID,
            "object": {
                "id": str(meeting.number),
                **_meeting_object(meeting),
                "participant": person,
            },
        },
    }


def app_deauthorized(user: ZoomUser, *, client_id: str, at: float) -> dict[str, Any]:
    """Build ``app_deauthorized``; its ``signature`` field has no published algorithm."""
    moment = datetime.fromtimestamp(at, UTC)
    return {
        "event": "app_deauthorized",
        "payload": {
            "account_id": user.account_id,
            "user_id": user.user_id,
            "signature": hashlib.sha256(user.user_id.encode()).hexdigest(),
            "deauthorization_time": moment.strftime("%Y-%m-%dT%H:%M:%S.")
            + f"{moment.microsecond // 1000:03d}Z",
            "client_id": client_id,
            "event_ts": moment.strftime("%Y-%m-%d %H:%M:%S"),
        },
    }


def url_validation(plain_token: str, *, at: float) -> dict[str, Any]:
    """Build ``endpoint.url_validation``."""
    return {
        "event": "endpoint.url_validation",
        "event_ts": int(at * 1000),
        "payload": {"plainToken": plain_token},
    }


def request_headers(raw_body: bytes, *, at: float, secret: str, request_id: str) -> dict[str, str]:
    """Return the headers that Zoom sends with these bytes."""
    timestamp = str(int(at))
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Zoom Marketplace/1.0a",
        "x-zm-request-id": request_id,
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": sign(raw_body, timestamp=timestamp, secret=secret),
    }


@dataclass(frozen=True)
class Delivery:
    """One attempt, and what Zoom would do next.

    ``status`` is the HTTP status, or Zoom's -1 (read time-out) and -2 (refused).
    ``retry_in_s`` is the wait before the next attempt, None when there is none.
    """

    status: int
    answer: bytes
    retry_in_s: int | None


def retry_in(status: int, *, attempt: int) -> int | None:
    """Return the wait after this attempt (0 is the first): 5xx and transport errors only."""
    if HTTPStatus.OK <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    return RETRY_AFTER_S[attempt] if attempt < len(RETRY_AFTER_S) else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Take a redirect for the final answer: Zoom follows none and does not retry."""


def deliver(
    url: str,
    payload: dict[str, Any],
    *,
    secret: str,
    at: float,
    request_id: str,
    attempt: int = 0,
    host: str | None = None,
    timeout_s: float = ANSWER_WITHIN_S,
) -> Delivery:
    """POST one signed webhook, once, and tell what would follow.

    Parameters
    ----------
    at : float
        Epoch seconds; a later attempt passes its own and so gets a new stamp and signature.
    attempt : int
        0 for the first; decides ``retry_in_s``.
    host : str, optional
        A ``Host`` header that differs from the URL's, for the sandbox's single server.
    timeout_s : float
        Zoom waits three seconds.
    """
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    headers = request_headers(body, at=at, secret=secret, request_id=request_id)
    if host is not None:
        headers["Host"] = host
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(request, timeout=timeout_s) as response:
            status, answer = response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            status, answer = error.code, error.read()
    except TimeoutError:
        status, answer = -1, b""
    except OSError as error:
        timed_out = isinstance(getattr(error, "reason", None), TimeoutError)
        status, answer = (-1 if timed_out else -2), b""
    return Delivery(status, answer, retry_in(status, attempt=attempt))
