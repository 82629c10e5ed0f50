"""``api.zoom.us``: the REST calls the app uses, with Zoom's token checks, limits and errors.

Kept to: Zoom, «Using Zoom APIs», «Pagination», and the REST reference of each call.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from sandbox.faults import Fault, FaultMiddleware, Faults, plain_answer
from sandbox.zoom import records
from sandbox.zoom.quota import Label, Quota, refused
from sandbox.zoom.records import Problem
from sandbox.zoom.webhooks import utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.zoom.grants import Pair
    from sandbox.zoom.people import ZoomUser
    from sandbox.zoom.state import ZoomState

PAGE_TOKEN_LIFE_S = 900
_PAGE_SIZE_DEFAULT, _PAGE_SIZE_MAX = 30, 300
_ACTION_MAX = 256


@dataclass(frozen=True)
class _Call:
    """An admitted call: whose token, the raw path parameter, query and body."""

    user: ZoomUser
    name: str
    request: Request


@dataclass(frozen=True)
class _Route:
    method: str
    path: re.Pattern[str]
    label: Label
    scopes: tuple[str, ...]
    answer: Callable[[_Call], dict[str, Any]]


class RestApi:
    """The party ``api.zoom.us``. Paths are matched undecoded, so that UUID encoding counts."""

    hosts = ("api.zoom.us",)

    def __init__(self, state: ZoomState) -> None:
        self.faults = Faults()
        self._state = state
        self._quota = Quota(state.settings.plan, state.now)
        self._pages: dict[str, tuple[str, int, float]] = {}
        self._app = FaultMiddleware(self._serve, self.faults, self._fault_answer)
        past = "meeting:read:list_past_participants"
        registrants = "meeting:read:list_registrants"
        deeplink = ("zoomapp:inmeeting", "app:deeplink:write")
        self._routes = [
            self._route("GET", "users/X", "Light", ("user:read:user",), self._user),
            self._route("GET", "meetings/X", "Light", ("meeting:read:meeting",), self._meeting),
            self._route(
                "GET", "users/X/meetings", "Medium", ("meeting:read:list_meetings",), self._planned
            ),
            self._route(
                "POST", "meetings/X/open_apps", "Light", ("meeting:write:open_app",), self._open
            ),
            self._route(
                "GET", "meetings/X/registrants", "Medium", (registrants,), self._registered
            ),
            self._route("GET", "past_meetings/X/participants", "Medium", (past,), self._attended),
            self._route("POST", "zoomapp/(deeplink)", "Medium", deeplink, self._deeplink),
        ]

    @staticmethod
    def _route(
        method: str,
        path: str,
        label: Label,
        scopes: tuple[str, ...],
        answer: Callable[[_Call], dict[str, Any]],
    ) -> _Route:
        pattern = re.compile("/v2/" + path.replace("X", "([^/]+)"))
        return _Route(method, pattern, label, scopes, answer)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        return self._app(environ, start_response)

    def reset(self) -> None:
        """Back to the sample data, with untouched limits and no fault."""
        self.faults.clear()
        self._quota.reset()
        self._pages.clear()
        self._state.reset_state()

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        headers: dict[str, str] = {}
        try:
            with self._state.lock:
                body, status = self._answer(request, headers), HTTPStatus.OK
        except Problem as problem:
            body, status = problem.body, HTTPStatus(problem.status)
        response = Response(
            json.dumps(body, ensure_ascii=False), status, headers, mimetype="application/json"
        )
        return response(environ, start_response)

    def _answer(self, request: Request, headers: dict[str, str]) -> dict[str, Any]:
        route, name = self._find(request)
        pair = self._admit(request.headers.get("Authorization", ""))
        verdict = self._quota.spend(route.label)
        headers |= verdict.headers
        if verdict.refusal is not None:
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, 429, verdict.refusal)
        if pair.user is None or not set(route.scopes) & set(pair.scopes):
            missing = ", ".join(route.scopes)
            text = f"Invalid access token, does not contain scopes:[{missing}]."
            raise Problem(HTTPStatus.BAD_REQUEST, 4711, text)
        return route.answer(_Call(pair.user, name, request))

    def _find(self, request: Request) -> tuple[_Route, str]:
        path = _raw_path(request)
        found = [
            (route, match[1]) for route in self._routes if (match := route.path.fullmatch(path))
        ]
        if not found:
            raise Problem(HTTPStatus.NOT_FOUND, 2300, "This API endpoint is not recognized.")
        for route, name in found:
            if route.method == request.method:
                return route, name
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, 405, "Request method is not supported.")

    def _admit(self, authorization: str) -> Pair:
        scheme, _, token = authorization.partition(" ")
        pair = self._state.grants.living(token) if scheme.lower() == "bearer" else None
        if pair is None:
            raise Problem(HTTPStatus.UNAUTHORIZED, 124, "Invalid access token.")
        if pair.access_until <= self._state.now():
            raise Problem(HTTPStatus.UNAUTHORIZED, 201, "Access token is expired")
        return pair

    def _user(self, call: _Call) -> dict[str, Any]:
        """Answer ``/users/me``; a user-level app must say ``me`` (Zoom, «Using Zoom APIs»)."""
        if call.name != "me":
            raise Problem(HTTPStatus.NOT_FOUND, 1001, f"User does not exist: {call.name}.")
        return records.user_record(call.user)

    def _planned(self, call: _Call) -> dict[str, Any]:
        """Answer with what the caller hosts next (Zoom, REST reference «List meetings»).

        Only ``type=upcoming`` is known here.
        """
        if call.name != "me":
            raise Problem(HTTPStatus.NOT_FOUND, 1001, f"User does not exist: {call.name}.")
        if call.request.args.get("type", "scheduled") != "upcoming":
            raise records.invalid_field("type")
        meeting = self._state.meeting
        mine = call.user == meeting.host and meeting.next_at is not None
        return self._page(call, "meetings", [records.planned_record(meeting)] if mine else [])

    def _open(self, call: _Call) -> dict[str, Any]:
        """Have the app open when a meeting of the caller's starts (Zoom, ``open_apps``)."""
        self._own_meeting(call)
        meeting = self._state.meeting
        meeting.opens_app = True
        return {
            "id": meeting.number,
            "start_time": utc(meeting.next_at or meeting.started_at),
            "app_id": self._state.settings.client_id,
        }

    def _own_meeting(self, call: _Call) -> None:
        meeting = self._state.meeting
        mine = call.user == meeting.host or self._state.settings.account_meetings
        if call.name != str(meeting.number) or not mine:
            raise records.no_meeting(call.name)

    def _meeting(self, call: _Call) -> dict[str, Any]:
        self._own_meeting(call)
        return records.meeting_record(self._state.meeting)

    def _registered(self, call: _Call) -> dict[str, Any]:
        self._own_meeting(call)
        status = call.request.args.get("status", "approved")
        rows = records.registrant_records(self._state.meeting) if status == "approved" else []
        return self._page(call, "registrants", rows)

    def _attended(self, call: _Call) -> dict[str, Any]:
        """Answer for a meeting that is over; before, and for colleagues', there is none."""
        uuid = records.meeting_uuid(call.name)
        meeting = self._state.meeting
        mine = call.user == meeting.host or self._state.settings.account_meetings
        if uuid != meeting.uuid or meeting.status != "ended" or not mine:
            raise records.no_meeting(call.name)
        return self._page(call, "participants", records.attendance_records(meeting))

    def _deeplink(self, call: _Call) -> dict[str, Any]:
        given = call.request.get_json(silent=True)
        if not isinstance(given, dict) or given.get("type", 1) not in (1, 2):
            raise records.invalid_field("type")
        action = given.get("action", "")
        if not isinstance(action, str) or len(action) > _ACTION_MAX:
            raise records.invalid_field("action")
        if "user_id" in given:
            raise Problem(HTTPStatus.BAD_REQUEST, 124, "Invalid access token.")
        link = self._state.open_deeplink(call.user, action)
        return {"deeplink": f"https://zoom.us/launch/chatapp/{link}"}

    def _page(self, call: _Call, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Cut one page; its token lives 15 minutes and belongs to the same query."""
        query = call.request.args
        size = query.get("page_size", _PAGE_SIZE_DEFAULT, type=int)
        if not 1 <= size <= _PAGE_SIZE_MAX:
            raise records.invalid_field("page_size")
        same = f"{call.request.path}?{size}"
        start = 0
        if given := query.get("next_page_token", ""):
            path, start, until = self._pages.get(given, ("", 0, 0.0))
            if path != same or until <= self._state.now():
                raise Problem(
                    HTTPStatus.BAD_REQUEST, 300, "The next page token is invalid or expired."
                )
        following = ""
        if start + size < len(rows):
            following = self._state.token()
            self._pages[following] = (same, start + size, self._state.now() + PAGE_TOKEN_LIFE_S)
        return {
            "page_size": size,
            "total_records": len(rows),
            "next_page_token": following,
            name: rows[start : start + size],
        }

    def _fault_answer(self, fault: Fault) -> Response:
        """Build a fault's body; ``rate_limited`` with a date-time is the daily limit."""
        response = plain_answer(fault)
        texts = {
            "unauthorized": (124, "Invalid access token."),
            "forbidden": (403, "The user has not permitted access to the targeted resource."),
            "forbidden_ip": (124, "Invalid access token."),
            "server_error": (500, "Internal server error."),
            "unavailable": (503, "Service unavailable."),
        }
        if fault.kind == "rate_limited":
            daily = "T" in (fault.retry_after or "")
            kind = refused(
                "Daily-limit" if daily else "QPS", "Light", limit=80, now=self._state.now()
            )
            response.headers.update(kind.headers)
            if fault.retry_after is not None:
                response.headers["Retry-After"] = fault.retry_after
            texts["rate_limited"] = (429, kind.refusal or "")
        if fault.kind in texts:
            code, message = texts[fault.kind]
            response.data = json.dumps({"code": code, "message": message})
            response.mimetype = "application/json"
        return response


def _raw_path(request: Request) -> str:
    """Return the path as it came over the wire, undecoded and without the query."""
    raw: str = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    return raw.partition("?")[0] if raw.startswith("/") else quote(request.path)
