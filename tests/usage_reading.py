"""Reports in a running sandbox, and the delivery of what they count."""

import time
from typing import Any

from tests.leavers import Tables
from tests.note_taking import done, refuse_a_token
from tests.story import Machine, Pane

PATIENCE_S = 60.0


def use_reports(machine: Machine) -> None:
    """Switch delivery on, do something, read it in each form, and have it delivered."""
    admin = Pane(machine, user="jonas").open()
    admin.authorize_zoom()
    admin.sign_in("jonas@northstar.example", "northstar")
    policy = done(admin.call("GET", "/admin/northstar/policy"))
    wanted = {**policy["policy"], "usage_object": "Zoom_App_Event__gc"}
    changed = {"version": policy["version"], "policy": wanted}
    done(admin.call("PUT", "/admin/northstar/policy", json=changed))
    told = {"tenant": "northstar", "kind": "invitation_sent", "key": "press-0001"}
    assert admin.call("POST", "/usage/events", json=told).status_code == 202
    (found, *_) = done(admin.call("GET", "/search?q=north&kind=relationship"))["results"]
    done(admin.call("GET", f"/timeline/northstar/relationship/{found['id']}"))
    everyones = "/usage/report?tenant=northstar&whose=everyone&group=user&" + _days()
    refuse_a_token(machine)
    _await(lambda: _named(machine, admin, everyones))
    for whose in ("mine", "everyone"):
        assert done(admin.call("GET", f"/usage/events?tenant=northstar&whose={whose}"))["events"]
    refuse_a_token(machine)
    _await(lambda: "<td>invitation_sent<td>Jonas Weber" in _delivered(machine))


def _named(machine: Machine, admin: Pane, path: str) -> bool:
    """Ask for a report as the first thing after some quiet minutes."""
    Tables(machine).rest()
    return "Jonas Weber" in admin.call("GET", path).text


def _delivered(machine: Machine) -> str:
    """Have what waits delivered after some quiet minutes, and look where the sandbox shows it."""
    Tables(machine).rest()
    answer = machine.ask("POST", "control", "/schedules", json={"function": "UsageDeliverer"})
    assert answer.status_code == 200, answer.text
    return machine.ask("GET", "control", "/").text


def _days() -> str:
    today = time.strftime("%Y-%m-%d", time.gmtime())
    return f"from={today}&to={today}"


def _await(happened: Any) -> None:
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until, "never counted, or never delivered"
        time.sleep(0.2)
