"""Which hosts are Gainsight's, and what a user's «Gainsight Domain» means.

Patterns: Gainsight, «Gainsight App For Zoom» (data centres) and the host guard that careful public
clients use; see ``docs/architecture.md``.
"""

import re
from dataclasses import dataclass

from gainsight_zoom.errors import DataCenterMismatch, DomainMalformed
from gainsight_zoom.records import Tenant

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NUMERIC_END = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")
SUFFIX = ".gainsightcloud.com"
MAX_HOST_CHARS = 253
REGIONS = ("us1", "us2", "eu")
DATA_CENTER_NOTE = (
    "APAC and LATAM customers: choose the one in your Gainsight address. With .us2 in it that is "
    "US2, with .eu it is EU, with neither it is US1."
)


@dataclass(frozen=True)
class DataCenter:
    """One choice of «Choose Data Center Location», with its part of the host name."""

    id: str
    label: str
    explanation: str
    suffix: str


DATA_CENTERS = (
    DataCenter("US1", "US1 Data Center", "Existing US customers: acme.gainsightcloud.com", SUFFIX),
    DataCenter(
        "US2",
        "US2 Data Center",
        "New US customers, US West 2 (Oregon): acme.us2.gainsightcloud.com",
        f".us2{SUFFIX}",
    ),
    DataCenter("EU", "EU Data Center", "EU customers: acme.eu.gainsightcloud.com", f".eu{SUFFIX}"),
)


def is_host(text: str) -> bool:
    """Tell whether a text is a plain lower-case host name: no port, no address in numbers.

    Browsers read a name whose last label is a number as an IP address (WHATWG, «URL», host
    parsing), so such a name is none.
    """
    return (
        len(text) <= MAX_HOST_CHARS
        and text.isascii()
        and _HOST.fullmatch(text) is not None
        and _NUMERIC_END.search(text) is None
    )


def is_gainsight_host(host: str) -> bool:
    """Tell whether a bare lower-case host name lies on Gainsight's own domain."""
    return is_host(host) and host.endswith(SUFFIX)


def data_center_of(host: str) -> str:
    """Return the data centre that a Gainsight host name shows."""
    for center in DATA_CENTERS[1:]:
        if host.endswith(center.suffix):
            return center.id
    return DATA_CENTERS[0].id


def reachable(tenant: Tenant) -> bool:
    """Tell whether a tenant's host may be spoken to: Gainsight's own, or confirmed twice."""
    if not tenant.enabled or not is_host(tenant.host):
        return False
    if is_gainsight_host(tenant.host):
        return data_center_of(tenant.host) == tenant.data_center
    return tenant.custom_host_confirmed


def host_of(domain: str, *, data_center: str | None) -> str:
    """Read what a user typed as Gainsight domain: ``acme``, ``acme.us2``, a host or a pasted URL.

    Whether a tenant is registered there is for others to say: this only understands the text.

    Raises
    ------
    DomainMalformed
        If it is no plain host: user info, ports, letters of other scripts, addresses in numbers.
    DataCenterMismatch
        If it is a Gainsight host of another data centre than the chosen one.
    """
    host = _complete(host_in(domain), data_center)
    if not is_host(host):
        raise DomainMalformed
    if data_center is not None and is_gainsight_host(host) and data_center_of(host) != data_center:
        raise DataCenterMismatch(data_center_of(host))
    return host


def host_in(text: str) -> str:
    """Return the host of a pasted URL or of a bare name with or without a path, in lower case.

    Raises
    ------
    DomainMalformed
        As :func:`host_of`.
    """
    text = text.strip()
    if not text.isascii() or not text.isprintable():
        raise DomainMalformed
    text = text.lower()
    if "//" in text.partition("?")[0]:
        scheme, _, text = text.partition("//")
        if scheme != "https:":
            raise DomainMalformed
    host, *rest = re.split(r"[/?#]", text, maxsplit=1)
    if _HOST.fullmatch(host) is None or ("." not in host and any(rest)):
        raise DomainMalformed
    return host


def _complete(text: str, data_center: str | None) -> str:
    name, _, region = text.partition(".")
    if region == "us1":
        return name + SUFFIX
    if region in REGIONS:
        return f"{name}.{region}{SUFFIX}"
    if region:
        return text
    suffixes = {center.id: center.suffix for center in DATA_CENTERS}
    return name + suffixes.get(data_center or "", SUFFIX)
