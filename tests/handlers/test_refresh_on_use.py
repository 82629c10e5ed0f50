"""A token that an API refuses is refreshed once and the call made again, at Zoom too."""

import pytest
from sandbox.faults import Fault
from tests.harness import PRIYA, Bench

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import ReconnectRequired
from gainsight_zoom.renewal import Renewal


def zoom(bench: Bench) -> tuple[Renewal, Deadline]:
    credential = bench.wired.credentials.get(PRIYA, "zoom", "-")
    assert credential is not None
    deadline = Deadline.after(bench.clock, 30)
    return Renewal(credential, bench.wired.keeper, deadline), deadline


def test_zoom_refusing_a_token_leads_to_one_refresh_and_one_more_try(bench: Bench) -> None:
    bench.consented()
    way, deadline = zoom(bench)
    bench.zoom.api.faults.add(Fault(kind="unauthorized", path="/v2"))
    with bench.watch() as traffic:
        person = way.call(lambda token: bench.wired.zoom.me(token, deadline))
        way.call(lambda token: bench.wired.zoom.me(token, deadline))
    assert person.id == PRIYA
    told = [sent.path for sent in traffic.upstream]
    assert told == ["/v2/users/me", "/oauth/token", "/v2/users/me", "/v2/users/me"]


def test_a_brand_new_token_that_is_refused_too_ends_the_connection(bench: Bench) -> None:
    bench.consented()
    way, deadline = zoom(bench)
    bench.zoom.api.faults.add(Fault(kind="unauthorized", path="/v2", times=2))
    with pytest.raises(ReconnectRequired):
        way.call(lambda token: bench.wired.zoom.me(token, deadline))
    credential = bench.wired.credentials.get(PRIYA, "zoom", "-")
    assert credential is not None
    assert credential.status == "reconnect_required"
