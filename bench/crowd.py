"""People for a running sandbox, each with a Gainsight tenant and a meeting of their own.

A tenant each, so that no tenant's call limit is what is measured; what the limits do to many people
of one tenant is told by the ten o'clock drill.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sandbox.gainsight import DATA_SETS, GainsightTenant
from sandbox.running import APP_SECRET, ZOOM_CLIENT_ID
from sandbox.scorecards import SETUP
from sandbox.zoom import encrypt_context
from sandbox.zoom.people import ZoomUser

from gainsight_zoom.config import Config
from gainsight_zoom.hosts import data_center_of
from gainsight_zoom.layouts import DEFAULT_LAYOUT
from gainsight_zoom.records import (
    ZOOM_TENANT,
    GainsightUser,
    Policy,
    Tenant,
    Tokens,
    ZoomProfile,
)
from gainsight_zoom.roster import Attendee, RosterEvent
from gainsight_zoom.wiring import build

if TYPE_CHECKING:
    from sandbox.running import Sandbox

    from gainsight_zoom.wiring import Wiring

__all__ = ["Member", "settle"]

CUSTOMER = "Northwind Robotics"
EMAIL = "priya@northstar.example"
SHARE = 80
CONTEXT_LIVES_MS = 3_600_000


@dataclass(frozen=True)
class Member:
    """Somebody who has signed in, the tenant they work in, and a customer of theirs."""

    number: int
    uid: str
    tenant: str
    customer: str

    @property
    def meeting(self) -> str:
        """The UUID of the meeting they are in."""
        return f"meeting-{self.number}=="

    def context(self) -> str:
        """Make an app context as Zoom would just now."""
        now_ms = int(time.time() * 1000)
        claims = {"typ": "meeting", "uid": self.uid, "mid": self.meeting, "attendrole": "host"}
        lives = {"ts": now_ms, "exp": now_ms + CONTEXT_LIVES_MS}
        whose: dict[str, Any] = {"aud": ZOOM_CLIENT_ID, "iss": "marketplace.zoom.us"}
        return encrypt_context(
            {**claims, **lives, **whose}, client_secret=APP_SECRET["zoom_client_secret"]
        )


def settle(sandbox: Sandbox, people: int) -> list[Member]:
    """Leave behind what that many sign-ins leave."""
    wired = build(Config.from_env(sandbox.environment("127.0.0.1")))
    return [_settle_one(sandbox, wired, number) for number in range(people)]


def _settle_one(sandbox: Sandbox, wired: Wiring, number: int) -> Member:
    tenant = _tenant(sandbox, wired, number)
    user = ZoomUser(f"csm{number}", f"csm{number:019d}", "CSM", str(number), number)
    now = int(time.time())
    wired.users.save_profile(ZoomProfile(user.user_id, user.email, user.account_id), since=now)
    _authorize_zoom(sandbox, wired, user)
    row, pair = tenant.find("gsuser", Email=EMAIL), tenant.issue(EMAIL)
    wired.keeper.connect(
        uid=user.user_id,
        provider="gainsight",
        tenant=tenant.data_set.key,
        tokens=Tokens(pair.access_token, pair.refresh_token, now + pair.expires_in),
        user=GainsightUser(row["Gsid"], row["Name"], EMAIL, "Full", super_admin=False),
        previous=None,
        since=now,
    )
    customer = str(tenant.find("company", Name=CUSTOMER)["Gsid"])
    member = Member(number, user.user_id, tenant.data_set.key, customer)
    _elena_joins(wired, member, user.account_id)
    return member


def _tenant(sandbox: Sandbox, wired: Wiring, number: int) -> GainsightTenant:
    key, host = f"crowd-{number}", f"crowd{number}.gainsightcloud.com"
    made = GainsightTenant(
        replace(DATA_SETS[0], key=key, name=f"Crowd {number}", host=host),
        now=time.time,
        token=secrets.token_urlsafe,
    )
    sandbox.world.parties[f"gainsight-{key}"] = made
    sandbox.world.add(host, f"gainsight-{key}", made)
    wired.tenants.register(
        Tenant(
            key=key,
            name=f"Crowd {number}",
            host=host,
            environment="production",
            data_center=data_center_of(host),
        ),
        mail_domains=(),
    )
    wired.tenants.save_policy(key, Policy(call_share=SHARE))
    wired.tenants.save_layout(key, replace(DEFAULT_LAYOUT, scorecards=SETUP))
    return made


def _authorize_zoom(sandbox: Sandbox, wired: Wiring, user: ZoomUser) -> None:
    grants, now = sandbox.zoom.grants, int(time.time())
    address = f"{sandbox.settings.origin('app')}/app"
    grants.consent(user)
    code = grants.issue_code(user, redirect_uri=address)
    got = grants.redeem(code, redirect_uri=address, verifier="")
    wired.keeper.connect(
        uid=user.user_id,
        provider="zoom",
        tenant=ZOOM_TENANT,
        tokens=Tokens(got["access_token"], got["refresh_token"], now + int(got["expires_in"])),
        user=None,
        previous=None,
        since=now,
    )


def _elena_joins(wired: Wiring, member: Member, account_id: str) -> None:
    now = int(time.time())
    who = Attendee(f"D444-{member.number}", "Elena Marchetti", email="elena@northwind.example")
    joined = RosterEvent(
        "joined", now * 1000, account_id, member.meeting, f"{member.number}", member.uid, who
    )
    wired.meetings.apply(joined, now=now)
