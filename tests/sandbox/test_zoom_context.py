"""The encryptor and the webhook signer against vectors computed apart from them."""

import base64
import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sandbox.zoom import Zoom, ZoomSettings, encrypt_context, webhooks
from sandbox.zoom.meeting import Participant
from sandbox.zoom.people import ZoomUser

SECRET = "test_client_secret_0123456789AB"  # noqa: S105 - published vector
SIGNING = "test_webhook_secret"
VECTOR = (
    "DAABAgMEBQYHCAkKCwAA0QAAAEYGTJjqCxCdNOBzfI3UkfMEBQCaDOI_6kqwXfTXfwUYBowt46Xcq35X-8W6_BHJN8Bl"
    "euYHI3NpcH5xB6O0IZvIy3zfALZpkD_DRPpdqKoBsWMQI_q-c9kki7hK5jcE2TxqD2-zMLRn0R6ZfKG61rPotywJTozm"
    "_X-GxR7wc1EJJ7w_SvPGtHzn3OAD8N0C6EM7CILO35LsWNRNoTFCzUWVB_r2JuJnvmoI6hAZBq_MReY6lrPBlQXZ3fXv"
    "36aGebPD8klVSSF4frGSj1Y1lD47NeEXJaz8RGo76AAwF8IU3Q"
)
PAYLOAD = {
    "typ": "meeting",
    "uid": "KdYKjnimT4KPd8FFgQt9FQ",
    "mid": "lGq5tG0xTk2Zo+v5OJmCeA==",
    "aud": "test_client_id",
    "iss": "marketplace.zoom.us",
    "ts": 1700000000000,
    "exp": 1700000120000,
    "entitlements": [],
    "attendrole": "host",
}
NOW = 1_700_000_000.0


def decrypt(context: str, secret: str) -> dict[str, Any]:
    """Read a context by offsets, independently of the encryptor."""
    data = base64.urlsafe_b64decode(context + "=" * (-len(context) % 4))
    iv_length = data[0]
    iv, rest = data[1 : 1 + iv_length], data[1 + iv_length :]
    aad_length = int.from_bytes(rest[:2], "little")
    aad, rest = rest[2 : 2 + aad_length], rest[2 + aad_length :]
    length = int.from_bytes(rest[:4], "little", signed=True)
    assert len(rest) == 4 + length + 16
    key = hashlib.sha256(secret.encode()).digest()
    plain: dict[str, Any] = json.loads(AESGCM(key).decrypt(iv, rest[4:], aad))
    return plain


def test_encryptor_reproduces_the_vector() -> None:
    assert encrypt_context(PAYLOAD, client_secret=SECRET, iv=bytes(range(12))) == VECTOR


def test_every_context_has_its_own_iv_and_needs_the_secret() -> None:
    first, second = (encrypt_context(PAYLOAD, client_secret=SECRET) for _ in range(2))
    assert first != second
    assert decrypt(first, SECRET) == decrypt(second, SECRET) == PAYLOAD
    with pytest.raises(InvalidTag):
        decrypt(first, "another secret")


def test_additional_data_travels_with_its_length() -> None:
    context = encrypt_context(PAYLOAD, client_secret=SECRET, aad=b"sample")
    assert decrypt(context, SECRET) == PAYLOAD


class TestAppContext:
    def setup_method(self) -> None:
        self.zoom = Zoom(now=lambda: NOW)

    def read(
        self, *, user: ZoomUser | None, participant: Participant | None, action: str = ""
    ) -> dict[str, Any]:
        context = self.zoom.app_context(user=user, participant=participant, action=action)
        return decrypt(context, self.zoom.settings.client_secret)

    def test_in_the_meeting(self) -> None:
        priya = self.zoom.users["priya"]
        context = self.read(user=priya, participant=self.zoom.meeting.find_user(priya))
        assert context == {
            "typ": "meeting",
            "uid": priya.user_id,
            "mid": self.zoom.meeting.uuid,
            "aud": "zoom_client_sandbox",
            "iss": "marketplace.zoom.us",
            "ts": 1_700_000_000_000,
            "exp": 1_700_000_120_000,
            "entitlements": [],
            "attendrole": "host",
        }

    def test_cohost_is_spelt_with_a_hyphen(self) -> None:
        jonas = self.zoom.users["jonas"]
        stay = self.zoom.meeting.join_user(jonas, role="coHost")
        assert self.read(user=jonas, participant=stay)["attendrole"] == "co-host"

    def test_nobody_and_whoever_has_not_added_the_app_have_no_uid(self) -> None:
        priya = self.zoom.users["priya"]
        assert "uid" not in self.read(user=None, participant=None)
        self.zoom.grants.remove(priya)
        assert "uid" not in self.read(user=priya, participant=None)

    def test_opened_by_an_invitation(self) -> None:
        context = self.zoom.app_context(user=None, participant=None, invitation="inv")
        assert decrypt(context, self.zoom.settings.client_secret)["iid"] == "inv"

    def test_outside_a_meeting(self) -> None:
        context = self.read(user=self.zoom.users["mei"], participant=None, action="open")
        assert context["typ"] == "panel"
        assert context["act"] == "open"
        assert not {"mid", "attendrole", "iid"} & set(context)


def test_signer_reproduces_the_vector() -> None:
    body = (
        b'{"event":"meeting.started","event_ts":1626230691572,"payload":{"account_id":"AAAAAABBBB",'
        b'"object":{"id":"1234567890","uuid":"4444AAAiAAAAAiAiAiiAii=="}}}'
    )
    assert webhooks.sign(body, timestamp="1739923528", secret=SIGNING) == (
        "v0=76e41551742e0964ec2ea5093c5ee8dce3dc670ffbf995f0f3fa25ab69c0eaa7"
    )


@pytest.mark.parametrize(
    ("status", "waits"),
    [(200, [None]), (204, [None]), (302, [None]), (404, [None])]
    + [(status, [300, 1200, 3600, None]) for status in (500, 503, -1, -2)],
)
def test_only_server_and_transport_errors_are_retried(status: int, waits: list[int | None]) -> None:
    assert [webhooks.retry_in(status, attempt=n) for n in range(len(waits))] == waits


class TestWebhookPayloads:
    def setup_method(self) -> None:
        self.zoom = Zoom(now=lambda: NOW)
        self.meeting = self.zoom.meeting

    def test_who_joins_from_outside_has_an_email_only_under_the_display_rules(self) -> None:
        by_name = {one.name: one for one in self.meeting.present.values()}
        for name, email in [("Elena Marchetti", "elena@northwind.example"), ("iPhone guest", "")]:
            event = webhooks.participant_event(
                "meeting.participant_joined", self.meeting, by_name[name], at=NOW
            )
            person = event["payload"]["object"]["participant"]
            assert person["email"] == email
            assert person["id"] == ""
            assert person["participant_uuid"] == by_name[name].uuid
            assert "leave_time" not in person

    def test_leaving_carries_html_in_its_reason(self) -> None:
        priya = self.meeting.find_user(self.zoom.users["priya"])
        assert priya is not None
        gone = self.meeting.leave(priya.uuid)
        event = webhooks.participant_event("meeting.participant_left", self.meeting, gone, at=NOW)
        person = event["payload"]["object"]["participant"]
        assert "<br>" in person["leave_reason"]
        assert person["leave_time"] == "2023-11-14T22:13:20Z"
        assert person["email"] == "priya@northstar.example"

    def test_number_and_text_ids(self) -> None:
        started = webhooks.meeting_started(self.meeting, at=NOW)
        ended = webhooks.meeting_ended(self.meeting, at=NOW)
        assert started["payload"]["object"]["id"] == 84512345678
        assert ended["payload"]["object"]["id"] == "84512345678"
        assert ended["payload"]["object"]["end_time"] == "2023-11-14T22:13:20Z"

    def test_the_app_hears_only_of_meetings_of_hosts_who_authorised_it(self) -> None:
        heard: list[Any] = []
        self.meeting.listeners.append(lambda change: heard.append(self.zoom.webhook_of(change)))
        self.meeting.join_user(self.zoom.users["mei"])
        self.zoom.grants.consent(self.meeting.host)
        stay = self.meeting.join_user(self.zoom.users["omar"])
        self.meeting.set_role(stay.uuid, "coHost")
        self.meeting.leave(stay.uuid)
        self.meeting.end()
        self.meeting.start()
        assert [one and one["event"] for one in heard] == [
            None,
            "meeting.participant_joined",
            None,
            "meeting.participant_left",
            "meeting.ended",
            "meeting.started",
        ]

    @pytest.mark.parametrize("brought", [False, True])
    def test_whether_attendees_bring_events_is_a_switch(self, *, brought: bool) -> None:
        zoom = Zoom(now=lambda: NOW, settings=ZoomSettings(attendees_bring_events=brought))
        heard: list[Any] = []
        zoom.meeting.listeners.append(lambda change: heard.append(zoom.webhook_of(change)))
        zoom.grants.consent(zoom.users["mei"])
        zoom.meeting.join_user(zoom.users["omar"])
        zoom.meeting.join_user(zoom.users["mei"])
        assert [one is not None for one in heard] == [False, brought]

    @pytest.mark.parametrize("told", [False, True])
    def test_whether_a_removal_is_told_is_a_switch(self, *, told: bool) -> None:
        zoom = Zoom(now=lambda: NOW, settings=ZoomSettings(removal_is_told=told))
        heard: list[Any] = []
        zoom.removal_listeners.append(heard.append)
        zoom.grants.consent(zoom.users["jonas"])
        zoom.remove_app(zoom.users["jonas"])
        assert [one["event"] for one in heard] == ["app_deauthorized"] * told

    def test_removing_the_app_names_user_and_client(self) -> None:
        payload = self.zoom.remove_app(self.zoom.users["jonas"])["payload"]
        assert payload["client_id"] == "zoom_client_sandbox"
        assert payload["user_id"] == "JWeBer0aSx2kQpT7vN3hYw"
        assert payload["deauthorization_time"] == "2023-11-14T22:13:20.000Z"

    def test_url_validation(self) -> None:
        assert webhooks.url_validation("qgg8vlvZRS6UYooatFL8Aw", at=NOW)["payload"] == {
            "plainToken": "qgg8vlvZRS6UYooatFL8Aw"
        }


@pytest.mark.enable_socket
class TestDelivery:
    """`deliver` to an endpoint on loopback that answers once."""

    @pytest.fixture
    def endpoint(self) -> Iterator[Callable[[int], tuple[str, list[tuple[bytes, Any]]]]]:
        servers: list[HTTPServer] = []

        def listen(status: int) -> tuple[str, list[tuple[bytes, Any]]]:
            seen: list[tuple[bytes, Any]] = []

            class Answer(BaseHTTPRequestHandler):
                def do_POST(self) -> None:
                    length = int(self.headers["content-length"])
                    seen.append((self.rfile.read(length), self.headers))
                    self.send_response(status)
                    self.send_header("Location", "/elsewhere")
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"ok")

                def log_message(self, format: str, *args: object) -> None:
                    """Say nothing."""

            server = HTTPServer(("127.0.0.1", 0), Answer)
            threading.Thread(target=server.handle_request).start()
            servers.append(server)
            return f"http://127.0.0.1:{server.server_port}/zoom/events", seen

        yield listen
        for server in servers:
            server.server_close()

    @pytest.mark.parametrize(
        ("status", "retry"), [(200, None), (302, None), (401, None), (500, 1200)]
    )
    def test_one_signed_attempt(
        self, endpoint: Callable[[int], tuple[str, list[Any]]], status: int, retry: int | None
    ) -> None:
        url, seen = endpoint(status)
        outcome = webhooks.deliver(
            url, {"event": "ë"}, secret=SIGNING, at=NOW, request_id="r-1", attempt=1, host="app"
        )
        assert outcome == webhooks.Delivery(status, b"ok", retry)
        [(body, headers)] = seen
        assert body == '{"event":"ë"}'.encode()
        assert headers["host"] == "app"
        assert headers["x-zm-request-timestamp"] == "1700000000"
        assert headers["x-zm-signature"] == webhooks.sign(
            body, timestamp="1700000000", secret=SIGNING
        )

    def test_nobody_answers(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as mute:
            url = f"http://127.0.0.1:{mute.getsockname()[1]}/"
            outcome = webhooks.deliver(
                url, {}, secret=SIGNING, at=NOW, request_id="r-1", timeout_s=0.05
            )
        assert outcome == webhooks.Delivery(-1, b"", 300)

    def test_nobody_listens(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            outcome = webhooks.deliver(url, {}, secret=SIGNING, at=NOW, request_id="r-1")
        assert outcome == webhooks.Delivery(-2, b"", 300)


def test_settings_allow_lists() -> None:
    settings = ZoomSettings(public_base_url="http://app.localhost:8400/")
    assert settings.home_url == "http://app.localhost:8400/app"
    assert settings.redirect_uris() == (
        "http://app.localhost:8400/oauth/zoom/callback",
        "http://app.localhost:8400/app",
    )
    assert settings.may_open("http://app.localhost:8400/oauth/go/x")
    assert settings.may_open("https://northstar.gainsightcloud.com/v1/ui/customersuccess360")
    assert settings.may_open("http://northstar.gainsightcloud.com.localhost:8400/x")
    assert not settings.may_open("https://evil.example/")
    assert not settings.may_open("https://northstar.gainsightcloud.com.evil.example/")
    assert not settings.may_open("javascript:alert(1)")
