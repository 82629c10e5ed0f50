"""Gainsight's Timeline API: activities created, updated and deleted with a user's own token.

An answer of 200 says nothing about the record: each one stands or falls alone, keyed by the id it
was sent with, in a map whose name for failures is not documented (Gainsight, «Timeline APIs»).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from gainsight_zoom.allowances import Allowance
from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import RecordRefused, UpstreamError
from gainsight_zoom.gainsight.metered import Metered
from gainsight_zoom.outbound import Outbound, OutboundRequest

PATH = "/v1/ant/es/activity"
AUTHOR_BY_EMAIL = {
    "AuthorId": {
        "fields": {"Author": "Email"},
        "lookupField": "Gsid",
        "objectName": "GsUser",
        "multiMatchOption": "FIRSTMATCH",
        "onNoMatch": "ERROR",
    }
}
Identifier = Literal["externalid", "gsid"]


class TimelineClient:
    """Writes activities. Every call spends one unit of the tenant's Timeline limit."""

    def __init__(self, outbound: Outbound, *, clock: Clock) -> None:
        self._metered = Metered(outbound, clock=clock, calls="timeline")

    def create(
        self,
        record: Mapping[str, Any],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> str:
        """Create an activity, in one attempt; whether to try again is for the caller to say.

        Returns
        -------
        str
            Gainsight's activity id.

        Raises
        ------
        RecordRefused
            If the record was refused, a duplicate ``ExternalId`` included.
        UpstreamUnauthorized, UpstreamBusy, UpstreamUnavailable, UpstreamError
            As the envelope says. After the last two the activity may exist.
        """
        body = {"records": [dict(record)], "lookups": AUTHOR_BY_EMAIL}
        return _written(self._send("POST", "", body, host, access_token, allowance, deadline))

    def update(
        self,
        record: Mapping[str, Any],
        *,
        identifier: Identifier,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> str:
        """Update the activity that the record's id picks; doing it twice does no harm.

        Raises
        ------
        RecordRefused
            If the record was refused, or there is no such activity.
        UpstreamUnauthorized, UpstreamBusy, UpstreamUnavailable, UpstreamError
            As the envelope says.
        """
        body = {"records": [dict(record)]}
        query = f"?identifier={identifier}"
        return _written(self._send("PUT", query, body, host, access_token, allowance, deadline))

    def delete(
        self,
        activity_id: str,
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> None:
        """Delete an activity; an answer without a word of the record counts as done.

        Raises
        ------
        RecordRefused
            If Gainsight keeps the record.
        UpstreamUnauthorized, UpstreamBusy, UpstreamUnavailable, UpstreamError
            As the envelope says.
        """
        body = {"records": [{"ActivityId": activity_id}]}
        data = self._send("DELETE", "", body, host, access_token, allowance, deadline)
        for entry in _entries(data):
            _demand_taken(entry)

    def _send(
        self,
        method: str,
        query: str,
        body: Mapping[str, Any],
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> Any:
        request = OutboundRequest(
            method,
            f"https://{host}{PATH}{query}",
            headers={"Authorization": f"Bearer {access_token}"},
            body=body,
            idempotent=False,
        )
        return self._metered.call(request, allowance, deadline)


def _written(data: Any) -> str:
    """Read the fate of the one record that was sent."""
    activity_id = None
    for entry in _entries(data):
        _demand_taken(entry)
        activity_id = entry.get("activityId") or activity_id
    if activity_id is None:
        raise UpstreamError("gainsight_no_word_of_the_record")
    return str(activity_id)


def _demand_taken(entry: Mapping[str, Any]) -> None:
    if entry.get("errorCode"):
        raise RecordRefused(str(entry["errorCode"]), text=str(entry.get("message") or ""))


def _entries(data: Any) -> Iterator[Mapping[str, Any]]:
    maps = data.values() if isinstance(data, Mapping) else ()
    for by_id in maps:
        for entries in by_id.values() if isinstance(by_id, Mapping) else ():
            listed = entries if isinstance(entries, list) else ()
            yield from (e for e in listed if isinstance(e, Mapping))
