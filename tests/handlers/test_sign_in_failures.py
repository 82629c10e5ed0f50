"""When the tenant fails during a sign-in: a clear page, and a way on."""

import pytest
from sandbox.faults import Fault, Kind
from tests.harness import Bench, SystemBrowser

USERNAME = "priya@northstar.example"
DISCOVERY = "/.well-known"
TOKEN = "/v1/users/oauth"  # noqa: S105 - a path
RECORD = "/v1/data"


@pytest.fixture
def ticket(bench: Bench) -> str:
    bench.consented()
    return bench.start_sign_in(bench.open_pane())


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("server_error", 503),
        ("unavailable", 503),
        ("drop", 503),
        ("slow", 503),
        ("html_200", 502),
        ("redirect", 502),
    ],
)
def test_a_tenant_down_at_discovery_leaves_the_ticket_usable(
    bench: Bench, ticket: str, kind: Kind, status: int
) -> None:
    bench.northstar.faults.add(Fault(kind=kind, path=DISCOVERY, times=3))
    browser = SystemBrowser(bench)
    page = browser.go(ticket)

    failed = browser.submit(page)

    assert failed.status == status
    assert failed.headers["Content-Type"].startswith("text/html")
    bench.northstar.faults.clear()
    assert browser.finish(browser.log_in(browser.go_on(ticket), USERNAME)).status == 200


def test_a_short_hiccup_at_discovery_is_not_seen(bench: Bench, ticket: str) -> None:
    bench.northstar.faults.add(Fault(kind="unavailable", path=DISCOVERY, times=2))
    browser = SystemBrowser(bench)
    assert browser.submit(browser.go(ticket)).status == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("server_error", 503),
        ("unavailable", 503),
        ("drop", 503),
        ("slow", 503),
        ("rate_limited", 503),
        ("html_200", 502),
        ("redirect", 502),
        ("unauthorized", 502),
        ("forbidden", 502),
        ("forbidden_ip", 502),
        ("result_false", 502),
    ],
)
def test_a_tenant_that_fails_at_the_code_says_so_and_is_asked_once(
    bench: Bench, ticket: str, kind: Kind, status: int
) -> None:
    browser = SystemBrowser(bench)
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    bench.northstar.faults.add(Fault(kind=kind, path=TOKEN))

    with bench.watch() as traffic:
        answer = browser.finish(back)

    assert answer.status == status
    title = "Please try again" if status == 503 else "This did not work"
    assert f"<h1>{title}</h1>" in answer.body
    assert traffic.paths.count("token") == 1, "a code is not idempotent"
    assert bench.view(bench.open_pane())["accounts"] == []


def test_after_such_a_failure_a_new_start_works(bench: Bench, ticket: str) -> None:
    browser = SystemBrowser(bench)
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    bench.northstar.faults.add(Fault(kind="unavailable", path=TOKEN))
    browser.finish(back)

    again = browser.sign_in(bench.start_sign_in(bench.open_pane()), USERNAME)

    assert "Welcome to Gainsight" in again.body


@pytest.mark.parametrize(
    ("kind", "status"), [("server_error", 503), ("rate_limited", 503), ("forbidden_ip", 502)]
)
def test_a_tenant_that_fails_at_the_users_record_connects_nobody(
    bench: Bench, ticket: str, kind: Kind, status: int
) -> None:
    browser = SystemBrowser(bench)
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    bench.northstar.faults.add(Fault(kind=kind, path=RECORD, times=None))

    answer = browser.finish(back)

    assert answer.status == status
    bench.northstar.faults.clear()
    assert bench.view(bench.open_pane())["accounts"] == []


def test_a_busy_tenant_says_when_to_come_back(bench: Bench, ticket: str) -> None:
    browser = SystemBrowser(bench)
    back = browser.log_in(browser.go_on(ticket), USERNAME)
    bench.northstar.faults.add(
        Fault(kind="rate_limited", path=RECORD, times=None, retry_after="30")
    )
    answer = browser.finish(back)
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "30"


def test_a_missing_tenant_secret_is_our_fault_and_says_so(bench: Bench, ticket: str) -> None:
    bench.cloud.rotate_secret("tenant/northstar", "not json")
    browser = SystemBrowser(bench)
    answer = browser.submit(browser.go(ticket))

    assert answer.status == 502
    assert "Reference" in answer.body
    assert "Traceback" not in answer.body
