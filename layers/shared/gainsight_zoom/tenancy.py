"""Tenants as every request needs them, kept in memory for a minute."""

import threading
from typing import Protocol

from gainsight_zoom.catalog import Catalog
from gainsight_zoom.clock import Clock
from gainsight_zoom.records import Layout, StoredMetadata, TenantRecords
from gainsight_zoom.summaries import DEFAULT_LAYOUT

FRESH_S = 60


class TenantStore(Protocol):
    """What tenancy needs of a store."""

    def load(self, keys: tuple[str, ...], *, default_layout: Layout) -> dict[str, TenantRecords]:
        """Read several tenants in one call."""
        ...

    def load_whole(
        self, key: str, *, default_layout: Layout
    ) -> tuple[TenantRecords | None, StoredMetadata]:
        """Read one tenant together with its metadata in one call."""
        ...


class Tenancy:
    """A short memory over the store: a change by an admin shows within a minute.

    Parameters
    ----------
    catalog : Catalog
        Where metadata goes that comes along with a tenant.
    """

    def __init__(self, tenants: TenantStore, catalog: Catalog, *, clock: Clock) -> None:
        self._tenants = tenants
        self._catalog = catalog
        self._clock = clock
        self._known: dict[str, tuple[float, TenantRecords]] = {}
        self._lock = threading.Lock()

    def load(self, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
        """Return the tenants that exist among the keys."""
        with self._lock:
            fresh = self._fresh(keys)
            missing = tuple(k for k in dict.fromkeys(keys) if k not in fresh)
            loaded = self._tenants.load(missing, default_layout=DEFAULT_LAYOUT)
            for key, records in loaded.items():
                self._remember(key, records)
            return fresh | loaded

    def load_anew(self, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
        """Return the tenants as they are now, whatever is remembered."""
        for key in keys:
            self.forget(key)
        return self.load(keys)

    def forget(self, key: str) -> None:
        """Forget a tenant, since it was just changed."""
        with self._lock:
            self._known.pop(key, None)

    def load_with_metadata(self, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
        """Return the tenants that exist, and have the catalog know what the table kept of them.

        One read per tenant whose metadata is not in memory yet, for both.
        """
        with self._lock:
            for key in dict.fromkeys(keys):
                if not self._catalog.knows(key):
                    records, stored = self._tenants.load_whole(key, default_layout=DEFAULT_LAYOUT)
                    self._catalog.learn(key, stored.documents, expires_at=stored.expires_at)
                    if records is not None:
                        self._remember(key, records)
        return self.load(keys)

    def _fresh(self, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
        now = self._clock.now()
        return {k: self._known[k][1] for k in keys if k in self._known and self._known[k][0] > now}

    def _remember(self, key: str, records: TenantRecords) -> None:
        self._known[key] = (self._clock.now() + FRESH_S, records)
