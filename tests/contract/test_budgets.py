"""The ledgers in the table and those in memory do the same."""

import uuid
from dataclasses import replace

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cloud import Cloud
from tests.fakes.ledgers import LedgersInMemory

from gainsight_zoom.budgets import LIMITS, Addition, CallClass, Ledger, Place
from gainsight_zoom.store.budgets import Budgets
from gainsight_zoom.store.table import Table

NOW = 1_795_341_731_000
ADDITION = st.builds(
    Addition,
    seconds=st.just(60),
    cost=st.sampled_from([0, 1_000, 60_000]),
    idle=st.booleans(),
    most=st.sampled_from([NOW, NOW + 30_000, NOW + 90_000]),
)
STEP = st.one_of(
    st.tuples(st.just("add"), ADDITION, st.sampled_from([NOW, NOW + 20_000])),
    st.tuples(st.just("close"), st.sampled_from([NOW - 1, NOW + 10_000, NOW + 40_000])),
    st.tuples(st.just("replace"), st.integers(0, 3), st.sampled_from([NOW, NOW + 45_000])),
)


def written(cloud: Cloud) -> Budgets:
    return Budgets(Table(boto3.client("dynamodb"), cloud.environment["TENANTS_TABLE"]))


@given(steps=st.lists(STEP, max_size=12), calls=st.sampled_from(sorted(LIMITS)))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_answer_alike_to_anything(cloud: Cloud, steps: list, calls: CallClass) -> None:
    table, memory, tenant = written(cloud), LedgersInMemory(), uuid.uuid4().hex
    windows = [window.seconds for window in LIMITS[calls]]
    for name, *arguments in steps:
        outcomes = []
        for store in (table, memory):
            if name == "add":
                change, now = arguments
                changes = tuple(replace(change, seconds=seconds) for seconds in windows)
                outcomes.append(store.add(tenant, calls, changes, now=now))
            elif name == "close":
                outcomes.append(store.close(tenant, calls, until=arguments[0]))
            else:
                seen, at = arguments
                line = {"iabc": Place(at + 9_000, 2), "bdef": Place(at, 1, standby=True)}
                ledger = Ledger((at,) * len(windows), seen + 1, 0, line)
                outcomes.append(store.replace(tenant, calls, ledger, seen=seen))
        assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("calls", ["objects", "timeline", "users"])
def test_the_usual_case_is_one_write(cloud: Cloud, calls: CallClass) -> None:
    store = written(cloud)
    windows = {"objects": (60, 86_400), "timeline": (60,), "users": (3_600, 86_400)}[calls]
    first = tuple(Addition(s, 1_000, True, NOW) for s in windows)
    busy = tuple(Addition(s, 1_000, False, NOW + 9_000) for s in windows)

    assert store.add("t", calls, first, now=NOW)[0]
    added, ledger = store.add("t", calls, busy, now=NOW)

    assert added
    assert ledger.arrival == (NOW + 2_000,) * len(windows)
