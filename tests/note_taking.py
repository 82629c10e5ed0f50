"""Everything a user can do with notes in a running sandbox, and what posts them meanwhile."""

import time
from http import HTTPStatus
from typing import Any

from tests.story import Machine, Pane

PATIENCE_S = 60.0


def take_notes(machine: Machine, pane: Pane, record: dict[str, Any]) -> None:
    """Read the Timeline; write, keep, publish, take back, edit and delete notes and comments."""
    timeline = f"/timeline/{record['tenant']}/{record['kind']}/{record['id']}"
    done(pane.call("GET", f"/timeline/{record['tenant']}/types"))
    _let_a_call_end(pane, record)
    refuse_a_token(machine)
    done(pane.call("GET", timeline))
    draft = _begin(pane, record, "note-1")
    draft = done(
        pane.call("PUT", _of(draft), json={"version": draft["version"], "subject": "Weekly call"})
    )
    done(pane.call("GET", _of(draft)))
    done(pane.call("GET", "/timeline/drafts"))
    draft = _publish(pane, draft)
    draft = done(pane.call("DELETE", f"{_of(draft)}/publish"))
    done(pane.call("DELETE", _of(_begin(pane, record, "note-2"))), 204)
    draft = _publish(pane, draft)
    refuse_a_token(machine)
    activity = _await_posted(machine, pane, draft, timeline)
    _let_one_wait(machine, pane, record)
    _comment(pane, f"{timeline}/activities/{activity}/comments")
    path = f"{timeline}/activities/{activity}"
    current = done(pane.call("GET", path))
    change = {"subject": "Weekly call, edited", "modified_at": current["modified_at"]}
    done(pane.call("PUT", path, json=change))
    done(pane.call("DELETE", path), 204)


def done(answer: Any, status: int = 200) -> Any:
    """Return the body of an answer that is as wanted."""
    assert answer.status_code in (status, 201), f"{answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def _begin(pane: Pane, record: dict[str, Any], key: str) -> dict[str, Any]:
    customer = {name: record[name] for name in ("tenant", "kind", "id", "name")}
    note = {"type": "Call", "subject": "Call", "notes_html": "<p>Cell 7 runs again.</p>"}
    draft: dict[str, Any] = done(
        pane.call("POST", "/timeline/drafts", json={"key": key, **customer, **note})
    )
    return draft


def _publish(pane: Pane, draft: dict[str, Any]) -> dict[str, Any]:
    published: dict[str, Any] = done(
        pane.call("POST", f"{_of(draft)}/publish", json={"version": draft["version"]})
    )
    return published


def _let_a_call_end(pane: Pane, record: dict[str, Any]) -> None:
    """Leave a call without a note, find the draft, and throw it away."""
    customer = {name: record[name] for name in ("tenant", "kind", "id", "name")}
    done(pane.call("PUT", "/timeline/meeting", json=customer), 204)
    (left,) = done(pane.call("GET", "/timeline/drafts", params={"outside": "true"}))["drafts"]
    done(pane.call("DELETE", _of(left)), 204)


def _of(draft: dict[str, Any]) -> str:
    return f"/timeline/drafts/{draft['id']}"


def refuse_a_token(machine: Machine) -> None:
    """Let the tenant refuse the access token once, so that it is refreshed."""
    fault = {"party": "gainsight-northstar", "kind": "unauthorized", "path": "/v1"}
    machine.ask("POST", "control", "/faults", json=fault)


def _await_posted(machine: Machine, pane: Pane, draft: dict[str, Any], timeline: str) -> str:
    """Wait out the time for "Undo", with a sweeper that comes round now and then.

    Some time after it is posted a draft is gone.
    """
    give_up_at = time.monotonic() + PATIENCE_S
    while (found := pane.call("GET", _of(draft))).status_code == HTTPStatus.OK:
        if found.json()["state"] == "posted":
            break
        assert time.monotonic() < give_up_at, "the note was not posted"
        machine.ask("POST", "control", "/schedules", json={"function": "OutboxSweeper"})
        time.sleep(0.5)
    activities = done(pane.call("GET", timeline))["activities"]
    return next(str(one["id"]) for one in activities if one["ours"])


def _let_one_wait(machine: Machine, pane: Pane, record: dict[str, Any]) -> None:
    """Let the tenant be away when a note is to be posted: it is tried again later."""
    draft = _publish(pane, _begin(pane, record, "note-3"))
    fault = {"party": "gainsight-northstar", "kind": "unavailable", "path": "/v1", "times": None}
    machine.ask("POST", "control", "/faults", json=fault)
    give_up_at = time.monotonic() + PATIENCE_S
    while done(pane.call("GET", _of(draft)))["targets"][0]["waiting"]["attempts"] == 0:
        assert time.monotonic() < give_up_at, "the note was not tried"
        time.sleep(0.5)
    machine.ask("DELETE", "control", "/faults")
    done(pane.call("DELETE", _of(draft), params={"force": "true"}), 204)


def _comment(pane: Pane, comments: str) -> None:
    comment = done(pane.call("POST", comments, json={"html": "<p>Part ordered.</p>", "key": "c1"}))
    done(pane.call("GET", comments))
    done(pane.call("PUT", f"{comments}/{comment['id']}", json={"html": "<p>Part here.</p>"}))
    done(pane.call("DELETE", f"{comments}/{comment['id']}"), 204)
