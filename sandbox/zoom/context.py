"""Make the encrypted Zoom App context as the Zoom client does («Zoom App context»)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Mapping

_IV_BYTES = 12
_TAG_BYTES = 16


def encrypt_context(
    payload: Mapping[str, Any], *, client_secret: str, iv: bytes | None = None, aad: bytes = b""
) -> str:
    """Encrypt a context exactly as it travels in ``x-zoom-app-context``.

    Parameters
    ----------
    payload : Mapping
        The JSON fields; their order is kept. ``ts`` and ``exp`` are epoch milliseconds.
    client_secret : str
        The app's OAuth secret; the AES key is its plain SHA-256.
    iv : bytes, optional
        12 random bytes unless given; give one only to reproduce a vector.
    aad : bytes
        Additional authenticated data, empty in practice.

    Returns
    -------
    str
        URL-safe base64 without padding of: length of the iv (uint8), iv, length of the aad
        (uint16, little endian), aad, length of the cipher text (int32, little endian), cipher
        text, GCM tag (16 bytes).
    """
    nonce = secrets.token_bytes(_IV_BYTES) if iv is None else iv
    key = hashlib.sha256(client_secret.encode()).digest()
    plaintext = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    sealed = AESGCM(key).encrypt(nonce, plaintext, aad)
    cipher_length = len(sealed) - _TAG_BYTES
    packed = (
        len(nonce).to_bytes(1, "little")
        + nonce
        + len(aad).to_bytes(2, "little")
        + aad
        + cipher_length.to_bytes(4, "little")
        + sealed
    )
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")
