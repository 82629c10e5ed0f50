"""The way out over HTTP: what is retried, for how long, and what is never followed."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st
from tests.doubles import START, Canned, FakeClock, InProcess, Sent
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.util.connection import create_connection

from gainsight_zoom.clock import Deadline
from gainsight_zoom.config import SandboxSettings
from gainsight_zoom.errors import (
    UpstreamBusy,
    UpstreamError,
    UpstreamUnavailable,
    UpstreamUncertain,
)
from gainsight_zoom.outbound import Answer, Outbound, OutboundRequest

URL = "https://northstar.gainsightcloud.com/v1/x"
HOST = "northstar.gainsightcloud.com/v1/x"
LATER = datetime.fromtimestamp(START + 90, UTC)
SANDBOX = SandboxSettings(
    connect="http://127.0.0.1:8400", browser="http://{host}.localhost:8400", aws=""
)


class Line:
    """An outbound with a line that answers what it is told to."""

    def __init__(self, sandbox: SandboxSettings | None = None) -> None:
        self.clock = FakeClock()
        self.sent: list[Sent] = []
        self.transport = InProcess(lambda _: None, self.clock, self._note)
        self.outbound = Outbound(
            clock=self.clock, sandbox=sandbox, adapter=self.transport, jitter=lambda: 0.5
        )
        self.answers: list[Canned | requests.RequestException] = []
        self.takes_s = 0.0
        self.left_s: list[float] = []
        self.ends_at = 0.0

    def send(self, *, idempotent: bool = True, seconds: float = 10.0, url: str = URL) -> Answer:
        self.ends_at = self.clock.monotonic() + seconds
        request = OutboundRequest("POST", url, body={"a": 1}, idempotent=idempotent)
        return self.outbound.send(request, Deadline.after(self.clock, seconds))

    def _note(self, sent: Sent) -> None:
        self.sent.append(sent)
        self.left_s.append(self.ends_at - self.clock.monotonic())
        self.clock.advance(self.takes_s)
        self.transport.instead[sent.host + sent.path] = (
            self.answers.pop(0) if self.answers else Canned()
        )


@pytest.fixture
def line() -> Line:
    return Line()


def failed(status: int, **headers: str) -> Canned:
    return Canned(status, b"{}", {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 409, 422, 429])
def test_an_answer_below_500_is_an_answer(line: Line, status: int) -> None:
    line.answers = [failed(status)]
    assert line.send().status == status
    assert len(line.sent) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_is_tried_three_times_with_growing_pauses(line: Line, status: int) -> None:
    line.answers = [failed(status)] * 9
    with pytest.raises(UpstreamUnavailable):
        line.send()
    assert len(line.sent) == 3
    first, second = line.clock.slept
    assert 0.2 <= first < second


@pytest.mark.parametrize("outcome", [failed(503), requests.ConnectionError("x")], ids=repr)
def test_what_is_not_idempotent_is_never_repeated(
    line: Line, outcome: Canned | requests.RequestException
) -> None:
    line.answers = [outcome]
    with pytest.raises(UpstreamUnavailable):
        line.send(idempotent=False)
    assert len(line.sent) == 1


def test_nor_is_it_when_told_to_wait(line: Line) -> None:
    line.answers = [failed(429, Retry_After="1")]
    assert line.send(idempotent=False).status == 429
    assert len(line.sent) == 1


def test_a_busy_server_is_asked_again_only_when_it_says_when(line: Line) -> None:
    line.answers = [failed(429, Retry_After="2")]
    assert line.send().status == 200
    assert line.clock.slept == [2.0]

    line.answers, line.sent = [failed(429)], []
    assert line.send().status == 429
    assert len(line.sent) == 1


def test_what_cannot_be_paid_for_again_leaves_the_answer_that_there_is(line: Line) -> None:
    paid: list[str] = []

    def toll() -> None:
        if paid:
            raise UpstreamBusy("budget")
        paid.append("once")

    request = OutboundRequest("POST", URL, body={}, idempotent=True)
    line.answers = [failed(503)] * 2
    with pytest.raises(UpstreamUnavailable) as caught:
        line.outbound.send(request, Deadline.after(line.clock, 10), toll=toll)
    assert caught.value.code == "upstream_unavailable"
    assert len(line.sent) == 1
    with pytest.raises(UpstreamBusy):
        line.outbound.send(request, Deadline.after(line.clock, 10), toll=toll)


def test_a_wait_beyond_the_deadline_is_not_waited(line: Line) -> None:
    line.answers = [failed(503, Retry_After="30")]
    with pytest.raises(UpstreamUnavailable):
        line.send(seconds=10)
    assert line.clock.slept == []


def test_a_connection_that_broke_may_have_been_heard(line: Line) -> None:
    line.answers = [requests.ReadTimeout("slow")]
    with pytest.raises(UpstreamUncertain):
        line.send(idempotent=False)


def test_a_connection_that_never_was_was_not_heard(line: Line) -> None:
    refused = NewConnectionError(create_connection, "refused")  # type: ignore[arg-type]
    nobody = requests.ConnectionError(MaxRetryError(None, "/", refused))  # type: ignore[arg-type]
    for never in (requests.ConnectTimeout("x"), requests.exceptions.SSLError("x"), nobody):
        line.answers = [never]
        with pytest.raises(UpstreamUnavailable) as caught:
            line.send(idempotent=False)
        assert not isinstance(caught.value, UpstreamUncertain)


def test_a_gateway_that_gave_up_may_have_been_heard(line: Line) -> None:
    line.answers = [failed(504)]
    with pytest.raises(UpstreamUncertain):
        line.send(idempotent=False)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(line: Line, status: int) -> None:
    line.answers = [failed(status, Location="https://elsewhere.example/")]
    with pytest.raises(UpstreamError):
        line.send()
    assert len(line.sent) == 1


def test_only_https_goes_out(line: Line) -> None:
    for url in ("http://northstar.gainsightcloud.com/", "ftp://x/", "//x/", ""):
        with pytest.raises(UpstreamError):
            line.send(url=url)
    assert line.sent == []


@given(seconds=st.floats(0.0, 60.0), takes=st.floats(0.0, 10.0))
def test_time_outs_fit_into_what_is_left(seconds: float, takes: float) -> None:
    line = Line()
    line.takes_s = takes
    line.answers = [requests.ConnectionError("x")] * 3
    with pytest.raises(UpstreamUnavailable):
        line.send(seconds=seconds)
    for sent, left_s in zip(line.sent, line.left_s, strict=True):
        assert sum(sent.timeout_s) <= left_s + 1e-9
        assert min(sent.timeout_s) > 0


def test_an_answer_too_large_to_be_true_is_refused(line: Line) -> None:
    line.answers = [Canned(200, b"x" * 20_000_001)]
    with pytest.raises(UpstreamError):
        line.send()


def test_cookies_and_surroundings_are_left_out(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    line.answers = [failed(200, Set_Cookie="a=b; Path=/"), failed(200)]
    line.send()
    line.send()
    assert "Cookie" not in line.sent[1].headers
    assert line.sent[1].headers["Accept"] == "application/json"


def test_in_the_sandbox_the_logical_host_travels_along() -> None:
    line = Line(SANDBOX)
    line.send(
        url="https://northstar.gainsightcloud.com/v1/x?y=https://northstar.gainsightcloud.com"
    )
    (sent,) = line.sent
    assert sent.host == "northstar.gainsightcloud.com"
    assert line.outbound.browser_url(URL) == (
        "http://northstar.gainsightcloud.com.localhost:8400/v1/x"
    )


def test_deployed_a_link_is_what_it_is(line: Line) -> None:
    assert line.outbound.browser_url(URL) == URL


class TestRetryAfter:
    def read(self, text: str, now: float = START) -> int | None:
        return Answer(429, {"Retry-After": text}, b"").retry_after_s(now)

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("30", 30),
            (" 30 ", 30),
            ("0", 0),
            (format_datetime(LATER, usegmt=True), 90),
            (LATER.isoformat(), 90),
            (LATER.strftime("%Y-%m-%dT%H:%M:%SZ"), 90),
            (LATER.replace(tzinfo=None).isoformat(), 90),
            (datetime.fromtimestamp(START - 90, UTC).isoformat(), 0),
            ("", None),
            ("soon", None),
            ("-5", None),
            ("9" * 5000, None),
        ],
    )
    def test_every_form_is_read(self, text: str, seconds: int | None) -> None:
        assert self.read(text) == seconds

    def test_without_the_header_nothing_is_told(self) -> None:
        assert Answer(429, {}, b"").retry_after_s(START) is None

    @given(st.text(st.characters(max_codepoint=255), max_size=60))
    @example("²")
    @example("1e9")
    @example("Mon, 99 Jan 99999999 99:99:99 GMT")
    @example("0001-01-01T00:00:00+14:00")
    @example("31 Dec 9999 23:59:59 -2359")
    def test_no_header_breaks_anything(self, text: str) -> None:
        told = self.read(text)
        assert told is None or told >= 0

    @given(st.integers(0, 10**9 - 1))
    def test_seconds_are_seconds(self, seconds: int) -> None:
        assert self.read(str(seconds)) == seconds


@given(st.binary(max_size=50))
@example(b"[" * 100_000)
@example(b"\xff\xfe")
def test_a_body_that_is_not_json_is_one_of_our_errors(body: bytes) -> None:
    answer = Answer(200, {}, body + b" no json")
    with pytest.raises(UpstreamError, match="answer_not_json"):
        answer.json()


class TestDeadline:
    def test_an_invocation_keeps_time_for_its_answer(self) -> None:
        clock = FakeClock()
        assert Deadline.of_invocation(clock, 10_000).remaining() == pytest.approx(9.3)
        assert Deadline.of_invocation(clock, 100).remaining() == 0
        assert Deadline.of_invocation(clock, -5).remaining() == 0

    @given(st.floats(0, 1000), st.floats(0, 2000))
    def test_it_runs_out_and_stays_so(self, seconds: float, passed: float) -> None:
        clock = FakeClock()
        deadline = Deadline.after(clock, seconds)
        clock.advance(passed)
        assert deadline.remaining() == pytest.approx(max(seconds - passed, 0), abs=1e-6)
