"""The keep-alive worker: one call per due connection, whatever is repeated, refused or down."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.background import Background
from tests.harness import JONAS, PRIYA, Bench, load_event

from gainsight_zoom.records import Credential, Policy, Tokens
from gainsight_zoom.wiring import build
from token_refresh import worker

DAY = 86_400
TOKEN_PATHS = ("/oauth/token", "/v1/users/oauth/access/token")


@pytest.fixture
def background(bench: Bench) -> Background:
    return Background(bench)


def credential(bench: Bench, tenant: str = "northstar", uid: str = PRIYA) -> Credential:
    found = bench.wired.credentials.get(uid, "zoom" if tenant == "-" else "gainsight", tenant)
    assert found is not None
    return found


def rested(bench: Bench, background: Background, days: float = 14) -> list[dict[str, Any]]:
    """Let a time go by and return what the planner queues."""
    bench.clock.advance(days * DAY)
    background.plan()
    return background.waiting("refresh")


def refused_by_zoom(bench: Bench, body: dict[str, Any], status: int = 400) -> None:
    bench.instead("/oauth/token", body, status=status, host="zoom.us")


def test_a_connection_that_rested_is_refreshed_and_rests_again(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    before = credential(bench)
    (message,) = rested(bench, background)
    assert background.deliver("refresh", message) == []
    after = credential(bench)
    now = bench.clock.now()
    assert after.version == before.version + 1
    assert after.expires_at > now
    assert after.refresh_due is not None
    assert 11 * DAY < after.refresh_due - now <= 14 * DAY
    assert (after.lease_owner, after.unsure_since) == (None, None)
    assert background.plan()["due"] == 0


def test_a_message_that_comes_thrice_leads_to_one_call(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    (message,) = rested(bench, background)
    with bench.watch() as traffic:
        assert background.deliver("refresh", message, message) == []
        assert background.deliver("refresh", message) == []
    assert len([s for s in traffic.upstream if s.path in TOKEN_PATHS]) == 1


def test_zooms_consent_rests_for_thirty_days(bench: Bench, background: Background) -> None:
    bench.consented()
    assert rested(bench, background, days=23) == []
    (message,) = rested(bench, background, days=7)
    assert message["record"] == "CREDENTIAL#zoom#-"
    assert background.deliver("refresh", message) == []
    assert credential(bench, "-").version == 2


def test_a_tenant_says_how_long_connections_rest(bench: Bench, background: Background) -> None:
    bench.wired.tenants.save_policy("northstar", Policy(keep_alive_days=3))
    bench.signed_in()
    assert len(rested(bench, background, days=3)) == 1


def test_one_provider_that_is_down_takes_no_other_along(
    bench: Bench, background: Background
) -> None:
    bench.signed_in("northstar", "kestrel")
    messages = sorted(rested(bench, background), key=lambda m: m["record"])
    bench.gainsight["kestrel"].faults.add(Fault(kind="unavailable", path="/v1/users", times=None))
    assert background.deliver("refresh", *messages) == [0]
    assert credential(bench, "northstar").version == 2
    bench.gainsight["kestrel"].faults.clear()
    assert background.deliver("refresh", messages[0]) == []
    assert credential(bench, "kestrel").version == 2


def test_a_refused_refresh_token_is_for_good(
    bench: Bench, background: Background, capsys: pytest.CaptureFixture[str]
) -> None:
    bearer = bench.signed_in()
    (message,) = rested(bench, background)
    bench.instead(TOKEN_PATHS[1], {"error": "invalid_grant"}, status=400)
    assert background.deliver("refresh", message) == []
    assert credential(bench).status == "reconnect_required"
    bearer = bench.open_pane()
    assert bench.view(bearer)["accounts"][0]["status"] == "reconnect_required"
    assert bench.record(bearer).code == "reconnect_required"
    assert '"RefreshesRefused"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": "invalid_client"}),
        (401, {"errorCode": "GS_APIG_2402", "result": False}),
        (403, {"error": "forbidden"}),
        (404, {}),
    ],
    ids=["our client", "our address", "forbidden", "gone"],
)
def test_a_refusal_that_is_not_the_users_ends_no_connection(
    bench: Bench, background: Background, status: int, body: dict[str, Any]
) -> None:
    bench.signed_in()
    (message,) = rested(bench, background)
    bench.instead(TOKEN_PATHS[1], body, status=status)
    assert background.deliver("refresh", message) == [0]
    assert credential(bench).status == "active"
    assert credential(bench).lease_owner is None


def test_a_secret_rotated_in_gainsight_is_picked_up(bench: Bench, background: Background) -> None:
    bench.signed_in()
    (message,) = rested(bench, background)
    background.deliver("refresh", message)
    pair = credential(bench)
    tenant = bench.northstar
    bench.cloud.rotate_secret(
        "tenant/northstar",
        {"client_id": tenant.data_set.client.client_id, "client_secret": "stale"},
    )
    bench.restart()
    bench.wired.secrets.read(f"{bench.wired.config.tenant_secret_prefix}northstar")
    bench.cloud.rotate_secret(
        "tenant/northstar",
        {
            "client_id": tenant.data_set.client.client_id,
            "client_secret": tenant.data_set.client.client_secret,
        },
    )
    (message,) = (m for m in rested(bench, background) if "northstar" in m["record"])
    assert background.deliver("refresh", message) == []
    assert credential(bench).version == pair.version + 1


@pytest.mark.parametrize(
    "body",
    [
        {"code": 4741, "reason": "Token revoked", "error": "invalid_grant"},
        {"errorCode": "4735", "reason": "x", "error": "invalid_request"},
        {"error_code": 4738, "reason": "x", "error": "invalid_request"},
        {"reason": "The app has been disabled. (4,717)", "error": "invalid_client_state"},
        {"reason": "Token has been revoked, 4741", "error": "invalid_grant"},
    ],
)
def test_zoom_saying_that_the_user_is_gone_is_their_leaving(
    bench: Bench, background: Background, body: dict[str, Any]
) -> None:
    bench.signed_in()
    bench.clock.advance(1)
    background.rest(12)
    refused_by_zoom(bench, body)
    messages = [m for m in rested(bench, background, days=19) if "zoom" in m["record"]]
    assert background.deliver("refresh", *messages) == []
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]
    profile = bench.wired.users.load(PRIYA).profile
    assert profile is not None
    assert profile.deauthorized_at == int(bench.clock.now())
    assert profile.email == ""


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "Invalid Token!", "error": "invalid_request"},
        {"reason": "Invalid authorization code ab-4741-cd", "error": "invalid_grant"},
    ],
)
def test_zoom_refusing_a_token_alone_asks_for_consent_again(
    bench: Bench, background: Background, body: dict[str, Any]
) -> None:
    bench.consented()
    (message,) = rested(bench, background, days=30)
    refused_by_zoom(bench, body, status=401)
    assert background.deliver("refresh", message) == []
    assert credential(bench, "-").status == "reconnect_required"
    assert bench.view(bench.open_pane())["zoom"]["authorized"] is False


def test_whoever_stayed_away_is_let_go(bench: Bench, background: Background) -> None:
    bench.wired.tenants.save_policy("kestrel", Policy(idle_days=200))
    bench.signed_in("northstar", "kestrel")
    for _ in range(9):
        background.rest(12)
    assert bench.wired.credentials.get(PRIYA, "gainsight", "northstar") is None
    assert credential(bench, "kestrel").status == "active"
    assert credential(bench, "-").status == "active"
    assert "MAPPING#gainsight#northstar" not in bench.wired.users.keys(PRIYA)
    for _ in range(10):
        background.rest(12)
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_who_is_gone_with_dead_connections_is_let_go_too(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    for tenant in ("northstar", "-"):
        bench.wired.keeper.give_up(credential(bench, tenant))
    with bench.watch() as traffic:
        for _ in range(7):
            background.rest(12)
        assert credential(bench).status == credential(bench, "-").status == "reconnect_required"
        for _ in range(3):
            background.rest(12)
    assert traffic.upstream == []
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_whoever_opens_the_pane_now_and_then_stays(bench: Bench, background: Background) -> None:
    bench.signed_in()
    for _ in range(12):
        background.rest(12)
        bench.open_pane()
    assert credential(bench).status == "active"


def test_being_here_is_noted_once_a_day(bench: Bench) -> None:
    bench.signed_in()
    bench.clock.advance(DAY)
    with bench.watch() as traffic:
        bench.open_pane()
        bench.open_pane()
    assert traffic.aws.count("dynamodb:UpdateItem") == 1


def test_an_unanswered_refresh_is_tried_once_more_and_then_given_up(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    (message,) = rested(bench, background)
    bench.northstar.faults.add(Fault(kind="slow", path="/v1/users", delay_s=60, times=None))
    assert background.deliver("refresh", message) == [0]
    unsure = credential(bench)
    assert unsure.unsure_since is not None
    assert unsure.lease_owner is None
    with bench.watch() as traffic:
        assert background.deliver("refresh", message) == [0]
    assert not [s for s in traffic.upstream if s.path in TOKEN_PATHS], "too early"
    bench.clock.advance(60)
    with bench.watch() as traffic:
        assert background.deliver("refresh", message) == []
    assert len([s for s in traffic.upstream if s.path in TOKEN_PATHS]) == 1
    assert credential(bench).status == "reconnect_required"


def test_a_second_try_that_is_answered_heals(bench: Bench, background: Background) -> None:
    bench.signed_in()
    (message,) = rested(bench, background)
    bench.northstar.faults.add(Fault(kind="slow", path="/v1/users", delay_s=60))
    assert background.deliver("refresh", message) == [0]
    bench.clock.advance(60)
    assert background.deliver("refresh", message) == []
    assert (credential(bench).version, credential(bench).unsure_since) == (2, None)


def test_a_token_answer_nobody_can_read_counts_as_none(
    bench: Bench, background: Background
) -> None:
    bench.consented()
    (message,) = rested(bench, background, days=30)
    refused_by_zoom(bench, {"hello": "world"}, status=200)
    assert background.deliver("refresh", message) == [0]
    assert credential(bench, "-").unsure_since is not None


def test_what_there_is_no_time_for_is_handed_back_untouched(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    (message,) = rested(bench, background)
    with bench.watch() as traffic:
        assert background.deliver("refresh", message, seconds=10) == [0]
    assert traffic.upstream == []


def test_a_message_about_what_is_gone_leads_to_nothing(
    bench: Bench, background: Background
) -> None:
    bench.signed_in()
    (message,) = rested(bench, background)
    bench.call("login_routing/log-out", bearer=bench.open_pane())
    assert background.deliver("refresh", message) == []


def test_rubbish_in_the_queue_ends_in_the_dead_letters(
    bench: Bench, background: Background
) -> None:
    bench.signed_in(uid=JONAS)
    (message,) = rested(bench, background)
    assert background.deliver("refresh", {"nonsense": True}, message) == [0]
    assert credential(bench, uid=JONAS).version == 2


def test_the_sample_event_is_one_of_the_worker(bench: Bench, background: Background) -> None:
    event = load_event("token_refresh/worker")
    answer = worker.lambda_handler(event, background.context(120), bench.wired)
    assert answer == {"batchItemFailures": []}


class OneAtATime:
    """DynamoDB decides one write of an item after the other; moto's threads do not."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lock = threading.Lock()
        self.exceptions = client.exceptions

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def locked(*arguments: Any, **named: Any) -> Any:
            with self._lock:
                return call(*arguments, **named)

        return locked


def test_twelve_workers_and_three_deliveries_make_one_call_per_connection(
    bench: Bench, background: Background
) -> None:
    """The full thousand is ``make bench-refresh``'s."""
    calls: Counter[str] = Counter()
    counting = threading.Lock()

    def refresh(credential: Credential, tokens: Tokens, _: Any) -> Tokens:
        with counting:
            calls[credential.uid] += 1
        return Tokens(tokens.access_token + "+", "next", int(bench.clock.now()) + 3600)

    users = [f"user-{n}" for n in range(24)]
    dynamodb = OneAtATime(bench.cloud.client("dynamodb"))
    wired = build(
        bench.wired.config,
        clock=bench.clock,
        aws_client=lambda service, endpoint: (
            dynamodb if service == "dynamodb" else bench.cloud.client(service, endpoint)
        ),
    )
    wired.keeper._refreshers = {"zoom": refresh}
    for uid in users:
        wired.keeper.connect(
            uid=uid,
            provider="zoom",
            tenant="-",
            tokens=Tokens("access", "first", 0),
            user=None,
            previous=None,
            since=0,
        )
    messages = rested(bench, background, days=30) * 3
    bench.wired = wired
    with ThreadPoolExecutor(max_workers=12) as workers:
        failed = list(workers.map(lambda m: background.deliver("refresh", m), messages))
    handed_back = [m for m, places in zip(messages, failed, strict=True) if places]
    for message in handed_back:
        assert background.deliver("refresh", message) == []
    assert calls == Counter(users)
