"""Receiving webhooks: who signed what, and when; one send; nothing that helps a forger."""

import json
from typing import Any

import pytest
from tests.background import Background
from tests.harness import MEETING, PRIYA, Bench, load_event


@pytest.fixture
def background(bench: Bench) -> Background:
    return Background(bench)


def joined(bench: Bench, **person: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(load_event("zoom_events/participant-joined")["body"])
    body["event_ts"] = int(bench.clock.now() * 1000)
    body["payload"]["object"]["participant"] |= person
    return body


def test_zooms_own_vector(bench: Bench, background: Background) -> None:
    """A signature computed apart from this code, by Zoom's «Using webhooks»."""
    bench.clock.advance(1_739_923_528 - bench.clock.now())
    bench.cloud.rotate_secret("app", {"zoom_webhook_secret": "test_webhook_secret"})
    raw = (
        b'{"event":"meeting.started","event_ts":1626230691572,"payload":{"account_id":"AAAAAABBBB",'
        b'"object":{"id":"1234567890","uuid":"4444AAAiAAAAAiAiAiiAii=="}}}'
    )
    event = load_event("zoom_events/meeting-ended")
    event["body"] = raw.decode()
    event["headers"]["x-zm-request-timestamp"] = "1739923528"
    event["headers"]["x-zm-signature"] = (
        "v0=76e41551742e0964ec2ea5093c5ee8dce3dc670ffbf995f0f3fa25ab69c0eaa7"
    )
    background.webhook(b"{}")  # hands the inbox over
    assert bench.invoke("zoom_events", event).status == 204


def test_an_event_is_queued_in_one_call_and_answered_empty(
    bench: Bench, background: Background
) -> None:
    background.webhook(joined(bench))
    background.waiting("events")
    with bench.watch() as traffic:
        answer = background.webhook(joined(bench))
    assert (answer.status, answer.body) == (204, "")
    assert traffic.aws == ["sqs:SendMessage"]
    (message,) = background.waiting("events")
    assert message["roster"]["attendee"]["email"] == "tomasz@northwind.example"


def test_a_name_that_was_cut_within_a_character_loses_nobody(
    bench: Bench, background: Background
) -> None:
    raw = json.dumps(joined(bench, user_name="Zo\ud83c")).encode()
    assert background.webhook(raw).status == 204
    (message,) = background.waiting("events")
    assert message["roster"]["attendee"]["name"] == "Zo?"


def test_what_nobody_needs_passes_no_queue(bench: Bench, background: Background) -> None:
    background.webhook(joined(bench, customer_key="key-1", phone_number="8615250064084"))
    text = json.dumps(background.waiting("events"))
    assert "8615250064084" not in text
    assert "key-1" not in text


def test_the_bytes_count_as_they_came(bench: Bench, background: Background) -> None:
    raw = json.dumps(joined(bench, user_name="Zoë 🌞"), indent=3).encode()
    assert background.webhook(raw).status == 204
    assert background.webhook(raw, encoded=True).status == 204
    first, second = background.waiting("events")
    assert first == second
    assert background.webhook(raw, signed=raw.replace(b"   ", b"")).status == 401


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"secret": "wrong"}, "signature"),
        ({"signed": b"{}"}, "signature"),
        ({"age_s": 301}, "timestamp_outside_window"),
        ({"age_s": -301}, "timestamp_outside_window"),
        ({"headers": {"x-zm-signature": ""}}, "signature"),
        ({"headers": {"x-zm-signature": "v0=é"}}, "signature"),
        ({"headers": {"x-zm-request-timestamp": "soon"}}, "timestamp_malformed"),
        ({"headers": {"x-zm-request-timestamp": "١٢٣"}}, "timestamp_malformed"),
        ({"headers": {"x-zm-request-timestamp": "9" * 30}}, "timestamp_malformed"),
    ],
)
def test_what_zoom_did_not_sign_just_now_is_refused(
    bench: Bench, background: Background, logged: Any, change: dict[str, Any], reason: str
) -> None:
    answer = background.webhook(joined(bench), **change)
    assert (answer.status, answer.code) == (401, "webhook_rejected")
    assert logged.reasons == [reason]
    assert background.waiting("events") == []


@pytest.mark.parametrize("age_s", [300, -300])
def test_five_minutes_are_allowed(bench: Bench, background: Background, age_s: int) -> None:
    assert background.webhook(joined(bench), age_s=age_s).status == 204


def test_the_address_is_validated_for_zoom_alone(bench: Bench, background: Background) -> None:
    """An answer computed apart from this code, by Zoom's «Using webhooks»."""
    bench.cloud.rotate_secret("app", {"zoom_webhook_secret": "test_webhook_secret"})
    body = {
        "event": "endpoint.url_validation",
        "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"},
    }
    answer = background.webhook(body, secret="test_webhook_secret")  # noqa: S106
    assert answer.status == 200
    assert answer.json == {
        "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
        "encryptedToken": "09359a50e99d4458b0fa2a1b6c26843806f7f13c24f49feafcff9b5d52427f91",
    }
    assert background.webhook(body, secret="wrong").status == 401  # noqa: S106
    assert background.waiting("events") == []


@pytest.mark.parametrize("token", ["v0:1739923528:{}", "x" * 65, "", None, 7])
def test_validation_signs_nothing_that_could_be_a_webhook(
    background: Background, token: Any
) -> None:
    body = {"event": "endpoint.url_validation", "payload": {"plainToken": token}}
    assert background.webhook(body).status == 422


def test_unknown_events_are_acknowledged_and_go_nowhere(
    bench: Bench, background: Background
) -> None:
    background.webhook(b"{}")
    with bench.watch() as traffic:
        assert background.webhook({"event": "meeting.sharing_started"}).status == 204
        assert background.webhook(b"[1]").status == 204
        assert background.webhook(b"not json").status == 204
        assert background.webhook({"event": ["meeting.started"]}).status == 204
    assert traffic.aws == []


@pytest.mark.parametrize("lost", ["uuid", "participant", "event_ts", "account_id"])
def test_a_signed_event_that_lacks_something_is_acknowledged_and_counted(
    bench: Bench, background: Background, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    body = joined(bench)
    body.pop(lost, None)
    body["payload"].pop(lost, None)
    body["payload"]["object"].pop(lost, None)
    if lost == "event_ts":
        del body["payload"]["object"]["participant"]["join_time"]
    assert background.webhook(body).status == 204
    assert background.waiting("events") == []
    assert '"WebhooksMalformed"' in capsys.readouterr().out


def test_what_cannot_be_queued_is_asked_for_again(bench: Bench, background: Background) -> None:
    background.inbox.queue._url += "-gone"
    answer = background.webhook(joined(bench))
    assert (answer.status, answer.code) == (503, "store_unavailable")


def test_a_rotated_secret_is_picked_up_but_forgers_cost_nothing(
    bench: Bench, background: Background
) -> None:
    assert background.webhook(joined(bench)).status == 204
    bench.cloud.rotate_secret("app", {"zoom_webhook_secret": "rotated"})
    assert background.webhook(joined(bench), secret="rotated").status == 204  # noqa: S106
    with bench.watch() as traffic:
        for _ in range(5):
            assert background.webhook(joined(bench), secret="forged").status == 401  # noqa: S106
    assert traffic.aws == []
    bench.clock.advance(61)
    with bench.watch() as traffic:
        background.webhook(joined(bench), secret="forged")  # noqa: S106
    assert traffic.aws == ["secretsmanager:GetSecretValue"]


@pytest.mark.parametrize(
    "told",
    [
        {"deauthorization_time": "2026-11-22T10:00:00.632Z"},
        {"event_ts": "2026-11-22 10:00:00"},
        {"event_ts": 1_795_341_600_632},
    ],
)
def test_a_deauthorisation_is_queued_with_its_time(
    bench: Bench, background: Background, told: dict[str, Any]
) -> None:
    payload = {"user_id": PRIYA, "client_id": bench.wired.config.zoom_client_id, **told}
    assert background.webhook({"event": "app_deauthorized", "payload": payload}).status == 204
    assert background.waiting("events") == [{"deauthorized": PRIYA, "at": 1_795_341_600}]


def test_another_apps_deauthorisation_is_none_of_ours(background: Background) -> None:
    for client in ("other_client_0123", None):
        payload = {"user_id": PRIYA, "client_id": client}
        answer = background.webhook({"event": "app_deauthorized", "payload": payload})
        assert answer.status == 204
    assert background.waiting("events") == []


def test_an_id_may_be_a_number(bench: Bench, background: Background) -> None:
    body = joined(bench, user_id=16779264, participant_uuid=None)
    body["payload"]["object"]["id"] = 84512345678
    background.webhook(body)
    (message,) = background.waiting("events")
    assert message["roster"]["meeting_id"] == "84512345678"
    assert message["roster"]["meeting_uuid"] == MEETING
    assert message["roster"]["attendee"]["key"] == "16779264"
