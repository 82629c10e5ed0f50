"""Call budgets: one item per tenant and class of calls, changed by conditional updates only."""

from collections.abc import Sequence
from typing import Any

from gainsight_zoom.budgets import LIMITS, Addition, CallClass, Ledger, Place
from gainsight_zoom.store.table import Condition, ConditionFailed, Item, Reading, Table

VERSION = {"#v": "version"}
CLOSED = "closed_until"
OPEN = f"(attribute_not_exists({CLOSED}) OR {CLOSED} <= :now)"


class Budgets:
    """Reads and writes ledgers."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def reading(
        self, tenant: str, classes: Sequence[CallClass]
    ) -> Reading[dict[CallClass, Ledger]]:
        """Say which items are the ledgers of some classes, and read them."""
        keys = [_key(tenant, calls) for calls in classes]

        def make(items: list[Item]) -> dict[CallClass, Ledger]:
            found = {item["sk"]: item for item in items}
            return {c: _ledger(found.get(sk), c) for c, (_, sk) in zip(classes, keys, strict=True)}

        return Reading(self._tenants, keys, make)

    def add(
        self, tenant: str, calls: CallClass, changes: tuple[Addition, ...], *, now: int
    ) -> tuple[bool, Ledger]:
        """Make the additions if all assumptions hold; the ledger as it then is, or as it was."""
        change, condition = _update(changes, now)
        try:
            item = self._tenants.update(*_key(tenant, calls), change=change, condition=condition)
        except ConditionFailed as failed:
            return False, _ledger(failed.current, calls)
        return True, _ledger(item, calls)

    def replace(self, tenant: str, calls: CallClass, ledger: Ledger, *, seen: int) -> Ledger | None:
        """Write a ledger over the version that was seen; None, or the one that is there."""
        pk, sk = _key(tenant, calls)
        fence = Condition("#v = :seen", VERSION, {":seen": seen})
        if not seen:
            fence = Condition("attribute_not_exists(pk)", {}, {})
        try:
            self._tenants.put({"pk": pk, "sk": sk, **_attributes(ledger, calls)}, fence)
        except ConditionFailed as failed:
            return _ledger(failed.current, calls)
        return None

    def close(self, tenant: str, calls: CallClass, *, until: int) -> None:
        """Let nothing through before then; an earlier word for longer stands."""
        try:
            self._tenants.update(
                *_key(tenant, calls),
                change=Condition(
                    f"SET {CLOSED} = :until ADD #v :one", VERSION, {":until": until, ":one": 1}
                ),
                condition=f"attribute_not_exists({CLOSED}) OR {CLOSED} < :until",
            )
        except ConditionFailed:
            return


def _key(tenant: str, calls: CallClass) -> tuple[str, str]:
    return f"TENANT#{tenant}", f"BUDGET#{calls}"


def _ledger(item: Item | None, calls: CallClass) -> Ledger:
    item = item or {}
    return Ledger(
        arrival=tuple(item.get(_arrival(w.seconds), 0) for w in LIMITS[calls]),
        version=item.get("version", 0),
        closed_until=item.get(CLOSED, 0),
        line={who: Place(*place) for who, place in item.get("line", {}).items()},
    )


def _attributes(ledger: Ledger, calls: CallClass) -> Item:
    windows = zip(LIMITS[calls], ledger.arrival, strict=True)
    return {
        **{_arrival(window.seconds): at for window, at in windows},
        "version": ledger.version,
        CLOSED: ledger.closed_until,
        "line": {who: [p.at, p.units, p.standby] for who, p in ledger.line.items()},
    }


def _arrival(seconds: int) -> str:
    return f"arrival_{seconds}"


def _update(changes: tuple[Addition, ...], now: int) -> tuple[Condition, str]:
    parts, conditions = [], [OPEN]
    values: dict[str, Any] = {":now": now, ":one": 1}
    for n, change in enumerate(changes):
        name = _arrival(change.seconds)
        if change.idle:
            parts.append(f"{name} = :to{n}")
            conditions.append(f"(attribute_not_exists({name}) OR {name} < :now)")
            values[f":to{n}"] = now + change.cost
        else:
            parts.append(f"{name} = {name} + :by{n}")
            # Not BETWEEN: with bounds the wrong way round DynamoDB refuses the whole call.
            conditions.append(f"{name} >= :now AND {name} <= :most{n}")
            values |= {f":by{n}": change.cost, f":most{n}": change.most}
    expression = f"SET {', '.join(parts)} ADD #v :one"
    return Condition(expression, VERSION, values), " AND ".join(conditions)
