"""Object metadata of a tenant: from memory, or as the table kept it, else from Gainsight.

Describe answers are large and change rarely: they are kept for hours, per tenant, and shared by
all its users (they hold no records). What the table kept comes along when a tenant is read. Where
Gainsight cannot be asked, an expired copy serves.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from gainsight_zoom.clock import Clock
from gainsight_zoom.errors import UpstreamError
from gainsight_zoom.metadata import SHAPE, ObjectMetadata

FRESH_S = 6 * 3600
KEPT_S = 7 * 86400
AGAIN_AFTER_S = 60
"""How long an expired copy serves before Gainsight is asked once more."""
PARTIAL_S = 600
"""How long one user's incomplete view of a document serves that user, in this process."""
OTHER = "~"
"""Begins the names of documents that are no describe of an object of this application's own."""
OBJECTS = ("company", "relationship", "gsuser", "activity_timeline")
VARIANT = "-"
"""Ends the name under which a document is kept; of its variants the last one fetched is."""
NAMES = (*OBJECTS, "~people", "~calls_to_action", "~scorecards")
"""All that is kept of a tenant, so that it can be read by its keys."""


class MetadataDocuments(Protocol):
    """What the catalog needs of a store."""

    def write(
        self, tenant: str, documents: Mapping[str, Any], *, expires_at: int, kept_until: int
    ) -> None:
        """Keep documents that are fresh for a while, and may serve for longer."""
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
        self._others: dict[tuple[str, str], tuple[int, Any]] = {}
        self._partial: dict[tuple[str, str, str], tuple[int, Any]] = {}
        self._lock = threading.Lock()
        self._fetching: dict[str, threading.Lock] = {}

    def knows(self, tenant: str) -> bool:
        """Tell whether a tenant's metadata is in memory and fresh."""
        expires_at, _ = self._known.get(tenant, (0, {}))
        return expires_at > self._clock.now()

    def learn(self, tenant: str, documents: Mapping[str, Any], *, expires_at: int) -> None:
        """Take over what the table kept; ignored unless it is complete."""
        for name, document in documents.items():
            if name.startswith(OTHER):
                self._others[tenant, document.get("name", name)] = (
                    document["until"],
                    document["data"],
                )
        if all(documents.get(name, {}).get("shape") == SHAPE for name in OBJECTS):
            objects = {n: ObjectMetadata.from_document(documents[n]) for n in OBJECTS}
            with self._lock:
                self._known[tenant] = (expires_at, objects)

    def objects(self, tenant: str, describer: Describer) -> dict[str, ObjectMetadata]:
        """Return the metadata of all objects this application uses, by lower-case name.

        Raises
        ------
        UpstreamError
            Or one of its kinds, if it has to be fetched, cannot be, and no expired copy is kept.
        """
        with self._lock:
            fetching = self._fetching.setdefault(tenant, threading.Lock())
        with fetching:  # one call however many ask; other tenants do not wait for it
            if not self.knows(tenant):
                self._known[tenant] = self._renewed(tenant, describer)
            return self._known[tenant][1]

    def kept(self, tenant: str) -> dict[str, ObjectMetadata] | None:
        """Return the metadata in memory, fresh or not; None if there is none."""
        _, known = self._known.get(tenant, (0, None))
        return known

    def kept_document(self, tenant: str, name: str) -> Any:
        """Return another document in memory, fresh or not; None if there is none."""
        _, known = self._others.get((tenant, name), (0, None))
        return known

    def document(
        self,
        tenant: str,
        name: str,
        fetch: Callable[[], Any],
        *,
        user: str = "",
        complete: Callable[[Any], bool] = lambda _: True,
    ) -> Any:
        """Return another document about a tenant's set-up, kept beside the metadata.

        Parameters
        ----------
        name : str
            One of `NAMES` that begins with `OTHER`, or a variant of it.
        fetch : callable
            Asks Gainsight for it; what it answers is JSON.
        user : str
            Who asks.
        complete : callable
            Whether what was fetched may serve others too: a user who may see nothing of it is
            answered with nothing. What is not complete serves that user alone, for a while.

        Raises
        ------
        UpstreamError
            Or one of its kinds, as :meth:`objects`; whatever else `fetch` raises.
        """
        now = int(self._clock.now())
        expires_at, known = self._others.get((tenant, name), (0, None))
        if expires_at > now:
            return known
        partial_until, partial = self._partial.get((tenant, name, user), (0, None))
        if partial_until > now:
            return partial
        try:
            fetched = fetch()
        except UpstreamError:
            if (tenant, name) not in self._others:
                raise
            self._others[tenant, name] = (now + AGAIN_AFTER_S, known)
            return known
        if not complete(fetched):
            self._partial = {k: v for k, v in self._partial.items() if v[0] > now}
            self._partial[tenant, name, user] = (now + PARTIAL_S, fetched)
            return fetched
        expires_at = now + FRESH_S
        kept = {name.partition(VARIANT)[0]: {"name": name, "until": expires_at, "data": fetched}}
        self._documents.write(tenant, kept, expires_at=expires_at, kept_until=now + KEPT_S)
        self._others[tenant, name] = (expires_at, fetched)
        return fetched

    def has(self, tenant: str, name: str, user: str = "") -> bool:
        """Tell whether such a document is in memory and fresh, for this user."""
        for_all, _ = self._others.get((tenant, name), (0, None))
        for_one, _ = self._partial.get((tenant, name, user), (0, None))
        return max(for_all, for_one) > self._clock.now()

    def forget(self, tenant: str, name: str, user: str = "") -> None:
        """Drop such a document, so that it is fetched anew."""
        self._others.pop((tenant, name), None)
        self._partial.pop((tenant, name, user), None)

    def _renewed(self, tenant: str, describer: Describer) -> tuple[int, dict[str, ObjectMetadata]]:
        now, expired = int(self._clock.now()), self.kept(tenant)
        try:
            return now + FRESH_S, self._fetched(tenant, describer, now)
        except UpstreamError:
            if expired is None:
                raise
            return now + AGAIN_AFTER_S, expired

    def _fetched(self, tenant: str, describer: Describer, now: int) -> dict[str, ObjectMetadata]:
        described = describer.describe(OBJECTS)
        if not all(name in described for name in OBJECTS):
            raise UpstreamError("gainsight_describe_incomplete")
        documents = {name: o.to_document() for name, o in described.items()}
        self._documents.write(tenant, documents, expires_at=now + FRESH_S, kept_until=now + KEPT_S)
        return described
