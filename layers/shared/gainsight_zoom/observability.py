"""The only place that makes loggers and metrics.

Nothing logged here or elsewhere may hold a token, secret, e-mail address, OAuth code or note text.
Tenants are named by their key, users by :func:`user_reference`: logs outlive a user's leaving.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit

USER_KEY = "zoom_user"
TENANT_KEY = "tenant"
TENANT = re.compile(r"[a-z0-9-]{1,40}")
REFERENCE_DIGITS = 16

BUGS = "Bugs"
"""Counts what nobody foresaw, in a route or a worker."""

logger = Logger()


def user_reference(uid: str) -> str:
    """Return what stands for a Zoom user in logs: the beginning of the SHA-256 of their id."""
    return hashlib.sha256(uid.encode()).hexdigest()[:REFERENCE_DIGITS]


def tenant_of(event: Mapping[str, Any]) -> str | None:
    """Return the tenant that a request's path names, if what stands there can be a key."""
    named = (event.get("pathParameters") or {}).get("tenant", "")
    return named if TENANT.fullmatch(named) else None


def count(metric: str, value: int = 1, **dimensions: str) -> None:
    """Count something, as a metric of its own name; no dimension ever names a user or tenant."""
    with single_metric(name=metric, unit=MetricUnit.Count, value=value) as counted:
        for name, told in dimensions.items():
            counted.add_dimension(name=name, value=told)
