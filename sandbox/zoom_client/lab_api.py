"""The rest of ``/api``: the meeting's other people, and what tests set up and read."""

from http import HTTPStatus
from typing import Any

from flask import abort, request

from sandbox.zoom.meeting import Role
from sandbox.zoom.people import ATTENDEES, Attendee
from sandbox.zoom_client import views
from sandbox.zoom_client.desk import Desk, Trouble
from sandbox.zoom_client.pane_api import Answer, Route
from sandbox.zoom_client.reading import body, one_of, user_of, wrong


class LabApi:
    """Everything that is not one pane's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state = desk.state

    def routes(self) -> list[Route]:
        """Return path, method and view of each route."""
        return [
            ("/api/context", "GET", self._context),
            ("/api/authorize", "POST", self._authorize),
            ("/api/participants", "POST", self._join),
            ("/api/participants/<uuid>", "PATCH", self._update),
            ("/api/participants/<uuid>", "DELETE", self._remove),
            ("/api/meeting/<what>", "POST", self._meeting),
            ("/api/state", "GET", self._whole),
            ("/api/opened", "GET", self._opened),
            ("/api/opened", "DELETE", self._forget_opened),
            ("/api/invitations", "GET", self._invitations),
            ("/api/trouble/<name>", "PUT", self._trouble),
            ("/api/trouble/<name>", "DELETE", self._no_trouble),
        ]

    def _context(self) -> Answer:
        """Return a fresh context of ``user`` (``guest`` for nobody) in the meeting."""
        with self._state.lock:
            user = user_of(self._state, request.args.get("user", "priya"))
            stay = self._state.meeting.find_user(user) if user else None
            context = self._state.app_context(
                user=user,
                participant=stay,
                invitation=request.args.get("invitation", ""),
                action=request.args.get("action", ""),
            )
            return {"context": context}

    def _authorize(self) -> Answer | tuple[Answer, int]:
        """Issue an in-client code; ``consent`` stands for the user's "Allow"."""
        given = body()
        settings, grants = self._state.settings, self._state.grants
        redirect_uri = str(given.get("redirectUri", ""))
        with self._state.lock:
            user = user_of(self._state, given.get("user"))
            if user is None or user.user_id not in grants.added:
                abort(HTTPStatus.FORBIDDEN, "Guest mode: there is nobody to authorise.")
            if redirect_uri not in settings.redirect_uris():
                wrong("Redirect URI mismatch. (4,709)")
            if given.get("consent") is True:
                grants.consent(user)
            if not grants.has_consented(user):
                return {"consent_required": True}, HTTPStatus.CONFLICT
            challenge = str(given.get("codeChallenge", ""))
            code = grants.issue_code(
                user,
                redirect_uri=redirect_uri,
                challenge=challenge,
                method=settings.inclient_pkce,
            )
        return {"code": code, "state": given.get("state"), "redirectUri": redirect_uri}

    def _join(self) -> tuple[Answer, int]:
        """Let somebody join: one of our users, somebody of the sample data, or a new name."""
        given = body()
        name = str(given.get("name", "")).strip()
        with self._state.lock:
            role = one_of(given.get("role"), Role)
            user = user_of(self._state, given.get("user"))
            if self._state.meeting.status != "started" or not (user or name):
                wrong("A running meeting and a name are wanted.")
            if user is not None:
                joined = self._state.meeting.join_user(user, role=role)
            else:
                known = next((one for one in ATTENDEES if one.name == name), None)
                email = str(given.get("email", ""))
                person = known or Attendee(name=name, email=email, signed_in=bool(email))
                joined = self._state.meeting.join(person, role=role or "attendee")
            return {
                "participant": joined.uuid,
                "meeting": views.meeting_view(self._desk),
            }, HTTPStatus.CREATED

    def _update(self, uuid: str) -> Answer:
        """Change ``role`` or ``name`` of a participant."""
        given = body()
        with self._state.lock:
            self._check_present(uuid)
            role = one_of(given.get("role"), Role)
            if role is not None:
                self._state.meeting.set_role(uuid, role)
            if given.get("name"):
                self._state.meeting.rename(uuid, str(given["name"]))
            return views.meeting_view(self._desk)

    def _remove(self, uuid: str) -> Answer:
        with self._state.lock:
            self._check_present(uuid)
            self._state.meeting.leave(uuid)
            return views.meeting_view(self._desk)

    def _check_present(self, uuid: str) -> None:
        if uuid not in self._state.meeting.present:
            abort(HTTPStatus.NOT_FOUND, "There is no such participant.")

    def _meeting(self, what: str) -> Answer:
        """End the meeting for all, or start it again with everybody in it."""
        with self._state.lock:
            if what == "end":
                self._state.meeting.end()
            elif what == "start":
                self._state.meeting.start()
                self._desk.rejoin()
            else:
                abort(HTTPStatus.NOT_FOUND, "A meeting can be started and ended.")
            return views.meeting_view(self._desk)

    def _whole(self) -> Answer:
        grants = self._state.grants
        with self._state.lock:
            users: list[dict[str, Any]] = [
                views.user_view(user)
                | {
                    "added": user.user_id in grants.added,
                    "consented": grants.has_consented(user),
                }
                for user in self._state.users.values()
            ]
            return {
                "meeting": views.meeting_view(self._desk),
                "opened": views.opened_view(self._desk),
                "invitations": views.invitations_view(self._desk),
                "panes": len(self._desk.panes),
                "users": users,
            }

    def _opened(self) -> Answer:
        with self._state.lock:
            return {"opened": views.opened_view(self._desk)}

    def _forget_opened(self) -> Answer:
        with self._state.lock:
            self._desk.opened.clear()
            self._desk.touch()
        return {"opened": []}

    def _invitations(self) -> Answer:
        with self._state.lock:
            return {"invitations": views.invitations_view(self._desk)}

    def _trouble(self, name: str) -> Answer:
        """Tell an SDK call to fail with ``code`` and ``message``, or to stay ``silent``."""
        given = body()
        with self._state.lock:
            self._desk.trouble[name] = Trouble(
                code=str(given.get("code", "10001")),
                message=str(given.get("message", "")),
                silent=given.get("silent") is True,
            )
            return {"trouble": sorted(self._desk.trouble)}

    def _no_trouble(self, name: str) -> Answer:
        with self._state.lock:
            self._desk.trouble.pop(name, None)
            return {"trouble": sorted(self._desk.trouble)}
