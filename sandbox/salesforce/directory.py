"""Organisations and their users, as Northstar's Gainsight users name them by ``SfdcUserId``.

Kept to: Salesforce, «OAuth 2.0 Web Server Flow».
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sandbox.salesforce.ids import to_18

__all__ = [
    "LOGIN",
    "MY_DOMAIN",
    "ORGS",
    "SANDBOX_LOGIN",
    "SANDBOX_MY_DOMAIN",
    "Org",
    "SalesforceUser",
]

LOGIN = "login.salesforce.com"
SANDBOX_LOGIN = "test.salesforce.com"
MY_DOMAIN = "northstar.my.salesforce.com"
SANDBOX_MY_DOMAIN = "northstar--sb.sandbox.my.salesforce.com"


@dataclass(frozen=True)
class SalesforceUser:
    """One user; `user_id` has 18 characters, as Salesforce's own answers have it."""

    user_id: str
    username: str
    email: str
    name: str
    timezone: str
    active: bool = True


@dataclass(frozen=True)
class Org:
    """One organisation: where its users log in, and its own domain (``instance_url``)."""

    org_id: str
    login_host: str
    my_domain: str
    users: tuple[SalesforceUser, ...]

    def user(self, username: str) -> SalesforceUser | None:
        """Find a user by user name, in any case."""
        return next((u for u in self.users if u.username.lower() == username.lower()), None)


def _user(short_id: str, name: str, timezone: str, *, active: bool = True) -> SalesforceUser:
    email = f"{name.partition(' ')[0].lower()}@northstar.example"
    return SalesforceUser(to_18(short_id), email, email, name, timezone, active)


_USERS = (
    _user("0055g00000JWeBr", "Jonas Weber", "Europe/Berlin"),
    _user("0055g00000PrNaR", "Priya Nair", "Asia/Kolkata"),
    _user("0055g00000MeTnK", "Mei Tanaka", "Asia/Tokyo"),
    _user("0055g00000OmHdD", "Omar Haddad", "Europe/Berlin"),
    _user("0055g00000LnFsR", "Lena Fischer", "Europe/Berlin"),
    _user("0055g00000SmOrZ", "Sam Ortiz", "America/Chicago", active=False),
)

ORGS = (
    Org(to_18("00D5g000001NsTr"), LOGIN, MY_DOMAIN, _USERS),
    Org(
        to_18("00D7g000002NsSb"),
        SANDBOX_LOGIN,
        SANDBOX_MY_DOMAIN,
        tuple(replace(user, username=f"{user.username}.sb") for user in _USERS[:2]),
    ),
)
"""Production and its sandbox, whose user names have the sandbox's name behind them."""
