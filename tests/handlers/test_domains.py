"""A domain that is typed leads to what the operator registered, and nowhere else."""

from typing import Any

import pytest
from tests.conftest import Logged
from tests.doubles import Canned
from tests.harness import JONAS, Answer, Bench, SystemBrowser

from gainsight_zoom.records import Tenant

HOSTILE = [
    "evil.example",
    "https://evil.example/northstar.gainsightcloud.com",
    "northstar.gainsightcloud.com.evil.example",
    "northstar-gainsightcloud.com",
    "northstar.gainsightcloud.co",
    "xnorthstar.gainsightcloud.com",
    "https://northstar.gainsightcloud.com@evil.example",
    "https://northstar.gainsightcloud.com:443@evil.example/",
    "https://evil.example#northstar.gainsightcloud.com",
    "https://evil.example\\northstar.gainsightcloud.com",
    "https://northstar.gainsightcloud.com:8443",
    "northstar.gainsightcloud.com:443",
    "http://northstar.gainsightcloud.com",
    "ftp://northstar.gainsightcloud.com",
    "//northstar.gainsightcloud.com",
    "javascript://northstar.gainsightcloud.com/%0aalert(1)",
    "data:text/html,northstar",
    "northstar.gainsightcloud.com.",
    "northstar..gainsightcloud.com",
    ".northstar.gainsightcloud.com",
    "northstаr.gainsightcloud.com",  # noqa: RUF001 - a Cyrillic letter
    "northstar。gainsightcloud。com",  # ideographic full stops
    "ⓝorthstar",
    "\u212aestrel.us2",
    "xn--northstr-6fg.gainsightcloud.com",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "[::1]",
    "https://[::ffff:169.254.169.254]/",
    "169.254.169.254",
    "localhost",
    "northstar.gainsightcloud.com\r\nHost: evil.example",
    "northstar\t.gainsightcloud.com",
    "%6eorthstar.gainsightcloud.com",
    "northstar%2egainsightcloud.com",
    "secured.gainsightcloud.com",
    "companyapi.gainsightcloud.com",
]
OWN = Tenant(
    key="own",
    name="Own",
    host="success.northstar.example",
    environment="production",
    data_center="EU",
)


@pytest.fixture
def bearer(bench: Bench) -> str:
    """Priya's pane, Zoom authorised."""
    bench.consented()
    return bench.open_pane()


def ask(bench: Bench, bearer: str, event: str = "route", **body: Any) -> Answer:
    """Type a domain."""
    whole = {"integration": "gainsight", "username": "priya@northstar.example", **body}
    return bench.call(f"login_routing/{event}", bearer=bearer, body=whole)


@pytest.mark.parametrize("event", ["route", "start"])
@pytest.mark.parametrize("domain", HOSTILE)
def test_no_route_reaches_a_host_that_is_not_registered(
    bench: Bench, bearer: str, domain: str, event: str
) -> None:
    with bench.watch() as seen:
        answer = ask(bench, bearer, event, domain=domain)
    assert answer.status == 422
    assert answer.code in ("domain_malformed", "tenant_unknown")
    assert list(answer.error["fields"]) == ["domain"]
    assert seen.upstream == []
    assert "dynamodb:TransactWriteItems" not in seen.aws


@pytest.mark.parametrize(
    ("domain", "center", "tenant"),
    [
        ("northstar", None, "northstar"),
        ("NORTHSTAR ", "US1", "northstar"),
        ("kestrel", "US2", "kestrel"),
        ("kestrel.us2", None, "kestrel"),
        ("aurora.eu", "EU", "aurora"),
        ("aurora.eu.gainsightcloud.com", None, "aurora"),
        ("https://aurora.eu.gainsightcloud.com/v1/ui/home?x=y#z", "EU", "aurora"),
    ],
)
def test_what_people_type_is_understood(
    bench: Bench, bearer: str, domain: str, center: str | None, tenant: str
) -> None:
    body = {"domain": domain, **({"data_center": center} if center else {})}
    answer = ask(bench, bearer, **body)
    assert answer.json["outcome"] == "single_domain"
    assert [t["tenant"] for t in answer.json["tenants"]] == [tenant]
    assert ask(bench, bearer, "start", **body).status == 200


@pytest.mark.parametrize(
    ("body", "code", "field", "way_out"),
    [
        (
            {"domain": "aurora.eu", "data_center": "US1"},
            "data_center_mismatch",
            "data_center",
            "EU",
        ),
        ({"domain": "aurora", "data_center": "US2"}, "tenant_unknown", "domain", "spelling"),
        ({"domain": "nobody"}, "tenant_unknown", "domain", "ask your Gainsight admin"),
        ({"domain": "no body"}, "domain_malformed", "domain", "acme.gainsightcloud.com"),
        ({"domain": OWN.host}, "host_unconfirmed", "domain", "Ask your Gainsight admin"),
    ],
)
def test_each_refusal_has_its_code_and_its_way_out(
    bench: Bench, bearer: str, logged: Logged, body: Any, code: str, field: str, way_out: str
) -> None:
    bench.wired.tenants.register(OWN, mail_domains=())
    answer = ask(bench, bearer, **body)
    assert (answer.status, answer.code) == (422, code)
    assert way_out in answer.error["fields"][field]
    assert logged.reasons == [code]


def test_a_host_of_their_own_once_confirmed(bench: Bench, bearer: str) -> None:
    confirmed = Tenant(**{**vars(OWN), "custom_host_confirmed": True})
    bench.wired.tenants.register(confirmed, mail_domains=())
    assert ask(bench, bearer, domain=OWN.host).json["outcome"] == "single_domain"
    wrong = ask(bench, bearer, domain=OWN.host, data_center="US2")
    assert wrong.code == "data_center_mismatch"


def test_apac_and_latam_are_told_where_they_belong(bench: Bench, bearer: str) -> None:
    answer = ask(bench, bearer, username="x@elsewhere.example")
    assert answer.json["outcome"] == "enter_domain"
    assert "APAC and LATAM" in answer.json["data_center_note"]


def test_what_one_user_proved_routes_nobody_else(bench: Bench, bearer: str) -> None:
    """Priya signs in to Kestrel with a Kestrel address by typing its domain."""
    before = ask(bench, bearer, username="x@northstar.example").json
    bench.connected("kestrel")
    bench.consented(JONAS)
    hers, his = bench.open_pane(), bench.open_pane(JONAS)

    for name in ("x@northstar.example", "x@kestrel.example", "x@elsewhere.example"):
        tenants = [t["tenant"] for t in ask(bench, his, username=name).json["tenants"]]
        assert tenants == {
            "x@northstar.example": ["northstar"],
            "x@kestrel.example": ["kestrel"],
        }.get(name, [])
    assert ask(bench, his, "start", username="x@northstar.example", tenant="kestrel").status == 422
    assert "kestrel" in [t["tenant"] for t in ask(bench, hers).json["tenants"]]
    assert [t["tenant"] for t in before["tenants"]] == ["northstar"]


def test_signed_in_already_and_one_more_tenant(bench: Bench) -> None:
    bearer = bench.signed_in("northstar")
    assert ask(bench, bearer).json["outcome"] == "signed_in"
    assert ask(bench, bearer, domain="kestrel.us2").json["outcome"] == "single_domain"
    bench.connected("kestrel")
    bearer = bench.open_pane()
    listed = ask(bench, bearer).json["tenants"]
    assert {t["tenant"]: t["connected"] for t in listed} == {"northstar": True, "kestrel": True}
    assert bench.call("login_routing/disconnect", bearer=bearer, path={"tenant": "kestrel"}).status
    assert [a["tenant"] for a in bench.view(bearer)["accounts"]] == ["northstar"]


def test_a_redirect_of_the_tenant_is_not_followed(bench: Bench, bearer: str) -> None:
    where = "northstar.gainsightcloud.com/.well-known/oauth-authorization-server"
    moved = Canned(status=302, headers={"Location": "https://evil.example/"})
    bench.transport.instead[where] = moved
    browser = SystemBrowser(bench)
    with bench.watch() as seen:
        page = browser.submit(browser.go(bench.start_sign_in(bearer)))
    assert page.status == 502
    assert {s.host for s in seen.upstream} == {"northstar.gainsightcloud.com"}
    assert "evil" not in page.body
