"""The operator's check of reality, held against stand-ins that are as assumed, and that differ."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests
from operator_tools import tenant_checks, verify_tenant
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from sandbox.faults import Fault
from sandbox.gainsight import DATA_SETS, GainsightTenant, Settings
from sandbox.gainsight.fields import identity
from sandbox.gainsight.schema import ObjectType
from werkzeug.test import EnvironBuilder, run_wsgi_app

NOW = 1_795_341_731.0
NORTHSTAR = next(d for d in DATA_SETS if d.key == "northstar")
KEY = {"GAINSIGHT_ACCESS_KEY": NORTHSTAR.access_key}
CLIENT = {
    "GAINSIGHT_M2M_CLIENT_ID": NORTHSTAR.client.m2m_id,
    "GAINSIGHT_M2M_CLIENT_SECRET": NORTHSTAR.client.m2m_secret,
}
Run = Callable[..., "Checked"]


@dataclass(frozen=True)
class Checked:
    """What a run came to."""

    status: int
    out: str
    err: str

    def row(self, question: str) -> str:
        """The line of the table that settles a question."""
        return next(line for line in self.out.splitlines() if line.startswith(question))


class Still:
    """Time that stands still."""

    def now(self) -> float:
        """Epoch seconds."""
        return NOW

    def monotonic(self) -> float:
        """Any number."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Go on at once."""


class ToTenant(BaseAdapter):
    """Carries requests to one stand-in."""

    def __init__(self, tenant: GainsightTenant) -> None:
        super().__init__()
        self.tenant = tenant

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer one request."""
        builder = EnvironBuilder(
            path=request.path_url.partition("?")[0],
            query_string=request.path_url.partition("?")[2],
            base_url=f"https://{self.tenant.hosts[0]}",
            method=str(request.method),
            headers=dict(request.headers),
            data=request.body or b"",
        )
        chunks, status, headers = run_wsgi_app(self.tenant, builder.get_environ())
        answer = requests.Response()
        answer.status_code = int(status.partition(" ")[0])
        answer.headers = CaseInsensitiveDict(headers.items())
        answer._content = b"".join(chunks)
        answer.request, answer.url = request, str(request.url)
        return answer

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def tenant() -> GainsightTenant:
    """A tenant as the sandbox has it."""
    tokens = (f"token-{n}" for n in range(1000))
    return GainsightTenant(NORTHSTAR, now=lambda: NOW, token=lambda: next(tokens))


@pytest.fixture
def check(tenant: GainsightTenant, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the tool against the tenant."""

    def run(*arguments: str, environment: dict[str, str] = KEY) -> Checked:
        capsys.readouterr()
        status = verify_tenant.main(
            list(arguments or ("northstar",)),
            environment=environment,
            adapter=ToTenant(tenant),
            clock=Still(),
        )
        said = capsys.readouterr()
        return Checked(status, said.out, said.err)

    return run


@pytest.mark.parametrize("environment", [KEY, CLIENT])
def test_a_tenant_as_assumed_passes(check: Run, environment: dict[str, str]) -> None:
    checked = check(environment=environment)

    assert checked.status == 0, checked.out + checked.err
    assert "NO" not in checked.out
    assert "yes" in checked.row("Authorization server")
    assert "yes" in checked.row("Summary, company")
    assert "in any case of letters" in checked.row("Search, relationship")
    assert "yes" in checked.row("Fields of activity_timeline")
    assert "Company_ID (company)" in checked.out
    assert "Relationship_ID (relationship)" in checked.out
    assert "yes" in checked.row("Time zone of filters")
    assert "yes" in checked.row("Writing relationships")
    assert "Not settled by reading" in checked.out


def test_it_reads_and_nothing_else(tenant: GainsightTenant, check: Run) -> None:
    before = _rows(tenant)

    check(environment=CLIENT)

    writing = {"PUT", "PATCH", "DELETE"}
    assert not writing & {call.method for call in tenant.calls.recent()}
    posts = {call.path for call in tenant.calls.recent() if call.method == "POST"}
    reads = {path for path in posts if path.startswith("/v1/data/objects/query/")}
    assert posts - reads <= {
        "/v1/meta/services/objects/describe",
        "/v1/users/services/list",
        "/v1/users/m2m/oauth/token",
    }
    assert _rows(tenant) == before
    assert tenant.calls.count() < 40


def test_no_value_of_a_record_and_no_credential_is_printed(
    tenant: GainsightTenant, check: Run
) -> None:
    checked = check(environment=CLIENT)

    said = checked.out + checked.err
    for kind in ("company", "gsuser"):
        for row in tenant.records.rows(tenant.records.type(kind)):
            assert str(row["Name"]) not in said
            assert row["Gsid"] not in said
    assert "@" not in said
    assert CLIENT["GAINSIGHT_M2M_CLIENT_SECRET"] not in said
    assert "token-" not in said


@pytest.mark.parametrize(
    ("settings", "question", "told"),
    [
        ({"data_shape": "list"}, "Shape of a read", "a list"),
        ({"empty_answer": "result_false"}, "Nothing found", "GSOBJ_1XXX"),
        ({"empty_answer": "no_entity"}, "Nothing found", "GSOBJ_1011"),
        ({"null_values": "null"}, "Empty fields", "null"),
        ({"metadata_document": False}, "Authorization server", "no document"),
        ({"multi_values": "semicolon"}, "Multi-selects", "text with ;"),
        ({"limits": {}}, "Rate-limit headers", "none"),
        ({"relationship_writable": False}, "Writing relationships", "0 of"),
    ],
)
def test_what_differs_and_is_coped_with_is_told(
    tenant: GainsightTenant, check: Run, settings: dict[str, Any], question: str, told: str
) -> None:
    _switch(tenant, **settings)

    checked = check()

    assert checked.status == 0, checked.out + checked.err
    assert told in checked.row(question)


@pytest.mark.parametrize(
    ("settings", "question"),
    [
        ({"issuer": "https://companyapi.gainsightcloud.com"}, "Authorization server"),
        ({"text_case": "sensitive"}, "Search, company"),
        ({"max_traversal": 0}, "Search, relationship"),
    ],
)
def test_what_the_code_does_not_cope_with_fails(
    tenant: GainsightTenant, check: Run, settings: dict[str, Any], question: str
) -> None:
    _switch(tenant, **settings)

    checked = check()

    assert checked.status == 1
    assert "NO" in checked.row(question)
    assert question in checked.err


def test_another_zone_of_filters_is_told(tenant: GainsightTenant, check: Run) -> None:
    tenant.settings.filter_offset_h = -5

    checked = check()

    assert checked.status == 0, checked.out + checked.err
    assert "without one it is another zone" in " ".join(checked.out.split())


def test_fields_of_another_name_are_found_and_missing_ones_named(
    tenant: GainsightTenant, check: Run
) -> None:
    company = tenant.records.type("company")
    renamed = {"RenewalDate": "Renewal_Date", "Nps": "NPSScore"}
    changed = tuple(replace(f, name=renamed.get(f.name, f.name)) for f in company.fields)
    tenant.records.types["company"] = replace(company, fields=changed)

    checked = check()

    text = " ".join(checked.out.split())
    assert "RenewalDate is Renewal_Date" in text
    assert "no Nps" in text
    assert "yes" in checked.row("Fields of company")


def test_a_tenant_without_an_object_we_need_fails(tenant: GainsightTenant, check: Run) -> None:
    del tenant.records.types["relationship"]

    checked = check()

    assert checked.status == 1
    assert "NO" in checked.row("Describe of several objects")


def test_scorecard_objects_are_told_about(capsys: pytest.CaptureFixture[str]) -> None:
    measure = ObjectType(
        name="scorecard_measure", label="Scorecard Measure", key_prefix="1P09", fields=(identity(),)
    )
    tokens = (f"token-{n}" for n in range(1000))
    with_scorecards = replace(NORTHSTAR, types=(*NORTHSTAR.types, measure))
    tenant = GainsightTenant(with_scorecards, now=lambda: NOW, token=lambda: next(tokens))

    status = verify_tenant.main(
        ["northstar"], environment=KEY, adapter=ToTenant(tenant), clock=Still()
    )

    assert status == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("scorecard_measure" in ln and "listed and readable" in ln for ln in lines)


def test_the_own_host_of_a_tenant_needs_a_second_word(tenant: GainsightTenant, check: Run) -> None:
    assert check("success.northstar.example").status == 2

    tenant.settings.metadata_document = False
    checked = check("success.northstar.example", "--custom-host")

    assert checked.status == 0, checked.out + checked.err
    assert checked.out.startswith("success.northstar.example, ")


def test_a_refused_credential_is_said_plainly(check: Run) -> None:
    for environment in (
        {"GAINSIGHT_ACCESS_KEY": "wrong"},
        {**CLIENT, "GAINSIGHT_M2M_CLIENT_SECRET": "wrong"},
        {},
    ):
        checked = check(environment=environment)
        assert (checked.status, checked.out) == (2, "")
        assert checked.err


def test_a_tenant_that_is_down_is_no_verdict(tenant: GainsightTenant, check: Run) -> None:
    tenant.faults.add(Fault(kind="unavailable", times=None))

    checked = check()

    assert checked.status == 2
    assert "could not be read" in checked.err


def test_one_failing_part_takes_no_other_down(tenant: GainsightTenant, check: Run) -> None:
    tenant.faults.add(Fault(kind="server_error", path="/v1/data/objects/query/GsUser", times=None))

    checked = check()

    assert checked.status == 1
    assert "NO" in checked.row("Reading users")
    assert "yes" in checked.row("Summary, company")


@pytest.mark.parametrize(
    "host",
    ["www.evil.example", "http://northstar.gainsightcloud.com", "a b", "gainsightcloud.com.evil"],
)
def test_the_credential_goes_to_gainsight_only(check: Run, host: str) -> None:
    checked = check(host)

    assert (checked.status, checked.out) == (2, "")


def test_the_users_fields_are_those_a_sign_in_reads() -> None:
    from oauth_callback import account  # noqa: PLC0415 - beside what it is compared with

    assert account.USER_FIELDS == tenant_checks.USER_FIELDS


def _rows(tenant: GainsightTenant) -> dict[str, list[Any]]:
    return {
        name: [dict(row) for row in tenant.records.rows(kind)]
        for name, kind in tenant.records.types.items()
    }


def _switch(tenant: GainsightTenant, **settings: Any) -> None:
    assert set(settings) <= set(Settings.__dataclass_fields__)
    for name, value in settings.items():
        setattr(tenant.settings, name, value)
