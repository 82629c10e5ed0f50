"""The Zoom app context: who opened the pane, where, sealed by Zoom with the app's secret.

Format (Zoom, «Zoom App context»): base64 in either alphabet, padding optional, of IV length
(uint8), IV, AAD length (uint16 LE), AAD, ciphertext length (int32 LE), ciphertext, GCM tag;
AES-256-GCM under SHA-256 of the client secret; the plaintext is JSON with times in milliseconds.
"""

import base64
import binascii
import hashlib
import json
import math
import struct
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gainsight_zoom.errors import ContextRejected

ISSUER = "marketplace.zoom.us"
TAG_BYTES = 16
LATEST_MS = 253_402_300_800_000
"""The year 10000; JSON may hold any number."""
MAX_TOKEN_CHARS = 8192
GCM_IV_BYTES = range(8, 129)


@dataclass(frozen=True)
class AppContext:
    """What a verified context says. ``uid`` is None in guest mode, ``meeting_uuid`` outside one.

    ``invitation`` is what ``sendAppInvitation`` answered to whoever invited, for five minutes after
    the app was opened through it (Zoom, «Inviting participants to use apps»). ``made_at`` is when
    Zoom made it, in epoch seconds; the epoch where it does not say.
    """

    uid: str | None
    meeting_uuid: str | None
    role: str | None
    invitation: str | None = None
    made_at: int = 0


def open_context(token: str, *, client_secret: str, client_id: str, now: float) -> AppContext:
    """Decrypt and verify an app context.

    Parameters
    ----------
    token : str
        Value of ``x-zoom-app-context`` or of ``getAppContext()``.
    now : float
        Epoch seconds.

    Raises
    ------
    ContextRejected
        If it is junk, truncated, forged, expired or meant for another app. The reason says which.
    """
    claims = _claims(_decrypt(token, client_secret))
    if claims.get("aud") != client_id:
        raise ContextRejected("context_audience")
    if claims.get("iss") != ISSUER:
        raise ContextRejected("context_issuer")
    expires_ms = claims.get("exp")
    if isinstance(expires_ms, bool) or not isinstance(expires_ms, int | float):
        raise ContextRejected("context_without_expiry")
    if not expires_ms < math.inf:  # JSON as Python reads it has NaN and Infinity
        raise ContextRejected("context_without_expiry")
    if expires_ms <= now * 1000:
        raise ContextRejected("context_expired")
    return AppContext(
        uid=_text(claims.get("uid")),
        meeting_uuid=_text(claims.get("mid")),
        role=_role(claims.get("attendrole")),
        invitation=_text(claims.get("iid")),
        made_at=_seconds(claims.get("ts")),
    )


def _decrypt(token: str, client_secret: str) -> bytes:
    iv, aad, sealed = _split(_decode(token))
    key = hashlib.sha256(client_secret.encode()).digest()
    try:
        return AESGCM(key).decrypt(iv, sealed, aad or None)
    except (InvalidTag, ValueError):
        raise ContextRejected("context_forged") from None


def _decode(token: str) -> bytes:
    if not token or len(token) > MAX_TOKEN_CHARS:
        raise ContextRejected("context_length")
    plain = token.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ContextRejected("context_not_base64") from None


def _split(raw: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        (iv_length,) = struct.unpack_from("<B", raw, 0)
        iv_end = 1 + iv_length
        (aad_length,) = struct.unpack_from("<H", raw, iv_end)
        aad_end = iv_end + 2 + aad_length
        (cipher_length,) = struct.unpack_from("<i", raw, aad_end)
    except struct.error:
        raise ContextRejected("context_truncated") from None
    body = raw[aad_end + 4 :]
    if iv_length not in GCM_IV_BYTES or len(body) != cipher_length + TAG_BYTES:
        raise ContextRejected("context_truncated")
    return raw[1:iv_end], raw[iv_end + 2 : aad_end], body


def _claims(plaintext: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(plaintext)
    except ValueError:
        raise ContextRejected("context_not_json") from None
    if not isinstance(claims, dict):
        raise ContextRejected("context_not_json")
    return claims


def _seconds(value: object) -> int:
    if isinstance(value, int | float) and 0 < value < LATEST_MS:
        return int(value / 1000)
    return 0


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _role(value: object) -> str | None:
    """Bring the spellings of Zoom's sources (``co-host``, ``coHost``, ``cohost``) to one."""
    text = _text(value)
    if text is None:
        return None
    plain = text.lower().replace("-", "")
    return "co-host" if plain == "cohost" else plain
