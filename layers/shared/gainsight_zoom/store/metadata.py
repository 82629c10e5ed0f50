"""Cached object metadata of a tenant: compressed and chunked, since items end at 400 KB."""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from gainsight_zoom.records import StoredMetadata
from gainsight_zoom.store.table import Item, Table

CHUNK_BYTES = 350_000
PREFIX = "METADATA#"
OTHER = "~"
"""Begins the names of documents that carry their own expiry."""


class MetadataStore:
    """Keeps describe documents, one per object."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def write(
        self, tenant: str, documents: Mapping[str, Any], *, expires_at: int, kept_until: int
    ) -> None:
        """Store documents that are fresh for a while, and may serve for longer."""
        for name, document in documents.items():
            packed = zlib.compress(json.dumps(document).encode())
            for n, start in enumerate(range(0, len(packed), CHUNK_BYTES)):
                self._tenants.put(
                    {
                        "pk": f"TENANT#{tenant}",
                        "sk": f"{PREFIX}{name}#{n:03d}",
                        "part": packed[start : start + CHUNK_BYTES],
                        "expires_at": expires_at,
                        "ttl": kept_until,
                    }
                )


def assemble(items: Iterable[Item]) -> StoredMetadata:
    """Put documents together again from their items, in the order of their keys.

    Parts of one writing share their expiry: what an earlier, longer writing left behind is passed
    over, and a writing that was cut short counts as absent.
    """
    chunks: dict[str, list[Item]] = {}
    for item in items:
        name = str(item["sk"]).removeprefix(PREFIX).split("#", 1)[0]
        chunks.setdefault(name, []).append(item)
    documents: dict[str, Any] = {}
    expires_at: list[int] = []
    for name, parts in chunks.items():
        until = parts[0]["expires_at"]
        document = _document([p["part"] for p in parts if p["expires_at"] == until])
        if document is not None:
            documents[name] = document
            if not name.startswith(OTHER):
                expires_at.append(until)
    return StoredMetadata(documents, min(expires_at, default=0))


def _document(parts: list[bytes]) -> Any:
    try:
        return json.loads(zlib.decompress(b"".join(parts)))
    except (zlib.error, ValueError):
        return None
