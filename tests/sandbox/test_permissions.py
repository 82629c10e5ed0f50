"""Each role allows what its function really calls in the sandbox: no more, no less."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import boto3
from sandbox.aws import ONLOOKER, STACK
from sandbox.permissions import Permission, needed
from tests.administering import administer
from tests.lawful import WARM
from tests.leavers import Tables, keep_alive_and_leave
from tests.meeting_people import meet_people
from tests.note_taking import take_notes
from tests.sandbox_process import running_sandbox
from tests.story import Machine, Pane, main_job
from tests.template_permissions import granted
from tests.usage_reading import use_reports

from gainsight_zoom.records import Policy
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.tenants import Tenants
from sandbox import template

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(template.load(ROOT / "template.yaml").functions)


def called_by_function() -> dict[str, set[Permission]]:
    """Live through everything a user can do, each request on a cold function."""
    with running_sandbox("--cold") as machine:
        live(machine)
        calls = machine.ask("GET", "control", "/aws-calls").json()
    by_function: dict[str, set[Permission]] = {name: set() for name in FUNCTIONS}
    for call in calls:
        by_function[call["function"]].add(_logical(call))
    return by_function


def live(machine: Machine) -> None:
    """Do everything a user can do."""
    pane = Pane(machine)
    assert machine.ask("GET", "app", "/app").status_code == 200
    _install(machine)
    record = main_job(pane)
    path = f"/c360/{record['tenant']}/{record['kind']}/{record['id']}"
    assert pane.call("GET", f"{path}?sections=brief").status_code == 200
    _refresh_on_use(machine, pane, path)
    Tables(machine).forget_metadata()
    assert pane.call("GET", path).status_code == 200
    _sign_in_as_the_same_person_elsewhere(machine, pane)
    Tables(machine).let_something_be_due()
    Tables(machine).rest()
    take_notes(machine, pane, record)
    Tables(machine).rest()
    meet_people(machine, pane, record)
    Tables(machine).rest()
    use_reports(machine)
    Tables(machine).rest()
    administer(machine)
    Tables(machine).rest()
    assert pane.call("DELETE", "/connections/northstar").status_code == 204
    pane.sign_in("priya@northstar.example", "northstar")
    assert pane.call("DELETE", "/session").status_code == 204
    keep_alive_and_leave(machine)


def _install(machine: Machine) -> None:
    """Add the app on our own page, in the system browser."""
    asked = machine.browse("GET", f"http://app.localhost:{machine.port}/oauth/zoom/install")
    consent_url = asked.headers["Location"]
    consent = machine.browse("GET", consent_url)
    if "/signin" in consent.headers.get("Location", ""):
        signin_url = urljoin(consent_url, consent.headers["Location"])
        following = dict(parse_qsl(urlsplit(signin_url).query))["next"]
        machine.browse("POST", signin_url, form={"user": "priya", "next": following})
        consent = machine.browse("GET", consent_url)
    ticket = re.search(r'name="ticket" value="([^"]+)"', consent.text)
    assert ticket, consent.text
    back = machine.browse("POST", consent_url, form={"ticket": ticket[1], "decision": "allow"})
    done = machine.browse("GET", back.headers["Location"])
    assert done.status_code in (200, 302, 303), done.text


def _sign_in_as_the_same_person_elsewhere(machine: Machine, pane: Pane) -> None:
    """Connect a tenant whose admin said that two addresses are one person."""
    dynamodb, table = _tenants_table(machine)
    pair = ("priya@northstar.example", "priya.nair@kestrel.example")
    Tenants(Table(dynamodb, table)).save_policy("kestrel", Policy(named_pairs=(pair,)))
    pane.sign_in("priya.nair@kestrel.example", "kestrel")


def _tenants_table(machine: Machine) -> tuple[Any, str]:
    client = boto3.client(
        "dynamodb",
        endpoint_url=f"http://127.0.0.1:{machine.aws_port}",
        region_name="us-east-1",
        aws_access_key_id=ONLOOKER,
        aws_secret_access_key="sandbox",  # noqa: S106
    )
    return client, f"{STACK}-TenantsTable"


def _refresh_on_use(machine: Machine, pane: Pane, path: str) -> None:
    """Let the tenant refuse the access token once, so that it is refreshed."""
    fault = {"party": "gainsight-northstar", "kind": "unauthorized", "path": "/v1"}
    machine.ask("POST", "control", "/faults", json=fault)
    assert pane.call("GET", path).json()["sections"]["summary"]["status"] == "ok"


def _logical(call: dict[str, Any]) -> Permission:
    """Name resources as the template does."""
    resource = str(call["resource"]).removeprefix(f"{STACK}-")
    if call["action"].startswith("kms:"):
        # Decrypt need not name the key: the ciphertext does.
        resource = "TokenKey"
    if call["action"].startswith("secretsmanager:"):
        resource = "AppSecret" if resource.endswith("/app") else "tenant secrets"
    return Permission(call["action"], resource, call["purpose"])


def test_each_role_allows_what_its_function_calls() -> None:
    """One test for all: what they call is found out in most of a minute."""
    allowed, called = granted(template.load(ROOT / "template.yaml")), called_by_function()
    wrong = []
    for name in FUNCTIONS:
        seen = called[name] | WARM.get(name, set())
        wrong += [f"{name} lacks {permission}" for permission in called[name] - allowed[name]]
        wrong += [f"{name} needs no {permission}" for permission in allowed[name] - seen]
    assert sorted(wrong) == []


def test_a_transaction_needs_what_its_parts_need() -> None:
    request = {
        "TransactItems": [
            {"Put": {"TableName": "a"}},
            {"Update": {"TableName": "b"}},
            {"ConditionCheck": {"TableName": "a"}},
        ]
    }
    assert list(needed("dynamodb:TransactWriteItems", request)) == [
        Permission("dynamodb:PutItem", "a"),
        Permission("dynamodb:UpdateItem", "b"),
        Permission("dynamodb:ConditionCheckItem", "a"),
    ]


def test_an_index_is_a_resource_of_its_own() -> None:
    request = {"TableName": "a", "IndexName": "refresh"}
    assert list(needed("dynamodb:Query", request)) == [
        Permission("dynamodb:Query", "a/index/refresh")
    ]


def test_a_batch_needs_its_action_on_each_table() -> None:
    request = {"RequestItems": {"a": {}, "b": {}}}
    assert list(needed("dynamodb:BatchGetItem", request)) == [
        Permission("dynamodb:BatchGetItem", "a"),
        Permission("dynamodb:BatchGetItem", "b"),
    ]
