"""Cached object metadata of a tenant: compressed and chunked, since items end at 400 KB."""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from gainsight_zoom.catalog import NAMES, OTHER
from gainsight_zoom.records import StoredMetadata
from gainsight_zoom.store.table import Item, Key, Table

CHUNK_BYTES = 350_000
PREFIX = "METADATA#"


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
            starts = range(0, len(packed), CHUNK_BYTES)
            for n, start in enumerate(starts):
                pk, sk = _key(tenant, name, n)
                self._tenants.put(
                    {
                        "pk": pk,
                        "sk": sk,
                        "part": packed[start : start + CHUNK_BYTES],
                        "parts": len(starts),
                        "expires_at": expires_at,
                        "ttl": kept_until,
                    }
                )


def first_keys(tenant: str) -> list[Key]:
    """Return the keys of the first part of each document, which says how many there are."""
    return [_key(tenant, name, 0) for name in NAMES]


def further_keys(items: Iterable[Item]) -> list[Key]:
    """Return the keys of the parts that follow first ones: few tenants have so much to describe."""
    return [
        (str(item["pk"]), f"{str(item['sk']).removesuffix('000')}{n:03d}")
        for item in items
        for n in range(1, item.get("parts", 1))
    ]


def assemble(items: Iterable[Item]) -> StoredMetadata:
    """Put documents together again from their items, those of a document in their order.

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


def _key(tenant: str, name: str, n: int) -> Key:
    return f"TENANT#{tenant}", f"{PREFIX}{name}#{n:03d}"


def _document(parts: list[bytes]) -> Any:
    try:
        return json.loads(zlib.decompress(b"".join(parts)))
    except (zlib.error, ValueError):
        return None
