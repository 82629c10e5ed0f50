"""Registering a tenant: what is refused, what is written, and that no secret is ever shown."""

import io
import json
from typing import Any

import boto3
import pytest
from operator_tools.register_tenant import main
from sandbox.aws import STACK
from sandbox.gainsight import DATA_SETS, GainsightTenant, Settings
from tests.cloud import Cloud
from tests.doubles import Canned, FakeClock, InProcess

from gainsight_zoom.layouts import DEFAULT_LAYOUT
from gainsight_zoom.records import TenantRecords
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.tenants import Tenants

AURORA = next(d for d in DATA_SETS if d.key == "aurora")
SECRET = {
    "client_id": "gsz-new",
    "client_secret": "the-oauth-secret",
    "m2m_client_id": AURORA.client.m2m_id,
    "m2m_client_secret": AURORA.client.m2m_secret,
}
HOST = AURORA.host
ORG = "00D5g000001NsTr"


class Run:
    """Runs the command against the stand-ins."""

    def __init__(self, cloud: Cloud) -> None:
        clock = FakeClock()
        tenant = GainsightTenant(
            AURORA, now=clock.now, token=lambda: "token-1", settings=Settings()
        )
        self.tenant = tenant
        self.transport = InProcess(lambda host: tenant if host == HOST else None, clock)
        self.tenants = Tenants(Table(cloud.client("dynamodb"), f"{STACK}-TenantsTable"))

    def __call__(self, *more: str, key: str = "aurora", host: str = HOST, given: Any = None) -> int:
        text = json.dumps(SECRET if given is None else given)
        common = ["--key", key, "--host", host, "--tenants-table", f"{STACK}-TenantsTable"]
        return main(
            [*common, "--secret-prefix", f"{STACK}/tenant/", *more],
            stdin=io.StringIO(text if not isinstance(given, str) else given),
            clients=boto3.client,
            adapter=self.transport,
        )

    def registered(self, key: str) -> TenantRecords:
        """Read the tenant as functions do."""
        (found,) = self.tenants.load({key: "records"}, default_layout=DEFAULT_LAYOUT)
        assert found.records is not None
        return found.records


def kept_secret() -> Any:
    """Read what Secrets Manager holds."""
    kept = boto3.client("secretsmanager").get_secret_value(SecretId=f"{STACK}/tenant/aurora")
    return json.loads(kept["SecretString"])


def told_nothing_secret(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was shown as an error, having looked for secrets in all of it."""
    shown = capsys.readouterr()
    assert [secret for secret in SECRET.values() if secret in shown.out + shown.err] == []
    return shown.err


@pytest.fixture
def run(cloud: Cloud) -> Run:
    """The command, in a cloud of its own."""
    cloud.rotate_secret("tenant/aurora", {})
    return Run(cloud)


def test_a_tenant_is_registered_with_all_that_leads_to_it(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("--name", "Aurora AG", "--mail-domain", "Aurora.example", "--salesforce-org", ORG)
    assert run(*more, "--salesforce-host", "aurora.my.salesforce.com") == 0

    found = run.registered("aurora")
    assert (found.tenant.name, found.tenant.data_center) == ("Aurora AG", "EU")
    assert "aurora" in run.tenants.of_mail_domain("aurora.example")
    assert run.tenants.of_host(HOST) == "aurora"
    assert run.tenants.knows_salesforce_host("aurora.my.salesforce.com")
    assert kept_secret() == SECRET
    told_nothing_secret(capsys)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"key": "Aurora"}, "--key"),
        ({"host": "https://aurora.eu.gainsightcloud.com"}, "--host"),
        ({"host": "aurora.eu.gainsightcloud.com:8443"}, "--host"),
        ({"host": "127.0.0.1"}, "--host"),
        ({"host": "success.aurora.example"}, "--data-center"),
        ({"given": {"client_id": "x"}}, "Needed"),
        ({"given": "not json"}, "not JSON"),
        ({"given": ["x"]}, "no JSON object"),
        ({"given": {**SECRET, "m2m_client_secret": ""}}, "both"),
        ({"host": "kestrel.us2.gainsightcloud.com"}, "Nobody answers"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_change(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: dict[str, Any], told: str
) -> None:
    assert run(**arguments) == 1
    assert told in told_nothing_secret(capsys)
    assert kept_secret() == {}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--data-center", "US1"), "belongs to EU"),
        (("--mail-domain", "x y"), "--mail-domain"),
        (("--salesforce-org", "0055g00000PrNaR"), "--salesforce-org"),
        (("--salesforce-host", "evil.example"), "--salesforce-host"),
    ],
)
def test_so_are_wrong_options(
    run: Run, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], told: str
) -> None:
    assert run(*more) == 1
    assert told in capsys.readouterr().err


def test_a_host_of_their_own_is_said_twice(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    own = ("--data-center", "EU", "--anyway")
    assert run(*own, key="own", host="success.aurora.example") == 1
    assert "--confirm-custom-host success.aurora.example" in capsys.readouterr().err
    confirmed = (*own, "--confirm-custom-host", "success.aurora.example")
    assert run(*confirmed, key="own", host="success.aurora.example") == 0
    found = run.registered("own")
    assert found.tenant.custom_host_confirmed


def test_a_host_of_another_tenant_is_not_taken_over(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(key="thief") == 1
    assert "registered as aurora already" in capsys.readouterr().err


def test_the_tenants_ip_list_is_explained(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    body = {"result": False, "errorCode": "GS_APIG_2402", "errorDesc": "IP Address ..."}
    answer = Canned(status=401, body=json.dumps(body).encode())
    run.transport.instead[f"{HOST}/v1/data/objects/query/GsUser"] = answer
    assert run() == 1
    shown = told_nothing_secret(capsys)
    assert kept_secret() == {}
    assert "GS_APIG_2402" in shown
    assert "EgressIpAddress under Administration > Trusted IP Ranges" in shown
    assert "Nothing was written" in shown


def test_a_machine_credential_that_is_refused_is_told(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(given={**SECRET, "m2m_client_secret": "wrong"}) == 1
    assert "refuses the machine credential" in told_nothing_secret(capsys)
    assert kept_secret() == {}
