"""What one request may call of one tenant, taken from the tenant's budget.

The usual case is one write: add to the arrival times if they still lie where they are assumed:
where this process saw them last, resting or not by its clock. If they do not, the ledger comes back
with the refusal, and what is decided on it is written if nobody else wrote meanwhile.
"""

import math
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Protocol

from gainsight_zoom.budgets import (
    LIMITS,
    Addition,
    CallClass,
    Ledger,
    Payer,
    Verdict,
    additions,
    buckets,
    decide,
    fitting,
)
from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import UpstreamBusy
from gainsight_zoom.observability import logger

UNITS_LAST_S = 4.0
"""Units of a request that are older are void: the transit would exceed what is accounted for."""
ATTEMPTS = 12


class LedgerStore(Protocol):
    """What keeping a budget needs of a store."""

    def add(
        self, tenant: str, calls: CallClass, changes: tuple[Addition, ...], *, now: int
    ) -> tuple[bool, Ledger]:
        """Make the additions if all assumptions hold; the ledger as it then is, or as it was."""
        ...

    def replace(self, tenant: str, calls: CallClass, ledger: Ledger, *, seen: int) -> Ledger | None:
        """Write a ledger over the version that was seen; None, or the one that is there."""
        ...

    def close(self, tenant: str, calls: CallClass, *, until: int) -> None:
        """Let nothing through before then."""
        ...


class Purse:
    """Reserves units of the limits of all tenants.

    Parameters
    ----------
    share_of : callable
        Per cent of a tenant's limits that this application may use, by the tenant's key.
    """

    def __init__(
        self, ledgers: LedgerStore, *, clock: Clock, share_of: Callable[[str], int]
    ) -> None:
        self._ledgers = ledgers
        self._clock = clock
        self._share_of = share_of
        self._seen: dict[tuple[str, CallClass], tuple[int, ...]] = {}

    def unseen(self, tenant: str) -> tuple[CallClass, ...]:
        """Return the classes of whose ledgers nothing is known: a first call guesses them idle."""
        return tuple(calls for calls in LIMITS if (tenant, calls) not in self._seen)

    def learn(self, tenant: str, ledgers: Mapping[CallClass, Ledger]) -> None:
        """Take over what was just read."""
        for calls, ledger in ledgers.items():
            self._seen.setdefault((tenant, calls), ledger.arrival)

    def allowance(self, payer: Payer) -> "Allowance":
        """Open an account for one request."""
        return Allowance(self, self._clock, payer)

    def reserve(self, calls: CallClass, payer: Payer, units: int, *, again: int = 0) -> Verdict:
        """Decide on the ledger as it is and write the outcome, atomically; see :func:`decide`.

        Raises
        ------
        UpstreamBusy
            If others kept writing in between.
        """
        now = int(self._clock.now() * 1000)
        sizes = buckets(calls, self._share_of(payer.tenant))
        units = fitting(sizes, payer, units)
        arrival = self._seen.get((payer.tenant, calls), (0,) * len(sizes))
        idle = tuple(at < now for at in arrival)
        changes = additions(sizes, payer, idle, units=units, now=now)
        added, ledger = self._ledgers.add(payer.tenant, calls, changes, now=now)
        if added:
            self._seen[payer.tenant, calls] = ledger.arrival
            return Verdict(now, units, ledger)
        for _ in range(ATTEMPTS):
            verdict = decide(ledger, sizes, payer, units=units, again=again, now=now)
            self._seen[payer.tenant, calls] = (verdict.after or ledger).arrival
            if verdict.after is None:
                return verdict
            found = self._ledgers.replace(payer.tenant, calls, verdict.after, seen=ledger.version)
            if found is None:
                return verdict
            ledger = found
        raise UpstreamBusy("budget_contended", retry_after_s=1)

    def close(self, calls: CallClass, payer: Payer, wait_s: int) -> None:
        """Take note that Gainsight itself said 429: nobody calls before that time."""
        until = int((self._clock.now() + wait_s) * 1000)
        self._ledgers.close(payer.tenant, calls, until=until)
        logger.warning("call limit of the tenant reached", extra={"tenant": payer.tenant})


class Allowance:
    """What one request may call of one tenant; safe to share between its threads.

    A route reserves once what it needs; a call that finds nothing left reserves one more. Where
    that has to wait, it waits for all that has to be read again then.
    """

    def __init__(self, purse: Purse, clock: Clock, payer: Payer) -> None:
        self._purse = purse
        self._clock = clock
        self._payer = payer
        self._units: dict[CallClass, tuple[int, float]] = {}
        self._spent: Counter[CallClass] = Counter()
        self._lock = threading.Lock()

    def reserve(self, calls: CallClass, units: int, deadline: Deadline) -> None:
        """Reserve units, waiting for them where that takes at most two seconds.

        Raises
        ------
        UpstreamBusy
            If there are none yet; ``retry_after_s`` says when this user's turn comes.
        """
        with self._lock:
            left, _ = self._left(calls)
            if left < units:
                self._add(calls, units - left, deadline)

    def spend(self, calls: CallClass, deadline: Deadline) -> None:
        """Use one unit for a call that leaves now; errors as :meth:`reserve`."""
        with self._lock:
            if not self._left(calls)[0]:
                self._add(calls, 1, deadline)
            left, since = self._left(calls)
            self._units[calls] = (left - 1, since)
            self._spent[calls] += 1

    def keep(self, calls: CallClass) -> None:
        """Take note that what was called so far need not be called again after waiting."""
        with self._lock:
            self._spent[calls] = 0

    def refused(self, calls: CallClass, wait_s: int) -> None:
        """Take note that Gainsight itself said 429."""
        self._purse.close(calls, self._payer, wait_s)

    def _left(self, calls: CallClass) -> tuple[int, float]:
        left, since = self._units.get(calls, (0, 0.0))
        fresh = since + UNITS_LAST_S >= self._clock.monotonic()
        return (left, since) if fresh else (0, 0.0)

    def _add(self, calls: CallClass, units: int, deadline: Deadline) -> None:
        again = units
        if self._payer.priority == "interactive":  # what works in the background keeps what is done
            again += self._spent[calls] + self._left(calls)[0]
        verdict = self._purse.reserve(calls, self._payer, units, again=again)
        wait_s = max(verdict.at / 1000 - self._clock.now(), 0.0)
        if not verdict.granted or wait_s >= deadline.remaining():
            raise UpstreamBusy("budget", retry_after_s=max(math.ceil(wait_s), 1))
        if wait_s:
            self._clock.sleep(wait_s)
        left, since = self._left(calls)
        oldest = since if left else self._clock.monotonic()
        self._units[calls] = (left + verdict.granted, oldest)
