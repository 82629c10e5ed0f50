"""Salesforce's ids and hosts.

An id has 15 characters that tell case apart, or the same and three more that repeat the case, for
systems that do not (Salesforce, «Convert 15 Character Id to 18»).
"""

import re

from gainsight_zoom.errors import DomainMalformed, SalesforceUnknown
from gainsight_zoom.hosts import host_in, is_host

PRODUCTION_HOST = "login.salesforce.com"
SANDBOX_HOST = "test.salesforce.com"
_SHORT = 15
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_MY_DOMAIN = re.compile(
    r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
    r"(?:\.(?:sandbox|develop|scratch|demo|patch|trailblaze|free))?\.my\.salesforce\.com"
)
_LIGHTNING = ".lightning.force.com"


def normal_id(text: str) -> str | None:
    """Return an id with 18 characters; None for what is none or contradicts its own suffix."""
    if _ID.fullmatch(text) is None:
        return None
    short = text[:_SHORT]
    chunks = (short[start : start + 5] for start in range(0, _SHORT, 5))
    suffix = "".join(
        _SUFFIX[sum(1 << place for place, letter in enumerate(chunk) if "A" <= letter <= "Z")]
        for chunk in chunks
    )
    given = text[_SHORT:].upper()
    return short + suffix if given in ("", suffix) else None


def is_my_domain(host: str) -> bool:
    """Tell whether a host is of the form of a company's own login."""
    return is_host(host) and _MY_DOMAIN.fullmatch(host) is not None


def is_salesforce_host(host: str) -> bool:
    """Tell whether a host lies on Salesforce's own domain."""
    return is_host(host) and host.endswith(".salesforce.com")


def login_host(choice: str) -> str:
    """Read which login a user chose: ``production``, ``sandbox``, or a My Domain in any form.

    Raises
    ------
    SalesforceUnknown
        If it is none of these.
    """
    known = {"production": PRODUCTION_HOST, "sandbox": SANDBOX_HOST}
    if choice in known:
        return known[choice]
    try:
        host = host_in(choice)
    except DomainMalformed:
        raise SalesforceUnknown from None
    if "." not in host:
        host = f"{host}.my.salesforce.com"
    host = host.replace(_LIGHTNING, ".my.salesforce.com")
    if host in known.values() or is_my_domain(host):
        return host
    raise SalesforceUnknown
