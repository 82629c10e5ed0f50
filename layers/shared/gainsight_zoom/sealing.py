"""Tokens at rest: AES-256-GCM under a data key that only KMS can unwrap.

The encryption context is bound twice, to the data key by KMS and to the ciphertext as associated
data, so that a blob copied to another row opens nowhere. It appears in CloudTrail in clear and
therefore holds identifiers only.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Sealer: TypeAlias = Callable[[Mapping[str, object]], bytes]

PURPOSE = "oauth-token"
NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed blob does not belong to this row, or was altered."""


class KeyService(Protocol):
    """What sealing needs of a key service."""

    def data_key(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """Return a fresh 32-byte key, in clear and wrapped, bound to the context."""
        ...

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """Return the key in clear; raises :class:`SealBroken` for another context."""
        ...


def context_of(*, provider: str, tenant: str, uid: str) -> dict[str, str]:
    """Name the row a credential belongs to, as KMS encryption context; the user by a hash."""
    user = hashlib.sha256(uid.encode()).hexdigest()
    return {"purpose": PURPOSE, "provider": provider, "tenant": tenant, "user": user}


def prepare(keys: KeyService, context: Mapping[str, str]) -> Sealer:
    """Fetch a key for one row now, so that sealing later needs no call to anybody."""
    key, wrapped = keys.data_key(context)

    def encrypt(plaintext: Mapping[str, object]) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        body = AESGCM(key).encrypt(nonce, json.dumps(plaintext).encode(), _associated(context))
        parts = {"k": wrapped, "n": nonce, "c": body}
        return json.dumps({k: base64.b64encode(v).decode() for k, v in parts.items()}).encode()

    return encrypt


def seal(keys: KeyService, plaintext: Mapping[str, object], context: Mapping[str, str]) -> bytes:
    """Encrypt a JSON document for one row, under a key and nonce of its own."""
    return prepare(keys, context)(plaintext)


def unseal(keys: KeyService, sealed: bytes, context: Mapping[str, str]) -> dict[str, object]:
    """Decrypt what :func:`seal` made for the same row.

    Raises
    ------
    SealBroken
        If the blob was altered or made for another row.
    """
    try:
        parts = {k: base64.b64decode(v) for k, v in json.loads(sealed).items()}
        key = keys.unwrap(parts["k"], context)
        document = AESGCM(key).decrypt(parts["n"], parts["c"], _associated(context))
    except (InvalidTag, ValueError, KeyError, AttributeError):
        raise SealBroken("sealed blob does not open") from None
    parsed: dict[str, object] = json.loads(document)
    return parsed


def _associated(context: Mapping[str, str]) -> bytes:
    return json.dumps(context, sort_keys=True, separators=(",", ":")).encode()
