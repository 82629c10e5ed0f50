"""The product on one bench: real handlers, real clients and stores, the outside world in-process.

Nothing is patched and no socket is opened: AWS is moto's, everybody else is a stand-in reached
through a transport of ``requests``; time and chance are handed in.
"""

import base64
import importlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlencode

from requests.structures import CaseInsensitiveDict
from sandbox.gainsight import DATA_SETS, GainsightTenant, Settings
from sandbox.party import Party
from sandbox.permissions import Permission
from sandbox.salesforce import Salesforce
from sandbox.zoom import Zoom, encrypt_context
from sandbox.zoom.people import USERS, ZoomUser
from tests.cloud import BASE_URL, REGISTERED, ROOT, AwsCall, Cloud
from tests.doubles import Canned, FakeClock, InProcess, LambdaContext, Sent
from tests.lawful import beyond_role, permissions
from tests.system_browser import PASSWORD, SystemBrowser

from gainsight_zoom.config import Config
from gainsight_zoom.records import ZOOM_TENANT, GainsightUser, Tokens, ZoomProfile
from gainsight_zoom.richtext import text_of
from gainsight_zoom.wiring import Wiring, build, wiring

__all__ = [
    "BASE_URL",
    "JONAS",
    "MEETING",
    "MEI",
    "NORTHSTAR",
    "PASSWORD",
    "PRIYA",
    "Answer",
    "Bench",
    "SystemBrowser",
    "load_event",
]

PRIYA = "KdYKjnimT4KPd8FFgQt9FQ"
JONAS = "JWeBer0aSx2kQpT7vN3hYw"
MEI = "MTanaka8Qz5rLc1xWb6pGA"
NORTHSTAR = "northstar.gainsightcloud.com"
MEETING = "lGq5tG0xTk2Zo+v5OJmCeA=="
ADDRESSES = {"kestrel": "priya.nair@kestrel.example", "aurora": "priya@aurora.example"}
"""Priya's, where it is not that of her Zoom account."""
WRITTEN = {"subject", "notes_html", "html", "comment", "text"}
"""The fields of bodies that hold what users write."""
SHORTEST_WRITTEN = 10
"""Less than that may stand in a log line by chance."""


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
    def error(self) -> Any:
        """The body of one of our errors."""
        return self.json["error"]

    @property
    def code(self) -> str:
        """The code of our error body."""
        return str(self.error["code"])


@dataclass
class Traffic:
    """What left the product, in order: calls to AWS and requests to other systems."""

    all: list[AwsCall | Sent] = field(default_factory=list)

    @property
    def aws(self) -> list[str]:
        """IAM actions of the calls to AWS."""
        return [t.action for t in self.all if isinstance(t, AwsCall)]

    @property
    def permissions(self) -> set[Permission]:
        """What the calls to AWS need."""
        return permissions(t for t in self.all if isinstance(t, AwsCall))

    @property
    def upstream(self) -> list[Sent]:
        """Requests to other systems."""
        return [t for t in self.all if isinstance(t, Sent)]

    @property
    def paths(self) -> list[str]:
        """Last parts of the paths asked for at other systems."""
        return [sent.path.rpartition("/")[2] for sent in self.upstream]

    @property
    def aws_before_upstream(self) -> list[str]:
        """IAM actions before the first request to another system."""
        first = next(i for i, t in enumerate(self.all) if isinstance(t, Sent))
        return [t.action for t in self.all[:first] if isinstance(t, AwsCall)]

    @property
    def reads_before_upstream(self) -> list[str]:
        """The same without the writes that reserve a share of the tenant's call limit."""
        writes = ("dynamodb:UpdateItem", "dynamodb:PutItem")
        return [a for a in self.aws_before_upstream if a not in writes]


def load_event(name: str) -> dict[str, Any]:
    """Load ``events/<name>.json``."""
    event: dict[str, Any] = json.loads((ROOT / "events" / f"{name}.json").read_text())
    return event


def handler_module(folder: str) -> ModuleType:
    """Import a function's ``app`` module."""
    return importlib.import_module(f"{folder}.app")


class Tenants(dict[str, GainsightTenant]):
    """The Gainsight tenants by key, each made when first asked for."""

    def __init__(self, clock: FakeClock, token: Callable[[], str]) -> None:
        super().__init__()
        self._clock = clock
        self._token = token

    def __missing__(self, key: str) -> GainsightTenant:
        """Make a tenant."""
        data_set = next(d for d in DATA_SETS if d.key == key)
        settings = Settings(redirect_uris=(f"{BASE_URL}/oauth/gainsight/callback",))
        self[key] = GainsightTenant(
            data_set, now=self._clock.now, token=self._token, settings=settings
        )
        return self[key]

    def of_host(self, host: str) -> GainsightTenant | None:
        """Find the tenant that answers for a host."""
        return next((self[d.key] for d in DATA_SETS if d.host == host), None)


class Bench:
    """One deployment with its outside world, for one test.

    Parameters
    ----------
    environment : Mapping
        Of every function.
    """

    def __init__(self, cloud: Cloud, environment: Mapping[str, str]) -> None:
        self.cloud = cloud
        self.environment = dict(environment)
        self.clock = FakeClock()
        self.tokens: list[str] = []
        self.written: set[str] = set()
        """What users wrote, so that logs can be searched for it."""
        self.traffic = Traffic()
        self.beyond_role: set[str] = set()
        """Calls to AWS that the role of the function that made them does not allow."""
        self._elsewhere: set[int] = set()
        self.broken: Exception | None = None
        """Raised in place of the product's parts: a bug of ours."""
        self.zoom = self._zoom()
        self.gainsight = Tenants(self.clock, self.token)
        self.salesforce = Salesforce(
            now=self.clock.now,
            token=self.token,
            redirect_uris=(f"{BASE_URL}/oauth/salesforce/callback",),
        )
        self.transport = InProcess(self.party, self.clock, self.traffic.all.append)
        cloud.tell = self.traffic.all.append
        self.wired = self._build()

    @property
    def northstar(self) -> GainsightTenant:
        """The tenant most tests are about."""
        return self.gainsight["northstar"]

    def party(self, host: str) -> Party | None:
        """Find who answers for a host."""
        for party in (self.zoom.oauth, self.zoom.api, self.salesforce):
            if host in party.hosts:
                return party
        return self.gainsight.of_host(host)

    def wiring(self) -> Wiring:
        """Hand the product its parts; fails while the bench is told to be broken."""
        if self.broken is not None:
            raise self.broken
        return self.wired

    def restart(self) -> None:
        """Go on in a cold container, which remembers nothing."""
        self.wired = self._build()

    @contextmanager
    def in_role_of(self, handler: str) -> Iterator[None]:
        """Note which calls to AWS made meanwhile the role of this handler does not allow."""
        with self.watch() as traffic:
            yield
        made = [c for c in traffic.all if isinstance(c, AwsCall) and id(c) not in self._elsewhere]
        self.beyond_role |= beyond_role(handler, made)

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Let something happen in another function while one is running."""
        with self.watch() as traffic:
            yield
        self._elsewhere |= {id(call) for call in traffic.all}

    @contextmanager
    def watch(self) -> Iterator[Traffic]:
        """Collect what leaves the product in a ``with`` block."""
        seen = Traffic()
        start = len(self.traffic.all)
        yield seen
        seen.all.extend(self.traffic.all[start:])

    def token(self) -> str:
        """Make a random token and remember it, so that logs can be searched for it."""
        made = secrets.token_urlsafe(32)
        self.tokens.append(made)
        return made

    def call(  # noqa: PLR0913 - one per part of an event
        self,
        name: str,
        *,
        bearer: str | None = None,
        body: Any = None,
        raw_body: str | None = None,
        query: str | None = None,
        path: Mapping[str, str] | None = None,
        headers: Mapping[str, str | None] | None = None,
        cookies: list[str] | None = None,
        form: str | None = None,
        route: str | None = None,
        seconds: float = 10.0,
    ) -> Answer:
        """Call the function of an event in ``events/``, with parts of it replaced.

        A header that is None is left out. `route` is another method and path than the event's;
        `seconds` is what the invocation has left.
        """
        folder, _, _ = name.partition("/")
        event = load_event(name)
        if route is not None:
            _reroute(event, route)
        _replace(event, bearer=bearer, query=query, path=path, headers=headers, cookies=cookies)
        _replace_body(event, body=body, raw_body=raw_body, form=form)
        return self.invoke(folder, event, seconds=seconds)

    def invoke(self, folder: str, event: dict[str, Any], *, seconds: float = 10.0) -> Answer:
        """Run a real ``lambda_handler`` on an event."""
        module = handler_module(folder)
        module.app.dependency_overrides[wiring] = self.wiring
        self.written |= _written(event)
        context = LambdaContext(self.clock, self.clock.monotonic() + seconds)
        with self.in_role_of(f"{folder}.app.lambda_handler"):
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

    def context(
        self,
        uid: str | None = PRIYA,
        *,
        secret: str = REGISTERED.client_secret,
        aad: bytes = b"",
        without: tuple[str, ...] = (),
        **claims: Any,
    ) -> str:
        """Make an app context as Zoom would just now, perhaps with other claims."""
        now_ms = int(self.clock.now() * 1000)
        payload: dict[str, Any] = {
            "typ": "meeting",
            "uid": uid,
            "mid": MEETING,
            "aud": REGISTERED.client_id,
            "iss": "marketplace.zoom.us",
            "ts": now_ms,
            "exp": now_ms + 120_000,
            "entitlements": [],
            "attendrole": "host",
            **claims,
        }
        if uid is None:
            del payload["uid"]
        kept = {k: v for k, v in payload.items() if k not in without}
        return encrypt_context(kept, client_secret=secret, aad=aad)

    def exchange(self, context: str) -> Answer:
        """Hand a context to ``POST /session``."""
        return self.call("login_routing/create-session", body={"context": context})

    def open_pane(self, uid: str = PRIYA, **claims: Any) -> str:
        """Exchange a fresh context and return the bearer."""
        answer = self.exchange(self.context(uid, **claims))
        assert answer.status == 200, answer.body
        return str(answer.json["token"])

    def view(self, bearer: str) -> Any:
        """Read the session."""
        answer = self.call("login_routing/read-session", bearer=bearer)
        assert answer.status == 200, answer.body
        return answer.json

    def consent_code(
        self, challenge: str, *, uid: str = PRIYA, uri: str = f"{BASE_URL}/app"
    ) -> str:
        """Let a user say yes in the Zoom client, and return the code of ``onAuthorized``."""
        user = zoom_user(uid)
        self.zoom.grants.consent(user)
        return self.zoom.grants.issue_code(
            user, redirect_uri=uri, challenge=challenge, method=self.zoom.settings.inclient_pkce
        )

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

    def start_sign_in(
        self, bearer: str, username: str = "priya@northstar.example", tenant: str | None = None
    ) -> str:
        """Press "Next" in the pane and return the ticket."""
        chosen = {} if tenant is None else {"tenant": tenant}
        answer = self.call(
            "login_routing/start",
            bearer=bearer,
            body={"integration": "gainsight", "username": username, **chosen},
        )
        assert answer.status == 200, answer.body
        return str(answer.json["go_url"]).rpartition("/")[2]

    def sign_in(self, uid: str = PRIYA, username: str = "priya@northstar.example") -> str:
        """Do everything from opening the pane to "Welcome to Gainsight"; return the bearer."""
        bearer = self.open_pane(uid)
        self.authorize_zoom(bearer, uid)
        welcome = SystemBrowser(self).sign_in(self.start_sign_in(bearer, username), username)
        assert welcome.status == 200, welcome.body
        return bearer

    def signed_in(self, *tenants: str, uid: str = PRIYA) -> str:
        """Leave behind what sign-ins leave, for tests about what follows; return a bearer."""
        self.consented(uid)
        for key in tenants or ("northstar",):
            self.connected(key, uid=uid)
        return self.open_pane(uid)

    def consented(self, uid: str = PRIYA) -> None:
        """Leave behind what Zoom's consent leaves."""
        user = zoom_user(uid)
        self.zoom.grants.consent(user)
        code = self.zoom.grants.issue_code(user, redirect_uri=BASE_URL)
        got = self.zoom.grants.redeem(code, redirect_uri=BASE_URL, verifier="")
        now = int(self.clock.now())
        self.wired.users.save_profile(ZoomProfile(uid, user.email, user.account_id), since=now)
        self.wired.keeper.connect(
            uid=uid,
            provider="zoom",
            tenant=ZOOM_TENANT,
            tokens=Tokens(got["access_token"], got["refresh_token"], now + int(got["expires_in"])),
            user=None,
            previous=None,
            since=now,
        )

    def connected(
        self, key: str = "northstar", *, uid: str = PRIYA, email: str | None = None
    ) -> None:
        """Leave behind what a sign-in to one tenant leaves."""
        tenant = self.gainsight[key]
        email = email or ADDRESSES.get(key) or zoom_user(uid).email
        row = tenant.find("gsuser", Email=email)
        picklist = tenant.records.type("gsuser").field("LicenseType").picklist  # type: ignore[union-attr]
        item = picklist.item(row["LicenseType"]) if picklist else None
        pair = tenant.issue(email)
        now = int(self.clock.now())
        self.wired.members.remember(uid, key, str(row["Gsid"]), since=now)
        self.wired.keeper.connect(
            uid=uid,
            provider="gainsight",
            tenant=key,
            tokens=Tokens(pair.access_token, pair.refresh_token, now + pair.expires_in),
            user=GainsightUser(
                gsid=row["Gsid"],
                name=row["Name"],
                email=email,
                license=item.system_name if item else "",
                super_admin=bool(row.get("IsSuperAdmin")),
            ),
            previous=None,
            since=now,
        )
        self.wired.users.remember_mapping(uid, key, since=now)

    def rotate_tenant_secret(self, key: str = "northstar", secret: str = "rotated") -> None:  # noqa: S107
        """Let a tenant's admin make a new client secret and the operator store it."""
        tenant = self.gainsight[key]
        client = replace(tenant.data_set.client, client_secret=secret)
        tenant.data_set = replace(tenant.data_set, client=client)
        tenant.reset()
        self.cloud.rotate_secret(
            f"tenant/{key}", {"client_id": client.client_id, "client_secret": secret}
        )

    def rotate_zoom_secret(self, secret: str) -> None:
        """Make a new client secret in Zoom's Marketplace."""
        self.zoom = self._zoom(client_secret=secret)

    def instead(self, path: str, body: Any, *, status: int = 200, host: str = NORTHSTAR) -> None:
        """Let a host answer a path with a JSON document no stand-in would make."""
        self.transport.instead[host + path] = Canned(status, json.dumps(body).encode())

    def gsid(self, name: str, kind: str = "company", tenant: str = "northstar") -> str:
        """Find the id of a customer."""
        return str(self.gainsight[tenant].find(kind, Name=name)["Gsid"])

    def search(self, bearer: str, text: str, **parameters: str) -> Answer:
        """Search."""
        query = urlencode({"q": text, **parameters})
        return self.call("c360_fetch/search", bearer=bearer, query=query)

    def record(
        self,
        bearer: str,
        name: str = "Northwind Robotics",
        kind: str = "company",
        tenant: str = "northstar",
        **arguments: Any,
    ) -> Answer:
        """Read a customer's record by its name."""
        where = {"tenant": tenant, "kind": kind, "id": self.gsid(name, kind, tenant)}
        return self.call("c360_fetch/record", bearer=bearer, path=where, **arguments)

    @staticmethod
    def failure(answer: Answer) -> Any:
        """What a record's answer says went wrong, with all of it or with its one section."""
        if answer.status != 200:
            return answer.error
        section = answer.json["sections"]["summary"]
        assert (section["status"], section["data"]) == ("error", None), section
        return section["error"]

    def summary(self, bearer: str, name: str = "Northwind Robotics", **arguments: Any) -> Any:
        """Read the data of a customer's Summary."""
        answer = self.record(bearer, name, **arguments)
        assert answer.status == 200, answer.body
        section = answer.json["sections"]["summary"]
        assert section["status"] == "ok", section
        return section["data"]

    def _build(self) -> Wiring:
        return build(
            Config.from_env(self.environment),
            clock=self.clock,
            token=self.token,
            adapter=self.transport,
            aws_client=self.cloud.client,
            jitter=lambda: 0.5,
        )

    def _zoom(self, **registered: Any) -> Zoom:
        method: Any = self.environment["ZOOM_INCLIENT_PKCE"]
        settings = replace(REGISTERED, inclient_pkce=method, **registered)
        return Zoom(now=self.clock.now, token=self.token, settings=settings)


def zoom_user(uid: str) -> ZoomUser:
    """Find a person of the sample data set."""
    return next(user for user in USERS if user.user_id == uid)


def _written(event: Mapping[str, Any]) -> set[str]:
    """Pick out of a request's body what a user wrote, with its markup and without."""
    said: list[Any] = []

    def listen(fields: list[tuple[str, Any]]) -> None:
        said.extend(value for name, value in fields if name in WRITTEN)

    with suppress(ValueError, RecursionError):
        json.loads(event.get("body") or "null", object_pairs_hook=listen)
    whole = [words.encode("utf-8", "replace").decode() for words in said if isinstance(words, str)]
    return {text for text in (*whole, *map(text_of, whole)) if len(text) >= SHORTEST_WRITTEN}


def _reroute(event: dict[str, Any], route: str) -> None:
    method, _, path = route.partition(" ")
    event["routeKey"] = event["requestContext"]["routeKey"] = route
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method


def _replace(
    event: dict[str, Any],
    *,
    bearer: str | None,
    query: str | None,
    path: Mapping[str, str] | None,
    headers: Mapping[str, str | None] | None,
    cookies: list[str] | None,
) -> None:
    changed = {"authorization": f"Bearer {bearer}"} if bearer is not None else {}
    merged = {**event["headers"], **changed, **(headers or {})}
    event["headers"] = {name: value for name, value in merged.items() if value is not None}
    if query is not None:
        event["rawQueryString"] = query
        event["queryStringParameters"] = dict(parse_qsl(query, keep_blank_values=True))
    if path is not None:
        event["pathParameters"] = {**event["pathParameters"], **path}
        pattern = event["routeKey"].partition(" ")[2]
        filled = pattern.format(**event["pathParameters"])
        event["rawPath"] = event["requestContext"]["http"]["path"] = filled
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
