"""Which hosts are Gainsight's, and what a user's «Gainsight Domain» means.

Patterns: Gainsight, «Gainsight App For Zoom» (data centres) and the host guard that careful public
clients use; see ``docs/architecture.md``.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_LABELS = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
SUFFIX = ".gainsightcloud.com"
MAX_HOST_CHARS = 253


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


def is_gainsight_host(host: str) -> bool:
    """Tell whether a bare lower-case host name lies on Gainsight's own domain."""
    return (
        len(host) <= MAX_HOST_CHARS
        and host.isascii()
        and _LABELS.fullmatch(host) is not None
        and host.endswith(SUFFIX)
    )


def data_center_of(host: str) -> str:
    """Return the data centre that a Gainsight host name shows."""
    for center in DATA_CENTERS[1:]:
        if host.endswith(center.suffix):
            return center.id
    return DATA_CENTERS[0].id


def host_of(domain: str, *, data_center: str | None) -> str | None:
    """Read what a user typed as Gainsight domain: ``acme``, ``acme.us2``, a host or a pasted URL.

    Returns
    -------
    str or None
        The host, or None where the text is no plain host or contradicts the chosen data centre.
    """
    text = domain.strip().lower()
    if "//" in text:
        text = _host_of_url(text)
    text = text.rstrip("/")
    if _LABELS.fullmatch(text) is None or text.rpartition(".")[2].isdigit():
        return None
    host = _complete(text, data_center)
    if data_center is not None and is_gainsight_host(host) and data_center_of(host) != data_center:
        return None
    return host


def _host_of_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = parts.scheme == "https" and parts.netloc == parts.hostname
    return parts.netloc if plain else ""


def _complete(text: str, data_center: str | None) -> str:
    """Make a host of a tenant's name, alone or with its region; all else is a host already."""
    name, dot, region = text.partition(".")
    if not dot:
        known = next((c for c in DATA_CENTERS if c.id == data_center), DATA_CENTERS[0])
        return name + known.suffix
    if f".{region}{SUFFIX}" in (center.suffix for center in DATA_CENTERS):
        return text + SUFFIX
    return text
