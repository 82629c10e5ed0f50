"""The manifest asks Zoom for what the pane uses, and gives the reasons the pane gives."""

import copy
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from sandbox.template import Template
from scripts import manifest
from scripts.product import load_template

ZOOM_JS = "".join(
    (manifest.PANE / name).read_text("utf-8")
    for name in ("zoom.js", "zoom-people.js", "zoom-consent.js")
)
HOST, TENANT = "zoom.acme.example", "acme.gainsightcloud.com"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert manifest.main([*arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_addresses_are_the_hosts_own(capsys: pytest.CaptureFixture[str]) -> None:
    made = printed(capsys, HOST)

    oauth = made["oauth_information"]
    assert oauth["development_redirect_uri"] == f"https://{HOST}/oauth/zoom/callback"
    assert oauth["oauth_allow_list"] == [
        f"https://{HOST}/oauth/zoom/callback",
        f"https://{HOST}/app",
    ]
    assert made["features"]["development_home_uri"] == f"https://{HOST}/app"
    assert len(made["display_information"]["display_name"]) < 50


def test_tenants_may_be_opened_from_the_pane(capsys: pytest.CaptureFixture[str]) -> None:
    made = printed(capsys, HOST, TENANT, "--custom-host", "success.acme.example")

    allowed = [entry["domain"] for entry in made["features"]["domain_allow_list"]]
    assert allowed == [HOST, TENANT, "success.acme.example"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["https://zoom.acme.example"],
        ["Zoom.acme.example"],
        ["zoom.acme.example/app"],
        ["localhost"],
        [HOST, "acme.example"],
        [HOST, "acme.gainsightcloud.com.evil.example"],
        [HOST, "--custom-host", "a b"],
    ],
)
def test_what_is_no_host_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert manifest.main(arguments) == 2
    assert capsys.readouterr().out == ""


def test_it_asks_for_exactly_the_apis_that_the_pane_uses() -> None:
    asked = set(manifest.capabilities())

    calls = set(re.findall(r"\bsdk\.(\w+)\(", ZOOM_JS))
    calls -= {"config", "addEventListener", "removeEventListener"}
    listened = set(re.findall(r'\blisten\("(\w+)"', ZOOM_JS))
    assert asked == calls | listened
    assert len(manifest.capabilities()) == len(asked)


def test_scopes_come_with_the_reasons_the_pane_gives(capsys: pytest.CaptureFixture[str]) -> None:
    scopes = printed(capsys, HOST)["oauth_information"]["scopes"]
    assert scopes[:2] == [
        {"scope": "zoomapp:inmeeting", "optional": False},
        {"scope": "user:read:user", "optional": False},
    ]
    assert all(scope["optional"] for scope in scopes[2:])

    assert manifest.main([HOST, "--reasons"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [s["scope"] for s in scopes]
    strings = (manifest.PANE / "strings-signin.js").read_text("utf-8")
    for line in lines:
        assert line.partition(": ")[2] in strings


def test_events_need_a_route_that_takes_them_and_a_scope_that_the_pane_explains() -> None:
    template = load_template()
    asked = _events_of(template)
    explained = set(manifest.OPTIONAL_SCOPES) <= set(manifest.reasons())
    assert asked["enable"] == (manifest.listens(template) and explained)
    for subscription in asked["events"]:
        assert subscription["development_webhook_url"] == f"https://{HOST}/zoom/events"

    resources = copy.deepcopy(dict(template.resources))
    for function in resources.values():
        events = function.get("Properties", {}).get("Events", {})
        for name in [n for n, e in events.items() if e["Properties"].get("Path") == "/zoom/events"]:
            del events[name]
    deaf = replace(template, body={**template.body, "Resources": resources})
    assert _events_of(deaf) == {"enable": False, "events": []}


def test_what_no_manifest_holds_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert manifest.main([HOST]) == 0

    said = capsys.readouterr().err
    assert (f"https://{HOST}/zoom/events" in said) == manifest.listens(load_template())


def _events_of(template: Template) -> Any:
    made = manifest.manifest(template, host=HOST, tenant_hosts=())
    return made["features"]["event_subscription"]
