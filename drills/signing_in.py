"""Signing in again, from the pane's button through the browser to the welcome page."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.salesforce import ORGS, Approval, SalesforceUser
from tests.system_browser import SystemBrowser, link_of

from drills.stage import salesforce_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness import Answer

    from drills.stage import Stage
    from gainsight_zoom.records import Integration

__all__ = ["sign_in", "title_of"]

TITLE = re.compile(r"<title>([^<]*)</title>")


def sign_in(
    stage: Stage, number: int, integration: Integration, *, press: Callable[[Any], Answer]
) -> Answer:
    """Go as far as it goes; the person's own login at the provider always succeeds.

    Parameters
    ----------
    press : callable
        Asks ``POST /login/start`` of the person's pane.

    Returns
    -------
    Answer
        The last page, or the first that tells of trouble.
    """
    email = f"csm{number}@northstar.example"
    started = press({"integration": integration, "username": email})
    if started.status != HTTPStatus.OK:
        return started
    browser = SystemBrowser(stage)
    page = browser.go(str(started.json["go_url"]).rpartition("/")[2])
    if page.status == HTTPStatus.OK:
        page = browser.submit(page)
    if page.status != HTTPStatus.OK:
        return page
    login = link_of(page)
    if integration == "salesforce":
        return browser.visit("salesforce-callback", query=_proven(stage, number, login))
    with stage.northstar.faults.lifted():
        returned = browser.log_in(login, email)
    return browser.finish(returned)


def title_of(page: Answer) -> str:
    """What a page of the browser says above all."""
    found = TITLE.search(page.body)
    return found[1] if found else ""


def _proven(stage: Stage, number: int, login: str) -> dict[str, str]:
    """Log in at Salesforce, and return what it sends back to our callback."""
    parts = urlsplit(login)
    asked = dict(parse_qsl(parts.query))
    email = f"csm{number}@northstar.example"
    user = SalesforceUser(salesforce_id(number), email, email, f"CSM {number}", "Europe/Berlin")
    approval = Approval(ORGS[0], user, tuple(asked["scope"].split()), parts.netloc)
    code = stage.salesforce.sessions.new_code(
        approval, redirect_uri=asked["redirect_uri"], challenge=asked["code_challenge"]
    )
    return {"code": code, "state": asked["state"]}
