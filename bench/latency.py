"""What a request adds to the slowest call it waits for."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from bench.deployment import deployed
from bench.rows import Row, Section
from bench.story import find_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.deployment import Deployment

__all__ = ["section"]

CALL_S = 0.4
REPEATS = 9
BOUND = 1.1


def section() -> Section:
    """Measure with real delays on every upstream call, and without, in turn."""
    with deployed() as deployment:
        bearer = deployment.sign_in()
        customer = find_customer(deployment, bearer)
        deployment.fresh_process = False

        def record() -> None:
            deployment.call("c360_fetch/record", bearer=bearer, path=customer)

        def search() -> None:
            find_customer(deployment, bearer)

        rows = (
            Row("record, warm", _share(deployment, record), BOUND),
            Row("search of two kinds, warm", _share(deployment, search), note="for information"),
        )
    return Section(
        "Time on top of Gainsight's own",
        f"(Total - a run without upstream delay) / slowest call; every upstream call takes "
        f"{CALL_S * 1000:.0f} ms more. Median of {REPEATS} pairs.",
        rows,
        machine_independent=False,
    )


def _share(deployment: Deployment, ask: Callable[[], None]) -> float:
    ask()
    shares = []
    for _ in range(REPEATS):
        deployment.delay_s = 0.0
        ask()
        alone_s = deployment.requests[-1].total_s
        deployment.delay_s = CALL_S
        ask()
        slowed = deployment.requests[-1]
        shares.append((slowed.total_s - alone_s) / slowed.slowest_s)
    return median(shares)
