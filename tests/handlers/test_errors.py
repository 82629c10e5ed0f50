"""What goes wrong is always told in our own shape."""

import pytest
from tests.conftest import Logged
from tests.harness import Bench, load_event

JSON_EVENTS = ["login_routing/read-session", "c360_fetch/search", "c360_fetch/record"]


@pytest.mark.parametrize("name", JSON_EVENTS)
def test_a_bug_is_counted_and_told_without_its_insides(
    bench: Bench, logged: Logged, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    bench.broken = KeyError("insides")
    answer = bench.call(name, bearer="a.b")

    assert answer.status == 500
    assert answer.error == {
        "code": "internal",
        "message": "Something went wrong on our side. Please try again.",
        "retryable": False,
        "request_id": answer.error["request_id"],
    }
    assert "insides" not in answer.body
    assert "Traceback" not in answer.body
    (line,) = [e for e in logged.entries if e["message"] == "bug"]
    assert line["level"] == "ERROR"
    assert line["failure"] == "KeyError"
    assert line["request_id"] == answer.error["request_id"]
    assert '"Bugs":[1.0]' in capsys.readouterr().out


def test_a_line_names_the_tenant_that_was_asked_for(bench: Bench, logged: Logged) -> None:
    where = {"kind": "company", "id": "x"}
    bench.call("c360_fetch/record", bearer="a.b", path={**where, "tenant": "northstar"})
    bench.call("c360_fetch/search", bearer="a.b")
    lines = [e for e in logged.entries if e["message"] == "refused"]
    assert [line.get("tenant") for line in lines] == ["northstar", None]


@pytest.mark.parametrize(
    ("folder", "route"),
    [
        ("login_routing/read-session", "GET /nothing"),
        ("login_routing/read-session", "PUT /session"),
        ("login_routing/read-session", "GET /session/"),
        ("c360_fetch/search", "GET /search/more"),
        ("c360_fetch/search", "POST /search"),
        ("c360_fetch/record", "GET /c360/northstar/company"),
        ("c360_fetch/record", "GET /c360/northstar/company/1P02/more"),
        ("pane/asset", "GET /assets"),
        ("oauth_callback/zoom-authorize", "GET /oauth/zoom/authorize"),
    ],
)
def test_an_unknown_route_is_not_found(bench: Bench, folder: str, route: str) -> None:
    answer = bench.call(folder, route=route)
    assert (answer.status, answer.code) == (404, "not_found")
    assert answer.error["request_id"]


def test_every_error_says_whether_trying_again_helps(bench: Bench) -> None:
    answer = bench.call("login_routing/read-session")
    assert answer.error["retryable"] is True
    assert bench.search(bench.signed_in(), "x").error["retryable"] is False


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=a", "q=%20a%20", "q=" + "a" * 101, "q=acme&kind=person", "q=acme&kind="],
)
def test_a_malformed_query_names_the_field(bench: Bench, query: str) -> None:
    answer = bench.call("c360_fetch/search", bearer=bench.signed_in(), query=query)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert set(answer.error["fields"]) == {"kind" if "kind" in query else "q"}


@pytest.mark.parametrize("padding", ["%20", "+"])
def test_white_space_around_a_query_does_not_count(bench: Bench, padding: str) -> None:
    longest = "q=" + padding + "a" * 100 + padding
    assert bench.call("c360_fetch/search", bearer=bench.signed_in(), query=longest).status == 200


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ({"tenant": "UPPER"}, "tenant"),
        ({"tenant": "x" * 41}, "tenant"),
        ({"kind": "person"}, "kind"),
        ({"kind": "Company"}, "kind"),
        ({"id": "x" * 65}, "gsid"),
        ({"id": "1P02;DROP"}, "gsid"),
        ({"id": "a.b"}, "gsid"),
    ],
)
def test_a_malformed_path_names_the_part(bench: Bench, path: dict[str, str], field: str) -> None:
    answer = bench.call("c360_fetch/record", bearer=bench.signed_in(), path=path)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert set(answer.error["fields"]) == {field}


def test_an_unknown_section_is_named(bench: Bench) -> None:
    bearer = bench.signed_in()
    answer = bench.record(bearer, query="sections=everything")
    assert answer.status == 422
    assert set(answer.error["fields"]) == {"sections"}


def test_an_event_without_headers_is_no_bug(bench: Bench, logged: Logged) -> None:
    event = load_event("login_routing/read-session")
    event["headers"] = {}
    answer = bench.invoke("login_routing", event)
    assert answer.code == "session_expired"
    assert logged.levels("bug") == []


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        " Multipart/Form-Data; boundary=",
    ],
)
def test_a_body_of_another_kind_is_refused(bench: Bench, logged: Logged, kind: str) -> None:
    answer = bench.call(
        "login_routing/create-session", raw_body="--x\r\nbroken", headers={"content-type": kind}
    )
    assert (answer.status, answer.code) == (415, "media_type_refused")
    assert logged.levels("bug") == []


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\UD83D"', '{"a": ["\\udc00\\ud800"]}', '"\\ud'])
def test_half_a_character_is_malformed(bench: Bench, logged: Logged, text: str) -> None:
    body = f'{{"subject": {text}}}'
    answer = bench.call("timeline_write/begin-draft", bearer=bench.signed_in(), raw_body=body)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert set(answer.error["fields"]) == {"body"}
    assert logged.levels("bug") == []


def test_a_tenant_that_lets_in_listed_addresses_only_says_whom_to_ask(bench: Bench) -> None:
    bearer = bench.signed_in()
    refused = {"result": False, "errorCode": "GS_APIG_2402", "errorDesc": "IP Address 203.0.113.9"}
    bench.instead("/v1/data/objects/query/Company", refused, status=401)
    error = bench.record(bearer).json["sections"]["summary"]["error"]
    assert error["code"] == "address_refused"
    assert error["message"].endswith("Ask your Gainsight admin to add it.")
    assert "203.0.113.9" not in str(error)
