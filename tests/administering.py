"""Everything a tenant's admin can do in a running sandbox."""

from typing import Any

from tests.leavers import Tables
from tests.note_taking import done, refuse_a_token
from tests.story import Machine, Pane

ADMIN = "/admin/northstar"


def administer(machine: Machine) -> None:
    """Read and change policy and layout, go back, export, import, look at users, disconnect one."""
    _connect(machine, "mei")
    admin = _connect(machine, "jonas")
    Tables(machine).forget_metadata()
    refuse_a_token(machine)
    done(admin.call("GET", f"{ADMIN}/fields/company"))
    for document in ("policy", "layout"):
        _change(admin, document)
    for path in ("configuration", "audit"):
        done(admin.call("GET", f"{ADMIN}/{path}"))
    done(admin.call("POST", f"{ADMIN}/preview", json={"license": "Viewer"}))
    done(admin.call("POST", f"{ADMIN}/pilot", json={"csv": "E-mail\r\nmei@northstar.example\r\n"}))
    _import_anew(admin)
    for user in done(admin.call("GET", f"{ADMIN}/users"))["users"]:
        if str(user.get("email", "")).startswith("mei"):
            done(admin.call("DELETE", f"{ADMIN}/users/{user['id']}"), 204)
    machine.ask("DELETE", "control", "/faults")


def _connect(machine: Machine, name: str) -> Pane:
    pane = Pane(machine, user=name).open()
    pane.authorize_zoom()
    pane.sign_in(f"{name}@northstar.example", "northstar")
    return pane


def _change(admin: Pane, document: str) -> None:
    """Write a document as it is twice, and restore the first of the two."""
    for _ in range(2):
        current = _of(admin, document)
        done(admin.call("PUT", f"{ADMIN}/{document}", json=current))
    done(admin.call("GET", f"{ADMIN}/history/{document}"))
    version = _of(admin, document)["version"]
    restored = admin.call("POST", f"{ADMIN}/history/{document}/1", json={"version": version})
    done(restored)


def _import_anew(admin: Pane) -> None:
    exported = done(admin.call("GET", f"{ADMIN}/configuration"))
    versions = {f"{name}_version": _of(admin, name)["version"] for name in ("policy", "layout")}
    body = {**versions, "configuration": exported}
    done(admin.call("PUT", f"{ADMIN}/configuration", json=body))


def _of(admin: Pane, document: str) -> dict[str, Any]:
    """Read a document in the shape in which it is written."""
    found = done(admin.call("GET", f"{ADMIN}/{document}"))
    return {"version": found["version"], document: found[document]}
