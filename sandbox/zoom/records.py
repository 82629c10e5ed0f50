"""Answers of the REST API as Zoom shapes them, and its error bodies («Meeting API»)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sandbox.zoom.people import ACCOUNT_NUMBER
from sandbox.zoom.webhooks import utc

if TYPE_CHECKING:
    from sandbox.zoom.meeting import Meeting
    from sandbox.zoom.people import ZoomUser

_ENTRY_STATUS = "in_meeting"


class Problem(Exception):
    """A REST error: HTTP status and the body ``{"code", "message", "errors"?}``."""

    def __init__(
        self, status: int, code: int, message: str, *, errors: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"code": code, "message": message}
        if errors:
            self.body["errors"] = errors


def invalid_field(name: str) -> Problem:
    """Build the 300 of a field that fails validation."""
    errors = [{"field": name, "message": "Invalid field."}]
    return Problem(HTTPStatus.BAD_REQUEST, 300, "Validation Failed.", errors=errors)


def no_meeting(name: str) -> Problem:
    """Build the 3001 of a meeting that is not there, or not the caller's."""
    return Problem(HTTPStatus.NOT_FOUND, 3001, f"Meeting does not exist: {unquote(name)}.")


def meeting_uuid(raw: str) -> str:
    """Decode a UUID from a raw path segment.

    A UUID that begins with ``/`` or contains ``//`` must have been encoded twice
    (Zoom, «Using Zoom APIs»); encoded once it is no meeting. Others may be encoded once or twice.
    """
    once = unquote(raw)
    twice = unquote(once)
    if once == twice and (once.startswith("/") or "//" in once):
        raise no_meeting(raw)
    return twice


def user_record(user: ZoomUser) -> dict[str, Any]:
    """Build ``GET /users/me``."""
    return {
        "id": user.user_id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": user.name,
        "email": user.email,
        "type": 2,
        "role_name": user.role_name,
        "pmi": user.pmi,
        "use_pmi": False,
        "personal_meeting_url": f"https://us06web.zoom.us/j/{user.pmi}",
        "timezone": "Europe/Berlin",
        "verified": 1,
        "dept": "Customer Success",
        "created_at": "2023-02-14T08:00:00Z",
        "last_login_time": "2026-11-20T07:55:12Z",
        "language": "en-US",
        "status": "active",
        "account_id": user.account_id,
        "account_number": ACCOUNT_NUMBER,
        "cluster": "us06",
        "login_types": [1],
        "pic_url": "",
    }


def meeting_record(meeting: Meeting) -> dict[str, Any]:
    """Build ``GET /meetings/{id}``; the password is invented, and must not be kept."""
    invited = [
        one.attendee
        for one in [*meeting.present.values(), *meeting.past]
        if one.attendee is not None and one.attendee.shown_because == "calendar"
    ]
    return {
        "uuid": meeting.uuid,
        "id": meeting.number,
        "host_id": meeting.host.user_id,
        "host_email": meeting.host.email,
        "topic": meeting.topic,
        "type": 8,
        "status": "started" if meeting.status == "started" else "waiting",
        "start_time": utc(meeting.started_at),
        "duration": 60,
        "timezone": meeting.timezone,
        "agenda": "Audit export, renewal",
        "created_at": "2026-09-01T08:00:00Z",
        "join_url": f"https://us06web.zoom.us/j/{meeting.number}",
        "start_url": f"https://us06web.zoom.us/s/{meeting.number}?zak=sample",
        "password": "sample",
        "registration_url": f"https://us06web.zoom.us/meeting/register/{meeting.number}",
        "occurrences": [
            {
                "occurrence_id": str(int(meeting.started_at * 1000)),
                "start_time": utc(meeting.started_at),
                "duration": 60,
                "status": "available",
            }
        ],
        "settings": {
            "meeting_invitees": [
                {"email": attendee.email, "internal_user": False} for attendee in invited
            ],
            "alternative_hosts": "",
            "internal_meeting": False,
        },
    }


def planned_record(meeting: Meeting) -> dict[str, Any]:
    """Build a row of ``GET /users/me/meetings``; invitees are told by the meeting alone."""
    return {
        "uuid": meeting.uuid,
        "id": meeting.number,
        "host_id": meeting.host.user_id,
        "topic": meeting.topic,
        "type": 8,
        "start_time": utc(meeting.next_at or meeting.started_at),
        "duration": 60,
        "timezone": meeting.timezone,
        "created_at": "2026-09-01T08:00:00Z",
        "join_url": f"https://us06web.zoom.us/j/{meeting.number}",
    }


def registrant_records(meeting: Meeting) -> list[dict[str, Any]]:
    """Build the rows of ``GET /meetings/{id}/registrants``, one per registered person."""
    rows: dict[str, dict[str, Any]] = {}
    for one in [*meeting.past, *meeting.present.values()]:
        if one.attendee is None or not one.registrant_id:
            continue
        first, _, last = one.attendee.name.partition(" ")
        rows[one.registrant_id] = {
            "id": one.registrant_id,
            "email": one.attendee.email,
            "first_name": first,
            "last_name": last,
            "org": one.attendee.organisation,
            "job_title": "",
            "status": "approved",
            "create_time": utc(meeting.started_at - 86400),
            "join_url": f"https://us06web.zoom.us/w/{meeting.number}?tk=sample",
        }
    return list(rows.values())


def attendance_records(meeting: Meeting) -> list[dict[str, Any]]:
    """Build the rows of ``GET /past_meetings/{uuid}/participants``, one per stay."""
    return [
        {
            "id": one.user.user_id if one.user else "",
            "name": one.name,
            "user_id": str(one.number),
            "registrant_id": one.registrant_id,
            "user_email": one.shown_email,
            "join_time": utc(one.joined_at),
            "leave_time": utc(one.left_at or meeting.now()),
            "duration": int((one.left_at or meeting.now()) - one.joined_at),
            "failover": False,
            "status": _ENTRY_STATUS,
            "internal_user": one.user is not None,
        }
        for one in meeting.past
    ]
