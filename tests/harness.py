"""The product on one bench: real handlers, real clients and stores, the outside world in-process.

Nothing is patched and no socket is opened: AWS is moto's, everybody else is a stand-in reached
through a transport of ``requests``; time and chance are handed in.
"""

import base64
import html
import importlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from sandbox.aws import provision
from sandbox.faults import Dropped
from sandbox.party import Party
from sandbox.seed import seed
from sandbox.template import Names
from sandbox.zoom import Zoom, ZoomSettings, encrypt_context
from sandbox.zoom.people import USERS
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from gainsight_zoom.config import Config
from gainsight_zoom.wiring import Wiring, build, wiring
from sandbox import gainsight, template

ROOT = Path(__file__).resolve().parent.parent
BASE_URL = "https://zoom.northstar.example"
START = 1_795_341_731.0
PRIYA = "KdYKjnimT4KPd8FFgQt9FQ"
JONAS = "JWeBer0aSx2kQpT7vN3hYw"
MEETING = "lGq5tG0xTk2Zo+v5OJmCeA=="
PASSWORD = "gainsight"
TEMPLATE = template.load(ROOT / "template.yaml")
REGISTERED = ZoomSettings(public_base_url=BASE_URL)


class FakeClock:
    """Time that moves only when told, or when somebody waits."""

    def __init__(self, now: float = START) -> None:
        self._now = now
        self._monotonic = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        """Epoch seconds."""
        return self._now

    def monotonic(self) -> float:
        """Seconds of the same time."""
        return self._monotonic

    def sleep(self, seconds: float) -> None:
        """Let the time go by without waiting."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move on."""
        self._now += seconds
        self._monotonic += seconds


class InProcess(BaseAdapter):
    """Carries requests to the party whose host they name, and keeps what was sent.

    A ``slow`` fault longer than the read time-out becomes a time-out at once, on the clock.
    """

    def __init__(self, parties: Mapping[str, Party], clock: FakeClock) -> None:
        super().__init__()
        self._parties = parties
        self._clock = clock
        self.sent: list[tuple[str, str, str]] = []

    def send(self, request: Any, **arguments: Any) -> requests.Response:
        """Answer one request."""
        parts = urlsplit(request.url)
        host = request.headers.get("Host", parts.netloc)
        self.sent.append((request.method, host, parts.path))
        party = self._parties.get(host)
        if party is None:
            raise requests.ConnectionError(f"nobody answers for {host}")
        self._lose_patience(party, request.method, parts.path, arguments["timeout"][1])
        builder = EnvironBuilder(
            path=parts.path,
            query_string=parts.query,
            base_url=f"https://{host}",
            method=request.method,
            headers=dict(request.headers),
            data=request.body or b"",
        )
        try:
            chunks, status, headers = run_wsgi_app(party, builder.get_environ())
        except Dropped:
            raise requests.ConnectionError("dropped") from None
        answer = requests.Response()
        answer.status_code = int(status.partition(" ")[0])
        answer.headers = CaseInsensitiveDict(headers.items())
        answer._content = b"".join(chunks)
        answer.url, answer.request = request.url, request
        return answer

    def close(self) -> None:
        """Nothing to close."""

    def _lose_patience(self, party: Party, method: str, path: str, read_s: float) -> None:
        for pending in party.faults.pending():
            hit = path.startswith(pending["path"]) and pending["method"] in (None, method)
            if hit and pending["kind"] == "slow" and pending["delay_s"] > read_s:
                party.faults.take(method=method, path=path)
                self._clock.advance(read_s)
                raise requests.ReadTimeout("slow")


@dataclass(frozen=True)
class LambdaContext:
    """What a handler is told about its invocation."""

    clock: FakeClock
    ends_at: float
    aws_request_id: str = field(default_factory=lambda: secrets.token_hex(8))
    function_name: str = "function"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:function"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds left."""
        return int((self.ends_at - self.clock.monotonic()) * 1000)


@dataclass(frozen=True)
class Answer:
    """What a function answered."""

    status: int
    headers: Mapping[str, str]
    body: str
    cookies: tuple[str, ...]

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of our error body."""
        return str(self.json["error"]["code"])


def load_event(name: str) -> dict[str, Any]:
    """Load ``events/<name>.json``."""
    event: dict[str, Any] = json.loads((ROOT / "events" / f"{name}.json").read_text())
    return event


def handler_module(folder: str) -> ModuleType:
    """Import a function's ``app`` module."""
    return importlib.import_module(f"{folder}.app")


class Bench:
    """One deployment with its outside world, for one test."""

    def __init__(self, environment: Mapping[str, str], parties: dict[str, Party]) -> None:
        self.environment = dict(environment)
        self.clock = FakeClock()
        self.tokens: list[str] = []
        self.zoom = Zoom(now=self.clock.now, token=self.token, settings=REGISTERED)
        self.gainsight = gainsight.tenants(
            now=self.clock.now,
            token=self.token,
            redirect_uris=(f"{BASE_URL}/oauth/gainsight/callback",),
        )
        everyone: list[Party] = [self.zoom.oauth, self.zoom.api, *self.gainsight.values()]
        self.parties = {host: party for party in everyone for host in party.hosts} | parties
        self.transport = InProcess(self.parties, self.clock)
        self.wired: Wiring = build(
            Config.from_env(environment),
            clock=self.clock,
            token=self.token,
            adapter=self.transport,
        )

    def token(self) -> str:
        """Make a random token and remember it, so that logs can be searched for it."""
        made = secrets.token_urlsafe(32)
        self.tokens.append(made)
        return made

    def call(
        self,
        name: str,
        *,
        bearer: str | None = None,
        body: Any = None,
        raw_body: str | None = None,
        query: str | None = None,
        path: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: list[str] | None = None,
        form: str | None = None,
        seconds: float = 10.0,
    ) -> Answer:
        """Call the function of an event in ``events/``, with parts of it replaced."""
        folder, _, _ = name.partition("/")
        event = load_event(name)
        _replace(event, bearer=bearer, query=query, path=path, headers=headers, cookies=cookies)
        _replace_body(event, body=body, raw_body=raw_body, form=form)
        return self.invoke(folder, event, seconds=seconds)

    def invoke(self, folder: str, event: dict[str, Any], *, seconds: float = 10.0) -> Answer:
        """Run a real ``lambda_handler`` on an event."""
        module = handler_module(folder)
        module.app.dependency_overrides[wiring] = lambda: self.wired
        context = LambdaContext(self.clock, self.clock.monotonic() + seconds)
        raw = module.lambda_handler(event, context)
        content = raw.get("body") or ""
        if raw.get("isBase64Encoded"):
            content = base64.b64decode(content).decode("utf-8", "replace")
        return Answer(
            status=raw["statusCode"],
            headers=CaseInsensitiveDict(raw["headers"]),
            body=content,
            cookies=tuple(raw.get("cookies") or ()),
        )

    def context(self, uid: str | None = PRIYA, **claims: Any) -> str:
        """Make an app context as Zoom would just now."""
        now_ms = int(self.clock.now() * 1000)
        payload: dict[str, Any] = {
            "typ": "meeting",
            "mid": MEETING,
            "aud": REGISTERED.client_id,
            "iss": "marketplace.zoom.us",
            "ts": now_ms,
            "exp": now_ms + 120_000,
            "entitlements": [],
            "attendrole": "host",
        }
        if uid is not None:
            payload["uid"] = uid
        return encrypt_context({**payload, **claims}, client_secret=REGISTERED.client_secret)

    def open_pane(self, uid: str = PRIYA) -> str:
        """Exchange a fresh context and return the bearer."""
        answer = self.call("login_routing/create-session", body={"context": self.context(uid)})
        assert answer.status == 200, answer.body
        return str(answer.json["token"])

    def consent_code(
        self, challenge: str, *, uid: str = PRIYA, uri: str = f"{BASE_URL}/app"
    ) -> str:
        """Let a user say yes in the Zoom client, and return the code of ``onAuthorized``."""
        user = next(u for u in USERS if u.user_id == uid)
        self.zoom.grants.consent(user)
        return self.zoom.grants.issue_code(user, redirect_uri=uri, challenge=challenge)

    def authorize_zoom(self, bearer: str, uid: str = PRIYA) -> Answer:
        """Go through Zoom's in-client consent."""
        asked = self.call("oauth_callback/zoom-authorize", bearer=bearer, body={}).json
        return self.call(
            "oauth_callback/zoom-authorized",
            bearer=bearer,
            body={
                "code": self.consent_code(asked["code_challenge"], uid=uid),
                "state": asked["state"],
                "redirect_uri": f"{BASE_URL}/app",
            },
        )

    def start_sign_in(self, bearer: str, username: str = "priya@northstar.example") -> str:
        """Press "Next" in the pane and return the ticket."""
        answer = self.call(
            "login_routing/start",
            bearer=bearer,
            body={"integration": "gainsight", "username": username},
        )
        assert answer.status == 200, answer.body
        return str(answer.json["go_url"]).rpartition("/")[2]

    def sign_in(self, uid: str = PRIYA, username: str = "priya@northstar.example") -> str:
        """Do everything from opening the pane to "Welcome to Gainsight"; return the bearer."""
        bearer = self.open_pane(uid)
        self.authorize_zoom(bearer, uid)
        browser = SystemBrowser(self)
        welcome = browser.finish(
            browser.log_in(browser.go_on(self.start_sign_in(bearer, username)), username)
        )
        assert welcome.status == 200, welcome.body
        return bearer


class SystemBrowser:
    """A browser outside the Zoom client: its own cookies, one per test person."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.cookies: list[str] = []
        self._clients: dict[str, Client] = {}

    def go(self, ticket: str) -> Answer:
        """Open the page that names the Zoom account."""
        answer = self.bench.call("oauth_callback/go", path={"ticket": ticket}, cookies=self.cookies)
        self._keep(answer)
        return answer

    def submit(self, page: Answer, *, origin: str = BASE_URL) -> Answer:
        """Press the page's button."""
        action = re.search(r'action="/oauth/go/([^"]+)"', page.body)
        nonce = re.search(r'name="nonce" value="([^"]+)"', page.body)
        assert action, page.body
        assert nonce, page.body
        answer = self.bench.call(
            "oauth_callback/go-on",
            path={"ticket": action[1]},
            cookies=self.cookies,
            form=f"nonce={nonce[1]}",
            headers={"origin": origin},
        )
        self._keep(answer)
        return answer

    def go_on(self, ticket: str) -> str:
        """Open the ticket, press Continue, and return the address of the tenant's login."""
        page = self.submit(self.go(ticket))
        assert page.status == 200, page.body
        link = re.search(r'class="btn" href="([^"]+)"', page.body)
        assert link, page.body
        return html.unescape(link[1])

    def log_in(self, url: str, username: str, *, password: str = PASSWORD) -> dict[str, str]:
        """Log in at the tenant and return what it sends back to our callback."""
        parts = urlsplit(url)
        tenant = self.bench.parties[parts.netloc]
        client = self._clients.setdefault(parts.netloc, Client(tenant))
        answer = client.post(
            f"{parts.path}?{parts.query}",
            base_url=f"https://{parts.netloc}",
            data={"username": username, "password": password, "action": "login"},
        )
        assert answer.status_code in (302, 303), answer.text
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def finish(self, parameters: Mapping[str, str]) -> Answer:
        """Follow the tenant's redirect to our callback."""
        return self.bench.call(
            "oauth_callback/gainsight-callback",
            query=urlencode(parameters),
            cookies=self.cookies,
        )

    def _keep(self, answer: Answer) -> None:
        for cookie in answer.cookies:
            self.cookies = [cookie.partition(";")[0]]


def environment() -> dict[str, str]:
    """Make the tables, keys and secrets of the template in the current AWS; return the settings."""
    names = provision(
        TEMPLATE,
        lambda service: boto3.client(service),
        secrets=_secrets(),  # type: ignore[call-overload]
    )
    refs = {
        **names.refs,
        "PublicBaseUrl": BASE_URL,
        "ZoomClientId": REGISTERED.client_id,
    }
    function = TEMPLATE.functions["C360Fetch"]
    made = TEMPLATE.environment(function, Names(refs, names.attributes))
    seed(made)
    return made


def _secrets() -> dict[str, Any]:
    clients = {
        f"tenant/{d.key}": {
            "client_id": f"gsz-{d.key}",
            "client_secret": f"secret-{d.key}-0123456789abcdef",
        }
        for d in gainsight.DATA_SETS
    }
    app = {
        "zoom_client_secret": REGISTERED.client_secret,
        "zoom_webhook_secret": REGISTERED.webhook_secret,
    }
    return {"app": app, **clients}


def _replace(
    event: dict[str, Any],
    *,
    bearer: str | None,
    query: str | None,
    path: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
    cookies: list[str] | None,
) -> None:
    if bearer is not None:
        event["headers"]["authorization"] = f"Bearer {bearer}"
    if query is not None:
        event["rawQueryString"] = query
        event["queryStringParameters"] = dict(parse_qsl(query, keep_blank_values=True))
    if path is not None:
        event["pathParameters"] = {**event["pathParameters"], **path}
        pattern = event["routeKey"].partition(" ")[2]
        filled = pattern.format(**event["pathParameters"])
        event["rawPath"] = event["requestContext"]["http"]["path"] = filled
    event["headers"].update(headers or {})
    if cookies is not None:
        event["cookies"] = cookies


def _replace_body(
    event: dict[str, Any], *, body: Any, raw_body: str | None, form: str | None
) -> None:
    if body is not None:
        event["body"] = json.dumps(body)
    if raw_body is not None:
        event["body"] = raw_body
    if form is not None:
        event["body"] = base64.b64encode(form.encode()).decode()
        event["isBase64Encoded"] = True
