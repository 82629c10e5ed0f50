"""Compare what we assume of Gainsight with a real tenant: ``make verify-tenant HOST=acme``.

Reads only: metadata, and a few dozen calls' worth of forms of values. No value of a record is
printed. The credential is the operator's own and comes from the environment
(GAINSIGHT_ACCESS_KEY, or GAINSIGHT_M2M_CLIENT_ID and GAINSIGHT_M2M_CLIENT_SECRET).

Exit status: 0 when our code copes with all that was found, 1 when it does not, 2 when the check
could not be made.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from gainsight_zoom.clock import Clock, SystemClock
from gainsight_zoom.errors import AppError, UpstreamUnauthorized
from gainsight_zoom.hosts import host_of, is_gainsight_host
from gainsight_zoom.outbound import Outbound
from operator_tools import tenant_checks
from operator_tools.access import NoCredential, TenantReader, credential_of
from operator_tools.findings import Finding, table
from operator_tools.record_checks import RecordChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from requests.adapters import BaseAdapter

__all__ = ["main"]

UNSETTLED = """\
Not settled by reading with an admin's credential: lifetime and rotation of users' tokens, and
whether they honour the user's permissions and say whose they are (a sign-in through the app tells);
writes (People, Timeline, Relationship)."""


def main(
    arguments: list[str],
    *,
    environment: Mapping[str, str] = os.environ,
    adapter: BaseAdapter | None = None,
    clock: Clock | None = None,
) -> int:
    """Check a tenant and print the table; return the exit status.

    Parameters
    ----------
    adapter, clock
        Instead of the network and the machine's time, for tests.
    """
    parser = argparse.ArgumentParser(prog="python -m operator_tools.verify_tenant")
    parser.add_argument("host", help="the tenant, as acme or acme.gainsightcloud.com")
    parser.add_argument(
        "--custom-host", action="store_true", help="the host is the tenant's own, not Gainsight's"
    )
    options = parser.parse_args(arguments)
    clock = clock or SystemClock()
    try:
        host = _checked_host(options.host, custom=options.custom_host)
        outbound = Outbound(clock=clock, sandbox=None, adapter=adapter)
        reader = TenantReader(host, outbound, clock)
        lifetime_s = reader.log_in(credential_of(environment))
        findings = list(_check(reader, lifetime_s))
    except (ValueError, NoCredential) as error:
        print(error, file=sys.stderr)
        return 2
    except UpstreamUnauthorized:
        print("The tenant refuses the credential.", file=sys.stderr)
        return 2
    except AppError as error:
        print(f"The tenant could not be read: {error.reason}.", file=sys.stderr)
        return 2
    print(f"{host}, {reader.calls} calls\n\n{table(findings)}\n\n{UNSETTLED}")
    differs = [f.question for f in findings if f.copes is False]
    if differs:
        print(f"Our code does not cope with: {'; '.join(differs)}", file=sys.stderr)
    return 1 if differs else 0


def _check(reader: TenantReader, lifetime_s: int | None) -> Iterator[Finding]:
    if lifetime_s is not None:
        yield Finding("M2M token", "86400 s", f"{lifetime_s} s", copes=None)
    objects, shape = tenant_checks.described(reader)
    if not objects:
        reader.rows("Company", {"select": ["Gsid"], "limit": 1})
    yield from _all_of("Login", lambda: tenant_checks.login(reader))
    yield from _all_of("Refusal of a bad token", lambda: tenant_checks.bad_token(reader))
    yield shape
    yield from tenant_checks.fields(objects)
    yield from tenant_checks.writable(objects)
    yield from _all_of("Keys of a person's places", lambda: tenant_checks.places(reader))
    if shape.copes:
        records = RecordChecks(reader, objects)
        yield from _all_of("Reading companies", records.companies)
        yield from _all_of("Reading users", records.users)
        yield from _all_of("Nothing found", records.nothing_found)
        yield from _all_of("Time zone of filters", records.filter_zone)
        yield from records.own_queries()
    yield from _all_of("Scorecards", lambda: tenant_checks.scorecards(reader))
    yield from tenant_checks.limits(reader)


def _all_of(question: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Go on with the next question where one cannot be put."""
    try:
        yield from check()
    except AppError as error:
        yield Finding(question, "works", error.reason, copes=False)


def _checked_host(text: str, *, custom: bool) -> str:
    host = host_of(text, data_center=None)
    if host is None:
        raise ValueError(f"{text} is no host name.")
    if not custom and not is_gainsight_host(host):
        raise ValueError(
            f"{host} is not Gainsight's. The credential is sent there: if it is your tenant's own "
            "host, say so with --custom-host."
        )
    return host


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
