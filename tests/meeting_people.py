"""Everything a user can do with the people of a meeting, in a running sandbox."""

from typing import Any

from tests.note_taking import done, refuse_a_token
from tests.story import Machine, Pane

NOBODY = "0" * 24


def meet_people(machine: Machine, pane: Pane, record: dict[str, Any]) -> None:
    """Sync, with a token that is refused once; find, match, add, and choose the customer."""
    customer = {name: record[name] for name in ("tenant", "kind", "id", "name")}
    here = {"participant_uuid": "D444-7", "name": "Nora Lund"}
    told = {"participants": [here], "customer": customer, "invitations": ["to-priya"]}
    pane.open("to-priya")
    refuse_a_token(machine)
    shown = done(pane.call("POST", "/participants/sync", json=told))
    assert shown["invitations"] == {"to-priya": "added"}
    nora = next(p for p in shown["people"] if p["name"] == here["name"])
    place = f"{record['tenant']}/{record['kind']}/{record['id']}"
    done(pane.call("GET", f"/participants/since/{place}"))
    found = done(pane.call("GET", f"/people/{record['tenant']}?q=elena"))
    assert found["people"]
    said = {"email": "nora@northwind.example", "customer": customer}
    done(pane.call("PUT", f"/participants/{nora['id']}/match", json=said))
    person = {"name": here["name"], "email": said["email"], "participant_id": nora["id"]}
    press = {"key": "press-0001", "customer": customer, "people": [person]}
    (result,) = done(pane.call("POST", "/people", json=press))["results"]
    assert result["status"] in ("added", "busy"), result
    done(pane.call("PUT", "/participants/customer", json=customer), 204)
