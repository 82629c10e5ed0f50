"""Where a username signs in: by the operator's mappings, and by what this user proved."""

from typing import Any

import pytest
from tests.harness import JONAS, PRIYA, Bench, SystemBrowser

from gainsight_zoom.policies import Admission
from gainsight_zoom.records import Policy, Tenant

PRIYAS = "priya@northstar.example"
CUSTOM = Tenant(
    key="custom",
    name="Custom",
    host="success.northstar.example",
    environment="production",
    data_center="US1",
)


@pytest.fixture
def bearer(bench: Bench) -> str:
    """Priya's pane, Zoom authorised, Gainsight not yet."""
    bench.consented()
    return bench.open_pane()


def route(bench: Bench, bearer: str, username: str = PRIYAS) -> Any:
    """Ask where a username signs in."""
    answer = bench.call(
        "login_routing/route",
        bearer=bearer,
        body={"integration": "gainsight", "username": username},
    )
    assert answer.status == 200, answer.body
    return answer.json


def offered(bench: Bench, bearer: str, username: str = PRIYAS) -> tuple[str, list[str]]:
    """The outcome, and the tenants to choose from."""
    found = route(bench, bearer, username)
    return found["outcome"], [tenant["tenant"] for tenant in found["tenants"]]


def register(bench: Bench, tenant: Tenant, *domains: str) -> None:
    """Let the operator register a tenant."""
    bench.wired.tenants.register(tenant, mail_domains=domains)


def test_a_mapped_domain_leads_to_its_one_tenant(bench: Bench, bearer: str) -> None:
    assert route(bench, bearer) == {
        "outcome": "single_domain",
        "tenants": [
            {
                "tenant": "northstar",
                "name": "Northstar",
                "host": "northstar.gainsightcloud.com",
                "environment": "production",
                "data_center": "US1",
                "connected": False,
            }
        ],
        "data_centers": [],
        "data_center_note": None,
        "salesforce": [],
    }


def test_the_answer_is_the_same_for_every_address_of_a_domain(bench: Bench, bearer: str) -> None:
    """So nobody learns from it who exists."""
    answers = [route(bench, bearer, f"{who}@northstar.example") for who in ("priya", "nobody")]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("username", ["Priya@NORTHSTAR.example", "  priya@northstar.example "])
def test_case_and_white_space_do_not_matter(bench: Bench, bearer: str, username: str) -> None:
    assert offered(bench, bearer, username) == ("single_domain", ["northstar"])


def test_several_environments_are_offered_production_first(bench: Bench, bearer: str) -> None:
    sandbox = Tenant(
        key="northstar-sb",
        name="A sandbox that sorts before",
        host="sb-northstar.gainsightcloud.com",
        environment="sandbox",
        data_center="US1",
    )
    register(bench, sandbox, "northstar.example")
    outcome, tenants = offered(bench, bearer)
    assert outcome == "choose_environment"
    assert tenants == ["northstar", "northstar-sb"]


@pytest.mark.parametrize("username", ["sam@elsewhere.example", "no-address", "a@b@c", "@@@"])
def test_an_unknown_domain_is_to_be_entered(bench: Bench, bearer: str, username: str) -> None:
    found = route(bench, bearer, username)
    assert found["outcome"] == "enter_domain"
    assert found["tenants"] == []
    assert [d["id"] for d in found["data_centers"]] == ["US1", "US2", "EU"]
    assert all(d["explanation"] for d in found["data_centers"])


def test_what_a_user_proved_is_remembered_for_that_user_only(bench: Bench) -> None:
    kestrel = "priya.nair@kestrel.example"
    bench.signed_in("kestrel")
    bench.call("login_routing/disconnect", bearer=bench.open_pane(), path={"tenant": "kestrel"})
    bench.consented(JONAS)
    bench.wired.users.remember_mapping(PRIYA, "kestrel", since=int(bench.clock.now()))

    assert offered(bench, bench.open_pane(), "priya@private.example") == (
        "single_domain",
        ["kestrel"],
    )
    assert offered(bench, bench.open_pane(JONAS), "priya@private.example")[0] == "enter_domain"
    assert offered(bench, bench.open_pane(JONAS), kestrel) == ("single_domain", ["kestrel"])


def test_signed_in_already_there_is_nothing_to_do(bench: Bench) -> None:
    assert offered(bench, bench.signed_in()) == ("signed_in", ["northstar"])


def test_who_is_not_let_in_any_more_signs_in_to_read_why(bench: Bench) -> None:
    bearer = bench.signed_in()
    for policy in (Policy(enabled=False), Policy(admission=Admission(mode="listed", listed=()))):
        bench.wired.tenants.save_policy("northstar", policy)
        bench.restart()
        assert offered(bench, bearer) == ("single_domain", ["northstar"])


def test_a_connection_that_died_is_signed_in_to_again(bench: Bench) -> None:
    bearer = bench.signed_in()
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert credential
    bench.wired.credentials.mark_reconnect_required(credential)
    assert offered(bench, bearer) == ("single_domain", ["northstar"])


@pytest.mark.parametrize("event", ["login_routing/route", "login_routing/start"])
def test_without_zooms_consent_there_is_no_address_to_go_by(bench: Bench, event: str) -> None:
    answer = bench.call(
        event,
        bearer=bench.open_pane(),
        body={"integration": "gainsight", "username": PRIYAS},
    )
    assert (answer.status, answer.code) == (403, "zoom_not_authorized")


@pytest.mark.parametrize(
    "tenant",
    [
        Tenant("t", "T", "10.0.0.7", "production", "US1"),
        Tenant("t", "T", "success.northstar.example", "production", "US1"),
        Tenant("t", "T", "evil-gainsightcloud.com", "production", "US1"),
        Tenant("t", "T", "acme.gainsightcloud.com.evil.example", "production", "US1"),
        Tenant("t", "T", "acme.us2.gainsightcloud.com", "production", "US1"),
        Tenant("t", "T", "acme.gainsightcloud.com", "production", "US1", enabled=False),
    ],
    ids=lambda t: t.host,
)
def test_a_host_that_may_not_be_spoken_to_is_not_offered(
    bench: Bench, bearer: str, tenant: Tenant
) -> None:
    register(bench, tenant, "elsewhere.example")
    assert offered(bench, bearer, "x@elsewhere.example") == ("enter_domain", [])
    answer = bench.call(
        "login_routing/start",
        bearer=bearer,
        body={"integration": "gainsight", "username": "x@elsewhere.example", "tenant": "t"},
    )
    assert answer.status == 422


def test_a_host_of_the_customers_own_counts_once_confirmed(bench: Bench, bearer: str) -> None:
    confirmed = Tenant(**{**vars(CUSTOM), "custom_host_confirmed": True})
    register(bench, confirmed, "elsewhere.example")
    assert offered(bench, bearer, "x@elsewhere.example") == ("single_domain", ["custom"])


def test_a_mapping_to_a_tenant_that_is_gone_offers_nothing(bench: Bench, bearer: str) -> None:
    bench.wired.users.remember_mapping(PRIYA, "gone", since=int(bench.clock.now()))
    assert offered(bench, bearer, "x@elsewhere.example") == ("enter_domain", [])


class TestStart:
    def start(self, bench: Bench, bearer: str, **body: Any) -> Any:
        whole = {"integration": "gainsight", "username": PRIYAS, **body}
        return bench.call("login_routing/start", bearer=bearer, body=whole)

    def test_among_several_one_must_be_chosen(self, bench: Bench, bearer: str) -> None:
        sandbox = next(t for t in _tenants(bench) if t.key == "northstar-sb")
        register(bench, sandbox, "northstar.example")

        open_question = self.start(bench, bearer)
        assert open_question.status == 422
        assert set(open_question.error["fields"]) == {"tenant"}

        ticket = bench.start_sign_in(bearer, tenant="northstar-sb")
        page = SystemBrowser(bench).go(ticket)
        assert "sb-northstar.gainsightcloud.com" in page.body

    @pytest.mark.parametrize("tenant", ["kestrel", "nothing"])
    def test_a_tenant_of_others_cannot_be_chosen(
        self, bench: Bench, bearer: str, tenant: str
    ) -> None:
        assert self.start(bench, bearer, tenant=tenant).status == 422

    def test_where_the_admin_says_no_a_sign_in_starts_all_the_same(
        self, bench: Bench, bearer: str
    ) -> None:
        """It may be the admin's own, to switch it on again; others are refused after it."""
        bench.wired.tenants.save_policy("northstar", Policy(enabled=False))
        bench.restart()
        assert self.start(bench, bearer).status == 200

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"username": "x"}, "username"),
            ({"username": "  x  "}, "username"),
            ({"username": "x" * 255}, "username"),
            ({"username": 7}, "username"),
            ({"integration": "salesforce-classic"}, "integration"),
            ({"tenant": "UPPER"}, "tenant"),
            ({"tenant": "x" * 41}, "tenant"),
            ({"more": 1}, "more"),
        ],
    )
    def test_what_is_malformed_is_named(
        self, bench: Bench, bearer: str, body: dict[str, Any], field: str
    ) -> None:
        answer = self.start(bench, bearer, **body)
        assert (answer.status, answer.code) == (422, "validation_failed")
        assert set(answer.error["fields"]) == {field}


def _tenants(bench: Bench) -> list[Tenant]:
    keys = ("northstar", "northstar-sb", "kestrel", "aurora")
    return [found.tenant for found in bench.wired.tenancy.load(keys).values()]
