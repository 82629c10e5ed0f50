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
    delivered = machine.ask("POST", "control", "/schedules", json={"function": "UsageDeliverer"})
    assert delivered.status_code == 200, delivered.text
    shown = machine.ask("GET", "control", "/").text
    assert "<td>invitation_sent<td>Jonas Weber" in shown, "whoever runs the sandbox sees the rows"


def _named(machine: Machine, admin: Pane, path: str) -> bool:
    """Ask for a report as the first thing after some quiet minutes."""
    Tables(machine).rest()
    return "Jonas Weber" in admin.call("GET", path).text


def _days() -> str:
    today = time.strftime("%Y-%m-%d", time.gmtime())
    return f"from={today}&to={today}"


def _await(happened: Any) -> None:
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until, "never counted"
        time.sleep(0.2)
