"""Signing in with Salesforce, and what somebody may see who acts with the machine credential."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sandbox.faults import Fault
from tests.cloud import REGISTERED
from tests.conftest import Logged
from tests.doubles import Canned
from tests.harness import JONAS, MEI, PRIYA, Answer, Bench, SystemBrowser, zoom_user
from tests.lawful import WARM

from gainsight_zoom.policies import Portfolio
from gainsight_zoom.records import Policy
from gainsight_zoom.salesforce.ids import login_host, normal_id

APP = {"zoom_client_secret": REGISTERED.client_secret, "zoom_webhook_secret": "w"}
LOGIN = "login.salesforce.com"
OWN = Portfolio(enabled=True, records="own")
ALL = Portfolio(enabled=True, records="all")


def allow(bench: Bench, portfolio: Portfolio = OWN, **more: Any) -> None:
    """Let an admin of Northstar switch Salesforce on."""
    bench.wired.tenants.save_policy("northstar", Policy(portfolio=portfolio, **more))
    bench.clock.advance(61)


def start(bench: Bench, bearer: str, **body: Any) -> Answer:
    """Press "Next" with Salesforce chosen."""
    whole = {"integration": "salesforce", **body}
    return bench.call("login_routing/start", bearer=bearer, body=whole)


class Browser(SystemBrowser):
    """A browser that logs in at Salesforce."""

    def to_salesforce(self, started: Answer) -> str:
        """Go from the ticket to the address of Salesforce's login."""
        assert started.status == 200, started.body
        return self.go_on(str(started.json["go_url"]).rpartition("/")[2])

    def back(self, parameters: Mapping[str, str]) -> Answer:
        """Follow Salesforce's redirect to our callback."""
        return self.visit("salesforce-callback", query=parameters)

    def through(self, started: Answer, username: str) -> Answer:
        """Go all the way."""
        return self.back(self.log_in(self.to_salesforce(started), username))


def sign_in(bench: Bench, uid: str = PRIYA, username: str = "") -> tuple[str, Answer]:
    """Sign in with Salesforce; return the bearer and the last page."""
    bench.consented(uid)
    bearer = bench.open_pane(uid)
    username = username or zoom_user(uid).email
    return bearer, Browser(bench).through(start(bench, bearer), username)


class TestSignIn:
    def test_salesforce_proves_who_it_is_and_the_machine_credential_reads(
        self, bench: Bench
    ) -> None:
        allow(bench)
        with bench.watch() as traffic:
            bearer, page = sign_in(bench)

        assert page.status == 200, page.body
        assert "Welcome to Gainsight" in page.body
        assert WARM["OauthCallback"] <= traffic.permissions
        (account,) = bench.view(bearer)["accounts"]
        assert (account["tenant"], account["integration"]) == ("northstar", "salesforce")
        assert account["user"]["name"] == "Priya Nair"
        assert bench.summary(bearer)["title"] == "Northwind Robotics"

    def test_the_salesforce_token_is_given_back_at_once(self, bench: Bench) -> None:
        allow(bench)
        with bench.watch() as seen:
            sign_in(bench)
        paths = [s.path for s in seen.upstream if s.host.endswith("salesforce.com")]
        assert paths[0] == "/services/oauth2/token"
        assert paths[1].startswith("/id/00D5g000001NsTr")
        assert paths[2:] == ["/services/oauth2/revoke"]

    def test_a_secret_rotated_in_salesforce_is_found_without_waiting(self, bench: Bench) -> None:
        allow(bench)
        assert sign_in(bench)[1].status == 200  # the secret is in memory now
        bench.salesforce.settings.client_secret = "rotated"  # noqa: S105
        bench.cloud.rotate_secret("app", {**APP, "salesforce_client_secret": "rotated"})
        assert sign_in(bench, JONAS)[1].status == 200

    def test_pkce_scope_and_hint(self, bench: Bench) -> None:
        bench.consented()
        started = start(bench, bench.open_pane(), username="priya@northstar.example")
        url = urlsplit(Browser(bench).to_salesforce(started))
        asked = dict(parse_qsl(url.query))
        assert (url.netloc, url.path) == (LOGIN, "/services/oauth2/authorize")
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "openid id"
        assert asked["login_hint"] == "priya@northstar.example"

    def test_ids_of_15_and_18_characters_are_the_same_user(self, bench: Bench) -> None:
        """Gainsight has 15 for Jonas and 18 for Priya; Salesforce always tells 18."""
        allow(bench)
        assert sign_in(bench, JONAS)[1].status == 200
        assert sign_in(bench, PRIYA)[1].status == 200

    def test_the_user_name_proves_nothing(self, bench: Bench, logged: Logged) -> None:
        allow(bench)
        priya = bench.northstar.find("gsuser", Name="Priya Nair")
        priya["SfdcUserId"] = "0055g00000OTHER"
        assert sign_in(bench)[1].status == 403
        assert logged.reasons == ["salesforce_user_not_found"]

    def test_ids_that_differ_in_case_only_are_two_users(self, bench: Bench) -> None:
        allow(bench)
        bench.northstar.find("gsuser", Name="Jonas Weber")["SfdcUserId"] = "0055g00000prnar"
        bearer, page = sign_in(bench)
        assert page.status == 200
        assert bench.view(bearer)["accounts"][0]["user"]["name"] == "Priya Nair"

    def test_two_users_with_one_id_are_none(self, bench: Bench) -> None:
        allow(bench)
        bench.northstar.find("gsuser", Name="Jonas Weber")["SfdcUserId"] = "0055g00000PrNaR"
        assert sign_in(bench)[1].status == 403

    def test_the_identity_rule_holds_here_too(self, bench: Bench, logged: Logged) -> None:
        allow(bench)
        _, page = sign_in(bench, MEI, "priya@northstar.example")
        assert page.status == 403
        assert logged.reasons == ["identity_rule"]

    def test_one_organisation_is_confirmed_once(self, bench: Bench) -> None:
        allow(bench, same_organisation_domains=("northstar.example",))
        bench.consented(MEI)
        bearer, browser = bench.open_pane(MEI), Browser(bench)
        page = browser.through(start(bench, bearer), "priya@northstar.example")
        assert "Are these both you?" in page.body
        assert bench.view(bearer)["accounts"] == []
        assert "Welcome to Gainsight" in browser.submit(page).body
        assert bench.view(bearer)["accounts"][0]["integration"] == "salesforce"

    def test_off_until_an_admin_switches_it_on(self, bench: Bench, logged: Logged) -> None:
        _, page = sign_in(bench)
        assert page.status == 403
        assert "ask your Gainsight admin to switch it on" in page.body
        assert logged.reasons == ["salesforce_off"]

    def test_an_unknown_organisation(self, bench: Bench) -> None:
        allow(bench)
        org = normal_id("00D5g000001NsTr")
        bench.wired.tenants._tenants.delete(f"SFORG#{org}", "TENANT#northstar")
        _, page = sign_in(bench)
        assert page.status == 403
        assert "Ask your Gainsight admin" in page.body
        assert "is not set up for this app" in page.body

    def test_an_app_that_is_not_installed_there(self, bench: Bench) -> None:
        allow(bench)
        bench.salesforce.settings.app_installed = False
        bench.consented()
        browser = Browser(bench)
        url = browser.to_salesforce(start(bench, bench.open_pane()))
        back = dict(parse_qsl(urlsplit(browser._ask("GET", url).headers["Location"]).query))
        page = browser.back(back)
        assert page.status == 403
        assert "Salesforce admin has to install" in page.body

    def test_cancelled_at_salesforce(self, bench: Bench) -> None:
        bench.consented()
        browser = Browser(bench)
        url = browser.to_salesforce(start(bench, bench.open_pane()))
        page = browser.back(browser.log_in(url, "priya@northstar.example", action="deny"))
        assert "Sign-in cancelled" in page.body

    def test_another_browser_cannot_finish_it(self, bench: Bench, logged: Logged) -> None:
        allow(bench)
        bench.consented()
        browser = Browser(bench)
        url = browser.to_salesforce(start(bench, bench.open_pane()))
        back = browser.log_in(url, "priya@northstar.example")
        assert Browser(bench).back(back).status == 400
        assert logged.reasons == ["state_foreign"]

    def test_a_state_of_gainsight_is_none_of_salesforce(self, bench: Bench) -> None:
        allow(bench)
        bench.consented()
        bearer, browser = bench.open_pane(), Browser(bench)
        url = browser.go_on(bench.start_sign_in(bearer))
        back = browser.log_in(url, "priya@northstar.example")
        assert browser.back({"code": back["code"], "state": back["state"]}).status == 400

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"id": "https://login.salesforce.com.evil.example/id/a/b"}, "foreign_identity"),
            ({"id": "https://login.salesforce.com@evil.example/id/a/b"}, "foreign_identity"),
            ({"id": "http://login.salesforce.com/id/a/b"}, "foreign_identity"),
            ({"id": "https://login.salesforce.com/other/a/b"}, "identity_url"),
            ({"id": "https://login.salesforce.com/id/00D5g000001NsTr/x"}, "identity_url"),
            ({"instance_url": "https://evil.example"}, "foreign_instance"),
            ({"instance_url": "https://["}, "no_address"),
            ({"id": "https://[login.salesforce.com/id/a/b"}, "no_address"),
            ({"instance_url": "https://northstar.my.salesforce.com:8443"}, "foreign_instance"),
        ],
    )
    def test_no_token_goes_where_it_does_not_belong(
        self, bench: Bench, logged: Logged, changed: dict[str, str], reason: str
    ) -> None:
        allow(bench)
        body = {
            "access_token": "made-up-token-of-salesforce",
            "id": "https://login.salesforce.com/id/00D5g000001NsTrEAK/0055g00000PrNaRAAV",
            "instance_url": "https://northstar.my.salesforce.com",
            **changed,
        }
        content = str(body).replace("'", '"').encode()
        bench.transport.instead[f"{LOGIN}/services/oauth2/token"] = Canned(body=content)
        with bench.watch() as seen:
            _, page = sign_in(bench)
        assert page.status == 502
        assert [r.removeprefix("salesforce_") for r in logged.reasons] == [reason]
        assert {s.path.rpartition("/")[2] for s in seen.upstream if LOGIN in s.host} == {
            "token",
            "revoke",
        }
        assert not any("evil" in s.host for s in seen.upstream)

    def test_where_the_identity_address_fails_the_other_one_answers(self, bench: Bench) -> None:
        allow(bench)
        bench.salesforce.faults.add(Fault(kind="unauthorized", path="/id/"))
        assert sign_in(bench)[1].status == 200

    def test_straight_to_welcome_when_signed_in_already(self, bench: Bench) -> None:
        allow(bench)
        bearer, _ = sign_in(bench)
        answer = bench.call(
            "login_routing/route", bearer=bearer, body={"integration": "salesforce"}
        )
        assert answer.json["outcome"] == "signed_in"

    def test_who_is_not_signed_in_chooses_a_login(self, bench: Bench) -> None:
        bench.consented()
        answer = bench.call(
            "login_routing/route", bearer=bench.open_pane(), body={"integration": "salesforce"}
        )
        assert answer.json["outcome"] == "salesforce"
        ids = [choice["id"] for choice in answer.json["salesforce"]]
        assert ids == ["production", "sandbox", "my_domain"]

    def test_without_a_salesforce_app_nobody_is_sent_anywhere(self, make_bench: Any) -> None:
        bench = make_bench(SALESFORCE_CLIENT_ID="")
        bench.consented()
        answer = start(bench, bench.open_pane())
        assert (answer.status, answer.code) == (403, "salesforce_off")


class TestWhere:
    @pytest.mark.parametrize(
        ("typed", "host"),
        [
            ("production", LOGIN),
            ("sandbox", "test.salesforce.com"),
            ("northstar", "northstar.my.salesforce.com"),
            ("Northstar.my.salesforce.com", "northstar.my.salesforce.com"),
            ("https://northstar.my.salesforce.com/home", "northstar.my.salesforce.com"),
            ("https://northstar.lightning.force.com/", "northstar.my.salesforce.com"),
        ],
    )
    def test_logins_as_people_name_them(self, typed: str, host: str) -> None:
        assert login_host(typed) == host

    @pytest.mark.parametrize(
        "typed",
        [
            "other",
            "other.my.salesforce.com",
            "evil.example",
            "northstar.my.salesforce.com.evil.example",
            "https://northstar.my.salesforce.com@evil.example",
            "https://northstar.my.salesforce.com:444",
            "http://northstar.my.salesforce.com",
            "northstar.my.sаlesforce.com",  # noqa: RUF001 - a Cyrillic letter
            "127.0.0.1",
            "login.salesforce.com.",
        ],
    )
    def test_none_but_registered_ones(self, bench: Bench, typed: str) -> None:
        bench.consented()
        with bench.watch() as seen:
            answer = start(bench, bench.open_pane(), salesforce=typed)
        assert (answer.status, answer.code) == (422, "salesforce_domain_unknown")
        assert "ask your Gainsight admin" in answer.error["fields"]["salesforce"]
        assert seen.upstream == []

    @pytest.mark.parametrize(
        ("given", "normal"),
        [
            ("0055g00000PrNaR", "0055g00000PrNaRAAV"),
            ("0055g00000PrNaRAAV", "0055g00000PrNaRAAV"),
            ("0055g00000PrNaRaav", "0055g00000PrNaRAAV"),
            ("0055g00000PrNaRAAA", None),
            ("0055g00000PrNa", None),
            ("", None),
            ("0055g00000PrNaR/../x", None),
        ],
    )
    def test_ids(self, given: str, normal: str | None) -> None:
        assert normal_id(given) == normal


class TestRecordRule:
    def names(self, bench: Bench, bearer: str, text: str) -> set[str]:
        """Names that a search finds."""
        bench.clock.advance(20)  # searches cost the tenant's calls
        answer = bench.search(bearer, text)
        assert answer.status == 200, answer.body
        assert answer.json["errors"] == []
        return {hit["name"] for hit in answer.json["results"]}

    def test_own_portfolio(self, bench: Bench) -> None:
        """Northgate Clinics is Jonas's, Northwind Robotics Priya's."""
        allow(bench)
        priya, _ = sign_in(bench)
        jonas, _ = sign_in(bench, JONAS)

        assert "Northwind Robotics" in self.names(bench, priya, "north")
        assert "Northgate Clinics" not in self.names(bench, priya, "north")
        assert "Northgate Clinics" in self.names(bench, jonas, "north")
        assert bench.record(priya, "Northgate Clinics").status == 404
        assert bench.record(priya, "Northwind Robotics").status == 200

    def test_listed_companies_and_what_belongs_to_them(self, bench: Bench) -> None:
        only = bench.gsid("Northgate Clinics")
        allow(bench, Portfolio(enabled=True, records="listed", companies=(only,)))
        bearer, _ = sign_in(bench)
        assert self.names(bench, bearer, "north") == {"Northgate Clinics"}
        assert self.names(bench, bearer, "plant") == set()
        assert bench.record(bearer, "Plant Lyon", "relationship").status == 404
        assert bench.record(bearer, "Northgate Clinics").status == 200

    def test_listed_relationships(self, bench: Bench) -> None:
        only = bench.gsid("Northwind Robotics")
        allow(bench, Portfolio(enabled=True, records="listed", companies=(only,)))
        bearer, _ = sign_in(bench)
        assert "Plant Lyon" in self.names(bench, bearer, "plant")
        assert bench.record(bearer, "Plant Lyon", "relationship").status == 200

    def test_everything(self, bench: Bench) -> None:
        allow(bench, ALL)
        bearer, _ = sign_in(bench)
        assert {"Northgate Clinics", "Northwind Robotics"} <= self.names(bench, bearer, "north")

    def test_people_of_own_customers_only(self, bench: Bench) -> None:
        """Elena is at Northwind, which is Priya's; Jonas's sync does not find her there."""
        listed = [{"participant_uuid": "p1", "name": "Elena"}]
        consented = [{"participant_uuid": "p1", "email": "elena@northwind.example"}]
        body = {"participants": listed, "consented": consented}
        allow(bench)
        found = {}
        for uid in (PRIYA, JONAS):
            bearer, _ = sign_in(bench, uid)
            bench.clock.advance(20)
            answer = bench.call("participant_sync/sync", bearer=bearer, body=body).json
            assert answer["problems"] == []
            found[uid] = next(p["people"] for p in answer["people"] if p["name"] == "Elena")
        assert [c["name"] for c in found[PRIYA][0]["companies"]] == ["Northwind Robotics"]
        assert found[JONAS] == []
        northwind = bench.gsid("Northwind Robotics")
        customer = {"tenant": "northstar", "kind": "company", "id": northwind}
        person = {"name": "Sofia", "email": "sofia@northwind.example"}
        press = {"key": "press-0001", "customer": customer, "people": [person]}
        bench.clock.advance(20)
        assert bench.call("participant_sync/add", bearer=bearer, body=press).status == 404

    def test_rows_that_come_back_all_the_same_are_dropped(self, bench: Bench) -> None:
        """Should Gainsight pass a condition over."""
        allow(bench)
        bearer, _ = sign_in(bench)
        other = bench.northstar.find("company", Name="Northgate Clinics")
        row = {"Gsid": other["Gsid"], "Name": "Northgate Clinics", "Csm": other["Csm"]}
        content = str({"result": True, "data": [row]}).replace("'", '"').replace("True", "true")
        host = "northstar.gainsightcloud.com/v1/data/objects/query/Company"
        bench.transport.instead[host] = Canned(body=content.encode())
        assert self.names(bench, bearer, "north") <= {"Plant Lyon", "Plant Graz"}
        assert bench.record(bearer, "Northgate Clinics").status == 404

    def test_switched_off_again_nothing_opens(self, bench: Bench) -> None:
        allow(bench, ALL)
        bearer, _ = sign_in(bench)
        allow(bench, replace(ALL, enabled=False))
        assert bench.record(bearer).code == "salesforce_off"
        assert bench.view(bearer)["accounts"] == []

    @pytest.mark.parametrize("change", [{"IsActiveUser": False}, {"Gsid": "1P02GONE"}])
    def test_who_lost_their_standing_is_out_within_ten_minutes(
        self, bench: Bench, change: dict[str, Any]
    ) -> None:
        allow(bench, ALL)
        bearer, _ = sign_in(bench)
        assert bench.record(bearer).status == 200
        bench.northstar.find("gsuser", Name="Priya Nair").update(change)
        bench.clock.advance(601)
        again = bench.record(bearer)
        assert (again.status, again.code) == (403, "license_required")

    def test_the_machine_token_is_renewed_when_it_is_refused(self, bench: Bench) -> None:
        allow(bench, ALL)
        bearer, _ = sign_in(bench)
        bench.clock.advance(30 * 3600)
        bearer = bench.open_pane()
        assert bench.record(bearer).status == 200

    def test_a_machine_secret_rotated_in_gainsight_is_found_without_waiting(
        self, bench: Bench
    ) -> None:
        allow(bench, ALL)
        bearer, _ = sign_in(bench)
        assert bench.record(bearer).status == 200  # the secret is in memory now
        client = replace(bench.northstar.data_set.client, m2m_secret="rotated")  # noqa: S106
        bench.northstar.data_set = replace(bench.northstar.data_set, client=client)
        bench.northstar.reset()
        kept = {"client_id": client.client_id, "client_secret": client.client_secret}
        machine = {"m2m_client_id": client.m2m_id, "m2m_client_secret": client.m2m_secret}
        bench.cloud.rotate_secret("tenant/northstar", {**kept, **machine})
        assert bench.record(bearer).status == 200

    def test_a_machine_credential_that_is_gone_does_not_sign_users_out(self, bench: Bench) -> None:
        allow(bench, ALL)
        sign_in(bench)
        bench.cloud.rotate_secret("tenant/northstar", {"client_id": "x", "client_secret": "y"})
        bench.restart()
        bench.clock.advance(30 * 3600)
        bearer = bench.open_pane()
        answer = bench.record(bearer)
        assert "Northwind" not in answer.body.replace("northwind", "")
        assert bench.view(bearer)["accounts"][0]["status"] == "active"
