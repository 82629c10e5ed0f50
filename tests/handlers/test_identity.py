"""Whose Gainsight account may be connected: the identity rule, licences, the tenant's policy."""

from typing import Any

import pytest
from tests.conftest import Logged
from tests.harness import JONAS, MEI, PRIYA, Answer, Bench, SystemBrowser

from gainsight_zoom.records import Policy

PRIYAS = "priya@northstar.example"
JONASES = "jonas@northstar.example"
KESTRELS = "priya.nair@kestrel.example"
PAIR = Policy(named_pairs=((PRIYAS, KESTRELS),))
ORGANISATION = Policy(same_organisation_domains=("northstar.example", "kestrel.example"))


def ticket_of(bench: Bench, uid: str = PRIYA, username: str = PRIYAS) -> str:
    """Start a sign-in as a user whose Zoom is authorised."""
    bench.consented(uid)
    return bench.start_sign_in(bench.open_pane(uid), username)


def accounts(bench: Bench, uid: str = PRIYA) -> list[str]:
    """The tenants a user has connected, seen from a fresh container."""
    bench.restart()
    return [account["tenant"] for account in bench.view(bench.open_pane(uid))["accounts"]]


def test_somebody_else_logging_in_for_my_ticket_is_refused(bench: Bench, logged: Logged) -> None:
    """Priya's link, finished by Jonas, would have given Priya's pane his Gainsight."""
    answer = SystemBrowser(bench).sign_in(ticket_of(bench), JONASES)

    assert answer.status == 403
    assert "This is not your Gainsight account" in answer.body
    assert PRIYAS in answer.body
    assert JONASES not in answer.body
    assert logged.reasons == ["identity_rule"]
    assert accounts(bench) == []
    assert accounts(bench, JONAS) == []
    assert bench.wired.credentials.get(PRIYA, "gainsight", "northstar") is None
    assert bench.wired.users.load(PRIYA).mappings == ()


def test_another_address_of_mine_is_refused_unless_the_policy_knows(bench: Bench) -> None:
    ticket = ticket_of(bench, username=KESTRELS)
    answer = SystemBrowser(bench).sign_in(ticket, KESTRELS)
    assert answer.status == 403
    assert accounts(bench) == []


@pytest.mark.parametrize("policy", [PAIR, ORGANISATION], ids=["named pair", "organisation"])
class TestTheseAreBothMe:
    """The one explicit step for two addresses of one person."""

    @pytest.fixture
    def asked(self, bench: Bench, policy: Policy) -> tuple[SystemBrowser, Answer]:
        bench.wired.tenants.save_policy("kestrel", policy)
        browser = SystemBrowser(bench)
        return browser, browser.sign_in(ticket_of(bench, username=KESTRELS), KESTRELS)

    def test_it_is_asked_and_connects(
        self, bench: Bench, asked: tuple[SystemBrowser, Answer]
    ) -> None:
        browser, page = asked
        assert page.status == 200
        assert "Are these both you?" in page.body
        assert PRIYAS in page.body
        assert KESTRELS in page.body
        assert accounts(bench) == []

        welcome = browser.submit(page)

        assert "Welcome to Gainsight" in welcome.body
        assert accounts(bench) == ["kestrel"]

    def test_another_browser_cannot_say_so(
        self, bench: Bench, asked: tuple[SystemBrowser, Answer], logged: Logged
    ) -> None:
        browser, page = asked
        secret = page.body.partition('action="/oauth/go/')[2].partition('"')[0]
        other = SystemBrowser(bench)

        assert other.submit(other.go(secret)).status == 400
        assert logged.reasons == ["ticket_foreign"]
        assert accounts(bench) == []
        assert browser.submit(page).status == 200

    def test_it_is_said_once_and_in_time(
        self, bench: Bench, asked: tuple[SystemBrowser, Answer], logged: Logged
    ) -> None:
        browser, page = asked
        bench.clock.advance(600)
        assert browser.submit(page).status == 400
        assert logged.reasons == ["ticket_expired"]
        assert accounts(bench) == []

    def test_tokens_that_wait_are_sealed(
        self, bench: Bench, asked: tuple[SystemBrowser, Answer]
    ) -> None:
        assert asked[1].status == 200
        stored = str(bench.cloud.items("IdentityTable"))
        assert all(token not in stored for token in bench.tokens)


def test_a_pair_is_of_these_two_people_only(bench: Bench) -> None:
    bench.wired.tenants.save_policy("northstar", Policy(named_pairs=((PRIYAS, JONASES),)))
    mei = SystemBrowser(bench).sign_in(ticket_of(bench, MEI), JONASES)
    assert mei.status == 403
    priya = SystemBrowser(bench).sign_in(ticket_of(bench), JONASES)
    assert "Are these both you?" in priya.body


@pytest.mark.parametrize("identity_in", ["jwt", "response"])
def test_the_owner_is_learnt_wherever_the_tenant_says_it(bench: Bench, identity_in: Any) -> None:
    bench.northstar.settings.identity_in = identity_in
    assert SystemBrowser(bench).sign_in(ticket_of(bench), PRIYAS).status == 200
    assert accounts(bench) == ["northstar"]


def test_a_token_of_nobody_connects_nobody(bench: Bench, logged: Logged) -> None:
    """Guessing the owner by the expected address would let anybody's token pass for Priya's."""
    bench.northstar.settings.identity_in = "none"
    answer = SystemBrowser(bench).sign_in(ticket_of(bench), PRIYAS)

    assert answer.status == 403
    assert "did not tell us reliably whose account this is" in answer.body
    assert logged.reasons == ["owner_unknown"]
    assert accounts(bench) == []


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "owner_not_found"),
        ([{"Gsid": "1P01A", "Email": PRIYAS}, {"Gsid": "1P01B", "Email": PRIYAS}], "owner_not_f"),
        ([{"Gsid": "1P01A"}], "owner_record_incomplete"),
        ([{"Email": PRIYAS}], "owner_record_incomplete"),
        ([{"Gsid": "1P01A", "Email": JONASES}], "owner_contradicts_record"),
    ],
)
def test_a_user_record_that_does_not_fit_connects_nobody(
    bench: Bench, logged: Logged, rows: list[dict[str, str]], reason: str
) -> None:
    bench.instead("/v1/data/objects/query/GsUser", {"result": True, "data": {"records": rows}})
    answer = SystemBrowser(bench).sign_in(ticket_of(bench), PRIYAS)

    assert answer.status == 403
    assert logged.reasons[0].startswith(reason)
    assert accounts(bench) == []


def test_a_viewer_reads_and_writes_notes_but_nothing_else(bench: Bench) -> None:
    ticket = ticket_of(bench, MEI, "mei@northstar.example")
    assert SystemBrowser(bench).sign_in(ticket, "mei@northstar.example").status == 200

    (account,) = bench.view(bench.open_pane(MEI))["accounts"]
    assert account["user"]["license"] == "Viewer"
    assert set(account["rights"]) == {"record:read", "timeline:write"}


def test_a_super_admin_may_administer(bench: Bench) -> None:
    ticket = ticket_of(bench, JONAS, JONASES)
    SystemBrowser(bench).sign_in(ticket, JONASES)
    (account,) = bench.view(bench.open_pane(JONAS))["accounts"]
    assert "tenant:admin" in account["rights"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"LicenseType": "Internal_Collaborator"}, "license_kind"),
        ({"LicenseType": "External"}, "license_kind"),
        ({"LicenseType": None}, "license_kind"),
        ({"IsActiveUser": False}, "user_inactive"),
        ({"IsActiveUser": None}, "user_inactive"),
        ({"IsActiveUser": "false"}, "user_inactive"),
    ],
)
def test_without_a_licence_that_may_log_in_nobody_is_connected(
    bench: Bench, logged: Logged, changed: dict[str, Any], reason: str
) -> None:
    """The stand-in lets nobody without one log in at all, so the record says it afterwards."""
    row = {
        "Gsid": bench.northstar.find("gsuser", Email=PRIYAS)["Gsid"],
        "Name": "Priya Nair",
        "Email": PRIYAS,
        "LicenseType": "Full",
        "IsActiveUser": True,
        **changed,
    }
    bench.instead("/v1/data/objects/query/GsUser", {"result": True, "data": [row]})
    answer = SystemBrowser(bench).sign_in(ticket_of(bench), PRIYAS)

    assert answer.status == 403
    assert "You need an active Full, Viewer or Viewer+ licence in Gainsight." in answer.body
    assert logged.reasons == [reason]
    assert accounts(bench) == []


def test_a_tenant_whose_admin_says_no_connects_nobody(bench: Bench, logged: Logged) -> None:
    browser, ticket = SystemBrowser(bench), ticket_of(bench)
    back = browser.log_in(browser.go_on(ticket), PRIYAS)
    bench.wired.tenants.save_policy("northstar", Policy(enabled=False))
    bench.clock.advance(61)  # a policy is remembered for a minute

    answer = browser.finish(back)

    assert answer.status == 403
    assert "has not switched this app on for you" in answer.body
    assert logged.reasons == ["tenant_off"]
    assert accounts(bench) == []


def test_a_tenant_that_is_switched_off_disappears_from_the_view(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    bench.wired.tenants.save_policy("northstar", Policy(enabled=False))
    bench.restart()

    view = bench.view(bearer)
    assert view["accounts"] == []
    assert view["last_selected"] is None
    assert view["recent"] == []
    assert bench.record(bearer).code == "app_off"
    assert bench.search(bearer, "acme").code == "app_off"
