"""Our real Gainsight clients against the stand-in, with each of its switches both ways."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sandbox.faults import Fault, Kind
from tests.harness import BASE_URL, Bench, SystemBrowser

from gainsight_zoom.catalog import OBJECTS
from gainsight_zoom.clock import Deadline
from gainsight_zoom.enrolling import PersonWrite
from gainsight_zoom.errors import (
    AddressRefused,
    AppError,
    FieldsRefused,
    GrantRejected,
    RecordRefused,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnauthorized,
    UpstreamUnavailable,
)
from gainsight_zoom.gainsight.oauth import TokenOwner
from gainsight_zoom.pkce import challenge
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Tenant, Tokens

PRIYAS = "priya@northstar.example"
REDIRECT = f"{BASE_URL}/oauth/gainsight/callback"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123"
KEYS = ("northstar", "northstar-sb", "kestrel", "aurora")


class Desk:
    """The product's clients, and one user's token."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.token = bench.northstar.issue(PRIYAS).access_token

    @property
    def until(self) -> Deadline:
        return Deadline.after(self.bench.clock, 10)

    def tenant(self, key: str = "northstar") -> Tenant:
        return self.bench.wired.tenancy.load((key,))[key].tenant

    def query(self, *where: Where, select: tuple[str, ...] = ("Gsid", "Name"), **more: Any) -> Any:
        return self.bench.wired.gainsight.query(
            Query(object_name="company", select=select, where=where, **more),
            host=self.tenant().host,
            access_token=self.token,
            allowance=self.bench.wired.allowance("northstar", "u"),
            deadline=self.until,
        )

    def write(self, write: PersonWrite) -> str | None:
        return self.bench.wired.people.upsert(
            write,
            host=self.tenant().host,
            access_token=self.token,
            allowance=self.bench.wired.allowance("northstar", "u"),
            deadline=self.until,
        )

    def describe(
        self, key: str = "northstar", email: str = PRIYAS, objects: tuple[str, ...] = OBJECTS
    ) -> Any:
        return self.bench.wired.gainsight.describe(
            objects,
            host=self.tenant(key).host,
            access_token=self.bench.gainsight[key].issue(email).access_token,
            allowance=self.bench.wired.allowance(key, "u"),
            deadline=self.until,
        )

    def log_in(self, key: str = "northstar", email: str = PRIYAS) -> dict[str, str]:
        oauth = self.bench.wired.gainsight_oauth
        tenant = self.tenant(key)
        url = oauth.authorize_url(
            tenant,
            oauth.discover(tenant, self.until),
            redirect_uri=REDIRECT,
            state="s",
            code_challenge=challenge(VERIFIER, "S256"),
            login_hint=email,
        )
        return SystemBrowser(self.bench).log_in(url, email)

    def exchange(
        self, code: str, *, verifier: str = VERIFIER, redirect: str = REDIRECT
    ) -> tuple[Tokens, TokenOwner]:
        oauth = self.bench.wired.gainsight_oauth
        return oauth.exchange_code(
            self.tenant(),
            token_endpoint=oauth.discover(self.tenant(), self.until).token,
            code=code,
            redirect_uri=redirect,
            code_verifier=verifier,
            deadline=self.until,
        )

    def refresh(self, tokens: Tokens) -> Tokens:
        return self.bench.wired.gainsight_oauth.refresh(self.tenant(), tokens, self.until)


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return Desk(bench)


@pytest.mark.parametrize("key", KEYS)
def test_every_tenant_is_discovered_on_its_own_origin(desk: Desk, key: str) -> None:
    found = desk.bench.wired.gainsight_oauth.discover(desk.tenant(key), desk.until)
    origin = f"https://{desk.tenant(key).host}"
    assert found.issuer == origin
    assert found.authorize == f"{origin}/v1/authorize"
    assert found.token == f"{origin}/v1/users/oauth/access/token"


@pytest.mark.parametrize("identity_in", ["jwt", "response", "none"])
def test_a_code_gives_tokens_and_perhaps_their_owner(desk: Desk, identity_in: Any) -> None:
    desk.bench.northstar.settings.identity_in = identity_in
    tokens, owner = desk.exchange(desk.log_in()["code"])

    gsid = desk.bench.northstar.find("gsuser", Email=PRIYAS)["Gsid"]
    assert owner == (TokenOwner(None, None) if identity_in == "none" else TokenOwner(gsid, PRIYAS))
    assert tokens.refresh_token
    assert tokens.expires_at == int(desk.bench.clock.now()) + 3600
    desk.token = tokens.access_token
    assert desk.query(Where("Name", "EQ", ("Quarry Bank",)))


def test_a_code_is_good_once(desk: Desk) -> None:
    code = desk.log_in()["code"]
    first, _ = desk.exchange(code)
    with pytest.raises(GrantRejected):
        desk.exchange(code)
    desk.token = first.access_token
    with pytest.raises(UpstreamUnauthorized):  # whoever replays a code ends what it gave
        desk.query()


@pytest.mark.parametrize(
    "changed", [{"verifier": VERIFIER + "x"}, {"redirect": f"{BASE_URL}/oauth/elsewhere"}]
)
def test_a_code_is_good_only_for_who_asked(desk: Desk, changed: dict[str, str]) -> None:
    code = desk.log_in()["code"]
    with pytest.raises(GrantRejected):
        desk.exchange(code, **changed)


def test_a_code_is_good_for_minutes(desk: Desk) -> None:
    code = desk.log_in()["code"]
    desk.bench.clock.advance(desk.bench.northstar.settings.code_ttl_s)
    with pytest.raises(GrantRejected):
        desk.exchange(code)


@pytest.mark.parametrize("iss_in_redirect", [True, False])
def test_the_redirect_names_the_issuer_or_does_not(desk: Desk, iss_in_redirect: bool) -> None:
    desk.bench.northstar.settings.iss_in_redirect = iss_in_redirect
    told = desk.log_in().get("iss")
    assert told == ("https://northstar.gainsightcloud.com" if iss_in_redirect else None)


def test_an_application_that_may_only_read_refuses_what_we_ask(desk: Desk) -> None:
    desk.bench.northstar.settings.application_scope = "read"
    assert desk.log_in()["error"] == "invalid_scope"


def test_with_rotation_the_old_refresh_token_is_dead_and_its_use_ends_all(desk: Desk) -> None:
    first, _ = desk.exchange(desk.log_in()["code"])
    second = desk.refresh(first)
    assert second.refresh_token != first.refresh_token
    with pytest.raises(GrantRejected):
        desk.refresh(first)
    with pytest.raises(GrantRejected):
        desk.refresh(second)


def test_with_a_time_of_grace_it_still_gives_its_successor(desk: Desk) -> None:
    desk.bench.northstar.settings.rotation_grace_s = 30
    first, _ = desk.exchange(desk.log_in()["code"])
    assert desk.refresh(first) == desk.refresh(first)


def test_without_rotation_the_refresh_token_is_kept(desk: Desk) -> None:
    desk.bench.northstar.settings.rotation = False
    first, _ = desk.exchange(desk.log_in()["code"])
    assert desk.refresh(first).refresh_token == first.refresh_token


def test_tokens_live_as_long_as_the_tenant_lets_them(desk: Desk) -> None:
    lives = desk.bench.northstar.settings
    lives.access_ttl_s, lives.refresh_ttl_s = 600, 1800
    tokens, _ = desk.exchange(desk.log_in()["code"])
    assert tokens.expires_at == int(desk.bench.clock.now()) + 600
    desk.token = tokens.access_token
    assert desk.query()
    desk.bench.clock.advance(600)
    with pytest.raises(UpstreamUnauthorized):
        desk.query()
    tokens = desk.refresh(tokens)
    desk.token = tokens.access_token
    assert desk.query()
    desk.bench.clock.advance(1800)
    with pytest.raises(GrantRejected):
        desk.refresh(tokens)


def test_who_may_no_longer_log_in_gets_no_new_token(desk: Desk) -> None:
    tokens, _ = desk.exchange(desk.log_in()["code"])
    desk.bench.northstar.find("gsuser", Email=PRIYAS)["IsActiveUser"] = False
    with pytest.raises(GrantRejected):
        desk.refresh(tokens)


@pytest.mark.parametrize("data_shape", ["records", "list"])
@pytest.mark.parametrize("empty_answer", ["records", "result_false", "no_entity"])
def test_rows_are_rows_and_nothing_is_an_empty_list(
    desk: Desk, data_shape: Any, empty_answer: Any
) -> None:
    desk.bench.northstar.settings.data_shape = data_shape
    desk.bench.northstar.settings.empty_answer = empty_answer
    (row,) = desk.query(Where("Name", "EQ", ("Quarry Bank",)))
    assert row["Name"] == "Quarry Bank"
    assert desk.query(Where("Name", "EQ", ("Nobody",))) == []


def test_conditions_order_and_limit_mean_what_we_mean(desk: Desk) -> None:
    rows = desk.query(
        Where("Name", "CONTAINS", ("acme",)),
        Where("Name", "CONTAINS", ("quarry",)),
        joined_by="OR",
        order_by={"Name": "desc"},
        limit=2,
    )
    assert [row["Name"] for row in rows] == ["Quarry Bank", "Acme Retail"]


@pytest.mark.parametrize("retry_after", [True, False])
def test_past_the_tenants_limit_we_are_told_to_wait(desk: Desk, retry_after: bool) -> None:
    desk.bench.northstar.settings.retry_after = retry_after
    desk.bench.northstar.faults.add(
        Fault(kind="rate_limited", times=None, retry_after="30" if retry_after else None)
    )
    with pytest.raises(UpstreamBusy) as caught:
        desk.query()
    assert caught.value.retry_after_s == (30 if retry_after else 60)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("unauthorized", UpstreamUnauthorized),
        ("server_error", UpstreamUnavailable),
        ("unavailable", UpstreamUnavailable),
        ("drop", UpstreamUnavailable),
        ("slow", UpstreamUnavailable),
        ("html_200", UpstreamUnavailable),
        ("forbidden", AddressRefused),
        ("forbidden_ip", AddressRefused),
        ("result_false", UpstreamError),
        ("redirect", UpstreamError),
    ],
)
def test_each_failure_is_one_of_our_errors(desk: Desk, kind: Kind, error: type[AppError]) -> None:
    desk.bench.northstar.faults.add(Fault(kind=kind, times=None))
    with pytest.raises(error) as caught:
        desk.query()
    assert type(caught.value).status == error.status


def test_a_credential_that_is_none_is_refused(desk: Desk) -> None:
    desk.token = "nobodys"  # noqa: S105 - of nobody
    with pytest.raises(UpstreamUnauthorized):
        desk.query()


def test_a_field_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(UpstreamError) as caught:
        desk.query(select=("Gsid", "Nonsense"))
    assert caught.value.reason == "gainsight_GSOBJ_1002"


@pytest.mark.parametrize(
    ("key", "email"),
    [
        ("northstar", PRIYAS),
        ("northstar-sb", PRIYAS),
        ("kestrel", "priya.nair@kestrel.example"),
        ("aurora", "priya@aurora.example"),
    ],
)
def test_every_tenant_describes_what_we_use(desk: Desk, key: str, email: str) -> None:
    objects = desk.describe(key, email)
    assert set(OBJECTS) <= set(objects)
    company = objects["company"]
    for wanted in ("Gsid", "name", "ARR", "RenewalDate", "CSM", "Stage"):
        assert company.find(wanted), wanted
    assert objects["relationship"].find("TypeId")
    csm, stage = company.find("Csm"), company.find("Stage")
    assert csm
    assert csm.lookup_name == "Csm__gr"
    assert stage
    assert {option.label for option in stage.options} >= {"Adoption", "Renewal"}


@pytest.mark.parametrize("objects", [OBJECTS, ("company",)])
def test_a_description_is_read_in_either_shape(desk: Desk, objects: tuple[str, ...]) -> None:
    listed = desk.describe(objects=objects)
    desk.bench.northstar.settings.describe_shape = "object"
    assert desk.describe(objects=objects) == listed
    assert set(listed) == set(objects)


@pytest.mark.parametrize("failure_map", ["failures", "errors"])
def test_a_refused_activity_says_why_whatever_the_map_is_called(
    desk: Desk, failure_map: str
) -> None:
    desk.bench.northstar.settings.failure_map = failure_map
    with pytest.raises(RecordRefused) as caught:
        desk.bench.wired.timeline.create(
            {"ExternalId": "e", "Subject": "s"},
            host=desk.tenant().host,
            access_token=desk.token,
            allowance=desk.bench.wired.allowance("northstar", "u"),
            deadline=desk.until,
        )
    assert caught.value.reason == "gainsight_GS_TL_10_0206"


def test_nothing_but_the_documented_parameters_goes_to_the_login(desk: Desk) -> None:
    oauth = desk.bench.wired.gainsight_oauth
    url = oauth.authorize_url(
        desk.tenant(),
        oauth.discover(desk.tenant(), desk.until),
        redirect_uri=REDIRECT,
        state="s",
        code_challenge="c",
        login_hint="h",
    )
    assert set(dict(parse_qsl(urlsplit(url).query))) == {
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
        "login_hint",
    }


@pytest.mark.parametrize("form", ["companies", "associations", "both"])
def test_a_person_is_written_in_whichever_form_the_tenant_takes(desk: Desk, form: Any) -> None:
    desk.bench.northstar.settings.associations = form
    company = desk.bench.gsid("Acme Retail")
    nora = PersonWrite("nora@acme.example", {"Name": "Nora"}, {"Company_ID": company})
    for _ in range(2):
        gsid = desk.write(nora)
    assert gsid == desk.bench.northstar.find("person", Email="nora@acme.example")["Gsid"]
    places = desk.bench.northstar.records.rows(desk.bench.northstar.records.type("company_person"))
    assert len([row for row in places if row["Person_ID"] == gsid]) == 1


@pytest.mark.parametrize(
    ("write", "refused"),
    [
        (PersonWrite("nobody", {"Name": "N"}), "GSOBJ_VDTEMAIL1001"),
        (PersonWrite("n@acme.example", {"Nickname": "N"}), "GSOBJ_VCRUDR1002"),
        (PersonWrite("n@acme.example", company={"Company_ID": "1P02NONE"}), "GSOBJ_PEOPLE1001"),
    ],
)
def test_a_refused_person_says_why(desk: Desk, write: PersonWrite, refused: str) -> None:
    with pytest.raises(FieldsRefused) as caught:
        desk.write(write)
    assert refused in caught.value.refusals.values()
