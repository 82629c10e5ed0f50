"""Tenants as every request needs them, kept in memory for a minute."""

import threading
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Protocol

from gainsight_zoom.catalog import Catalog
from gainsight_zoom.clock import Clock
from gainsight_zoom.layouts import DEFAULT_LAYOUT, Layout
from gainsight_zoom.records import Extent, LoadedTenant, TenantRecords

FRESH_S = 60


class TenantStore(Protocol):
    """What tenancy needs of a store."""

    def load(self, extents: Mapping[str, Extent], *, default_layout: Layout) -> list[LoadedTenant]:
        """Read tenants, each as far as is wanted, in one call."""
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
        return self._load(keys, metadata=False)

    def load_with_metadata(self, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
        """Return the tenants that exist, and have the catalog know what the table kept of them."""
        return self._load(keys, metadata=True)

    def lacking(
        self, keys: tuple[str, ...], *, metadata: bool, document: str | None = None
    ) -> dict[str, Extent]:
        """Say what has to be read of which tenants, since it is not in memory and fresh.

        Parameters
        ----------
        document : str, optional
            The one of their metadata that is asked for; else those of the objects of records.
        """
        fresh = self._fresh(keys)
        lacking: dict[str, Extent] = {key: "records" for key in keys if key not in fresh}
        if metadata:
            catalog = self._catalog
            known = partial(catalog.has, name=document) if document else catalog.knows
            lacking |= {key: "whole" for key in keys if not known(key)}
        return lacking

    def learn(self, loaded: Iterable[LoadedTenant]) -> None:
        """Take over what was just read."""
        for one in loaded:
            if one.metadata is not None:
                stored = one.metadata
                self._catalog.learn(one.key, stored.documents, expires_at=stored.expires_at)
            if one.records is not None:
                self._known[one.key] = (self._clock.now() + FRESH_S, one.records)

    def forget(self, key: str) -> None:
        """Forget a tenant: it was just changed, or has to be as it is now."""
        self._known.pop(key, None)

    def _load(self, keys: tuple[str, ...], *, metadata: bool) -> dict[str, TenantRecords]:
        with self._lock:
            if lacking := self.lacking(keys, metadata=metadata):
                self.learn(self._tenants.load(lacking, default_layout=DEFAULT_LAYOUT))
            return self._fresh(keys)

    def _fresh(self, keys: tuple[str, ...]) -> dict[str, TenantRecords]:
        now = self._clock.now()
        return {k: self._known[k][1] for k in keys if k in self._known and self._known[k][0] > now}
