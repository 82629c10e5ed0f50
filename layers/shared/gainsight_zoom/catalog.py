"""Object metadata of a tenant: from memory, else from the table, else from Gainsight.

Describe answers are large and change rarely: they are kept for hours, per tenant, and shared by
all its users (they hold no records).
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from gainsight_zoom.clock import Clock
from gainsight_zoom.metadata import ObjectMetadata

FRESH_S = 6 * 3600
OBJECTS = ("company", "relationship", "gsuser")


class MetadataDocuments(Protocol):
    """What the catalog needs of a store."""

    def read(self, tenant: str, *, now: int) -> dict[str, Any]:
        """Return fresh documents by object name."""
        ...

    def write(self, tenant: str, documents: Mapping[str, Any], *, expires_at: int) -> None:
        """Keep documents until then."""
        ...


class Describer(Protocol):
    """A way to ask Gainsight as some user."""

    def describe(self, objects: Sequence[str]) -> dict[str, ObjectMetadata]:
        """Read metadata."""
        ...


class Catalog:
    """Answers what an object of a tenant looks like."""

    def __init__(self, documents: MetadataDocuments, *, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._known: dict[str, tuple[int, dict[str, ObjectMetadata]]] = {}
        self._lock = threading.Lock()

    def objects(self, tenant: str, describer: Describer) -> dict[str, ObjectMetadata]:
        """Return the metadata of all objects this application uses, by lower-case name.

        Raises
        ------
        UpstreamError
            Or one of its kinds, if it has to be fetched and cannot be.
        """
        now = int(self._clock.now())
        with self._lock:
            expires_at, known = self._known.get(tenant, (0, {}))
            if expires_at > now:
                return known
            found = self._stored(tenant, now) or self._fetched(tenant, describer, now)
            self._known[tenant] = (now + FRESH_S, found)
            return found

    def _stored(self, tenant: str, now: int) -> dict[str, ObjectMetadata] | None:
        documents = self._documents.read(tenant, now=now)
        if not all(name in documents for name in OBJECTS):
            return None
        return {name: ObjectMetadata.from_document(d) for name, d in documents.items()}

    def _fetched(self, tenant: str, describer: Describer, now: int) -> dict[str, ObjectMetadata]:
        described = describer.describe(OBJECTS)
        documents = {name: o.to_document() for name, o in described.items()}
        self._documents.write(tenant, documents, expires_at=now + FRESH_S)
        return described
