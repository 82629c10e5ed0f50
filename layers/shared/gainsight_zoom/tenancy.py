"""Tenants as every request needs them, kept in memory for a minute."""

import threading
from typing import Protocol

from gainsight_zoom.clock import Clock
from gainsight_zoom.records import Layout, TenantRecords
from gainsight_zoom.summaries import DEFAULT_LAYOUT

FRESH_S = 60


class TenantStore(Protocol):
    """What tenancy needs of a store."""

    def load(self, keys: tuple[str, ...], *, default_layout: Layout) -> dict[str, TenantRecords]:
        """Read several tenants in one call."""
        ...


class Tenancy:
    """A short memory over the store: a change by an admin shows within a minute."""

    def __init__(self, tenants: TenantStore, *, clock: Clock) -> None:
        self._tenants = tenants
        self._clock = clock
        self._known: dict[str, tuple[float, TenantRecords]] = {}
        self._lock = threading.Lock()

    def load(self, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
        """Return the tenants that exist among the keys."""
        now = self._clock.now()
        with self._lock:
            fresh = {
                k: self._known[k][1] for k in keys if k in self._known and self._known[k][0] > now
            }
            missing = tuple(k for k in dict.fromkeys(keys) if k not in fresh)
            loaded = self._tenants.load(missing, default_layout=DEFAULT_LAYOUT)
            for key, records in loaded.items():
                self._known[key] = (now + FRESH_S, records)
            return fresh | loaded
