"""Reading what a request of the client page or of a test says."""

from http import HTTPStatus
from typing import Any, NoReturn, get_args

from flask import abort, request

from sandbox.zoom.people import ZoomUser
from sandbox.zoom.state import ZoomState


def body() -> dict[str, Any]:
    """Return the JSON object of the request, empty when there is none."""
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}


def one_of(given: object, kinds: Any) -> Any:
    """Return a value of a Literal, or None for nothing; 422 for any other."""
    if given in (None, ""):
        return None
    if given not in get_args(kinds):
        wrong(f"One of {', '.join(get_args(kinds))} is wanted.")
    return given


def user_of(state: ZoomState, key: object) -> ZoomUser | None:
    """Return a user by key, None for ``guest`` and for nothing; 422 for anybody unknown."""
    if key in ("", None, "guest"):
        return None
    if str(key) not in state.users:
        wrong("There is no such user.")
    return state.users[str(key)]


def wrong(text: str) -> NoReturn:
    """Answer 422."""
    abort(HTTPStatus.UNPROCESSABLE_ENTITY, text)
