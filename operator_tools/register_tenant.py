"""Register a Gainsight tenant: ``python -m operator_tools.register_tenant --help``.

Writes the tenant with its hosts, mail domains and Salesforce organisations into the stack's tables,
puts its OAuth client into Secrets Manager, and asks the tenant whether it works. Secrets are asked
for, or read from standard input as JSON; they are never arguments and never printed.
"""

from __future__ import annotations

import argparse
import getpass
import json
import re
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import boto3

from gainsight_zoom.clock import Clock, Deadline, SystemClock
from gainsight_zoom.config import SandboxSettings
from gainsight_zoom.errors import AppError
from gainsight_zoom.gainsight.machine import MachineTokens
from gainsight_zoom.gainsight.oauth import GainsightOAuth
from gainsight_zoom.hosts import data_center_of, is_gainsight_host, is_host
from gainsight_zoom.outbound import Outbound, OutboundRequest
from gainsight_zoom.records import Tenant
from gainsight_zoom.salesforce.ids import is_my_domain, normal_id
from gainsight_zoom.store.table import Table
from gainsight_zoom.store.tenants import Tenants

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from requests.adapters import BaseAdapter

__all__ = ["Refused", "Registration", "check", "main", "register"]

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
SECRETS = ("client_id", "client_secret", "m2m_client_id", "m2m_client_secret")
NEEDED = SECRETS[:2]
IP_REFUSED = "GS_APIG_2402"
TEST_S = 20.0
ADVICE = {
    "gainsight_foreign_issuer": "The host answers for another tenant: give the customer's own.",
    "gainsight_discovery_malformed": "The host answers, but not as Gainsight does.",
    "not_reached": "Nobody answers there. Check the spelling of the host.",
    "no_answer": "Nobody answers there. Check the spelling of the host.",
    "machine_token_401": "Gainsight refuses the machine credential: check its id and secret.",
}
IP_ADVICE = (
    f"Gainsight answers {IP_REFUSED}: the tenant lets listed IP addresses in only, and this "
    "machine's is not on the list. Deploy the app with FixedEgress=yes and ask the tenant's admin "
    "to add the stack's output EgressIpAddress under Administration > Trusted IP Ranges, and this "
    "machine's address while you test; or not to limit OAuth credentials by address."
)


class Refused(Exception):
    """What was asked for cannot be registered; the message says what to change."""


@dataclass(frozen=True)
class Registration:
    """Everything about a tenant but its secrets."""

    tenant: Tenant
    mail_domains: tuple[str, ...]
    salesforce_orgs: tuple[str, ...]
    salesforce_hosts: tuple[str, ...]


def registration(arguments: argparse.Namespace) -> Registration:
    """Check the arguments.

    Raises
    ------
    Refused
        With the first thing that is wrong.
    """
    host = arguments.host.strip().lower()
    own = is_gainsight_host(host)
    if KEY.fullmatch(arguments.key) is None:
        raise Refused("--key: lower-case letters, digits and hyphens, at most 40.")
    if not is_host(host) or "." not in host:
        raise Refused("--host: a plain host name such as acme.gainsightcloud.com.")
    if own and arguments.data_center not in (None, data_center_of(host)):
        raise Refused(f"--data-center: {host} belongs to {data_center_of(host)}.")
    if not own and arguments.data_center is None:
        raise Refused("--data-center: a host of the company's own does not show it; name it.")
    if not own and arguments.confirm_custom_host != host:
        raise Refused(
            f"{host} is not on gainsightcloud.com: users' tokens will be sent there. If that is "
            f"right, say it a second time: --confirm-custom-host {host}"
        )
    tenant = Tenant(
        key=arguments.key,
        name=arguments.name.strip() or arguments.key,
        host=host,
        environment=arguments.environment,
        data_center=arguments.data_center or data_center_of(host),
        currency=arguments.currency,
        custom_host_confirmed=not own,
        token_path=arguments.token_path,
        record_urls={
            "company": f"https://{host}/v1/ui/customersuccess360?cid={{id}}",
            "relationship": f"https://{host}/v1/ui/relationship360?rid={{id}}",
        },
    )
    return Registration(
        tenant=tenant,
        mail_domains=tuple(_domain(text) for text in arguments.mail_domain),
        salesforce_orgs=tuple(_org(text) for text in arguments.salesforce_org),
        salesforce_hosts=tuple(_my_domain(text) for text in arguments.salesforce_host),
    )


def read_secrets(stream: IO[str], ask: Callable[[str], str]) -> dict[str, str]:
    """Read the OAuth client: JSON from a pipe, else one question after the other.

    Raises
    ------
    Refused
        If it is no JSON object, or id or secret are missing; what was given is not repeated.
    """
    if stream.isatty():
        given = {
            name: ask(f"{name}{'' if name in NEEDED else ' (optional)'}: ") for name in SECRETS
        }
    else:
        try:
            given = json.loads(stream.read() or "{}")
        except ValueError:
            raise Refused("Standard input is not JSON.") from None
        if not isinstance(given, dict):
            raise Refused("Standard input is no JSON object.")
    kept = {name: str(given[name]).strip() for name in SECRETS if given.get(name)}
    if any(name not in kept for name in NEEDED):
        raise Refused(f"Needed: {', '.join(NEEDED)}; for Salesforce also {', '.join(SECRETS[2:])}.")
    if len(set(kept) & set(SECRETS[2:])) == 1:
        raise Refused("A machine credential has both m2m_client_id and m2m_client_secret.")
    return kept


def check(
    tenant: Tenant, secrets: Mapping[str, str], *, outbound: Outbound, clock: Clock
) -> list[str]:
    """Ask the tenant whether it works; return what is wrong, in sentences. Nothing is changed."""
    deadline = Deadline.after(clock, TEST_S)
    problems = []
    oauth = GainsightOAuth(outbound, clock=clock, secrets=lambda *_, **__: dict(secrets))
    try:
        oauth.discover(tenant, deadline)
    except AppError as error:
        problems.append(_advice(error, "The tenant's OAuth endpoints cannot be found."))
    if "m2m_client_id" in secrets:
        problems += _check_machine(tenant, secrets, outbound, clock, deadline)
    return problems


def register(
    wanted: Registration, secrets: Mapping[str, str], *, stack: Mapping[str, str], clients: Any
) -> None:
    """Write the secret first, then the tenant: so no tenant is ever there without its client.

    Parameters
    ----------
    stack : Mapping
        ``TenantsTableName`` and ``TenantSecretPrefix``, as the stack's outputs name them.
    clients : callable
        Makes a boto3 client from a service's name.

    Raises
    ------
    Refused
        If the host belongs to another tenant already.
    """
    tenants = Tenants(Table(clients("dynamodb"), stack["TenantsTableName"]))
    holder = tenants.of_host(wanted.tenant.host)
    if holder not in (None, wanted.tenant.key):
        raise Refused(f"{wanted.tenant.host} is registered as {holder} already.")
    name = stack["TenantSecretPrefix"] + wanted.tenant.key
    _put_secret(clients("secretsmanager"), name, json.dumps(dict(secrets)))
    tenants.register(
        wanted.tenant,
        mail_domains=wanted.mail_domains,
        salesforce_orgs=wanted.salesforce_orgs,
        salesforce_hosts=wanted.salesforce_hosts,
    )


def main(
    argv: Sequence[str] | None = None,
    *,
    stdin: IO[str] | None = None,
    clients: Any = None,
    adapter: BaseAdapter | None = None,
) -> int:
    """Register one tenant; return the exit status."""
    arguments = _parser().parse_args(argv)
    clock = SystemClock()
    made = clients or _clients(arguments)
    try:
        wanted = registration(arguments)
        secrets = read_secrets(stdin or sys.stdin, getpass.getpass)
        outbound = Outbound(clock=clock, sandbox=_sandbox(arguments.sandbox), adapter=adapter)
        problems = check(wanted.tenant, secrets, outbound=outbound, clock=clock)
        for problem in problems:
            print(f"! {problem}", file=sys.stderr)
        if problems and not arguments.anyway:
            raise Refused("Nothing was written. Mend this, or add --anyway.")
        register(wanted, secrets, stack=_stack(arguments, made), clients=made)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    tenant = wanted.tenant
    print(
        f"{tenant.key}: {tenant.name} at {tenant.host}, {tenant.data_center} {tenant.environment}"
    )
    print("Functions take note within a minute; their secret within five.")
    return 0


def _check_machine(
    tenant: Tenant, secrets: Mapping[str, str], outbound: Outbound, clock: Clock, until: Deadline
) -> list[str]:
    machine = MachineTokens(outbound, clock=clock, secrets=lambda *_, **__: dict(secrets))
    try:
        token = machine.get(tenant, until).access_token
        answer = outbound.send(
            OutboundRequest(
                "POST",
                f"https://{tenant.host}/v1/data/objects/query/GsUser",
                headers={"Authorization": f"Bearer {token}"},
                body={"select": ["Gsid"], "limit": 1, "offset": 0},
                idempotent=True,
            ),
            until,
        )
        if IP_REFUSED.encode() in answer.content:
            return [IP_ADVICE]
    except AppError as error:
        return [_advice(error, "The machine credential does not work.")]
    return []


def _advice(error: AppError, otherwise: str) -> str:
    if "ip_refused" in error.reason:
        return IP_ADVICE
    return ADVICE.get(error.reason, f"{otherwise} ({error.reason})")


def _domain(text: str) -> str:
    domain = text.strip().lower()
    if not is_host(domain) or "." not in domain:
        raise Refused(f"--mail-domain {text}: a domain such as acme.com.")
    return domain


def _org(text: str) -> str:
    normal = normal_id(text.strip())
    if normal is None or not normal.startswith("00D"):
        raise Refused(f"--salesforce-org {text}: 15 or 18 characters that begin with 00D.")
    return normal


def _my_domain(text: str) -> str:
    host = text.strip().lower()
    if not is_my_domain(host):
        raise Refused(f"--salesforce-host {text}: such as acme.my.salesforce.com.")
    return host


def _put_secret(secretsmanager: Any, name: str, value: str) -> None:
    try:
        secretsmanager.create_secret(Name=name, SecretString=value)
    except secretsmanager.exceptions.ResourceExistsException:
        secretsmanager.put_secret_value(SecretId=name, SecretString=value)


def _stack(arguments: argparse.Namespace, clients: Any) -> dict[str, str]:
    if arguments.tenants_table and arguments.secret_prefix:
        return {
            "TenantsTableName": arguments.tenants_table,
            "TenantSecretPrefix": arguments.secret_prefix,
        }
    found = clients("cloudformation").describe_stacks(StackName=arguments.stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}


def _clients(arguments: argparse.Namespace) -> Any:
    sandbox = _sandbox(arguments.sandbox)
    endpoint = sandbox.aws if sandbox else None
    return lambda service: boto3.client(service, endpoint_url=endpoint)


def _sandbox(text: str) -> SandboxSettings | None:
    if not text:
        return None
    parsed = json.loads(text)
    return SandboxSettings(
        connect=parsed["connect"].rstrip("/"), browser=parsed["browser"], aws=parsed["aws"]
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m operator_tools.register_tenant",
        description="Register a Gainsight tenant. Its OAuth client is asked for, or piped in as "
        'JSON: {"client_id", "client_secret", "m2m_client_id"?, "m2m_client_secret"?}.',
    )
    add = parser.add_argument
    add("--stack", default="gainsight-zoom", help="name of the CloudFormation stack")
    add("--key", required=True, help="short name, in addresses and secrets: acme")
    add("--name", default="", help="what users see: Acme")
    add("--host", required=True, help="acme.gainsightcloud.com")
    add("--environment", default="production", choices=("production", "sandbox"))
    add("--data-center", choices=("US1", "US2", "EU"), help="needed for a host of their own")
    add("--confirm-custom-host", default="", metavar="HOST", help="the host a second time")
    add("--mail-domain", action="append", default=[], help="usernames of it lead here; repeatable")
    add("--salesforce-org", action="append", default=[], help="id, 00D...; repeatable")
    add("--salesforce-host", action="append", default=[], help="My Domain; repeatable")
    add("--currency", default="USD", help="of its currency fields")
    add("--token-path", help="other path of the token endpoint")
    add("--anyway", action="store_true", help="register although the tenant did not answer well")
    add("--tenants-table", default="", help=argparse.SUPPRESS)
    add("--secret-prefix", default="", help=argparse.SUPPRESS)
    add("--sandbox", default="", help="the SANDBOX setting, to try it against `make run`")
    return parser


if __name__ == "__main__":
    sys.exit(main())
