"""One port for all parties, the control page, and the local servers themselves."""

import http.client
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from sandbox.control import Control
from sandbox.faults import FaultMiddleware, Faults
from sandbox.forwarding import ForwardedApi
from sandbox.listener import Listener, PortTaken
from sandbox.world import World
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response


class Named:
    """A party that says its name."""

    def __init__(self, name: str, *hosts: str) -> None:
        self.name = name
        self.hosts = hosts
        self.faults = Faults()
        self.resets = 0
        self._app = FaultMiddleware(self._answer, self.faults)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        return self._app(environ, start_response)

    def reset(self) -> None:
        self.resets += 1

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        response = Response(f"{self.name} {request.full_path} {request.get_data(as_text=True)}")
        response.headers.add("Set-Cookie", "a=1")
        response.headers.add("Set-Cookie", "b=2")
        return response(environ, start_response)


@pytest.fixture
def parties() -> dict[str, Named]:
    return {"zoom": Named("zoom", "zoom.us", "marketplace.zoom.us"), "app": Named("app", "app")}


@pytest.fixture
def world(parties: dict[str, Named]) -> World:
    world = World(parties, front="http://app.zoom.us.localhost:8400/", now=lambda: 5.0)
    world.add("control", "control", Control(world, reset=world.reset))
    return world


def at(world: World, host: str) -> Client:
    """A client that speaks to one host."""
    client = Client(world, use_cookies=False)
    client_open = client.open
    client.open = lambda *args, **kwargs: client_open(  # type: ignore[method-assign]
        *args, **{"base_url": f"http://{host}", **kwargs}
    )
    return client


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("zoom.us", "zoom"),
        ("marketplace.zoom.us", "zoom"),
        ("ZOOM.us.localhost:8400", "zoom"),
        ("app.localhost:8400", "app"),
    ],
)
def test_the_host_names_the_party(world: World, host: str, name: str) -> None:
    assert at(world, host).get("/x?y=1").get_data(as_text=True).startswith(f"{name} /x?y=1")


def test_an_unknown_host_is_told_who_is_there(world: World) -> None:
    response = at(world, "example.org").get("/")
    assert response.status_code == 421
    assert "marketplace.zoom.us" in response.get_data(as_text=True)


def test_the_bare_machine_leads_to_the_front(world: World) -> None:
    response = at(world, "127.0.0.1:8400").get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "http://app.zoom.us.localhost:8400/"


def test_two_parties_cannot_have_one_host() -> None:
    with pytest.raises(ValueError, match=r"both claim zoom\.us"):
        World({"one": Named("one", "zoom.us"), "two": Named("two", "zoom.us")}, front="http://x/")


def test_requests_are_counted_without_their_query(world: World) -> None:
    at(world, "zoom.us").get("/oauth/token?code=secret")
    at(world, "app").get("/a")
    assert world.counts() == {"zoom": 1, "app": 1}
    control = at(world, "control")
    assert [(s["party"], s["path"], s["status"]) for s in control.get("/requests").get_json()] == [
        ("zoom", "/oauth/token", 200),
        ("app", "/a", 200),
    ]
    assert "secret" not in control.get("/requests").get_data(as_text=True)


def test_control_tells_a_party_to_fail_and_clears_it(
    world: World, parties: dict[str, Named]
) -> None:
    control = at(world, "control.localhost:8400")
    answer = control.post(
        "/faults", json={"party": "zoom", "kind": "rate_limited", "path": "/a", "times": 2}
    )
    assert answer.get_json()["zoom"]["faults"][0]["kind"] == "rate_limited"
    assert at(world, "zoom.us").get("/a").status_code == 429
    assert at(world, "zoom.us").get("/b").status_code == 200
    assert parties["zoom"].faults.pending()[0]["times"] == 1
    assert control.delete("/faults?party=app").get_json()["zoom"]["faults"] != []
    assert control.delete("/faults").get_json()["zoom"]["faults"] == []


def test_controls_page_has_forms_that_work(world: World, parties: dict[str, Named]) -> None:
    control = at(world, "control")
    response = control.post(
        "/faults",
        data={
            "party": "app",
            "kind": "slow",
            "path": "",
            "times": "always",
            "delay_s": "0.5",
            "retry_after": "",
        },
    )
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    (fault,) = parties["app"].faults.pending()
    assert (fault["times"], fault["delay_s"], fault["retry_after"]) == (None, 0.5, None)
    page = control.get("/").get_data(as_text=True)
    assert "slow" in page
    assert "marketplace.zoom.us" in page
    assert control.post("/reset", data={"x": "1"}).status_code == 303
    assert parties["app"].resets == 1
    assert parties["app"].faults.pending() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"party": "nobody", "kind": "slow"}, 404),
        ({"party": "zoom", "kind": "explode"}, 422),
        ({"party": "zoom", "kind": "slow", "colour": "red"}, 422),
        ({"party": "zoom", "kind": "slow", "times": 0}, 422),
        (["slow"], 422),
    ],
)
def test_control_says_what_it_does_not_understand(world: World, body: object, status: int) -> None:
    response = at(world, "control").post("/faults", json=body)
    assert response.status_code == status
    assert response.get_json()["error"]


def test_control_has_no_other_page(world: World) -> None:
    assert at(world, "control").get("/nothing").status_code == 404


def test_a_listener_serves_and_stops(world: World) -> None:
    listener = Listener(world, port=0)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
        connection.request("GET", "/a%2Fb", headers={"Host": "app", "Connection": "close"})
        assert connection.getresponse().read() == b"app /a/b? "
        connection.close()
        with pytest.raises(PortTaken, match=str(listener.port)):
            Listener(world, port=listener.port)
    finally:
        listener.stop()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5).connect()


def test_the_api_can_be_another_server(parties: dict[str, Named]) -> None:
    behind = Listener(parties["app"], port=0)
    api = ForwardedApi(f"http://127.0.0.1:{behind.port}")
    try:
        response = Client(api, use_cookies=False).post("/x?y=1", data="hello")
        assert response.get_data(as_text=True) == "app /x?y=1 hello"
        assert response.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    finally:
        behind.stop()
    assert api.hosts == ("app",)
    api.reset()
