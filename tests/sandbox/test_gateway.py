"""The gateway in front of small functions: requests become events, answers become responses."""

import base64
import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sandbox.faults import Fault
from sandbox.gateway import Gateway
from sandbox.lambdas import TimedOut
from sandbox.template import Route
from werkzeug.test import Client, TestResponse

ROUTES = (
    Route("GET", "/things/{id}", "Things"),
    Route("GET", "/things/special", "Special"),
    Route("POST", "/things", "Things"),
    Route("DELETE", "/things/{id}/parts/{part}", "Things"),
)


class Recorder:
    """Answers every function with what it was told, and keeps the events."""

    def __init__(self, answer: Callable[[Mapping[str, Any]], object]) -> None:
        self.answer = answer
        self.events: list[Mapping[str, Any]] = []
        self.functions: list[str] = []

    def invoke(self, function: str, event: Mapping[str, Any]) -> object:
        self.functions.append(function)
        self.events.append(event)
        return self.answer(event)


def ask(
    method: str = "GET", path: str = "/things/1", *, answer: object = None, **request: Any
) -> tuple[TestResponse, Recorder]:
    recorder = Recorder(lambda _: {"statusCode": 204} if answer is None else answer)
    gateway = Gateway(ROUTES, recorder, token=lambda: "request-1", now=lambda: 1_795_338_000.5)
    client = Client(gateway, use_cookies=False)
    return client.open(
        path, method=method, base_url="http://app.localhost:8400", **request
    ), recorder


def test_an_event_has_the_shape_of_payload_2_0() -> None:
    _, recorder = ask(
        path="/things/a%20b?tag=x&tag=y%2Cz&empty=",
        headers={"X-Zoom-App-Context": "abc"},
    )
    (event,) = recorder.events
    assert event["version"] == "2.0"
    assert event["routeKey"] == "GET /things/{id}"
    assert event["rawPath"] == "/things/a b"
    assert event["rawQueryString"] == "tag=x&tag=y%2Cz&empty="
    assert event["queryStringParameters"] == {"tag": "x,y,z", "empty": ""}
    assert event["pathParameters"] == {"id": "a b"}
    assert event["headers"]["x-zoom-app-context"] == "abc"
    assert event["headers"]["host"] == "app.localhost:8400"
    assert event["isBase64Encoded"] is False
    assert not event.keys() & {"body", "cookies"}
    context = event["requestContext"]
    assert context["http"]["method"] == "GET"
    assert context["http"]["path"] == "/things/a b"
    assert context["stage"] == "$default"
    assert context["requestId"] == "request-1"
    assert context["timeEpoch"] == 1_795_338_000_500
    assert context["time"] == "22/Nov/2026:09:00:00 +0000"


def test_cookies_are_a_list_and_no_header() -> None:
    _, recorder = ask(headers={"Cookie": "a=1; b=x=y"})
    assert recorder.events[0]["cookies"] == ["a=1", "b=x=y"]
    assert "cookie" not in recorder.events[0]["headers"]


@pytest.mark.parametrize(
    ("content_type", "encoded"),
    [
        ("application/json", False),
        ("application/json; charset=utf-8", False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", True),
        ("application/octet-stream", True),
    ],
)
def test_only_text_arrives_as_text(content_type: str, encoded: bool) -> None:
    _, recorder = ask("POST", "/things", data=b'{"n": "\xc3\xb8"}', content_type=content_type)
    (event,) = recorder.events
    assert event["isBase64Encoded"] is encoded
    body = base64.b64decode(event["body"]).decode() if encoded else event["body"]
    assert body == '{"n": "ø"}'


def test_a_literal_path_wins_over_a_variable() -> None:
    assert ask(path="/things/special")[1].functions == ["Special"]
    assert ask(path="/things/other")[1].functions == ["Things"]


def test_an_encoded_slash_stays_in_its_segment() -> None:
    _, recorder = ask("DELETE", "/things/a%2Fb/parts/c")
    assert recorder.events[0]["pathParameters"] == {"id": "a/b", "part": "c"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/things"),
        ("PUT", "/things/1"),
        ("GET", "/things/1/"),
        ("GET", "/things/"),
    ],
)
def test_what_no_route_names_is_not_found_by_the_gateway_itself(method: str, path: str) -> None:
    response, recorder = ask(method, path)
    assert response.status_code == 404
    assert response.get_data(as_text=True) == '{"message":"Not Found"}'
    assert recorder.events == []


def test_an_answer_becomes_a_response() -> None:
    response, _ = ask(
        answer={
            "statusCode": 303,
            "headers": {
                "Location": "/elsewhere",
                "Content-Type": "text/html",
                "Content-Length": "9",
            },
            "cookies": ["a=1; Path=/; HttpOnly", "b=2; Secure"],
            "body": "hé",
        }
    )
    assert response.status_code == 303
    assert response.headers["Location"] == "/elsewhere"
    assert response.headers["Content-Type"] == "text/html"
    assert response.headers.getlist("Set-Cookie") == ["a=1; Path=/; HttpOnly", "b=2; Secure"]
    assert response.get_data() == "hé".encode()


def test_a_base64_body_is_decoded() -> None:
    response, _ = ask(
        answer={
            "statusCode": 200,
            "headers": {"content-type": "font/woff2"},
            "body": base64.b64encode(b"\x00\xff").decode(),
            "isBase64Encoded": True,
        }
    )
    assert response.get_data() == b"\x00\xff"


def test_an_answer_without_a_status_is_json() -> None:
    response, _ = ask(answer={"hello": 1})
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.get_json() == {"hello": 1}


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": 200, "body": "!", "isBase64Encoded": True},
        {"statusCode": 200, "body": object()},
        {"statusCode": 200, "body": "x" * (6 * 1024 * 1024)},
    ],
)
def test_an_answer_that_cannot_be_sent_is_an_internal_error(
    answer: object, capsys: pytest.CaptureFixture[str]
) -> None:
    response, _ = ask(answer=answer)
    assert response.status_code == 500
    assert response.get_json() == {"message": "Internal Server Error"}
    assert "Things" in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyError("x"), TimedOut("Things")])
def test_whatever_a_handler_raises_looks_the_same(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Mapping[str, Any]) -> object:
        raise error

    gateway = Gateway(ROUTES, Recorder(fail), token=lambda: "r")
    response = Client(gateway).get("/things/1")
    assert response.status_code == 500
    assert response.get_data(as_text=True) == '{"message":"Internal Server Error"}'
    assert capsys.readouterr().err


def test_a_body_larger_than_lambda_takes_is_refused() -> None:
    response, recorder = ask(
        "POST", "/things", data=b"x" * (6 * 1024 * 1024), content_type="application/octet-stream"
    )
    assert response.status_code == 413
    assert response.get_json() == {"message": "Request Entity Too Large"}
    assert recorder.events == []


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        (Fault(kind="rate_limited"), 429, "Too Many Requests"),
        (Fault(kind="unavailable"), 503, "Service Unavailable"),
        (Fault(kind="server_error"), 500, "Internal Server Error"),
    ],
)
def test_the_gateways_own_faults_look_like_api_gateways(
    fault: Fault, status: int, message: str
) -> None:
    gateway = Gateway(ROUTES, Recorder(lambda _: {"statusCode": 204}), token=lambda: "r")
    gateway.faults.add(fault)
    client = Client(gateway)
    response = client.get("/things/1")
    assert (response.status_code, response.get_json()) == (status, {"message": message})
    assert client.get("/things/1").status_code == 204
    gateway.faults.add(Fault(kind="html_200", times=None))
    assert client.get("/things/1").mimetype == "text/html"
    gateway.reset()
    assert client.get("/things/1").status_code == 204


def test_forty_at_once_each_get_their_own_answer() -> None:
    gateway = Gateway(
        ROUTES,
        Recorder(lambda event: {"statusCode": 200, "body": event["pathParameters"]["id"]}),
        token=lambda: "r",
    )
    answers: dict[int, str] = {}

    def one(number: int) -> None:
        answers[number] = Client(gateway).get(f"/things/{number}").get_data(as_text=True)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: str(n) for n in range(40)}
