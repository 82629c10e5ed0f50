"""``/api/panes``: what the page in front of one user asks and tells."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import abort, request

from sandbox.zoom.meeting import Role
from sandbox.zoom_client import dialogs, views
from sandbox.zoom_client.desk import Desk
from sandbox.zoom_client.panes import Pane, Status
from sandbox.zoom_client.reading import body, one_of, user_of, wrong

LONGEST_WAIT_S = 20.0

Answer = dict[str, Any]
Route = tuple[str, str, Callable[..., Any]]


class PaneApi:
    """The routes of one pane; each answers with everything the page draws."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state = desk.state

    def routes(self) -> list[Route]:
        """Return path, method and view of each route."""
        pane = "/api/panes/<id_>"
        return [
            ("/api/panes", "POST", self._enter),
            (pane, "GET", self._news),
            (f"{pane}/call", "POST", self._call),
            (f"{pane}/context", "GET", self._context),
            (f"{pane}/dialog", "POST", self._dialog),
            (f"{pane}/popout", "POST", self._popout),
            (f"{pane}/join", "POST", self._join),
            (f"{pane}/reopen", "POST", self._reopen),
            (f"{pane}/close", "POST", self._close),
            (f"{pane}/settings", "POST", self._change),
        ]

    def _pane(self, id_: str) -> Pane:
        if id_ not in self._desk.panes:
            abort(HTTPStatus.NOT_FOUND, "There is no such pane (any more).")
        return self._desk.panes[id_]

    def _view(self, pane: Pane) -> Answer:
        after = request.args.get("after", 0, type=int)
        return views.pane_view(self._desk, pane, after=after)

    def _enter(self) -> tuple[Answer, int]:
        given = body()
        with self._state.lock:
            link = str(given.get("deeplink") or "")
            opened = self._state.deeplinks.get(link)
            default = "priya" if opened is None else opened.user.key
            pane = self._desk.enter(
                user_of(self._state, given.get("user") or default),
                role=one_of(given.get("role"), Role),
                status=one_of(given.get("status"), Status),
                deeplink=link,
                invitation=str(given.get("invitation") or ""),
                product=str(given.get("product") or ""),
            )
            return self._view(pane), HTTPStatus.CREATED

    def _news(self, id_: str) -> Answer:
        """Answer when something happens, or after ``wait`` seconds of real time."""
        wait = min(request.args.get("wait", 0.0, type=float), LONGEST_WAIT_S)
        with self._state.lock:
            pane = self._pane(id_)
            seen = request.args.get("revision", -1, type=int) == self._desk.revision
            if wait > 0 and seen and pane.number <= request.args.get("after", 0, type=int):
                self._desk.changed.wait(wait)
            return self._view(self._pane(id_))

    def _call(self, id_: str) -> Answer:
        """Carry one request of the SDK; ``answer`` is the message to post back."""
        given = body()
        with self._state.lock:
            pane = self._pane(id_)
            if not isinstance(given.get("request"), dict):
                wrong("A request of the SDK is wanted.")
            url = str(given.get("url", ""))
            answer = self._desk.bridge.answer(pane, given["request"], url=url)
            self._desk.touch()
            return {"answer": answer, **self._view(pane)}

    def _context(self, id_: str) -> Answer:
        with self._state.lock:
            return {"context": self._desk.context(self._pane(id_))}

    def _dialog(self, id_: str) -> Answer:
        given = body()
        with self._state.lock:
            pane = self._pane(id_)
            choice = [str(one) for one in given.get("choice") or []]
            asked = str(given.get("id") or (pane.dialog.id if pane.dialog else ""))
            agreed = given.get("agreed") is True
            if not dialogs.answer(self._desk, pane, asked, agreed=agreed, choice=choice):
                abort(HTTPStatus.CONFLICT, "This question is no longer asked.")
            return self._view(pane)

    def _popout(self, id_: str) -> Answer:
        with self._state.lock:
            pane = self._pane(id_)
            undock = body().get("action") == "undock"
            if undock != pane.popped_out:
                self._desk.popout(pane, undock=undock)
            return self._view(pane)

    def _join(self, id_: str) -> Answer:
        """Go (back) into the running meeting."""
        with self._state.lock:
            pane = self._pane(id_)
            self._desk.join(pane)
            self._desk.touch()
            return self._view(pane)

    def _reopen(self, id_: str) -> Answer:
        """Open the app anew, or close it and open it again: a new document."""
        return self._restart(id_, is_open=True)

    def _close(self, id_: str) -> Answer:
        return self._restart(id_, is_open=False)

    def _restart(self, id_: str, *, is_open: bool) -> Answer:
        with self._state.lock:
            pane = self._pane(id_)
            pane.close_document()
            pane.open = is_open
            self._desk.touch()
            return self._view(pane)

    def _change(self, id_: str) -> Answer:
        """Change ``status`` (with ``user``, who signs in) or ``do_not_disturb``."""
        given = body()
        with self._state.lock:
            pane = self._pane(id_)
            if "do_not_disturb" in given:
                pane.do_not_disturb = given["do_not_disturb"] is True
            status = one_of(given.get("status"), Status)
            if status is not None:
                self._desk.set_status(pane, status, user_of(self._state, given.get("user")))
            self._desk.touch()
            return self._view(pane)
