"""The Gainsight stand-in at its door: hosts, refused credentials, limits."""

from __future__ import annotations

import socket
import threading

import pytest
from sandbox.faults import KINDS, Dropped, Fault, Faults, plain_answer
from sandbox.gainsight import Limit, tenants
from sandbox.gainsight.data.seeding import seeded
from sandbox.gainsight.objects import Variant, company
from sandbox.party import logical_host
from tests.sandbox.gainsight_kit import PRIYA, Desk, desk
from werkzeug.test import Client

LIST = "/v1/meta/services/objects/list"
READ = "/v1/data/objects/query/company"
NAMES = {"select": ["Name"]}


@pytest.fixture
def at() -> Desk:
    return desk()


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("northstar.gainsightcloud.com", "northstar.gainsightcloud.com"),
        ("Northstar.Gainsightcloud.com.localhost:8400", "northstar.gainsightcloud.com"),
        ("zoom.us:443", "zoom.us"),
        ("localhost:8400", "localhost"),
        ("[::1]:8400", "[::1]"),
    ],
)
def test_logical_host(header: str, host: str) -> None:
    assert logical_host(header) == host


def test_four_tenants() -> None:
    assert {key: tenant.hosts for key, tenant in tenants().items()} == {
        "northstar": ("northstar.gainsightcloud.com",),
        "northstar-sb": ("sb-northstar.gainsightcloud.com",),
        "kestrel": ("kestrel.us2.gainsightcloud.com",),
        "aurora": ("aurora.eu.gainsightcloud.com",),
    }


def test_redirect_uris_can_be_given() -> None:
    made = tenants(redirect_uris=("http://app.localhost:9/cb",))["aurora"]
    made.reset()
    assert made.settings.redirect_uris == ("http://app.localhost:9/cb",)


@pytest.mark.parametrize(
    ("credential", "status", "code"),
    [
        ({}, 401, "GS_APIG_2401"),
        ({"accesskey": "wrong"}, 401, "GS_APIG_2401"),
        ({"Authorization": "Bearer wrong"}, 401, "GS_APIG_2401"),
        ({"Authorization": "Bearer"}, 400, "GSOBJ_1024"),
        ({"Authorization": "Basic eDp5"}, 400, "GSOBJ_1024"),
        ({"Authorization": "Bearer x", "accesskey": "y"}, 400, "GSOBJ_1024"),
    ],
)
def test_bad_credentials(at: Desk, credential: dict[str, str], status: int, code: str) -> None:
    response = Desk(at.tenant, at.clock, credential).call("GET", LIST)
    assert (response.status_code, response.json["errorCode"]) == (status, code)


def test_unauthorized_has_the_documented_members(at: Desk) -> None:
    body = Desk(at.tenant, at.clock).call("GET", LIST).json
    assert (body["errorDesc"], body["message"]) == ("Unauthorized", "Unauthorized")
    assert body["requestId"]


def test_every_kind_of_credential_reads(at: Desk) -> None:
    assert at.call("GET", LIST).status_code == 200
    assert at.as_user(PRIYA).call("GET", LIST).status_code == 200
    machine = {"Authorization": f"Bearer {at.tenant.tokens.machine()}"}
    assert Desk(at.tenant, at.clock, machine).call("GET", LIST).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/data/objects/search/Company", 400),
        ("GET", "/v1/unknown", 404),
        ("PATCH", "/v1/data/objects/Company", 400),
    ],
)
def test_unknown_paths(at: Desk, method: str, path: str, status: int) -> None:
    assert at.refusal(method, path) == (status, "GSOBJ_1023")


@pytest.mark.parametrize("accept", ["", "*/*", "text/html"])
def test_error_without_accept_is_html_with_200(at: Desk, accept: str) -> None:
    response = at.call("POST", READ, {}, Accept=accept)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert at.call("POST", READ, NAMES, Accept=accept).mimetype == "application/json"
    at.tenant.settings.html_without_accept = False
    assert at.call("POST", READ, {}, Accept=accept).status_code == 400


def test_objects_have_100_calls_a_minute_shared_with_metadata(at: Desk) -> None:
    for _ in range(99):
        assert at.call("POST", READ, NAMES | {"limit": 1}).status_code == 200
    response = at.call("GET", LIST)
    assert response.headers["x-ratelimit-limit"] == "100;w=60, 50000;w=86400"
    refused = at.call("POST", READ, NAMES)
    assert refused.status_code == 429
    assert refused.headers["x-ratelimit-limit"] == "100;w=60, 50000;w=86400"
    assert "Retry-After" not in refused.headers
    at.tenant.settings.retry_after = True
    assert at.call("POST", READ, NAMES).headers["Retry-After"] == "61"
    at.clock.now += 60
    assert at.call("POST", READ, NAMES).status_code == 200


def test_limits_are_per_class_and_adjustable(at: Desk) -> None:
    at.tenant.settings.limits["users"] = (Limit(1, 3600),)
    assert at.call("POST", "/v1/users/services/list", NAMES).status_code == 200
    assert at.refusal("POST", "/v1/users/services/list", NAMES) == (429, "GU_2400")
    assert at.call("POST", READ, NAMES).status_code == 200
    at.tenant.settings.limits["objects"] = ()
    assert "x-ratelimit-limit" not in at.call("POST", READ, NAMES).headers


def test_which_calls_share_a_limit_is_adjustable(at: Desk) -> None:
    at.tenant.settings.limits["objects"] = (Limit(1, 60),)
    at.tenant.settings.limit_class["users"] = "objects"
    del at.tenant.settings.limit_class["metadata"]
    assert at.call("POST", READ, NAMES).status_code == 200
    assert at.refusal("POST", "/v1/users/services/list", NAMES)[0] == 429
    assert "x-ratelimit-limit" not in at.call("GET", LIST).headers


def test_day_limit(at: Desk) -> None:
    at.tenant.settings.limits["objects"] = (Limit(10, 60), Limit(2, 86_400))
    for _ in range(2):
        assert at.call("POST", READ, NAMES).status_code == 200
        at.clock.now += 60
    assert at.call("POST", READ, NAMES).status_code == 429
    at.clock.now += 86_400
    assert at.call("POST", READ, NAMES).status_code == 200


@pytest.mark.parametrize(("counted", "status"), [(False, 200), (True, 429)])
def test_whether_refused_calls_count_is_a_switch(at: Desk, *, counted: bool, status: int) -> None:
    at.tenant.settings.refused_calls_count = counted
    at.tenant.settings.limits["objects"] = (Limit(1, 60), Limit(2, 86_400))
    assert at.call("POST", READ, NAMES).status_code == 200
    assert at.call("POST", READ, NAMES).status_code == 429
    at.clock.now += 60
    assert at.call("POST", READ, NAMES).status_code == status


def test_calls_are_counted(at: Desk) -> None:
    at.call("POST", READ, NAMES)
    at.tenant.faults.add(Fault(kind="unavailable"))
    at.call("POST", READ, NAMES)
    at.call("GET", LIST)
    at.call("GET", "/v1/unknown")
    calls = at.tenant.calls
    assert calls.by_area() == {"objects": 2, "metadata": 1, "other": 1}
    assert calls.count(path=READ) == 2
    assert calls.count() == 4
    assert calls.count(area="objects") == 2
    assert calls.count(path="/v1/meta") == 1
    assert [call.method for call in calls.recent()] == ["POST", "POST", "GET", "GET"]
    at.tenant.reset()
    assert calls.count() == 0


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("unauthorized", 401, "GS_APIG_2401"),
        ("forbidden", 403, "GS_APIG_2402"),
        ("forbidden_ip", 401, "GS_APIG_2402"),
        ("rate_limited", 429, "GS_APIG_2429"),
        ("server_error", 500, "GU_1101"),
        ("unavailable", 503, "GS_APIG_2503"),
        ("result_false", 200, "GSOBJ_1008"),
    ],
)
def test_faults_answer_in_the_envelope(at: Desk, kind: str, status: int, code: str) -> None:
    at.tenant.faults.add(Fault(kind=kind, retry_after="7"))  # type: ignore[arg-type]
    response = at.call("POST", READ, NAMES)
    assert (response.status_code, response.json["errorCode"]) == (status, code)
    assert response.headers["Retry-After"] == "7"
    assert at.call("POST", READ, NAMES).status_code == 200


def test_html_redirect_and_slow(at: Desk) -> None:
    at.tenant.faults.add(Fault(kind="html_200"))
    at.tenant.faults.add(Fault(kind="redirect", location="https://evil.example/"))
    at.tenant.faults.add(Fault(kind="slow", delay_s=0))
    assert at.call("POST", READ, NAMES).mimetype == "text/html"
    redirected = at.call("POST", READ, NAMES)
    assert (redirected.status_code, redirected.location) == (302, "https://evil.example/")
    assert at.call("POST", READ, NAMES).status_code == 200


def test_drop_does_nothing_and_store_then_timeout_stores(at: Desk) -> None:
    body = {"records": [{"Name": "Fourth Coffee"}]}
    for kind, stored in (("drop", 0), ("store_then_timeout", 1)):
        at.tenant.faults.add(Fault(kind=kind, delay_s=0, method="POST"))  # type: ignore[arg-type]
        with pytest.raises(Dropped):
            at.call("POST", "/v1/data/objects/company", body)
        rows = [r for r in at.tenant.records.rows("company") if r["Name"] == "Fourth Coffee"]
        assert len(rows) == stored


def test_fault_strikes_by_path_method_and_times(at: Desk) -> None:
    faults = at.tenant.faults
    faults.add(Fault(kind="server_error", path="/v1/data", method="POST", times=2))
    faults.add(Fault(kind="unavailable", path="/v1/meta", times=None))
    assert at.call("POST", READ, NAMES).status_code == 500
    assert [fault["times"] for fault in faults.pending()] == [1, None]
    assert at.call("POST", READ, NAMES).status_code == 500
    assert at.call("POST", READ, NAMES).status_code == 200
    assert [at.call("GET", LIST).status_code for _ in range(3)] == [503, 503, 503]
    faults.clear()
    assert at.call("GET", LIST).status_code == 200


def test_clear_releases_those_who_wait() -> None:
    faults, outcome = Faults(), []
    started = threading.Event()

    def wait() -> None:
        started.set()
        outcome.append(faults.wait(60))

    waiting = threading.Thread(target=wait)
    waiting.start()
    started.wait()
    while waiting.is_alive():
        faults.clear()
        waiting.join(0.01)
    assert outcome == [False]
    assert faults.wait(0) is True


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_made(kind: str) -> None:
    fault = Fault(kind=kind)  # type: ignore[arg-type]
    assert plain_answer(fault).status_code == fault.status


def test_senseless_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        Fault(kind="typo")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least once"):
        Fault(kind="drop", times=0)


def test_reset_restores_settings_and_faults(at: Desk) -> None:
    at.tenant.settings.data_shape = "list"
    at.tenant.settings.limits["objects"] = ()
    at.tenant.settings.portfolio_only.add(PRIYA)
    at.tenant.faults.add(Fault(kind="drop"))
    at.tenant.reset()
    assert at.tenant.settings.data_shape == "records"
    assert at.tenant.settings.limits["objects"][0] == Limit(100, 60)
    assert at.tenant.settings.portfolio_only == set()
    assert at.tenant.faults.pending() == []


def test_pages_of_a_browser_need_no_credential(at: Desk) -> None:
    assert Client(at.tenant).get("/v1/authorize").status_code == 400


def test_drop_shuts_the_connection_of_a_real_server(at: Desk) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        at.tenant.faults.add(Fault(kind="drop"))
        with pytest.raises(Dropped):
            Client(at.tenant).get(LIST, environ_overrides={"werkzeug.socket": theirs})
        assert ours.recv(1) == b""


def test_a_seed_that_names_nothing_is_refused() -> None:
    variant = Variant(seed="t")
    for wrong in ({"Colour": "red"}, {"Stage": "Nowhere"}, {"RenewalDate": "soon"}):
        with pytest.raises(ValueError, match="no"):
            seeded("t", [company(variant)], {"company": [{"Name": "A"} | wrong]})


def test_finding_nothing_says_so(at: Desk) -> None:
    with pytest.raises(LookupError, match="no company"):
        at.tenant.find("company", Name="Nobody")
