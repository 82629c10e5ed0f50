"""Sessions of the pane: an opaque bearer ``<user key>.<secret>``, eight hours at most."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

from gainsight_zoom.errors import SessionExpired
from gainsight_zoom.records import Session, UserRecords

LIFETIME_S = 8 * 3600
LIVE_SESSIONS_PER_USER = 20
BEARER = "bearer "
MAX_BEARER_CHARS = 512


@dataclass(frozen=True)
class Bearer:
    """What a presented token names: a user, and the hash of the secret."""

    uid: str
    secret_hash: str = field(repr=False)


def digest(secret: str) -> str:
    """Return the hash under which a secret is kept: SHA-256, hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def bearer_token(*, uid: str, secret: str) -> str:
    """Put the token together that the pane keeps in memory."""
    user_key = base64.urlsafe_b64encode(uid.encode()).decode().rstrip("=")
    return f"{user_key}.{secret}"


def read_bearer(header: str | None) -> Bearer:
    """Take an ``Authorization`` header apart.

    Raises
    ------
    SessionExpired
        If it is missing or malformed.
    """
    if not header or len(header) > MAX_BEARER_CHARS or not header.lower().startswith(BEARER):
        raise SessionExpired("bearer_missing")
    user_key, _, secret = header[len(BEARER) :].strip().partition(".")
    try:
        uid = base64.urlsafe_b64decode(user_key + "=" * (-len(user_key) % 4)).decode()
    except (binascii.Error, ValueError):
        raise SessionExpired("bearer_malformed") from None
    if not uid or not secret:
        raise SessionExpired("bearer_malformed")
    return Bearer(uid=uid, secret_hash=digest(secret))


def find_session(bearer: Bearer, records: UserRecords, *, now: int) -> Session:
    """Return the live session a bearer belongs to.

    Raises
    ------
    SessionExpired
        If there is none; expiry is compared here, never left to the table's TTL.
    """
    for session in records.sessions:
        if hmac.compare_digest(session.secret_hash, bearer.secret_hash):
            if session.expires_at <= now:
                raise SessionExpired("session_expired")
            return session
    raise SessionExpired("session_unknown")


def surplus(records: UserRecords, *, now: int) -> tuple[Session, ...]:
    """Return the sessions to drop when one more is made: dead ones, and the oldest over the cap."""
    live = sorted((s for s in records.sessions if s.expires_at > now), key=lambda s: s.created_at)
    dead = tuple(s for s in records.sessions if s.expires_at <= now)
    over = max(len(live) - LIVE_SESSIONS_PER_USER + 1, 0)
    return dead + tuple(live[:over])
