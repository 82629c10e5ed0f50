"""One Gainsight tenant: its hosts, its rows, and the way of a request through its gateway.

Kept to: Gainsight, the envelope and limits of every page on its APIs.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from sandbox.faults import Fault, FaultMiddleware, Faults, plain_answer
from sandbox.gainsight.callers import identify, require_write
from sandbox.gainsight.envelope import Refusal, refused, unauthorized
from sandbox.gainsight.events import Events
from sandbox.gainsight.limits import Call, Calls, Windows
from sandbox.gainsight.oauth import Client, OAuth
from sandbox.gainsight.objects_scorecard import PREFIX
from sandbox.gainsight.records import Records
from sandbox.gainsight.routes import Route, routes_of
from sandbox.gainsight.score_rule import ScoreRule
from sandbox.gainsight.settings import Settings
from sandbox.gainsight.tokens import Pair, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.gainsight.records import Row
    from sandbox.gainsight.schema import ObjectType
    from sandbox.gainsight.settings import Area
    from sandbox.party import Now, Token

__all__ = ["DataSet", "GainsightTenant"]


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """What a tenant starts with.

    Parameters
    ----------
    key, name, host : str
        Short key, display name and logical host.
    types : tuple of ObjectType
        Its objects.
    rows : dict
        Object name -> rows, each with its ``Gsid``, values as stored.
    client : Client
        Its OAuth application and M2M connection.
    access_key : str
        Its tenant-wide API key.
    """

    key: str
    name: str
    host: str
    types: tuple[ObjectType, ...]
    rows: dict[str, list[Row]]
    client: Client
    access_key: str


class GainsightTenant:
    """A stand-in for one Gainsight tenant (a Party).

    Parameters
    ----------
    data_set : DataSet
        What it holds after a `reset`.
    now, token : callable
        The clock, and the source of codes and tokens.
    settings : Settings or None
        The switches it has after a `reset`; the defaults by default.

    Attributes
    ----------
    settings : Settings
        Switches; may be changed at any time.
    calls : Calls
        Requests that came in, per area and path.
    records : Records
        The rows.
    tokens : Tokens
        The tokens that are out.
    events : Events
        What was published to the event endpoint.
    """

    def __init__(
        self, data_set: DataSet, *, now: Now, token: Token, settings: Settings | None = None
    ) -> None:
        self.data_set = data_set
        self.hosts = (data_set.host,)
        self.faults = Faults()
        self.calls = Calls()
        self.records = Records(data_set.types)
        self.settings = Settings()
        self.records.hidden = lambda name: (
            name.startswith(PREFIX) and not self.settings.scorecard_objects
        )
        self._initial = settings or Settings()
        self._now = now
        self._token = token
        self._lock = threading.RLock()
        self._faulty = FaultMiddleware(self._answer, self.faults, _fault_answer)
        self.reset()

    def reset(self) -> None:
        """Return to the seed data set and the first settings; forget tokens, calls, faults."""
        self.faults.clear()
        with self._lock:
            fresh = replace(self._initial, portfolio_only=set(self._initial.portfolio_only))
            for each in fields(fresh):
                setattr(self.settings, each.name, getattr(fresh, each.name))
            self.settings.refusals = dict(fresh.refusals)
            self.settings.limits = dict(fresh.limits)
            self.settings.limit_class = dict(fresh.limit_class)
            self.calls.clear()
            self.records.restore(
                {
                    name: {row["Gsid"]: row for row in self.data_set.rows.get(name, [])}
                    for name in self.records.types
                }
            )
            self._open()

    def find(self, kind: str, **values: object) -> Row:
        """Find a row by field values, ``find("company", Name="Northwind Robotics")``."""
        return self.records.find(kind, **values)

    def issue(self, email: str, *scopes: str) -> Pair:
        """Give a user tokens as a login would, for tests that are about something else.

        Parameters
        ----------
        email : str
            The user's address as stored.
        *scopes : str
            ``read_write`` and ``offline_access`` by default.
        """
        user = self.find("gsuser", Email=email)
        granted = frozenset(scopes or ("read_write", "offline_access"))
        with self._lock:
            return self.tokens.issue(user=user["Gsid"], email=user["Email"], scopes=granted)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        with self._lock:
            self.calls.record(Call(self._now(), self._area(path, method), method, path))
        return self._faulty(environ, start_response)

    def _open(self) -> None:
        host = self.data_set.host
        self.tokens = Tokens(
            settings=self.settings, issuer=f"https://{host}", now=self._now, token=self._token
        )
        self._windows = Windows(settings=self.settings, now=self._now)
        self._rule = ScoreRule(records=self.records, settings=self.settings, now=self._now)
        self.events = Events(tenant=self.data_set.key)
        oauth = OAuth(
            name=self.data_set.name,
            host=host,
            client=self.data_set.client,
            records=self.records,
            tokens=self.tokens,
            settings=self.settings,
            now=self._now,
            token=self._token,
        )
        self._routes = routes_of(
            oauth=oauth,
            events=self.events,
            records=self.records,
            settings=self.settings,
            now=self._now,
            token=self._token,
        )

    def _area(self, path: str, method: str) -> Area:
        try:
            route, _ = self._routes.match(path, method)
        except HTTPException:
            return "other"
        return route.area

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        with self._lock:
            try:
                response = self._dispatch(request)
            except Refusal as refusal:
                asked_json = "application/json" in request.headers.get("Accept", "")
                as_html = self.settings.html_without_accept and not asked_json
                response = refused(refusal, as_html=as_html)
        response.autocorrect_location_header = False
        return response(environ, start_response)

    def _dispatch(self, request: Request) -> Response:
        route, values = self._match(request)
        if route.public:
            return route.endpoint(request, **values)
        self._rule.run()
        caller = identify(
            request,
            records=self.records,
            tokens=self.tokens,
            access_key=self.data_set.access_key,
        )
        wait = self._windows.admit(route.area)
        if wait is not None:
            return self._too_many(route.area, wait)
        if route.writes:
            require_write(
                caller,
                records=self.records,
                settings=self.settings,
                timeline=route.area == "timeline",
            )
        response = route.endpoint(request, caller, **values)
        limit = self._windows.header(route.area)
        if limit:
            response.headers["x-ratelimit-limit"] = limit
        return response

    def _match(self, request: Request) -> tuple[Route, dict[str, Any]]:
        try:
            route, values = self._routes.match(request.path, request.method)
        except HTTPException:
            status = 400 if request.path.startswith("/v1/data/") else 404
            raise Refusal("GSOBJ_1023", "Invalid API path", status=status) from None
        return route, dict(values)

    def _too_many(self, area: Area, wait: int) -> Response:
        code = "GU_2400" if area == "users" else "GS_APIG_2429"
        refusal = Refusal(code, "API rate limit exceeded", status=429)
        response = refused(refusal, as_html=False)
        response.headers["x-ratelimit-limit"] = self._windows.header(area) or ""
        if self.settings.retry_after:
            response.headers["Retry-After"] = str(wait)
        return response


def _fault_answer(fault: Fault) -> Response:
    """Build the body of a fault; 2402 comes as 401 or as 403: sources differ."""
    plain = plain_answer(fault)
    address = "IP Address does not lie in range of whitelisted ips"
    refusals = {
        "unauthorized": unauthorized(),
        "forbidden": Refusal("GS_APIG_2402", address, status=403),
        "forbidden_ip": Refusal("GS_APIG_2402", address, status=401),
        "rate_limited": Refusal("GS_APIG_2429", "API rate limit exceeded", status=429),
        "server_error": Refusal("GU_1101", "Internal server error", status=500),
        "unavailable": Refusal("GS_APIG_2503", "Service unavailable", status=503),
        "result_false": Refusal("GSOBJ_1008", "Something went wrong", status=200),
    }
    if fault.kind not in refusals:
        return plain
    response = refused(refusals[fault.kind], as_html=False)
    if "Retry-After" in plain.headers:
        response.headers["Retry-After"] = plain.headers["Retry-After"]
    return response
