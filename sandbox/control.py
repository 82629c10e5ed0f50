"""The sandbox's own page and API: what parties were asked, and what they are told to do wrong."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, NotFound, UnprocessableEntity
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sandbox.faults import KINDS, Fault
from sandbox.gainsight import GainsightTenant
from sandbox.permissions import needed
from sandbox.seed import USAGE_OBJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.aws import AwsCall
    from sandbox.gainsight.records import Records
    from sandbox.pump import Pump
    from sandbox.world import World

__all__ = ["Control"]

SHOWN = 30
USAGE_LOOKUPS = (
    ("User__gc", "gsuser"),
    ("Company__gc", "company"),
    ("Relationship__gc", "relationship"),
)

_ROUTES = Map(
    [
        Rule("/", endpoint="page", methods=["GET"]),
        Rule("/state", endpoint="state", methods=["GET"]),
        Rule("/requests", endpoint="requests", methods=["GET"]),
        Rule("/aws-calls", endpoint="aws_calls", methods=["GET"]),
        Rule("/environment", endpoint="environment", methods=["GET"]),
        Rule("/faults", endpoint="add_fault", methods=["POST"]),
        Rule("/faults", endpoint="clear_faults", methods=["DELETE"]),
        Rule("/faults/clear", endpoint="clear_faults", methods=["POST"]),
        Rule("/schedules", endpoint="run_schedule", methods=["POST"]),
        Rule("/reset", endpoint="reset", methods=["POST"]),
    ]
)


class Control:
    """Answers for the host ``control``.

    ``GET /state`` lists parties with hosts, pending faults and counters; ``GET /requests`` the
    latest requests; ``GET /aws-calls`` what each function needed of AWS, and how often;
    ``GET /environment?machine=`` the functions' variables for a container that reaches this machine
    there.
    ``POST /faults`` takes the fields of `sandbox.faults.Fault` and ``party`` (JSON or form);
    ``DELETE /faults?party=`` clears one party's, or everybody's. ``POST /schedules`` calls the
    scheduled ``function`` now. ``POST /reset`` starts afresh.

    Parameters
    ----------
    reset : callable
        Brings the whole sandbox back to its seed data.
    aws_calls : callable
        Lists what the functions called since the last reset.
    environment : callable
        Gives the functions' variables for who reaches this machine by the given name or address.
    schedules : Pump, optional
        Knows the scheduled functions and calls them.
    """

    def __init__(
        self,
        world: World,
        *,
        reset: Callable[[], None],
        aws_calls: Callable[[], list[AwsCall]] = list,
        environment: Callable[[str], Mapping[str, str]] = lambda _: {},
        schedules: Pump | None = None,
    ) -> None:
        self._world = world
        self._reset = reset
        self._aws_calls = aws_calls
        self._environment = environment
        self._schedules = schedules

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse, /
    ) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        request = Request(environ)
        try:
            endpoint, _ = _ROUTES.bind_to_environ(environ).match()
            response: Response | HTTPException = self._respond(endpoint, request)
        except HTTPException as error:
            response = _json({"error": error.description}, error.code or 500)
        return response(environ, start_response)

    def _respond(self, endpoint: str, request: Request) -> Response:
        if endpoint == "page":
            return Response(self._page(), mimetype="text/html")
        shown: dict[str, Callable[[], object]] = {
            "state": self._state,
            "requests": lambda: [asdict(seen) for seen in self._world.seen()],
            "aws_calls": lambda: _permissions(self._aws_calls()),
            "environment": lambda: self._environment(request.args.get("machine", "127.0.0.1")),
        }
        if endpoint in shown:
            return _json(shown[endpoint]())
        return self._change(endpoint, request)

    def _change(self, endpoint: str, request: Request) -> Response:
        fields = _fields(request)
        if endpoint == "add_fault":
            self._add_fault(fields)
        elif endpoint == "clear_faults":
            self._clear_faults(fields.get("party"))
        elif endpoint == "run_schedule":
            self._run_schedule(str(fields.get("function", "")))
        else:
            self._reset()
        if request.mimetype == "application/x-www-form-urlencoded":
            return redirect("/", 303)
        return _json(self._state())

    def _state(self) -> dict[str, Any]:
        counts = self._world.counts()
        return {
            name: {
                "hosts": list(party.hosts),
                "requests": counts[name],
                "faults": party.faults.pending(),
            }
            for name, party in self._world.parties.items()
        }

    def _add_fault(self, fields: Mapping[str, Any]) -> None:
        name = fields.get("party")
        party = self._world.parties.get(str(name))
        if party is None:
            raise NotFound(f"no party is called {name}")
        try:
            party.faults.add(_fault(fields))
        except (TypeError, ValueError) as error:
            raise UnprocessableEntity(str(error)) from None

    def _clear_faults(self, name: object) -> None:
        for party_name, party in self._world.parties.items():
            if name in {None, "", party_name}:
                party.faults.clear()

    def _run_schedule(self, function: str) -> None:
        try:
            if self._schedules is None:
                raise KeyError(function)
            self._schedules.run_schedule(function)
        except KeyError:
            raise NotFound(f"no schedule calls {function}") from None

    def _page(self) -> str:
        rows = "".join(
            f"<tr><th scope=row>{escape(name)}<td>{escape(', '.join(party['hosts']))}"
            f"<td>{party['requests']}<td>{_fault_list(party['faults'])}"
            for name, party in self._state().items()
        )
        parties = _options(self._world.parties)
        scheduled = () if self._schedules is None else self._schedules.schedules
        return _PAGE.format(
            rows=rows,
            parties=parties,
            kinds=_options(KINDS),
            functions=_options(schedule.function for schedule in scheduled),
            told="".join(self._told()),
        )

    def _told(self) -> Iterable[str]:
        """Yield rows of a table: what was delivered into Northstar's own object, newest first."""
        northstar = self._world.parties.get("gainsight-northstar")
        if isinstance(northstar, GainsightTenant):
            rows = northstar.records.rows(USAGE_OBJECT)
            for row in sorted(rows, key=lambda row: str(row["OccurredAt__gc"]))[: -SHOWN - 1 : -1]:
                cells = _named(northstar.records, row)
                yield f"<tr>{''.join(f'<td>{escape(cell)}' for cell in cells)}"


def _fields(request: Request) -> dict[str, Any]:
    if request.is_json:
        given = request.get_json()
        if not isinstance(given, dict):
            raise UnprocessableEntity("a JSON object is needed")
        return given
    return {**request.args.to_dict(), **request.form.to_dict()}


def _fault(fields: Mapping[str, Any]) -> Fault:
    """Build a fault; a form's texts become numbers, its empty fields are left out."""
    given = {key: value for key, value in fields.items() if key != "party" and value != ""}
    if isinstance(given.get("times"), str):
        given["times"] = None if given["times"] == "always" else int(given["times"])
    if "delay_s" in given:
        given["delay_s"] = float(given["delay_s"])
    return Fault(**given)


def _permissions(calls: list[AwsCall]) -> list[dict[str, Any]]:
    counted = Counter(
        (str(call.function), permission)
        for call in calls
        for permission in needed(call.action, call.request)
    )
    return [
        {"function": function, **asdict(permission), "times": times}
        for (function, permission), times in sorted(counted.items())
    ]


def _json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value, indent=1), status=status, mimetype="application/json")


def _named(records: Records, row: Mapping[str, Any]) -> Iterable[str]:
    """Yield an event's cells, with names for GSIDs."""
    yield datetime.fromtimestamp(row["OccurredAt__gc"] / 1000, UTC).isoformat(" ", "seconds")
    yield str(row["Type__gc"])
    for field, kind in USAGE_LOOKUPS:
        found = records.get(kind, row.get(field))
        yield "" if found is None else str(found["Name"])
    yield f"{row.get('Count__gc', 1):g}"


def _options(names: Iterable[str]) -> str:
    return "".join(f"<option>{escape(name)}" for name in names)


def _fault_list(faults: list[dict[str, Any]]) -> str:
    return "<br>".join(
        escape(
            f"{fault['kind']} {fault['method'] or ''} {fault['path'] or 'everything'}, "
            f"{'always' if fault['times'] is None else fault['times']}"
        )
        for fault in faults
    )


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sandbox control</title>
<style>
 body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: auto; padding: 2rem; }}
 table {{ border-collapse: collapse; width: 100%; }}
 th, td {{ text-align: left; padding: .4rem .8rem; border-bottom: 1px solid #8884; }}
 form {{ display: flex; flex-wrap: wrap; gap: .8rem; align-items: end; margin: 1rem 0; }}
 label {{ display: grid; }}
 :root {{ color-scheme: light dark; }}
</style>
<h1>Sandbox control</h1>
<table>
 <thead><tr><th>Party<th>Hosts<th>Requests<th>Told to fail</thead>
 <tbody>{rows}</tbody>
</table>
<h2>Tell a party to fail</h2>
<form method="post" action="/faults">
 <label>Party <select name="party">{parties}</select></label>
 <label>How <select name="kind">{kinds}</select></label>
 <label>Paths that begin with <input name="path"></label>
 <label>Times <input name="times" value="1" size="6" title="a number, or always"></label>
 <label>Delay in seconds <input name="delay_s" value="30" size="6"></label>
 <label>Retry-After <input name="retry_after" size="8"></label>
 <button>Tell</button>
</form>
<form method="post" action="/faults/clear"><button>Clear all faults</button></form>
<h2>Call a scheduled function now</h2>
<form method="post" action="/schedules">
 <label>Function <select name="function">{functions}</select></label>
 <button>Call</button>
</form>
<h2>What happened in calls, as Northstar has it: Zoom_App_Event__gc, filled by UsageDeliverer</h2>
<table>
 <thead><tr><th>When<th>What<th>User<th>Company<th>Relationship<th>Count</thead>
 <tbody>{told}</tbody>
</table>
<form method="post" action="/reset"><button>Reset everything to the seed data</button></form>
</html>
"""
