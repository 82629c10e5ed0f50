"""The only place that makes loggers and metrics.

Nothing logged here or elsewhere may hold a token, secret, e-mail address, OAuth code or note text.
Tenants are named by their key, users by :func:`user_reference`: logs outlive a user's leaving.
"""

import hashlib

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit

USER_KEY = "zoom_user"
REFERENCE_DIGITS = 16

logger = Logger()


def user_reference(uid: str) -> str:
    """Return what stands for a Zoom user in logs: the beginning of the SHA-256 of their id."""
    return hashlib.sha256(uid.encode()).hexdigest()[:REFERENCE_DIGITS]


def count(metric: str, value: int = 1) -> None:
    """Count something, as a metric of its own name; no dimension ever names a user."""
    with single_metric(name=metric, unit=MetricUnit.Count, value=value):
        pass
