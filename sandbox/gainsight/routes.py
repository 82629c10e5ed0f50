"""Which path of a tenant leads where, and what its gateway does before.

Kept to: Gainsight, «OAuth for Gainsight APIs», «Company API», «Custom Object API», «Data Management
APIs», «People API», «Timeline APIs», «User Management APIs», «Events Framework».
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from sandbox.gainsight.metadata import Metadata
from sandbox.gainsight.people import People
from sandbox.gainsight.query import Query
from sandbox.gainsight.timeline import Timeline
from sandbox.gainsight.users import Users
from sandbox.gainsight.write import Write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.gainsight.events import Events
    from sandbox.gainsight.oauth import OAuth
    from sandbox.gainsight.records import Records
    from sandbox.gainsight.settings import Area, Settings
    from sandbox.party import Now, Token

__all__ = ["Route", "Routes", "routes_of"]

Named: TypeAlias = "tuple[tuple[str, str], Route]"
"""A route under its method and path."""
Endpoint: TypeAlias = Callable[..., Response]


@dataclass(frozen=True)
class Route:
    """One endpoint: the area its calls are counted in, and what a caller needs.

    A `public` endpoint is handed the request alone and looks after itself; any other the request
    and its caller, who needs the scope ``read_write`` where it `writes`.
    """

    area: Area
    endpoint: Endpoint
    public: bool = False
    writes: bool = False


class Routes:
    """What a tenant answers; the map of the paths, dear to make, is every tenant's."""

    def __init__(self, routes: Mapping[tuple[str, str], Route]) -> None:
        self._routes = routes
        self._map = _map_of(tuple(routes))

    def match(self, path: str, method: str) -> tuple[Route, Mapping[str, str]]:
        """Find the route of a request and what its path names.

        Raises
        ------
        HTTPException
            If there is none.
        """
        name, values = self._map.bind("").match(path, method)
        return self._routes[name], values


@cache
def _map_of(names: tuple[tuple[str, str], ...]) -> Map:
    rules = [Rule(path, methods=[method], endpoint=(method, path)) for method, path in names]
    return Map(rules, strict_slashes=False)


def routes_of(
    *,
    oauth: OAuth,
    events: Events,
    records: Records,
    settings: Settings,
    now: Now,
    token: Token,
) -> Routes:
    """Lead the paths of a tenant to what answers them."""
    people = People(records=records, settings=settings, now=now, token=token)
    timeline = Timeline(records=records, settings=settings, now=now, token=token)
    named = [
        *_oauth(oauth),
        *_reads(records, settings),
        *_objects(Write(records=records, settings=settings, now=now, token=token)),
        *(
            _rule("PUT", path, Route("people", people.upsert, writes=True))
            for path in ("/v1/peoplemgmt/v1.0/people", "/v1.0/api/people")
        ),
        *(
            _rule(method, "/v1/ant/es/activity", Route("timeline", endpoint, writes=True))
            for method, endpoint in (
                ("POST", timeline.create),
                ("PUT", timeline.update),
                ("DELETE", timeline.delete),
            )
        ),
        _rule("POST", "/v1.0/api/eventManager/event", Route("events", events.publish, public=True)),
    ]
    return Routes(dict(named))


def _oauth(oauth: OAuth) -> Iterator[Named]:
    for method, path, endpoint in (
        ("GET", "/.well-known/oauth-authorization-server", oauth.metadata),
        ("GET", "/v1/authorize", oauth.authorize),
        ("POST", "/v1/authorize", oauth.authorize),
        ("GET", "/v1/logout", oauth.logout),
        ("POST", "/v1/users/oauth/access/token", oauth.user_token),
        ("POST", "/v1/users/oauth/token", oauth.user_token),
        ("POST", "/v1/users/m2m/oauth/token", oauth.machine_token),
    ):
        yield _rule(method, path, Route("oauth", endpoint, public=True))


def _reads(records: Records, settings: Settings) -> Iterator[Named]:
    query = Query(records=records, settings=settings)
    users = Users(records=records, settings=settings)
    metadata = Metadata(records=records, settings=settings)
    yield _rule("POST", "/v1/data/objects/query/<name>", Route("objects", query.query))
    yield _rule("POST", "/v1/users/services/list", Route("users", users.list_users))
    for method, path, endpoint in (
        ("GET", "objects/list", metadata.list_objects),
        ("POST", "objects/describe", metadata.describe_many),
        ("GET", "objects/<name>/describe", metadata.describe_one),
        ("GET", "dropdowns/<category>", metadata.dropdown),
    ):
        yield _rule(method, f"/v1/meta/services/{path}", Route("metadata", endpoint))


def _objects(write: Write) -> Iterator[Named]:
    path = "/v1/data/objects/<name>"
    yield _rule("POST", path, Route("objects", write.insert, writes=True))
    yield _rule("PUT", path, Route("objects", write.update, writes=True))
    yield _rule("DELETE", f"{path}/<row_gsid>", Route("objects", write.delete, writes=True))


def _rule(method: str, path: str, route: Route) -> Named:
    return (method, path), route
