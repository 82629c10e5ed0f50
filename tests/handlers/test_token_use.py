"""Tokens through the front door: what a user notices when one lapses, is refused or is revoked."""

import pytest
from sandbox.faults import Fault, Kind
from tests.harness import JONAS, PRIYA, Bench, SystemBrowser

from gainsight_zoom.records import Credential
from gainsight_zoom.store.table import Condition

COMPANY = "/v1/data/objects/query/Company"
TOKEN = "/v1/users/oauth"  # noqa: S105 - a path
PRIYAS = "priya@northstar.example"


def credential(bench: Bench, uid: str = PRIYA) -> Credential:
    found = bench.wired.credentials.get(uid, "gainsight", "northstar")
    assert found
    return found


def token_calls(paths: list[str]) -> int:
    return paths.count("token")


def lapse(bench: Bench) -> str:
    """Let the access token lapse; return a bearer that has not."""
    bench.clock.advance(3600)
    return bench.open_pane()


def test_a_token_about_to_lapse_is_refreshed_before_it_is_used(bench: Bench) -> None:
    bench.signed_in()
    bench.clock.advance(3500)
    bearer = bench.open_pane()

    with bench.watch() as traffic:
        assert bench.summary(bearer)["title"] == "Northwind Robotics"

    assert token_calls(traffic.paths) == 1
    assert traffic.paths.index("token") < traffic.paths.index("Company")
    assert credential(bench).version == 2
    with bench.watch() as traffic:
        bench.record(bearer)
    assert token_calls(traffic.paths) == 0


def test_parts_of_one_search_refresh_once(bench: Bench) -> None:
    bench.signed_in()
    bearer = lapse(bench)
    with bench.watch() as traffic:
        assert bench.search(bearer, "acme").json["errors"] == []
    assert token_calls(traffic.paths) == 1


def test_a_refused_token_is_refreshed_once_and_the_call_made_once_more(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    bench.northstar.faults.add(Fault(kind="unauthorized", path=COMPANY))

    with bench.watch() as traffic:
        assert bench.summary(bearer)["title"] == "Northwind Robotics"

    assert [p for p in traffic.paths if p in ("Company", "token")] == [
        "Company",
        "token",
        "Company",
    ]


def test_refused_again_the_user_is_asked_to_sign_in_again(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="unauthorized", path=COMPANY, times=2))

    answer = bench.record(bearer)

    assert (answer.status, answer.code) == (409, "reconnect_required")
    assert answer.error["fields"] == {"tenant": "northstar"}
    (account,) = bench.view(bearer)["accounts"]
    assert account["status"] == "reconnect_required"
    with bench.watch() as traffic:
        assert bench.record(bearer).code == "reconnect_required"
    assert traffic.upstream == [], "a dead connection is not tried"


def test_a_revoked_grant_asks_to_sign_in_again_and_that_mends_it(bench: Bench) -> None:
    bearer = bench.signed_in()
    gsid = bench.northstar.find("gsuser", Email=PRIYAS)["Gsid"]
    bench.northstar.tokens.revoke_user(gsid)

    assert bench.record(bearer).code == "reconnect_required"
    SystemBrowser(bench).sign_in(bench.start_sign_in(bearer), PRIYAS)

    assert bench.summary(bearer)["title"] == "Northwind Robotics"
    (account,) = bench.view(bearer)["accounts"]
    assert account["status"] == "active"


@pytest.mark.parametrize("kind", ["unavailable", "server_error", "rate_limited", "drop"])
def test_a_token_endpoint_that_is_down_is_no_reason_to_sign_in_again(
    bench: Bench, kind: Kind
) -> None:
    bench.signed_in()
    bearer = lapse(bench)
    bench.northstar.faults.add(Fault(kind=kind, path=TOKEN))

    assert bench.failure(bench.record(bearer))["retryable"] is True

    bench.clock.advance(61)
    assert bench.summary(bearer)["title"] == "Northwind Robotics"


@pytest.mark.parametrize(
    "kind", ["forbidden", "forbidden_ip", "redirect", "result_false", "html_200"]
)
def test_nor_is_one_that_refuses_us_rather_than_the_user(bench: Bench, kind: Kind) -> None:
    bench.signed_in()
    bearer = lapse(bench)
    bench.northstar.faults.add(Fault(kind=kind, path=TOKEN))
    assert bench.failure(bench.record(bearer))
    assert credential(bench).status == "active"
    bench.clock.advance(61)
    assert bench.summary(bearer)["title"] == "Northwind Robotics"


def test_a_client_secret_that_is_wrong_ends_nobodys_connection(bench: Bench) -> None:
    bench.signed_in()
    bearer = lapse(bench)
    bench.cloud.rotate_secret(
        "tenant/northstar", {"client_id": "gsz-northstar", "client_secret": "mistyped"}
    )
    assert bench.failure(bench.record(bearer))
    assert credential(bench).status == "active"


@pytest.mark.parametrize("secret", ["not json", "[]", {"client_id": "only"}])
def test_a_tenant_set_up_wrongly_takes_no_other_tenant_down(bench: Bench, secret: object) -> None:
    bench.signed_in("northstar", "kestrel")
    bench.cloud.rotate_secret("tenant/kestrel", secret)
    bearer = lapse(bench)

    answer = bench.search(bearer, "northwind", kind="company")

    assert answer.status == 200, answer.body
    assert {hit["tenant"] for hit in answer.json["results"]} == {"northstar"}
    assert [error["tenant"] for error in answer.json["errors"]] == ["kestrel"]


def test_while_it_still_works_a_token_outlives_a_token_endpoint_that_does_not(
    bench: Bench,
) -> None:
    bench.signed_in()
    bench.clock.advance(3500)
    bearer = bench.open_pane()
    bench.northstar.faults.add(Fault(kind="unavailable", path=TOKEN, times=None))
    assert bench.summary(bearer)["title"] == "Northwind Robotics"


def test_a_tenant_without_rotation_keeps_its_refresh_token(bench: Bench) -> None:
    bench.northstar.settings.rotation = False
    bench.signed_in()
    for _ in range(3):
        assert bench.summary(lapse(bench))["title"] == "Northwind Robotics"


def test_without_a_refresh_token_the_end_is_the_end(bench: Bench) -> None:
    bench.northstar.settings.application_scope = "read_write"
    pair = bench.northstar.issue(PRIYAS, "read_write")
    assert pair.refresh_token is None
    bench.signed_in()
    bench.northstar.issue = lambda *_: pair  # type: ignore[method-assign]
    bench.connected()
    assert bench.record(lapse(bench)).code == "reconnect_required"


def test_a_sealed_blob_copied_to_another_users_row_opens_nothing(bench: Bench) -> None:
    bench.signed_in()
    theirs = bench.signed_in(uid=JONAS)
    stolen = credential(bench).sealed
    bench.wired.users._identity.update(  # as somebody with access to the table could
        f"USER#{JONAS}",
        "CREDENTIAL#gainsight#northstar",
        change=Condition("SET sealed = :sealed", {}, {":sealed": stolen}),
        condition="attribute_exists(pk)",
    )

    with bench.watch() as traffic:
        answer = bench.record(theirs)

    assert answer.code == "reconnect_required"
    assert traffic.upstream == []


def test_no_token_is_ever_in_the_tables(bench: Bench) -> None:
    bearer = bench.sign_in()
    bench.record(bearer)
    bench.record(lapse(bench))
    stored = str(bench.cloud.items("IdentityTable"))
    assert "eyJ" not in stored + str(bench.cloud.items("TenantsTable")), "no token is one of these"
    for token in bench.tokens:
        assert token not in stored
