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
        parts = urlsplit(text)
        if parts.scheme != "https" or parts.netloc != parts.hostname:
            return None
        text = parts.netloc
    text = text.rstrip("/")
    if _LABELS.fullmatch(text) is None:
        return None
    host = text if text.endswith(SUFFIX) or text.count(".") > 1 else _complete(text, data_center)
    if data_center is not None and is_gainsight_host(host) and data_center_of(host) != data_center:
        return None
    return host


def _complete(text: str, data_center: str | None) -> str:
    name, _, region = text.partition(".")
    if region:
        return f"{name}.{region}{SUFFIX}"
    for center in DATA_CENTERS:
        if center.id == data_center:
            return name + center.suffix
    return name + SUFFIX
