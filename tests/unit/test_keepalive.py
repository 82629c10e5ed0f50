"""What to do with a connection that rested, as a table."""

import pytest

from gainsight_zoom.keepalive import Verdict, decide, keep_alive_days, newly_seen
from gainsight_zoom.layouts import Layout
from gainsight_zoom.records import (
    Credential,
    Due,
    Policy,
    Tenant,
    TenantRecords,
    UserRecords,
    ZoomProfile,
)

DAY = 86_400
NOW = 400 * DAY


def credential(provider: str = "gainsight", tenant: str = "n", **more: object) -> Credential:
    values: dict[str, object] = {
        "uid": "u",
        "provider": provider,
        "tenant": tenant,
        "sealed": b"",
        "version": 1,
        "expires_at": 0,
        "status": "active",
        "created_at": 0,
        "refresh_due": 7,
        **more,
    }
    return Credential(**values)  # type: ignore[arg-type]


def tenants(**idle_days: int) -> dict[str, TenantRecords]:
    return {
        key: TenantRecords(
            Tenant(key, key, "h", "production", "US1"),
            Policy(idle_days=days, keep_alive_days=days),
            Layout({}, {}),
        )
        for key, days in idle_days.items()
    }


def profile(seen_days_ago: int | None = 0, left: int | None = None) -> ZoomProfile:
    seen_at = None if seen_days_ago is None else NOW - seen_days_ago * DAY
    return ZoomProfile("u", "e", "a", deauthorized_at=left, seen_at=seen_at)


DUE = Due("u", "CREDENTIAL#gainsight#n", 7)


@pytest.mark.parametrize(
    ("found", "who", "verdict"),
    [
        (credential(), profile(), Verdict.REFRESH),
        (None, profile(), Verdict.NOTHING),
        (credential(refresh_due=8), profile(), Verdict.NOTHING),
        (credential(status="reconnect_required"), profile(), Verdict.REST),
        (credential(status="reconnect_required"), profile(30), Verdict.LET_GO),
        (credential(), profile(left=1), Verdict.FINISH_LEAVING),
        (None, profile(left=1), Verdict.FINISH_LEAVING),
        (credential(), profile(29), Verdict.REFRESH),
        (credential(), profile(30), Verdict.LET_GO),
        (credential(), profile(None), Verdict.LET_GO),
        (credential(created_at=NOW - DAY), profile(None), Verdict.REFRESH),
        (credential(), None, Verdict.LET_GO),
    ],
)
def test_a_verdict(found: Credential | None, who: ZoomProfile | None, verdict: Verdict) -> None:
    records = UserRecords(profile=who)
    assert decide(DUE, found, records, tenants(n=30), now=NOW) is verdict


@pytest.mark.parametrize(
    ("seen_days_ago", "connected", "verdict"),
    [
        (89, (), Verdict.REFRESH),
        (90, (), Verdict.LET_GO),
        (90, ("n", "k"), Verdict.REFRESH),
        (120, ("n", "k"), Verdict.LET_GO),
        (30, ("n",), Verdict.LET_GO),
    ],
)
def test_zooms_consent_stays_as_long_as_any_tenant_wants(
    seen_days_ago: int, connected: tuple[str, ...], verdict: Verdict
) -> None:
    zoom = credential("zoom", "-")
    records = UserRecords(
        profile=profile(seen_days_ago),
        credentials=(zoom, *(credential(tenant=key) for key in connected)),
    )
    due = Due("u", "CREDENTIAL#zoom#-", 7)
    assert decide(due, zoom, records, tenants(n=30, k=120), now=NOW) is verdict


def test_how_long_a_connection_rests() -> None:
    assert keep_alive_days("zoom", "-", {}) == 30
    assert keep_alive_days("gainsight", "n", tenants(n=5)) == 5
    assert keep_alive_days("gainsight", "gone", {}) == Policy().keep_alive_days


def test_a_user_is_noted_once_a_day() -> None:
    assert newly_seen(UserRecords(profile=profile(1)), now=NOW)
    assert newly_seen(UserRecords(profile=profile(None)), now=NOW)
    assert not newly_seen(UserRecords(profile=profile(0)), now=NOW)
    assert not newly_seen(UserRecords(), now=NOW)
    assert not newly_seen(UserRecords(profile=profile(3, left=1)), now=NOW)
