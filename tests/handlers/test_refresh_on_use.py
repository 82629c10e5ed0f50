"""A token that Zoom refuses is refreshed once and the call made again, as it is at Gainsight."""

from sandbox.faults import Fault
from tests.handlers.test_people_sync import NUMBER, PRIYA_IN, by_name, joined, sync
from tests.harness import PRIYA, Bench

REGISTRANTS = f"/v2/meetings/{NUMBER}/registrants"


def status(bench: Bench) -> str:
    credential = bench.wired.credentials.get(PRIYA, "zoom", "-")
    assert credential is not None
    return credential.status


def test_zoom_refusing_a_token_leads_to_one_refresh_and_one_more_try(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN)
    bench.zoom.api.faults.add(Fault(kind="unauthorized", path=REGISTRANTS))
    with bench.watch() as traffic:
        people = by_name(sync(bench, bearer))
    told = [sent.path for sent in traffic.upstream if "zoom" in sent.host]
    assert told.count("/oauth/token") == 1
    assert told.count(REGISTRANTS) == 2
    assert people["Sofia Lindqvist"]["how"] == "registration"
    assert status(bench) == "active"


def test_calls_that_zoom_refuses_for_good_end_no_connection(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN)
    bench.zoom.api.faults.add(Fault(kind="unauthorized", path="/v2", times=None))
    assert list(by_name(sync(bench, bearer))) == ["Priya Nair"]
    assert status(bench) == "active"


def test_zoom_is_asked_again_where_its_token_could_not_be_had(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN)
    bench.zoom.api.faults.add(Fault(kind="unauthorized", path=REGISTRANTS))
    bench.zoom.oauth.faults.add(Fault(kind="server_error", path="/oauth/token"))
    assert list(by_name(sync(bench, bearer))) == ["Priya Nair"]
    bench.clock.advance(61)
    assert "Sofia Lindqvist" in by_name(sync(bench, bearer))
