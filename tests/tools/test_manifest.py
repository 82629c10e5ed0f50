"""The manifest asks Zoom for what the pane uses, and gives the reasons the pane gives."""

import copy
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from scripts import manifest
from scripts.product import load_template

ZOOM_JS = (manifest.PANE / "zoom.js").read_text("utf-8")
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
    assert scopes == [
        {"scope": "zoomapp:inmeeting", "optional": False},
        {"scope": "user:read:user", "optional": False},
    ]

    assert manifest.main([HOST, "--reasons"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [s["scope"] for s in scopes]
    strings = (manifest.PANE / "strings.js").read_text("utf-8")
    for line in lines:
        assert line.partition(": ")[2] in strings


def test_events_are_subscribed_to_only_where_a_route_takes_them() -> None:
    template = load_template()
    resources = copy.deepcopy(dict(template.resources))
    events = resources["Pane"]["Properties"]["Events"]
    events["Events"] = {
        "Type": "HttpApi",
        "Properties": {"Method": "POST", "Path": "/zoom/events"},
    }
    listening = replace(template, body={**template.body, "Resources": resources})

    (subscription,) = manifest.manifest(listening, host=HOST, tenant_hosts=())["features"][
        "event_subscription"
    ]["events"]

    assert subscription["development_webhook_url"] == f"https://{HOST}/zoom/events"
    assert "app_deauthorized" in subscription["event_types"]
    if "/zoom/events" not in {route.path for route in template.routes}:
        silent = manifest.manifest(template, host=HOST, tenant_hosts=())
        assert silent["features"]["event_subscription"] == {"enable": False, "events": []}
