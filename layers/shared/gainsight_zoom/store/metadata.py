"""Cached object metadata of a tenant: compressed and chunked, since items end at 400 KB."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

from gainsight_zoom.store.table import Table

CHUNK_BYTES = 350_000
PREFIX = "METADATA#"


class MetadataStore:
    """Keeps describe documents, one per object."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def read(self, tenant: str, *, now: int) -> dict[str, Any]:
        """Return the documents that are still fresh, by lower-case object name."""
        chunks: dict[str, list[bytes]] = {}
        for item in self._tenants.prefix(f"TENANT#{tenant}", PREFIX):
            if item["expires_at"] > now:
                name = str(item["sk"]).removeprefix(PREFIX).split("#", 1)[0]
                chunks.setdefault(name, []).append(item["part"])
        return {name: _document(parts) for name, parts in chunks.items()}

    def write(self, tenant: str, documents: Mapping[str, Any], *, expires_at: int) -> None:
        """Store documents until then."""
        for name, document in documents.items():
            packed = zlib.compress(json.dumps(document).encode())
            for n, start in enumerate(range(0, len(packed), CHUNK_BYTES)):
                self._tenants.put(
                    {
                        "pk": f"TENANT#{tenant}",
                        "sk": f"{PREFIX}{name}#{n:03d}",
                        "part": packed[start : start + CHUNK_BYTES],
                        "expires_at": expires_at,
                        "ttl": expires_at,
                    }
                )


def _document(parts: list[bytes]) -> Any:
    return json.loads(zlib.decompress(b"".join(parts)))
