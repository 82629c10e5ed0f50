"""Call budgets in memory; held to the real store by ``tests/contract/test_budgets.py``."""

from dataclasses import replace

from gainsight_zoom.budgets import LIMITS, Addition, CallClass, Ledger


class LedgersInMemory:
    """Keeps ledgers as the table does: one per tenant and class, changed under conditions."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, CallClass], Ledger] = {}

    def add(
        self, tenant: str, calls: CallClass, changes: tuple[Addition, ...], *, now: int
    ) -> tuple[bool, Ledger]:
        """Make the additions if all assumptions hold; the ledger as it then is, or as it was."""
        ledger = self._of(tenant, calls)
        fits = all(
            at < now if change.idle else now <= at <= change.most
            for at, change in zip(ledger.arrival, changes, strict=True)
        )
        if not fits or ledger.closed_until > now:
            return False, ledger
        arrival = tuple(
            (now if change.idle else at) + change.cost
            for at, change in zip(ledger.arrival, changes, strict=True)
        )
        made = replace(ledger, arrival=arrival, version=ledger.version + 1)
        self._kept[tenant, calls] = made
        return True, made

    def replace(self, tenant: str, calls: CallClass, ledger: Ledger, *, seen: int) -> Ledger | None:
        """Write a ledger over the version that was seen; None, or the one that is there."""
        there = self._of(tenant, calls)
        if there.version != seen:
            return there
        self._kept[tenant, calls] = ledger
        return None

    def close(self, tenant: str, calls: CallClass, *, until: int) -> None:
        """Let nothing through before then; an earlier word for longer stands."""
        ledger = self._of(tenant, calls)
        if ledger.closed_until < until:
            self._kept[tenant, calls] = replace(
                ledger, closed_until=until, version=ledger.version + 1
            )

    def _of(self, tenant: str, calls: CallClass) -> Ledger:
        return self._kept.get((tenant, calls), Ledger((0,) * len(LIMITS[calls])))
