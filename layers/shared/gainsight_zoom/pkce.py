"""Proof keys for code exchange (RFC 7636)."""

import base64
import hashlib

from gainsight_zoom.config import PkceMethod


def challenge(verifier: str, method: PkceMethod) -> str:
    """Derive the challenge of a verifier.

    Zoom's in-client ``authorize`` takes ``plain`` by its current documentation; everything else
    uses ``S256``.
    """
    if method == "plain":
        return verifier
    hashed = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=")
