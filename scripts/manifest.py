"""Print the Zoom app's manifest for a host: ``python -m scripts.manifest HOST [TENANT_HOST ...]``.

The output goes into the Marketplace's "upload manifest" as it is. What the pane uses of the SDK and
what it tells people about scopes is read from the pane itself; routes are read from the template.
Shape: Zoom, «App manifest». Validate it there: no sample is known to pass the validator whole.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from typing import TYPE_CHECKING, Any

from scripts.product import ROOT, load_template

if TYPE_CHECKING:
    from sandbox.template import Template

__all__ = ["Drift", "capabilities", "listens", "main", "manifest", "reasons"]

PANE = ROOT / "functions" / "pane" / "assets"
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
SCOPES = {
    "zoomapp:inmeeting": "Which meeting this is, what it is called, and your role in it",
    "user:read:user": "Who you are in Zoom: user and e-mail",
}
"""Granular scope -> what the pane calls it under "What this app may see in Zoom, and why"."""

OPTIONAL_SCOPES = {
    "meeting:read:participant": "Who is in this meeting, and when",
    "meeting:read:meeting": "Whom the host invited to this meeting",
    "meeting:read:list_registrants": "Who registered for this meeting",
    "meeting:read:list_meetings": "When you host meetings next",
    "meeting:write:open_app": "That the app opens when your meeting starts",
}
"""Scopes without which the app works; asked for as soon as the pane explains them."""

EVENTS_ROUTE = "/zoom/events"
BY_HAND = """\
Not in a manifest: in the app's Information tab, set the Deauthorization notification URL to {url},
so that what is kept of a user goes when they remove the app."""


class Drift(Exception):
    """The pane no longer says what the manifest asks for."""


def main(arguments: list[str]) -> int:
    """Print the manifest or the reasons for its scopes; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.manifest", description=__doc__)
    parser.add_argument("host", help="host of PublicBaseUrl, without https://")
    parser.add_argument("tenant_hosts", nargs="*", help="hosts of Gainsight tenants")
    parser.add_argument(
        "--custom-host",
        action="append",
        default=[],
        help="a tenant's host outside Gainsight's own domain; may be repeated",
    )
    parser.add_argument("--reasons", action="store_true", help="print why each scope is asked for")
    options = parser.parse_args(arguments)
    try:
        _check_hosts(options.host, options.tenant_hosts, options.custom_host)
        if options.reasons:
            print("\n".join(f"{scope}: {reason}" for scope, reason in reasons().items()))
            return 0
        template = load_template()
        made = manifest(
            template,
            host=options.host,
            tenant_hosts=(*options.tenant_hosts, *options.custom_host),
        )
    except (ValueError, Drift) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(made, indent=2))
    if listens(template):
        print(BY_HAND.format(url=f"https://{options.host}{EVENTS_ROUTE}"), file=sys.stderr)
    return 0


def manifest(template: Template, *, host: str, tenant_hosts: tuple[str, ...]) -> dict[str, Any]:
    """Build the manifest, the inner object that the Marketplace takes.

    Parameters
    ----------
    tenant_hosts : tuple of str
        Where the pane's "Open in Gainsight" leads; Zoom opens no other address.

    Raises
    ------
    Drift
        If the pane explains other scopes than these.
    """
    origin = f"https://{host}"
    domains = {host: "This app", **dict.fromkeys(tenant_hosts, "Records open in Gainsight")}
    return {
        "display_information": {"display_name": "Gainsight App for Zoom"},
        "oauth_information": {
            "usage": "USER_OPERATION",
            "development_redirect_uri": f"{origin}/oauth/zoom/callback",
            "production_redirect_uri": "",
            "oauth_allow_list": [f"{origin}/oauth/zoom/callback", f"{origin}/app"],
            "strict_mode": True,
            "subdomain_strict_mode": True,
            "scopes": [
                {"scope": scope, "optional": scope in OPTIONAL_SCOPES} for scope in reasons()
            ],
        },
        "features": {
            "products": ["ZOOM_MEETING"],
            "development_home_uri": f"{origin}/app",
            "production_home_uri": "",
            "domain_allow_list": [
                {"domain": domain, "explanation": why} for domain, why in domains.items()
            ],
            "in_client_feature": {
                "zoom_app_api": {"enable": True, "zoom_app_apis": capabilities()},
                "guest_mode": {"enable": True, "enable_test_guest_mode": True},
                "in_client_oauth": {"enable": True},
                "collaborate_mode": _off("", "screen_sharing", "play_together")
                | _off("start_immediately", "join_immediately"),
            },
            "zoom_client_support": {
                "mobile": _off(""),
                "zoom_room": _off("", "personal_zoom_room", "shared_zoom_room")
                | _off("digital_signage", "zoom_rooms_controller"),
                "pwa_client": _off(""),
            },
            "event_subscription": _events(template, origin),
        },
    }


def capabilities() -> list[str]:
    """Read which APIs and events the pane configures the SDK with.

    Raises
    ------
    Drift
        If the list is not where it was.
    """
    found = re.search(r"const CAPABILITIES = \[(.*?)\];", _read("zoom.js"), re.DOTALL)
    if found is None:
        raise Drift("zoom.js has no list CAPABILITIES any more")
    return re.findall(r'"(\w+)"', found[1])


def reasons() -> dict[str, str]:
    """Read why each scope is asked for, in the words the pane tells its users.

    Raises
    ------
    Drift
        If the pane names something that is no scope of ours, or leaves one out.
    """
    section = re.search(
        r"\bseen: \{.*?items: \[(.*?)\n    \]", _read("strings-signin.js"), re.DOTALL
    )
    pairs = re.findall(
        r'\[("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*")\]', section[1] if section else ""
    )
    told = {json.loads(title): json.loads(why) for title, why in pairs}
    known = SCOPES | OPTIONAL_SCOPES
    if not set(SCOPES.values()) <= set(told) <= set(known.values()):
        raise Drift(f"strings-signin.js explains {sorted(told)}, the manifest knows {known}")
    return {scope: told[title] for scope, title in known.items() if title in told}


def listens(template: Template) -> bool:
    """Tell whether the app takes webhooks."""
    return EVENTS_ROUTE in {route.path for route in template.routes}


def _read(name: str) -> str:
    return (PANE / name).read_text("utf-8")


def _off(*names: str) -> dict[str, bool]:
    return {f"enable_{name}" if name else "enable": False for name in names}


def _events(template: Template, origin: str) -> dict[str, Any]:
    """Subscribe to what the app listens to, as far as the scopes asked for let Zoom send it."""
    from gainsight_zoom.zoom import webhooks  # noqa: PLC0415 - after sandbox

    if not listens(template) or not set(OPTIONAL_SCOPES) <= set(reasons()):
        return {"enable": False, "events": []}
    subscription = {
        "subscription_name": "meetings",
        "event_types": list(webhooks.CHANGES),
        "development_webhook_url": origin + EVENTS_ROUTE,
        "production_webhook_url": "",
    }
    return {"enable": True, "events": [subscription]}


def _check_hosts(host: str, tenant_hosts: list[str], custom_hosts: list[str]) -> None:
    from gainsight_zoom.hosts import is_gainsight_host  # noqa: PLC0415 - after sandbox

    for name in (host, *custom_hosts):
        if not HOST.fullmatch(name):
            raise ValueError(f"{name} is not a plain host name in lower case")
    for name in tenant_hosts:
        if not is_gainsight_host(name):
            raise ValueError(f"{name} is not Gainsight's: if it is a tenant, say --custom-host")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
